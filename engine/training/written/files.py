"""The files of pairs that a training writes for itself, where its rates name them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.text.normalise import plain
from engine.training.config import TrainingConfig
from engine.training.corpus import find_file, read_pairs
from engine.training.written.dictionary import borne_out
from engine.training.written.names import named_pairs
from engine.training.written.templates import parallel_pairs, phrase_pairs, template_pairs
from engine.training.written.variants import variant_pairs

TEMPLATES, PHRASES, VARIANTS, DICTIONARY = "templates", "phrases", "variants", "dictionary"
NAMES, PARALLEL = "names", "parallel"
_WRITTEN = {TEMPLATES, PHRASES, PARALLEL, VARIANTS, NAMES, DICTIONARY}
_OF = ("tatoeba", "wmt-news")  # what variants are made of
_NAMING = ("tatoeba", "wmt-news", "mlqe-pe", "mt-geneval", "ud-pud", "xquad")  # where names are changed
_DICTIONARIES = ("wiktionary", "cedict")
_BEARING = ("tatoeba", "wmt-news", "msctd", "mlqe-pe", "mt-geneval", "canada-gov")  # what bears entries out
_VARIANTS = 40_000  # of each direction
_NAMED = 40_000


def write_files(config: TrainingConfig, folder: Path) -> None:
    """Writes what the rates name of the files above, where it changes.

    No sentence of the validation files is in them.
    """
    names = {key.partition(".")[0] for key, rate in config.data.rates.items() if rate > 0}
    data, seed = Path(config.data.folder), config.seed
    for pair in config.data.pairs if names & _WRITTEN else ():
        first, second = pair.split("-")
        held = held_out(data, config.validation.files, pair)
        if TEMPLATES in names and first == "en":
            write_pairs(
                folder / f"{TEMPLATES}.{pair}.tsv", _shuffled(kept(template_pairs(second, seed), held), seed)
            )
        if PHRASES in names and first == "en":
            write_pairs(folder / f"{PHRASES}.{pair}.tsv", _shuffled(kept(phrase_pairs(second), held), seed))
        if PARALLEL in names and first == "en":
            sentences = _shuffled(kept(parallel_pairs(second), held), seed)
            write_pairs(folder / f"{PARALLEL}.{pair}.tsv", sentences)
        if DICTIONARY in names and first == "en":
            # What phrases tell, in either language, is not told otherwise.
            lefts, rights = (
                {text.lower() for text in side} for side in zip(*phrase_pairs(second), strict=True)
            )
            entries = [
                (a, b)
                for a, b in _read(data, _DICTIONARIES, pair)
                if a.lower() not in lefts and b.lower() not in rights
            ]
            usual = _shuffled(borne_out(entries, _read(data, _BEARING, pair)), seed)
            write_pairs(folder / f"{DICTIONARY}.{pair}.tsv", kept(usual, held))
        if NAMES in names:
            real = list(kept(_read(data, _NAMING, pair), held))
            named = _shuffled(named_pairs(real, random.Random(f"{seed} {pair}")), seed)
            write_pairs(folder / f"{NAMES}.{pair}.tsv", named[:_NAMED])
        if VARIANTS in names:
            pairs = _read(data, _OF, pair)
            # Phrases, too: nobody types capitals for those.
            phrases = list(phrase_pairs(second)) if first == "en" else []
            there, back = (pairs, phrases), ([p[::-1] for p in pairs], [p[::-1] for p in phrases])
            for way, (some, all_of) in ((f"{first}-to-{second}", there), (f"{second}-to-{first}", back)):
                chance = random.Random(f"{seed} {way}")
                drawn = chance.sample(some, min(_VARIANTS, len(some))) + all_of
                changed = variant_pairs(kept(drawn, held), way[:2], chance)
                write_pairs(folder / f"{VARIANTS}.{way}.tsv", changed)


def _read(folder: Path, names: Iterable[str], pair: str) -> list[tuple[str, str]]:
    paths = [path for name in names if (path := find_file(folder, name, pair))]
    return [both for path in paths for both in read_pairs(path)]


def held_out(folder: Path, files: Iterable[str], pair: str) -> set[str]:
    """What `bare` makes of every sentence of the validation files of a pair, on either side."""
    paths = [path for name in files if (path := find_file(folder, name, pair))]
    return {bare(text) for path in paths for both in read_pairs(path) for text in both}


def bare(text: str) -> str:
    """Letters and digits alone, in lower case: what is the same in it counts as the same sentence."""
    return re.sub(r"[\W_]+", "", plain(text).lower())


def kept(pairs: Iterable[tuple[str, str]], held: set[str]) -> Iterator[tuple[str, str]]:
    """The pairs of which `held_out` has neither side."""
    return ((a, b) for a, b in pairs if bare(a) not in held and bare(b) not in held)


def _shuffled(pairs: Iterable[tuple[str, str]], seed: int) -> list[tuple[str, str]]:
    """In random order: joined neighbours are then of different templates."""
    mixed = list(pairs)
    random.Random(seed).shuffle(mixed)
    return mixed


def write_pairs(path: Path, pairs: Iterable[tuple[str, str]]) -> None:
    """A file of pairs; one that says the same already is left alone."""
    content = "".join(f"{left}\t{right}\n" for left, right in pairs).encode()
    # A file that stays keeps its time, and what was made of it is not made again.
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    beside.write_bytes(content)
    beside.replace(path)
