"""One sentence, two to four models beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from app.lab.bar import CompareBar
from app.lab.bench import Bench
from app.lab.choice import FEWEST, MOST, first_choice
from app.lab.column import Column
from app.lab.lengths import LengthPlot
from app.lab.manuscript import LabEditor
from app.translate.editor import too_long
from engine.cards import InstalledModel
from engine.events import Event
from engine.requests import Translate
from engine.search.options import DecodingOptions

PAUSE = 400  # milliseconds without a key, then all of them translate


class Compare(Bench):
    """The models translate one after another, as there is one engine; a change begins anew."""

    def __init__(self, models: Sequence[InstalledModel], stop: QAction, state: dict[str, Any]) -> None:
        super().__init__()
        self.options = DecodingOptions()
        self._models = [model for model in models if model.card and model.card.task == "translate"]
        pairs = sorted({pair for model in self._models if model.card for pair in model.card.pairs})
        self._queue: list[Column] = []
        self._running: Column | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self.bar, self.source = CompareBar(pairs, stop), LabEditor()
        self.pair, self.preset, self.add = self.bar.pair, self.bar.preset, self.bar.add
        self.plot_button = self.bar.plot
        self.plot_button.setChecked(bool(state.get("plot", True)))
        self.columns: list[Column] = []
        self._side_by_side = QSplitter(Qt.Orientation.Horizontal)
        self._side_by_side.setChildrenCollapsible(False)
        self._side_by_side.setHandleWidth(12)
        self.plot = LengthPlot()
        self._lay_out()
        self._connect()
        self._restore(state)
        self.retranslate()

    def _lay_out(self) -> None:
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
        column.addWidget(self.bar)
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
        self.bar.show_example(self.source.text())
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
        self.bar.fill_presets()
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

    def retranslate(self) -> None:
        if self._models:
            said = self.tr("Type a sentence, or choose an example.")
        else:
            said = self.tr("No translation model is installed. Put one into the folder of models.")
        self.source.setPlaceholderText(said)
        self.source.setAccessibleName(self.tr("Your sentence"))
