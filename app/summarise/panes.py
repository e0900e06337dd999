"""Where the document stands: texts are pasted, and files dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRect, Signal
from PySide6.QtGui import QTextCursor

from app.translate.editor import SourceEditor


class DocumentPane(SourceEditor):
    """Begins a new document at its top, and shows places without moving the caret."""

    dropped = Signal(object)  # the paths of files
    longest = 1_000_000  # characters; a thick book has half as many

    def replace(self, text: str) -> None:
        super().replace(text)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def reveal(self, span: tuple[int, int]) -> None:
        """Scrolls so far that the beginning of a span can be read."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.unit(span[0]))
        place: QRect = self.cursorRect(cursor)
        height = self.viewport().height()
        if place.top() < 0 or place.bottom() > height - place.height():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + place.top() - height // 3)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if files:
            self.dropped.emit(files)
        else:
            super().insertFromMimeData(source)
