"""What is compared: the languages, an example, one more model, and the plot below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from app import theme
from app.following import Following
from app.lab.presets import LANGUAGE, SENTENCES
from app.language import language_name


class CompareBar(Following, QWidget):
    def __init__(
        self, pairs: Sequence[tuple[str, str]], stop: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.pair, self.preset = QComboBox(), QComboBox()
        self.add, self.plot = QToolButton(), QToolButton()
        for picker in (self.pair, self.preset):
            picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for pair in pairs:
            self.pair.addItem("", pair)
        self.plot.setObjectName("view")
        self.plot.setCheckable(True)
        stop_button = QToolButton()
        stop_button.setDefaultAction(stop)
        for button in (self.add, self.plot, stop_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for button in (self.add, self.plot):
            button.setIconSize(QSize(16, 16))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.pair, self.preset, self.add):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.plot)
        row.addWidget(stop_button)
        self.retranslate()
        self.recolour()

    def show_example(self, text: str) -> None:
        """Names the example that stands in the editor, if it is one."""
        self.preset.setCurrentIndex(max(self.preset.findData(text), 0))

    def fill_presets(self) -> None:
        pair = self.pair.currentData()
        with QSignalBlocker(self.preset):
            self.preset.clear()
            self.preset.addItem(self.tr("Example sentences"), "")
            for sentence in SENTENCES:
                self.preset.addItem(self.tr("{n} words").format(n=len(sentence.split())), sentence)
        self.preset.setEnabled(bool(pair) and pair[0] == LANGUAGE)

    def retranslate(self) -> None:
        chosen = self.preset.currentData()
        for row in range(self.pair.count()):
            source, target = self.pair.itemData(row)
            #: From one language to another.
            said = self.tr("{source} → {target}")
            self.pair.setItemText(
                row, said.format(source=language_name(source), target=language_name(target))
            )
        self.pair.setAccessibleName(self.tr("Languages"))
        self.pair.setToolTip(self.pair.accessibleName())
        self.fill_presets()
        self.show_example(chosen)
        self.preset.setAccessibleName(self.tr("Example sentences of growing length"))
        self.preset.setToolTip(self.preset.accessibleName())
        self.add.setText(self.tr("Add a model"))
        self.add.setToolTip(self.tr("One more column; four at most"))
        self.plot.setText(self.tr("BLEU by length"))
        self.plot.setToolTip(self.tr("How good the models are on short and long sentences"))

    def recolour(self) -> None:
        self.add.setIcon(theme.icon("add"))
