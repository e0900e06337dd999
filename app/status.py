"""The line at the lower edge: how fast, how long, by which model, how far."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from app.following import Following
from engine.events import (
    Drafted,
    Event,
    Explained,
    Finished,
    Inspected,
    Loading,
    Prepared,
    Reading,
    SentenceFinished,
    Started,
)

SHORTEST = 0.02  # seconds; what comes sooner was known, and has no speed
PAUSE = 0.25  # seconds, at least, between figures: nobody reads faster, and each has the window laid out anew


@dataclass
class Progress:
    """Of the newest request of one page."""

    state: str = "idle"
    model: str = ""
    begun: float = 0.0
    seconds: float = 0.0
    sentence: int = 0
    sentences: int = 0
    tokens: int = 0
    tokens_before: int = 0

    def take(self, event: Event) -> None:
        match event:
            case Loading(model=model):
                self.state, self.model = "loading", model
            case Prepared(model=model):
                self.state, self.model = "ready", model
            case Started(model=model, spans=spans, together=together):
                self.state, self.model, self.sentences = "running", model, 1 if together else len(spans)
                self.begun, self.sentence = time.monotonic(), 0
                self.tokens = self.tokens_before = 0
            case Reading():
                self.sentences = 0  # what is written will be of fewer sections
            case Drafted(sentence=sentence, draft=draft):
                self.sentence = sentence + 1
                self.tokens = self.tokens_before + len(draft.pieces)
            case SentenceFinished(sentence=sentence, hypotheses=hypotheses):
                self.sentence = sentence + 1
                self.tokens_before += len(hypotheses[0].pieces)
                self.tokens = self.tokens_before
            case Finished(tokens=tokens, seconds=seconds):
                self.state, self.tokens, self.seconds = "done", tokens, seconds
            case Inspected(model=model):
                self.model = model
                self._looked()
            case Explained():
                self._looked()
        if self.state == "running":
            self.seconds = time.monotonic() - self.begun

    def _looked(self) -> None:
        """What is known at once has no speed; where the model was loaded first, the time says nothing."""
        self.seconds = time.monotonic() - self.begun if self.state == "looking" else 0.0
        self.state, self.tokens, self.sentences = "looked", 0, 0


class StatusLine(Following, QStatusBar):
    """Follows the events of the newest request of each page, and shows those of one page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 4, 12, 4)
        self._label = QLabel()
        self.addWidget(self._label)
        self._of: defaultdict[object, Progress] = defaultdict(Progress)  # for each page
        self._asked: object = None  # the page that asked last
        self._shown: object = None
        self._told = 0.0  # when figures were last shown

    @property
    def text(self) -> str:
        return self._label.text()

    def show_page(self, page: object) -> None:
        self._shown = page
        self.retranslate()

    def follow(self, page: object) -> None:
        """What comes now belongs to this page. What another was doing has come to an end."""
        before = self._of[self._asked]
        if page is not self._asked and before.state in ("waiting", "loading", "looking", "running"):
            before.state = "stopped" if before.state == "running" else "idle"
        self._asked = page

    def take(self, event: Event) -> None:
        self._of[self._asked].take(event)
        if not isinstance(event, Drafted) or time.monotonic() - self._told >= PAUSE:
            self.retranslate()

    def wait(self) -> None:
        """The engine was asked to make ready; it will answer in a moment."""
        self._set("waiting")

    def look(self) -> None:
        """Texts are looked into; what is known of those before is no longer shown."""
        self._of[self._asked].begun = time.monotonic()
        self._set("looking")

    def stop(self) -> None:
        """The request was stopped by the user: what is there stays."""
        self._set("stopped")

    def hold(self) -> None:
        """The request waits until the user has chosen a word."""
        self._set("held")

    def clear(self, page: object = None) -> None:
        """Nothing is being done for this page, or for the one that asked last."""
        page = page or self._asked
        self._of[page].state = "ready" if self._of[page].model else "idle"
        self.retranslate()

    def _set(self, state: str) -> None:
        self._of[self._asked].state = state
        self.retranslate()

    def retranslate(self) -> None:
        self._told = time.monotonic()
        now = self._of[self._shown]
        match now.state:
            case "idle":
                parts = []
            case "waiting":
                parts = [self.tr("Getting ready")]
            case "looking":
                parts = [self.tr("Looking into both texts")]
            case "loading":
                parts = [self.tr("Loading the model {name}").format(name=now.model)]
            case "ready":
                parts = [now.model]
            case _:
                parts = self._numbers(now)
        if now.state == "stopped":
            parts.insert(0, self.tr("Stopped"))
        elif now.state == "held":
            parts.insert(0, self.tr("Waiting for your choice"))
        self._label.setText("  ·  ".join(parts))

    def _numbers(self, now: Progress) -> list[str]:
        parts = []
        if now.seconds >= SHORTEST and now.tokens:
            rate = now.tokens / now.seconds
            n = f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"
            parts.append(self.tr("{n} tokens/s").format(n=n))
        if now.seconds >= SHORTEST and (now.tokens or now.state == "looked"):
            parts.append(self.tr("{n} s").format(n=f"{now.seconds:.2f}"))
        parts.append(now.model)
        if now.state != "done" and now.sentences > 1:
            progress = self.tr("sentence {n} of {all}")
            parts.append(progress.format(n=max(now.sentence, 1), all=now.sentences))
        return parts
