"""One turn on the screen: its text, and under it what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.chat.conversation import HEED, USER
from app.following import Following
from app.translate.editor import TargetView

WIDEST = 0.8  # of the transcript's width
LONG = 500  # characters: a line of so many is wider than any transcript


class TurnText(TargetView):
    """As high as its text; the transcript scrolls, not the turn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("turn")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self.fit)

    def fit(self) -> None:
        height = round(self.document().size().height()) + 1
        if height != self.height():
            self.setFixedHeight(height)

    def text_width(self) -> int:
        """What the longest line needs if none is broken."""
        self.ensurePolished()
        lines = self.text().split("\n")
        return max(self.fontMetrics().horizontalAdvance(line[:LONG]) for line in lines) + 8

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Bubble(Following, QFrame):
    """A turn. Its buttons are quiet until mouse or focus is there."""

    asked_again = Signal()  # another version of this reply, or a reply to this turn
    edited = Signal()  # the user wants to say this turn otherwise
    removed = Signal()  # the user wants this turn and what followed away
    stepped = Signal(int)  # to an older (-1) or a newer (1) version
    hovered = Signal(object)  # the place of the text under the mouse, or None
    pointed_at = Signal(int)  # a place in the text, by the caret or a click

    def __init__(self, speaker: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.speaker = speaker
        self.setObjectName("mine" if speaker == USER else "bubble")
        self.text = TurnText()
        self.note = QLabel()
        self.note.setObjectName("muted")
        self.share = QProgressBar()  # how much of the attention went to this turn
        self.share.setRange(0, 100)
        self.share.setTextVisible(False)
        self.share.setFixedHeight(3)
        self.older, self.newer, self.version = _button("left"), _button("right"), QLabel()
        self.copy, self.edit, self.again = _button("copy"), _button("edit"), _button("again")
        self.remove = _button("remove")
        self.version.setObjectName("muted")
        self._switch = QWidget()  # between versions
        self._switch.setLayout(_row(self.older, self.version, self.newer))
        self._buttons = _row(self._switch, self.copy, self.edit, self.again, self.remove, self.note)
        self._buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 4)
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addWidget(self.share)
        column.addLayout(self._buttons)
        self.edit.setVisible(speaker == USER)
        self._answered, self._busy = True, False
        self._show_again()
        self.set_versions(0, 1)
        self.show_share(None)
        self.older.clicked.connect(self._to_older)
        self.newer.clicked.connect(self._to_newer)
        self.copy.clicked.connect(self._copy)
        self.edit.clicked.connect(self.edited)
        self.again.clicked.connect(self.asked_again)
        self.remove.clicked.connect(self.removed)
        self.text.hovered.connect(self.hovered)
        self.text.caret_moved.connect(self.pointed_at)
        self.text.asked.connect(self.pointed_at)
        self._note = ""
        self.retranslate()
        self.recolour()

    def show_text(self, text: str) -> None:
        """Replaces what stands there from the first difference on."""
        self.text.write(0, text)

    def needed_width(self) -> int:
        """What the text needs if no line of it is broken, and the buttons below it."""
        margins, inner = self.contentsMargins(), max(self.text.text_width(), self._buttons.sizeHint().width())
        return inner + 24 + margins.left() + margins.right() + 4

    def set_versions(self, place: int, count: int) -> None:
        """This is version `place` (0 first) of `count`."""
        self._switch.setVisible(count > 1)
        self.version.setText(f"{place + 1}/{count}")
        self.older.setEnabled(place > 0)
        self.newer.setEnabled(place + 1 < count)

    def show_share(self, share: float | None) -> None:
        """The part of the attention, of 1, that a reply paid to this turn; None hides it."""
        self.share.setVisible(share is not None)
        if share is not None:
            self.share.setValue(round(100 * share))
            said = self.tr("{n} % of the attention").format(n=round(100 * share))
            self.share.setToolTip(said)
            self.share.setAccessibleName(said)

    def set_outlined(self, outlined: bool) -> None:
        """An earlier reply whose attention is shown stands out."""
        if outlined != bool(self.property("outlined")):
            self.setProperty("outlined", outlined)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_note(self, kind: str) -> None:
        """`kind` is "", "stopped", "unsaved" or "unseen"."""
        self._note = kind
        self.retranslate()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        for widget in (self.edit, self.again, self.remove, self._switch):
            widget.setDisabled(busy)
        self._show_again()

    def set_answered(self, answered: bool) -> None:
        """A turn of the user that has no reply can be given one."""
        self._answered = answered
        self._show_again()

    def _show_again(self) -> None:
        self.again.setVisible(self.speaker == HEED or not (self._answered or self._busy))

    def _to_older(self) -> None:
        self.stepped.emit(-1)

    def _to_newer(self) -> None:
        self.stepped.emit(1)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.text())

    def retranslate(self) -> None:
        self.text.setAccessibleName(self.tr("You") if self.speaker == USER else self.tr("Heed"))
        for button, text in (
            (self.older, self.tr("Older version")),
            (self.newer, self.tr("Newer version")),
            (self.copy, self.tr("Copy")),
            (self.edit, self.tr("Say it otherwise; what followed stays as another branch")),
            (self.remove, self.tr("Delete this and what followed; it can be brought back")),
            (
                self.again,
                self.tr("Another reply; this one stays") if self.speaker == HEED else self.tr("Answer this"),
            ),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.note.setText(
            {
                "stopped": self.tr("Stopped"),
                "unsaved": self.tr("Not saved"),
                "unseen": self.tr("The model no longer sees this"),
            }.get(self._note, "")
        )

    def recolour(self) -> None:
        for button, name in (
            (self.older, "left"), (self.newer, "right"), (self.copy, "copy"),
            (self.edit, "edit"), (self.again, "again"), (self.remove, "remove"),
        ):  # fmt: skip
            button.setIcon(theme.icon(name))


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _button(name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(name))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
