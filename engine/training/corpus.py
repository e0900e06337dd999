"""Parallel corpora: read once, cut into tokens, kept as flat arrays and on the disk.

A corpus is a file of pairs, `NAME.en-LL.tsv[.xz]`: English, a tab, the other language. One whose source is
not fit to be a target, such as misspelt text, is named `NAME.LL-to-LL.tsv[.xz]` and read one way only.
"""

from __future__ import annotations

import hashlib
import itertools
import lzma
import math
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.text.normalise import plain
from engine.text.tokenizer import Tokenizer, language_tag
from engine.training.links import Links


@dataclass(frozen=True)
class Sentences:
    """Many token sequences in one flat array: sentence i is `tokens[offsets[i]:offsets[i + 1]]`."""

    tokens: NDArray[np.uint16]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> NDArray[np.uint16]:
        return self.tokens[self.offsets[index] : self.offsets[index + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.offsets)


@dataclass(frozen=True)
class Corpus:
    """One file in one direction. `rate` is how often a pass over the data takes each pair."""

    name: str
    direction: tuple[str, str]
    rate: float
    tag: int  # the token put before every source; names the target language
    source: Sentences
    target: Sentences
    links: Links | None = None

    def __len__(self) -> int:
        return len(self.source)


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a file, plain or .xz, as they stand there. Only a line feed ends a line."""
    try:
        opened = lzma.open if path.suffix == ".xz" else open
        with opened(path, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield line.removesuffix("\n").removesuffix("\r")
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.") from None


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """The pairs of a tsv file, plain or .xz, as they stand there."""
    for number, line in enumerate(read_lines(path), 1):
        left, tab, right = line.partition("\t")
        if not tab:
            raise BadInput(f"{path.name}, line {number}: a line needs two texts and a tab between.")
        yield left, right


def read_texts(
    folder: Path, name: str, source: str, target: str, most: int | None = None
) -> tuple[Path, list[str], list[str]]:
    """The first sources and targets of a file of this pair, in whichever order its columns stand."""
    for languages in ((source, target), (target, source)):
        path = find_file(folder, name, "-".join(languages))
        if path is not None:
            pairs = list(itertools.islice(read_pairs(path), most))
            columns = [left for left, _ in pairs], [right for _, right in pairs]
            return path, columns[languages.index(source)], columns[languages.index(target)]
    raise BadInput(f"There is no {name}.{source}-{target}.tsv in {folder}.")


def find_file(folder: Path, name: str, pair: str) -> Path | None:
    """`NAME.en-LL.tsv.xz` or `.tsv` in the folder."""
    for suffix in (".tsv.xz", ".tsv"):
        path = folder / f"{name}.{pair}{suffix}"
        if path.is_file():
            return path
    return None


def find_text(folder: Path, name: str, language: str) -> Path | None:
    """`NAME.LL.txt.xz` or `.txt` in the folder."""
    paths = (folder / f"{name}.{language}.txt{suffix}" for suffix in (".xz", ""))
    return next((path for path in paths if path.is_file()), None)


def rated_files(
    folders: Sequence[Path], pairs: Sequence[str], rates: Mapping[str, float]
) -> Iterator[tuple[str, Path, float]]:
    """Pair, path and rate of every file that there is. "tatoeba.en-zh" goes before "tatoeba".

    A pair is "en-fr", or "fr-to-en" for a file that is read one way.
    """
    names = dict.fromkeys(key.partition(".")[0] for key in rates)
    for pair, name in itertools.product(pairs, names):
        rate = rates.get(f"{name}.{pair}", rates.get(name, 0.0))
        first, second = pair.split("-")
        for kind in (pair, f"{first}-to-{second}", f"{second}-to-{first}"):
            paths = (find_file(folder, name, kind) for folder in folders)
            path = next((path for path in paths if path), None)
            if path is not None and rate > 0:
                yield kind, path, rate


def load_corpora(
    folder: Path,
    pairs: Sequence[str],
    rates: dict[str, float],
    tokenizer: Tokenizer,
    cache: Path,
    longest: int,
    directions: Collection[tuple[str, str]] = (),
    *,
    linked: Mapping[str, float] | None = None,
    towards: Mapping[str, float] | None = None,
) -> list[Corpus]:
    """Every named file of every pair in both directions, or in those named.

    Files are looked for in `folder`, then in `cache`, where a training puts those that it writes itself.
    Pairs with a side over `longest` tokens go. linked: language pair -> the least rate of its files
    that come with the links that `aligner` has found. towards: target language -> factor of the rates.
    """
    corpora, linked, towards = [], linked or {}, towards or {}
    for pair, path, rate in rated_files((folder, cache), pairs, rates):
        kept = kept_tokens(path, tokenizer, cache, longest)
        sides = load_sides(kept)
        if not len(sides[0]):
            continue
        guides = path.parent == folder and rate >= linked.get(pair, math.inf)
        links = _load_links(links_path(kept), path) if guides else None
        both_ways = (links, links and links.reversed)
        name, one_way = path.name.partition(".")[0], "-to-" in pair
        languages = pair.split("-to-" if one_way else "-")
        for a, b in ((0, 1),) if one_way else ((0, 1), (1, 0)):
            if directions and (languages[a], languages[b]) not in directions:
                continue
            tag = tokenizer.control(language_tag(languages[b]))
            way = languages[a], languages[b]
            often = rate * towards.get(languages[b], 1.0)
            corpora.append(Corpus(name, way, often, tag, sides[a], sides[b], both_ways[a]))
    if not corpora:
        raise BadInput(f"No training file of {', '.join(rates)} for {', '.join(pairs)} is in {folder}.")
    return corpora


def kept_tokens(path: Path, tokenizer: Tokenizer, cache: Path, longest: int) -> Path:
    """Both sides of a file as tokens are kept here: cutting them takes longer than reading."""
    key = content_key(tokenizer, path, longest)
    return kept_sentences(cache / f"{path.name}.{key}.npz", lambda: _sides(path, tokenizer, longest))


def content_key(tokenizer: Tokenizer, path: Path, *settings: object) -> str:
    """Names what a tokenizer and settings make of a file's content; a copy of the file has the same."""
    named = f"{path.name} {' '.join(str(setting) for setting in settings)}"
    return hashlib.sha256(tokenizer.model + named.encode() + path.read_bytes()).hexdigest()[:16]


def _sides(path: Path, tokenizer: Tokenizer, longest: int) -> list[tuple[list[int], list[int]]]:
    pairs = [(plain(left), plain(right)) for left, right in read_pairs(path)]
    left, right = (tokenizer.tokens([pair[side] for pair in pairs]) for side in (0, 1))
    return [
        (a, b) for a, b in zip(left, right, strict=True) if 0 < len(a) <= longest and 0 < len(b) <= longest
    ]


def kept_sentences(kept: Path, make: Callable[[], list[tuple[list[int], list[int]]]]) -> Path:
    """The file `kept` with sources and targets; if it is not there, they are made and written."""
    if not kept.exists():
        good = make()
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_suffix(f".{os.getpid()}.tmp")
        with beside.open("wb") as file:
            np.savez(
                file,
                **_flat("source", [a for a, _ in good]),  # type: ignore[arg-type]
                **_flat("target", [b for _, b in good]),  # type: ignore[arg-type]
            )
        beside.replace(kept)
    return kept


def links_path(kept: Path) -> Path:
    """Where the links between kept tokens are."""
    return kept.with_suffix(".links.npz")


def _load_links(path: Path, file: Path) -> Links:
    if not path.exists():
        raise BadInput(f"{file.name} has no word links yet: make them with `align-corpora`.")
    return Links.load(path)


def load_sides(kept: Path) -> tuple[Sentences, Sentences]:
    with np.load(kept, allow_pickle=False) as arrays:
        return (
            Sentences(arrays["source_tokens"], arrays["source_offsets"]),
            Sentences(arrays["target_tokens"], arrays["target_offsets"]),
        )


def _flat(name: str, sequences: list[list[int]]) -> dict[str, NDArray[np.generic]]:
    tokens = np.fromiter(itertools.chain.from_iterable(sequences), dtype=np.uint16)
    offsets = np.zeros(len(sequences) + 1, dtype=np.int64)
    np.cumsum([len(s) for s in sequences], out=offsets[1:])
    return {f"{name}_tokens": tokens, f"{name}_offsets": offsets}
