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

TARGET, SOURCE, WEIGHT = range(3)  # columns
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class WeightModel(QAbstractTableModel):
    """A line for each cell of the sheet, in the order that is asked for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = Sheet.empty()
        self._order: NDArray[np.intp] = np.empty(0, np.intp)  # lines as places in `values`, flattened
        self._by, self._direction = TARGET, Qt.SortOrder.AscendingOrder

    def show_sheet(self, sheet: Sheet) -> None:
        self.beginResetModel()
        self._sheet = sheet
        self._sort()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._by, self._direction = column, order
        self._sort()
        self.endResetModel()

    def _sort(self) -> None:
        """Equal ones are in the order of the text, the greatest weight first."""
        values = self._sheet.values
        rows, columns = (places.ravel() for places in np.indices(values.shape))
        weights = values.ravel()
        sign = 1 if self._direction == Qt.SortOrder.AscendingOrder else -1
        keys: dict[int, NDArray[Any]] = {TARGET: columns, SOURCE: rows, WEIGHT: weights}
        second = rows if self._by == WEIGHT else -weights
        self._order = np.lexsort((columns, second, sign * keys[self._by]))

    def cell(self, line: int) -> Cell:
        row, column = divmod(int(self._order[line]), self._sheet.values.shape[1])
        return Cell(row, column)

    def line(self, cell: Cell) -> int:
        return int(np.flatnonzero(self._order == cell.row * self._sheet.values.shape[1] + cell.column)[0])

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._order)

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
        return (self.tr("Translation"), self.tr("Source"), self.tr("Weight"))[section]


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
