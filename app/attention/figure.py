"""A figure to take home: all of the map on white, with text that stays text.

The map on the screen draws what is in view, and its labels are pictures; this is drawn apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QLocale, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QImageWriter, QPainter, QPalette
from PySide6.QtSvg import QSvgGenerator

from app import theme
from app.attention.drawing import colours, scale_top

MARGIN = 12  # pixels
BAR = QSize(12, 160)
INK = QColor(Qt.GlobalColor.black)
SHARPNESS = 2  # pixels of the picture for one of the figure
LARGEST = 36e6  # pixels, a picture; larger ones are refused by many programs


@dataclass(frozen=True)
class Figure:
    """Drawn when it is asked for, in any thread: `draw` holds what was shown, not the widget."""

    size: QSize
    draw: Callable[[QPainter], None]

    def image(self) -> QImage:
        scale = min(SHARPNESS, math.sqrt(LARGEST / (self.size.width() * self.size.height())))
        image = QImage(self.size * scale, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        self.draw(painter)
        painter.end()
        return image

    def png(self) -> bytes:
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(self.image())
        return bytes(buffer.data().data())

    def svg(self, title: str) -> bytes:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(self.size)
        generator.setViewBox(QRect(0, 0, self.size.width(), self.size.height()))
        generator.setTitle(title)
        painter = QPainter(generator)
        painter.fillRect(QRect(0, 0, self.size.width(), self.size.height()), Qt.GlobalColor.white)
        self.draw(painter)
        painter.end()
        return bytes(data.data())


def paper() -> QPalette:
    """Black on white in both themes, with the accent of the light one."""
    made = theme.palette(theme.LIGHT)
    made.setColor(QPalette.ColorRole.WindowText, INK)
    return made


def map_figure(values: NDArray[np.float32], rows: list[str], columns: list[str], font: QFont) -> Figure:
    """The map, `values` (source, target)."""
    top = scale_top(values)
    metrics = QFontMetrics(font)
    line = metrics.height()
    widest = max(map(metrics.horizontalAdvance, columns))
    is_level = widest <= 64
    cell = QSize(max(widest + 12, 28) if is_level else line + 6, line + 8)
    left = MARGIN + max(map(metrics.horizontalAdvance, rows)) + 6
    slanted = math.ceil(widest * math.sin(math.radians(45)))
    above = MARGIN + line + (0 if is_level else slanted)
    area = QRect(left, above, cell.width() * len(columns), cell.height() * len(rows))
    bar = QRect(area.right() + 16, above, BAR.width(), min(BAR.height(), area.height()))
    beside = bar.width() + 24 + metrics.horizontalAdvance("0.000")
    size = QSize(
        area.right() + max(beside, 0 if is_level else slanted) + MARGIN,
        area.bottom() + line // 2 + MARGIN,
    )

    def draw(painter: QPainter) -> None:
        painter.setFont(font)
        _draw_cells(painter, area.topLeft().toPointF(), cell, np.clip(values / top, 0, 1))
        painter.setPen(INK)
        for row, text in enumerate(rows):
            box = QRectF(0, above + row * cell.height(), left - 6, cell.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        for column, text in enumerate(columns):
            painter.save()
            middle = QPointF(left + (column + 0.5) * cell.width(), above)
            if is_level:
                painter.translate(middle - QPointF(metrics.horizontalAdvance(text) / 2, 6))
            else:
                painter.translate(middle + QPointF(line / 4, -6))
                painter.rotate(-45)
            painter.drawText(QPointF(0, 0), text)
            painter.restore()
        _draw_bar(painter, bar, top, line)

    return Figure(size, draw)


def _draw_cells(painter: QPainter, corner: QPointF, cell: QSize, shares: NDArray[np.float32]) -> None:
    """Neighbours of one colour are one rectangle: most weights are next to nothing."""
    painter.setPen(Qt.PenStyle.NoPen)
    table = colours().tolist()
    for row, levels in enumerate(np.rint(shares * 255).astype(int).tolist()):
        column = 0
        for level, alike in groupby(levels):
            count = len(list(alike))
            place = corner + QPointF(column * cell.width(), row * cell.height())
            painter.setBrush(QColor(table[level]))
            painter.drawRect(QRectF(place.x(), place.y(), count * cell.width(), cell.height()))
            column += count


def _draw_bar(painter: QPainter, bar: QRect, top: float, line: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    step = bar.height() / 256
    for level, colour in enumerate(colours().tolist()):
        painter.setBrush(QColor(colour))
        painter.drawRect(QRectF(bar.left(), bar.bottom() + 1 - (level + 1) * step, bar.width(), step + 0.5))
    painter.setPen(INK)
    for share in (0.0, 0.5, 1.0):
        middle = bar.bottom() + 1 - share * bar.height()
        box = QRectF(bar.right() + 6, middle - line / 2, 100, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, QLocale().toString(share * top, "g", 3))
