"""What the translate page asks of the engine, and what becomes of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app import settings as table
from app.dispatcher import Answer, Stopped
from app.scripts import unread_said
from app.worker import Crashed
from engine.cards import model_folders
from engine.events import Failed, Finished, Prepared, SentenceFinished, Started
from engine.requests import Prefix, Prepare, Translate

if TYPE_CHECKING:
    from app.window import Window


class Translating(QObject):
    """Between the page and the dispatcher. What another page has interrupted is asked for again."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._page = window, window.translate_page
        self._dispatcher = window.dispatcher
        self._interrupted = False  # a translation was ended by another page's request
        self._page.edited.connect(self._dispatcher.stop)
        self._page.emptied.connect(self._on_emptied)
        self._page.requested.connect(self._translate)
        self._page.held.connect(self._hold)

    def begin_again(self) -> None:
        """Something else than the text has changed."""
        if self._page.source.text().strip():
            self._page.request()
        else:
            self.prepare()

    def go_on(self) -> None:
        """The page is shown again: what another has interrupted is translated after all."""
        if self._interrupted:
            self._interrupted = False
            self._page.request()

    def prepare(self) -> None:
        """Load what the first translation will need while the user is still thinking."""
        if not self._has_model() or self._page.pair_bar.pivot:
            return
        (source, target), model = self._page.pair_bar.pair, self._page.pair_bar.model_name
        request = Prepare(source_language=source, target_language=target, model=model)
        self._dispatcher.ask(request, self._take)
        self._window.status.wait()

    def explore(self, shown: bool) -> None:
        """The tree is asked for only while somebody looks at it."""
        if shown:
            dock = self._window.beam_dock
            QTimer.singleShot(0, dock, dock.raise_)  # its tab is made a moment later
            if self._window.pages.currentWidget() is self._page:
                self._page.request()

    def _translate(self, text: str, prefixes: tuple[Prefix, ...]) -> None:
        if not self._has_model():
            return
        source, target = self._page.pair_bar.pair
        request = Translate(
            text=text,
            source_language=source,
            target_language=target,
            model=self._page.pair_bar.model_name,
            options=self._window.options.translation,
            prefixes=prefixes,
            explore=self._window.actions_table["beam"].isChecked(),
            pivot=self._page.pair_bar.pivot,
        )
        self._dispatcher.ask(request, self._take)
        self._page.set_running(True)
        self._window.settings.set(table.TEXT, text)

    def _hold(self) -> None:
        """What is written waits for the user's choice."""
        self._dispatcher.stop()
        self._window.status.hold()

    def _has_model(self) -> bool:
        there = any(self._page.pair_bar.pair)
        if not there:
            said = self.tr("No translation model is installed. Put one into {folder} and start again.")
            self._window.notice.say(said.format(folder=model_folders()[-1]))
        return there

    def _take(self, answer: Answer) -> None:
        page, window = self._page, self._window
        if isinstance(answer, Stopped):
            self._interrupted = window.pages.currentWidget() is not page
        elif not isinstance(answer, Crashed):
            page.take(answer)
        if isinstance(answer, Started) and answer.unread:
            window.notice.say(unread_said(answer.unread))
        if isinstance(answer, SentenceFinished) and answer.hypotheses[0].missing:
            said = self.tr("No place was found for “{word}”. Try another form of it, or a wider beam.")
            window.refused.emit("required", said.format(word=answer.hypotheses[0].missing[0]))
        page.set_running(not isinstance(answer, Prepared | Finished | Failed | Crashed | Stopped))

    def _on_emptied(self) -> None:
        self._window.status.clear(self._page)
        self._window.settings.set(table.TEXT, "")
