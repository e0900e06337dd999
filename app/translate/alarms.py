"""The line under the translation that says what deserves a second look, why, and what may mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app import theme
from app.following import Following
from app.language import QT_TRANSLATE_NOOP
from engine.search.options import DecodingOptions

if TYPE_CHECKING:  # numpy is not loaded before the window is on the screen
    from engine.inspect.alarms import Alarm

translate = QCoreApplication.translate
BEAM, COVERAGE, GUARD, NGRAM = 8, 0.5, 1, 3  # of the remedies


@dataclass(frozen=True)
class Remedy:
    text: str
    tip: str
    changes: Callable[[DecodingOptions], Mapping[str, Any]]  # of the options; what is so already is left out


def _changed(options: DecodingOptions, **wanted: Any) -> Mapping[str, Any]:
    return {name: value for name, value in wanted.items() if getattr(options, name) != value}


REMEDIES: dict[str, Remedy] = {
    "omission": Remedy(
        QT_TRANSLATE_NOOP("AlarmLine", "Read all of it"),
        QT_TRANSLATE_NOOP("AlarmLine", "Decode again with a beam of 8 and a penalty for what is left out"),
        lambda o: _changed(o, beam=max(BEAM, o.beam), coverage_penalty=max(COVERAGE, o.coverage_penalty)),
    ),
    "invention": Remedy(
        QT_TRANSLATE_NOOP("AlarmLine", "Search wider"),
        QT_TRANSLATE_NOOP("AlarmLine", "Decode again with a beam of 8, and without chance"),
        lambda o: _changed(o, beam=max(BEAM, o.beam), temperature=0.0),
    ),
    "repetition": Remedy(
        QT_TRANSLATE_NOOP("AlarmLine", "Do not repeat"),
        QT_TRANSLATE_NOOP("AlarmLine", "Decode again; no three tokens in a row may come twice"),
        lambda o: _changed(o, repetition_guard=GUARD, no_repeat_ngram=NGRAM),
    ),
}
WHAT = {
    "omission": QT_TRANSLATE_NOOP("AlarmLine", "Left out? “{text}”"),
    "invention": QT_TRANSLATE_NOOP("AlarmLine", "Made up? “{text}”"),
    "repetition": QT_TRANSLATE_NOOP("AlarmLine", "Repeated? “{text}”"),
}
WHY = {
    "omission": QT_TRANSLATE_NOOP(
        "AlarmLine", "No word of the translation looked at “{text}” in the source: it may be missing."
    ),
    "invention": QT_TRANSLATE_NOOP(
        "AlarmLine", "“{text}” looks at no word of the source in particular: it may be made up."
    ),
    "repetition": QT_TRANSLATE_NOOP(
        "AlarmLine", "“{text}” stands there {n} times in a row, and the source has no such repetition."
    ),
}


class AlarmLine(Following, QWidget):
    """Hidden while all is well. Hovering marks the words; a click puts the caret there."""

    mended = Signal(object)  # what to change in the options
    split = Signal()  # the sentence is to be cut in two
    hovered = Signal(object)  # the Alarm, or None
    clicked = Signal(object)  # the Alarm

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alarms: Sequence[Alarm] = ()
        self._options, self._can_split = DecodingOptions(), False
        self._symbol, self.label = QLabel(), QLabel()
        self.label.setObjectName("muted")
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.mend, self.cut = QPushButton(), QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._symbol)
        row.addWidget(self.label, 1)
        row.addWidget(self.cut)
        row.addWidget(self.mend)
        self.mend.clicked.connect(self._on_mend)
        self.cut.clicked.connect(self.split)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.recolour()
        self.retranslate()

    @property
    def first(self) -> Alarm | None:
        return self._alarms[0] if self._alarms else None

    def show_alarms(self, alarms: Sequence[Alarm], options: DecodingOptions, *, can_split: bool) -> None:
        """The first is named. can_split: its sentence is long and can be cut in two."""
        news = list(alarms) != list(self._alarms)
        self._alarms, self._options, self._can_split = alarms, options, can_split
        self.retranslate()
        if news and alarms:
            QAccessible.updateAccessibility(QAccessibleEvent(self.label, QAccessible.Event.Alert))

    def retranslate(self) -> None:
        alarm = self.first
        self.setVisible(alarm is not None)
        if alarm is None:
            return
        said = [translate("AlarmLine", WHAT[each.kind]).format(text=each.text) for each in self._alarms]
        text = "   ".join(said[:2])
        if len(said) > 2:
            text += "   " + self.tr("and {n} more").format(n=len(said) - 2)
        self.label.setText(text)
        why = "\n".join(
            translate("AlarmLine", WHY[each.kind]).format(text=each.text, n=round(each.measure))
            for each in self._alarms
        )
        self.setToolTip(why)
        self.label.setAccessibleName(why)
        remedy = REMEDIES[alarm.kind]
        self.mend.setText(translate("AlarmLine", remedy.text))
        self.mend.setToolTip(translate("AlarmLine", remedy.tip))
        self.mend.setVisible(bool(remedy.changes(self._options)))
        self.cut.setText(self.tr("Split the sentence"))
        self.cut.setToolTip(self.tr("Begin a new line in your text near the middle of this long sentence"))
        self.cut.setVisible(self._can_split and alarm.kind != "repetition")

    def _on_mend(self) -> None:
        if self.first is not None:
            self.mended.emit(REMEDIES[self.first.kind].changes(self._options))

    def recolour(self) -> None:
        self._symbol.setPixmap(theme.icon("notice").pixmap(QSize(16, 16)))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.hovered.emit(self.first)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.first is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.first)
