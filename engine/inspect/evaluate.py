"""The command `evaluate-alignment`: error against hand-made links, and the choice of layer and head."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.cards import find_models
from engine.checkpoint import Model
from engine.errors import BadInput
from engine.inspect.alignment import (
    Forced,
    Links,
    Reader,
    alignment_error_rate,
    links,
)
from engine.runner import Runner
from engine.training.evaluate import with_scores, write_card

SETS = {"enfr": ("en", "fr"), "zhen": ("zh", "en")}  # file names: languages of source and target
_THRESHOLDS = (0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3)


@dataclass(frozen=True)
class Gold:
    """A hand-aligned pair; sure links are among the possible ones."""

    source: list[str]
    target: list[str]
    sure: Links
    possible: Links


def evaluate_alignment(name: str, data: Path, device: str, *, write: bool) -> None:
    """Prints the error rate on each set the model can do, with the reading that errs least on them.

    With `write`, the card holds that reading and its error rates from then on.
    """
    runner = Runner(device)
    model = runner.model(name)
    sets = {}
    for file, (source, target) in SETS.items():
        if model.card.translates(source, target):
            back = runner.way_back(model, source, target)
            sets[file] = [_Read(pair, model, back, source, target) for pair in read_gold(data, file)]
    if not sets:
        raise BadInput(f"{name} translates none of the pairs with hand-made links: {', '.join(SETS)}.")
    layers, heads = next(iter(sets.values()))[0].forward.attention.shape[1:3]
    readers = [
        Reader(layer, head, shift, threshold)
        for layer in (None, *range(layers))
        for head in (None, *range(heads))
        for shift in (False, True)
        for threshold in _THRESHOLDS
    ]
    readers += [replace(reader, both=False) for reader in readers if reader.threshold == _THRESHOLDS[0]]
    best = min(readers, key=lambda reader: sum(_error(pairs, reader) for pairs in sets.values()))
    measured: list[dict[str, Any]] = []
    for file, pairs in sets.items():
        error = _error(pairs, best)
        alone = _error(pairs, replace(best, both=not best.both))
        other = "one direction alone" if best.both else "both directions"
        print(f"{file}\tAER {error:.1f}\t{len(pairs)} pairs\t{best}\t{other}: {alone:.1f}")
        pair = "-".join(SETS[file])
        measured.append({"test": file, "pair": pair, "metric": "AER", "value": round(error, 2)})
    if write:
        folder = next(found.folder for found in find_models() if found.name == name)
        scores = with_scores(model.card, measured)
        write_card(folder, replace(model.card, alignment=best.to_card(), scores=scores))


def read_gold(data: Path, name: str) -> list[Gold]:
    """`NAME.src-tgt` (tokens ||| tokens) and `NAME.gold` (i-j sure, ipj possible, from 1)."""
    try:
        texts = (data / f"{name}.src-tgt").read_text(encoding="utf-8").splitlines()
        golds = (data / f"{name}.gold").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadInput(f"{error.filename} cannot be read.") from None
    found = []
    for text, gold in zip(texts, golds, strict=True):
        source, target = (side.split() for side in text.split("|||"))
        sure = {_link(link, "-") for link in gold.split() if "-" in link}
        possible = {_link(link, "p") for link in gold.split() if "p" in link}
        found.append(Gold(source, target, sure, sure | possible))
    return found


def _link(text: str, separator: str) -> tuple[int, int]:
    i, j = text.split(separator)
    return int(i) - 1, int(j) - 1


class _Read:
    def __init__(self, gold: Gold, model: Model, way_back: Model | None, a: str, b: str) -> None:
        self.gold = gold
        self.forward = Forced.of(model, gold.source, gold.target, a, b)
        self.backward = None
        if way_back is not None:
            self.backward = Forced.of(way_back, gold.target, gold.source, b, a)

    def links(self, reader: Reader) -> Links:
        backward = self.backward.matrix(reader) if reader.both and self.backward is not None else None
        return links(self.forward.matrix(reader), backward, reader.threshold)


def _error(pairs: list[_Read], reader: Reader) -> float:
    found = [pair.links(reader) for pair in pairs]
    return alignment_error_rate(found, [p.gold.sure for p in pairs], [p.gold.possible for p in pairs])
