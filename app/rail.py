"""The narrow rail of pages at the left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget


class Rail(QToolBar):
    """One button a page; those of `bottom` stand at the lower end."""

    def __init__(self, top: Sequence[QAction], bottom: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setMovable(False)
        self._buttons: list[QToolButton] = []
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
        self._buttons.append(button)

    def _even(self) -> None:
        """All are as wide as the widest."""
        for button in self._buttons:
            button.setMinimumWidth(0)
        widest = max(button.sizeHint().width() for button in self._buttons)
        for button in self._buttons:
            button.setMinimumWidth(widest)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._even)  # when the actions have their new names

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._even()
