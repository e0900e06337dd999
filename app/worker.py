"""The one thread that owns the models: a mailbox of one request, and events out."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from engine.errors import Failure
from engine.events import Advanced, Drafted, Event, Explaining, Failed, Reading
from engine.requests import Request

DRAFT_PAUSE = 0.05  # seconds between drafts on the screen; faster than that nobody reads
REST = 12  # times as long as the window took for a draft, before the next: less than a tenth of the time
LONGEST_REST = 0.1  # seconds; also where another program held the window up


class Runs(Protocol):
    """What the worker needs of `engine.runner.Runner`; closing the generator cancels."""

    def run(self, request: Request) -> Generator[Event, None, None]: ...


@dataclass(frozen=True, kw_only=True)
class Crashed:
    """A defect, not a failure: `report` is for the people who mend the program."""

    number: int
    report: str


class Computing(NamedTuple):
    """On what, and how exactly; see `engine.runner.Runner`."""

    device: str = "auto"
    precision: str = "float32"


USUAL = Computing()


def real_runner(computing: Computing) -> Runs:
    """The engine. Imported here, in the thread and on first use, because torch takes seconds."""
    from engine.runner import Runner

    gc.freeze()  # torch brings what lives as long as the program: the garbage collector need not look at it
    return Runner(computing.device, precision=computing.precision)


class Worker(QThread):
    """Answers the newest request. A running older one ends at its next event.

    The event may be a draft that is not sent on: a draft holds the whole text so far, so one that
    comes too soon after another, or before the window has taken that one, is left out.
    """

    answered = Signal(object)  # an Event or Crashed

    def __init__(
        self,
        make_runner: Callable[[Computing], Runs] = real_runner,
        computing: Computing = USUAL,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.computing = computing  # a change holds from the next request on
        self._make_runner = make_runner
        self._runner: tuple[Computing, Runs] | None = None
        self._changed = threading.Condition()
        self._waiting: Request | None = None
        self._cancelled = self._stopping = False
        self._taken = True
        self._rested = 0.0  # when the window will have rested from the last draft
        self._began = 0.0  # when it began to take that
        self._after = QTimer(self, singleShot=True, interval=0)
        self._after.timeout.connect(self._on_painted)
        self.answered.connect(self._on_taken)

    def submit(self, request: Request) -> None:
        with self._changed:
            self._waiting, self._cancelled = request, True
            self._changed.notify()

    def cancel(self) -> None:
        with self._changed:
            self._waiting, self._cancelled = None, True

    def stop(self) -> None:
        """Cancel, then wait for the thread to end."""
        with self._changed:
            self._cancelled = self._stopping = True
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        while (request := self._next()) is not None:
            try:
                self._answer(request)
            except Failure as failure:
                self.answered.emit(Failed(number=request.number, failure=failure))
            except Exception:
                self.answered.emit(Crashed(number=request.number, report=traceback.format_exc()))

    def _next(self) -> Request | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting is not None or self._stopping)
            request, self._waiting, self._cancelled = self._waiting, None, False
            return None if self._stopping else request

    def _answer(self, request: Request) -> None:
        computing = self.computing
        if self._runner is None or self._runner[0] != computing:
            self._runner = None  # first let go of the old models, then load the new
            self._runner = (computing, self._make_runner(computing))
        with contextlib.closing(self._runner[1].run(request)) as events:
            for event in events:
                if self._cancelled or self._stopping:
                    return
                if isinstance(event, Drafted | Reading | Explaining | Advanced) and not self._has_time():
                    continue
                self._taken = False
                self.answered.emit(event)

    def _has_time(self) -> bool:
        return self._taken and time.monotonic() >= self._rested

    def _on_taken(self) -> None:
        # The thread object itself lives in the interface thread, so this runs there, before others take it.
        self._began = time.monotonic()
        self._after.start()

    def _on_painted(self) -> None:
        """All that the window does for an event is done."""
        now = time.monotonic()
        self._rested = now + min(max(DRAFT_PAUSE, REST * (now - self._began)), LONGEST_REST)
        self._taken = True
