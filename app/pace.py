"""How often something is done anew while a text is written: as often as it takes a small part of the time."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

REST = 30  # times as long as the work took: so that all that is drawn stays below a tenth of the time
PAUSE = 50  # milliseconds, at least, between two times
SLOW = 250  # of what is glanced at, not watched
LONGEST = 5000  # milliseconds, at most: also where another program held this one up


class Pace(QObject):
    """Calls `work` when it was asked for, and then rests. What is asked for meanwhile is done once, after."""

    def __init__(self, work: Callable[[], object], parent: QObject, *, pause: int = PAUSE) -> None:
        super().__init__(parent)
        self._work, self._pause = work, pause
        self._due = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.catch_up)

    def ask(self, *, at_once: bool = False) -> None:
        """In a moment, in which what is short is finished and needs it once; at once: unless it rests."""
        self._due = True
        if self._timer.isActive():
            return
        if at_once:
            self.catch_up()
        else:
            self._timer.start(self._pause)

    def catch_up(self) -> None:
        """Does what was asked for, and waits no longer."""
        if self._due:
            self._due = False
            began = time.perf_counter()
            self._work()
            spent = 1000 * (time.perf_counter() - began)
            self._timer.start(min(max(self._pause, round(REST * spent)), LONGEST))

    def drop(self) -> None:
        """What was asked for is no longer wanted."""
        self._due = False
