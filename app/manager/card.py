"""An installed model: what it is, how large, how quick, how good; and what can be done with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app.language import language_name, percent
from app.manager import words
from engine.cards import LANGUAGE_MODEL, SHIPPED, InstalledModel, ModelCard
from engine.shelf.library import PRECISIONS, default_key, size_of

MOST = 40  # pairs in the menu of defaults
AER = "AER"
METRICS = ("BLEU", "ROUGE-1", "ROUGE-L", AER, "perplexity")
_COMMIT = re.compile(r"(@[0-9a-f]{8})[0-9a-f]{32}$")  # eight digits tell commits apart


class Card(QFrame):
    renamed = Signal(str)  # the model's name; a new one is to be asked for
    removed = Signal(str)
    measured = Signal(str)
    converted = Signal(str, str)  # and the precision
    preferred = Signal(str, str, bool)  # a key of defaults, the model's name, whether from now on

    def __init__(
        self,
        model: InstalledModel,
        defaults: Mapping[str, str],
        speed: float | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bubble")
        self.model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(8)
        name = QLabel(model.name)
        name.setObjectName("title")
        name.setTextFormat(Qt.TextFormat.PlainText)
        top.addWidget(name)
        top.addStretch()
        column.addLayout(top)
        self.lines: list[str] = []
        if model.card is None:
            self.lines = [self.tr("Damaged: {reason}. Install it again.").format(reason=model.damage)]
        else:
            self.lines = [*self._about(model, model.card, speed), *self._chosen(model.card, defaults)]
            top.addWidget(self._default_button(model.card, defaults))
            top.addWidget(self._more_button(model))
        if model.folder.parent != SHIPPED:
            top.addWidget(self._remove_button())
        for line in self.lines:
            label = QLabel(line)
            label.setObjectName("muted")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)

    def _about(self, model: InstalledModel, card: ModelCard, speed: float | None) -> list[str]:
        both = (
            card.pairs[: -len(card.languages) * (len(card.languages) - 1)] if card.languages else card.pairs
        )
        what = f"{words.task(card.task)} · {words.pairs(both, card.languages)}"
        size = size_of(model)
        large = [
            self.tr("{size} on the disk").format(size=words.size(size.disk)),
            self.tr("{size} in memory").format(size=words.size(size.memory)),
            size.precision,
            words.parameters(card.parameters) if card.parameters else "",
            self.tr("{n} tokens/s here").format(n=round(speed)) if speed else "",
        ]
        shipped = model.folder.parent == SHIPPED
        origin = self.tr("comes with Heed") if shipped else _COMMIT.sub(r"\1", card.origin)
        where = [self.tr("Licence: {name}").format(name=card.licence), origin]
        lines = [what, *(" · ".join(filter(None, parts)) for parts in (large, where))]
        return [line for line in (*lines, *self._scores(card), self._conversion(card)) if line]

    def _scores(self, card: ModelCard) -> list[str]:
        """The first test of each pair and metric; and how often attention says a wrong word for a word."""
        found: dict[tuple[str, str], float] = {}
        for score in card.scores:
            value, metric = score.get("value"), str(score.get("metric", ""))
            if isinstance(value, int | float) and metric in METRICS:
                found.setdefault((str(score.get("pair", "")), metric), value)
        order = {"-".join(pair): place for place, pair in enumerate(card.pairs)}
        found = dict(sorted(found.items(), key=lambda one: order.get(one[0][0], len(order))))
        quality = [f"{pair} {metric} {v:.1f}".strip() for (pair, metric), v in found.items() if metric != AER]
        errors = [
            f"{pair} {percent(v / 100)}".strip() for (pair, metric), v in found.items() if metric == AER
        ]
        said = self.tr("Wrong words by attention (AER): {list}").format(list=" · ".join(errors))
        return [" · ".join(quality[:8]), said if errors else ""]

    def _conversion(self, card: ModelCard) -> str:
        made = card.conversion
        if not isinstance(made.get("from"), str):
            return ""
        said = self.tr("{precision} of {model}").format(
            precision=made.get("precision", ""), model=made["from"]
        )
        before, after, same = made.get("before"), made.get("after"), made.get("same")
        if isinstance(before, float) and isinstance(after, float) and isinstance(same, float):
            cost = self.tr("{before} → {after} nats a token, {same} of the outputs the same")
            said += " · " + cost.format(before=f"{before:.3f}", after=f"{after:.3f}", same=percent(same))
        return said

    def _chosen(self, card: ModelCard, defaults: Mapping[str, str]) -> list[str]:
        mine = [
            self._pair(pair)
            for pair in card.pairs[: 8 * MOST]
            if defaults.get(default_key(card.task, *pair)) == self.model.name
        ]
        return [self.tr("Taken by default: {list}").format(list=", ".join(mine[:MOST]))] if mine else []

    def _pair(self, pair: tuple[str, str]) -> str:
        a, b = map(language_name, pair)
        return a if a == b else f"{a} → {b}"

    def _default_button(self, card: ModelCard, defaults: Mapping[str, str]) -> QToolButton:
        button = _menu_button(self.tr("Default for"))
        button.setToolTip(self.tr("Take this model where none is chosen"))
        button.menu().aboutToShow.connect(partial(self._fill, button.menu(), card, defaults))
        button.setEnabled(card.task != LANGUAGE_MODEL)
        return button

    def _fill(self, menu: QMenu, card: ModelCard, defaults: Mapping[str, str]) -> None:
        menu.clear()
        for pair in card.pairs[:MOST]:
            key = default_key(card.task, *pair)
            action = QAction(self._pair(pair), menu)
            action.setCheckable(True)
            action.setChecked(defaults.get(key) == self.model.name)
            action.toggled.connect(partial(self._prefer, key))
            menu.addAction(action)

    def _prefer(self, key: str, on: bool) -> None:
        self.preferred.emit(key, self.model.name, on)

    def _more_button(self, model: InstalledModel) -> QToolButton:
        button = _menu_button(self.tr("More"))
        button.setToolTip(self.tr("Measure, convert, rename"))
        menu, name = button.menu(), model.name
        menu.addAction(self.tr("Measure its speed"), lambda: self.measured.emit(name))
        for precision in PRECISIONS:
            said = self.tr("Convert to {precision}: smaller on the disk").format(precision=precision)
            menu.addAction(said, partial(self.converted.emit, name, precision))
        if model.folder.parent != SHIPPED:
            menu.addAction(self.tr("Rename…"), lambda: self.renamed.emit(name))
        return button

    def _remove_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("Remove"))
        button.setObjectName("view")
        button.setToolTip(self.tr("Put it into the trash"))
        button.clicked.connect(lambda: self.removed.emit(self.model.name))
        return button


def _menu_button(text: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName("view")
    button.setText(f"{text} ▾")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(QMenu(button))
    return button
