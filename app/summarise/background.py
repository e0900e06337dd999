"""Work that would hold the window up, done beside it: of what is begun, the newest counts."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal


class _Thread(QThread):
    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self.result: object = None
        self.report = ""

    def run(self) -> None:
        try:
            self.result = self._work()
        except Exception:
            self.report = traceback.format_exc()


class Background(QObject):
    """Runs one function at a time. One that was begun later takes the place of the one before."""

    done = Signal(object)  # what the function returned
    broken = Signal(str)  # the report of a defect

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread: _Thread | None = None
        self._next: Callable[[], object] | None = None
        self._wanted = False

    def begin(self, work: Callable[[], object]) -> None:
        self._wanted = True
        if self._thread is None:
            self._start(work)
        else:
            self._next = work

    def drop(self) -> None:
        """What runs is no longer wanted."""
        self._next, self._wanted = None, False

    def finish(self) -> None:
        """Drops what runs and waits for its end."""
        self.drop()
        if self._thread is not None:
            self._thread.wait()

    def _start(self, work: Callable[[], object]) -> None:
        self._thread = _Thread(work, self)
        self._thread.finished.connect(self._on_finished)
        self._thread.start()

    def _on_finished(self) -> None:
        thread, self._thread = self._thread, None
        assert thread is not None, "a thread ended that nobody started"
        thread.deleteLater()
        following, self._next = self._next, None
        if following is not None:
            self._start(following)
        elif self._wanted:
            self._wanted = False
            if thread.report:
                self.broken.emit(thread.report)
            else:
                self.done.emit(thread.result)
