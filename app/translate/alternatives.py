"""The list of alternatives for one word of the translation, in a small window near it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.following import Following
from app.language import percent
from engine.events import Candidate

SHARE = Qt.ItemDataRole.UserRole
BAR, NUMBER, GAP = 72, 44, 12  # pixels across
WIDTH = 320
MOST = 8  # candidates without scrolling
BYTE = re.compile("<0x([0-9A-F]{2})>")  # how tokenizers name a token that writes one byte


@dataclass(frozen=True)
class Place:
    """Where the user wants another word."""

    sentence: int
    word: str  # that stands there now
    space: str  # what stands between it and the word before
    tokens: tuple[int, ...]  # of the sentence, up to there
    token: int  # the word's first
    candidates: tuple[Candidate, ...]


class Alternatives(Following, QFrame):
    """Opened at a place, it tells one decision, or that it was closed without any."""

    picked = Signal(object, object)  # Place, Candidate
    typed = Signal(object, str)  # Place, a word of one's own
    banned = Signal(object)  # Place
    excluded = Signal(str)  # a word of one's own that must not appear anywhere
    dismissed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self._home = parent  # what has the keyboard again afterwards
        self._place: Place | None = None
        self.title, self.list, self.own, self.ban = QLabel(), QListWidget(), QLineEdit(), QPushButton()
        self.title.setObjectName("muted")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.list.setItemDelegate(CandidateDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.itemClicked.connect(self._on_item)
        self.list.installEventFilter(self)
        self.own.returnPressed.connect(self._on_own)
        self.ban.clicked.connect(self._on_ban)
        self.ban.setAutoDefault(True)
        self.exclude = QPushButton()
        self.exclude.clicked.connect(self._on_exclude)
        self.exclude.setAutoDefault(True)
        self.own.textChanged.connect(self._offer)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for widget in (self.title, self.list, self.own, self.exclude, self.ban):
            column.addWidget(widget)
        self.setFixedWidth(WIDTH)
        self.retranslate()

    def open(self, place: Place, word: QRect) -> None:
        """Below the word, which is given in global places; above where there is no room below."""
        self._place = place
        self.retranslate()
        self._fill(place)
        self.own.clear()
        self.adjustSize()
        screen = QGuiApplication.screenAt(word.center()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        spot = word.bottomLeft() + QPoint(-8, 6)
        if spot.y() + self.height() > room.bottom():
            spot.setY(max(word.top() - 6 - self.height(), room.top()))
        spot.setX(max(room.left(), min(spot.x(), room.right() - self.width())))
        self.move(spot)
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, place: Place) -> None:
        self.list.clear()
        for candidate in place.candidates:
            text = self._readable(candidate, place)
            if candidate.token == place.token:
                text = place.word
            item = QListWidgetItem(text)
            share = math.exp(candidate.score)
            item.setData(SHARE, share)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text}, {percent(share)}")
            font = item.font()
            font.setBold(candidate.token == place.token)
            item.setFont(font)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        rows = min(self.list.count(), MOST)
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + 2 if rows else 0)
        self.list.setVisible(bool(rows))

    def _readable(self, candidate: Candidate, place: Place) -> str:
        """Bytes of a character that no single token writes are no text yet. Dots: it ends a word."""
        if found := BYTE.fullmatch(candidate.text):
            return self.tr("(part of a rare character, {byte})").format(byte=found[1])
        glued = place.space and candidate.text[:1].isalnum()
        return "…" * bool(glued) + candidate.text.strip() or self.tr("(end of the sentence)")

    def _decide(self) -> Place | None:
        place, self._place = self._place, None
        self.hide()
        return place

    def _on_item(self, item: QListWidgetItem) -> None:
        row = self.list.row(item)
        if place := self._decide():
            self.picked.emit(place, place.candidates[row])

    def _on_own(self) -> None:
        text = self.own.text().strip()
        if text and (place := self._decide()):
            self.typed.emit(place, text)

    def _on_ban(self) -> None:
        if place := self._decide():
            self.banned.emit(place)

    def _on_exclude(self) -> None:
        text = self.own.text().strip()
        if text and self._decide():
            self.excluded.emit(text)

    def _offer(self) -> None:
        """What is typed may be written here, by Enter, or be banned from the whole text."""
        text = self.own.text().strip()
        self.exclude.setVisible(bool(text))
        #: A button that forbids the word that was typed, in the whole text.
        self.exclude.setText(self.tr("Never “{word}”").format(word=text))
        self.adjustSize()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the list: Enter takes, Delete bans, and a letter begins a word of one's own."""
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            item = self.list.currentItem()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item:
                self._on_item(item)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._on_ban()
                return True
            if event.text().strip() and event.text().isprintable():
                self.own.setFocus()
                self.own.insert(event.text())
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._home.activateWindow()
        self._home.setFocus()
        if self._place is not None:
            self._place = None
            self.dismissed.emit()

    def retranslate(self) -> None:
        word = self._place.word if self._place else ""
        #: The heading of the list of alternatives for a word.
        self.title.setText(self.tr("In place of “{word}”").format(word=word))
        self.setAccessibleName(self.title.text())
        self.list.setAccessibleName(self.title.text())
        self.own.setPlaceholderText(self.tr("A word of your own"))
        self.own.setAccessibleName(self.own.placeholderText())
        self._offer()
        #: A button that forbids this word at this place.
        self.ban.setText(self.tr("Anything but “{word}”").format(word=word))


class CandidateDelegate(QStyledItemDelegate):
    """A row: the word, a thin bar as long as its probability, and the number."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        box, colours = option.rect.adjusted(GAP // 2, 0, -GAP // 2, 0), option.palette
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color(QPalette.ColorRole.AlternateBase))
            painter.drawRoundedRect(option.rect, 6, 6)
        share = index.data(SHARE)
        painter.setPen(colours.color(QPalette.ColorRole.PlaceholderText))
        number = QRect(box.right() - NUMBER, box.top(), NUMBER, box.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, percent(share))
        bar = QRect(number.left() - GAP - BAR, box.center().y() - 1, BAR, 4)
        painter.fillRect(bar, colours.color(QPalette.ColorRole.Mid))
        bar.setWidth(max(round(BAR * share), 1))
        painter.fillRect(bar, colours.color(QPalette.ColorRole.Accent))
        word = QRect(box.topLeft(), QPoint(bar.left() - GAP, box.bottom()))
        painter.setFont(option.font)
        painter.setPen(colours.color(QPalette.ColorRole.Text))
        text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, word.width())
        painter.drawText(word, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(WIDTH, option.fontMetrics.height() + 10)
