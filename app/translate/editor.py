"""The two text panes: the source, where one writes, and the target, which is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QTextEdit, QToolTip, QWidget

from app.sessions import session_in
from app.translate.places import Places

LINE_HEIGHT = 140.0  # per cent
LONGEST = 100_000  # characters; Qt lays out more than this too slowly to type in
_UNBROKEN = re.compile(r"[!-~]{5000}")
MARK_STRENGTH, SENTENCE_STRENGTH = 64, 20  # of 255; the accent over the paper


class TextPane(QTextEdit):
    """Text for reading, with spans that can be marked. Places are counted in characters."""

    hovered = Signal(object)  # the place under the mouse, or None
    caret_moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reading")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.viewport().setMouseTracking(True)
        self._places = Places("")
        self._standing: list[QTextEdit.ExtraSelection] = []
        self._hovered: int | None = None
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.PlaceholderText, Qt.GlobalColor.transparent)  # see `paintEvent`
        self.setPalette(palette)
        block = QTextBlockFormat()
        block.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = self.textCursor()
        cursor.setBlockFormat(block)  # new paragraphs take it over from the first
        self.document().clearUndoRedoStacks()
        self.cursorPositionChanged.connect(self._on_caret)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt paints no more of a placeholder than fits into the empty text, which is one line high."""
        super().paintEvent(event)
        if self.placeholderText() and self.document().isEmpty():
            painter, margin = QPainter(self.viewport()), round(self.document().documentMargin())
            painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
            painter.drawText(room, Qt.TextFlag.TextWordWrap, self.placeholderText())
            painter.end()

    def mark(self, spans: Iterable[tuple[int, int]], sentence: tuple[int, int] | None = None) -> None:
        """Marks spans, and more faintly a whole sentence. Marks from before go."""
        shades = [(span, MARK_STRENGTH) for span in spans]
        if sentence is not None:
            shades.insert(0, (sentence, SENTENCE_STRENGTH))
        selections = list(self._standing)
        for span, strength in shades:
            # The application's: when the theme changes, this pane gets its own later.
            colour = QGuiApplication.palette().color(QPalette.ColorRole.Accent)
            colour.setAlpha(strength)
            look = QTextCharFormat()
            look.setBackground(colour)
            selections.append(self._selection(span, look))
        self.setExtraSelections(selections)

    def keep_marked(self, spans: Iterable[tuple[int, int]], look: QTextCharFormat) -> None:
        """Spans that look so until others are named, beneath the marks, which go."""
        self._standing = [self._selection(span, look) for span in spans]
        self.mark([])

    def _selection(self, span: tuple[int, int], look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.unit(span[0]))
        cursor.setPosition(self.unit(span[1]), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        selection.format = look
        return selection

    def _break_lines_of(self, text: str) -> None:
        """Where a text has no spaces for very long, Qt looks for one from each line to its end."""
        modes = QTextOption.WrapMode
        unbroken = _UNBROKEN.search(text)
        self.setWordWrapMode(modes.WrapAnywhere if unbroken else modes.WrapAtWordBoundaryOrAnywhere)

    def unit(self, place: int) -> int:
        """Where Qt counts this place."""
        return min(self._places.unit(place), self.document().characterCount() - 1)

    def place(self, unit: int) -> int:
        return self._places.place(unit)

    def caret(self) -> int:
        return self._places.place(self.textCursor().position())

    def put_caret(self, place: int) -> None:
        """And scroll there, if need be."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.unit(place))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def reveal(self, span: tuple[int, int]) -> None:
        """Scrolls so far that the beginning of a span can be read; the caret stays."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.unit(span[0]))
        place, height = self.cursorRect(cursor), self.viewport().height()
        if place.top() < 0 or place.bottom() > height:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + place.top() - height // 3)

    def _on_caret(self) -> None:
        self.caret_moved.emit(self.caret())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self._place_at(event.position()))

    def _place_at(self, point: QPointF) -> int | None:
        """The character at a point of the viewport, if there is one."""
        scrolled = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        unit = self.document().documentLayout().hitTest(point + scrolled, Qt.HitTestAccuracy.ExactHit)
        return None if unit < 0 else self._places.place(unit)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _hover(self, place: int | None) -> None:
        if place != self._hovered:
            self._hovered = place
            self.hovered.emit(place)


class SourceEditor(TextPane):
    """Where the user writes. `edited` comes after each change of the text."""

    edited = Signal()
    shortened = Signal(int)  # what came was too long; this many characters were left out
    longest = LONGEST  # characters

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.document().contentsChanged.connect(self._on_change)

    def text(self) -> str:
        return self._text

    def replace(self, text: str) -> None:
        """A new text in place of the old; undo brings the old one back."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        self.setTextCursor(cursor)
        self._insert(text)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return session_in(source) is None and super().canInsertFromMimeData(source)  # the window opens it

    def break_line(self, place: int) -> None:
        """A new line at this place, in place of the space that stands there; undo takes it back."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.unit(place))
        cursor.beginEditBlock()
        if self._text[place : place + 1] == " ":
            cursor.deleteChar()
        cursor.insertText("\n")
        cursor.endEditBlock()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._insert(source.text())

    def _insert(self, text: str) -> None:
        room = max(self.longest - len(self._text) + len(self.textCursor().selectedText()), 0)
        self._break_lines_of(self._text + text)
        self.textCursor().insertText(text[:room])
        if len(text) <= LONGEST:  # it lays out all that stands before
            self.ensureCursorVisible()
        if len(text) > room:
            self.shortened.emit(len(text) - room)

    def _on_change(self) -> None:
        text = self.toPlainText()
        if text != self._text:  # a change of marks or fonts is none of the text
            self._text = text
            self._places = Places(text)
            self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # Escape stops
            return
        super().keyPressEvent(event)


class TargetView(TextPane):
    """What the engine has written. It can be read, marked and copied, not changed."""

    asked = Signal(int)  # a click, or Enter at the caret: what else could stand here?

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPoint | None = None
        self.tip: Callable[[int], str] = lambda _: ""  # what is to be said of a place under the mouse
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self._text = ""

    def text(self) -> str:
        return self._text

    def place_of(self, begin: int, end: int) -> QRect:
        """Where a span is on the screen; of one that is broken over lines, its first line."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.unit(begin))
        first = self.cursorRect(cursor)
        cursor.setPosition(self.unit(end))
        last = self.cursorRect(cursor)
        box = first.united(last) if last.top() == first.top() else first
        return QRect(self.viewport().mapToGlobal(box.topLeft()), box.size())

    def show_place(self, place: int) -> None:
        """Puts the caret there, without a sign of it, and scrolls as far as needed."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.unit(place))
        self.blockSignals(True)
        self.setTextCursor(cursor)
        self.blockSignals(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if is_left else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        place = self._place_at(event.position())
        if pressed is None or place is None or self.textCursor().hasSelection():
            return
        if (event.position().toPoint() - pressed).manhattanLength() < QApplication.startDragDistance():
            self.asked.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.asked.emit(self.caret())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if place is None else self.tip(place), self)
            return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in keys):
                event.ignore()  # there is nothing to undo in this text, but among the choices
                return True
        return super().event(event)

    def write(self, begin: int, text: str) -> None:
        """`text` stands from `begin` to the end; only what differs is replaced."""
        old = self._text[begin:]
        if text == old:
            return
        same = begin + _common(old, text)
        bar = self.verticalScrollBar()
        follow = bar.value() == bar.maximum()
        self._text = self._text[:begin] + text
        caret = self.textCursor().position()
        self.blockSignals(True)  # the user has not moved the caret
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.unit(same))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        self._places = Places(self._text)  # what shades the new text asks for them
        self._break_lines_of(self._text)
        cursor.insertText(self._text[same:])
        if not self.textCursor().hasSelection():
            cursor.setPosition(min(caret, cursor.position()))
            self.setTextCursor(cursor)
        self.blockSignals(False)
        if follow:
            bar.setValue(bar.maximum())


def _common(one: str, other: str) -> int:
    """How many characters at the beginning are the same in both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def too_long(left_out: int) -> str:
    """What to say when `shortened` comes."""
    said = QCoreApplication.translate(
        "TranslatePage",
        "The text is too long for one go: {kept} characters are the most, so {cut} were left out."
        " Translate the rest afterwards.",
    )
    return said.format(kept=f"{LONGEST:,}", cut=f"{left_out:,}")
