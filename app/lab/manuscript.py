"""The editor in which a user and a model write by turns, and the shades that tell what is whose."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPalette,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from app.lab.authors import Stretch, after_edit, is_in
from app.translate.alignment import words
from app.translate.confidence import band
from app.translate.editor import SourceEditor
from engine.text.piece import Piece

WRITTEN_STRENGTH = 40  # of 255; the accent behind what the model wrote
KEYS_TO_GO_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Manuscript(SourceEditor):
    """`stretches` are the model's, in Qt's units. `is_writing` is True while the model changes the text."""

    sent = Signal()  # Ctrl+Return

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_writing = False
        self._goes_on = False  # the next change belongs to the same continuation
        self.stretches: list[Stretch] = []
        self.document().contentsChange.connect(self._on_contents)
        self.shades = Shades(self)  # later, as it asks for the stretches at the same signal

    def begin(self) -> None:
        """A continuation begins: one step of undo takes all of it back."""
        self._goes_on = False

    def write(self, place: int, text: str) -> None:
        """The model's `text` stands from `place` to the end; only what differs is replaced."""
        old = self.text()[place:]
        if text == old:
            return
        same = place + next((i for i, (a, b) in enumerate(zip(old, text, strict=False)) if a != b), len(old))
        same = min(same, place + len(text))
        bar = self.verticalScrollBar()
        follow = bar.value() == bar.maximum()
        self.is_writing = True
        cursor = QTextCursor(self.document())
        if self._goes_on:
            cursor.joinPreviousEditBlock()
        else:
            cursor.beginEditBlock()
        cursor.setPosition(self.unit(same))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[same - place :])
        cursor.endEditBlock()
        self.is_writing, self._goes_on = False, True
        if follow:
            bar.setValue(bar.maximum())

    def users(self, begin: int, end: int) -> bool:
        """Whether the user wrote what stands there, and nobody else."""
        return not is_in(self.stretches, self.unit(begin), self.unit(end))

    def _on_contents(self, place: int, removed: int, added: int) -> None:
        if removed or added:
            most = self.document().characterCount() - 1
            added = min(added, most - place)  # Qt may count the end of the document too
            self.stretches = after_edit(self.stretches, place, removed, added, by_model=self.is_writing)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _goes_on(event):
            event.accept()  # here it is not for the page that translates
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _goes_on(event):
            self.sent.emit()
        else:
            super().keyPressEvent(event)


class Shades(QSyntaxHighlighter):
    """The model's words on the accent and slanted; the user's by how little the model expected them."""

    def __init__(self, editor: Manuscript) -> None:
        super().__init__(editor.document())
        self._editor = editor
        self._read: tuple[Sequence[Piece], Sequence[float]] = ((), ())

    def show_scores(self, pieces: Sequence[Piece], scores: Sequence[float]) -> None:
        """Log-probabilities, nats, of pieces whose spans are places in the text; () and () for none."""
        if (pieces, scores) != self._read:
            self._read = pieces, scores
            self.rehighlight()

    def written(self) -> QTextCharFormat:
        made = QTextCharFormat()
        colour = QColor(self._editor.palette().color(QPalette.ColorRole.Accent))
        colour.setAlpha(WRITTEN_STRENGTH)
        made.setBackground(colour)
        made.setFontItalic(True)
        return made

    def highlightBlock(self, text: str) -> None:  # noqa: ARG002
        editor, first = self._editor, self.currentBlock().position()
        last = first + self.currentBlock().length()
        pieces, scores = self._read
        for word in words(pieces):
            begin, end = editor.unit(word.begin), editor.unit(word.end)
            if first <= begin < last and editor.users(word.begin, word.end):
                found = band(math.exp(sum(scores[piece] for piece in word.pieces)))
                if found is not None:
                    self.setFormat(begin - first, end - begin, found.format())
        made = self.written()
        for begin, end in editor.stretches:
            if begin < last and first < end:
                self.setFormat(max(begin, first) - first, min(end, last) - max(begin, first), made)


def _goes_on(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.key() in KEYS_TO_GO_ON
        and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    )
