"""The turns of the branch that is shown, one under the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.chat.bubble import WIDEST, Bubble
from app.chat.conversation import HEED, USER, Turn
from app.following import Following

AT_ONCE = 60  # turns; a button brings those before


class Transcript(Following, QScrollArea):
    """Bubbles at the right for the user, at the left for Heed. Follows what is written."""

    asked_again = Signal(int)  # the id of a reply, or of a turn that has none
    edited = Signal(int)  # the id of a turn of the user
    removed = Signal(int)  # the id of a turn
    stepped = Signal(int, int)  # the id of a turn; -1 for an older version, 1 for a newer one
    refreshed = Signal()  # more turns are to be shown
    hovered = Signal(object, object)  # the place in the transcript and in the text, or None, None
    pointed_at = Signal(int, int)  # the same, by the caret or a click

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._turns: list[Turn] = []
        self._most = AT_ONCE
        self.bubbles: list[Bubble] = []  # of the turns shown, and of the reply that is being written
        self._earlier, self.empty = QPushButton(), QLabel()
        self._earlier.clicked.connect(self._show_earlier)
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self._earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self.empty, 1)
        self._column.addStretch()
        self.setWidget(inside)
        self._follows = True
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range)
        bar.valueChanged.connect(self._on_scroll)
        self.retranslate()
        self.show_turns([], {})

    @property
    def first(self) -> int:
        """How many turns are above the first bubble."""
        return max(len(self._turns) - self._most, 0)

    def show_turns(self, turns: Sequence[Turn], versions: dict[int, tuple[int, int]]) -> None:
        """`versions[id]` is the place of a turn among its versions, and how many there are."""
        self._turns = list(turns)
        shown = self._turns[self.first :]
        while len(self.bubbles) > len(shown):
            self._drop()
        for index, turn in enumerate(shown):
            if index < len(self.bubbles) and self.bubbles[index].speaker != turn.speaker:
                while len(self.bubbles) > index:
                    self._drop()
            if index == len(self.bubbles):
                self._add(turn.speaker)
            bubble = self.bubbles[index]
            bubble.show_text(turn.text)
            bubble.set_versions(*versions.get(turn.id, (0, 1)))
            bubble.set_note("" if turn.complete else "stopped")
            bubble.set_answered(turn is not shown[-1])
            bubble.show_share(None)
            bubble.text.mark([])
        self._earlier.setVisible(self.first > 0)
        self.empty.setVisible(not shown)
        self.narrow()

    def write(self, text: str) -> Bubble:
        """The reply that is being written: a bubble behind those of the turns."""
        if len(self.bubbles) == len(self._turns) - self.first:
            self._add(HEED)
            self.empty.hide()
        bubble = self.bubbles[-1]
        bubble.show_text(text)
        self.narrow()
        return bubble

    def set_busy(self, busy: bool) -> None:
        for bubble in self.bubbles:
            bubble.set_busy(busy)

    def show_place(self, place: int) -> None:
        """Scrolls to a turn, counted from the first of the branch."""
        if place < self.first:
            self._most = len(self._turns) - place
            self.refreshed.emit()
        bubble = self.bubbles[place - self.first]
        self._follows = False
        QTimer.singleShot(0, lambda: self.ensureWidgetVisible(bubble))

    def _add(self, speaker: str) -> None:
        bubble = Bubble(speaker)
        side = Qt.AlignmentFlag.AlignRight if speaker == USER else Qt.AlignmentFlag.AlignLeft
        self._column.insertWidget(self._column.count() - 1, bubble, 0, side)
        self.bubbles.append(bubble)
        bubble.asked_again.connect(self._on_again)
        bubble.edited.connect(self._on_edit)
        bubble.removed.connect(self._on_remove)
        bubble.stepped.connect(self._on_step)
        bubble.hovered.connect(self._on_hover)
        bubble.pointed_at.connect(self._on_pointed_at)

    def _drop(self) -> None:
        bubble = self.bubbles.pop()
        bubble.hide()
        self._column.removeWidget(bubble)
        bubble.deleteLater()

    def _show_earlier(self) -> None:
        self._most += AT_ONCE
        self.refreshed.emit()

    # Which one it was

    def _turn_of(self, bubble: object) -> Turn | None:
        index = self.bubbles.index(bubble) if bubble in self.bubbles else -1
        place = self.first + index
        return self._turns[place] if index >= 0 and place < len(self._turns) else None

    def _on_again(self) -> None:
        if turn := self._turn_of(self.sender()):
            self.asked_again.emit(turn.id)

    def _on_edit(self) -> None:
        if turn := self._turn_of(self.sender()):
            self.edited.emit(turn.id)

    def _on_remove(self) -> None:
        if turn := self._turn_of(self.sender()):
            self.removed.emit(turn.id)

    def _on_step(self, by: int) -> None:
        if turn := self._turn_of(self.sender()):
            self.stepped.emit(turn.id, by)

    def _on_hover(self, place: int | None) -> None:
        bubble = self.sender()
        if place is None or bubble not in self.bubbles:
            self.hovered.emit(None, None)
        else:
            self.hovered.emit(self.first + self.bubbles.index(bubble), place)

    def _on_pointed_at(self, place: int) -> None:
        bubble = self.sender()
        if bubble in self.bubbles:
            self.pointed_at.emit(self.first + self.bubbles.index(bubble), place)

    # Places

    def outline(self, place: int | None) -> None:
        """The turn there stands out, and no other."""
        for index, bubble in enumerate(self.bubbles, self.first):
            bubble.set_outlined(index == place)

    def reveal(self, place: int, at: int) -> None:
        """Scrolls so far that a place in the text of a turn can be read."""
        inside = self.widget()
        if inside is not None and self.first <= place < self.first + len(self.bubbles):
            text = self.bubbles[place - self.first].text
            line = text.place_of(at, at)
            spot = inside.mapFromGlobal(line.center())
            self.ensureVisible(spot.x(), spot.y(), 0, line.height())

    def _on_range(self, _least: int, most: int) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(most)

    def _on_scroll(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - 4

    def follow(self) -> None:
        self._follows = True
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def narrow(self) -> None:
        """Each bubble as wide as what is in it, but not as wide as the page."""
        most = max(round(self.viewport().width() * WIDEST), 160)
        for bubble in self.bubbles:
            least = 220 if bubble.speaker == HEED else 120
            bubble.setFixedWidth(min(max(bubble.needed_width(), least), most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.narrow()

    def retranslate(self) -> None:
        self._earlier.setText(self.tr("Earlier turns"))
        self.setAccessibleName(self.tr("Conversation"))
