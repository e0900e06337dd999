"""What the rules forbid at a step, all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.search import rules
from engine.search.hypothesis import Numbers, Written
from engine.search.lexicon import Lexicon
from engine.search.options import DecodingOptions
from engine.search.repetition import Guard, Texts
from engine.search.sentence import Sentence


def bans(
    written: Written,
    sentences: Sequence[Sentence],
    options: DecodingOptions,
    lexicon: Lexicon | None,
    guard: Guard | None,
    texts: Sequence[Texts],
    seen: NDArray[np.bool_],
    eos: int,
) -> Iterator[tuple[str, Numbers, Numbers]]:
    """The name of each rule that forbids something, and the rows and tokens, each (found,).

    The rows of `written` lie sentence by sentence, as many for each; texts: what the guard knows of each.
    seen (vocab,): which tokens write something that one can see; empty where all count.
    """
    tokens = written.tokens
    rows, length = tokens.shape
    each = rows // len(sentences)
    if options.min_length:
        visible = seen[tokens].sum(1) if seen.size else np.full(rows, length)
        short = np.flatnonzero(visible < options.min_length)
        yield "min_length", short, np.full(len(short), eos)
    if options.no_repeat_ngram:
        yield "no_repeat_ngram", *rules.repeats(tokens, options.no_repeat_ngram)
    if guard:
        rows_of = [sentence for sentence in sentences for _ in range(each)]
        looping = [
            sorted(guard.forbidden(text, sentence.excuses))
            for text, sentence in zip(texts, rows_of, strict=True)
        ]
        yield "repetition_guard", *_pairs(looping)
    if options.banned and lexicon:
        yield "banned", *_pairs([lexicon.forbidden(row) for row in tokens.tolist()])
    if any(len(sentence.opening.tokens) == length and sentence.opening.banned for sentence in sentences):
        yield (
            "prefix",
            *_pairs(
                [
                    sentence.opening.banned if len(sentence.opening.tokens) == length else ()
                    for sentence in sentences
                    for _ in range(each)
                ]
            ),
        )


def _pairs(lists: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
    """The rows and the tokens of one list of tokens a row."""
    rows = np.repeat(np.arange(len(lists)), [len(tokens) for tokens in lists])
    return rows, np.array([token for tokens in lists for token in tokens], np.int64)
