"""The heat map with its scroll bars, mouse and keyboard: it sizes the cells and holds one in hand."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QToolTip, QWidget

from app.attention.canvas import Canvas, Cell
from app.attention.drawing import BAR_WIDTH

LARGEST = 120  # pixels, a cell's side at the greatest zoom
COMFORTABLE = QSize(72, 36)  # pixels, a cell where there is room
MORE = 4  # columns that are given room at once, so that not every one moves what is beside it
LIKELY = 24  # columns that are reckoned with at the beginning, if the source is that long
SMALLEST = 2  # pixels, a cell's side where a long text is zoomed out

ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
ZOOMS: dict[int, float] = {Qt.Key.Key_Plus: 1.25, Qt.Key.Key_Equal: 1.25, Qt.Key.Key_Minus: 0.8}


class HeatMap(QWidget):
    """Source downwards, target to the right, one column more for every token."""

    cell_changed = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, colour_bar: bool = True, follows: bool = True
    ) -> None:
        """follows: what is shown is being written, and the newest column stays in view."""
        super().__init__(parent)
        self._follows = follows
        self._beside = BAR_WIDTH if colour_bar else 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.reading = ""  # what the tooltip says of the cell in hand
        self._zoom = 1.0
        self._following = follows  # until the user looks elsewhere
        self._pointer: QPoint | None = None  # the mouse, while it is over the map
        self._grip: QPoint | None = None  # where on the map, in pixels, the mouse drags it
        self.canvas = Canvas(self, colour_bar=colour_bar)
        self._across = QScrollBar(Qt.Orientation.Horizontal, self)
        self._down = QScrollBar(Qt.Orientation.Vertical, self)
        for bar in (self._across, self._down):
            bar.valueChanged.connect(self._draw)
            bar.actionTriggered.connect(self._looked)
        self.canvas.dress()

    @property
    def cell(self) -> Cell | None:
        return self.canvas.cell

    def show_weights(self, values: NDArray[np.float32], rows: list[str], columns: list[str]) -> None:
        """`values` (source, target) with their labels. A longer map of the same rows has grown."""
        canvas = self.canvas
        # A beam may take back a few tokens; when half the map is gone, the text is written anew.
        if rows != canvas.rows.texts or len(columns) < len(canvas.columns.texts) / 2:
            self._following = self._follows
            if not self._follows:
                self._reveal(row=0, column=0)
        canvas.values = values
        canvas.rows.set_texts(rows)
        canvas.columns.set_texts(columns)
        self._arrange()
        # Who reads a cell does not want it to run away.
        if self._following and self._pointer is None and values.size:
            self._reveal(row=int(values[:, -1].argmax()), column=len(columns) - 1, around=2)
        self._draw()
        if self._pointer is not None:
            self._hold(canvas.cell_at(self._pointer))
        elif self.cell and not (self.cell.row < len(rows) and self.cell.column < len(columns)):
            self._hold(None)

    def mark(self, rows: frozenset[int], columns: frozenset[int]) -> None:
        """Outline whole rows and columns; the first of them come into view."""
        canvas = self.canvas
        if (rows, columns) == (canvas.marked_rows, canvas.marked_columns):
            return
        canvas.marked_rows, canvas.marked_columns = rows, columns
        self._reveal(row=min(rows, default=None), column=min(columns, default=None))
        self._draw()

    def _hold(self, cell: Cell | None) -> None:
        if cell != self.cell:
            self.canvas.cell = cell
            self._draw()
            self.cell_changed.emit()

    # Size and place

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)

    def _arrange(self) -> None:
        """Size the cells and the scroll bars for the room there is; drawing is left to the caller."""
        labels = self.canvas.columns, self.canvas.rows
        columns, rows = (len(strip.texts) for strip in labels)
        thick = self._across.sizeHint().height()
        expected = math.ceil(columns / MORE) * MORE
        left = labels[1].needed()
        bar_right = 0
        bar_below = 0
        for _ in range(2):  # one scroll bar takes room and may call for the other
            width = self.width() - left - self._beside - bar_right
            # The source tells how long the target may become: cells keep their width as it grows.
            cell_width = self._side(
                width // max(expected, min(rows, LIKELY), 1),
                labels[0].readable(),
                max(COMFORTABLE.width(), labels[0].comfortable()),
            )
            top = labels[0].needed(cell_width)
            height = self.height() - top - bar_below
            cell_height = self._side(height // max(rows, 1), labels[1].readable(), COMFORTABLE.height())
            bar_right = thick if rows * cell_height > height else 0
            bar_below = thick if columns * cell_width > width else 0
        area = QRect(left, top, max(min(width, expected * cell_width), 1), max(height, 1))
        self.canvas.lay_out(area, QSize(cell_width, cell_height), area.right() + 1 + bar_right)
        self._across.setGeometry(left, self.height() - thick, area.width(), thick)
        self._down.setGeometry(area.right() + 1, top, thick, area.height())
        self._set_bar(self._across, columns, cell_width, area.width())
        self._set_bar(self._down, rows, cell_height, area.height())

    def _side(self, fitting: int, readable: int, comfortable: int) -> int:
        """A cell's side: what fits, but readable; zoomed out no further than to see everything."""
        natural = min(max(fitting, readable), comfortable)
        smallest = min(max(fitting, SMALLEST), readable)
        return min(max(round(natural * self._zoom), smallest), LARGEST)

    def _set_bar(self, bar: QScrollBar, count: int, side: int, room: int) -> None:
        bar.setVisible(count * side > room)
        with QSignalBlocker(bar):
            bar.setRange(0, max(0, count * side - room))
            bar.setPageStep(room)
            bar.setSingleStep(side)

    def _reveal(self, *, row: int | None, column: int | None, around: int = 0) -> None:
        """Scroll no further than needed, with up to `around` rows above and below in view; draw later."""
        for bar, place in ((self._down, row), (self._across, column)):
            if place is not None:
                side = bar.singleStep()
                more = min(around, bar.pageStep() // side // 3) * side if bar is self._down else 0
                begin, end = place * side - more, (place + 1) * side + more
                with QSignalBlocker(bar):
                    bar.setValue(min(max(bar.value(), end - bar.pageStep()), begin))

    def _looked(self) -> None:
        """The user moves the view: follow the newest column again once that is in view."""
        self._following = self._follows and self._across.sliderPosition() >= self._across.maximum()

    def _draw(self) -> None:
        self.canvas.origin = QPoint(self._across.value(), self._down.value())
        self.canvas.draw()

    def _scroll_to(self, place: QPoint) -> None:
        for bar, value in ((self._across, place.x()), (self._down, place.y())):
            with QSignalBlocker(bar):
                bar.setValue(value)
        self._looked()
        self._draw()

    def _zoom_by(self, factor: float, anchor: QPoint) -> None:
        """Make the cells larger or smaller; what is under `anchor` stays there."""
        old = self.canvas.size_of_cell
        inside = anchor - self.canvas.area.topLeft() + self.canvas.origin
        self._zoom = min(max(self._zoom * factor, 0.05), 8.0)
        self._arrange()
        new = self.canvas.size_of_cell
        moved = QPoint(inside.x() * new.width() // old.width(), inside.y() * new.height() // old.height())
        self._scroll_to(moved - anchor + self.canvas.area.topLeft())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.canvas.paint(painter, event.region())
        painter.end()

    # Mouse, keyboard, appearance

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint()
        if self._grip is not None:
            self._scroll_to(self._grip - self._pointer)
        self._hold(self.canvas.cell_at(self._pointer))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint() + self.canvas.origin

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = None

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._pointer is not None:  # else the keyboard holds the cell
            self._pointer = None
            self._hold(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        angle, held = event.angleDelta(), event.modifiers()
        if held & Qt.KeyboardModifier.ControlModifier:
            self._zoom_by(1.25 ** (angle.y() / 120), event.position().toPoint())
            return
        steps = QPoint(angle.x() * self._across.singleStep(), angle.y() * self._down.singleStep()) / 60
        if held & Qt.KeyboardModifier.ShiftModifier or not self._down.maximum():
            steps = QPoint(angle.x() + angle.y(), 0) * self._across.singleStep() / 60
        self._scroll_to(self.canvas.origin - steps)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in ZOOMS:
            self._zoom_by(ZOOMS[key], self.canvas.area.center())
        elif key in ARROWS:
            self._walk(*ARROWS[key])
        else:
            super().keyPressEvent(event)

    def _walk(self, down: int, right: int) -> None:
        rows, columns = self.canvas.values.shape
        if not rows or not columns:
            return
        self._pointer = None
        if self.cell is None:
            cell = self.canvas.cell_at(self.canvas.area.topLeft()) or Cell(0, 0)
        else:
            cell = Cell(
                min(max(self.cell.row + down, 0), rows - 1),
                min(max(self.cell.column + right, 0), columns - 1),
            )
        self._reveal(row=cell.row, column=cell.column)
        self._looked()
        self._draw()
        self._hold(cell)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._walk(0, 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._pointer is None:
            self._hold(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.canvas.dress()
            self._arrange()
            self._draw()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.cell:
            QToolTip.showText(event.globalPos(), self.reading, self)
            return True
        return super().event(event)
