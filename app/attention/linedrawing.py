"""Drawing the line graph: where the words are, and the lines between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
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
        self.boxes: tuple[list[QRectF], list[QRectF]] = ([], [])
        for boxes, widths, length, top in zip(
            self.boxes, sizes, lengths, (0, height - self.line), strict=True
        ):
            x = (self.width - length) / 2
            for width in widths:
                boxes.append(QRectF(x, top, width, self.line))
                x += width + GAP

    def at(self, point: QPointF) -> Held | None:
        for side, boxes in enumerate(self.boxes):
            for place, box in enumerate(boxes):
                if box.adjusted(-GAP / 2, 0, GAP / 2, 0).contains(point):
                    return Held(side, place)
        return None


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
    for row, column in np.argwhere(sheet.values >= threshold).tolist():
        is_held = held is not None and (row, column)[held.side] == held.place
        if held and is_held:
            partners[1 - held.side][(column, row)[held.side]] = float(sheet.values[row, column])
        begin, end = layout.boxes[SOURCE][row], layout.boxes[TARGET][column]
        if max(begin.right(), end.right()) < seen.left() or min(begin.left(), end.left()) > seen.right():
            continue
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
        for place, (box, text) in enumerate(zip(layout.boxes[side], labels, strict=True)):
            if not box.intersects(seen):
                continue
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
