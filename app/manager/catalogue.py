"""Models that can be downloaded: searched, and filtered by task, languages and this machine's memory."""

from __future__ import annotations

from collections.abc import Collection

import psutil
from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.following import Following
from app.language import QT_TRANSLATE_NOOP, language_name
from app.manager import words
from engine.shelf.catalogue import Entry, catalogue, search

translate = QCoreApplication.translate
PAUSE = 150  # milliseconds without a key, until it is searched
USES = {
    "pair": QT_TRANSLATE_NOOP("catalogue", "one direction, small and quick"),
    "pair, larger": QT_TRANSLATE_NOOP("catalogue", "one direction, better and three times as large"),
    "group": QT_TRANSLATE_NOOP("catalogue", "several related languages in one model"),
    "many": QT_TRANSLATE_NOOP("catalogue", "many languages, each into each other; large"),
    "study": QT_TRANSLATE_NOOP("catalogue", "a small network to look into rather than to work with"),
    "news": QT_TRANSLATE_NOOP("catalogue", "news in a few sentences"),
    "one sentence": QT_TRANSLATE_NOOP("catalogue", "an article in one sentence"),
    "instructed": QT_TRANSLATE_NOOP("catalogue", "short texts; follows simple instructions"),
    "chat": QT_TRANSLATE_NOOP("catalogue", "small talk, small"),
    "chat, larger": QT_TRANSLATE_NOOP("catalogue", "small talk, with more to say"),
}


class CatalogueTab(Following, QWidget):
    wanted = Signal(str)  # a name on the hub

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._installed: Collection[str] = ()
        self._memory = psutil.virtual_memory().total
        self.text, self.fits = QLineEdit(), QCheckBox()
        self.text.setClearButtonEnabled(True)
        self.task, self.source, self.target = QComboBox(), QComboBox(), QComboBox()
        self.count = QLabel()
        self.count.setObjectName("muted")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.refresh)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        for picker in (self.task, self.source, self.target):
            picker.setMinimumWidth(104)
            picker.activated.connect(self.refresh)
            row.addWidget(picker)
        below = QHBoxLayout()
        below.addWidget(self.fits)
        below.addStretch()
        below.addWidget(self.count)
        self.fits.toggled.connect(self.refresh)
        self.text.textChanged.connect(self._timer.start)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addLayout(below)
        column.addWidget(self._area, 1)
        self.rows: list[Row] = []
        self._stale = True  # rows are made when somebody looks
        self.retranslate()

    def show_installed(self, origins: Collection[str]) -> None:
        """Names on the hub that are here already."""
        self._installed = origins
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        self._stale = not self.isVisible()
        if self._stale:
            return
        found = search(
            catalogue(),
            text=self.text.text(),
            task=self.task.currentData() or "",
            source=self.source.currentData() or "",
            target=self.target.currentData() or "",
            memory=self._memory if self.fits.isChecked() else 0,
        )
        inner = QWidget()
        inner.setAutoFillBackground(False)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        self.rows = [Row(entry, entry.name in self._installed, self._memory) for entry in found]
        for row in self.rows:
            row.wanted.connect(self.wanted)
            column.addWidget(row)
        if not found:
            column.addWidget(
                QLabel(self.tr("Nothing here is like that. Ask for less, or take the filters away."))
            )
        column.addStretch()
        self._area.setWidget(inner)
        self.count.setText(self.tr("{n} of {all} models").format(n=len(found), all=len(catalogue())))

    def retranslate(self) -> None:
        self.text.setPlaceholderText(self.tr("Search by name, licence or use"))
        self.text.setAccessibleName(self.text.placeholderText())
        self.fits.setText(
            self.tr("Only what fits into this computer's memory ({size})").format(
                size=words.size(self._memory)
            )
        )
        self.fits.setVisible(self._memory > 0)
        languages = {language for entry in catalogue() for pair in entry.pairs for language in pair}
        languages |= {language for entry in catalogue() for language in entry.languages}
        codes = sorted(languages, key=lambda code: language_name(code).casefold())
        for picker, first, name in (
            (self.source, self.tr("From any language"), self.tr("Language of your text")),
            (self.target, self.tr("Into any language"), self.tr("Language of the result")),
        ):
            _fill(picker, [("", first), *((code, language_name(code)) for code in codes)])
            picker.setAccessibleName(name)
            picker.setToolTip(name)
        tasks = [(name, words.task(name)) for name in ("translate", "chat", "summarise")]
        _fill(self.task, [("", self.tr("Any task")), *tasks])
        self.task.setAccessibleName(self.tr("Task"))
        self.task.setToolTip(self.tr("Task"))
        self.refresh()


class Row(QFrame):
    """One model of the catalogue."""

    wanted = Signal(str)

    def __init__(self, entry: Entry, installed: bool, memory: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bubble")
        self.entry = entry
        name, use, what, much = (QLabel() for _ in range(4))
        name.setObjectName("title")
        name.setText(entry.name)
        use.setText(translate("catalogue", USES[entry.use]))
        what.setText(f"{words.task(entry.task)} · {words.pairs(entry.pairs, entry.languages)}")
        what.setWordWrap(True)
        tight = bool(memory) and entry.memory > memory
        parts = [
            words.size(entry.megabytes * 1e6),
            words.parameters(entry.parameters * 1e6),
            entry.licence,
            self.tr("more than this computer's memory") if tight else "",
        ]
        much.setText(" · ".join(filter(None, parts)))
        for label in (use, what, much):
            label.setObjectName("muted")
        self.button = QPushButton(self.tr("Installed") if installed else self.tr("Download"))
        self.button.setEnabled(not installed)
        self.button.setAccessibleName(f"{self.button.text()}: {entry.name}")
        self.button.clicked.connect(lambda: self.wanted.emit(entry.name))
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 10, 12, 10)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(name, 0, 0)
        grid.addWidget(use, 0, 1)
        grid.addWidget(what, 1, 0, 1, 2)
        grid.addWidget(much, 2, 0, 1, 2)
        grid.addWidget(self.button, 0, 2, 3, 1, Qt.AlignmentFlag.AlignVCenter)


def _fill(picker: QComboBox, entries: list[tuple[str, str]]) -> None:
    chosen = picker.currentData() or ""
    with QSignalBlocker(picker):
        picker.clear()
        for code, name in entries:
            picker.addItem(name, code)
        picker.setCurrentIndex(max(picker.findData(chosen), 0))
