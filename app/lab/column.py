"""One model of the comparison: its translation, its numbers, and where it looked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.attention.heatmap import HeatMap
from app.attention.sheet import Sheet, overlapping
from app.attention.weights import Choice, Weights
from app.failures import sentence as sentence_of
from app.following import Following
from app.lab.context import ContextView
from app.translate.alignment import Alignment, Span
from app.translate.editor import TargetView
from app.translate.translation import Translation
from engine.cards import InstalledModel
from engine.events import (
    Draft,
    Drafted,
    Event,
    Failed,
    Finished,
    Loading,
    SentenceFinished,
    SentenceRead,
    Started,
)


class Column(Following, QWidget):
    """It follows the events of its own request. The map is of the sentence that is pointed at, or last."""

    chosen = Signal()  # another model
    removed = Signal()
    pointed = Signal(object)  # the place in the source that belongs to what is under the mouse, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = ""
        self._translation: Translation | None = None
        self._vectors: dict[int, SentenceRead] = {}
        self._sentence = 0  # whose map is shown
        self._place: int | None = None  # in the source, of the word that is marked
        self._word: Span | None = None  # that word
        self._state = "empty"
        self._failure = ""
        self._tokens, self._seconds = 0, 0.0
        self._weights, self._sheet = Weights(), Sheet.empty()
        self._models: Sequence[InstalledModel] = ()
        self.picker, self.remove = QComboBox(), QToolButton()
        self.picker.setMinimumContentsLength(8)
        self.picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.remove.setIconSize(QSize(16, 16))
        self.remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.target, self.numbers = TargetView(), QLabel()
        self.target.setMinimumHeight(72)
        self.numbers.setObjectName("muted")
        self.numbers.setWordWrap(True)
        self.numbers.setMinimumHeight(2 * self.numbers.fontMetrics().lineSpacing())
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.map, self.context, self.message = HeatMap(colour_bar=False), ContextView(), QLabel()
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.looks = QStackedWidget()
        for look in (self.message, self.map, self.context):
            self.looks.addWidget(look)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.picker, 1)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.target, 2)
        column.addWidget(self.numbers)
        column.addWidget(self.looks, 3)
        self.setMinimumWidth(200)
        self.picker.activated.connect(self._on_picked)
        self.remove.clicked.connect(self.removed)
        self.target.hovered.connect(self._on_hover)
        self.target.caret_moved.connect(self._on_hover)
        self.map.cell_changed.connect(self._on_cell)
        self.recolour()
        self.retranslate()

    # The model

    @property
    def model(self) -> InstalledModel | None:
        name = self.picker.currentData()
        return next((model for model in self._models if model.name == name), None)

    def offer(self, models: Sequence[InstalledModel], chosen: str) -> None:
        self._models = models
        with QSignalBlocker(self.picker):
            self.picker.clear()
            for model in models:
                self.picker.addItem(model.name, model.name)
                tip = model.card.description if model.card else ""
                self.picker.setItemData(self.picker.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
            self.picker.setCurrentIndex(max(self.picker.findData(chosen), 0))
        self._describe()

    def _on_picked(self) -> None:
        self._describe()
        self.chosen.emit()

    def _describe(self) -> None:
        card = self.model.card if self.model else None
        self.picker.setToolTip(card.description if card else "")

    # What the engine answers

    def clear(self) -> None:
        """What is shown is no longer true of the source."""
        self._translation = self._place = self._word = None
        self._vectors.clear()
        self.target.write(0, "")
        self.target.mark([])
        self._show(None)
        self._say("empty")

    def wait(self, source: str) -> None:
        """Its turn will come: `source` is what it will translate."""
        self.clear()
        self._source = source
        self._say("waiting")

    def stop(self) -> None:
        if self._state in ("waiting", "loading", "running"):
            self._say("stopped")

    def take(self, event: Event) -> None:
        match event:
            case Loading():
                self._say("loading")
            case Started():
                self._translation = Translation(self._source, event)
                self._tokens, self._seconds = 0, 0.0
                self._say("running")
            case SentenceRead():
                self._vectors[event.sentence] = event
            case Drafted() | SentenceFinished():
                assert self._translation is not None, "a draft came before its start"
                self.target.write(*self._translation.take(event))
                self._show(event.sentence)
                self._say("running")
            case Finished(tokens=tokens, seconds=seconds):
                assert self._translation is not None, "an end came before its start"
                self.target.write(*self._translation.end(event))
                self._tokens, self._seconds = tokens, seconds
                self._show_pointed()
                self._say("done")
            case Failed(failure=failure):
                self._failure = sentence_of(failure)
                self._say("failed")
            case _:
                pass

    def _drafts(self) -> list[Draft]:
        return [sentence.draft for sentence in self._translation.sentences] if self._translation else []

    # The map and the marks

    def _show(self, sentence: int | None) -> None:
        drafts = self._drafts()
        if sentence is None or sentence >= len(drafts):
            self._weights.clear()
            self._sheet = Sheet.empty()
            self.looks.setCurrentWidget(self.message)
            return
        self._sentence, draft = sentence, drafts[sentence]
        if draft.columns and not draft.columns[0].size:
            if (read := self._vectors.get(sentence)) is not None:
                self.context.show_vector(read.context)
            self.looks.setCurrentWidget(self.context)
        else:
            self._weights.show(draft, Choice(), special=False)
            self._sheet = Sheet.of(draft, self._source, self._weights, whole_words=True, scale="")
            self.map.show_weights(self._sheet.values, self._sheet.row_labels(), self._sheet.column_labels())
            self.looks.setCurrentWidget(self.map)
        self._mark()

    def _show_pointed(self) -> None:
        found = None
        if self._translation is None:
            return
        if self._place is not None:
            found = self._translation.at_source(self._place)
        self._show(self._sentence if found is None else found)

    def point(self, place: int) -> Span | None:
        """Marks the source word at `place` in the map, and what was written from it. Returns its span."""
        if place != self._place:
            self._place = place
            self._show_pointed()
        return self._word

    def _mark(self) -> None:
        self._word, targets = None, list[Span]()
        drafts = self._drafts()
        if self._place is not None and self._sentence < len(drafts):
            found = Alignment.of(drafts[self._sentence]).from_source(self._place)
            self._word, targets = found or (None, [])
        self.target.mark(targets)
        if self.looks.currentWidget() is self.map:
            self.map.mark(overlapping(self._word, self._sheet.rows), frozenset())

    def _on_hover(self, place: int | None) -> None:
        sentence = None
        if self._translation is not None and place is not None:
            sentence = self._translation.at_target(place)
        if sentence is None or place is None:
            self.pointed.emit(None)
            return
        found = Alignment.of(self._drafts()[sentence]).from_target(place)
        self.pointed.emit(found[1][0][0] if found and found[1] else None)

    def _on_cell(self) -> None:
        cell = self.map.cell
        self.pointed.emit(self._sheet.rows[cell.row].begin if cell else None)
        if cell:
            source, target = self._sheet.rows[cell.row].label, self._sheet.columns[cell.column].label
            weight = QLocale().toString(float(self._sheet.values[cell.row, cell.column]), "f", 2)
            #: The weight in one cell of the attention map, such as "Hund from dog 0.91".
            said = self.tr("{target} from {source}  {weight}")
            self.map.reading = said.format(source=source, target=target, weight=weight)
            self.map.setAccessibleDescription(self.map.reading)

    # Words

    def _say(self, state: str) -> None:
        self._state = state
        texts = {
            "empty": "",
            "waiting": self.tr("Waiting for its turn"),
            "loading": self.tr("Loading the model…"),
            "failed": self._failure,
        }
        self.message.setText(texts.get(state, ""))
        if state in texts and state != "empty":
            self.looks.setCurrentWidget(self.message)
        self.numbers.setText(self._numbers())

    def _numbers(self) -> str:
        """Score of the whole and of a token, tokens and time; as far as it is written."""
        scores = [score for draft in self._drafts() for score in draft.scores]
        parts = [self.tr("Stopped")] if self._state == "stopped" else []
        if scores:
            total = sum(scores)
            parts.append(self.tr("Score {score}").format(score=_number(total)))
            parts.append(self.tr("{score} per token").format(score=_number(total / len(scores))))
            parts.append(self.tr("{n} tokens").format(n=self._tokens or len(scores)))
        if self._seconds:
            parts.append(self.tr("{n} s").format(n=_number(self._seconds)))
        return "  ·  ".join(part.replace(" ", "\u00a0") for part in parts)

    def retranslate(self) -> None:
        self.picker.setAccessibleName(self.tr("Model"))
        self.remove.setToolTip(self.tr("Remove this model"))
        self.remove.setAccessibleName(self.remove.toolTip())
        self.target.setAccessibleName(self.tr("Translation"))
        self.map.setAccessibleName(self.tr("Attention map"))
        self.numbers.setToolTip(
            self.tr(
                "The score is the log-probability of the translation, in nats; nearer to 0 is better. Only"
                " models with the same tokenizer can be compared by it."
            )
        )
        self._say(self._state)

    def recolour(self) -> None:
        self.remove.setIcon(theme.icon("clear"))


def _number(value: float) -> str:
    return QLocale().toString(value, "f", 2)
