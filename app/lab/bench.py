"""What the parts of the Lab have in common: they ask the engine, but not by themselves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.following import Following


class Bench(Following, QWidget):
    """Whoever holds it hands on what it asks."""

    asked = Signal(object)  # a request; the window gives it its number
    dropped = Signal()  # what runs is no longer wanted
    said = Signal(str)  # a sentence that the user should see
