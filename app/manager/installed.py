"""The models that are here, and those in the trash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.manager.card import Card
from engine.cards import SHIPPED, InstalledModel
from engine.shelf.library import Removed


class InstalledTab(QScrollArea):
    renamed = Signal(str)
    removed = Signal(str)
    measured = Signal(str)
    converted = Signal(str, str)
    preferred = Signal(str, str, bool)
    restored = Signal(object)  # a Removed
    emptied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.viewport().setAutoFillBackground(False)
        self.cards: list[Card] = []
        self.put_back: list[QPushButton] = []

    def show_models(
        self,
        models: Sequence[InstalledModel],
        defaults: Mapping[str, str],
        speeds: Mapping[str, float],
        trash: Sequence[Removed],
    ) -> None:
        place = self.verticalScrollBar().value()
        inner = QWidget()
        inner.setAutoFillBackground(False)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 12, 12, 0)
        column.setSpacing(8)
        own_first = sorted(models, key=lambda model: model.folder.parent == SHIPPED)
        self.cards = [Card(model, defaults, speeds.get(model.name)) for model in own_first]
        for card in self.cards:
            for name in ("renamed", "removed", "measured", "converted", "preferred"):
                getattr(card, name).connect(getattr(self, name))
            column.addWidget(card)
        self.put_back = []
        if trash:
            self._add_trash(trash, column)
        column.addStretch()
        self.setWidget(inner)
        self.verticalScrollBar().setValue(place)

    def card(self, name: str) -> Card:
        return next(card for card in self.cards if card.model.name == name)

    def _add_trash(self, trash: Sequence[Removed], column: QVBoxLayout) -> None:
        top = QHBoxLayout()
        heading, empty = QLabel(self.tr("Trash")), QPushButton(self.tr("Empty the trash"))
        heading.setObjectName("title")
        empty.setToolTip(self.tr("Delete these models for good"))
        empty.clicked.connect(self.emptied)
        top.addWidget(heading)
        top.addStretch()
        top.addWidget(empty)
        column.addSpacing(12)
        column.addLayout(top)
        for found in trash:
            row = QHBoxLayout()
            button = QPushButton(self.tr("Put back"))
            button.setAccessibleName(f"{button.text()}: {found.name}")
            button.clicked.connect(partial(self.restored.emit, found))
            row.addWidget(QLabel(found.name))
            row.addStretch()
            row.addWidget(button)
            self.put_back.append(button)
            column.addLayout(row)
