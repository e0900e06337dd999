"""What the runner does to the shelf of models: bring, import, convert, measure."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from engine import cards
from engine.cards import InstalledModel, find_models, model_folders
from engine.errors import DamagedModel, UnknownModel
from engine.events import Advanced, Event, Failed, Finished, Installed, Measured
from engine.importers.importing import import_model
from engine.importers.plan import Wish
from engine.requests import (
    Continue,
    Convert,
    Download,
    Import,
    Keeping,
    Measure,
    Reply,
    Request,
    Summarise,
    Translate,
)
from engine.search.options import DecodingOptions
from engine.shelf.catalogue import catalogue
from engine.shelf.convert import SAMPLE, convert
from engine.shelf.download import download
from engine.shelf.library import set_speed, sweep

if TYPE_CHECKING:
    from engine.runner import Runner

_LATE = 5.0  # seconds that the speed is taken over


def keep(request: Keeping, runner: Runner) -> Iterator[Event]:
    """The events of one such request. Raises Failure; closing the generator cancels or pauses."""
    number = request.number
    models = (runner.folders or model_folders())[0]
    sweep(models)
    match request:
        case Download():
            pace = Pace()
            called = request.called or request.name.rpartition("/")[2]
            revision, wish = wish_for(request.name)
            for p in download(request.hub, request.name, models, called=called, revision=revision, wish=wish):
                speed, left = pace.tell(p.done, p.total) if p.stage == "downloads" else (0.0, 0.0)
                yield Advanced(
                    number=number, stage=p.stage, done=p.done, total=p.total, speed=speed, left=left
                )
            yield Installed(number=number, name=called)
        case Import():
            wish = Wish(task=request.task, pairs=request.pairs, prefix=request.prefix)
            for done in import_model(Path(request.path), request.called, models, wish):
                yield Advanced(number=number, stage="imports", done=done.done, total=done.total)
            yield Installed(number=number, name=request.called)
        case Convert():
            for done in convert(
                request.model, request.precision, request.called, models, folders=runner.folders
            ):
                yield Advanced(number=number, stage="converts", done=done.done, total=done.total)
            yield Installed(number=number, name=request.called)
        case Measure():
            found = next((m for m in find_models(runner.folders) if m.name == request.model), None)
            if found is None:
                raise UnknownModel(request.model)
            try:
                speed = _speed(runner, found)
            finally:
                runner.let_go(request.model)
            set_speed(models, request.model, speed)
            yield Measured(number=number, model=request.model, tokens_a_second=speed)
        case _:
            assert_never(request)


def wish_for(name: str) -> tuple[str, Wish]:
    """The revision, and what the catalogue knows of a model that its files do not say."""
    entry = next((entry for entry in catalogue() if entry.name == name), None)
    if entry is None:
        return "main", Wish()
    task = entry.task if entry.family in ("t5", "mt5") else ""  # the others have one
    pairs = entry.pairs if entry.tell_pairs else ()
    return entry.revision, Wish(task=task, pairs=pairs, prefix=entry.prefix, licence=entry.licence)


class Pace:
    """Speed and time left of something that grows, over its last seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: deque[tuple[float, int]] = deque()

    def tell(self, done: int, total: int) -> tuple[float, float]:
        """Units a second and seconds left; 0 while they are not known."""
        now = self._now()
        self._seen.append((now, done))
        while now - self._seen[0][0] > _LATE:
            self._seen.popleft()
        began, first = self._seen[0]
        speed = (done - first) / (now - began) if now > began else 0.0
        return speed, (total - done) / speed if speed > 0 else 0.0


def _speed(runner: Runner, model: InstalledModel) -> float:
    """Tokens a second, one sentence at a time and everything live, as in the window."""
    if model.card is None:
        raise DamagedModel(model.name, model.damage)
    source, target = model.card.pairs[0]
    tokens, seconds = 0, 0.0
    options = DecodingOptions(max_length=min(40, model.card.max_target))
    for i, text in enumerate(SAMPLE):
        request: Request
        match model.card.task:
            case cards.CHAT:
                request = Reply(turns=(text,), language=source, model=model.name, options=options)
            case cards.SUMMARISE:
                request = Summarise(
                    text=" ".join(SAMPLE[i:] * 4), language=source, model=model.name, options=options
                )
            case cards.LANGUAGE_MODEL:
                request = Continue(text=text, model=model.name, options=options)
            case _:
                request = Translate(
                    text=text,
                    source_language=source,
                    target_language=target,
                    model=model.name,
                    options=options,
                )
        for event in runner.run(request):
            if isinstance(event, Failed):
                raise event.failure
            if isinstance(event, Finished) and i > 0:  # the first has to load the model
                tokens, seconds = tokens + event.tokens, seconds + event.seconds
    return tokens / seconds if seconds else 0.0
