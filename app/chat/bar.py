"""Above the transcript: the language of the conversation, the model, and how much of it that sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from app.following import Following
from app.language import language_name
from engine.cards import CHAT, InstalledModel


class ChatBar(Following, QWidget):
    changed = Signal()  # another language or model is chosen

    def __init__(self, stop: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models: Sequence[InstalledModel] = ()
        self.language, self.model, self.meter = QComboBox(), QComboBox(), QLabel()
        self.meter.setObjectName("muted")
        button = QToolButton()
        button.setDefaultAction(stop)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.language)
        self._told: Callable[[], None] = self.meter.clear  # says again what the meter says
        row.addWidget(self.meter, 1)
        row.addWidget(self.model)
        row.addWidget(button)
        for picker in (self.language, self.model):
            picker.activated.connect(self.changed)
        self.language.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.retranslate()

    @property
    def has_model(self) -> bool:
        return bool(self._models)

    def has(self, model: object) -> bool:
        """Whether a model of this name is installed."""
        return any(installed.name == model for installed in self._models)

    @property
    def model_name(self) -> str | None:
        """None: the best there is."""
        return self.model.currentData() or None

    @property
    def chosen_language(self) -> str:
        """Empty: as the user writes."""
        return self.language.currentData() or ""

    def offer(self, models: Sequence[InstalledModel]) -> None:
        """Takes what is installed."""
        self._models = [m for m in models if m.card is not None and m.card.task == CHAT]
        self._fill()

    def show_language(self, language: str) -> None:
        with QSignalBlocker(self.language):
            self.language.setCurrentIndex(max(self.language.findData(language), 0))

    def show_loading(self) -> None:
        self._told = self.show_loading
        self.meter.setText(self.tr("Loading the model…"))

    def show_seen(self, seen: int, asked: int, *, cut: bool, apart: bool = False) -> None:
        """How much of the conversation the model can still read.

        cut: of a long turn only the end; apart: the turn that tells the user's name, and the latest.
        """
        self._told = partial(self.show_seen, seen, asked, cut=cut, apart=apart)
        #: How many of the turns of a conversation fit into what the model reads.
        said = self.tr("The model sees the last {seen} of {all} turns") if seen < asked else ""
        if apart:
            said = self.tr("The model sees {seen} of {all} turns: your name and the last")
        if cut:
            said = self.tr("The model sees only the end of a long turn")
        self.meter.setText(said.format(seen=seen, all=asked))

    def _fill(self) -> None:
        with QSignalBlocker(self.model), QSignalBlocker(self.language):
            chosen, spoken = self.model.currentData(), self.language.currentData()
            self.model.clear()
            self.model.addItem(self.tr("Best model"), "")
            for model in self._models:
                self.model.addItem(model.name, model.name)
            self.model.setCurrentIndex(max(self.model.findData(chosen), 0))
            self.language.clear()
            self.language.addItem(self.tr("As you write"), "")
            for code in sorted({source for m in self._models if m.card for source, _ in m.card.pairs}):
                self.language.addItem(language_name(code), code)
            self.language.setCurrentIndex(max(self.language.findData(spoken), 0))
        self.model.setVisible(len(self._models) > 1)

    def retranslate(self) -> None:
        self.model.setAccessibleName(self.tr("Model"))
        self.language.setAccessibleName(self.tr("Language of the conversation"))
        for picker in (self.model, self.language):
            picker.setToolTip(picker.accessibleName())
        self._fill()
        self._told()
