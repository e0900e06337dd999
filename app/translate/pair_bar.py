"""From which language to which, by which model: only what the installed models offer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.following import Following
from app.language import language_name
from engine.cards import InstalledModel
from engine.tasks.routes import pivots

Pair = tuple[str, str]


class PairBar(Following, QWidget):
    """Pickers for both languages and the model. `pair` is ("", "") when no model is installed."""

    changed = Signal()

    def __init__(
        self, swap: QAction, stop: QAction, parent: QWidget | None = None, *, through: bool = False
    ) -> None:
        """through: pairs that no model goes directly are offered, too, by way of a third language."""
        super().__init__(parent)
        self._through = through
        self._pivots: dict[Pair, str] = {}
        self._models: Sequence[InstalledModel] = ()
        self._pairs: list[Pair] = []
        self._swap = swap
        self.source, self.target, self.model = QComboBox(), QComboBox(), QComboBox()
        for picker in (self.source, self.target, self.model):
            picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            picker.setMinimumWidth(112)
        self.model.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.source)
        row.addWidget(_button(swap))
        row.addWidget(self.target)
        row.addStretch()
        row.addWidget(self.model)
        stop_button = _button(stop)
        stop_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row.addWidget(stop_button)
        self.source.activated.connect(self._on_source)
        self.target.activated.connect(self._on_target)
        self.model.activated.connect(self.changed)
        self.retranslate()

    @property
    def pair(self) -> Pair:
        return self.source.currentData() or "", self.target.currentData() or ""

    @property
    def pivot(self) -> str:
        """The language that the translation goes through; "" where a model goes directly."""
        return self._pivots.get(self.pair, "")

    @property
    def model_name(self) -> str | None:
        """The model that the user wants, or None for the best one."""
        return self.model.currentData() or None

    def offer(self, models: Sequence[InstalledModel], pair: Pair, model: str) -> None:
        """Takes what is installed and what was chosen last."""
        self._models = models
        direct = {p for m in models if m.card and m.card.task == "translate" for p in m.card.pairs}
        self._pivots = pivots(models) if self._through else {}
        self._pairs = sorted(direct | self._pivots.keys())
        if pair not in self._pairs and self._pairs:
            pair = self._pairs[0]
        self._fill(pair, model)

    def choose(self, pair: Pair, model: str) -> None:
        if pair in self._pairs:
            self._fill(pair, model)

    def can_swap(self) -> bool:
        return self.pair[::-1] in self._pairs

    def swap(self) -> None:
        if self.can_swap():
            self._fill(self.pair[::-1], "")
            self.changed.emit()

    def _on_source(self) -> None:
        source, target = self.pair
        targets = [b for a, b in self._pairs if a == source]
        self._fill((source, target if target in targets else targets[0]), self.model_name or "")
        self.changed.emit()

    def _on_target(self) -> None:
        self._fill(self.pair, self.model_name or "")
        self.changed.emit()

    def _fill(self, pair: Pair, model: str) -> None:
        source, target = pair
        _fill(self.source, sorted({a for a, _ in self._pairs}), source)
        _fill(self.target, [b for a, b in self._pairs if a == source], target)
        for place in range(self.target.count()):
            if pivot := self._pivots.get((source, self.target.itemData(place))):
                said = self.tr("{target} (through {language})")
                name = self.target.itemText(place)
                self.target.setItemText(place, said.format(target=name, language=language_name(pivot)))
        self._swap.setEnabled(self.can_swap())
        with QSignalBlocker(self.model):
            self.model.clear()
            self.model.addItem(self.tr("Best model"), "")
            for installed in self._models:
                if installed.card is None:
                    self._add_damaged(installed)
                elif installed.card.translates(source, target):
                    self.model.addItem(installed.name, installed.name)
                    tip = installed.card.description
                    self.model.setItemData(self.model.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
            self.model.setCurrentIndex(max(self.model.findData(model), 0))
        for picker in (self.source, self.target, self.model):
            picker.setEnabled(bool(self._pairs))

    def _add_damaged(self, installed: InstalledModel) -> None:
        self.model.addItem(self.tr("{name} (damaged)").format(name=installed.name), installed.name)
        items = self.model.model()
        assert isinstance(items, QStandardItemModel)
        item = items.item(items.rowCount() - 1)
        item.setEnabled(False)
        item.setToolTip(installed.damage)

    def retranslate(self) -> None:
        self.source.setAccessibleName(self.tr("Language of your text"))
        self.target.setAccessibleName(self.tr("Language of the translation"))
        self.model.setAccessibleName(self.tr("Model"))
        for picker in (self.source, self.target, self.model):
            picker.setToolTip(picker.accessibleName())
        self._fill(self.pair, self.model_name or "")


def _fill(picker: QComboBox, codes: Sequence[str], chosen: str) -> None:
    with QSignalBlocker(picker):
        picker.clear()
        for code in codes:
            picker.addItem(language_name(code), code)
        picker.setCurrentIndex(picker.findData(chosen))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
