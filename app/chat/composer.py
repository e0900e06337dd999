"""Where the user writes the next turn."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.following import Following
from app.translate.editor import SourceEditor

LINES = 6  # before it scrolls


class _Editor(SourceEditor):
    sent = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)


class Composer(Following, QWidget):
    """Enter sends, Shift+Enter begins a line."""

    sent = Signal(str)
    given_up = Signal()  # an earlier turn is not changed after all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = _Editor()
        self._editing, self._busy = QLabel(), False
        self._editing.setObjectName("muted")
        self.give_up, self.send = QToolButton(), QToolButton()
        banner = QHBoxLayout()
        banner.setContentsMargins(4, 0, 0, 0)
        banner.addWidget(self._editing)
        banner.addWidget(self.give_up)
        banner.addStretch()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.editor, 1)
        row.addWidget(self.send, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(banner)
        column.addLayout(row)
        self.editor.sent.connect(self._send)
        self.editor.edited.connect(self._on_edit)
        self.editor.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.send.clicked.connect(self._send)
        self.give_up.clicked.connect(self.given_up)
        self.set_editing(False)
        self.retranslate()
        self.recolour()
        self._fit()
        self._on_edit()

    def set_editing(self, editing: bool) -> None:
        """An earlier turn is being said otherwise."""
        self._editing.setVisible(editing)
        self.give_up.setVisible(editing)

    def set_busy(self, busy: bool) -> None:
        """While a reply is written one may write, but not send."""
        self._busy = busy
        self._on_edit()

    def _send(self) -> None:
        if self.send.isEnabled():
            self.sent.emit(self.editor.text())

    def _on_edit(self) -> None:
        self.send.setEnabled(bool(self.editor.text().strip()) and not self._busy)

    def _fit(self) -> None:
        line = self.editor.fontMetrics().lineSpacing() * 1.4
        frame = self.editor.height() - self.editor.viewport().height() if self.editor.isVisible() else 20
        wanted = round(min(max(self.editor.document().size().height(), 2 * line), LINES * line))
        self.editor.setFixedHeight(wanted + max(frame, 20))

    def retranslate(self) -> None:
        self.editor.setPlaceholderText(self.tr("Write something. Enter sends it."))
        self.editor.setAccessibleName(self.tr("Your next turn"))
        self.editor.setToolTip(self.tr("Shift+Enter begins a new line."))
        self._editing.setText(self.tr("You are changing an earlier turn. The old one stays."))
        for button, text in (
            (self.give_up, self.tr("Leave it as it is")),
            (self.send, self.tr("Send (Enter)")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def recolour(self) -> None:
        self.send.setIcon(theme.icon("send"))
        self.give_up.setIcon(theme.icon("clear"))
