"""Parallel corpora: read once, cut into tokens, kept as flat arrays and on the disk.

A corpus is a file of pairs, `NAME.en-LL.tsv[.xz]`: English, a tab, the other language.
"""

from __future__ import annotations

import hashlib
import itertools
import lzma
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.text.normalise import plain
from engine.text.tokenizer import Tokenizer, language_tag, train_tokenizer


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


def _files(
    folder: Path, pairs: Sequence[str], rates: Mapping[str, float]
) -> Iterator[tuple[str, Path, float]]:
    """Pair, path and rate of every file that there is. "tatoeba.en-zh" goes before "tatoeba"."""
    names = dict.fromkeys(key.partition(".")[0] for key in rates)
    for pair, name in itertools.product(pairs, names):
        path = find_file(folder, name, pair)
        rate = rates.get(f"{name}.{pair}", rates.get(name, 0.0))
        if path is not None and rate > 0:
            yield pair, path, rate


def load_corpora(
    folder: Path,
    pairs: Sequence[str],
    rates: dict[str, float],
    tokenizer: Tokenizer,
    cache: Path,
    longest: int,
    directions: Collection[tuple[str, str]] = (),
) -> list[Corpus]:
    """Every named file of every pair in both directions, or in those named.

    Pairs with a side over `longest` tokens go.
    """
    corpora = []
    for pair, path, rate in _files(folder, pairs, rates):
        sides = _load_sides(path, tokenizer, cache, longest)
        if not len(sides[0]):
            continue
        name, languages = path.name.partition(".")[0], pair.split("-")
        for a, b in ((0, 1), (1, 0)):
            if directions and (languages[a], languages[b]) not in directions:
                continue
            tag = tokenizer.control(language_tag(languages[b]))
            corpora.append(Corpus(name, (languages[a], languages[b]), rate, tag, sides[a], sides[b]))
    if not corpora:
        raise BadInput(f"No training file of {', '.join(rates)} for {', '.join(pairs)} is in {folder}.")
    return corpora


def _load_sides(path: Path, tokenizer: Tokenizer, cache: Path, longest: int) -> tuple[Sentences, Sentences]:
    """Both sides of a file as tokens; kept in `cache`, since cutting them takes longer than reading."""
    stamp = path.stat()
    key = hashlib.sha256(
        tokenizer.model + f"{path.name} {stamp.st_size} {stamp.st_mtime_ns} {longest}".encode()
    ).hexdigest()[:16]
    return kept_sentences(cache / f"{path.name}.{key}.npz", lambda: _sides(path, tokenizer, longest))


def _sides(path: Path, tokenizer: Tokenizer, longest: int) -> list[tuple[list[int], list[int]]]:
    pairs = [(plain(left), plain(right)) for left, right in read_pairs(path)]
    left, right = (tokenizer.tokens([pair[side] for pair in pairs]) for side in (0, 1))
    return [
        (a, b) for a, b in zip(left, right, strict=True) if 0 < len(a) <= longest and 0 < len(b) <= longest
    ]


def kept_sentences(
    kept: Path, make: Callable[[], list[tuple[list[int], list[int]]]]
) -> tuple[Sentences, Sentences]:
    """Sources and targets as the file `kept` has them; if there is none, made and written there."""
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


def tokenizer_for(
    path: Path,
    folder: Path,
    pairs: Sequence[str],
    rates: dict[str, float],
    *,
    vocab: int,
    kind: str,
    language: str = "",
) -> Tokenizer:
    """The tokenizer at `path`; trained first if it is not there, on the sentences the rates draw.

    language: for a language model, whose text files count too.
    """
    if path.exists():
        return Tokenizer.load(path)
    languages = sorted({language for pair in pairs for language in pair.split("-")})
    random = np.random.default_rng(0)

    def times(rate: float) -> range:
        return range(int(rate) + (random.random() < rate % 1))

    def sentences() -> Iterator[str]:
        for name, rate in rates.items() if language else ():
            text = find_text(folder, name, language)
            for line in read_lines(text) if text else ():
                yield from (plain(line) for _ in times(rate))
        for _, path, rate in _files(folder, pairs, rates):
            for left, right in read_pairs(path):
                for _ in times(rate):
                    yield plain(right)
                    if random.random() < 1 / len(pairs):  # the same English stands in every pair
                        yield plain(left)

    try:
        tokenizer = train_tokenizer(
            sentences(), vocab=vocab, kind=kind, control=[language_tag(x) for x in languages]
        )
    except (RuntimeError, ValueError) as error:
        raise BadInput(f"No tokenizer can be made of these files: {error}") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    beside.write_bytes(tokenizer.model)
    beside.replace(path)
    return tokenizer
