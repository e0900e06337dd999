"""The list of conversations, and the search through all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.chat.conversation import Conversation
from app.chat.store import Hit
from app.following import Following

_ID, _TURN = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_AROUND = 24  # characters shown before what was found


class Archive(Following, QWidget):
    """Newest first. A double click or F2 renames, Delete removes."""

    begun = Signal()  # a new conversation
    chosen = Signal(int, object)  # a conversation, and the turn that was found in it or None
    renamed = Signal(int, str)
    removed = Signal(int)
    sought = Signal(str)
    exported = Signal(str)  # "md", "txt" or "json"
    imported = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search, self.list = QLineEdit(), QListWidget()
        self.new, self.more = QPushButton(), QToolButton()
        self.search.setClearButtonEnabled(True)
        self.list.setObjectName("plain")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.menu = QMenu(self)
        self.exports = {kind: QAction(self) for kind in ("md", "txt", "json")}
        self.take_in, self.remove = QAction(self), QAction(self)
        self.remove.setShortcuts([QKeySequence(QKeySequence.StandardKey.Delete)])
        self.remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.list.addAction(self.remove)
        self.menu.addActions([*self.exports.values(), self.take_in])
        self.menu.addSeparator()
        self.menu.addAction(self.remove)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._gone, self.undo = QLabel(), QPushButton()
        self._bring_back: Callable[[], object] | None = None
        self._gone.setObjectName("muted")
        top, bottom = QHBoxLayout(), QHBoxLayout()
        for row, widgets in ((top, (self.new, self.more)), (bottom, (self._gone, self.undo))):
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(widgets[0], 1)
            row.addWidget(widgets[1])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addLayout(bottom)
        self.new.clicked.connect(self.begun)
        self.search.textChanged.connect(self.sought)
        self.list.currentItemChanged.connect(self._on_current)
        self.list.itemChanged.connect(self._on_renamed)
        self.remove.triggered.connect(self._on_remove)
        self.undo.clicked.connect(self._on_undo)
        self.take_in.triggered.connect(self.imported)
        for action in self.exports.values():
            action.triggered.connect(self._on_export)
        self.offer_undo(None)
        self.retranslate()
        self.recolour()

    def show_conversations(self, conversations: Sequence[Conversation], current: int | None) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for conversation in conversations:
                item = QListWidgetItem(conversation.title or self.tr("New conversation"))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                item.setData(_ID, conversation.id)
                item.setToolTip(conversation.title)
                self.list.addItem(item)
                if conversation.id == current:
                    self.list.setCurrentItem(item)
        self._enable(current is not None)

    def show_hits(self, hits: Sequence[Hit], sought: str) -> None:
        """What was found, with a little of the text around it."""
        with QSignalBlocker(self.list):
            self.list.clear()
            for hit in hits:
                place = max(hit.turn.text.lower().find(sought.strip().lower()), 0)
                begin = max(place - _AROUND, 0)
                text = " ".join(hit.turn.text[begin : place + 120].split())
                item = QListWidgetItem(f"{hit.conversation.title}\n{'…' if begin else ''}{text}")
                item.setData(_ID, hit.conversation.id)
                item.setData(_TURN, hit.turn.id)
                item.setToolTip(hit.turn.text[:500])
                self.list.addItem(item)
            if not hits:
                nothing = QListWidgetItem(self.tr("Nothing was found."))
                nothing.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(nothing)

    def _enable(self, there: bool) -> None:
        for action in (*self.exports.values(), self.remove):
            action.setEnabled(there)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_ID):
            self.chosen.emit(item.data(_ID), item.data(_TURN))
            self._enable(True)

    def _on_renamed(self, item: QListWidgetItem) -> None:
        if item.text().strip():
            self.renamed.emit(item.data(_ID), item.text().strip())

    def _on_remove(self) -> None:
        item = self.list.currentItem()
        if item is not None and item.data(_ID):
            self.removed.emit(item.data(_ID))

    def _on_undo(self) -> None:
        bring_back = self._bring_back
        self.offer_undo(None)
        if bring_back is not None:
            bring_back()

    def offer_undo(self, bring_back: Callable[[], object] | None) -> None:
        """Something was deleted, which this brings back; None: there is nothing to bring back."""
        self._bring_back = bring_back
        self._gone.setVisible(bring_back is not None)
        self.undo.setVisible(bring_back is not None)

    def _on_export(self) -> None:
        kind = next(kind for kind, action in self.exports.items() if action is self.sender())
        self.exported.emit(kind)

    def retranslate(self) -> None:
        self.new.setText(self.tr("New conversation"))
        self.search.setPlaceholderText(self.tr("Search all conversations"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.list.setAccessibleName(self.tr("Conversations"))
        self.more.setToolTip(self.tr("Export, import, delete"))
        self.more.setAccessibleName(self.more.toolTip())
        self.exports["md"].setText(self.tr("Export as Markdown…"))
        self.exports["txt"].setText(self.tr("Export as text…"))
        self.exports["json"].setText(self.tr("Export with all branches (JSON)…"))
        self.take_in.setText(self.tr("Import a conversation…"))
        self.remove.setText(self.tr("Delete conversation"))
        self._gone.setText(self.tr("Deleted"))
        self.undo.setText(self.tr("Bring back"))

    def recolour(self) -> None:
        self.new.setIcon(theme.icon("add"))
        self.more.setIcon(theme.icon("more"))
