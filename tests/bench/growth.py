"""How the time for a translation grows: with length, with the beam, with the vocab, with documents."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

import torch

from engine.kernels.ready import ready
from engine.networks.build import build
from engine.networks.contract import Seq2Seq
from engine.networks.transformer import Transformer
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from tests.bench.tables import table

PLOT = Path(__file__).with_name("growth.svg")
TABLE = {
    "kind": "transformer",
    "vocab": 12_000,
    "width": 256,
    "heads": 4,
    "encoder_layers": 6,
    "decoder_layers": 2,
    "inner": 1024,
    "longest": 1024,
}
POINTS: dict[str, Sequence[int]] = {
    "tokens": (10, 25, 50, 100, 200, 400),
    "beam": (1, 2, 4, 8, 16),
    "vocab": (4_000, 8_000, 16_000, 32_000, 64_000),
    "sentences": (1, 4, 16, 64, 256),
}
_AT_ONCE = 64  # sentences


def growth(rounds: int) -> str:
    """A table and a plot of seconds."""
    curves: dict[str, list[float]] = {}
    for what, points in POINTS.items():
        curves[what] = []
        for point in points:
            network = _network(point if what == "vocab" else 12_000)
            given = {"tokens": 30, "beam": 1, "sentences": 1} | ({what: point} if what != "vocab" else {})
            runs = [_seconds(network, **given) for _ in range(rounds + 1)]
            curves[what].append(min(runs))
        print(what, *(f"{seconds:.4f}" for seconds in curves[what]), flush=True)
    PLOT.write_text(_plot(curves), encoding="utf-8")
    rows = []
    for what, seconds in curves.items():
        each = (f"{point:,}: {1000 * s:.0f}" for point, s in zip(POINTS[what], seconds, strict=True))
        rows.append([what, " ".join(each), f"{_order(POINTS[what], seconds):.2f}"])
    return (
        "Milliseconds for random weights in the shipped shape, float32, 30 source and target tokens, greedy, "
        "one sentence, where it is not that which grows. The order is the slope between the last two points: "
        "1 is in proportion.\n\n"
        f"{table(['what grows', 'milliseconds', 'order'], rows)}\n\n![growth]({PLOT.name})"
    )


def _network(vocab: int) -> Seq2Seq:
    torch.manual_seed(1)
    network = build({**TABLE, "vocab": vocab}).eval().requires_grad_(False)
    assert isinstance(network, Transformer)
    return ready(network)


def _seconds(network: Seq2Seq, tokens: int, beam: int, sentences: int) -> float:
    source = torch.randint(4, 4000, (min(sentences, _AT_ONCE), tokens))
    options = replace(DecodingOptions(beam=beam), min_length=tokens, max_length=tokens, repetition_guard=0)
    began = time.perf_counter()
    for _ in range(math.ceil(sentences / _AT_ONCE)):
        outcome(search(network, source, source > 0, options, longest=[tokens] * len(source)))
    return time.perf_counter() - began


def _order(points: Sequence[int], seconds: Sequence[float]) -> float:
    return math.log(seconds[-1] / seconds[-2]) / math.log(points[-1] / points[-2])


def _plot(curves: Mapping[str, Sequence[float]]) -> str:
    """Four small plots, both axes by their logarithm."""
    size, gap = 180, 60
    parts = []
    for i, (what, seconds) in enumerate(curves.items()):
        xs = [math.log(point) for point in POINTS[what]]
        ys = [math.log(s) for s in seconds]
        left, wide, high = gap + i * (size + gap), max(xs) - min(xs), max(ys) - min(ys) or 1.0
        places = [
            (left + size * (x - min(xs)) / wide, gap / 2 + size * (max(ys) - y) / high)
            for x, y in zip(xs, ys, strict=True)
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="#3366cc" stroke-width="2"/>')
        for (x, y), point, s in zip(places, POINTS[what], seconds, strict=True):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#3366cc"/>')
            parts.append(f'<text x="{x:.1f}" y="{size + gap / 2 + 18}" text-anchor="middle">{point}</text>')
            parts.append(f'<text x="{x - 6:.1f}" y="{y - 6:.1f}" text-anchor="end">{1000 * s:.0f}</text>')
        middle = left + size / 2
        parts.append(
            f'<text x="{middle}" y="{size + gap / 2 + 38}" text-anchor="middle">{escape(what)}, ms</text>'
        )
    width = gap + len(curves) * (size + gap)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {size + gap + 30}" '
        f'font-family="sans-serif" font-size="9">\n' + "\n".join(parts) + "\n</svg>\n"
    )
