"""Between the attention dock and the page on the screen: what is pointed at in one is marked in the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.attention.panel import AttentionPanel
from app.attention.sheet import Span
from app.dispatcher import Answer
from engine.cards import CHAT, SUMMARISE, TRANSLATE
from engine.events import Draft, Inspected

if TYPE_CHECKING:
    from app.chat.page import ChatPage
    from app.summarise.page import SummarisePage
    from app.translate.page import TranslatePage
    from app.window import Window

    Page = TranslatePage | ChatPage | SummarisePage


class Attending(QObject):
    """The dock shows what the page that is seen has shown last, and nothing of the others."""

    def __init__(self, window: Window, panel: AttentionPanel) -> None:
        super().__init__(window)
        self._window, self._panel = window, panel
        self._pages: dict[Page, str] = {
            window.translate_page: TRANSLATE,
            window.chat_page: CHAT,
            window.summarise_page: SUMMARISE,
        }
        self._wanted: Draft | None = None  # its self-attention, when nothing runs
        for page in self._pages:
            page.shown.connect(partial(self._show, page))
            page.emptied.connect(partial(self._clear, page))
            page.pointed.connect(partial(self._point, page))
        panel.pointed.connect(self._mark)
        panel.wanted.connect(self._ask)
        window.pages.currentChanged.connect(self._on_page)
        window.dispatcher.ended.connect(self._on_end)

    @property
    def _page(self) -> Page | None:
        """The one that is seen."""
        return next((page for page in self._pages if page is self._window.pages.currentWidget()), None)

    def _show(self, page: Page, draft: Draft, source_text: str) -> None:
        if page is self._page:
            self._panel.show_draft(draft, source_text)

    def _clear(self, page: Page) -> None:
        if page is self._page:
            self._panel.clear()

    def _point(self, page: Page, source: Span | None, target: Span | None) -> None:
        if page is self._page:
            self._panel.point(source, target)

    def _mark(self, source: list[Span], target: list[Span]) -> None:
        if self._page is not None:
            self._page.mark(source, target)

    def _on_page(self) -> None:
        self._panel.point(None, None)
        page = self._page
        if page is not None:
            self._panel.set_task(self._pages[page])
            if not page.show_again():
                self._panel.clear()

    # Self-attention

    def _ask(self, draft: Draft) -> None:
        """The dock wants to show it: at once, or when nothing is written any more."""
        if self._window.dispatcher.runs:
            self._wanted = draft
            return
        self._wanted = None
        if self._page is not None and (found := self._page.at_hand) is not None:
            self._window.dispatcher.ask(found, self._take)

    def _take(self, answer: Answer) -> None:
        if isinstance(answer, Inspected):
            self._panel.take(answer)

    def _on_end(self) -> None:
        self._panel.catch_up()  # what is finished waits no longer
        if self._wanted is not None and not self._window.dispatcher.runs:
            self._ask(self._wanted)
