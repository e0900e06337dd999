"""The beam explorer: the tree, the account of the node in hand, and the finished ranked anew."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.beam import ranking
from app.beam.ranking import Finished
from app.beam.tree import Place, Tree
from app.beam.view import TreeView
from app.beam.words import account, number
from app.following import Following
from engine.events import Draft, Explored, SentenceFinished
from engine.requests import Prefix
from engine.search.options import DecodingOptions

PAUSE = 40  # milliseconds between two pictures of a growing tree
PER_UNIT = 20  # steps of a slider for 1
SIDE = 248  # pixels, the column at the right


class BeamPanel(Following, QWidget):
    """Follows one sentence at a time: the one whose translation is shown."""

    begun = Signal(object)  # Prefix: the user goes on from a node
    taken = Signal(int, object)  # a sentence, and the tokens of the hypothesis that stands for it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trees: dict[int, Tree] = {}
        self._hypotheses: dict[int, tuple[Draft, ...]] = {}
        self._sentence = 0
        self._tokens: tuple[int, ...] = ()  # of what is shown
        self._finished: list[Finished] = []
        self._options = DecodingOptions()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._show)
        self.view, self.message = TreeView(), QLabel()
        self.view.reading = self._account
        self.view.held.connect(self._read)
        self.view.chosen.connect(self._go_on)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.text, self.ledger = QLabel(), QLabel()
        self.ledger.setObjectName("muted")
        for label in (self.text, self.ledger):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.ledger.setWordWrap(True)
        self.ledger.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.ledger.setMaximumHeight(2 * self.ledger.fontMetrics().lineSpacing() + 2)  # the tree comes first
        self.go_on = QPushButton()
        self.go_on.clicked.connect(self._go_on)
        self.length, self.coverage = _slider(3), _slider(2)
        self._names = QLabel(), QLabel()
        self._values = QLabel(), QLabel()
        self.list = QListWidget()
        self.list.setObjectName("plain")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        for slider in (self.length, self.coverage):
            slider.valueChanged.connect(self._rank)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        self._pages = QStackedLayout()
        self._pages.addWidget(self.message)
        self._pages.addWidget(self.view)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.text)
        said.addWidget(self.ledger)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addLayout(said, 1)
        foot.addWidget(self.go_on)
        sliders = QGridLayout()
        sliders.setHorizontalSpacing(8)
        sliders.setVerticalSpacing(4)
        for row, slider in enumerate((self.length, self.coverage)):
            for column, widget in enumerate((self._names[row], slider, self._values[row])):
                sliders.addWidget(widget, row, column)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addLayout(sliders)
        right.addWidget(self.list, 1)
        side = QWidget()
        side.setFixedWidth(SIDE)
        side.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addLayout(self._pages, 1)
        top.addWidget(side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 4, 8, 4)
        whole.setSpacing(4)
        whole.addLayout(top, 1)
        whole.addLayout(foot)

    def sizeHint(self) -> QSize:
        return QSize(720, 280)

    # What the engine answers

    def set_options(self, options: DecodingOptions) -> None:
        """Their penalties are those of the scores to come."""
        self._options = options
        for slider, value in (
            (self.length, options.length_penalty),
            (self.coverage, options.coverage_penalty),
        ):
            slider.setValue(round(value * PER_UNIT))

    def take(self, event: Explored | SentenceFinished) -> None:
        is_seen = event.sentence == self._sentence and self.isVisible()
        if isinstance(event, SentenceFinished):
            self._hypotheses[event.sentence] = event.hypotheses
            if is_seen:
                self._show()
        else:
            tree = self._trees.get(event.sentence, Tree())
            self._trees[event.sentence] = tree.grown(event.step, event.nodes)
            if is_seen:
                self._show_soon()

    def show_hypotheses(self, sentence: int, hypotheses: tuple[Draft, ...], shown: int) -> None:
        """This sentence is looked at; `shown` is the hypothesis that stands in the translation."""
        self._sentence, self._tokens = sentence, hypotheses[shown].tokens
        self._show_soon()

    def clear(self) -> None:
        self._trees.clear()
        self._hypotheses.clear()
        self._sentence, self._tokens = 0, ()
        self._show_soon()

    def _show_soon(self) -> None:
        """A beam sends many steps a second; nobody sees more than some of them."""
        if self.isVisible() and not self._pause.isActive():
            self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        tree = self._trees.get(self._sentence, Tree())
        self._pages.setCurrentWidget(self.view if tree.steps else self.message)
        self.view.show_tree(tree, frozenset(tree.find(self._tokens)))
        self._finished = ranking.finished(tree, self._hypotheses.get(self._sentence, ()))
        self._rank()
        self._read()

    # What the user looks at

    def _account(self, place: Place) -> str:
        return account(self.view.tree, place, self._options.length_penalty)

    def _read(self) -> None:
        place = self.view.place
        self.go_on.setEnabled(place is not None)
        if place is None:
            hint = self.tr("Click a node to read what was written up to it.")
            self.text.setText(hint if self.view.tree.steps else "")
            self.ledger.setText("")
        else:
            self.text.setText(self.view.tree.branch(place).text)
            self.ledger.setText(self._account(place))
        self.ledger.setToolTip(self.ledger.text())
        self.view.setAccessibleDescription(f"{self.text.text()} {self.ledger.text()}")

    def _rank(self) -> None:
        a, b = self.length.value() / PER_UNIT, self.coverage.value() / PER_UNIT
        for label, value in zip(self._values, (a, b), strict=True):
            label.setText(number(value))
        self._finished = ranking.ranked(self._finished, a, b)
        self.list.clear()
        for rank, hypothesis in enumerate(self._finished, 1):
            divisor, added = hypothesis.penalties(a, b)
            score = number(hypothesis.score(a, b))
            item = QListWidgetItem(f"{rank}   {score}   {hypothesis.text}")
            item.setToolTip(
                self.tr("{sum} ÷ {divisor} + {added} = {score}").format(
                    sum=number(hypothesis.sum), divisor=number(divisor), added=number(added), score=score
                )
            )
            font = item.font()
            font.setBold(hypothesis.tokens == self._tokens)
            item.setFont(font)
            self.list.addItem(item)
        self.coverage.setEnabled(any(hypothesis.coverage is not None for hypothesis in self._finished))

    def _on_item(self, item: QListWidgetItem) -> None:
        """Another finished hypothesis stands for the sentence; one outside the n-best list is written."""
        tokens = self._finished[self.list.row(item)].tokens
        if tokens == self._tokens:
            return
        if any(draft.tokens == tokens for draft in self._hypotheses.get(self._sentence, ())):
            self.taken.emit(self._sentence, tokens)
        else:
            self.begun.emit(Prefix(sentence=self._sentence, tokens=tokens))

    def _go_on(self) -> None:
        if self.view.place is not None:
            tokens = self.view.tree.branch(self.view.place).tokens
            self.begun.emit(Prefix(sentence=self._sentence, tokens=tokens))

    # Words

    def retranslate(self) -> None:
        self.view.setAccessibleName(self.tr("Beam tree"))
        self.message.setText(
            self.tr("When the next translation is written, you see here how the search came to it.")
        )
        self.go_on.setText(self.tr("Go on from here"))
        self.go_on.setToolTip(self.tr("Keep what was written up to this node and translate on from it"))
        self.list.setAccessibleName(self.tr("Finished hypotheses, best first"))
        names = self.tr("Length penalty"), self.tr("Coverage penalty")
        tip = self.tr("Ranks the finished hypotheses anew, without decoding again")
        for label, slider, name in zip(self._names, (self.length, self.coverage), names, strict=True):
            label.setText(name)
            slider.setAccessibleName(name)
            slider.setToolTip(tip)
        self._show()


def _slider(most: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, most * PER_UNIT)
    slider.setPageStep(PER_UNIT // 2)
    return slider
