"""The training data of each task."""

from __future__ import annotations

from pathlib import Path

from engine.cards import TRANSLATE
from engine.text.tokenizer import Tokenizer
from engine.training.config import TrainingConfig, directions
from engine.training.corpus import Corpus, load_corpora
from engine.training.items import load_items


def corpora_of(
    config: TrainingConfig,
    rates: dict[str, float],
    tokenizer: Tokenizer,
    cache: Path,
    longest: int,
    *,
    learning: bool = False,
) -> list[Corpus]:
    """What the files named in `rates` hold for this run; `longest` tokens a side at most.

    learning: with word links, where the run is guided by them.
    """
    data = config.data
    if config.task == TRANSLATE:
        linked = config.guided.linked(data.pairs) if learning else {}
        towards = data.towards if learning else {}
        return load_corpora(
            Path(data.folder),
            data.pairs,
            rates,
            tokenizer,
            cache,
            longest,
            directions(config),
            linked=linked,
            towards=towards,
        )
    return load_items(config, rates, tokenizer, cache, longest)
