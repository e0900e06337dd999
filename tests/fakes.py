"""An engine without torch: it yields the events that the real one would, from a small dictionary."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.cards import InstalledModel, ModelCard
from engine.errors import Failure
from engine.events import (
    Draft,
    Drafted,
    Event,
    Failed,
    Finished,
    Loading,
    Prepared,
    SentenceFinished,
    Started,
)
from engine.requests import Prepare, Request, Translate
from engine.text.piece import Piece

LAYERS, HEADS = 2, 4
FRENCH = {
    "the": "le", "black": "noir", "cat": "chat", "sleeps": "dort", "on": "sur", "old": "vieux",
    "red": "rouge", "sofa": "canapé", "hello": "bonjour", "world": "monde", "it": "il", "dreams": "rêve",
    "of": "de", "fish": "poisson", "and": "et", "rain": "pluie", "one": "un", "two": "deux",
    "three": "trois", "good": "bon", "morning": "matin",
}  # fmt: skip
CHINESE = {
    "the": "那", "black": "黑", "cat": "猫", "sleeps": "睡", "on": "在", "old": "旧", "red": "红",
    "sofa": "沙发", "hello": "你好", "world": "世界",
}  # fmt: skip


def installed(name: str, *pairs: tuple[str, str], damage: str = "") -> InstalledModel:
    folder = Path("models") / name
    if damage:
        return InstalledModel(name=name, folder=folder, damage=damage)
    card = ModelCard(
        name=name,
        task="translate",
        pairs=pairs,
        network={},
        max_source=256,
        max_target=256,
        licence="CC0-1.0",
        description=f"A model for tests, {name}",
    )
    return InstalledModel(name=name, folder=folder, card=card)


MODELS = (
    installed("broken", damage="it has no card.json"),
    installed("en-fr-small", ("en", "fr"), ("fr", "en")),
    installed("en-fr-tiny", ("en", "fr")),
    installed("en-zh-small", ("en", "zh")),
)


class FakeRunner:
    """Translates word by word. What happens to it can be read in its lists.

    `held` makes it stay at the last draft of the first sentence until it is closed or released.
    """

    def __init__(self, device: str = "cpu", pace: float = 0.0) -> None:
        self.device = device
        self.pace = pace  # seconds a token
        self.requests: list[Request] = []
        self.ended_early: list[int] = []
        self.failure: Failure | None = None
        self.defect: Exception | None = None
        self.held = threading.Event()

    def run(self, request: Request) -> Generator[Event, None, None]:
        self.requests.append(request)
        try:
            yield from self._answer(request)
        except GeneratorExit:
            self.ended_early.append(request.number)
            raise

    def _answer(self, request: Request) -> Iterator[Event]:
        number = request.number
        if isinstance(request, Prepare):
            yield Prepared(number=number, model="en-fr-small", device=self.device)
            return
        assert isinstance(request, Translate)
        if self.failure:
            yield Failed(number=number, failure=self.failure)
            return
        if self.defect:
            raise self.defect
        yield Loading(number=number, model="en-fr-small")
        spans = tuple(sentences(request.text))
        yield Started(number=number, model="en-fr-small", device=self.device, spans=spans)
        output, tokens, read = "", 0, 0
        for index, (begin, end) in enumerate(spans):
            before = request.text[read:begin]
            read = end
            offset = len(output) + len(before)
            drafts = list(write(request.text, (begin, end), offset, request.target_language))
            for draft in drafts:
                yield Drafted(number=number, sentence=index, before=before, offset=offset, draft=draft)
                time.sleep(self.pace)
            while self.held.is_set():
                yield Drafted(number=number, sentence=index, before=before, offset=offset, draft=drafts[-2])
                time.sleep(0.005)
            yield SentenceFinished(
                number=number,
                sentence=index,
                before=before,
                offset=offset,
                hypotheses=(drafts[-1],),
                stopped_by_length=False,
            )
            output += before + drafts[-1].text
            tokens += len(drafts[-1].pieces)
        output += request.text[read:]
        yield Finished(number=number, text=output, tokens=tokens, seconds=0.25)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(r"\S[^.!?\n]*[.!?]?", text):
        yield found.span()


def write(text: str, span: tuple[int, int], offset: int, language: str) -> Iterator[Draft]:
    """Drafts of one sentence, each one word longer; every word looks at its own source word."""
    chinese = language == "zh"
    source = [Piece(f"<2{language}>", span[0], span[0], special=True)]
    source += [
        Piece(found.group(), found.start(), found.end())
        for found in re.compile(r"\w+|[^\w\s]").finditer(text, *span)
    ]
    written, pieces, columns = "", list[Piece](), list[NDArray[np.float32]]()
    for place, piece in enumerate(source[1:], 1):
        word = (CHINESE if chinese else FRENCH).get(piece.text.lower(), piece.text.upper())
        if written and not chinese and word.isalnum():
            written += " "
        pieces.append(Piece(word, offset + len(written), offset + len(written) + len(word)))
        written += word
        columns.append(column(place, len(source)))
        yield draft(written, pieces, source, columns)
    end = offset + len(written)
    pieces.append(Piece("</s>", end, end, special=True))
    columns.append(column(len(source) - 1, len(source)))
    yield draft(written, pieces, source, columns)


def column(place: int, source: int) -> NDArray[np.float32]:
    """(LAYERS, HEADS, source), each head a hill around `place`, later ones flatter."""
    away = np.abs(np.arange(source) - place)
    flat = 1 + np.arange(LAYERS * HEADS).reshape(LAYERS, HEADS, 1) / 6
    hill = np.exp(-1.6 * away / flat)
    weights: NDArray[np.float32] = (hill / hill.sum(axis=-1, keepdims=True)).astype(np.float32)
    return weights


def draft(text: str, pieces: list[Piece], source: list[Piece], columns: list[NDArray[np.float32]]) -> Draft:
    return Draft(
        text=text,
        pieces=tuple(pieces),
        source_pieces=tuple(source),
        scores=(-0.2,) * len(pieces),
        score=-0.2 * len(pieces),
        columns=tuple(columns),
    )
