"""Taking the attention home: the menu that saves it as figure, numbers, links or page, or copies it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app import saving
from app.attention.drawing import colours
from app.attention.export import as_csv, as_json, as_npz, as_pharaoh
from app.attention.figure import Figure
from app.attention.labels import label
from app.attention.webpage import as_html
from app.language import QT_TRANSLATE_NOOP
from app.saving import Saving
from engine.events import Draft

translate = QCoreApplication.translate
LONGEST = 40  # characters of the text in a file name


@dataclass(frozen=True)
class Content:
    """What can be taken home now."""

    draft: Draft
    source_text: str
    figure: Figure
    words: Mapping[str, str]  # of the web page
    language: str  # of these words

    @property
    def source(self) -> str:
        pieces = self.draft.source_pieces
        return self.source_text[pieces[0].begin : pieces[-1].end]

    def page(self) -> str:
        pieces, text = self.draft.source_pieces, self.source_text
        rows = [label(pieces, i, text[piece.begin : piece.end]) for i, piece in enumerate(pieces)]
        columns = [label(self.draft.pieces, i) for i in range(len(self.draft.pieces))]
        names = [f"#{colour & 0xFFFFFF:06x}" for colour in colours().tolist()]
        return as_html(self.draft, (rows, columns), self.words, self.language, names)


@dataclass(frozen=True)
class Kind:
    text: str
    suffix: str
    make: Callable[[Content], bytes]


KINDS = (
    Kind(QT_TRANSLATE_NOOP("TakeHome", "Figure as PNG…"), "png", lambda it: it.figure.png()),
    Kind(QT_TRANSLATE_NOOP("TakeHome", "Figure as SVG…"), "svg", lambda it: it.figure.svg(it.draft.text)),
    Kind(QT_TRANSLATE_NOOP("TakeHome", "Interactive page (HTML)…"), "html", lambda it: it.page().encode()),
    Kind(
        QT_TRANSLATE_NOOP("TakeHome", "Numbers as CSV…"),
        "csv",
        lambda it: as_csv(it.draft).encode("utf-8-sig"),  # by the mark, spreadsheets know it is UTF-8
    ),
    Kind(
        QT_TRANSLATE_NOOP("TakeHome", "Numbers as JSON…"),
        "json",
        lambda it: as_json(it.draft, it.source_text).encode(),
    ),
    Kind(QT_TRANSLATE_NOOP("TakeHome", "Numbers for NumPy (NPZ)…"), "npz", lambda it: as_npz(it.draft)),
    Kind(
        QT_TRANSLATE_NOOP("TakeHome", "Word links (Pharaoh)…"),
        "txt",
        lambda it: as_pharaoh(it.draft).encode(),
    ),
)


class TakeHome(QMenu):
    """Saves what was shown when the entry was chosen, even if the text is written on meanwhile."""

    said = Signal(str)  # it is done
    failed = Signal(str)  # a sentence why not

    def __init__(self, content: Callable[[], Content | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        self._saving: Saving | None = None
        self.copy_figure = QAction(self)
        self.copy_figure.triggered.connect(self._copy)
        self.saves = [QAction(self) for _ in KINDS]
        for action in self.saves:
            action.triggered.connect(self._on_save)
        self.addAction(self.copy_figure)
        self.addSeparator()
        self.addActions(self.saves)
        self.set_ready(False)
        self.retranslate()

    def set_ready(self, ready: bool) -> None:
        self.menuAction().setEnabled(ready)
        for action in (self.copy_figure, *self.saves):
            action.setEnabled(ready)

    def _copy(self) -> None:
        if content := self._content():
            QGuiApplication.clipboard().setImage(content.figure.image())
            self.said.emit(self.tr("The figure is on the clipboard."))

    def _on_save(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        kind, content = KINDS[self.saves.index(action)], self._content()
        if content is None:
            return
        path = self.ask(kind, free(self._folder / f"{name(content.source)}.{kind.suffix}"))
        if path is not None:
            self._folder = path.parent
            self._save(path, kind, content)

    def ask(self, kind: Kind, path: Path) -> Path | None:
        """Where to save it; the dialog asks before it names a file that is there."""
        title = translate("TakeHome", kind.text).rstrip("…")
        shown = f"{title} (*.{kind.suffix})"
        dialog = QFileDialog(self.parentWidget(), title, str(path.parent), shown)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind.suffix)
        dialog.selectFile(path.name)
        return Path(dialog.selectedFiles()[0]) if dialog.exec() else None

    def _save(self, path: Path, kind: Kind, content: Content) -> None:
        self.finish()
        self._saving = Saving(path, lambda: kind.make(content), self)
        self._saving.saved.connect(self._on_saved)
        self._saving.failed.connect(self._on_failed)
        self._saving.start()

    def finish(self) -> None:
        """Wait for the file that is being written."""
        if self._saving is not None:
            self._saving.wait()

    def _on_saved(self, path: Path) -> None:
        self.said.emit(self.tr("Saved as {file}").format(file=path))

    def _on_failed(self, error: OSError, path: Path) -> None:
        self.failed.emit(saving.sentence(error, path))

    def retranslate(self) -> None:
        self.setTitle(self.tr("Save attention"))
        self.copy_figure.setText(self.tr("Copy figure"))
        for kind, action in zip(KINDS, self.saves, strict=True):
            action.setText(translate("TakeHome", kind.text))


def name(text: str) -> str:
    """A file name that tells the text: "attention-the-black-cat-sleeps"."""
    words = re.findall(r"\w+", text.lower())
    return "-".join(["attention", *words])[: len("attention-") + LONGEST].rstrip("-")


def free(path: Path) -> Path:
    """The path, or with a number the next one where nothing is."""
    tried, number = path, 2
    while tried.exists():
        tried = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return tried
