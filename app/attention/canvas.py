"""The picture of the weights: what of the map is in view, with its labels, marks and colour bar."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPalette, QRegion
from PySide6.QtWidgets import QWidget

from app.attention.drawing import BAR_WIDTH, draw_bar, draw_marks, picture, scale_top
from app.attention.labels import Axis, ColumnLabels, RowLabels

BAR_HEIGHT = 160  # pixels, at most


class Cell(NamedTuple):
    row: int
    column: int


class Canvas:
    """Paints on the widget around it, which takes the events."""

    def __init__(self, widget: QWidget, *, colour_bar: bool) -> None:
        self._widget, self._has_bar = widget, colour_bar
        self.rows, self.columns = RowLabels(), ColumnLabels()
        self.values: NDArray[np.float32] = np.empty((0, 0), np.float32)  # (source, target)
        self.cell: Cell | None = None  # the cell in hand
        self.marked_rows: frozenset[int] = frozenset()
        self.marked_columns: frozenset[int] = frozenset()
        self.area = QRect()  # of the map, in pixels
        self.size_of_cell = QSize(1, 1)
        self.origin = QPoint()  # what part of the map, in pixels, is at the top left of `area`
        self._bar = QRect()
        self._top = 1.0
        self._asked: tuple[object, ...] = ()  # all but the weights, as `draw` last found it
        self._drawn = self.values

    def dress(self) -> None:
        """The theme or the font is another."""
        self.rows.dress(self._widget.palette(), self._widget.font())
        self.columns.dress(self._widget.palette(), self._widget.font())
        self._asked = ()

    def lay_out(self, area: QRect, size_of_cell: QSize, bar_left: int) -> None:
        """Give the map its area, with the labels above and at the left and the bar at the right."""
        self.area, self.size_of_cell = area, size_of_cell
        self._bar = QRect(bar_left, area.top(), BAR_WIDTH, min(area.height(), BAR_HEIGHT))

    def place(self, cell: Cell) -> QRect:
        """Where a cell is, in the widget; out of `area` where it is scrolled away."""
        size = self.size_of_cell
        corner = QPoint(cell.column * size.width(), cell.row * size.height())
        return QRect(self.area.topLeft() + corner - self.origin, size)

    def cell_at(self, point: QPoint) -> Cell | None:
        if not self.area.contains(point):
            return None
        inside = point - self.area.topLeft() + self.origin
        row, column = inside.y() // self.size_of_cell.height(), inside.x() // self.size_of_cell.width()
        known = row < len(self.rows.texts) and column < len(self.columns.texts)
        return Cell(row, column) if known else None

    def draw(self) -> None:
        """Ask for what has changed to be painted. While a text is written, that is the newest columns."""
        self._top = scale_top(self.values)
        self.rows.marked = self.marked_rows | ({self.cell.row} if self.cell else set())
        self.columns.marked = self.marked_columns | ({self.cell.column} if self.cell else set())
        before, old = self._asked, self._drawn
        self._asked = (
            self.area, self.size_of_cell, self.origin, self._bar, self._top,
            self.cell, self.marked_rows, self.marked_columns, self.rows.texts,
        )  # fmt: skip
        self._drawn = self.values
        if before != self._asked:
            self._widget.update()
            return
        same = self._same(old)
        left = self.place(Cell(0, same)).left()
        labels = left - self.columns.overhang()
        self._widget.update(labels, 0, self._widget.width() - labels, self.area.top())
        self._widget.update(left, self.area.top(), self.area.right() + 1 - left, self.area.height())

    def _same(self, old: NDArray[np.float32]) -> int:
        """How many columns, from the first, look as they did."""
        first = self.origin.x() // self.size_of_cell.width()
        count = min(old.shape[1], self.values.shape[1])
        labels = zip(self.columns.painted, self.columns.texts, strict=False)
        count = min(count, next((i for i, (a, b) in enumerate(labels) if a != b), count))
        alike = (old[:, first:count] == self.values[:, first:count]).all(0)
        return count if alike.all() else first + int(alike.argmin())

    # Painting

    def paint(self, painter: QPainter, dirty: QRegion) -> None:
        """What is in view and dirty and no more: the cost is that of the widget's size, not the text's."""
        palette, around = self._widget.palette(), dirty.boundingRect()
        painter.setFont(self._widget.font())
        painter.fillRect(around, palette.color(QPalette.ColorRole.Window))
        size, area = self.size_of_cell, self.area
        self.rows.paint(
            painter,
            around & QRect(0, 0, area.left(), self._widget.height()),
            area,
            Axis(size.height(), self.origin.y()),
        )
        self.columns.paint(
            painter,
            around & QRect(0, 0, self._widget.width(), area.top()),
            area,
            Axis(size.width(), self.origin.x()),
        )
        if self._has_bar and self.values.size and dirty.intersects(self._bar):
            draw_bar(painter, self._bar, self._top, palette)
        if self.values.size and around.intersects(area):
            painter.setClipRect(around & area)
            self._paint_cells(painter, around & area)
            self._paint_marks(painter)

    def _paint_cells(self, painter: QPainter, seen: QRect) -> None:
        width, height = self.size_of_cell.toTuple()
        inside = seen.translated(self.origin - self.area.topLeft())
        row, column = inside.top() // height, inside.left() // width
        values = self.values[row : inside.bottom() // height + 1, column : inside.right() // width + 1]
        if values.size:
            corner = self.place(Cell(row, column)).topLeft()
            painter.drawImage(
                QRect(corner, QSize(values.shape[1] * width, values.shape[0] * height)),
                picture(values, self._top),
            )

    def _paint_marks(self, painter: QPainter) -> None:
        last = Cell(len(self.rows.texts) - 1, len(self.columns.texts) - 1)
        bands = [self.place(Cell(row, 0)) | self.place(Cell(row, last.column)) for row in self.marked_rows]
        bands += [
            self.place(Cell(0, place)) | self.place(Cell(last.row, place)) for place in self.marked_columns
        ]
        if self.cell:
            bands.append(self.place(self.cell))
        # An outline goes around the pixels of its cells, not through the last of them.
        draw_marks(painter, [band.adjusted(0, 0, 1, 1) for band in bands])
