"""Where the document stands, and how both sides of the page are put together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.translate.editor import SourceEditor


class DocumentPane(SourceEditor):
    """Begins a new document at its top."""

    dropped = Signal(object)  # the paths of files
    longest = 1_000_000  # characters; a thick book has half as many

    def replace(self, text: str) -> None:
        super().replace(text)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)  # the margin above the first line too

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if files:
            self.dropped.emit(files)
        else:
            super().insertFromMimeData(source)


def words(count: int) -> str:
    """So many words."""
    one = QCoreApplication.translate("SummarisePage", "1 word")
    many = QCoreApplication.translate("SummarisePage", "{n} words")
    return (one if count == 1 else many).format(n=f"{count:,}")


def muted() -> QLabel:
    label = QLabel()
    label.setObjectName("muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def with_buttons(side: QWidget, title: QLabel, text: QWidget, below: Sequence[QWidget | None]) -> QHBoxLayout:
    """Fills a side: a title, a text, and a row of buttons, the result; None in it is what space is left."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for widget in below:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
        if isinstance(widget, QToolButton):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(title)
    title.setMinimumHeight(title.fontMetrics().height() + 4)  # whatever script it is in
    column.addWidget(text, 1)
    column.addLayout(row)
    return row
