"""The decoding panel: a control for each field of the table, and Reset."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.decoding.fields import Field, fields
from engine.search.options import DecodingOptions

PAUSE = 200  # milliseconds without a further edit before the change is told


class DecodingPanel(QWidget):
    """Edits decoding options. A change decodes again, so it is told only after a pause."""

    changed = Signal(object)  # DecodingOptions

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = DecodingOptions()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._tell)
        grid = self._grid = QGridLayout()
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.controls: dict[str, QSpinBox | QDoubleSpinBox] = {}
        self._labels: dict[str, QLabel] = {}
        for row, field in enumerate(fields()):
            control = self._control(field)
            label = QLabel()
            label.setBuddy(control)
            grid.addWidget(label, row, 0)
            grid.addWidget(control, row, 1)
            self.controls[field.name], self._labels[field.name] = control, label
        self.reset = QPushButton()
        self.reset.clicked.connect(self._reset)
        grid.addWidget(self.reset, grid.rowCount(), 0, 1, 2)
        grid.setRowStretch(grid.rowCount(), 1)

        page = QWidget()
        page.setLayout(grid)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._retranslate()
        self.set_options(DecodingOptions())

    @property
    def options(self) -> DecodingOptions:
        """What the controls say, made consistent: limits that contradict each other give way."""
        values: dict[str, Any] = {name: control.value() for name, control in self.controls.items()}
        options = DecodingOptions(**values)
        return replace(
            options,
            n_best=min(options.n_best, options.beam),
            min_length=min(options.min_length, options.max_length or options.min_length),
        )

    def set_options(self, options: DecodingOptions) -> None:
        """Show options; `changed` is not emitted, and an edit not told yet is dropped."""
        for name, control in self.controls.items():
            value = getattr(options, name)
            if control.value() != value:  # what is being typed, such as "0.", is left as it is
                with QSignalBlocker(control):
                    control.setValue(value)
        self._pause.stop()
        self._told = self.options
        self._explain()

    def _control(self, field: Field) -> QSpinBox | QDoubleSpinBox:
        control: QSpinBox | QDoubleSpinBox
        if field.decimals:
            control = QDoubleSpinBox(decimals=field.decimals, minimum=field.low, maximum=field.high)
            control.setSingleStep(field.step)
        else:
            control = QSpinBox(minimum=int(field.low), maximum=int(field.high), singleStep=int(field.step))
        control.setAlignment(Qt.AlignmentFlag.AlignRight)
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        control.installEventFilter(self)
        control.valueChanged.connect(self._edited)
        return control

    def _edited(self) -> None:
        self._explain()
        self._pause.start()

    def _tell(self) -> None:
        options, told = self.options, self._told
        self.set_options(options)
        if options != told:
            self.changed.emit(options)

    def _reset(self) -> None:
        told = self._told
        self.set_options(DecodingOptions())
        self._told = told
        self._pause.start()

    def _explain(self) -> None:
        """Grey what has no effect beside the other values, and say why."""
        options = self.options
        for field in fields():
            control, reason = self.controls[field.name], field.idle(options)
            lines = [field.explanation, reason] if reason else [field.explanation]
            control.setEnabled(not reason)
            control.setAccessibleDescription(" ".join(lines))
            for widget in (control, self._labels[field.name]):
                widget.setToolTip("\n".join(lines))
            self._labels[field.name].setEnabled(not reason)
        self.reset.setEnabled(options != DecodingOptions())

    def _retranslate(self) -> None:
        for field in fields():
            control = self.controls[field.name]
            self._labels[field.name].setText(field.label)
            control.setAccessibleName(field.label)
            if field.lowest:
                control.setSpecialValueText(field.lowest)
        self.reset.setText(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Put every value back to its default"))
        self._explain()
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self._scroll.setMinimumWidth(self._grid.minimumSize().width() + bar)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A wheel that scrolls the panel must not turn the numbers it passes."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
