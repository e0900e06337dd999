"""The one thread that owns the models: a mailbox of one request, and events out."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

from engine.errors import Failure
from engine.events import Advanced, Drafted, Event, Explaining, Failed, Reading
from engine.requests import Request

DRAFT_PAUSE = 0.03  # seconds between drafts on the screen; faster than that nobody reads


class Runs(Protocol):
    """What the worker needs of `engine.runner.Runner`; closing the generator cancels."""

    def run(self, request: Request) -> Generator[Event, None, None]: ...


@dataclass(frozen=True, kw_only=True)
class Crashed:
    """A defect, not a failure: `report` is for the people who mend the program."""

    number: int
    report: str


def real_runner(device: str) -> Runs:
    """The engine. Imported here, in the thread and on first use, because torch takes seconds."""
    from engine.runner import Runner

    gc.freeze()  # torch brings what lives as long as the program: the garbage collector need not look at it
    return Runner(device=device)


class Worker(QThread):
    """Answers the newest request. A running older one ends at its next event.

    The event may be a draft that is not sent on: a draft holds the whole text so far, so one that
    comes too soon after another, or before the window has taken that one, is left out.
    """

    answered = Signal(object)  # an Event or Crashed

    def __init__(
        self,
        make_runner: Callable[[str], Runs] = real_runner,
        device: str = "auto",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.device = device  # a change holds from the next request on
        self._make_runner = make_runner
        self._runner: tuple[str, Runs] | None = None
        self._changed = threading.Condition()
        self._waiting: Request | None = None
        self._cancelled = self._stopping = False
        self._taken = True
        self._drafted = 0.0
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
        device = self.device
        if self._runner is None or self._runner[0] != device:
            self._runner = None  # first let go of the old models, then load the new
            self._runner = (device, self._make_runner(device))
        with contextlib.closing(self._runner[1].run(request)) as events:
            for event in events:
                if self._cancelled or self._stopping:
                    return
                if isinstance(event, Drafted | Reading | Explaining | Advanced) and not self._has_time():
                    continue
                self._taken = False
                self.answered.emit(event)

    def _has_time(self) -> bool:
        now = time.monotonic()
        if not self._taken or now - self._drafted < DRAFT_PAUSE:
            return False
        self._drafted = now
        return True

    def _on_taken(self) -> None:
        # The thread object itself lives in the interface thread, so this runs there.
        self._taken = True
