"""A grid of labelled controls for one group of the table, with room for a refusal under each."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.decoding.controls import Control, Switch, Words, control_for, name_off
from app.decoding.fields import Group
from engine.search.options import DecodingOptions


class Form(QWidget):
    """The controls of some groups, each group under its title."""

    def __init__(self, groups: Iterable[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controls: dict[str, Control] = {}
        self.labels: dict[str, QLabel] = {}
        self.refusals: dict[str, QLabel] = {}
        self._titles: list[QLabel] = []
        grid = self.grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for group in groups:
            title = QLabel()
            title.setObjectName("muted")
            title.setVisible(bool(group.title))
            title.setContentsMargins(0, 8 if self._titles else 0, 0, 0)
            grid.addWidget(title, grid.rowCount(), 0, 1, 2)
            self._titles.append(title)
            for field in group.fields:
                self._add(field.name, control_for(field))

    def _add(self, name: str, control: Control) -> None:
        grid, row = self.grid, self.grid.rowCount()
        label, refusal = QLabel(), QLabel()
        label.setBuddy(control)
        refusal.setObjectName("refusal")
        refusal.setWordWrap(True)
        refusal.hide()
        if isinstance(control, Switch):
            grid.addWidget(control, row, 0, 1, 2)
        elif isinstance(control, Words):
            grid.addWidget(label, row, 0, 1, 2)
            grid.addWidget(control, row + 1, 0, 1, 2)
        else:
            control.setFixedWidth(112)
            grid.addWidget(label, row, 0)
            grid.addWidget(control, row, 1)
        grid.addWidget(refusal, row + 2, 0, 1, 2)
        self.controls[name], self.labels[name], self.refusals[name] = control, label, refusal

    def retranslate(self, groups: Iterable[Group]) -> None:
        for title, group in zip(self._titles, groups, strict=True):
            title.setText(group.title)
            for field in group.fields:
                control = self.controls[field.name]
                control.setAccessibleName(field.label)
                name_off(control, field)
                if isinstance(control, Switch):
                    control.setText(field.label)
                else:
                    self.labels[field.name].setText(field.label)

    def explain(self, groups: Iterable[Group], options: DecodingOptions, refused: dict[str, str]) -> None:
        """Grey what has no effect beside the other values, and say why; show what is refused."""
        for group in groups:
            for field in group.fields:
                control, reason = self.controls[field.name], field.idle(options)
                parts = [field.explanation, reason] if reason else [field.explanation]
                refusal = self.refusals[field.name]
                refusal.setText(refused.get(field.name, ""))
                refusal.setVisible(field.name in refused)
                parts += [refusal.text()] if refusal.text() else []
                control.setAccessibleDescription(" ".join([*parts, field.example(options)]))
                control.setEnabled(not reason)
                self.labels[field.name].setEnabled(not reason)
                for widget in (control, self.labels[field.name]):
                    widget.setToolTip("\n".join(parts))
