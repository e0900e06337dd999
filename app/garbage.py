"""Python's garbage collector, kept to the interface thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_PAUSE = 1000  # milliseconds between two looks


class Garbage(QObject):
    """Collects reference cycles in the interface thread, and only there, until told to stop.

    Left to itself Python collects in whichever thread happens to make objects, and in the middle of
    anything. A widget that is part of a cycle then ends in a foreign thread, or while Qt goes through
    its widgets, and takes the program down.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_PAUSE)
        self._timer.timeout.connect(_collect)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()


def _collect() -> None:
    """The oldest generation whose turn it is, by Python's own thresholds."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
