"""Choosing whose attention is shown: all layers, one layer, or one head of it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.attention.weights import Choice
from app.following import Following

NARROWEST = 72  # pixels, a box where other docks take the room


class HeadPicker(Following, QWidget):
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer, self._head = QComboBox(), QComboBox()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for box in (self._layer, self._head):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMinimumWidth(NARROWEST)
            box.addItem("", None)
            row.addWidget(box)
        self.retranslate()
        self._layer.currentIndexChanged.connect(self._choose)
        self._head.currentIndexChanged.connect(self._choose)

    @property
    def choice(self) -> Choice:
        layer = self._layer.currentData()
        return Choice(layer, None if layer is None else self._head.currentData())

    @property
    def has_layers(self) -> bool:
        return self._layer.count() > 1

    def set_sizes(self, layers: int, heads: int) -> None:
        """Offer the layers and heads of a network; one that it lacks is no longer chosen."""
        if (layers, heads) == (self._layer.count() - 1, self._head.count() - 1):
            return
        for box, count in ((self._layer, layers), (self._head, heads)):
            chosen = box.currentIndex()
            with QSignalBlocker(box):
                box.clear()
                for place in (None, *range(count)):
                    box.addItem("", place)
                box.setCurrentIndex(chosen if chosen <= count else 0)
        self.retranslate()

    def choose(self, layer: int, head: int) -> None:
        self._layer.setCurrentIndex(layer + 1)
        self._head.setCurrentIndex(head + 1)

    def _choose(self) -> None:
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        self._head.setEnabled(self._layer.currentData() is not None)
        if self._head.isEnabled():
            self._head.setToolTip(self.tr("One attention head, or all heads of the layer together"))
        else:
            self._head.setToolTip(self.tr("Choose a layer first: heads are numbered within a layer"))

    def words(self) -> dict[str, str]:
        """The words of the picker, for one that is made elsewhere."""
        return {
            "layer": self.tr("Layer"),
            "head": self.tr("Head"),
            "layers": self.tr("All layers"),
            "heads": self.tr("All heads"),
            "one_layer": self.tr("Layer %1"),
            "one_head": self.tr("Head %1"),
        }

    def retranslate(self) -> None:
        words = self.words()
        self._layer.setAccessibleName(words["layer"])
        self._layer.setToolTip(self.tr("One layer, or all of them together"))
        self._head.setAccessibleName(words["head"])
        self._layer.setItemText(0, words["layers"])
        self._head.setItemText(0, words["heads"])
        for number in range(1, self._layer.count()):
            self._layer.setItemText(number, words["one_layer"].replace("%1", str(number)))
        for number in range(1, self._head.count()):
            self._head.setItemText(number, words["one_head"].replace("%1", str(number)))
        self._explain()
