"""The line graph: source words above, target words below, a line for each weight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QHBoxLayout, QSlider, QToolTip, QWidget

from app.attention.figure import Figure, paper
from app.attention.linedrawing import MARGIN, SOURCE, TARGET, Held, Layout, draw
from app.attention.sheet import Sheet
from app.following import Following

FIGURE_HEIGHT = 240
FINEST = 0.01  # the slider's step; lesser lines are too many to draw and too faint to see


class LineGraph(QAbstractScrollArea):
    """Mouse and arrow keys hold one word in hand: its lines and its partners stand out."""

    held_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, follows: bool = True) -> None:
        """follows: what is shown is being written, and the newest word stays in view."""
        super().__init__(parent)
        self._follows = follows
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.sheet = Sheet.empty()
        self.held: Held | None = None
        self.reading = ""  # what the tooltip says of the word in hand
        self.threshold = 0.1
        self._marked: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
        self._following = follows  # until the user looks elsewhere
        self.horizontalScrollBar().actionTriggered.connect(self._looked)
        self._arrange()

    def show_sheet(self, sheet: Sheet) -> None:
        if sheet.row_labels() != self.sheet.row_labels():
            self._following = self._follows
            if not self._follows:
                self._scroll_to(0)
        self.sheet = sheet
        self._arrange()
        if self.held and self.held.place >= self.layout_.count(self.held.side):
            self._hold(None)
        if self._following and self.held is None:
            end = self.layout_.box(TARGET, -1).right() if sheet.columns else 0
            self._scroll_to(end)

    def mark(self, rows: frozenset[int], columns: frozenset[int]) -> None:
        self._marked = rows, columns
        self.viewport().update()

    def set_threshold(self, threshold: float) -> None:
        self.threshold = threshold
        self.viewport().update()

    def figure(self) -> Figure:
        """The whole graph on white, whatever is in view."""
        sheet, threshold = self.sheet, self.threshold
        layout = Layout(sheet, self.font(), 0, FIGURE_HEIGHT)
        size = QSize(round(layout.width), FIGURE_HEIGHT + round(2 * MARGIN))

        def paint(painter: QPainter) -> None:
            painter.translate(0, MARGIN)
            draw(painter, sheet, layout, threshold, paper(), QRectF(QPointF(), size.toSizeF()))

        return Figure(size, paint)

    # Place

    def _arrange(self) -> None:
        room = self.viewport().size()
        self.layout_ = Layout(self.sheet, self.font(), room.width(), room.height())
        bar = self.horizontalScrollBar()
        bar.setRange(0, max(round(self.layout_.width) - room.width(), 0))
        bar.setPageStep(room.width())
        bar.setSingleStep(40)
        self.viewport().update()

    def _scroll_to(self, x: float) -> None:
        """No further than needed, with some words around in view."""
        bar, room = self.horizontalScrollBar(), self.viewport().width()
        bar.setValue(round(min(max(bar.value(), x + 80 - room), max(x - 120, 0))))

    def _looked(self) -> None:
        bar = self.horizontalScrollBar()
        self._following = self._follows and bar.sliderPosition() >= bar.maximum()

    def box(self, held: Held) -> QRectF:
        """Where a word is in the viewport."""
        return self.layout_.box(*held).translated(-self.horizontalScrollBar().value(), 0)

    def _hold(self, held: Held | None) -> None:
        if held != self.held:
            self.held = held
            self.viewport().update()
            self.held_changed.emit()

    # What Qt asks

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        scroll = self.horizontalScrollBar().value()
        painter.translate(-scroll, 0)
        seen = QRectF(self.viewport().rect()).translated(scroll, 0)
        draw(painter, self.sheet, self.layout_, self.threshold, self.palette(), seen, self.held, self._marked)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hold(self.layout_.at(event.position() + QPointF(self.horizontalScrollBar().value(), 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in moves:
            self._walk(moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._cross(SOURCE if event.key() == Qt.Key.Key_Up else TARGET)
        else:
            super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        side, place = self.held or Held(TARGET, -by)
        self._take(side, place + by)

    def _cross(self, side: int) -> None:
        """To the strongest partner on the other side."""
        if self.held is None or self.held.side == side:
            return
        weights = self.sheet.values
        along = weights[self.held.place] if side == TARGET else weights[:, self.held.place]
        self._take(side, int(along.argmax()))

    def _take(self, side: int, place: int) -> None:
        count = self.layout_.count(side)
        if count:
            place = min(max(place, 0), count - 1)
            self._scroll_to(self.layout_.box(side, place).center().x())
            self._hold(Held(side, place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.held is None and event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        ):
            self._take(TARGET, 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._hold(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and not self.hasFocus():
            self._hold(None)
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.reading, self)
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)


class LineView(Following, QWidget):
    """The graph with a slider for the least weight that has a line."""

    def __init__(self, parent: QWidget | None = None, *, follows: bool = True) -> None:
        super().__init__(parent)
        self.graph, self.threshold = LineGraph(follows=follows), QSlider(Qt.Orientation.Vertical)
        self.threshold.setRange(1, 50)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.graph, 1)
        row.addWidget(self.threshold)
        self.threshold.valueChanged.connect(self._on_threshold)
        self.threshold.setValue(10)
        self.retranslate()

    def _on_threshold(self) -> None:
        self.graph.set_threshold(self.threshold.value() * FINEST)
        self.retranslate()

    def retranslate(self) -> None:
        least = QLocale().toString(self.graph.threshold, "f", 2)
        self.threshold.setToolTip(self.tr("Lines from weight {least} are drawn").format(least=least))
        self.threshold.setAccessibleName(self.tr("Least weight of a line"))
        self.graph.setAccessibleName(self.tr("Attention as lines between the words"))
