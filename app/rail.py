"""The narrow rail of pages at the left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget


class Rail(QToolBar):
    """One button a page; those of `bottom` stand at the lower end."""

    def __init__(self, top: Sequence[QAction], bottom: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setMovable(False)
        group = QActionGroup(self)
        for action in top:
            self._add(action, group)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.addWidget(space)
        for action in bottom:
            self._add(action, group)

    def _add(self, action: QAction, group: QActionGroup) -> None:
        group.addAction(action)
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(24, 24))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addWidget(button)
