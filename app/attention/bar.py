"""The bar above the views: which view, whose attention, how it is shown, and taking it home."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app import theme
from app.attention.kinds import ALIGNMENT, CROSS, DECODER, ENCODER
from app.attention.picker import NARROWEST, HeadPicker
from app.attention.sheet import Scale
from app.attention.takehome import TakeHome
from app.attention.weights import Choice
from app.following import Following

MAP, LINES, HEADS, TABLE = range(4)  # the views
SCALES: tuple[Scale, ...] = ("", "target", "source")


class AttentionBar(Following, QWidget):
    changed = Signal()  # what is to be shown, or how
    view_changed = Signal(int)

    def __init__(self, take_home: TakeHome) -> None:
        super().__init__()
        self._take_home = take_home
        self.views = QButtonGroup(self)
        views = QHBoxLayout()
        views.setSpacing(0)
        for view in (MAP, LINES, HEADS, TABLE):
            button = QToolButton()
            button.setObjectName("view")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.views.addButton(button, view)
            views.addWidget(button)
        self.views.button(MAP).setChecked(True)
        self.kinds, self.picker = QComboBox(), HeadPicker()
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kinds.setMinimumWidth(NARROWEST)
        for kind in (CROSS, ALIGNMENT, ENCODER, DECODER):
            self.kinds.addItem("", kind)
        self.reading = QLabel()
        self.reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reading.setTextFormat(Qt.TextFormat.PlainText)
        self.show_menu = QMenu(self)
        self.words, self.special, self.punctuation = QAction(self), QAction(self), QAction(self)
        self._sums = QActionGroup(self)
        self._scales = QActionGroup(self)
        self._fill_show_menu()
        self.inspect = QToolButton()  # leads to more, where there is more
        self.inspect.setIconSize(QSize(16, 16))
        self.inspect.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.inspect.hide()
        self._show, self._save = _menu_button(self.show_menu), _menu_button(take_home)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(views)
        row.addWidget(self.kinds)
        row.addWidget(self.picker)
        row.addWidget(self.reading, 1)
        row.addWidget(self.inspect)
        row.addWidget(self._show)
        row.addWidget(self._save)
        self.views.idToggled.connect(self._on_view)
        self.kinds.currentIndexChanged.connect(self._on_kind)
        self.picker.changed.connect(self.changed)
        self.retranslate()
        self.recolour()

    def _fill_show_menu(self) -> None:
        for action in (self.words, self.special, self.punctuation):
            action.setCheckable(True)
            action.setChecked(action is self.punctuation)
            action.toggled.connect(self.changed)
            self.show_menu.addAction(action)
        self.show_menu.addSeparator()
        for maximum in (False, True):
            action = self._sums.addAction("")
            action.setCheckable(True)
            action.setChecked(not maximum)
            action.setData(maximum)
            action.triggered.connect(self.changed)
            self.show_menu.addAction(action)
        self.show_menu.addSeparator()
        for scale in SCALES:
            action = self._scales.addAction("")
            action.setCheckable(True)
            action.setChecked(not scale)
            action.setData(scale)
            action.triggered.connect(self.changed)
            self.show_menu.addAction(action)

    @property
    def view(self) -> int:
        return self.views.checkedId()

    @property
    def kind(self) -> int:
        kind: int = self.kinds.currentData()
        return kind

    @property
    def choice(self) -> Choice:
        return replace(self.picker.choice, maximum=self._sums.checkedAction().data())

    @property
    def scale(self) -> Scale:
        scale: Scale = self._scales.checkedAction().data()
        return scale

    @property
    def state(self) -> dict[str, Any]:
        """How it is shown, to be remembered."""
        return {
            "view": self.view,
            "kind": self.kind,
            "words": self.words.isChecked(),
            "special": self.special.isChecked(),
            "punctuation": self.punctuation.isChecked(),
            "maximum": self.choice.maximum,
            "scale": self.scale,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """What is missing or unknown, as from another version, stays as it is."""
        for button in self.views.buttons():
            if self.views.id(button) == state.get("view"):
                button.setChecked(True)
        self.words.setChecked(state.get("words") is True)
        self.special.setChecked(state.get("special") is True)
        self.punctuation.setChecked(state.get("punctuation") is not False)
        self.kinds.setCurrentIndex(max(self.kinds.findData(state.get("kind")), 0))
        for group, name in ((self._scales, "scale"), (self._sums, "maximum")):
            for action in group.actions():
                if action.data() == state.get(name):
                    action.setChecked(True)

    def read(self, reading: str) -> None:
        self.reading.setText(reading)
        self.reading.setToolTip(reading)  # it may be cut off in a narrow window

    def offer_inspection(self, action: QAction) -> None:
        self.inspect.setDefaultAction(action)
        self.inspect.show()

    def set_ready(self, ready: bool) -> None:
        self._take_home.set_ready(ready)
        self._save.setEnabled(ready)

    def _on_view(self, view: int, checked: bool) -> None:
        if checked:
            self._show_picker()
            # A grid of small maps is of pieces, each with its own weights.
            for action in (self.words, *self._scales.actions(), *self._sums.actions()):
                action.setEnabled(view != HEADS)
            self.view_changed.emit(view)

    def _on_kind(self) -> None:
        self._show_picker()
        self.changed.emit()

    def _show_picker(self) -> None:
        """The alignment has its own layer and head."""
        self.picker.setVisible(self.view != HEADS and self.kind != ALIGNMENT)

    def retranslate(self) -> None:
        kinds = {
            CROSS: (self.tr("Cross-attention"), self.tr("Where the output looks in the input")),
            ALIGNMENT: (
                self.tr("Alignment"),
                self.tr("The layer and head of the cross-attention that agree best with links made by hand"),
            ),
            ENCODER: (self.tr("Encoder"), self.tr("Self-attention: where the input looks in itself")),
            DECODER: (self.tr("Decoder"), self.tr("Self-attention: where the output looks in itself")),
        }
        for kind, (text, tip) in kinds.items():
            place = self.kinds.findData(kind)
            self.kinds.setItemText(place, text)
            self.kinds.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)
        self.kinds.setAccessibleName(self.tr("Which attention"))
        self.kinds.setToolTip(self.tr("Which attention is shown"))
        views = {
            MAP: (self.tr("Map"), self.tr("The weights as colours")),
            LINES: (self.tr("Lines"), self.tr("A line between two words for each weight")),
            HEADS: (self.tr("Heads"), self.tr("A small map for each layer and head")),
            TABLE: (self.tr("Table"), self.tr("The weights as numbers, to sort and to read aloud")),
        }
        for view, (text, tip) in views.items():
            self.views.button(view).setText(text)
            self.views.button(view).setToolTip(tip)
        self.words.setText(self.tr("Whole words"))
        self.special.setText(self.tr("Special pieces (language tag, end of the sentence)"))
        self.punctuation.setText(self.tr("Punctuation"))
        for action, text in zip(
            self._sums.actions(),
            (self.tr("The mean over layers and heads"), self.tr("The maximum over layers and heads")),
            strict=True,
        ):
            action.setText(text)
        scales = {
            "": self.tr("Weights as the model has them"),
            "target": self.tr("Each word of the output adds up to 1"),
            "source": self.tr("Each word of the input adds up to 1"),
        }
        for action in self._scales.actions():
            action.setText(scales[action.data()])
        for button, text in (
            (self._show, self.tr("Words or pieces, and how weights are scaled")),
            (self._save, self.tr("Save or copy what is shown")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self._take_home.retranslate()

    def recolour(self) -> None:
        self._show.setIcon(theme.icon("more"))
        self._save.setIcon(theme.icon("save"))


def _menu_button(menu: QMenu) -> QToolButton:
    button = QToolButton()
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setIconSize(QSize(16, 16))
    return button
