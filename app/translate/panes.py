"""Where the two texts stand, with their buttons below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from app.actions import Actions


def side_by_side(left: QWidget, right: QWidget) -> QSplitter:
    """In halves, whatever the buttons below need."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(8)
    splitter.addWidget(left)
    splitter.addWidget(right)
    splitter.setSizes([1000, 1000])
    return splitter


def buttons(actions: Actions, *parts: str | QWidget) -> QHBoxLayout:
    """A row of actions by name and of other widgets; these stand at the right."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for part in parts:
        if isinstance(part, str):
            button = QToolButton()
            button.setDefaultAction(actions[part])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        else:
            row.addStretch()
            row.addWidget(part)
    if isinstance(parts[-1], str):
        row.addStretch()
    return row


def pane(editor: QWidget, below: QHBoxLayout, line: QWidget | None = None) -> QWidget:
    """line: stands between the text and its buttons."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(editor, 1)
    if line is not None:
        column.addWidget(line)
    column.addLayout(below)
    return whole
