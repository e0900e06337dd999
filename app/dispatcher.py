"""Who asks the engine, and who hears the answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.worker import Crashed, Worker
from engine.events import Event, Explained, Failed, Finished, Inspected, Installed, Measured, Prepared
from engine.requests import Prepare, Reply, Request, Summarise, Translate


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """The request was ended by the user or by a newer one; what it has sent before stays true."""

    number: int


Answer = Event | Crashed | Stopped
Take = Callable[[Answer], None]
WholeAnswer = Finished | Inspected | Explained | Installed | Measured | Failed | Crashed


class Dispatcher(QObject):
    """Numbers the requests of all pages. The newest wins: another who asked before hears `Stopped`.

    Every answer goes first to `answered`, then to the one who asked.
    """

    asked = Signal(object)  # who asks: the object whose method takes the answers
    answered = Signal(object)  # an Answer to the newest request
    running = Signal(bool)  # whether something is written at the moment
    ended = Signal(object)  # the answer that ended a request by itself: Finished, Failed, Crashed…

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = worker
        self._number = 0
        self._take: Take | None = None
        self.wants_looks: Callable[[], bool] = bool  # is self-attention shown at the moment?
        self._runs = False
        worker.answered.connect(self._on_answer)

    @property
    def runs(self) -> bool:
        return self._runs

    def ask(self, request: Request, take: Take) -> None:
        """Sends the request under a new number. `take` is a method of the page that asks.

        A page that asks again before the answer is there need not be told.
        """
        if take == self._take:
            self._take = None
        self.stop()
        self._number += 1
        self._take = take
        self.asked.emit(getattr(take, "__self__", None))
        request = dataclasses.replace(request, number=self._number)
        if isinstance(request, Translate | Reply | Summarise):
            request = dataclasses.replace(request, looks=self.wants_looks())
        self.worker.submit(request)
        self._set_runs(not isinstance(request, Prepare))

    def stop(self) -> None:
        """Ends what runs; what it has still on the way will be dropped by its number."""
        stopped, was_running = Stopped(number=self._number), self._runs
        self._number += 1
        self.worker.cancel()
        self._set_runs(False)
        if was_running:
            self._hand_out(stopped)

    def _on_answer(self, event: Event | Crashed) -> None:
        if event.number == self._number:
            if isinstance(event, Prepared | WholeAnswer):
                self._set_runs(False)
            self._hand_out(event)

    def _hand_out(self, answer: Answer) -> None:
        self.answered.emit(answer)
        if self._take is not None:
            self._take(answer)
        if isinstance(answer, WholeAnswer):
            self.ended.emit(answer)

    def _set_runs(self, runs: bool) -> None:
        if runs != self._runs:
            self._runs = runs
            self.running.emit(runs)
