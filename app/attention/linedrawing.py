"""Drawing the line graph: where the words are, and the lines between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
)

from app.attention.sheet import Sheet

GAP = 14.0  # pixels between words
PAD = 4.0  # around a word
MARGIN = 8.0
THICKEST = 6.0
SOURCE, TARGET = 0, 1


class Held(NamedTuple):
    """The word in hand."""

    side: int  # SOURCE or TARGET
    place: int


class Layout:
    """Where the words are. Each text is centred, so that what belongs together is about below each other."""

    def __init__(self, sheet: Sheet, font: QFont, room: float, height: float) -> None:
        metrics = QFontMetricsF(font)
        self.font, self.line = font, metrics.height() + 2 * PAD
        labels = sheet.row_labels(), sheet.column_labels()
        needed = {text: metrics.horizontalAdvance(text) + 2 * PAD for text in set().union(*labels)}
        sizes = [[needed[text] for text in texts] for texts in labels]
        lengths = [sum(widths) + GAP * max(len(widths) - 1, 0) for widths in sizes]
        self.width = max(*lengths, room - 2 * MARGIN) + 2 * MARGIN
        self._tops = 0.0, height - self.line
        self._widths = tuple(np.array(widths, float) for widths in sizes)
        # Where the words of each side begin: boxes are made for those in view, as making them is what costs.
        self._lefts = tuple(
            (self.width - length) / 2 + np.cumsum(widths + GAP) - (widths + GAP)
            for length, widths in zip(lengths, self._widths, strict=True)
        )

    def count(self, side: int) -> int:
        return len(self._widths[side])

    def box(self, side: int, place: int) -> QRectF:
        return QRectF(
            float(self._lefts[side][place]), self._tops[side], float(self._widths[side][place]), self.line
        )

    def at(self, point: QPointF) -> Held | None:
        for side in (SOURCE, TARGET):
            place = int(self._lefts[side].searchsorted(point.x() + GAP / 2, side="right")) - 1
            if place >= 0 and self.box(side, place).adjusted(-GAP / 2, 0, GAP / 2, 0).contains(point):
                return Held(side, place)
        return None

    def among(self, side: int, seen: QRectF) -> range:
        """The words of a side that are in view."""
        lefts, widths = self._lefts[side], self._widths[side]
        first = (lefts + widths).searchsorted(seen.left())
        return range(int(first), int(lefts.searchsorted(seen.right(), side="right")))

    def crossing(self, pairs: NDArray[np.intp], seen: QRectF) -> NDArray[np.intp]:
        """Of pairs of places in source and target those with a line that may touch what is in view."""
        lefts = [self._lefts[side][pairs[:, side]] for side in (SOURCE, TARGET)]
        rights = [lefts[side] + self._widths[side][pairs[:, side]] for side in (SOURCE, TARGET)]
        found: NDArray[np.intp] = pairs[
            (np.maximum(*rights) >= seen.left()) & (np.minimum(*lefts) <= seen.right())
        ]
        return found


def draw(
    painter: QPainter,
    sheet: Sheet,
    layout: Layout,
    threshold: float,
    palette: QPalette,
    seen: QRectF,
    held: Held | None = None,
    marked: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
) -> None:
    """What of the graph is in `seen`. Thickness is the weight; what does not touch `held` is faint."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    partners: tuple[dict[int, float], dict[int, float]] = ({}, {})  # on each side, with their weights
    if held:
        weights = sheet.values[held.place] if held.side == SOURCE else sheet.values[:, held.place]
        heavy = np.flatnonzero(weights >= threshold).tolist()
        partners[1 - held.side].update((place, float(weights[place])) for place in heavy)
    for row, column in layout.crossing(np.argwhere(sheet.values >= threshold), seen).tolist():
        is_held = held is not None and (row, column)[held.side] == held.place
        begin, end = layout.box(SOURCE, row), layout.box(TARGET, column)
        weight = min(float(sheet.values[row, column]), 1.0)
        colour = QColor(palette.color(QPalette.ColorRole.Accent))
        faintest = 0.6 if is_held else 0.25
        colour.setAlphaF(0.12 if held and not is_held else faintest + (1 - faintest) * weight)
        pen = QPen(colour, 0.5 + (THICKEST - 0.5) * weight)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        start, stop = QPointF(begin.center().x(), begin.bottom()), QPointF(end.center().x(), end.top())
        bend = QPointF(0, (stop.y() - start.y()) / 2)
        path = QPainterPath(start)
        path.cubicTo(start + bend, stop - bend, stop)
        painter.drawPath(path)
    painter.setFont(layout.font)
    for side, labels in enumerate((sheet.row_labels(), sheet.column_labels())):
        for place in layout.among(side, seen):
            box, text = layout.box(side, place), labels[place]
            is_marked = place in marked[side] or held == (side, place)
            role = QPalette.ColorRole.WindowText
            if is_marked or place in partners[side]:
                painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1))
                painter.setBrush(
                    palette.color(QPalette.ColorRole.Highlight) if is_marked else Qt.GlobalColor.transparent
                )
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
                role = QPalette.ColorRole.HighlightedText if is_marked else role
            painter.setPen(palette.color(role))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            if place in partners[side]:
                number = QLocale().toString(partners[side][place], "f", 2)
                inwards = layout.line if side == SOURCE else -layout.line
                _draw_number(painter, box.translated(0, inwards), number, palette)


def _draw_number(painter: QPainter, box: QRectF, number: str, palette: QPalette) -> None:
    """A weight at the end of its line, on ground of its own."""
    width = QFontMetricsF(painter.font()).horizontalAdvance(number) + PAD
    ground = QRectF(box.center().x() - width / 2, box.top() + PAD / 2, width, box.height() - PAD)
    painter.fillRect(ground, palette.color(QPalette.ColorRole.Window))
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, number)
