"""What is written beside the map: a piece's label, and the strips that draw the labels."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette, QPixmap, QTransform

from engine.text.piece import Piece

LONGEST = 84.0  # pixels; a longer label is elided
MARGIN = 3.0
PICTURES = 600  # at most in store; some 10 MB
SLANTS = (30.0, 45.0)  # degrees; the gentler one reads better, but needs wider cells


def label(pieces: Sequence[Piece], place: int, written: str = "") -> str:
    """The piece as written, else its own text; one that continues a word has a hyphen: "-lation".

    Where several pieces were read in the place of what is written, each has its own text: "21" of "9 p.m.".
    """
    piece = pieces[place]
    beside = pieces[max(place - 1, 0) : place + 2]
    if len(written) > 1 and sum((p.begin, p.end) == (piece.begin, piece.end) for p in beside) > 1:
        return piece.text or "␣"
    text = written or piece.text or "␣"
    if place == 0:
        return text
    before = pieces[place - 1]
    same = before.begin == piece.begin < before.end  # one more byte of the same character
    continues = before.end == piece.begin and _in_word(before.text[-1:]) and _in_word(text[0])
    return f"-{text}" if same or continues else text


def _in_word(character: str) -> bool:
    """Whether words of this character's script are set apart by spaces. Chinese ones are not."""
    return character.isalnum() and unicodedata.east_asian_width(character) not in ("W", "F")


class Axis(NamedTuple):
    """One side of the map, in pixels."""

    cell: int
    scroll: int


class _Strip:
    """Labels along one side of the map, each beside its cells."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.widest = 0.0  # label as drawn, in pixels
        self._widths: dict[str, float] = {}
        self.marked: frozenset[int] = frozenset()
        self.palette, self.font = QPalette(), QFont()
        self._metrics = QFontMetricsF(self.font)

    def set_texts(self, texts: list[str]) -> None:
        if texts != self.texts:
            self.texts = texts
            self._measure()

    def _measure(self) -> None:
        known = self._widths
        for text in self.texts:
            if text not in known:
                known[text] = self._metrics.horizontalAdvance(text)
        self.widest = min(max(map(known.__getitem__, self.texts), default=0.0), LONGEST)

    def dress(self, palette: QPalette, font: QFont) -> None:
        self.palette, self.font, self._metrics = palette, font, QFontMetricsF(font)
        self._widths.clear()
        self._measure()

    def line(self) -> float:
        return self._metrics.height()

    def _visible(self, axis: Axis, room: float, begin: float, end: float) -> Iterator[tuple[int, float]]:
        """Labels with the centres of their cells, from `begin` to `end` in pixels along the map.

        Some are left out where cells are below `room`.
        """
        cell, scroll = axis
        step = math.ceil(room / cell)
        first = max(int((begin + scroll) // cell), 0) // step * step
        for index in range(first, len(self.texts), step):
            centre = (index + 0.5) * cell - scroll
            if centre >= end:
                return
            if centre >= begin:
                yield index, centre

    def _draw(self, painter: QPainter, box: QRectF, index: int) -> None:
        """A label in the middle of its box, elided where it is too long."""
        text, role = self.texts[index], QPalette.ColorRole.WindowText
        if self._widths[text] > LONGEST:
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, LONGEST)
        if index in self.marked:
            painter.fillRect(box, self.palette.color(QPalette.ColorRole.Highlight))
            role = QPalette.ColorRole.HighlightedText
        painter.setPen(self.palette.color(role))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)

    def _box(self, index: int) -> QRectF:
        """The room of a label, with a margin at both ends."""
        width = min(self._widths[self.texts[index]], LONGEST)
        return QRectF(0, 0, math.ceil(width) + 2 * MARGIN, math.ceil(self.line()))


class RowLabels(_Strip):
    """The source, downwards, at the left of the map."""

    def readable(self) -> int:
        """The least height of a row with a label of its own, in pixels."""
        return math.ceil(self.line())

    def needed(self) -> int:
        """The width of the strip, in pixels."""
        return math.ceil(self.widest + 2 * MARGIN)

    def paint(self, painter: QPainter, dirty: QRect, area: QRect, axis: Axis) -> None:
        """At the left of the map's `area`; what is not in `dirty` may be left out."""
        if dirty.isEmpty():
            return
        for index, centre in self._visible(axis, self.line(), 0, area.height()):
            box = self._box(index)
            box.moveTo(area.left() - box.width() - 1, round(area.top() + centre - box.height() / 2))
            self._draw(painter, box, index)


class ColumnLabels(_Strip):
    """The target, to the right, above the map; slanted where the cells are too narrow for words.

    A slanted label is drawn once and kept as a picture: it costs 0.1 ms, a picture next to nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[str] = []  # the texts that were painted last
        self._pictures: dict[tuple[str, bool, float, float], QPixmap] = {}

    def dress(self, palette: QPalette, font: QFont) -> None:
        super().dress(palette, font)
        self._pictures.clear()

    def readable(self) -> int:
        """The least width of a column with a slanted label of its own, in pixels."""
        return self._room(SLANTS[-1])

    def comfortable(self) -> int:
        """The width at which no label has to be slanted, in pixels."""
        return math.ceil(self.widest + 3 * MARGIN)

    def overhang(self) -> int:
        """How far a label may begin at the left of its cell, in pixels."""
        return math.ceil(self.line())

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

    def paint(self, painter: QPainter, dirty: QRect, area: QRect, axis: Axis) -> None:
        """Above the map's `area`; what is not in `dirty` may be left out."""
        self.painted = self.texts
        if dirty.isEmpty():
            return
        slant, ratio = self._slant(axis.cell), painter.device().devicePixelRatio()
        reach = LONGEST + self.overhang()  # of a label, from the middle of its cell
        begin, end = (
            max(dirty.left() - area.left() - reach, 0),
            min(dirty.right() - area.left() + reach, area.width()),
        )
        for index, centre in self._visible(axis, self._room(slant), begin, end):
            middle = area.left() + centre
            if slant:
                # It starts above the middle of its cell; a level one has its middle there.
                picture = self._picture(index, slant, ratio)
                top = area.top() - picture.deviceIndependentSize().height() + 1
                painter.drawPixmap(round(middle - self.line() / 2), round(top), picture)
            else:
                box = self._box(index)
                box.moveTo(round(middle - box.width() / 2), area.top() - box.height() + 1)
                self._draw(painter, box, index)

    def _picture(self, index: int, slant: float, ratio: float) -> QPixmap:
        """`ratio` is the device's pixels for one of ours."""
        key = self.texts[index], index in self.marked, slant, ratio
        if key not in self._pictures:
            if len(self._pictures) >= PICTURES:
                self._pictures.clear()
            self._pictures[key] = self._slanted(index, slant, ratio)
        return self._pictures[key]

    def _slanted(self, index: int, slant: float, ratio: float) -> QPixmap:
        box = self._box(index)
        around = QTransform().rotate(-slant).mapRect(box)
        picture = QPixmap(math.ceil(around.width() * ratio), math.ceil(around.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font)
        painter.translate(-around.topLeft())
        painter.rotate(-slant)
        self._draw(painter, box, index)
        painter.end()
        return picture
