"""The editors of the Lab; in one a user and a model write by turns, and shades tell what is whose."""

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
from app.translate.confidence import Band, band
from app.translate.editor import SourceEditor
from engine.text.piece import Piece
from engine.text.words import words

WRITTEN_STRENGTH = 40  # of 255; the accent behind what the model wrote
KEYS_TO_GO_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LabEditor(SourceEditor):
    """Ctrl+Return is for the Lab here, not for the page that translates."""

    sent = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _goes_on(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _goes_on(event):
            self.sent.emit()
        else:
            super().keyPressEvent(event)


class Manuscript(LabEditor):
    """`stretches` are the model's, in Qt's units. `is_writing` is True while the model changes the text."""

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


class Shades(QSyntaxHighlighter):
    """The model's words on the accent and slanted; the user's by how little the model expected them."""

    def __init__(self, editor: Manuscript) -> None:
        super().__init__(editor.document())
        self._editor = editor
        self._surprising: list[tuple[Stretch, Band]] = []

    def show_scores(self, pieces: Sequence[Piece], scores: Sequence[float]) -> None:
        """Log-probabilities, nats, of pieces whose spans are places in the text; () and () for none."""
        editor, found = self._editor, list[tuple[Stretch, Band]]()
        for word in words(pieces):
            strength = band(math.exp(sum(scores[piece] for piece in word.pieces)))
            if strength is not None and editor.users(word.begin, word.end):
                found.append(((editor.unit(word.begin), editor.unit(word.end)), strength))
        if found != self._surprising:
            self._surprising = found
            self.rehighlight()

    def written(self) -> QTextCharFormat:
        made = QTextCharFormat()
        colour = QColor(self._editor.palette().color(QPalette.ColorRole.Accent))
        colour.setAlpha(WRITTEN_STRENGTH)
        made.setBackground(colour)
        made.setFontItalic(True)
        return made

    def highlightBlock(self, text: str) -> None:  # noqa: ARG002
        first = self.currentBlock().position()
        last = first + self.currentBlock().length()
        for (begin, end), strength in self._surprising:
            if first <= begin < last:
                self.setFormat(begin - first, end - begin, strength.format())
        made = self.written()
        for begin, end in self._editor.stretches:
            if begin < last and first < end:
                self.setFormat(max(begin, first) - first, min(end, last) - max(begin, first), made)


def _goes_on(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.key() in KEYS_TO_GO_ON
        and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    )
