"""A dock with a title bar of our own: its two buttons can be reached by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from app import theme
from app.following import Following


class Dock(Following, QDockWidget):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._title, self._float, self._close = QLabel(), QToolButton(), QToolButton()
        self._title.setObjectName("muted")
        self._float.clicked.connect(self._toggle_floating)
        self._close.clicked.connect(self.close)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 4, 8, 0)
        row.setSpacing(0)
        row.addWidget(self._title, 1)
        for button in (self._float, self._close):
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self.setTitleBarWidget(bar)
        self.windowTitleChanged.connect(self._title.setText)
        self.retranslate()
        self.recolour()

    def _toggle_floating(self) -> None:
        self.setFloating(not self.isFloating())

    def retranslate(self) -> None:
        self._float.setToolTip(self.tr("Take out of the window or put back"))
        self._close.setToolTip(self.tr("Close; the View menu brings it back"))
        for button in (self._float, self._close):
            button.setAccessibleName(button.toolTip())

    def recolour(self) -> None:
        self._float.setIcon(theme.icon("float"))
        self._close.setIcon(theme.icon("clear"))
