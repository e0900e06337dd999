"""What is written beside the map: a piece's label, and the strips that draw the labels."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsWidget

from engine.text.piece import Piece

LONGEST = 84.0  # pixels; a longer label is elided
MARGIN = 3.0
PICTURES = 600  # at most in store; some 10 MB
SLANTS = (30.0, 45.0)  # degrees; the gentler one reads better, but needs wider cells


def label(pieces: Sequence[Piece], place: int, written: str = "") -> str:
    """The piece as written, else its own text; one that continues a word has a hyphen: "-lation"."""
    piece = pieces[place]
    text = written or piece.text or "␣"
    before = pieces[place - 1] if place > 0 else None
    if before and before.end == piece.begin and _in_word(before.text[-1:]) and _in_word(text[0]):
        return f"-{text}"
    return text


def _in_word(character: str) -> bool:
    """Whether words of this character's script are set apart by spaces. Chinese ones are not."""
    return character.isalnum() and unicodedata.east_asian_width(character) not in ("W", "F")


class Axis(NamedTuple):
    """One side of the map, in pixels."""

    cell: int
    scroll: int
    extent: int  # of what is in view


class _Strip(QGraphicsWidget):
    """Labels along one side of the map, each beside its cells.

    Each label is drawn once and kept as a picture: slanted text costs 0.1 ms, a picture next to nothing,
    and a map that follows the newest column draws all labels in view for every token.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.widest = 0.0  # label as drawn, in pixels
        self._widths: dict[str, float] = {}
        self._pictures: dict[tuple[str, bool, float, float], QPixmap] = {}
        self.marked: frozenset[int] = frozenset()
        self._axis = Axis(1, 0, 0)
        self._shown: list[str] = []

    def set_texts(self, texts: list[str]) -> None:
        metrics, known = QFontMetricsF(self.font()), self._widths
        self._widths = {text: known.get(text) or metrics.horizontalAdvance(text) for text in texts}
        self.widest = min(max(self._widths.values(), default=0.0), LONGEST)
        self.texts = texts

    def dress(self, palette: QPalette, font: QFont) -> None:
        self.setPalette(palette)
        self.setFont(font)
        self._widths.clear()
        self._pictures.clear()
        self.set_texts(self.texts)

    def draw(self, axis: Axis, marked: frozenset[int]) -> None:
        if (axis, marked, self.texts) != (self._axis, self.marked, self._shown):
            self._axis, self.marked, self._shown = axis, marked, self.texts
            self.update()

    def line(self) -> float:
        return QFontMetricsF(self.font()).height()

    def _visible(self, room: float) -> Iterator[tuple[int, float]]:
        """Labels with the centres of their cells; some are left out where cells are below `room`."""
        cell, scroll, extent = self._axis
        step = math.ceil(room / cell)
        first = scroll // cell // step * step
        for index in range(first, len(self.texts), step):
            centre = (index + 0.5) * cell - scroll
            if centre >= extent:
                return
            if centre >= 0:
                yield index, centre

    def _picture(self, index: int, slant: float, ratio: float) -> QPixmap:
        """The label, with a margin at both ends; `ratio` is the device's pixels for one of ours."""
        key = self.texts[index], index in self.marked, slant, ratio
        if key not in self._pictures:
            if len(self._pictures) >= PICTURES:
                self._pictures.clear()
            self._pictures[key] = self._drawn(*key)
        return self._pictures[key]

    def _drawn(self, text: str, marked: bool, slant: float, ratio: float) -> QPixmap:
        text = QFontMetricsF(self.font()).elidedText(text, Qt.TextElideMode.ElideRight, LONGEST)
        width = QFontMetricsF(self.font()).horizontalAdvance(text)
        box = QRectF(0, 0, math.ceil(width) + 2 * MARGIN, math.ceil(self.line()))
        around = QTransform().rotate(-slant).mapRect(box)
        picture = QPixmap(math.ceil(around.width() * ratio), math.ceil(around.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-around.topLeft())
        painter.rotate(-slant)
        role = QPalette.ColorRole.WindowText
        if marked:
            painter.fillRect(box, self.palette().color(QPalette.ColorRole.Highlight))
            role = QPalette.ColorRole.HighlightedText
        painter.setPen(self.palette().color(role))
        painter.setFont(self.font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return picture


class RowLabels(_Strip):
    """The source, downwards, at the left of the map."""

    def readable(self) -> int:
        """The least height of a row with a label of its own, in pixels."""
        return math.ceil(self.line())

    def needed(self) -> int:
        """The width of the strip, in pixels."""
        return math.ceil(self.widest + 2 * MARGIN)

    def paint(self, painter: QPainter, *_: object) -> None:
        ratio = painter.device().devicePixelRatio()
        for index, centre in self._visible(self.line()):
            picture = self._picture(index, 0, ratio)
            size = picture.deviceIndependentSize()
            left = self.size().width() - size.width() - 1
            painter.drawPixmap(round(left), round(centre - size.height() / 2), picture)


class ColumnLabels(_Strip):
    """The target, to the right, above the map; slanted where the cells are too narrow for words."""

    def readable(self) -> int:
        """The least width of a column with a slanted label of its own, in pixels."""
        return self._room(SLANTS[-1])

    def comfortable(self) -> int:
        """The width at which no label has to be slanted, in pixels."""
        return math.ceil(self.widest + 3 * MARGIN)

    def needed(self, cell: int) -> int:
        """The height of the strip above cells of this width, in pixels."""
        slant = math.radians(self._slant(cell))
        return math.ceil((self.widest + 2 * MARGIN) * math.sin(slant) + self.line() * math.cos(slant))

    def _slant(self, cell: int) -> float:
        if cell >= self.comfortable():
            return 0
        return next((slant for slant in SLANTS if cell >= self._room(slant)), SLANTS[-1])

    def _room(self, slant: float) -> int:
        """The distance at which labels of this slant do not touch, in pixels."""
        return math.ceil(self.line() * 0.9 / math.sin(math.radians(slant))) if slant else 1

    def paint(self, painter: QPainter, *_: object) -> None:
        ratio = painter.device().devicePixelRatio()
        slant = self._slant(self._axis.cell)
        for index, centre in self._visible(self._room(slant)):
            picture = self._picture(index, slant, ratio)
            size = picture.deviceIndependentSize()
            # A slanted label starts above the middle of its cell, a level one has its middle there.
            left = centre - self.line() / 2 if slant else centre - size.width() / 2
            painter.drawPixmap(round(left), round(self.size().height() - size.height() + 1), picture)
