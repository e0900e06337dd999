"""The overview strip: which part of a long source the output used so far, and what it never did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

HEIGHT = 12  # pixels
FAINTEST = 0.25  # of the accent, for what was used least
ENOUGH = 0.5  # a weight that is drawn as fully used
WIDE = 4  # pixels; parts that are wider have a gap between them


class Part(NamedTuple):
    begin: int  # its span in the source
    end: int
    share: float  # the greatest weight that it got
    omitted: bool


class OverviewStrip(QWidget):
    """The source from left to right. Full: used; hatched: never attended; empty: still to come."""

    chosen = Signal(int)  # a place of the source that was clicked

    def __init__(self, parent: QWidget | None = None) -> None:
        """Who makes it names it, for who cannot see it."""
        super().__init__(parent)
        self._length = 1
        self._parts: Sequence[Part] = ()
        self._current: tuple[int, int] | None = None
        self.reading: Callable[[int], str] = lambda _: ""  # what is said of a place
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def show_parts(self, length: int, parts: Sequence[Part], current: tuple[int, int] | None) -> None:
        """length: of the source, in characters; current: the sentence whose attention is shown."""
        self._length, self._parts, self._current = max(length, 1), parts, current
        self.update()

    @property
    def parts(self) -> Sequence[Part]:
        return self._parts

    def box(self, begin: int, end: int) -> QRectF:
        """Where a span of the source is."""
        scale = self.width() / self._length
        width = (end - begin) * scale
        return QRectF(begin * scale, 2, max(width - (width > WIDE), 1.0), HEIGHT - 4)

    def _place(self, point: QPointF) -> int:
        return min(max(int(point.x() / max(self.width(), 1) * self._length), 0), self._length - 1)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, colours = QPainter(self), self.palette()
        painter.fillRect(self.box(0, self._length), colours.color(QPalette.ColorRole.AlternateBase))
        accent, text = colours.color(QPalette.ColorRole.Accent), colours.color(QPalette.ColorRole.Text)
        for part in self._parts:
            box = self.box(part.begin, part.end)
            if part.omitted:
                painter.fillRect(box, text)
                inside = box.adjusted(1, 1, -1, -1)
                painter.fillRect(inside, colours.color(QPalette.ColorRole.Base))
                painter.fillRect(inside, QBrush(text, Qt.BrushStyle.BDiagPattern))
            else:
                colour = QColor(accent)
                colour.setAlphaF(FAINTEST + (1 - FAINTEST) * min(part.share / ENOUGH, 1.0))
                painter.fillRect(box, colour)
        if self._current is not None:
            line = self.box(*self._current)
            painter.fillRect(QRectF(line.left(), HEIGHT - 2, line.width(), 2), text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._place(event.position()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.reading(self._place(QPointF(event.pos()))), self)
            return True
        return super().event(event)
