"""The list of shortcuts, made from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.actions import MENUS, Actions


class ShortcutList(QDialog):
    """Two columns: what it does, and its keys."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(48)
        grid.setVerticalSpacing(8)
        menu = ""
        for entry, action in actions.entries():
            if entry.menu != menu:
                menu = entry.menu
                title = QCoreApplication.translate("actions", MENUS[menu]).split("(")[0].replace("&", "")
                grid.addWidget(_muted(title), grid.rowCount(), 0)
            row = grid.rowCount()
            grid.addWidget(QLabel(action.text()), row, 0)
            grid.addWidget(_keys(action.shortcuts()), row, 1, Qt.AlignmentFlag.AlignLeft)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(16)
        column.addLayout(grid)
        column.addWidget(close)


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("muted")
    return label


def _keys(sequences: list[QKeySequence]) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for sequence in sequences:
        label = QLabel(sequence.toString(QKeySequence.SequenceFormat.NativeText))
        label.setObjectName("key")
        row.addWidget(label)
    return holder
