"""The page of settings, made from the table, and what is to know of the models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.following import Following
from app.settings import SHOWN, Setting, Settings
from engine.cards import InstalledModel

WIDEST = 640  # pixels; a form is not easier to read for being wider


class SettingsPage(Following, QScrollArea):
    """Each change applies at once."""

    def __init__(
        self, settings: Settings, models: Sequence[InstalledModel], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._damaged = [model for model in models if model.damage]
        self._fields: dict[Setting[Any], QComboBox | QSpinBox | QLineEdit] = {}
        self._labels: dict[Setting[Any], tuple[QLabel, QLabel | None]] = {}
        self._title, self._models = QLabel(), QLabel()
        self._title.setObjectName("heading")
        self._models.setObjectName("muted")
        self._models.setWordWrap(True)
        self._models.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = QGridLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setColumnStretch(2, 1)
        for setting in SHOWN:
            self._add(setting, form)
        inner = QWidget()
        inner.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(24)
        column.addWidget(self._title)
        column.addLayout(form)
        column.addWidget(self._models)
        column.addStretch()
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        settings.changed.connect(self._on_changed)
        self.retranslate()

    def field(self, setting: Setting[Any]) -> QComboBox | QSpinBox | QLineEdit:
        return self._fields[setting]

    def offer(self, models: Sequence[InstalledModel]) -> None:
        self._damaged = [model for model in models if model.damage]
        self.retranslate()

    def _add(self, setting: Setting[Any], form: QGridLayout) -> None:
        field: QComboBox | QSpinBox | QLineEdit
        if setting.choices:
            field = QComboBox()
            for value, _ in setting.choices:
                field.addItem("", value)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            field.activated.connect(lambda _: self._settings.set(setting, field.currentData()))
        elif setting.limits is None:
            field = QLineEdit()
            field.setMinimumWidth(320)
            field.editingFinished.connect(
                lambda: self._settings.set(setting, field.text().strip() or setting.default)
            )
        else:
            field = QSpinBox()
            field.setRange(*setting.limits)
            field.lineEdit().setTextMargins(6, 0, 0, 0)
            field.valueChanged.connect(lambda value: self._settings.set(setting, value))
        field.setMinimumWidth(176)
        label = QLabel()
        label.setBuddy(field)
        row = form.rowCount()
        form.addWidget(label, row, 0)
        form.addWidget(field, row, 1, 1, 2 if isinstance(field, QLineEdit) else 1)
        help_label = None
        if setting.help:
            help_label = QLabel()
            help_label.setObjectName("muted")
            help_label.setWordWrap(True)
            form.addWidget(help_label, row + 1, 1, 1, 2)
        self._fields[setting] = field
        self._labels[setting] = (label, help_label)
        self._on_changed(setting)

    def _on_changed(self, setting: Setting[Any]) -> None:
        field = self._fields.get(setting)
        if field is None:
            return
        value = self._settings.get(setting)
        with QSignalBlocker(field):
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(value))
            elif isinstance(field, QLineEdit):
                field.setText(value)
            else:
                field.setValue(value)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Settings"))
        for setting, field in self._fields.items():
            label, help_label = self._labels[setting]
            label.setText(_translated(setting.label))
            field.setAccessibleName(label.text())
            if help_label is not None:
                help_label.setText(_translated(setting.help))
            if isinstance(field, QComboBox):
                for index, (_, name) in enumerate(setting.choices):
                    field.setItemText(index, _translated(name))
            elif isinstance(field, QSpinBox) and setting.unit:
                field.setSuffix(" " + _translated(setting.unit))
        lines = [self.tr("These model folders are damaged and cannot be used. Install them again.")]
        lines += [f"{model.folder}: {model.damage}" for model in self._damaged]
        self._models.setText("\n".join(lines))
        self._models.setVisible(bool(self._damaged))


def _translated(text: str) -> str:
    return QCoreApplication.translate("settings", text)
