"""The n-best list: the translations of one sentence that the search found, for comparing and taking over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import escape

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QKeyEvent,
    QPainter,
    QPalette,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.following import Following
from engine.events import Draft

UNITS = re.compile(r"[^\W\u2e80-\uffff]+|\s+|.", re.DOTALL)  # words, spaces, characters of other scripts
MARKUP, SCORE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
RANK, NUMBER, PAD = 24, 52, 6  # pixels
NARROWEST = 200


def differing(first: str, other: str) -> Iterator[tuple[str, bool]]:
    """The other text in parts, and whether each of them is missing in the first."""
    here, there = UNITS.findall(first), UNITS.findall(other)
    for tag, _, _, begin, end in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if end > begin:
            yield "".join(there[begin:end]), tag != "equal"


class NBestPanel(Following, QWidget):
    """Click or Enter takes a translation over."""

    taken = Signal(int, object)  # the sentence, and the tokens of the hypothesis

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence, self._shown = 0, 0
        self._hypotheses: tuple[Draft, ...] = ()
        self.list, self.message = HypothesisList(), QLabel()
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.list.itemClicked.connect(self._on_item)
        self.list.entered_key.connect(self._on_item)
        self.setMinimumWidth(NARROWEST)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.message)
        self._pages.addWidget(self.list)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(360, 280)

    def show_hypotheses(self, sentence: int, hypotheses: tuple[Draft, ...], shown: int) -> None:
        """`shown` is the one that stands in the translation."""
        self._sentence, self._hypotheses, self._shown = sentence, hypotheses, shown
        self._fill()

    def clear(self) -> None:
        self.show_hypotheses(0, (), 0)

    def _fill(self) -> None:
        row = self.list.currentRow() if self.list.hasFocus() else -1
        self.list.clear()
        self._pages.setCurrentIndex(len(self._hypotheses) > 1)
        for rank, draft in enumerate(self._hypotheses):
            score = QLocale().toString(draft.score, "f", 2)
            item = QListWidgetItem(draft.text)
            item.setData(MARKUP, markup(self._hypotheses[0].text, draft.text))
            item.setData(SCORE, score)
            spoken = self.tr("{rank}, score {score}: {text}").format(
                rank=rank + 1, score=score, text=draft.text
            )
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(self.tr("Score {score}: log-probability after penalties").format(score=score))
            if rank == self._shown:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            self.list.addItem(item)
        self.list.setCurrentRow(row if 0 <= row < len(self._hypotheses) else self._shown)

    def _on_item(self, item: QListWidgetItem) -> None:
        row = self.list.row(item)
        if row != self._shown:
            self.taken.emit(self._sentence, self._hypotheses[row].tokens)

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Translations of this sentence, best first"))
        self.message.setText(
            self.tr("When a sentence is finished, its other translations appear here to compare.")
        )
        self._fill()


def markup(first: str, other: str) -> str:
    """The other text as HTML, what the first has not standing out."""
    return "".join(
        f"<u><b>{escape(part)}</b></u>" if new and part.strip() else escape(part)
        for part, new in differing(first, other)
    )


class HypothesisList(QListWidget):
    """Rows as high as their text needs."""

    entered_key = Signal(QListWidgetItem)  # Enter in a row

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(HypothesisDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item:
            self.entered_key.emit(item)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class HypothesisDelegate(QStyledItemDelegate):
    """A row: rank, the text with what the first has not, and the score."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        colours, box = option.palette, option.rect
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color(QPalette.ColorRole.AlternateBase))
            painter.drawRoundedRect(box, 6, 6)
        top = Qt.AlignmentFlag.AlignTop
        line = box.adjusted(PAD, PAD, -PAD, -PAD)
        is_shown = option.font.bold()
        role = QPalette.ColorRole.Accent if is_shown else QPalette.ColorRole.PlaceholderText
        painter.setPen(colours.color(role))
        painter.setFont(option.font)
        painter.drawText(line, top, f"{index.row() + 1}")
        painter.drawText(line, top | Qt.AlignmentFlag.AlignRight, index.data(SCORE))
        document = self._document(index, box.width())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, colours.color(QPalette.ColorRole.WindowText))
        painter.translate(line.left() + RANK, line.top())
        document.documentLayout().draw(painter, context)
        painter.restore()

    def sizeHint(self, _: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = self._view.viewport().width()
        return QSize(width, round(self._document(index, width).size().height()) + 2 * PAD)

    def _document(self, index: QModelIndex | QPersistentModelIndex, width: int) -> QTextDocument:
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(self._view.font())
        document.setHtml(index.data(MARKUP))
        document.setTextWidth(width - RANK - NUMBER - 2 * PAD)
        return document
