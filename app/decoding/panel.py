"""The decoding panel: presets, a control for each field of the table, help, and Reset."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import settings as table
from app import theme
from app.decoding.controls import Control
from app.decoding.fields import groups
from app.decoding.form import Form
from app.decoding.preset_bar import PresetBar
from app.decoding.reasons import contradictions
from app.following import Following
from app.settings import Settings
from engine.search.options import DecodingOptions

PAUSE = 200  # milliseconds without a further edit before the change is told
HELP_LINES = 7


class DecodingPanel(Following, QWidget):
    """Edits decoding options. A change decodes again, so it is told only after a pause.

    Values that contradict each other are not told: the sentence beside the control says why.
    """

    changed = Signal(object)  # DecodingOptions

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._told = DecodingOptions()
        self._refused: dict[str, str] = {}  # by the engine
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._tell)
        self._helped = ""  # the field that the help is about
        self.presets = PresetBar(settings)
        self.presets.chosen.connect(self._choose)
        simple, *expert = groups()
        self._forms = Form([simple]), Form(expert)
        self.controls: dict[str, Control] = self._forms[0].controls | self._forms[1].controls
        for control in self.controls.values():
            control.valueChanged.connect(self._edited)
        for widget in (
            *self.controls.values(),
            *self._forms[0].labels.values(),
            *self._forms[1].labels.values(),
        ):
            widget.installEventFilter(self)
        self.expert = QToolButton()
        self.expert.setCheckable(True)
        self.expert.setObjectName("fold")
        self.expert.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.expert.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.expert.setIconSize(QSize(12, 12))
        self.expert.setChecked(settings.get(table.EXPERT_SHOWN))
        self.expert.toggled.connect(self._unfold)
        self.reset = QPushButton()
        self.reset.clicked.connect(self._reset)
        self.help = QLabel()
        self.help.setObjectName("muted")
        self.help.setWordWrap(True)
        self.help.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self.retranslate()
        self._unfold(self.expert.isChecked())
        self.set_options(DecodingOptions())

    def _lay_out(self) -> None:
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(8, 4, 8, 8)
        inner.setSpacing(8)
        inner.addWidget(self._forms[0])
        fold = QHBoxLayout()
        fold.addWidget(self.expert)
        fold.addStretch()
        fold.addWidget(self.reset)
        inner.addLayout(fold)
        inner.addWidget(self._forms[1])
        inner.addStretch()
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget, margin in ((self.presets, 8), (scroll, 0), (line, 8), (self.help, 8)):
            row = QHBoxLayout()
            row.setContentsMargins(margin, 4 if widget is self.presets else 0, margin, 0)
            row.addWidget(widget)
            column.addLayout(row, 1 if widget is scroll else 0)

    def sizeHint(self) -> QSize:
        return QSize(self._scroll.minimumWidth(), 520)

    @property
    def options(self) -> DecodingOptions:
        """What the controls say."""
        values: dict[str, Any] = {name: control.value() for name, control in self.controls.items()}
        return DecodingOptions(**values)

    def set_options(self, options: DecodingOptions) -> None:
        """Show options; `changed` is not emitted, and an edit not told yet is dropped."""
        for name, control in self.controls.items():
            value = getattr(options, name)
            if control.value() != value:  # what is being typed, such as "0.", is left as it is
                with QSignalBlocker(control):
                    control.setValue(value)
        self._pause.stop()
        self._told = self.options
        self._refused = {}
        self._explain()

    def set_usual(self, options: DecodingOptions) -> None:
        """What suits the model at hand: Reset goes back to it, and it has an entry among the presets."""
        self.presets.set_usual(options)
        self.reset.setEnabled(self.options != self.presets.default.options)

    def refuse(self, option: str, sentence: str) -> None:
        """The engine cannot do what this field asks; the sentence stands beside it until an edit."""
        if option in self.controls:
            self._refused = {option: sentence}
            self._explain()
            if option in self._forms[1].controls:
                self.expert.setChecked(True)
            self._scroll.ensureWidgetVisible(self.controls[option])

    def accept(self) -> None:
        """A new request is on its way: what was refused before may go now."""
        if self._refused:
            self._refused = {}
            self._explain()

    def _edited(self) -> None:
        self._refused = {}
        self._explain()
        self._pause.start()

    def _tell(self) -> None:
        options = self.options
        if options != self._told and not contradictions(options):
            self.set_options(options)
            self.changed.emit(options)

    def _choose(self, options: DecodingOptions) -> None:
        told = self._told
        self.set_options(options)
        self._told = told
        self._pause.start()

    def _reset(self) -> None:
        self._choose(self.presets.default.options)

    def _unfold(self, shown: bool) -> None:
        self._settings.set(table.EXPERT_SHOWN, shown)
        self._forms[1].setVisible(shown)
        self.recolour()

    def _explain(self) -> None:
        options = self.options
        refused = self._refused | contradictions(options)
        simple, *expert = groups()
        self._forms[0].explain([simple], options, refused)
        self._forms[1].explain(expert, options, refused)
        self.presets.show_options(options)
        self.reset.setEnabled(options != self.presets.default.options)
        self._help()

    def _help(self) -> None:
        """What the field in hand means, and an example for its value."""
        field = next((f for group in groups() for f in group.fields if f.name == self._helped), None)
        if field is None:
            self.help.setText(self.tr("Point at a value, and you read here what it does."))
            return
        options = self.options
        reason = field.idle(options)
        example = self.tr("Example: {text}").format(text=field.example(options))
        self.help.setText(f"{field.explanation}\n{reason or example}")

    def retranslate(self) -> None:
        simple, *expert = groups()
        self._forms[0].retranslate([simple])
        self._forms[1].retranslate(expert)
        self.expert.setText(self.tr("For experts"))
        self.reset.setText(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Put every value back to its default"))
        self._explain()
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        widest = max(form.grid.minimumSize().width() for form in self._forms)
        self._scroll.setMinimumWidth(widest + 16 + bar)
        self.help.setMinimumHeight(HELP_LINES * self.help.fontMetrics().lineSpacing())

    def recolour(self) -> None:
        self.expert.setIcon(theme.icon("down" if self.expert.isChecked() else "right"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Help follows mouse and focus. A wheel that scrolls must not turn the numbers it passes."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self._helped = self._name_of(watched)
            self._help()
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _name_of(self, watched: QObject) -> str:
        for form in self._forms:
            for widgets in (form.controls, form.labels):
                for name, widget in widgets.items():
                    if widget is watched:
                        return name
        return ""
