# mypy: untyped-calls-exclude=pyqtgraph
"""What lies over and beside the heat map: the marks and the colour bar."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QGraphicsWidget

BAR_WIDTH = 58  # pixels, with its numbers
TOPS = (0.1, 0.2, 0.4, 0.7)  # ends of the colour scale; 1 where a weight is above


def scale_top(values: NDArray[np.float32]) -> float:
    """The weight that has the brightest colour."""
    largest = float(values.max(initial=0.0))
    return next((top for top in TOPS if largest <= top), 1.0)


class Marks(QGraphicsWidget):
    """Outlines of the marked rows and columns and of the cell in hand.

    White within black, so that they are seen on every colour of the map.
    """

    def __init__(self) -> None:
        super().__init__()
        self._outlines: list[QRectF] = []

    def show_marks(self, outlines: list[QRectF]) -> None:
        self._outlines = outlines
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setClipRect(self.rect())
        for width, colour in ((3, QColor(0, 0, 0)), (1, QColor(255, 255, 255))):
            pen = QPen(colour, width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            for outline in self._outlines:
                painter.drawRect(outline)


class ColourBar(QGraphicsWidget):
    """The colours from 0 to the weight that has the brightest one."""

    def __init__(self, colours: pg.ColorMap) -> None:
        super().__init__()
        self._colours = colours
        self._top = 1.0

    def set_top(self, top: float) -> None:
        if top != self._top:
            self._top = top
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setFont(self.font())
        line = painter.fontMetrics().height()
        bar = QRectF(12, line / 2, 10, self.size().height() - line)
        painter.fillRect(bar, self._colours.getGradient(QPointF(bar.bottomLeft()), QPointF(bar.topLeft())))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        for share in (0.0, 0.5, 1.0):
            middle = bar.bottom() - share * bar.height()
            box = QRectF(bar.right() + 6, middle - line / 2, 0, line)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
            painter.drawText(box, flags, QLocale().toString(share * self._top, "g", 3))
