"""The weights as a table of lines: for the keyboard, for screen readers, and for sorting."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from app.attention.canvas import Cell
from app.attention.kinds import SELF
from app.attention.sheet import Sheet
from app.attention.sides import sides
from engine.cards import TRANSLATE

TARGET, SOURCE, WEIGHT = range(3)  # columns
Index = QModelIndex | QPersistentModelIndex
Places = NDArray[np.intp]  # (lines, 2)
NOWHERE = QModelIndex()


class WeightModel(QAbstractTableModel):
    """A line for each cell of the sheet, in the order that is asked for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.task = TRANSLATE
        self._sheet = Sheet.empty()
        self._lines: Places = np.empty((0, 2), np.intp)  # the row and column of each
        self._by, self._direction = TARGET, Qt.SortOrder.AscendingOrder

    def show_sheet(self, sheet: Sheet) -> None:
        """Lines that stand as they stood are not touched: while a text is written, others come below them."""
        known = len(self._lines)
        if known and self._grows_at_end(sheet):
            added = self._sorted(sheet.values[:, len(self._sheet.columns) :])
            added[:, 1] += len(self._sheet.columns)
            if len(added):
                self.beginInsertRows(NOWHERE, known, known + len(added) - 1)
            self._sheet, self._lines = sheet, np.concatenate([self._lines, added])
            if len(added):
                self.endInsertRows()
            return
        self.beginResetModel()
        self._sheet, self._lines = sheet, self._sorted(sheet.values)
        self.endResetModel()

    def _grows_at_end(self, sheet: Sheet) -> bool:
        """Whether nothing but columns is new, and the lines are in their order."""
        before, ascending = self._sheet, self._direction == Qt.SortOrder.AscendingOrder
        return (
            (self._by, ascending) == (TARGET, True)
            and (before.kind, before.rows) == (sheet.kind, sheet.rows)
            and before.columns == sheet.columns[: len(before.columns)]
            and np.array_equal(before.values, sheet.values[:, : len(before.columns)])
        )

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._by, self._direction = column, order
        self._lines = self._sorted(self._sheet.values)
        self.endResetModel()

    def _sorted(self, values: NDArray[np.float32]) -> Places:
        """Equal ones are in the order of the text, the greatest weight first."""
        forth = 1 if self._direction == Qt.SortOrder.AscendingOrder else -1
        if self._by == WEIGHT:
            order = np.argsort(forth * values, axis=None, kind="stable")
            return np.stack(np.unravel_index(order, values.shape), -1)
        axis = 0 if self._by == TARGET else 1
        order = np.argsort(-np.moveaxis(values, axis, 1), axis=1, kind="stable")
        texts = np.broadcast_to(np.arange(len(order))[:, None], order.shape)
        places = (order, texts) if self._by == TARGET else (texts, order)
        return np.stack(places, -1)[::forth].reshape(-1, 2)

    def cell(self, line: int) -> Cell:
        return Cell(*self._lines[line].tolist())

    def line(self, cell: Cell) -> int:
        return int(np.flatnonzero((self._lines == cell).all(1))[0])

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == WEIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        cell = self.cell(index.row())
        if index.column() == WEIGHT:
            return QLocale().toString(float(self._sheet.values[cell]), "f", 3)
        of, place = (
            (self._sheet.columns, cell.column) if index.column() == TARGET else (self._sheet.rows, cell.row)
        )
        return of[place].label

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == WEIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        if self._sheet.kind in SELF:
            return (self.tr("Word"), self.tr("Looks at"), self.tr("Weight"))[section]
        source, target = sides(self.task)
        return (target, source, self.tr("Weight"))[section]


class WeightTable(QTableView):
    """The current line is the cell in hand."""

    held_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = WeightModel(self)
        self.setModel(self._lines)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.horizontalHeader().setHighlightSections(False)
        self.setSortingEnabled(True)
        self.sortByColumn(TARGET, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._on_line)

    @property
    def cell(self) -> Cell | None:
        index = self.currentIndex()
        return self._lines.cell(index.row()) if index.isValid() else None

    def set_task(self, task: str) -> None:
        self._lines.task = task
        self.horizontalHeader().viewport().update()

    def show_sheet(self, sheet: Sheet) -> None:
        """The cell in hand stays in hand, if it is still there."""
        cell, column = self.cell, max(self.currentIndex().column(), 0)
        scrolled = self.verticalScrollBar().value()
        with QSignalBlocker(self):
            self._lines.show_sheet(sheet)
            if cell and cell.row < len(sheet.rows) and cell.column < len(sheet.columns):
                self.setCurrentIndex(self._lines.index(self._lines.line(cell), column))
        self.verticalScrollBar().setValue(scrolled)

    def _on_line(self) -> None:
        self.held_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._lines.rowCount():
            self.setCurrentIndex(self._lines.index(0, TARGET))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.horizontalHeader().viewport().update()
        elif event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)
