"""The shipped translator on real text: speed by precision, and what a precision changes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from engine.kernels.linear import FLOAT32, PRECISIONS
from engine.runner import Runner
from engine.search.options import DecodingOptions
from tests.bench.tables import table

MODEL = "translate-small"
TEXTS = Path(__file__).parents[1] / "data" / "everyday.en.txt"  # sentences that people type first
TARGETS = ("fr", "zh")
_TIMES = 10  # the sentences make a long document


def shipped(threads: int, rounds: int) -> str:
    """Words a second of all sentences together, milliseconds of each alone, and equal outputs."""
    texts = [line for line in TEXTS.read_text(encoding="utf-8").splitlines() if line]
    words = sum(len(text.split()) for text in texts) * len(TARGETS)
    runners = {
        f"{precision}, shortlist" if few else precision: Runner(
            "cpu", threads=threads, precision=precision, shortlist=few
        )
        for precision in PRECISIONS
        for few in (False, True)
    }
    rows = []
    for beam in (1, 4):
        options = DecodingOptions(beam=beam)
        together: dict[str, list[float]] = {precision: [] for precision in runners}
        outputs: dict[str, list[str]] = {}
        for _ in range(rounds + 1):
            for precision, runner in runners.items():
                began = time.perf_counter()
                outputs[precision] = _translated(runner, texts, options)
                together[precision].append(time.perf_counter() - began)
        for precision, runner in runners.items():
            alone = []
            for text in texts[::4]:
                began = time.perf_counter()
                runner.translate_many([text], "en", TARGETS[0], MODEL, options)
                alone.append(1000 * (time.perf_counter() - began))
            same = sum(map(str.__eq__, outputs[precision], outputs[FLOAT32])) / len(outputs[FLOAT32])
            cuts = statistics.quantiles(alone, n=20)
            speed = words / statistics.median(together[precision][1:])
            rows.append(
                [
                    f"{precision}, beam {beam}",
                    f"{speed:,.0f}",
                    f"{cuts[9]:.0f}",
                    f"{cuts[18]:.0f}",
                    f"{same:.1%}",
                ]
            )
            print(" | ".join(rows[-1]), flush=True)
    heads = ["precision", "words/s, together", "ms a sentence, p50", "p95", "the same text as float32"]
    long = "\n".join(texts * _TIMES)
    speeds = {name: statistics.median(_speeds(runner, long, rounds)) for name, runner in runners.items()}
    return (
        f"{MODEL}, the {len(texts)} sentences of `tests/data/{TEXTS.name}` into {' and '.join(TARGETS)}: all "
        f"as one document, and every fourth alone. Words are of the source.\n\n{table(heads, rows)}\n\n"
        f"One text of {len(texts) * _TIMES} lines, these {_TIMES} times over, into {TARGETS[0]}, beam 1, "
        f"words/s: {', '.join(f'{name} {speed:,.0f}' for name, speed in speeds.items())}."
    )


def _speeds(runner: Runner, text: str, rounds: int) -> Iterator[float]:
    """Words a second."""
    for _ in range(rounds):
        began = time.perf_counter()
        runner.translate_many([text], "en", TARGETS[0], MODEL, DecodingOptions(beam=1))
        yield len(text.split()) / (time.perf_counter() - began)


def _translated(runner: Runner, texts: list[str], options: DecodingOptions) -> list[str]:
    done = (runner.translate_many(texts, "en", target, MODEL, options) for target in TARGETS)
    return [translation.text for of_one in done for translation in of_one]
