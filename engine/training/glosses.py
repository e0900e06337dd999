"""The command `gloss`: what is read in the place of rare Chinese words, and pairs that teach to read so.

See `engine.text.glosses`.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from engine.cards import GLOSSES
from engine.errors import BadInput
from engine.text.glosses import LONGEST, Glosses
from engine.text.normalise import edited
from engine.training.config import read_config
from engine.training.corpus import find_file, rated_files, read_pairs
from engine.training.written.files import held_out, kept, write_files, write_pairs

GLOSSED = "glossed"
_PAIR = "en-zh"

_SELDOM = 20  # times that a word is met in all the data, at most, if the dictionary is to be read instead
_TAUGHT = 1000  # times, at most, for words that teach how to read glosses
_SENSES = 4  # of a word that is replaced, at most
_NAME_LENGTH = 3  # characters; shorter ones are often a part of another name
_READ = 0.5  # the share of the words of a sentence with a gloss in its translation that are read so
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# What an entry says behind a name: "Ankang prefecture-level city in Shaanxi", "Geneva, Switzerland".
_ABOUT = re.compile(
    r" (?:prefecture|county|town|district|city|province|township|river|capital|in |\().*$|,.*$"
)
_NAME = re.compile(r"[A-Z][\w'’.-]+(?: (?:of|de|the|la|du|da|and|[A-Z][\w'’.-]*))*")
_NOUN = re.compile(r"(?!to )[a-z][a-z-]+(?: [a-z][a-z-]+)?")


def gloss(path: Path, runs: Path) -> None:
    """Writes the glosses of a model from Chinese to English, which `export` puts into it, and
    `glossed.zh-to-en.tsv` beside what a training writes itself.
    """
    config = read_config(path)
    if not config.glosses.dictionary:
        raise BadInput(f"{path} names no dictionary in glosses.")
    folder, wanted, cache = Path(config.data.folder), config.glosses, runs / "cache"
    entries = find_file(folder, wanted.dictionary, _PAIR)
    if entries is None:
        raise BadInput(f"{folder} has no {wanted.dictionary}.{_PAIR}. Get it, or name another in glosses.")
    names = list(read_pairs(Path(wanted.names))) if wanted.names else []
    write_files(config, cache)
    files = [
        file for kind, file, _ in rated_files([folder, cache], [_PAIR], config.data.rates) if kind == _PAIR
    ]
    sentences = [pair for file in files for pair in read_pairs(file)]
    seldom, taught = glosses_of(read_pairs(entries), sentences, names)
    cache.mkdir(parents=True, exist_ok=True)
    (cache / GLOSSES).write_bytes(seldom.pack())
    chance, held = random.Random(config.seed), held_out(folder, config.validation.files, _PAIR)
    drawn = list[tuple[str, str]]()
    for name in wanted.files:
        some = list(_sentences(folder, cache, name, held))
        drawn += chance.sample(some, min(wanted.sentences, len(some)))
    pairs = list(glossed_pairs(taught, drawn, chance))
    chance.shuffle(pairs)
    file = cache / f"{GLOSSED}.zh-to-en.tsv"
    write_pairs(file, pairs)
    print(f"{cache / GLOSSES}: {len(seldom)} words; {file}: {len(pairs)} pairs", file=sys.stderr)


def _sentences(folder: Path, cache: Path, name: str, held: set[str]) -> Iterator[tuple[str, str]]:
    """Chinese and English of a file, without what validation files have."""
    if file := find_file(folder, name, _PAIR) or find_file(cache, name, _PAIR):
        yield from ((chinese, english) for english, chinese in kept(read_pairs(file), held))
    if file := find_file(cache, name, "zh-to-en"):
        yield from read_pairs(file)


def glosses_of(
    entries: Iterable[tuple[str, str]],
    sentences: Sequence[tuple[str, str]],
    names: Iterable[tuple[str, str]] = (),
) -> tuple[Glosses, Glosses]:
    """For reading, those of seldom words; for teaching, those of words that are not among the commonest.

    entries: of a dictionary, English and Chinese. sentences: all that the training draws from, likewise. Of
    several translations that one is taken which stands in most translations of sentences with the word, or
    the first. names: as they are read, whatever the dictionary says.
    """
    named = {chinese: english for english, chinese in names}
    senses: dict[str, list[str]] = {name: [] for name in named}
    for english, chinese in entries:
        if _HAN.fullmatch(chinese) and len(chinese) <= LONGEST:
            senses.setdefault(chinese, []).append(_ABOUT.sub("", english).strip())
    counts, together = Counter[str](), Counter[tuple[str, str]]()
    for english, chinese in sentences:
        low, found = english.lower(), set[str]()
        for match in _HAN.finditer(chinese):
            run = match[0]
            for at in range(len(run)):
                for end in range(at + 1, min(at + LONGEST, len(run)) + 1):
                    if run[at:end] in senses:
                        counts[run[at:end]] += 1
                        found.add(run[at:end])
        together.update((word, sense) for word in found for sense in senses[word] if sense.lower() in low)
    words = {word: counts[word] for word in senses}
    known = {
        word: gloss for word in senses if (gloss := named.get(word) or _gloss(word, senses[word], together))
    }
    seldom, taught = (
        {word: gloss for word, gloss in known.items() if counts[word] <= most} for most in (_SELDOM, _TAUGHT)
    )
    return Glosses(words, seldom), Glosses(words, taught)


def _gloss(word: str, senses: list[str], together: Mapping[tuple[str, str], int]) -> str:
    """A name or a noun; empty where the word is first of all something else, or too many things."""
    if len(word) < 2 or len(senses) > _SENSES:
        return ""
    if _NAME.fullmatch(senses[0]):
        return senses[0] if len(word) >= _NAME_LENGTH else ""
    nouns = [sense for sense in senses if _NOUN.fullmatch(sense)]
    if senses[0] not in nouns:
        return ""
    return max(nouns, key=lambda sense: together[word, sense])


def glossed_pairs(
    glosses: Glosses, pairs: Iterable[tuple[str, str]], chance: random.Random
) -> Iterator[tuple[str, str]]:
    """Pairs (Chinese, English) with some of the words of which the translation has the gloss read so."""
    for chinese, english in pairs:
        low = f" {english.lower()}"
        edits = [
            edit
            for edit in glosses.edits(chinese)
            if f" {edit.text.strip().lower()}" in low and chance.random() < _READ
        ]
        if edits:
            yield " ".join(edited(chinese, edits).text.split()), english
