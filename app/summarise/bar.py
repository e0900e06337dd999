"""What is wanted of a document: its language, the kind of summary and its length, by which model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QToolButton, QWidget

from app.following import Following
from app.language import LANGUAGES, QT_TRANSLATE_NOOP, language_name
from engine.cards import SUMMARISE, InstalledModel

translate = QCoreApplication.translate

EXTRACT, POINTS = "extract", "points"
# What may be chosen: its name and what it is.
MODES = {
    "auto": (
        QT_TRANSLATE_NOOP("SummariseBar", "Automatic"),
        QT_TRANSLATE_NOOP("SummariseBar", "As texts of this kind are usually summed up"),
    ),
    "headline": (
        QT_TRANSLATE_NOOP("SummariseBar", "Headline"),
        QT_TRANSLATE_NOOP("SummariseBar", "A few words, as above an article"),
    ),
    "sentence": (
        QT_TRANSLATE_NOOP("SummariseBar", "One sentence"),
        QT_TRANSLATE_NOOP("SummariseBar", "What it is about, in a sentence"),
    ),
    "sentences": (
        QT_TRANSLATE_NOOP("SummariseBar", "A few sentences"),
        QT_TRANSLATE_NOOP("SummariseBar", "What happens in it, in one to three sentences; best for talks"),
    ),
    POINTS: (
        QT_TRANSLATE_NOOP("SummariseBar", "Key points"),
        QT_TRANSLATE_NOOP("SummariseBar", "A list, a short sentence on each part of the text"),
    ),
    "full": (
        QT_TRANSLATE_NOOP("SummariseBar", "Full"),
        QT_TRANSLATE_NOOP(
            "SummariseBar", "A text of some sentences that goes through all parts of the document"
        ),
    ),
    EXTRACT: (
        QT_TRANSLATE_NOOP("SummariseBar", "Key sentences"),
        QT_TRANSLATE_NOOP("SummariseBar", "Sentences taken from the text word for word; needs no model"),
    ),
}
LENGTHS = {
    "short": QT_TRANSLATE_NOOP("SummariseBar", "Short"),
    "medium": QT_TRANSLATE_NOOP("SummariseBar", "Medium"),
    "long": QT_TRANSLATE_NOOP("SummariseBar", "Long"),
}


class SummariseBar(Following, QWidget):
    """Pickers, the button that begins, and the one that stops."""

    changed = Signal()
    begun = Signal()

    def __init__(self, stop: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models: Sequence[InstalledModel] = ()
        self._found = ""  # the language that the text seems to be in
        self.language, self.mode, self.length, self.model = (QComboBox() for _ in range(4))
        self.go = QPushButton()
        for picker in (self.language, self.mode, self.length, self.model):
            picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            picker.activated.connect(self._on_choice)
        for name in MODES:
            self.mode.addItem("", name)
        self.mode.insertSeparator(self.mode.findData(EXTRACT))
        for name in LENGTHS:
            self.length.addItem("", name)
        self.length.setCurrentIndex(1)
        stop_button = QToolButton()
        stop_button.setDefaultAction(stop)
        stop_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        stop_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.language, self.mode, self.length, self.go):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.model)
        row.addWidget(stop_button)
        self.go.clicked.connect(self.begun)
        self.retranslate()

    @property
    def chosen_language(self) -> str:
        """Empty: as found."""
        return self.language.currentData() or ""

    @property
    def kind(self) -> str:
        """A key of MODES."""
        return str(self.mode.currentData())

    @property
    def amount(self) -> str:
        """A key of LENGTHS."""
        return str(self.length.currentData())

    @property
    def model_name(self) -> str | None:
        return self.model.currentData() or None

    @property
    def state(self) -> dict[str, Any]:
        """What is to be remembered."""
        return {"language": self.chosen_language, "mode": self.kind, "length": self.amount}

    def restore(self, state: dict[str, Any]) -> None:
        for name, picker in (("language", self.language), ("mode", self.mode), ("length", self.length)):
            if name in state:  # the line between the kinds has no data, and so None would be found
                picker.setCurrentIndex(max(picker.findData(str(state[name])), 0))
        self._on_mode()

    def offer(self, models: Sequence[InstalledModel]) -> None:
        self._models = [m for m in models if m.card is not None and m.card.task == SUMMARISE]
        self.retranslate()

    def has_model(self, language: str = "") -> bool:
        """Whether any model summarises at all, or in one language."""
        return any(m.card and (not language or m.card.does(SUMMARISE, language)) for m in self._models)

    def show_found(self, language: str) -> None:
        """The language that the text seems to be in; empty without a text."""
        self._found = language
        said = self.tr("Language: {language}") if language else self.tr("Language: as found")
        self.language.setItemText(0, said.format(language=language_name(language)))

    def _on_choice(self) -> None:
        self._on_mode()
        self.changed.emit()

    def _on_mode(self) -> None:
        name, about = MODES[self.kind]
        self.mode.setToolTip(f"{translate('SummariseBar', name)}: {translate('SummariseBar', about)}")

    def retranslate(self) -> None:
        self.go.setText(self.tr("Summarise"))
        self.go.setToolTip(self.tr("Summarise the text (Ctrl+Return)"))
        for picker, name in (
            (self.language, self.tr("Language of the text")),
            (self.mode, self.tr("Kind of summary")),
            (self.length, self.tr("Length")),
            (self.model, self.tr("Model")),
        ):
            picker.setAccessibleName(name)
            picker.setToolTip(name)
        for name, (text, about) in MODES.items():
            place = self.mode.findData(name)
            self.mode.setItemText(place, translate("SummariseBar", text))
            self.mode.setItemData(place, translate("SummariseBar", about), Qt.ItemDataRole.ToolTipRole)
        for place, text in enumerate(LENGTHS.values()):
            self.length.setItemText(place, translate("SummariseBar", text))
        spoken, model = self.chosen_language, self.model_name
        known = {source for m in self._models if m.card for source, _ in m.card.pairs}
        with QSignalBlocker(self.language), QSignalBlocker(self.model):
            self.language.clear()
            self.language.addItem("", "")
            for code in sorted(LANGUAGES.keys() | known, key=language_name):
                self.language.addItem(language_name(code), code)
            self.language.setCurrentIndex(max(self.language.findData(spoken), 0))
            self.model.clear()
            self.model.addItem(self.tr("Best model"), "")
            for installed in self._models:
                self.model.addItem(installed.name, installed.name)
            self.model.setCurrentIndex(max(self.model.findData(model), 0))
        self.model.setVisible(len(self._models) > 1)
        self.show_found(self._found)
        self._on_mode()
