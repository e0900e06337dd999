"""Saving and opening `.heed` files: by the menu, and by dropping one on the window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app import saving
from app.failures import sentence
from app.saving import Saving
from engine.cards import WEIGHTS, InstalledModel
from engine.errors import UnreadableSession

if TYPE_CHECKING:  # numpy is not loaded before the window is on the screen
    from engine.session import Session

SUFFIX = "heed"
LONGEST = 40  # characters of the text in a file name


class Sessions(QObject):
    opened = Signal(object)  # a Session
    said = Signal(str)  # it is done, or why not, or what differs here

    def __init__(self, models: Sequence[InstalledModel], parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self._models = parent, models
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        self._saving: Saving | None = None

    def offer(self, models: Sequence[InstalledModel]) -> None:
        self._models = models

    def save(self, session: Session) -> None:
        words = re.findall(r"\w+", session.text.lower())
        name = "-".join(words)[:LONGEST].rstrip("-") or "session"
        path = self.ask_where(self._folder / f"{name}.{SUFFIX}")
        if path is None:
            return
        self._folder = path.parent
        self.finish()
        weights = self._weights(session.model)

        def make() -> bytes:
            from engine.session import fingerprint, write

            known = session.fingerprint or (fingerprint(weights) if weights else "")
            return write(replace(session, fingerprint=known))

        self._saving = Saving(path, make, self)
        self._saving.saved.connect(self._on_saved)
        self._saving.failed.connect(self._on_failed)
        self._saving.start()

    def finish(self) -> None:
        """Wait for the file that is being written."""
        if self._saving is not None:
            self._saving.wait()

    def open(self) -> None:
        path = self.ask_which()
        if path is not None:
            self._folder = path.parent
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """What is wrong with it is said, and nothing else changes."""
        from engine.session import read

        try:
            session = read(path.read_bytes())
        except OSError as error:
            said = self.tr("{file} cannot be read ({reason}). Choose another file.")
            self.said.emit(said.format(file=path.name, reason=error.strerror or error))
        except UnreadableSession as failure:
            self.said.emit(sentence(failure))
        else:
            self.opened.emit(session)
            self._compare(session)

    def _compare(self, session: Session) -> None:
        """The model that translated may be missing here, or be another one by now."""
        from engine.session import fingerprint

        weights = self._weights(session.model)
        if weights is None:
            said = self.tr(
                "This was translated by “{name}”, which is not installed here. It is shown as it was saved;"
                " another model would translate it anew."
            )
            self.said.emit(said.format(name=session.model))
        elif session.fingerprint and fingerprint(weights) != session.fingerprint:
            said = self.tr(
                "The model “{name}” here is another version. The session is shown as it was saved; translated"
                " anew, it may read otherwise."
            )
            self.said.emit(said.format(name=session.model))

    def _weights(self, name: str) -> Path | None:
        found = next((m for m in self._models if m.name == name and m.card is not None), None)
        return None if found is None else found.folder / WEIGHTS

    def ask_where(self, path: Path) -> Path | None:
        """The dialog asks before it names a file that is there."""
        dialog = self._dialog(self.tr("Save session"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile(path.name)
        return Path(dialog.selectedFiles()[0]) if dialog.exec() else None

    def ask_which(self) -> Path | None:
        dialog = self._dialog(self.tr("Open session"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return Path(dialog.selectedFiles()[0]) if dialog.exec() else None

    def _dialog(self, title: str) -> QFileDialog:
        shown = self.tr("Heed sessions (*.{suffix})").format(suffix=SUFFIX)
        return QFileDialog(self._window, title, str(self._folder), shown)

    def _on_saved(self, path: Path) -> None:
        self.said.emit(self.tr("Saved as {file}").format(file=path))

    def _on_failed(self, error: OSError, path: Path) -> None:
        self.said.emit(saving.sentence(error, path))


def session_in(mime: QMimeData) -> Path | None:
    """The session that is being dropped, if it is one."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix == f".{SUFFIX}" else None
