# mypy: untyped-calls-exclude=pyqtgraph
"""A plot of BLEU by the length of the source, as the cards of the models have it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.cards import ModelCard

# Data: the same in both themes, safe for colour-blind readers (Okabe and Ito 2008), and each with a mark.
STYLES = (("#0072B2", "o"), ("#E69F00", "s"), ("#009E73", "t"), ("#CC79A7", "d"))
SHAPES = {"o": "●", "s": "■", "t": "▼", "d": "◆"}  # of the marks, in the legend
LARGEST = 16_777_215  # pixels; Qt has no greater
METRIC = "BLEU by length"


def measured(card: ModelCard, test: str, pair: str) -> dict[str, float]:
    """BLEU by group of lengths, such as "6-10" words."""
    return {
        str(record["words"]): float(record["value"])
        for record in card.scores
        if record.get("metric") == METRIC
        and (record.get("test"), record.get("pair")) == (test, pair)
        and "words" in record
    }


def best_test(cards: Sequence[ModelCard], pair: str) -> str:
    """The test in which the most lengths of these models are measured; "" if there is none."""
    tests = list(dict.fromkeys(str(r["test"]) for c in cards for r in c.scores if r.get("metric") == METRIC))
    return max(tests, key=lambda test: sum(len(measured(c, test, pair)) for c in cards), default="")


def shortest(group: str) -> int:
    """The least number of words of a group: 6 of "6-10", 26 of "over 25"."""
    number = re.search(r"\d+", group)
    return (int(number.group()) if number else 0) + group.startswith("over")


class LengthPlot(QWidget):
    """A line for each model. The plot itself cannot be moved: there is nothing beyond it to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.message = QLabel(), QLabel()
        self.message.setObjectName("muted")
        self.message.setWordWrap(True)
        self.view = pg.PlotWidget(enableMenu=False)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.hideButtons()
        self.view.setMouseEnabled(False, False)
        self.view.setMinimumHeight(72)
        self.legend = QVBoxLayout()
        self.legend.setSpacing(4)
        side = QVBoxLayout()
        side.addLayout(self.legend)
        side.addWidget(self.message)
        side.addStretch()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.view, 3)
        row.addLayout(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addLayout(row, 1)
        self._cards: Sequence[ModelCard] = ()
        self._pair = ""
        self._dress()

    def show_cards(self, cards: Sequence[ModelCard], pair: str) -> None:
        self._cards, self._pair = list({card.name: card for card in cards}.values()), pair
        self._draw()

    def _draw(self) -> None:
        self.view.clear()
        while (item := self.legend.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        test = best_test(self._cards, self._pair)
        found = {card.name: measured(card, test, self._pair) for card in self._cards}
        groups = sorted({group for values in found.values() for group in values}, key=shortest)
        most, told, without = 10.0, [], []
        for (name, values), (colour, mark) in zip(found.items(), STYLES, strict=False):
            places = [place for place, group in enumerate(groups) if group in values]
            heights = [values[groups[place]] for place in places]
            if not heights:
                without.append(name)
                continue
            most = max(most, *heights)
            pen = pg.mkPen(colour, width=2)
            look = {"symbol": mark, "symbolSize": 8, "symbolBrush": colour, "symbolPen": None}
            self.view.plot(places, heights, pen=pen, **look)
            self.legend.addWidget(_Entry(name, colour, mark))
            numbers = (f"{group} {QLocale().toString(values[group], 'f', 1)}" for group in values)
            told.append(f"{name}: {', '.join(numbers)}")
        box = self.view.getViewBox()
        box.setRange(xRange=(-0.3, max(len(groups) - 0.7, 0.3)), yRange=(0, most * 1.2), padding=0)
        self.view.getAxis("bottom").setTicks([[(place, self._words(g)) for place, g in enumerate(groups)]])
        self.view.setVisible(bool(told))
        self.view.setToolTip("\n".join(told))
        self.view.setAccessibleDescription("\n".join(told))
        self._say(test if told else "", without)
        # Without a plot it leaves the room to the columns.
        self.setMaximumHeight(LARGEST if told else self.minimumSizeHint().height())

    def _words(self, group: str) -> str:
        if group.startswith("over "):
            #: Of source sentences with more words than that.
            return self.tr("over {n}").format(n=group.removeprefix("over "))
        return group

    def _say(self, test: str, without: Sequence[str]) -> None:
        heading = self.tr("BLEU by words in the source")
        self.title.setText(f"{heading}  ·  {test}" if test else heading)
        self.view.setAccessibleName(heading)
        if not test:
            said = self.tr("None of these models says in its card how good it is at which length.")
        elif without:
            said = self.tr("Not measured: {names}").format(names=", ".join(without))
        else:
            said = ""
        self.message.setText(said)
        self.message.setVisible(bool(said))

    def _dress(self) -> None:
        palette = self.palette()
        self.view.setBackground(palette.color(QPalette.ColorRole.Window))
        text = palette.color(QPalette.ColorRole.WindowText)
        for side in ("bottom", "left"):
            axis = self.view.getAxis(side)
            axis.setPen(palette.color(QPalette.ColorRole.Mid))
            axis.setTextPen(text)
            axis.setStyle(tickFont=self.font())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
        elif event.type() == QEvent.Type.LanguageChange:
            self._draw()


class _Entry(QLabel):
    """A line of the legend: the mark in its colour and the name."""

    def __init__(self, name: str, colour: str, mark: str) -> None:
        super().__init__(f'<span style="color:{colour}">{SHAPES[mark]}</span>&nbsp; {name}')
        self.setTextFormat(Qt.TextFormat.RichText)
