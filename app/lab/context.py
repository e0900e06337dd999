# mypy: untyped-calls-exclude=pyqtgraph
"""The one vector that a network without attention writes from, as a field of colours."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLocale, QPoint, QRect
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.following import Following

LARGEST = 16  # pixels, a cell's side


class ContextView(Following, QWidget):
    """What it is, in a sentence, above its numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = Field()
        self.message = QLabel()
        self.message.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.message)
        column.addWidget(self.field, 1)
        self.retranslate()

    def show_vector(self, values: NDArray[np.float32]) -> None:
        self.field.show_vector(values)
        self.retranslate()

    def retranslate(self) -> None:
        count = len(self.field.values)
        said = self.tr(
            "This model translates without attention, so it has no map to show. It keeps the whole sentence"
            " in this one vector of {n} numbers:"
        )
        self.message.setText(said.format(n=count) if count else "")
        self.field.setAccessibleName(self.tr("Context vector"))


class Field(QWidget):
    """A cell for each number, row by row: one hue below 0, another above, white at 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: NDArray[np.float32] = np.empty(0, np.float32)
        self._colours = pg.colormap.get("CET-D1")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_vector(self, values: NDArray[np.float32]) -> None:
        self.values = values
        numbers = (QLocale().toString(float(value), "f", 2) for value in (values.min(), values.max()))
        self.setAccessibleDescription(" … ".join(numbers))
        self.update()

    def _grid(self) -> tuple[int, int]:
        """The side of a cell in pixels, and cells in a row, for the room there is."""
        count, width, height = max(len(self.values), 1), max(self.width(), 1), max(self.height(), 1)
        side = min(LARGEST, max(1, math.isqrt(width * height // count)))
        while side > 1 and math.ceil(count / (width // side)) * side > height:
            side -= 1
        across = max(1, width // side)
        # Rows of a round number are easier to find one's way in.
        return side, across - across % 8 if across >= 8 else across

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not len(self.values):
            return
        side, across = self._grid()
        down = math.ceil(len(self.values) / across)
        top = max(float(np.abs(self.values).max()), 1e-9)
        cells = np.zeros((down * across, 4), np.uint8)  # those after the last number stay transparent
        cells[: len(self.values)] = self._colours.map(0.5 + self.values / (2 * top), mode="byte")
        picture = QImage(cells.tobytes(), across, down, 4 * across, QImage.Format.Format_RGBA8888)
        painter = QPainter(self)
        painter.drawImage(QRect(0, 0, across * side, down * side), picture)

    def reading(self, point: QPoint) -> str:
        """The number under the mouse."""
        side, across = self._grid()
        column, row = point.x() // side, point.y() // side
        place = row * across + column
        if column >= across or place >= len(self.values):
            return ""
        value = QLocale().toString(float(self.values[place]), "f", 3)
        #: A place in the context vector and the number there.
        return self.tr("{place}: {value}").format(place=place + 1, value=value)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.reading(event.pos()), self)
            return True
        return super().event(event)
