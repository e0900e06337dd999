"""The controls of one value each: numbers, words, and yes or no. All have `value` and `setValue`."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from app.decoding.fields import Field
from engine.search.options import DecodingOptions

COMMAS = re.compile("[,，、;；\n]")


class Words(QLineEdit):
    """Words and phrases with commas between, Chinese ones too."""

    valueChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textEdited.connect(self.valueChanged)
        self.setClearButtonEnabled(False)

    def value(self) -> tuple[str, ...]:
        words = (" ".join(word.split()) for word in COMMAS.split(self.text()))
        return tuple(dict.fromkeys(word for word in words if word))

    def setValue(self, words: tuple[str, ...]) -> None:
        self.setText(", ".join(words))
        self.setCursorPosition(0)


class Switch(QCheckBox):
    valueChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.toggled.connect(self.valueChanged)

    def value(self) -> bool:
        return self.isChecked()

    def setValue(self, value: bool) -> None:
        self.setChecked(value)


class Share(QDoubleSpinBox):
    """A number that is off at its highest: then it shows a word in place of the number."""

    off = ""

    def textFromValue(self, value: float) -> str:
        return self.off if self.off and value >= self.maximum() else super().textFromValue(value)

    def valueFromText(self, text: str) -> float:
        return self.maximum() if text == self.off else super().valueFromText(text)


Control = QSpinBox | QDoubleSpinBox | Words | Switch
DEFAULTS = DecodingOptions()


def control_for(field: Field) -> Control:
    default = getattr(DEFAULTS, field.name)
    made: Control
    if isinstance(default, bool):
        made = Switch()
    elif isinstance(default, tuple):
        made = Words()
    elif field.decimals:
        made = Share() if _off_at_the_top(field) else QDoubleSpinBox()
        made.setDecimals(field.decimals)
        made.setRange(field.low, field.high)
        made.setSingleStep(field.step)
    else:
        made = QSpinBox(minimum=int(field.low), maximum=int(field.high), singleStep=int(field.step))
    if isinstance(made, QSpinBox | QDoubleSpinBox):
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def name_off(control: Control, field: Field) -> None:
    """Shows the field's word for the value that turns it off."""
    if isinstance(control, Share):
        control.off = field.off
        control.setValue(control.value())
    elif isinstance(control, QSpinBox | QDoubleSpinBox) and field.off:
        control.setSpecialValueText(field.off)


def _off_at_the_top(field: Field) -> bool:
    return bool(field.off) and getattr(DEFAULTS, field.name) == field.high
