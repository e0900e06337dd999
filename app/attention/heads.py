"""All heads at once: a small map for each, layers downwards, heads to the right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.attention.figure import Figure, paper
from app.attention.thumbnails import Column, Images, Thumbnails

SMALLEST = QSize(56, 40)  # pixels, a map with the room around it
LARGEST = QSize(220, 160)
GAP = 6
FIGURE_CELL = QSize(120, 100)
FINENESS = 2  # pixels of a figure's maps for one of ours
ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}

Place = tuple[int, int]  # layer, head


class HeadGrid(QAbstractScrollArea):
    """Mouse and arrow keys hold one head; a click or Enter chooses it."""

    held_changed = Signal()
    chosen = Signal(int, int)  # layer, head

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.held: Place | None = None
        self._maps = Thumbnails()
        self._images: tuple[QSize, Images] | None = None  # made when they are painted, for this size

    @property
    def count(self) -> Place:
        return self._maps.count

    def show_weights(self, columns: Sequence[Column], places: list[int], rows: list[int]) -> None:
        """Of a draft's columns those at these places, and of each the rows that are shown."""
        self._maps.show(columns, places, rows)
        self._images = None
        if self.held and not (self.held[0] < self.count[0] and self.held[1] < self.count[1]):
            self._hold(None)
        self._arrange()

    def figure(self) -> Figure:
        layers, heads = self.count
        images, font = self._maps.images(FIGURE_CELL * FINENESS), self.font()
        head = _margins(font, layers)
        size = QSize(
            head.width() + heads * FIGURE_CELL.width() + 2 * GAP,
            head.height() + layers * FIGURE_CELL.height() + 2 * GAP,
        )
        return Figure(size, lambda painter: _draw(painter, images, FIGURE_CELL, font, paper()))

    # Place

    def _cell(self) -> QSize:
        layers, heads = self.count
        margins = _margins(self.font(), layers)
        room = self.maximumViewportSize() - margins - QSize(GAP, GAP)
        height = min(max(room.height() // max(layers, 1), SMALLEST.height()), LARGEST.height())
        if layers * height > room.height():
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
        width = min(max(room.width() // max(heads, 1), SMALLEST.width()), LARGEST.width())
        return QSize(width, height)

    def _arrange(self) -> None:
        cell, (layers, heads) = self._cell(), self.count
        margins, room = _margins(self.font(), layers), self.viewport().size()
        whole = margins.width() + heads * cell.width() + GAP, margins.height() + layers * cell.height() + GAP
        for bar, length, extent, step in (
            (self.horizontalScrollBar(), whole[0], room.width(), cell.width()),
            (self.verticalScrollBar(), whole[1], room.height(), cell.height()),
        ):
            bar.setRange(0, max(length - extent, 0))
            bar.setPageStep(extent)
            bar.setSingleStep(step // 2)
        self.viewport().update()

    def _scrolled(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def box(self, place: Place) -> QRect:
        """Where a head's map is in the viewport."""
        box = _box(place, self._cell(), _margins(self.font(), self.count[0]))
        return box.translated(-self._scrolled()).toRect()

    def place_at(self, point: QPointF) -> Place | None:
        places = (place for place in np.ndindex(*self.count) if self.box(place).contains(point.toPoint()))
        return next(((layer, head) for layer, head in places), None)

    def _hold(self, held: Place | None) -> None:
        if held != self.held:
            self.held = held
            self.viewport().update()
            self.held_changed.emit()

    # What Qt asks

    def paintEvent(self, _: QPaintEvent) -> None:
        size = _box((0, 0), self._cell(), QSize(0, 0)).size() * self.devicePixelRatioF()
        if self._images is None or self._images[0] != size.toSize():
            self._images = size.toSize(), self._maps.images(size.toSize())
        painter = QPainter(self.viewport())
        painter.translate(-self._scrolled())
        _draw(painter, self._images[1], self._cell(), self.font(), self.palette(), self.held)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hold(self.place_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.chosen.emit(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ARROWS:
            self._walk(*ARROWS[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.held:
            self.chosen.emit(*self.held)
        else:
            super().keyPressEvent(event)

    def _walk(self, down: int, right: int) -> None:
        layers, heads = self.count
        if not layers:
            return
        layer, head = (self.held[0] + down, self.held[1] + right) if self.held else (0, 0)
        self._hold((min(max(layer, 0), layers - 1), min(max(head, 0), heads - 1)))
        assert self.held is not None
        box, room = self.box(self.held), self.viewport().rect()
        for bar, before, after in (
            (self.horizontalScrollBar(), box.left() - room.left(), box.right() - room.right()),
            (self.verticalScrollBar(), box.top() - room.top(), box.bottom() - room.bottom()),
        ):
            bar.setValue(bar.value() + min(before - GAP, 0) + max(after + GAP, 0))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._walk(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and not self.hasFocus():
            self._hold(None)
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)


def _layer_name(layer: int) -> str:
    return QCoreApplication.translate("HeadPicker", "Layer %1").replace("%1", str(layer + 1))


def _head_name(head: int) -> str:
    return QCoreApplication.translate("HeadPicker", "Head %1").replace("%1", str(head + 1))


def _margins(font: QFont, layers: int) -> QSize:
    """The room for names, at the left and above."""
    metrics = QFontMetrics(font)
    names = [metrics.horizontalAdvance(_layer_name(layer)) for layer in range(layers)]
    return QSize(max(names, default=0) + 2 * GAP, metrics.height() + GAP)


def _box(place: Place, cell: QSize, margins: QSize) -> QRectF:
    corner = QPointF(margins.width() + place[1] * cell.width(), margins.height() + place[0] * cell.height())
    return QRectF(corner, (cell - QSize(GAP, GAP)).toSizeF())


def _draw(
    painter: QPainter,
    images: Images,
    cell: QSize,
    font: QFont,
    palette: QPalette,
    held: Place | None = None,
) -> None:
    margins, metrics = _margins(font, len(images)), QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    for head in range(len(images[0]) if images else 0):
        box = _box((0, head), cell, margins)
        name = (
            _head_name(head) if metrics.horizontalAdvance(_head_name(head)) < box.width() else str(head + 1)
        )
        above = QRectF(box.left(), 0, box.width(), margins.height())
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, name)
    for layer, row in enumerate(images):
        box = _box((layer, 0), cell, margins)
        beside = QRectF(0, box.top(), margins.width() - GAP, box.height())
        painter.drawText(
            beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _layer_name(layer)
        )
        for head, image in enumerate(row):
            target = _box((layer, head), cell, margins)
            # A map with more cells than pixels, as on paper, is averaged, not sampled.
            painter.setRenderHint(
                QPainter.RenderHint.SmoothPixmapTransform,
                image.width() > target.width() or image.height() > target.height(),
            )
            painter.drawImage(target, image)
    if held:
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(_box(held, cell, margins).adjusted(-2, -2, 2, 2))
