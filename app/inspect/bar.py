"""What is looked into: a translation, a reply or a summary, in which languages and by which model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QToolButton, QWidget

from app.following import Following
from app.language import language_name
from app.summarise.bar import LENGTHS, MODES
from app.translate.pair_bar import Pair, PairBar
from engine.cards import CHAT, SUMMARISE, TRANSLATE, InstalledModel
from engine.requests import Cut, Reply, Summarise, Translate, Writing, usual_options
from engine.search.options import DecodingOptions
from engine.tasks.wishes import MARKS
from engine.text.language import language_of

translate = QCoreApplication.translate


class InspectBar(Following, QWidget):
    """Makes a request of a text: what an answer to it is looked into for."""

    changed = Signal()
    task_changed = Signal()

    def __init__(self, swap: QAction, stop: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tasks, self._pickers = QComboBox(), QStackedWidget()
        self.pairs = PairBar(swap, stop)
        self.chat, self.summary = Pickers(CHAT, stop), Pickers(SUMMARISE, stop)
        for task, pickers in ((TRANSLATE, self.pairs), (CHAT, self.chat), (SUMMARISE, self.summary)):
            self.tasks.addItem("", task)
            self._pickers.addWidget(pickers)
            pickers.changed.connect(self.changed)
        self.tasks.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.tasks)
        row.addWidget(self._pickers, 1)
        self.tasks.currentIndexChanged.connect(self._on_task)
        self.retranslate()

    @property
    def task(self) -> str:
        return str(self.tasks.currentData())

    @property
    def is_ready(self) -> bool:
        """Whether there is a model for it."""
        return {
            TRANSLATE: any(self.pairs.pair), CHAT: self.chat.is_ready, SUMMARISE: self.summary.is_ready
        }[self.task]  # fmt: skip

    def offer(self, models: Sequence[InstalledModel], pair: Pair, model: str) -> None:
        """Takes what is installed, and what was chosen last to translate."""
        self.pairs.offer(models, pair, model)
        self.chat.offer(models)
        self.summary.offer(models)

    def request(
        self, text: str, options: DecodingOptions | None = None, surgery: tuple[Cut, ...] = ()
    ) -> Writing:
        """A conversation has a turn on each line."""
        chosen = options or usual_options(self.task)
        match self.task:
            case "chat":
                return Reply(
                    turns=tuple(text.rstrip().split("\n")),
                    language=self.chat.spoken,
                    model=self.chat.model_name,
                    options=chosen,
                    surgery=surgery,
                )
            case "summarise":
                return Summarise(
                    text=text,
                    language=self.summary.spoken or language_of(text),
                    kind=str(self.summary.kind.currentData()),
                    length=str(self.summary.length.currentData()),
                    model=self.summary.model_name,
                    options=chosen,
                    surgery=surgery,
                )
        source, target = self.pairs.pair
        return Translate(
            text=text,
            source_language=source,
            target_language=target,
            model=self.pairs.model_name,
            options=chosen,
            surgery=surgery,
        )

    def choose(self, request: Writing) -> str:
        """Takes over what a request asks for; returns its text, as it stands on the page."""
        with QSignalBlocker(self.tasks):
            match request:
                case Translate(source_language=a, target_language=b, model=model):
                    self.tasks.setCurrentIndex(self.tasks.findData(TRANSLATE))
                    self.pairs.choose((a, b), model or "")
                case Reply(language=language, model=model):
                    self.tasks.setCurrentIndex(self.tasks.findData(CHAT))
                    self.chat.choose(language, model)
                case Summarise(language=language, model=model, kind=kind, length=length):
                    self.tasks.setCurrentIndex(self.tasks.findData(SUMMARISE))
                    self.summary.choose(language, model, kind, length)
        self._show()
        if isinstance(request, Reply):
            return "\n".join(turn.replace("\n", " ") for turn in request.turns)
        return request.text

    def _on_task(self) -> None:
        self._show()
        self.task_changed.emit()

    def _show(self) -> None:
        self._pickers.setCurrentIndex(self.tasks.currentIndex())

    def retranslate(self) -> None:
        for task, text in (
            (TRANSLATE, self.tr("A translation")),
            (CHAT, self.tr("A reply")),
            (SUMMARISE, self.tr("A summary")),
        ):
            self.tasks.setItemText(self.tasks.findData(task), text)
        self.tasks.setAccessibleName(self.tr("What is looked into"))
        self.tasks.setToolTip(self.tasks.accessibleName())


class Pickers(Following, QWidget):
    """What can be chosen for a task in one language."""

    changed = Signal()

    def __init__(self, task: str, stop: QAction) -> None:
        super().__init__()
        self._task, self._models = task, list[InstalledModel]()
        self.language, self.kind, self.length, self.model = (QComboBox() for _ in range(4))
        button = QToolButton()
        button.setDefaultAction(stop)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for picker in (self.language, self.kind, self.length):
            row.addWidget(picker)
        row.addStretch()
        row.addWidget(self.model)
        row.addWidget(button)
        for kind in MARKS:
            self.kind.addItem("", kind)
        for length in LENGTHS:
            self.length.addItem("", length)
        self.length.setCurrentIndex(1)
        for picker in (self.language, self.kind, self.length, self.model):
            picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            picker.activated.connect(self.changed)
        self.kind.setVisible(task == SUMMARISE)
        self.length.setVisible(task == SUMMARISE)
        self.retranslate()

    @property
    def is_ready(self) -> bool:
        return bool(self._models)

    @property
    def spoken(self) -> str:
        """Empty: as the text is."""
        return self.language.currentData() or ""

    @property
    def model_name(self) -> str | None:
        return self.model.currentData() or None

    def offer(self, models: Sequence[InstalledModel]) -> None:
        self._models = [m for m in models if m.card is not None and m.card.task == self._task]
        self._fill(self.spoken, self.model_name)

    def choose(self, language: str, model: str | None, kind: str = "auto", length: str = "medium") -> None:
        self._fill(language, model)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.length.setCurrentIndex(self.length.findData(length))

    def _fill(self, language: str, model: str | None) -> None:
        codes = sorted({source for m in self._models if m.card for source, _ in m.card.pairs})
        with QSignalBlocker(self.language), QSignalBlocker(self.model):
            for picker, first in (
                (self.language, self.tr("Language: as the text is")), (self.model, self.tr("Best model"))
            ):  # fmt: skip
                picker.clear()
                picker.addItem(first, "")
            for code in codes:
                self.language.addItem(language_name(code), code)
            for installed in self._models:
                self.model.addItem(installed.name, installed.name)
            self.language.setCurrentIndex(max(self.language.findData(language), 0))
            self.model.setCurrentIndex(max(self.model.findData(model or ""), 0))
        self.model.setVisible(len(self._models) > 1)

    def retranslate(self) -> None:
        for place in range(self.kind.count()):
            name, about = MODES[self.kind.itemData(place)]
            self.kind.setItemText(place, translate("SummariseBar", name))
            self.kind.setItemData(place, translate("SummariseBar", about), Qt.ItemDataRole.ToolTipRole)
        for place, text in enumerate(LENGTHS.values()):
            self.length.setItemText(place, translate("SummariseBar", text))
        for picker, text in (
            (self.language, self.tr("Language")),
            (self.kind, self.tr("Kind of summary")),
            (self.length, self.tr("Length")),
            (self.model, self.tr("Model")),
        ):
            picker.setAccessibleName(text)
            picker.setToolTip(text)
        self._fill(self.spoken, self.model_name)
