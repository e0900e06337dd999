"""A checkpoint that is already on the disk: what to call it, and what it does not say itself."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.following import Following
from app.manager import words
from engine.requests import Import

ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2", ".argosmodel")


def checkpoint_in(data: QMimeData) -> Path | None:
    """The one folder or archive that is dragged, if it is one."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if len(paths) == 1 and (paths[0].is_dir() or paths[0].name.lower().endswith(ARCHIVES)):
        return paths[0]
    return None


def name_for(path: Path) -> str:
    """What the model could be called."""
    name = path.name
    for ending in sorted(ARCHIVES, key=len, reverse=True):
        name = name.removesuffix(ending)
    return re.sub(r"[^\w .+-]", "-", name).strip(" .-")[:100] or "model"


class ImportForm(Following, QFrame):
    """Hidden until a checkpoint is chosen."""

    wanted = Signal(object)  # an Import

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bubble")
        self._path = Path()
        self.title, self.go, self.leave = QLabel(), QPushButton(), QPushButton()
        self.name, self.pairs, self.task = QLineEdit(), QLineEdit(), QComboBox()
        self._labels = [QLabel() for _ in range(3)]
        for label, field in zip(self._labels, (self.name, self.task, self.pairs), strict=True):
            label.setBuddy(field)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 12, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.title, 0, 0, 1, 6)
        for place, field in enumerate((self.name, self.task, self.pairs)):
            grid.addWidget(self._labels[place], 1, 2 * place)
            grid.addWidget(field, 1, 2 * place + 1)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(5, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        grid.addLayout(buttons, 2, 0, 1, 6)
        self.go.clicked.connect(self._on_go)
        self.name.returnPressed.connect(self._on_go)
        self.leave.clicked.connect(self.hide)
        self.name.textChanged.connect(self._check)
        self.pairs.textChanged.connect(self._check)
        self.retranslate()
        self.hide()

    def ask(self, path: Path) -> None:
        self._path = path
        self.name.setText(name_for(path))
        self.pairs.clear()
        self.task.setCurrentIndex(0)
        self.retranslate()
        self.show()
        self.name.setFocus()

    @property
    def _both(self) -> tuple[tuple[str, str], ...] | None:
        """The languages, or None if they cannot be read."""
        found = [pair.split("-") for pair in re.split(r"[\s,;]+", self.pairs.text().strip()) if pair]
        if any(len(pair) != 2 or not all(pair) for pair in found):
            return None
        return tuple((a, b) for a, b in found)

    def _check(self) -> None:
        self.go.setEnabled(bool(self.name.text().strip()) and self._both is not None)

    def _on_go(self) -> None:
        both = self._both
        if both is not None and self.name.text().strip():
            request = Import(
                path=str(self._path),
                called=self.name.text().strip(),
                task=self.task.currentData() or "",
                pairs=both,
            )
            self.hide()
            self.wanted.emit(request)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Make a model of {file}").format(file=self._path.name))
        names = (self.tr("Name"), self.tr("Task"), self.tr("Languages"))
        for label, field, name in zip(self._labels, (self.name, self.task, self.pairs), names, strict=True):
            label.setText(name)
            field.setAccessibleName(name)
        chosen = self.task.currentIndex()
        self.task.clear()
        self.task.addItem(self.tr("As the files say"), "")
        for name in ("translate", "chat", "summarise"):
            self.task.addItem(words.task(name), name)
        self.task.setCurrentIndex(max(chosen, 0))
        self.pairs.setPlaceholderText(self.tr("as the files say; or such as en-fr, en-de"))
        self.go.setText(self.tr("Import"))
        self.leave.setText(self.tr("Cancel"))
