"""The Lab: models side by side, and a language model that writes on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from app.lab.bench import Bench
from engine.cards import InstalledModel
from engine.events import Event
from engine.requests import Request
from engine.search.options import DecodingOptions

if TYPE_CHECKING:  # they load the library that draws, and the window waits for this file
    from app.lab.compare import Compare
    from app.lab.writing import Writing


class LabPage(Bench):
    """What it shows is made when it is first seen. Only one of the tabs has the engine at a time."""

    def __init__(self, models: Sequence[InstalledModel], stop: QAction, state: dict[str, Any]) -> None:
        super().__init__()
        self._models, self._stop, self._state = models, stop, state
        self._options = DecodingOptions()
        self._asking: Compare | Writing | None = None
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)

    @property
    def state(self) -> dict[str, Any]:
        """What is to be remembered."""
        if not self.tabs.count():
            return self._state
        return {"tab": self.tabs.currentIndex(), "compare": self.compare.state, "writing": self.writing.state}

    def offer(self, models: Sequence[InstalledModel]) -> None:
        """What is installed now: the benches are made anew, as they were set."""
        self._state, self._models = self.state, models
        if self.tabs.count():
            self.stop()
            for bench in (self.compare, self.writing):
                self.tabs.removeTab(0)
                bench.deleteLater()
            if self.isVisible():
                self._furnish()

    def set_options(self, options: DecodingOptions) -> None:
        """How the models that are compared search."""
        self._options = options
        if self.tabs.count():
            self.compare.options = options

    def request(self) -> None:
        """Something else than the text has changed."""
        if self.tabs.currentWidget() is self.compare:
            self.compare.request()

    def stop(self) -> None:
        if self._asking is not None:
            self._asking.stop()
            self._asking = None

    def take(self, event: Event) -> None:
        if self._asking is not None:
            self._asking.take(event)

    def go_on(self) -> None:
        """The request has ended, well or not."""
        if self._asking is not None:
            self._asking.go_on()

    def _furnish(self) -> None:
        from app.lab.compare import Compare
        from app.lab.writing import Writing

        compare, writing = (self._state.get(name) for name in ("compare", "writing"))
        self.compare = Compare(self._models, self._stop, compare if isinstance(compare, dict) else {})
        self.writing = Writing(self._models, self._stop, writing if isinstance(writing, dict) else {})
        self.compare.options = self._options
        for bench in (self.compare, self.writing):
            bench.asked.connect(partial(self._ask, bench))
            bench.dropped.connect(partial(self._drop, bench))
            bench.said.connect(self.said)
            self.tabs.addTab(bench, "")
        self.retranslate()
        self.tabs.setCurrentIndex(1 if self._state.get("tab") == 1 else 0)

    def _ask(self, bench: Compare | Writing, request: Request) -> None:
        if bench is not self._asking:
            self.stop()
        self._asking = bench
        self.asked.emit(request)

    def _drop(self, bench: Compare | Writing) -> None:
        if bench is self._asking:  # what the other tab has asked for goes on
            self._asking = None
            self.dropped.emit()

    def showEvent(self, event: QShowEvent) -> None:
        if not self.tabs.count():
            self._furnish()
        super().showEvent(event)

    def retranslate(self) -> None:
        if self.tabs.count():
            self.tabs.setTabText(0, self.tr("Compare"))
            self.tabs.setTabText(1, self.tr("Continue text"))
