"""An engine without torch: it yields the events that the real one would, from a small dictionary."""

from __future__ import annotations

import dataclasses
import math
import re
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.cards import CARD, InstalledModel, ModelCard
from engine.errors import Failure
from engine.events import (
    Advanced,
    Drafted,
    Event,
    Failed,
    Finished,
    Installed,
    Loading,
    Measured,
    Prepared,
    PromptRead,
    Reading,
    Relayed,
    SentenceFinished,
    SentenceRead,
    Started,
)
from engine.requests import (
    Continue,
    Convert,
    Download,
    Explain,
    Import,
    Inspect,
    Keeping,
    Measure,
    Prefix,
    Prepare,
    Reply,
    Request,
    Summarise,
    Translate,
)
from engine.shelf.library import home
from engine.text.piece import Piece
from engine.text.turns import named_in
from tests.fake_drafts import (
    draft,
    explained,
    explored,
    inspected,
    runners_up,
    sentences,
    with_required,
    without_attention,
    write,
)

WITHOUT_ATTENTION = ("en-fr-blind",)  # models
CONTINUATION = ("noir", "dort", "sur", "le", "canapé")


def installed(
    name: str, *pairs: tuple[str, str], damage: str = "", task: str = "translate"
) -> InstalledModel:
    folder = Path("models") / name
    if damage:
        return InstalledModel(name=name, folder=folder, damage=damage)
    card = ModelCard(
        name=name,
        task=task,
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
    installed("chat-small", ("en", "en"), ("zh", "zh"), task="chat"),
    installed("en-fr-small", ("en", "fr"), ("fr", "en")),
    installed("en-fr-tiny", ("en", "fr")),
    installed("en-zh-small", ("en", "zh")),
    installed("summarise-small", ("en", "en"), ("zh", "zh"), task="summarise"),
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
        self.held_at_reading = threading.Event()  # of a long document
        self.unread: tuple[str, ...] = ()  # scripts in every text

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
        if self.failure:
            yield Failed(number=number, failure=self.failure)
            return
        if isinstance(request, Inspect):
            yield inspected(request)
            return
        if isinstance(request, Explain):
            yield explained(request)
            return
        if self.defect:
            raise self.defect
        if isinstance(request, Reply):
            yield from self._reply(request)
            return
        if isinstance(request, Continue):
            yield from self._continue(request)
            return
        if isinstance(request, Summarise):
            yield from self._summarise(request)
            return
        if isinstance(request, Download | Import | Convert | Measure):
            yield from self._keep(request)
            return
        assert isinstance(request, Translate)
        yield Loading(number=number, model="en-fr-small")
        spans = tuple(sentences(request.text))
        yield Started(number=number, model="en-fr-small", device=self.device, spans=spans, unread=self.unread)
        output, tokens, read = "", 0, 0
        blind = request.model is not None and request.model in WITHOUT_ATTENTION
        for index, (begin, end) in enumerate(spans):
            before = request.text[read:begin]
            read = end
            offset = len(output) + len(before)
            prefix = next((p for p in request.prefixes if p.sentence == index), Prefix(sentence=index))
            span, language = (begin, end), request.target_language
            drafts = list(write(request.text, span, offset, language, prefix))
            if request.surgery:
                drafts = list(runners_up(offset, language, drafts[-1]))[:1] or drafts
            if request.options.required:
                drafts[-1] = with_required(drafts[-1], offset, request.options.required)
            if blind:
                drafts = [without_attention(draft) for draft in drafts]
                vector = np.linspace(-1, 1, 24, dtype=np.float32)
                yield SentenceRead(number=number, sentence=index, context=vector)
            if request.explore:
                yield from explored(number, index, drafts[-1])
            for each in drafts:
                yield Drafted(number=number, sentence=index, before=before, offset=offset, draft=each)
                time.sleep(self.pace)
            while self.held.is_set():
                yield Drafted(number=number, sentence=index, before=before, offset=offset, draft=drafts[-2])
                time.sleep(0.005)
            yield SentenceFinished(
                number=number,
                sentence=index,
                before=before,
                offset=offset,
                hypotheses=(drafts[-1], *runners_up(offset, language, drafts[-1]))[: request.options.n_best],
                stopped_by_length=False,
            )
            if request.pivot:  # the way there is in French, whatever was asked for
                leg = list(write(request.text, span, 0, "fr"))[-1]
                yield Relayed(number=number, sentence=index, first=leg, second=drafts[-1])
            output += before + drafts[-1].text
            tokens += len(drafts[-1].pieces)
        output += request.text[read:]
        yield Finished(number=number, text=output, tokens=tokens, seconds=0.25)

    def _keep(self, request: Keeping) -> Iterator[Event]:
        """Brings in four steps; `held` makes it stay at the second. What is installed translates en-fr."""
        number = request.number
        if isinstance(request, Measure):
            yield Measured(number=number, model=request.model, tokens_a_second=123.0)
            return
        stage = "downloads" if isinstance(request, Download) else "imports"
        for done in (0, 100, 200, 300):
            step = Advanced(
                number=number, stage=stage, done=done * 10**6, total=300 * 10**6, speed=2e6, left=100
            )
            yield step
            while self.held.is_set() and done == 100:
                yield step
                time.sleep(0.005)
        name = request.called or request.name.rpartition("/")[2]  # type: ignore[union-attr]
        card = installed(name, ("en", "fr")).card
        assert card is not None
        origin = f"marian: {request.name}@0" if isinstance(request, Download) else ""
        folder = home() / name
        folder.mkdir(parents=True)
        for file in card.files:
            (folder / file).write_bytes(b"")
        (folder / CARD).write_text(dataclasses.replace(card, origin=origin).to_json())
        yield Installed(number=number, name=name)

    def _reply(self, request: Reply) -> Iterator[Event]:
        """Says the last turn in French; in Chinese if another reply is to be drawn. Sees three turns, and
        the first two if they tell a name."""
        number, ends = (
            request.number,
            [len("\n".join(request.turns[: i + 1])) for i in range(len(request.turns))],
        )
        spans = [(end - len(turn), end) for turn, end in zip(request.turns, ends, strict=True)]
        seen = spans[-3:] if named_in(request.turns) is None else [*spans[:2], *spans[2:][-3:]]
        yield Started(number=number, model="chat-small", device=self.device, spans=tuple(seen), together=True)
        language = "zh" if request.options.seed else "fr"
        drafts = list(write(request.text, spans[-1], 0, language, Prefix(sentence=0)))
        for each in drafts:
            yield Drafted(number=number, sentence=0, before="", offset=0, draft=each)
            time.sleep(self.pace)
        while self.held.is_set():
            yield Drafted(number=number, sentence=0, before="", offset=0, draft=drafts[-2])
            time.sleep(0.005)
        yield SentenceFinished(
            number=number, sentence=0, before="", offset=0, hypotheses=(drafts[-1],), stopped_by_length=False
        )
        yield Finished(number=number, text=drafts[-1].text, tokens=len(drafts[-1].pieces), seconds=0.25)

    def _summarise(self, request: Summarise) -> Iterator[Event]:
        """Says the first sentence of each section in French; four sentences are a section."""
        number, found, output = request.number, list(sentences(request.text)), ""
        sections = [found[i : i + 4] for i in range(0, len(found), 4) if len(request.text.split()) > 3]
        spans = tuple((section[0][0], section[-1][1]) for section in sections)
        yield Started(number=number, model="summarise-small", device=self.device, spans=spans)
        most = (
            {"short": 1, "medium": 3, "long": 8}[request.length] if request.kind in ("full", "points") else 1
        )
        if len(sections) > most:
            for read, span in enumerate(spans):
                yield Reading(number=number, span=span, read=read, sections=len(spans))
            while self.held_at_reading.is_set():
                yield Reading(number=number, span=spans[-1], read=len(spans) - 1, sections=len(spans))
                time.sleep(0.005)
        for index, section in enumerate(sections[:most]):
            before = "\n" if output else ""
            place = {"number": number, "sentence": index, "before": before, "offset": len(output + before)}
            drafts = list(write(request.text, section[0], len(output + before), "fr"))
            for each in drafts:
                yield Drafted(**place, draft=each)  # type: ignore[arg-type]
                time.sleep(self.pace)
            while self.held.is_set():
                yield Drafted(**place, draft=drafts[-2])  # type: ignore[arg-type]
                time.sleep(0.005)
            output += before + drafts[-1].text
            yield SentenceFinished(**place, hypotheses=(drafts[-1],), stopped_by_length=False)  # type: ignore[arg-type]
        yield Finished(number=number, text=output or request.text.strip(), tokens=9, seconds=0.25)

    def _continue(self, request: Continue) -> Iterator[Event]:
        """Goes on with `CONTINUATION`, a word a draft, but not after a full stop; expects no capitals."""
        number, typed = request.number, request.text.rstrip()
        place: dict[str, Any] = {"number": number, "sentence": 0, "before": typed, "offset": len(typed)}
        yield Started(number=number, model=request.model, device=self.device, spans=((0, len(typed)),))
        read = tuple(Piece(found.group(), *found.span()) for found in re.finditer(r"\w+|[^\w\s]", typed))
        scores = tuple(math.log(0.1 if piece.text[0].isupper() else 0.5) for piece in read)
        yield PromptRead(number=number, pieces=read, scores=scores)
        most = request.options.max_length or None
        words = ["</s>"] if typed.endswith(".") else [*CONTINUATION[:most]]
        drafts = []
        for count in range(1, len(words) + 1):
            made = draft(words[:count], len(typed) + 1, [Piece("<s>", 0, 0, special=True)])
            drafts.append(dataclasses.replace(made, text=f" {made.text}" if made.text else ""))
            yield Drafted(**place, draft=drafts[-1])
            time.sleep(self.pace)
            while self.held.is_set() and count == 2:
                yield Drafted(**place, draft=drafts[-1])
                time.sleep(0.005)
        yield SentenceFinished(**place, hypotheses=(drafts[-1],), stopped_by_length=False)
        text = typed + drafts[-1].text
        yield Finished(number=number, text=text, tokens=len(words), seconds=0.25)
