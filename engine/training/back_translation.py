"""The command `back-translate`: sentences of a target language, with sources that a model has written.

Sennrich, Haddow, Birch 2016, "Improving neural machine translation models with monolingual data". The
target is what a person wrote; what is odd about the source does the network little harm.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.errors import BadInput
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.language import language_of
from engine.text.normalise import plain
from engine.text.segment import segment
from engine.training.config import TrainingConfig, directions, read_config
from engine.training.corpus import find_file, read_pairs
from engine.training.items import find_items, read_items, texts_of
from engine.training.written.files import bare, held_out, write_pairs

BACK = "back"
_AT_ONCE = 1024  # sentences
_LONGEST = 300  # characters
_SHORTEST = 40  # characters, of a sentence out of a text
_ENDS = (".", "!", "?", "。", "！", "？")
_MOST = 3.0  # a source this many times as long or as short as is usual is no translation


def back_translate(path: Path, runs: Path, model: str | None) -> None:
    """Writes `back.LL-to-LL.tsv` beside what a training writes itself, for each direction of the file.

    The sentences are those on the target's side of `back_translation.files`, in all pairs of
    `back_translation.pairs` but the direction's own, and those of `back_translation.texts`; none that its own
    files or any validation file has.
    `model` reads the target language; without one, the best that is installed.
    """
    config = read_config(path)
    wanted = config.back_translation
    if not wanted.files and not wanted.texts:
        raise BadInput(f"{path} names no files or texts in back_translation.")
    runner = Runner(threads=os.cpu_count() or 1, shortlist=True)
    for source, target in directions(config):
        judge = runner.choose(source, target, None) if wanted.nats else ""
        drawn = drawn_sentences(config, source, target)
        file = runs / "cache" / f"{BACK}.{source}-to-{target}.tsv"
        pairs: list[tuple[str, str]] = []
        for begin in range(0, len(drawn), _AT_ONCE):
            some = drawn[begin : begin + _AT_ONCE]
            done = runner.translate_many(some, target, source, model, DecodingOptions(beam=1))
            written = list(zip((translation.text for translation in done), some, strict=True))
            pairs += foreseen(written, source, target, runner, judge, wanted.nats) if judge else written
            print(f"{begin + len(some)}/{len(drawn)}", file=sys.stderr, flush=True)
        write_pairs(file, likely(pairs))


def drawn_sentences(config: TrainingConfig, source: str, target: str) -> list[str]:
    """What others have in the target language and this pair has not, so many of each name, mixed."""
    folder, wanted = Path(config.data.folder), config.back_translation
    own = {f"{source}-{target}", f"{target}-{source}"}
    known: set[str] = set()
    for pair in {*wanted.pairs, *own}:
        known |= held_out(folder, config.validation.files, pair)
    for name in wanted.files:
        known.update(bare(text) for text in _sides(folder, name, own, target))
    others = [pair for pair in wanted.pairs if pair not in own and target in pair.split("-")]
    found = [_sides(folder, name, others, target) for name in wanted.files]
    found += [_sentences(Path(text), target) for text in wanted.texts]
    chance, drawn = random.Random(config.seed), list[str]()
    for texts in found:
        fresh = []
        for text in texts:
            if len(text) <= _LONGEST and bare(text) not in known:
                known.add(bare(text))
                fresh.append(text)
        drawn += chance.sample(fresh, min(wanted.sentences, len(fresh)))
    chance.shuffle(drawn)
    return drawn


def _sides(folder: Path, name: str, pairs: Iterable[str], language: str) -> Iterator[str]:
    for pair in pairs:
        if path := find_file(folder, name, pair):
            at = pair.split("-").index(language)
            yield from (plain(both[at]) for both in read_pairs(path))


def _sentences(texts: Path, language: str) -> Iterator[str]:
    """Whole sentences, as long as those of news: shorter ones are asides and headings.

    A text that is in another language, whatever its file is called, has none.
    """
    path = find_items([texts.parent], texts.name, language)
    if path is None:
        raise BadInput(f"There is no {texts.name}.{language}.jsonl in {texts.parent}.")
    for record in read_items(path, language):
        for text in filter(lambda text: language_of(text) == language, texts_of(record)):
            for part in segment(text, language):
                sentence = plain(text[part.begin : part.end])
                if len(sentence) >= _SHORTEST and sentence.endswith(_ENDS):
                    yield sentence


def foreseen(
    pairs: list[tuple[str, str]], source: str, target: str, runner: Runner, name: str, most: float
) -> list[tuple[str, str]]:
    """The pairs whose target costs the model `name` no more than so many nats a token, given the source.

    A source that says something else teaches a network to make things up. The dual cross-entropy of
    Junczys-Dowmunt 2018, "Dual conditional cross-entropy filtering of noisy parallel corpora", one way.
    """
    costs = runner.costs(pairs, source, target, name)
    return [pair for pair, cost in zip(pairs, costs, strict=True) if cost <= most]


def likely(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs in which one side is, to the other, about as long as usual, and no copy of it."""
    ratios = sorted(len(a) / len(b) for a, b in pairs if a and b)
    usual = ratios[len(ratios) // 2] if ratios else 1.0
    return [
        (a, b)
        for a, b in pairs
        if a and b and bare(a) != bare(b) and 1 / _MOST < len(a) / len(b) / usual < _MOST
    ]
