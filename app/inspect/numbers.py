"""A table of numbers with a bar beside each, for reading at a glance and for sorting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

SHARE = Qt.ItemDataRole.UserRole  # of the column's greatest; below 0: hatched, to the same side
NUMBER, GAP = 60, 8  # pixels


class NumberTable(QTableWidget):
    """A line for each word; the first column is the word, each other a number."""

    def __init__(self, digits: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = digits
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(Bars(digits, self))

    def show_numbers(
        self,
        heads: Sequence[str],
        tips: Sequence[str],
        lines: Sequence[tuple[str, Sequence[float]]],
        most: float | None = None,
    ) -> None:
        """heads and tips: one a column, the words' first. most: a full bar; None: the column's greatest."""
        self.setSortingEnabled(False)
        self.setColumnCount(len(heads))
        self.setRowCount(len(lines))
        for column, (head, tip) in enumerate(zip(heads, tips, strict=True)):
            item = QTableWidgetItem(head)
            item.setToolTip(tip)
            self.setHorizontalHeaderItem(column, item)
        tops = [
            most or max((abs(numbers[column]) for _, numbers in lines), default=0)
            for column in range(len(heads) - 1)
        ]
        for row, (word, numbers) in enumerate(lines):
            self.setItem(row, 0, QTableWidgetItem(word))
            for column, number in enumerate(numbers):
                item = QTableWidgetItem()
                item.setData(Qt.ItemDataRole.DisplayRole, number)
                item.setData(SHARE, number / tops[column] if tops[column] else 0.0)
                said = f"{heads[column + 1]} {_said(number, self._digits)}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
                self.setItem(row, column + 1, item)

    def number(self, row: int, column: int) -> float:
        return float(self.model().index(row, column).data(Qt.ItemDataRole.DisplayRole))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 100)


class Bars(QStyledItemDelegate):
    """The number, and a bar: full in the accent where it is above 0, hatched where it is below."""

    def __init__(self, digits: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._digits = digits

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if index.column() == 0:
            super().paint(painter, option, index)
            return
        box, colours = option.rect.adjusted(GAP, 0, -GAP, 0), option.palette
        number, share = index.data(Qt.ItemDataRole.DisplayRole), index.data(SHARE)
        painter.save()
        painter.setPen(colours.color(QPalette.ColorRole.Text))
        text = QRect(box.left(), box.top(), NUMBER, box.height())
        painter.drawText(
            text,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            _said(number, self._digits),
        )
        room = box.width() - NUMBER - GAP
        bar = QRect(text.right() + GAP, box.center().y() - 3, max(round(room * abs(share)), 1), 7)
        if share >= 0:
            painter.fillRect(bar, colours.color(QPalette.ColorRole.Accent))
        else:
            painter.fillRect(bar, colours.color(QPalette.ColorRole.Mid))
            hatching = QBrush(colours.color(QPalette.ColorRole.Text), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(bar, hatching)
        painter.restore()


def _said(number: float, digits: int) -> str:
    """What is nothing but for a trace has no sign."""
    rounded = round(number, digits)
    return QLocale().toString(rounded if rounded else 0.0, "f", digits)
