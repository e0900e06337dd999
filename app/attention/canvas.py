# mypy: untyped-calls-exclude=pyqtgraph
"""The picture of the weights: a pyqtgraph view that draws the part of the map that is in view."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QWidget

from app.attention.drawing import BAR_WIDTH, ColourBar, Marks, scale_top
from app.attention.labels import Axis, ColumnLabels, RowLabels


class Cell(NamedTuple):
    row: int
    column: int


class Canvas:
    """Weights, labels, marks and colour bar. It takes no events: the widget around it does."""

    def __init__(self, parent: QWidget) -> None:
        self.view = pg.GraphicsView(parent, useOpenGL=False)
        self.view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows, self.columns = RowLabels(), ColumnLabels()
        self.values: NDArray[np.float32] = np.empty((0, 0), np.float32)  # (source, target)
        self.cell: Cell | None = None  # the cell in hand
        self.marked_rows: frozenset[int] = frozenset()
        self.marked_columns: frozenset[int] = frozenset()
        self.area = QRect()  # of the map, in pixels
        self.size_of_cell = QSize(1, 1)
        self.origin = QPoint()  # what part of the map, in pixels, is at the top left of `area`

        colours = pg.colormap.get("viridis")
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, invertY=True, defaultPadding=0)
        self._box.disableAutoRange()
        self._image = pg.ImageItem(axisOrder="row-major")
        self._image.setColorMap(colours)
        self._box.addItem(self._image)
        self._marks, self._bar = Marks(), ColourBar(colours)
        for item in (self._box, self.rows, self.columns, self._marks, self._bar):
            self.view.addItem(item)

    def show_bar(self, shown: bool) -> None:
        self._bar.setVisible(shown)

    def dress(self, palette: QPalette, font: QFont) -> None:
        """The chrome follows the theme; the colours of the weights stay."""
        self.view.setBackground(palette.window())
        self.rows.dress(palette, font)
        self.columns.dress(palette, font)
        self._bar.setPalette(palette)
        self._bar.setFont(font)

    def lay_out(self, area: QRect, size_of_cell: QSize, bar_left: int) -> None:
        """Give the map its area, with the labels above and at the left and the bar at the right."""
        self.area, self.size_of_cell = area, size_of_cell
        self._box.setGeometry(QRectF(area))
        self._marks.setGeometry(QRectF(area))
        self.rows.setGeometry(QRectF(0, area.top(), area.left(), area.height()))
        self.columns.setGeometry(QRectF(area.left(), 0, self.view.width() - area.left(), area.top()))
        self._bar.setGeometry(QRectF(bar_left, area.top(), BAR_WIDTH, min(area.height(), 160)))

    def place(self, cell: Cell) -> QRect:
        """Where a cell is, in this widget; out of `area` where it is scrolled away."""
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
        """Draw what is in view and no more: the cost is that of the widget's size, not the text's."""
        width, height = self.size_of_cell.toTuple()
        x, y = self.origin.toTuple()
        right, bottom = x + self.area.width(), y + self.area.height()
        row, column = y // height, x // width
        seen = self.values[row : bottom // height + 1, column : right // width + 1]
        top = scale_top(self.values)
        if seen.size:
            self._image.setImage(seen, levels=(0.0, top), autoLevels=False)
            self._image.setRect(column, row, seen.shape[1], seen.shape[0])
        else:
            self._image.clear()
        self._box.setRange(xRange=(x / width, right / width), yRange=(y / height, bottom / height), padding=0)
        self._bar.set_top(top)
        self._draw_labels()
        self._draw_marks()

    def _draw_labels(self) -> None:
        held, area, size = self.cell, self.area, self.size_of_cell
        self.rows.draw(
            Axis(size.height(), self.origin.y(), area.height()),
            self.marked_rows | ({held.row} if held else set()),
        )
        self.columns.draw(
            Axis(size.width(), self.origin.x(), area.width()),
            self.marked_columns | ({held.column} if held else set()),
        )

    def _draw_marks(self) -> None:
        last = Cell(len(self.rows.texts) - 1, len(self.columns.texts) - 1)
        bands = [self.place(Cell(row, 0)) | self.place(Cell(row, last.column)) for row in self.marked_rows]
        bands += [
            self.place(Cell(0, place)) | self.place(Cell(last.row, place)) for place in self.marked_columns
        ]
        if self.cell:
            bands.append(self.place(self.cell))
        self._marks.show_marks([QRectF(band.translated(-self.area.topLeft())) for band in bands])
