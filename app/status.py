"""The line at the lower edge: how fast, how long, by which model, how far."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from engine.events import Drafted, Event, Finished, Loading, Prepared, Reading, SentenceFinished, Started

SHORTEST = 0.02  # seconds; what comes sooner was known, and has no speed


class StatusLine(QStatusBar):
    """Follows the events of the newest request."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 4, 12, 4)
        self._label = QLabel()
        self.addWidget(self._label)
        self._state = "idle"
        self._model = ""
        self._begun = self._seconds = 0.0
        self._sentence = self._sentences = 0
        self._tokens = self._tokens_before = 0

    @property
    def text(self) -> str:
        return self._label.text()

    def take(self, event: Event) -> None:
        match event:
            case Loading(model=model):
                self._state, self._model = "loading", model
            case Prepared(model=model):
                self._state, self._model = "ready", model
            case Started(model=model, spans=spans):
                self._state, self._model, self._sentences = "running", model, len(spans)
                self._begun, self._sentence = time.monotonic(), 0
                self._tokens = self._tokens_before = 0
            case Reading():
                self._sentences = 0  # what is written will be of fewer sections
            case Drafted(sentence=sentence, draft=draft):
                self._sentence = sentence + 1
                self._tokens = self._tokens_before + len(draft.pieces)
            case SentenceFinished(sentence=sentence, hypotheses=hypotheses):
                self._sentence = sentence + 1
                self._tokens_before += len(hypotheses[0].pieces)
                self._tokens = self._tokens_before
            case Finished(tokens=tokens, seconds=seconds):
                self._state, self._tokens, self._seconds = "done", tokens, seconds
        if self._state == "running":
            self._seconds = time.monotonic() - self._begun
        self.retranslate()

    def wait(self) -> None:
        """The engine was asked to make ready; it will answer in a moment."""
        self._state = "waiting"
        self.retranslate()

    def stop(self) -> None:
        """The request was stopped by the user: what is there stays."""
        self._state = "stopped"
        self.retranslate()

    def hold(self) -> None:
        """The request waits until the user has chosen a word."""
        self._state = "held"
        self.retranslate()

    def clear(self) -> None:
        self._state = "ready" if self._model else "idle"
        self.retranslate()

    def retranslate(self) -> None:
        match self._state:
            case "idle":
                parts = []
            case "waiting":
                parts = [self.tr("Getting ready")]
            case "loading":
                parts = [self.tr("Loading the model {name}").format(name=self._model)]
            case "ready":
                parts = [self._model]
            case _:
                parts = self._numbers()
        if self._state == "stopped":
            parts.insert(0, self.tr("Stopped"))
        elif self._state == "held":
            parts.insert(0, self.tr("Waiting for your choice"))
        self._label.setText("  ·  ".join(parts))

    def _numbers(self) -> list[str]:
        parts = []
        if self._seconds >= SHORTEST and self._tokens:
            parts.append(self.tr("{n} tokens/s").format(n=round(self._tokens / self._seconds)))
            parts.append(self.tr("{n} s").format(n=f"{self._seconds:.2f}"))
        parts.append(self._model)
        if self._state != "done" and self._sentences > 1:
            progress = self.tr("sentence {n} of {all}")
            parts.append(progress.format(n=max(self._sentence, 1), all=self._sentences))
        return parts

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
