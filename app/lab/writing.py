"""A language model goes on where the user stops."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
)

from app.decoding.controls import control_for, name_off
from app.decoding.fields import fields
from app.lab.bench import Bench
from app.lab.manuscript import Manuscript
from app.language import language_name
from app.translate.confidence import Legend
from app.translate.editor import too_long
from engine.cards import LANGUAGE_MODEL, InstalledModel
from engine.events import Drafted, Event, Finished, Loading, PromptRead, SentenceFinished
from engine.requests import Continue
from engine.search.options import DecodingOptions

PAUSE = 500  # milliseconds without a key, then the model reads what was typed
SETTLE = 150  # milliseconds without a change of a control, then what is written goes on with it
TEMPERATURE, TOP_K = 0.8, 40  # at first


class Writing(Bench):
    """One editor for both. What is changed while the model writes holds from the next token on."""

    def __init__(self, models: Sequence[InstalledModel], stop: QAction, state: dict[str, Any]) -> None:
        super().__init__()
        self._models = [model for model in models if model.card and model.card.task == LANGUAGE_MODEL]
        self._state = "empty"  # or reading, loading, writing, done, ended, stopped
        self._perplexity = 0.0
        self._tokens, self._seconds = 0, 0.0
        self._reading = QTimer(self, singleShot=True, interval=PAUSE)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE)
        self.picker, self.go = QComboBox(), QPushButton()
        self.picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        table = {field.name: field for field in fields()}
        temperature, top_k = control_for(table["temperature"]), control_for(table["top_k"])
        assert isinstance(temperature, QDoubleSpinBox)
        assert isinstance(top_k, QSpinBox)
        self.temperature, self.top_k = temperature, top_k
        self.controls: dict[str, QDoubleSpinBox | QSpinBox] = {"temperature": temperature, "top_k": top_k}
        self.labels = {name: QLabel() for name in self.controls}
        self.editor, self.numbers = Manuscript(), QLabel()
        self.numbers.setObjectName("muted")
        self.whose, self.legend = QLabel(), Legend()
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
        bar.addWidget(self.picker)
        for name, control in self.controls.items():
            self.labels[name].setBuddy(control)
            control.setFixedWidth(96)
            bar.addSpacing(8)
            bar.addWidget(self.labels[name])
            bar.addWidget(control)
        bar.addStretch()
        bar.addWidget(self.go)
        bar.addWidget(stop_button)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self.numbers, 1)
        foot.addWidget(self.whose)
        foot.addWidget(self.legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(bar)
        column.addWidget(self.editor, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._reading.timeout.connect(self._read)
        self._settling.timeout.connect(self.request)
        self.editor.edited.connect(self._on_edit)
        self.editor.shortened.connect(lambda left_out: self.said.emit(too_long(left_out)))
        self.editor.sent.connect(self.request)
        self.go.clicked.connect(self.request)
        self.picker.activated.connect(self._on_model)
        for control in self.controls.values():
            control.valueChanged.connect(self._on_control)

    # What is remembered

    @property
    def state(self) -> dict[str, Any]:
        return {
            "model": self.picker.currentData() or "",
            "text": self.editor.text(),
            "stretches": [list(stretch) for stretch in self.editor.stretches],
            **{name: control.value() for name, control in self.controls.items()},
        }

    def _restore(self, state: dict[str, Any]) -> None:
        for model in self._models:
            self.picker.addItem(model.name, model.name)
            tip = model.card.description if model.card else ""
            self.picker.setItemData(self.picker.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.picker.setCurrentIndex(max(self.picker.findData(state.get("model")), 0))
        temperature, top_k = state.get("temperature"), state.get("top_k")
        self.temperature.setValue(temperature if isinstance(temperature, int | float) else TEMPERATURE)
        self.top_k.setValue(top_k if isinstance(top_k, int) else TOP_K)
        text, stretches = state.get("text"), state.get("stretches")
        if isinstance(text, str) and text:
            self.editor.replace(text)
            if isinstance(stretches, list):
                self.editor.stretches = [
                    (stretch[0], stretch[1])
                    for stretch in stretches
                    if isinstance(stretch, list) and [type(place) for place in stretch] == [int, int]
                ]
                self.editor.shades.rehighlight()
        self.go.setEnabled(bool(self._models))

    # What the user does

    def request(self) -> None:
        """Go on with what stands there now."""
        self._reading.stop()
        self._settling.stop()
        if self.picker.currentData():
            self.editor.begin()
            self._tokens, self._seconds = 0, 0.0
            self._say("writing")
            self._ask()

    def stop(self) -> None:
        self._settling.stop()
        if self._state in ("writing", "loading"):
            self._say("stopped")

    def _on_edit(self) -> None:
        if self.editor.is_writing:
            return
        self.editor.shades.show_scores((), ())
        self._perplexity = 0.0
        self._settling.stop()
        self.dropped.emit()
        self._say("empty")
        if self.editor.text().strip() and self.isVisible():
            self._reading.start()
        else:
            self._reading.stop()

    def _on_model(self) -> None:
        self._retell()
        if self._state == "writing":
            self._settling.start()
        else:
            self._read()

    def _on_control(self) -> None:
        if self._state == "writing":
            self._settling.start()

    def _read(self) -> None:
        """Only how well the model foresees what was typed; nothing is written."""
        if self.picker.currentData() and self.editor.text().strip():
            self._say("reading")
            self._ask(most=1)

    def _ask(self, most: int = 0) -> None:
        """most: tokens to write; 0 is as many as the model can."""
        temperature, top_k = self.temperature.value(), self.top_k.value()
        options = DecodingOptions(beam=1, temperature=temperature, top_k=top_k, max_length=most)
        model = self.picker.currentData()
        self.asked.emit(Continue(number=0, text=self.editor.text(), model=model, options=options))

    # What the engine answers

    def take(self, event: Event) -> None:
        match event:
            case Loading():
                self.numbers.setText(self.tr("Loading the model…"))
            case PromptRead():
                self._take_scores(event)
            case Drafted() | SentenceFinished() if self._state == "writing":
                draft = event.draft if isinstance(event, Drafted) else event.hypotheses[0]
                self.editor.write(event.offset, draft.text)
                self._tokens = len(draft.pieces)
                self._say("writing")
            case Finished(seconds=seconds) if self._state == "writing":
                self._seconds = seconds
                self._say("done" if self._tokens > 1 else "ended")
            case _:
                pass

    def _take_scores(self, event: PromptRead) -> None:
        users = self.editor.users
        typed = [s for p, s in zip(event.pieces, event.scores, strict=True) if users(p.begin, p.end)]
        self._perplexity = math.exp(-math.fsum(typed) / len(typed)) if typed else 0.0
        self.editor.shades.show_scores(event.pieces, event.scores)
        if self._state == "reading":
            self._say("read")
            self.dropped.emit()
        else:
            self._say(self._state)

    def go_on(self) -> None:
        """The request has ended, well or not."""
        if self._state in ("writing", "reading"):
            self._say("stopped")

    # Words

    def _say(self, state: str) -> None:
        self._state = state
        parts = []
        if self._perplexity:
            #: How well the model foresees the text: 1 is perfectly.
            said = self.tr("Perplexity of your text {n}")
            parts.append(said.format(n=QLocale().toString(self._perplexity, "f", 1)))
        if state == "ended":
            parts.append(self.tr("The model would end the text here. Type on."))
        elif self._tokens and state in ("writing", "done", "stopped"):
            parts.append(self.tr("{n} tokens written").format(n=self._tokens))
        if state == "stopped":
            parts.append(self.tr("Stopped"))
        if self._seconds and state == "done":
            parts.append(self.tr("{n} s").format(n=QLocale().toString(self._seconds, "f", 2)))
        self.numbers.setText("  ·  ".join(parts))

    def _retell(self) -> None:
        card = next((m.card for m in self._models if m.name == self.picker.currentData()), None)
        if card is None:
            said = self.tr(
                "No language model is installed. Put one into the folder of models and start again."
            )
        else:
            said = self.tr("Type how a text begins, in {language}. The model goes on.")
            said = said.format(language=language_name(card.pairs[0][0]))
        self.editor.setPlaceholderText(said)

    def retranslate(self) -> None:
        table = {field.name: field for field in fields()}
        for name, control in self.controls.items():
            field = table[name]
            self.labels[name].setText(field.label)
            control.setAccessibleName(field.label)
            name_off(control, field)
            for widget in (control, self.labels[name]):
                widget.setToolTip(field.explanation)
        self.picker.setAccessibleName(self.tr("Language model"))
        self.picker.setToolTip(self.picker.accessibleName())
        self.editor.setAccessibleName(self.tr("Your text and the model's"))
        self.go.setText(self.tr("Continue"))
        self.go.setToolTip(self.tr("The model writes on from the end of the text (Ctrl+Return)"))
        self.numbers.setToolTip(
            self.tr(
                "Perplexity: among how many tokens, on average, the model was undecided. Lower is better."
            )
        )
        self._retell()
        self._say(self._state)
        self.recolour()

    def recolour(self) -> None:
        tint = self.editor.shades.written().background().color()
        base, share = self.palette().color(QPalette.ColorRole.Window), tint.alphaF()
        channels = ((base.red(), tint.red()), (base.green(), tint.green()), (base.blue(), tint.blue()))
        colour = QColor(*(round(under + (over - under) * share) for under, over in channels)).name()
        text = self.tr("written by the model")
        self.whose.setText(f'<i style="background-color:{colour}">&nbsp;{text}&nbsp;</i>')
        self.editor.shades.rehighlight()
