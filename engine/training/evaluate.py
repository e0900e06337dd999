"""The command `evaluate`: how good a model is on the validation files."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.cards import CARD, ModelCard, find_models
from engine.errors import BadInput
from engine.kernels.linear import FLOAT32
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.training.corpus import read_texts
from engine.training.metrics import bleu_and_chrf, names_kept

_AT_ONCE = 512  # lines
SETTINGS = {
    "greedy": DecodingOptions(beam=1),
    "beam 2": DecodingOptions(beam=2),
    "beam 4": DecodingOptions(beam=4),
    "beam 8": DecodingOptions(beam=8),
    "beam 4, way back": DecodingOptions(beam=4, channel=1.0),
    "beam 5, way back": DecodingOptions(beam=5, channel=1.0),
    "beam 8, way back": DecodingOptions(beam=8, channel=1.0),
    "beam 4, no length penalty": DecodingOptions(beam=4, length_penalty=0.0),
    "beam 4, length penalty 2": DecodingOptions(beam=4, length_penalty=2.0),
    "beam 4, coverage penalty 0.2": DecodingOptions(beam=4, coverage_penalty=0.2),
    "beam 4, no guard": DecodingOptions(beam=4, repetition_guard=0),
    "beam 4, patience 1": DecodingOptions(beam=4, patience=1.0),
    "MBR of beam 8": DecodingOptions(beam=8, n_best=8, mbr=True),
    "MBR of 16 draws": DecodingOptions(n_best=16, temperature=0.8, top_p=0.95, mbr=True),
}


def evaluate(
    name: str,
    pairs: list[str],
    data: Path,
    files: list[str],
    options: DecodingOptions,
    device: str,
    *,
    most: int = 0,
    write: bool = False,
    compare: bool = False,
    precision: str = FLOAT32,
    shortlist: bool = False,
) -> None:
    """Prints a line for each file and direction; with `write`, the card holds them afterwards.

    With `compare`, a table in Markdown instead, with a row for each of `SETTINGS` in place of `options`.
    """
    if write and compare:
        raise BadInput("A card holds the scores of one setting: give --write or --compare.")
    threads = os.cpu_count() or 1
    runner = Runner(device, threads=threads, precision=precision, shortlist=shortlist)
    model = runner.model(name)
    wanted = [tuple(pair.split("-")) for pair in pairs] or list(model.card.pairs)
    settings = SETTINGS if compare else {f"beam {options.beam}": options}
    scores: list[dict[str, Any]] = []
    if compare:
        print("| file | pair | pairs | setting | BLEU | chrF | tokens/s |")
        print("| --- | --- | --: | --- | --: | --: | --: |")
    for (source, target), file, (setting, chosen) in itertools.product(wanted, files, settings.items()):
        path, sources, references = read_texts(data, file, source, target, most or None)
        began = time.monotonic()
        outputs, tokens = [], 0
        for begin in range(0, len(sources), _AT_ONCE):
            done = runner.translate_many(sources[begin : begin + _AT_ONCE], source, target, name, chosen)
            outputs += [translation.text for translation in done]
            tokens += sum(len(drafts[0].pieces) for t in done for drafts in t.sentences)
        seconds = time.monotonic() - began
        measured, signature = bleu_and_chrf(outputs, references, target)
        bleu, chrf, speed = f"{measured['BLEU']:.1f}", f"{measured['chrF']:.1f}", f"{tokens / seconds:.0f}"
        place = path.name, f"{source}-{target}"
        if compare:
            row = " | ".join((*place, str(len(sources)), setting, bleu, chrf, speed))
            print(f"| {row} |", flush=True)
        else:
            names = f"{names_kept(sources, references, outputs):.1%} of names kept"
            numbers = f"BLEU {bleu}", f"chrF {chrf}", names, f"{len(sources)} pairs", f"{speed} tokens/s"
            print(*place, *numbers, setting, signature, sep="\t", flush=True)
        scores += [
            {
                "test": path.name,
                "pair": f"{source}-{target}",
                "pairs": len(sources),
                "metric": metric,
                "value": round(value, 2),
                "beam": chosen.beam,
                "channel": chosen.channel,
                "tokens_per_second": round(tokens / seconds),
                "signature": signature,
            }
            for metric, value in measured.items()
        ]
    if write:
        folder = next(found.folder for found in find_models() if found.name == name)
        write_card(folder, replace(model.card, scores=with_scores(model.card, scores)))


def with_scores(card: ModelCard, measured: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The scores of a card with those now measured, which take the place of older ones of their kind."""

    def kind(score: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(score.get(key) for key in ("test", "pair", "metric", "source", "system"))

    new = {kind(score) for score in measured}
    return (*(score for score in card.scores if kind(score) not in new), *measured)


def write_card(folder: Path, card: ModelCard) -> None:
    """Puts a card in the place of the one that a model has."""
    beside = folder / f"{CARD}.tmp"
    beside.write_text(card.to_json(), encoding="utf-8")
    beside.replace(folder / CARD)
