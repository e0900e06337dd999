"""What the engine without torch writes: drafts from a small dictionary, with hills as attention."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.events import Candidate, Draft, Explained, Explored, Inspected, Node
from engine.requests import Explain, Inspect, Prefix, Translate
from engine.search.penalties import length_penalty
from engine.text.piece import Piece

LAYERS, HEADS = 2, 4
# How the model of these drafts aligns: by the mean of all heads.
ALIGNMENT: dict[str, Any] = {"layer": None, "head": None, "shift": False, "threshold": 0.15}
FRENCH = {
    "the": "le", "black": "noir", "cat": "chat", "sleeps": "dort", "on": "sur", "old": "vieux",
    "my": "mon", "brother": "frère", "bought": "acheta", "a": "une", "new": "neuve", "car": "voiture",
    "yesterday": "hier", "red": "rouge", "sofa": "canapé", "hello": "bonjour", "world": "monde",
    "it": "il", "dreams": "rêve",
    "of": "de", "fish": "poisson", "and": "et", "rain": "pluie", "one": "un", "two": "deux",
    "three": "trois", "good": "bon", "morning": "matin",
}  # fmt: skip
SECOND = {"le": "la", "noir": "sombre", "chat": "minou", "dort": "sommeille", "rouge": "pourpre"}
CHINESE = {
    "the": "那", "black": "黑", "cat": "猫", "sleeps": "睡", "on": "在", "old": "旧", "red": "红",
    "my": "我", "brother": "弟", "bought": "买", "a": "一", "new": "新", "car": "车", "yesterday": "昨天",
    "sofa": "沙发", "hello": "你好", "world": "世界",
}  # fmt: skip


def without_attention(draft: Draft) -> Draft:
    """The same, as a network would have it that looks at nothing."""
    empty = np.empty((0, 0, len(draft.source_pieces)), np.float32)
    return dataclasses.replace(draft, columns=(empty,) * len(draft.columns))


def inspected(request: Inspect) -> Inspected:
    """Self-attention that looks back: hills around each piece itself, later heads flatter."""
    words = [word_of(number) for number in request.tokens] or re.findall(r"\w+|[^\w\s]", request.target)
    of = request.of
    language = of.target_language if isinstance(of, Translate) else of.language
    source = pieces_of(of.text, (0, len(of.text)), language)
    target = [*words, "</s>"] if words[-1] != "</s>" else words
    made = draft(target, 0, source, chinese=language == "zh")
    if of.surgery:
        flat = tuple(np.full_like(weights, 1 / len(source)) for weights in made.columns)
        scores = tuple(score - 0.5 for score in made.scores)
        made = dataclasses.replace(made, columns=flat, scores=scores, score=sum(scores))
    encoder = np.stack([column(place, len(source)) for place in range(len(source))], 2)
    decoder = np.stack([column(place, len(target)) for place in range(len(target))], 2)
    model, decoder = of.model or "en-fr-small", np.tril(decoder)
    return Inspected(number=request.number, draft=made, encoder=encoder, decoder=decoder, model=model)


def explained(request: Explain) -> Explained:
    """Each word does as much as its distance from the last of the places asked about tells."""
    away = [abs(word[0] - 1 - request.places[-1]) for word in request.words]
    return Explained(
        number=request.number,
        occlusion=tuple(3.0 - distance for distance in away),
        gradient=tuple(1.0 / (1 + distance) for distance in away),
        integrated=tuple(0.5 / (1 + distance) for distance in away),
        score=-0.2,
        baseline=-0.2 - sum(0.5 / (1 + distance) for distance in away),
    )


def sentences(text: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(r"\S[^.!?\n]*[.!?]?", text):
        yield found.span()


TOKENS: dict[str, int] = {"</s>": 0}


def token(word: str) -> int:
    return TOKENS.setdefault(word, len(TOKENS))


def word_of(token: int) -> str:
    return next(word for word, number in TOKENS.items() if number == token)


def write(
    text: str, span: tuple[int, int], offset: int, language: str, prefix: Prefix | None = None
) -> Iterator[Draft]:
    """Drafts of one sentence, each one word longer; every word looks at its own source word.

    Where a prefix leads away from the dictionary, the rest is written in second choices.
    """
    source = pieces_of(text, span, language)
    table = CHINESE if language == "zh" else FRENCH
    usual = [table.get(piece.text.lower(), piece.text.upper()) for piece in source[1:]]
    prefix = prefix or Prefix(sentence=0)
    forced = [word_of(number) for number in prefix.tokens] + prefix.text.split()
    if forced[-1:] == ["</s>"]:
        usual = forced = forced[:-1]
    if len(forced) < len(usual) and token(usual[len(forced)]) in prefix.banned:
        options = [SECOND.get(usual[len(forced)], ""), "ainsi", "alors"]
        forced.append(next(word for word in options if word and token(word) not in prefix.banned))
    if forced == usual[: len(forced)]:
        target = usual
    else:
        target = forced + [SECOND.get(word, word) for word in usual[len(forced) :]]
    whole = draft([*target, "</s>"], offset, source, chinese=language == "zh")
    for length in range(max(len(forced), 1), len(target) + 1):
        yield cut(whole, length)
    yield whole


def pieces_of(text: str, span: tuple[int, int], language: str) -> list[Piece]:
    pieces = [Piece(f"<2{language}>", span[0], span[0], special=True)]
    pieces += [
        Piece(found.group(), found.start(), found.end())
        for found in re.compile(r"\w+|[^\w\s]").finditer(text, *span)
    ]
    return pieces


def cut(whole: Draft, length: int) -> Draft:
    """The draft as it was when `length` tokens were written."""
    return dataclasses.replace(
        whole,
        text=whole.text[: whole.pieces[length - 1].end - whole.pieces[0].begin],
        pieces=whole.pieces[:length],
        scores=whole.scores[:length],
        score=sum(whole.scores[:length]),
        columns=whole.columns[:length],
        tokens=whole.tokens[:length],
        candidates=whole.candidates[:length],
        entropies=whole.entropies[:length],
    )


def runners_up(offset: int, language: str, best: Draft) -> Iterator[Draft]:
    """Worse hypotheses: one word each, from the last, is a second choice."""
    words = [piece.text for piece in best.pieces]
    for worse, place in enumerate(reversed([p for p, word in enumerate(words) if word in SECOND]), 1):
        other = [*words[:place], SECOND[words[place]], *words[place + 1 :]]
        yield draft(other, offset, list(best.source_pieces), chinese=language == "zh", worse=worse)


def with_required(best: Draft, offset: int, required: tuple[str, ...]) -> Draft:
    """The required words come last, before the full stop; what has two words is not placed."""
    words = [piece.text for piece in best.pieces]
    words[-2:-2] = [word for word in required if " " not in word]
    made = draft(words, offset, list(best.source_pieces))
    return dataclasses.replace(made, missing=tuple(word for word in required if " " in word))


def explored(number: int, sentence: int, best: Draft) -> Iterator[Explored]:
    """A beam of two: the best, and at each step one second choice that is pruned at the next."""
    total = 0.0
    for step, piece in enumerate(best.pieces):
        total += best.scores[step]
        word = piece.text
        nodes = [
            Node(
                parent=0 if step else -1,
                token=token(word),
                text="" if word == "</s>" else f" {word}",
                score=best.scores[step],
                total=total / length_penalty(step + 1, 1.0),
                rank=0,
                fate="ended" if word == "</s>" else "alive",
            ),
            Node(
                parent=0 if step else -1,
                token=token(SECOND.get(word, "et")),
                text=f" {SECOND.get(word, 'et')}",
                score=-1.6,
                total=(total - best.scores[step] - 1.6) / length_penalty(step + 1, 1.0),
                rank=1,
                fate="no_repeat_ngram" if step == 2 else "beaten",
            ),
        ]
        yield Explored(number=number, sentence=sentence, step=step, nodes=tuple(nodes))


def column(place: int, source: int) -> NDArray[np.float32]:
    """(LAYERS, HEADS, source), each head a hill around `place`, later ones flatter."""
    away = np.abs(np.arange(source) - place)
    flat = 1 + np.arange(LAYERS * HEADS).reshape(LAYERS, HEADS, 1) / 6
    hill = np.exp(-1.6 * away / flat)
    weights: NDArray[np.float32] = (hill / hill.sum(axis=-1, keepdims=True)).astype(np.float32)
    return weights


def draft(
    words: list[str], offset: int, source: list[Piece], *, chinese: bool = False, worse: int = 0
) -> Draft:
    """A draft of these words; each of them was the likeliest at its place, when `worse` is 0."""
    written, pieces = "", list[Piece]()
    for word in words:
        end = word == "</s>"
        if written and not chinese and word.isalnum():
            written += " "
        begin = offset + len(written)
        written += "" if end else word
        pieces.append(Piece(word, begin, offset + len(written), special=end))
    scores = tuple(-0.9 if word in SECOND.values() else -0.2 for word in words)
    return Draft(
        text=written,
        pieces=tuple(pieces),
        source_pieces=tuple(source),
        scores=scores,
        score=sum(scores) - worse / 4,
        columns=tuple(column(min(place, len(source) - 1), len(source)) for place in range(1, len(words) + 1)),
        tokens=tuple(token(word) for word in words),
        candidates=tuple(candidates(word) for word in words),
        entropies=(0.5,) * len(words),
        length_penalty=1.0,
        coverage_penalty=0.0,
        alignment=ALIGNMENT,
    )


@cache
def candidates(word: str) -> tuple[Candidate, ...]:
    first = next((usual for usual, second in SECOND.items() if second == word), word)
    likely = [first, SECOND.get(first, "et"), "ainsi"]
    shares = (0.62, 0.31, 0.04)
    return tuple(
        Candidate(token(text), f" {text}", math.log(share))
        for text, share in zip(likely, shares, strict=True)
    )
