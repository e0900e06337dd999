"""The command `align-corpora`: word links of all training pairs, found from the pairs alone.

eflomal (Östling and Tiedemann 2016, "Efficient word alignment with Markov chain Monte Carlo") links
the tokens of each side to those of the other; what both directions agree on grows by neighbours.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import BadInput
from engine.text.tokenizer import Tokenizer
from engine.training.config import TrainingConfig, read_config
from engine.training.corpus import Sentences, kept_tokens, links_path, load_sides, rated_files
from engine.training.links import Link, Links
from engine.training.tokenizer import tokenizer_of

_NEIGHBOURS = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]


def align_corpora(path: Path, runs: Path) -> None:
    """Writes the links of the files that a run draws from beside their tokens. BadInput without eflomal."""
    config = read_config(path)
    tokenizer = tokenizer_of(config, runs / config.name)
    for pair in config.guided.linked(config.data.pairs):
        _align_pair(config, pair, tokenizer, runs / "cache")


def _align_pair(config: TrainingConfig, pair: str, tokenizer: Tokenizer, cache: Path) -> None:
    """All files of a language pair together: the more pairs, the surer the links."""
    data = config.data
    kept = [
        kept_tokens(path, tokenizer, cache, data.longest)
        for _, path, rate in rated_files([Path(data.folder)], [pair], data.rates)
        if rate >= config.guided.rarest
    ]
    if all(links_path(file).exists() for file in kept):
        return
    # Words at the head of a sentence are those elsewhere.
    names = [tokenizer.piece(token).lower() for token in range(tokenizer.vocab)]
    sides = [load_sides(file) for file in kept]
    found = find_links(*([_lines([s[k] for s in sides], names) for k in (0, 1)]))
    for file, (source, _) in zip(kept, sides, strict=True):
        Links.of([next(found) for _ in range(len(source))]).save(links_path(file))
    print(f"{pair}: {sum(len(source) for source, _ in sides)} pairs aligned", file=sys.stderr)


def _lines(parts: Sequence[Sentences], names: Sequence[str]) -> list[str]:
    return [" ".join(names[token] for token in part[i]) for part in parts for i in range(len(part))]


def find_links(source: Sequence[str], target: Sequence[str]) -> Iterator[set[Link]]:
    """The links of each pair of lines, whose tokens are parted by spaces."""
    try:
        from eflomal import Aligner
    except ImportError:
        raise BadInput("align-corpora needs eflomal: pip install eflomal (it wants a C compiler).") from None
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("forward", "backward")]
        Aligner(n_samplers=1).align(
            source, target, links_filename_fwd=str(files[0]), links_filename_rev=str(files[1])
        )
        forward, backward = (file.read_text(encoding="ascii").split("\n") for file in files)
    for a, b in zip(forward[: len(source)], backward, strict=False):
        yield grown(_read(a), _read(b))


def _read(line: str) -> set[Link]:
    pairs = (link.split("-") for link in line.split())
    return {(int(i), int(j)) for i, j in pairs}


def grown(forward: set[Link], backward: set[Link]) -> set[Link]:
    """The links of both directions, and those of one that touch them and link a token that has none.

    "grow-diag": Koehn, Och, Marcu 2003, "Statistical phrase-based translation", section 4.2.
    """
    links = forward & backward
    rest = sorted((forward | backward) - links)
    sources, targets = {i for i, _ in links}, {j for _, j in links}
    waiting = True
    while waiting:
        waiting = False
        for i, j in rest:
            if (i in sources and j in targets) or (i, j) in links:
                continue
            if any((i + a, j + b) in links for a, b in _NEIGHBOURS):
                links.add((i, j))
                sources.add(i)
                targets.add(j)
                waiting = True
    return links
