"""A slim bar for a sentence that the user should see: a failure, a hint, a report to copy."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.following import Following


class Notice(Following, QFrame):
    """Hidden until `say`. Never takes the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._report, self._stays = "", False
        self._symbol, self._text = QLabel(), QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button, self._close = QPushButton(), QToolButton()
        self._close.setIconSize(QSize(16, 16))
        self.copy_button.clicked.connect(self._copy_report)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self._symbol)
        row.addWidget(self._text, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self._close)
        self.retranslate()
        self.recolour()
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, report: str = "", *, stays: bool = False) -> None:
        """With a `report`, a button copies it. What `stays` outlives the next request, not the next edit."""
        self._report, self._stays = report, stays
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self.copy_button.setVisible(bool(report))
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self._text, QAccessible.Event.Alert))

    def pass_by(self) -> None:
        """A new request is on its way: a failure of the old one is no longer of interest."""
        if not self._stays:
            self.hide()

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report)

    def retranslate(self) -> None:
        self.copy_button.setText(self.tr("Copy report"))
        self._close.setToolTip(self.tr("Close this notice"))
        self._close.setAccessibleName(self._close.toolTip())

    def recolour(self) -> None:
        self._symbol.setPixmap(theme.icon("notice").pixmap(20, 20))
        self._close.setIcon(theme.icon("clear"))


def below(notice: Notice, pages: QWidget) -> QWidget:
    """A widget with the pages below the notice."""
    central = QWidget()
    column = QVBoxLayout(central)
    column.setContentsMargins(16, 12, 16, 8)
    column.setSpacing(12)
    column.addWidget(notice)
    column.addWidget(pages, 1)
    return central
