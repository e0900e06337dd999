"""The document's side of the page: its text, where it comes from, and how many words it has."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from app import saving, theme
from app.following import Following
from app.notice import Notice
from app.summarise import documents
from app.summarise.background import Background
from app.summarise.documents import Document, NotReadable
from app.summarise.panes import DocumentPane, muted, with_buttons, words

PAUSE = 300  # milliseconds without a key, then the words are counted


def document_file() -> Path:
    """Where the text stays until the next start: $HEED_DATA, or this platform's place for a user's data."""
    folder = os.environ.get("HEED_DATA") or platformdirs.user_data_path("heed", False)
    return Path(folder) / "document.txt"


class SourceSide(Following, QWidget):
    """Files are read and words counted beside the window, so that large ones do not hold it up."""

    edited = Signal()
    rested = Signal()  # the text has not been changed for a moment
    broken = Signal(str)  # the report of a defect

    def __init__(self, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice = notice
        self.name = ""  # of the file that the text is from
        self._words = 0
        self.pane, self.title, self.count = DocumentPane(), muted(), muted()
        self.open, self.paste, self.clear = QToolButton(), QToolButton(), QToolButton()
        self.unused = QToolButton()  # what the summary has not used is grey
        self.unused.setObjectName("view")
        self.unused.setCheckable(True)
        self.unused.setChecked(True)
        below = (self.open, self.paste, self.clear, self.unused, None, self.count)
        self.below = with_buttons(self, self.title, self.pane, below)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._opening, self._counting = Background(self), Background(self)
        self._timer.timeout.connect(self._on_rest)
        self._opening.done.connect(self._on_opened)
        self._counting.done.connect(self._on_counted)
        for background in (self._opening, self._counting):
            background.broken.connect(self.broken)
        self.pane.edited.connect(self._on_edit)
        self.pane.shortened.connect(self._on_shortened)
        self.pane.dropped.connect(self._on_dropped)
        self.open.clicked.connect(self._on_open)
        self.paste.clicked.connect(self._on_paste)
        self.clear.clicked.connect(self._on_clear)
        self.retranslate()
        self.recolour()
        self._on_edit()

    @property
    def text(self) -> str:
        return self.pane.text()

    def keep(self, path: Path) -> None:
        """Writes the text to a file, for the next start; nothing is said if that fails."""
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            saving.write(path, self.text.encode())

    def bring_back(self, path: Path) -> None:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            self.pane.replace(path.read_text(encoding="utf-8"))

    def finish(self) -> None:
        """Waits for what is done beside the window."""
        self._opening.finish()
        self._counting.finish()

    def open_file(self, path: Path) -> None:
        self._opening.begin(partial(_opened, path))

    def _on_opened(self, opened: Document | tuple[NotReadable, str]) -> None:
        if isinstance(opened, tuple):
            self._notice.say(documents.sentence(*opened))
            return
        self.pane.replace(opened.text)
        self.name = opened.name
        self._show_title()
        if opened.guessed:
            said = self.tr("{file} does not tell its encoding; it was read as {encoding}.")
            self._notice.say(said.format(file=opened.name, encoding=opened.guessed), stays=True)

    def _on_open(self) -> None:
        kinds = self.tr("Documents") + " (*.txt *.md *.markdown *.html *.htm *.xhtml *.docx)"
        every = self.tr("All files") + " (*)"
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a document"), "", f"{kinds};;{every}")
        if path:
            self.open_file(Path(path))

    def _on_dropped(self, paths: Sequence[Path]) -> None:
        self.open_file(paths[0])
        if len(paths) > 1:
            said = self.tr("One document at a time: {file} is opened.")
            self._notice.say(said.format(file=paths[0].name))

    def _on_paste(self) -> None:
        self.pane.paste()
        self.pane.setFocus()

    def _on_clear(self) -> None:
        self.pane.replace("")
        self.pane.setFocus()

    def _on_shortened(self, left_out: int) -> None:
        said = self.tr(
            "The document is too long for one go: {kept} characters are the most, so {cut} at its end were"
            " left out. Summarise the rest afterwards."
        )
        self._notice.say(said.format(kept=f"{DocumentPane.longest:,}", cut=f"{left_out:,}"), stays=True)

    def _on_edit(self) -> None:
        self._notice.hide()
        self.name = ""
        self.clear.setEnabled(bool(self.text))
        self._show_title()
        self._timer.start()
        self.edited.emit()

    def _on_rest(self) -> None:
        self._counting.begin(partial(_words_of, self.text))
        self.rested.emit()

    def _on_counted(self, count: int) -> None:
        self._words = count
        self.count.setText(words(count) if count else "")

    def _show_title(self) -> None:
        self.title.setText(self.name or self.tr("Your text"))

    def retranslate(self) -> None:
        self.pane.setPlaceholderText(
            self.tr(
                "Paste a text, or drop or open a file: txt, md, html or docx. Nothing leaves this machine."
            )
        )
        self.pane.setAccessibleName(self.tr("Your text"))
        for button, text in (
            (self.open, self.tr("Open a document")),
            (self.paste, self.tr("Paste")),
            (self.clear, self.tr("Clear text")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.unused.setToolTip(self.tr("Show in grey what the summary hardly attended to"))
        self._show_title()
        self._on_counted(self._words)

    def recolour(self) -> None:
        for button, name in ((self.open, "open"), (self.paste, "paste"), (self.clear, "clear")):
            button.setIcon(theme.icon(name))


def _opened(path: Path) -> Document | tuple[NotReadable, str]:
    try:
        return documents.read(path)
    except NotReadable as problem:
        return problem, path.name


def _words_of(text: str) -> int:
    from app.summarise.summary import count_words  # in the thread: it loads numpy

    return count_words(text)
