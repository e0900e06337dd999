# mypy: untyped-calls-exclude=pyqtgraph
"""What the map is painted with: the colours of the weights, outlines of what is marked, the colour bar."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen

BAR_WIDTH = 68  # pixels, with its numbers
TOPS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7)  # ends of the colour scale; 1 where a weight is above


def scale_top(values: NDArray[np.float32]) -> float:
    """The weight that has the brightest colour."""
    largest = float(values.max(initial=0.0))
    return next((top for top in TOPS if largest <= top), 1.0)


@cache
def colours() -> NDArray[np.uint32]:
    """The colours of the weights, from 0 to the greatest, as a QImage has them (256)."""
    table = pg.colormap.get("viridis").getLookupTable(nPts=256).astype(np.uint32)
    coloured: NDArray[np.uint32] = 0xFF000000 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2]
    return coloured


def picture(values: NDArray[np.float32], top: float) -> QImage:
    """A pixel for each weight (rows, columns); `top` has the brightest colour."""
    levels = np.clip(values * (255 / top) + 0.5, 0, 255).astype(np.uint8)
    pixels = np.ascontiguousarray(colours()[levels])
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def draw_marks(painter: QPainter, outlines: list[QRect]) -> None:
    """White within black, so that they are seen on every colour of the map."""
    for width, colour in ((3, QColor(0, 0, 0)), (1, QColor(255, 255, 255))):
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRects(outlines)


def draw_bar(painter: QPainter, place: QRect, top: float, palette: QPalette) -> None:
    """The colours from 0 to `top`, the weight that has the brightest one."""
    line = painter.fontMetrics().height()
    bar = QRect(place.left() + 12, place.top() + line // 2, 10, place.height() - line)
    painter.drawImage(bar, picture(np.linspace(1, 0, 256, dtype=np.float32)[:, None], 1))
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    for share in (0.0, 0.5, 1.0):
        middle = bar.bottom() - share * bar.height()
        box = QRectF(bar.right() + 6, middle - line / 2, 0, line)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(box, flags, QLocale().toString(share * top, "g", 3))
