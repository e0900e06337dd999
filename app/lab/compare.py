"""One sentence, two to four models beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.lab.column import Column
from app.lab.lengths import LengthPlot
from app.lab.manuscript import LabEditor
from app.lab.presets import LANGUAGE, SENTENCES
from app.language import language_name
from app.translate.editor import too_long
from engine.cards import InstalledModel, ModelCard
from engine.events import Event
from engine.requests import Translate
from engine.search.options import DecodingOptions

FEWEST, MOST = 2, 4  # columns
PAUSE = 400  # milliseconds without a key, then all of them translate


def attends(card: ModelCard) -> bool:
    """Only recurrent networks do without attention."""
    return card.network.get("kind") != "recurrent" or card.network.get("attention", "none") != "none"


def first_choice(models: Sequence[InstalledModel]) -> list[str]:
    """Two that differ in attention, and in no other thing if there are such; else the first two."""
    cards = {model.name: model.card for model in models if model.card}
    pairs = [
        (_differences(x.network, y.network), a, b)
        for a, x in cards.items()
        for b, y in cards.items()
        if attends(y) > attends(x)
    ]
    return list(min(pairs)[1:]) if pairs else list(cards)[:FEWEST]


def _differences(one: dict[str, Any], other: dict[str, Any]) -> int:
    """In how many things two networks differ; widths are fitted to the number of parameters."""
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys() if key != "width")


class Compare(QWidget):
    """The models translate one after another, as there is one engine; a change begins anew."""

    asked = Signal(object)  # a request; the window gives it its number
    dropped = Signal()  # what runs is no longer wanted
    said = Signal(str)  # a sentence that the user should see

    def __init__(
        self,
        models: Sequence[InstalledModel],
        stop: QAction,
        state: dict[str, Any],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.options = DecodingOptions()
        self._models = [model for model in models if model.card and model.card.task == "translate"]
        pairs = sorted({pair for model in self._models if model.card for pair in model.card.pairs})
        self._queue: list[Column] = []
        self._running: Column | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self.pair, self.preset, self.source = QComboBox(), QComboBox(), LabEditor()
        for picker in (self.pair, self.preset):
            picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for pair in pairs:
            self.pair.addItem("", pair)
        self.add, self.plot_button = QToolButton(), QToolButton()
        self.plot_button.setObjectName("view")
        self.plot_button.setCheckable(True)
        self.plot_button.setChecked(bool(state.get("plot", True)))
        for button in (self.add, self.plot_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setIconSize(QSize(16, 16))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.columns: list[Column] = []
        self._side_by_side = QSplitter(Qt.Orientation.Horizontal)
        self._side_by_side.setChildrenCollapsible(False)
        self._side_by_side.setHandleWidth(12)
        self.plot = LengthPlot()
        self._lay_out(stop)
        self._connect()
        self._restore(state)
        self.retranslate()
        self.recolour()

    def _lay_out(self, stop: QAction) -> None:
        stop_button = QToolButton()
        stop_button.setDefaultAction(stop)
        stop_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        stop_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for widget in (self.pair, self.preset, self.add):
            bar.addWidget(widget)
        bar.addStretch()
        bar.addWidget(self.plot_button)
        bar.addWidget(stop_button)
        self.source.setFixedHeight(64)
        below = self._upright = QSplitter(Qt.Orientation.Vertical)
        below.setChildrenCollapsible(False)
        below.setHandleWidth(8)
        below.addWidget(self._side_by_side)
        below.addWidget(self.plot)
        below.setStretchFactor(0, 4)
        below.setStretchFactor(1, 1)
        below.setSizes([790, 210])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(bar)
        column.addWidget(self.source)
        column.addWidget(below, 1)

    def _connect(self) -> None:
        self._timer.timeout.connect(self.request)
        self.source.edited.connect(self._on_edit)
        self.source.sent.connect(self.request)
        self.source.shortened.connect(lambda left_out: self.said.emit(too_long(left_out)))
        self.source.hovered.connect(self._on_source_hover)
        self.source.caret_moved.connect(self._point)
        self.pair.activated.connect(self._on_pair)
        self.preset.activated.connect(self._on_preset)
        self.add.clicked.connect(self._on_add)
        self.plot_button.toggled.connect(self.plot.setVisible)
        self.plot.setVisible(self.plot_button.isChecked())

    # What is remembered

    @property
    def state(self) -> dict[str, Any]:
        return {
            "pair": list(self.pair.currentData() or ()),
            "models": [column.model.name for column in self.columns if column.model],
            "text": self.source.text(),
            "plot": self.plot_button.isChecked(),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        wanted = state.get("pair")
        pairs = [
            self.pair.itemData(row) for row in range(self.pair.count())
        ]  # findData knows no equal tuples
        wishes = tuple(wanted) if isinstance(wanted, list) else (), ("en", "fr")
        self.pair.setCurrentIndex(next((pairs.index(pair) for pair in wishes if pair in pairs), 0))
        able = self._able()
        known = [model.name for model in able]
        wanted = state.get("models")
        names = [name for name in wanted if name in known] if isinstance(wanted, list) else []
        for name in names[:MOST] if len(names) >= FEWEST else first_choice(able):
            self._add_column(name)
        self._on_columns()
        text = state.get("text")
        if isinstance(text, str) and text:
            self.source.replace(text)

    def _able(self) -> list[InstalledModel]:
        """The models for the chosen pair of languages."""
        pair = self.pair.currentData()
        return [model for model in self._models if pair and model.card and model.card.translates(*pair)]

    # What the user does

    def request(self) -> None:
        """All columns translate what stands there now."""
        self._timer.stop()
        if self._running is not None:
            self._running = None
            self.dropped.emit()
        self._queue = []
        if self.source.text().strip():
            for column in self.columns:
                self._enqueue(column)
            self._next()

    def stop(self) -> None:
        """Nothing more is written; what is there stays."""
        self._timer.stop()
        self._running, self._queue = None, []
        for column in self.columns:
            column.stop()

    def _on_edit(self) -> None:
        self._queue, self._running = [], None
        for column in self.columns:
            column.clear()
        self.source.mark([])
        self.dropped.emit()
        self._retell()
        if self.source.text().strip():
            self._timer.start()
        else:
            self._timer.stop()

    def _on_preset(self, row: int) -> None:
        text = self.preset.itemData(row)
        if text:
            self.source.replace(text)
            self.request()

    def _on_pair(self) -> None:
        able = self._able()
        names = {model.name for model in able}
        chosen = [column.model.name for column in self.columns if column.model]
        kept = [name for name in chosen if name in names]
        wanted = kept if len(kept) >= FEWEST else first_choice(able)
        while self.columns:
            self._drop_column(self.columns[-1])
        for name in wanted:
            self._add_column(name)
        self._on_columns()
        self._fill_presets()
        self.request()

    def _on_add(self) -> None:
        taken = {column.model.name for column in self.columns if column.model}
        rest = [model.name for model in self._able() if model.name not in taken]
        column = self._add_column(rest[0] if rest else "")
        self._on_columns()
        column.picker.setFocus()
        self._again(column)

    def _remove(self, column: Column) -> None:
        self._drop_column(column)
        self._on_columns()
        self.columns[-1].picker.setFocus()
        self._next()

    def _on_chosen(self, column: Column) -> None:
        self._on_columns()
        self._again(column)

    # Columns

    def _add_column(self, name: str) -> Column:
        column = Column()
        column.offer(self._able(), name)
        column.chosen.connect(lambda: self._on_chosen(column))
        column.removed.connect(lambda: self._remove(column))
        column.pointed.connect(self._on_pointed)
        self.columns.append(column)
        self._side_by_side.addWidget(column)
        return column

    def _drop_column(self, column: Column) -> None:
        self._forget(column)
        self.columns.remove(column)
        column.hide()
        column.deleteLater()

    def _on_columns(self) -> None:
        """Other models are chosen, or more, or fewer."""
        self.add.setEnabled(0 < len(self.columns) < MOST)
        for column in self.columns:
            column.remove.setEnabled(len(self.columns) > FEWEST)
        self._side_by_side.setSizes([1000] * len(self.columns))
        cards = [column.model.card for column in self.columns if column.model and column.model.card]
        self.plot.show_cards(cards, "-".join(self.pair.currentData() or ()))

    # One after another

    def _again(self, column: Column) -> None:
        """This one translates anew, after those that are waiting."""
        self._forget(column)
        column.clear()
        if self.source.text().strip() and not self._timer.isActive():
            self._enqueue(column)
        self._next()

    def _enqueue(self, column: Column) -> None:
        column.wait(self.source.text())
        self._queue.append(column)

    def _forget(self, column: Column) -> None:
        self._queue = [other for other in self._queue if other is not column]
        if self._running is column:
            self._running = None
            self.dropped.emit()

    def _next(self) -> None:
        if self._running is not None or not self._queue:
            return
        column = self._running = self._queue.pop(0)
        model = column.model
        assert model is not None, "a column without a model was asked to translate"
        source, target = self.pair.currentData()
        self.asked.emit(
            Translate(
                number=0,
                text=self.source.text(),
                source_language=source,
                target_language=target,
                model=model.name,
                options=self.options,
            )
        )

    def take(self, event: Event) -> None:
        if self._running is not None:
            self._running.take(event)

    def go_on(self) -> None:
        """The request has ended, well or not: it is the next one's turn."""
        self._running = None
        self._point(self.source.caret())
        self._next()

    # Pointing

    def _on_source_hover(self, place: int | None) -> None:
        self._point(self.source.caret() if place is None else place)

    def _on_pointed(self, place: object) -> None:
        self._point(place if isinstance(place, int) else self.source.caret())

    def _point(self, place: int) -> None:
        """Marks the word at this place of the source, and what belongs to it in every column."""
        spans = [span for column in self.columns if (span := column.point(place)) is not None]
        self.source.mark(spans[:1])

    # Words

    def _fill_presets(self) -> None:
        pair = self.pair.currentData()
        with QSignalBlocker(self.preset):
            self.preset.clear()
            self.preset.addItem(self.tr("Example sentences"), "")
            for sentence in SENTENCES:
                self.preset.addItem(self.tr("{n} words").format(n=len(sentence.split())), sentence)
        self.preset.setEnabled(bool(pair) and pair[0] == LANGUAGE)

    def _retell(self) -> None:
        row = self.preset.findData(self.source.text())
        self.preset.setCurrentIndex(max(row, 0))

    def retranslate(self) -> None:
        for row in range(self.pair.count()):
            source, target = self.pair.itemData(row)
            #: From one language to another.
            said = self.tr("{source} → {target}")
            self.pair.setItemText(
                row, said.format(source=language_name(source), target=language_name(target))
            )
        self.pair.setAccessibleName(self.tr("Languages"))
        self.pair.setToolTip(self.pair.accessibleName())
        self._fill_presets()
        self._retell()
        self.preset.setAccessibleName(self.tr("Example sentences of growing length"))
        self.preset.setToolTip(self.preset.accessibleName())
        self.add.setText(self.tr("Add a model"))
        self.add.setToolTip(self.tr("One more column; four at most"))
        self.plot_button.setText(self.tr("BLEU by length"))
        self.plot_button.setToolTip(self.tr("How good the models are on short and long sentences"))
        if self._models:
            said = self.tr("Type a sentence, or choose an example.")
        else:
            said = self.tr("No translation model is installed. Put one into the folder of models.")
        self.source.setPlaceholderText(said)
        self.source.setAccessibleName(self.tr("Your sentence"))

    def recolour(self) -> None:
        self.add.setIcon(theme.icon("add"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self.recolour()
