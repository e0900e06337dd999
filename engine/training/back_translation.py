"""The command `back-translate`: sentences of a target language, with sources that a model has written.

Sennrich, Haddow, Birch 2016, "Improving neural machine translation models with monolingual data". The
target is what a person wrote; what is odd about the source does the network little harm.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from engine.errors import BadInput
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.normalise import plain
from engine.training.config import TrainingConfig, directions, read_config
from engine.training.corpus import find_file, read_pairs
from engine.training.written.files import PARALLEL, bare, held_out, write_pairs
from engine.training.written.templates import parallel_pairs

BACK = "back"
_AT_ONCE = 1024  # sentences
_LONGEST = 300  # characters
_MOST = 3.0  # a source this many times as long or as short as is usual is no translation


def back_translate(path: Path, runs: Path, model: str | None) -> None:
    """Writes `back.LL-to-LL.tsv` beside what a training writes itself, for each direction of the file.

    The sentences are those on the target's side of `back_translation.files`, in all pairs of
    `back_translation.pairs` but the direction's own; none that its own files or any validation file has.
    The file "parallel" is what was written side by side (models/written/parallel), for these pairs.
    `model` reads the target language; without one, the best that is installed.
    """
    config = read_config(path)
    wanted = config.back_translation
    if not wanted.files:
        raise BadInput(f"{path} names no files in back_translation.")
    runner = Runner(threads=os.cpu_count() or 1, shortlist=True)
    for source, target in directions(config):
        drawn = drawn_sentences(config, source, target)
        file = runs / "cache" / f"{BACK}.{source}-to-{target}.tsv"
        pairs: list[tuple[str, str]] = []
        for begin in range(0, len(drawn), _AT_ONCE):
            some = drawn[begin : begin + _AT_ONCE]
            done = runner.translate_many(some, target, source, model, DecodingOptions(beam=1))
            pairs += zip((translation.text for translation in done), some, strict=True)
            print(f"{len(pairs)}/{len(drawn)}", file=sys.stderr, flush=True)
        write_pairs(file, likely(pairs))


def drawn_sentences(config: TrainingConfig, source: str, target: str) -> list[str]:
    """What the other pairs have in the target language and this one has not, so many of each name, mixed."""
    folder, wanted = Path(config.data.folder), config.back_translation
    own = {f"{source}-{target}", f"{target}-{source}"}
    known: set[str] = set()
    for pair in {*wanted.pairs, *own}:
        known |= held_out(folder, config.validation.files, pair)
    for name, pair in itertools.product(wanted.files, own):
        known.update(bare(text) for text in _side(folder, name, pair, target))
    others = [pair for pair in wanted.pairs if pair not in own and target in pair.split("-")]
    chance, drawn = random.Random(config.seed), list[str]()
    for name in wanted.files:
        fresh = []
        for text in itertools.chain.from_iterable(_side(folder, name, pair, target) for pair in others):
            if len(text) <= _LONGEST and bare(text) not in known:
                known.add(bare(text))
                fresh.append(text)
        drawn += chance.sample(fresh, min(wanted.sentences, len(fresh)))
    chance.shuffle(drawn)
    return drawn


def _side(folder: Path, name: str, pair: str, language: str) -> Iterator[str]:
    first, second = pair.split("-")
    if name == PARALLEL:
        pairs = parallel_pairs(second) if first == "en" else iter(())
    else:
        path = find_file(folder, name, pair)
        pairs = read_pairs(path) if path else iter(())
    yield from (plain(both[(first, second).index(language)]) for both in pairs)


def likely(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs in which one side is, to the other, about as long as usual, and no copy of it."""
    ratios = sorted(len(a) / len(b) for a, b in pairs if a and b)
    usual = ratios[len(ratios) // 2] if ratios else 1.0
    return [
        (a, b)
        for a, b in pairs
        if a and b and bare(a) != bare(b) and 1 / _MOST < len(a) / len(b) / usual < _MOST
    ]
