"""The picture of the tree: steps to the right, ranks downwards. Only what is in view is drawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from app.beam.tree import LIVING, Place, Tree
from app.beam.words import number, piece

CELL = QSize(140, 34)  # pixels, a node with the room around it, at zoom 1
BOX = QSize(108, 24)
MARGIN = 8
ZOOMS = (0.25, 3.0)
READABLE = 0.55  # below this zoom, nodes are drawn without text

ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
STEPS: dict[int, float] = {Qt.Key.Key_Plus: 1.25, Qt.Key.Key_Equal: 1.25, Qt.Key.Key_Minus: 0.8}


class TreeView(QAbstractScrollArea):
    """Mouse and keyboard hold one node in hand; Enter or a double click goes on from it."""

    held = Signal()  # another node, or none
    chosen = Signal()  # the node in hand

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.tree = Tree()
        self.best: frozenset[Place] = frozenset()  # the nodes that wrote what is shown
        self.place: Place | None = None  # in hand
        self.reading: Callable[[Place], str] = lambda _: ""  # what the tooltip says of a node
        self.zoom = 1.0
        self._following = True  # the newest step stays in view until the user looks elsewhere
        self._pressed: QPoint | None = None
        self._grip: QPoint | None = None
        self.horizontalScrollBar().actionTriggered.connect(self._looked)

    def show_tree(self, tree: Tree, best: frozenset[Place]) -> None:
        self.tree, self.best = tree, best
        if self.place is not None and not self._is_there(self.place):
            self._hold(None)
        self._arrange()
        if self._following:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())
        self.viewport().update()

    def _is_there(self, place: Place) -> bool:
        return place.step < len(self.tree.steps) and place.number < len(self.tree.steps[place.step])

    # Where everything is

    def _arrange(self) -> None:
        size = self.viewport().size()
        whole = (len(self.tree.steps), self.tree.widest)
        for bar, count, cell, room in (
            (self.horizontalScrollBar(), whole[0], CELL.width(), size.width()),
            (self.verticalScrollBar(), whole[1], CELL.height(), size.height()),
        ):
            bar.setRange(0, max(round(count * cell * self.zoom) + 2 * MARGIN - room, 0))
            bar.setPageStep(room)
            bar.setSingleStep(round(cell * self.zoom))

    def _origin(self) -> QPoint:
        return QPoint(MARGIN - self.horizontalScrollBar().value(), MARGIN - self.verticalScrollBar().value())

    def box(self, place: Place) -> QRectF:
        """Where a node is in the viewport."""
        rank = self.tree[place].rank
        corner = QPointF(place.step * CELL.width(), rank * CELL.height() + (CELL.height() - BOX.height()) / 2)
        return QRectF(corner * self.zoom + QPointF(self._origin()), QSize(BOX) * self.zoom)

    def place_at(self, point: QPoint) -> Place | None:
        step = int((point.x() - self._origin().x()) // (CELL.width() * self.zoom))
        if not 0 <= step < len(self.tree.steps):
            return None
        places = (Place(step, i) for i in range(len(self.tree.steps[step])))
        return next((place for place in places if self.box(place).contains(point)), None)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPointSizeF(max(font.pointSizeF() * min(self.zoom, 1.6), 1))
        painter.setFont(font)
        seen = QRectF(event.rect())
        wide = CELL.width() * self.zoom
        first = max(int((seen.left() - self._origin().x()) // wide), 0)
        last = min(int((seen.right() - self._origin().x()) // wide) + 2, len(self.tree.steps))
        marked = frozenset(self.tree.way(self.place)) if self.place else frozenset()
        drawn = [Place(step, i) for step in range(first, last) for i in range(len(self.tree.steps[step]))]
        for place in drawn:
            self._draw_edge(painter, place, place in marked, seen)
        for place in drawn:
            if self.box(place).intersects(seen):
                self._draw_node(painter, place, place in marked)

    def _draw_edge(self, painter: QPainter, place: Place, marked: bool, seen: QRectF) -> None:
        parent = self.tree.parent(place)
        if parent is None:
            return
        begin, end = self.box(parent), self.box(place)
        if not begin.united(end).intersects(seen):
            return
        start = QPointF(begin.right(), begin.center().y())
        stop = QPointF(end.left(), end.center().y())
        bend = QPointF((stop.x() - start.x()) / 2, 0)
        path = QPainterPath(start)
        path.cubicTo(start + bend, stop - bend, stop)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._pen(place, marked))
        painter.drawPath(path)

    def _draw_node(self, painter: QPainter, place: Place, marked: bool) -> None:
        node, box, colours = self.tree[place], self.box(place), self.palette()
        lives = node.fate in LIVING
        painter.setPen(self._pen(place, marked))
        painter.setBrush(colours.color(QPalette.ColorRole.Base if lives else QPalette.ColorRole.Window))
        painter.drawRoundedRect(box, 5 * self.zoom, 5 * self.zoom)
        if place == self.place:
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 6 * self.zoom, 6 * self.zoom)
        if self.zoom < READABLE:
            return
        faint = colours.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
        painter.setPen(colours.color(QPalette.ColorRole.Text) if lives else faint)
        inner = box.adjusted(6 * self.zoom, 0, -6 * self.zoom, 0)
        metrics = QFontMetrics(painter.font())
        score = number(node.score)
        room = inner.width() - metrics.horizontalAdvance(score) - 4
        text = metrics.elidedText(piece(node), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.setPen(colours.color(QPalette.ColorRole.PlaceholderText) if lives else faint)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, score)

    def _pen(self, place: Place, marked: bool) -> QPen:
        """The winner is thick, the pruned are dashed: colour is never alone."""
        colours = self.palette()
        if place in self.best:
            return QPen(colours.color(QPalette.ColorRole.Accent), 2)
        if marked:
            return QPen(colours.color(QPalette.ColorRole.Text), 1.4)
        pruned = self.tree[place].fate not in LIVING
        line = QColor(colours.color(QPalette.ColorRole.PlaceholderText))
        line.setAlpha(90 if pruned else 160)
        pen = QPen(line, 1)
        if pruned:
            pen.setStyle(Qt.PenStyle.DashLine)
        return pen

    # Mouse and keyboard

    def _hold(self, place: Place | None) -> None:
        if place != self.place:
            self.place = place
            self.viewport().update()
            self.held.emit()

    def _looked(self) -> None:
        bar = self.horizontalScrollBar()
        self._following = bar.sliderPosition() >= bar.maximum()

    def _scroll_to(self, place: QPoint) -> None:
        self.horizontalScrollBar().setValue(place.x())
        self.verticalScrollBar().setValue(place.y())
        self._looked()
        self.viewport().update()

    def _scrolled(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def zoom_by(self, factor: float, anchor: QPoint) -> None:
        """What is under the anchor stays there."""
        before = self.zoom
        self.zoom = min(max(self.zoom * factor, ZOOMS[0]), ZOOMS[1])
        margin = QPoint(MARGIN, MARGIN)
        inside = QPointF(anchor + self._scrolled() - margin) * (self.zoom / before) + QPointF(margin)
        self._arrange()
        self._scroll_to((inside - QPointF(anchor)).toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._grip = self._pressed + self._scrolled()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._grip is None:
            place = self.place_at(point)
            self.viewport().setToolTip(self.reading(place) if place else "")
            return
        if self._pressed and (point - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None  # it is no click, but a drag
        if self._pressed is None:
            self._scroll_to(self._grip - point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            if self._pressed is not None:
                self._hold(self.place_at(self._pressed))
            self._pressed = self._grip = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.place is not None and self.place == self.place_at(event.position().toPoint()):
            self.chosen.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.25 ** (event.angleDelta().y() / 120), event.position().toPoint())
        else:
            super().wheelEvent(event)
            self._looked()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in STEPS:
            self.zoom_by(STEPS[key], self.viewport().rect().center())
        elif key in ARROWS:
            self._walk(*ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.place is not None:
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def _walk(self, right: int, down: int) -> None:
        """To the parent, the best child, or the neighbour in rank."""
        if not self.tree.steps:
            return
        place = self.place
        if place is None:
            self._reveal(max(self.best, default=Place(0, 0)))
            return
        if right:
            found = self.tree.child(place) if right > 0 else self.tree.parent(place)
        else:
            nodes = self.tree.steps[place.step]
            rank = nodes[place.number].rank + down
            number = next((i for i, node in enumerate(nodes) if node.rank == rank), None)
            found = None if number is None else Place(place.step, number)
        if found is not None:
            self._reveal(found)

    def _reveal(self, place: Place) -> None:
        self._hold(place)
        box, room = self.box(place).toRect().adjusted(-8, -8, 8, 8), self.viewport().rect()
        x = max(box.right() - room.right(), 0) + min(box.left() - room.left(), 0)
        y = max(box.bottom() - room.bottom(), 0) + min(box.top() - room.top(), 0)
        self._scroll_to(self._scrolled() + QPoint(x, y))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        is_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if is_tab and self.place is None:
            self._walk(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
