"""Between the attention dock and the page on the screen: what is pointed at in one is marked in the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.attention.panel import AttentionPanel
from app.attention.sheet import Span
from engine.events import Draft

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
        self._pages: tuple[Page, ...] = (window.translate_page, window.chat_page, window.summarise_page)
        for page in self._pages:
            page.shown.connect(partial(self._show, page))
            page.emptied.connect(partial(self._clear, page))
            page.pointed.connect(partial(self._point, page))
        panel.pointed.connect(self._mark)
        window.pages.currentChanged.connect(self._on_page)
        window.dispatcher.ended.connect(panel.catch_up)  # what is finished waits no longer

    def _is_seen(self, page: Page) -> bool:
        return self._window.pages.currentWidget() is page

    def _show(self, page: Page, draft: Draft, source_text: str) -> None:
        if self._is_seen(page):
            self._panel.show_draft(draft, source_text)

    def _clear(self, page: Page) -> None:
        if self._is_seen(page):
            self._panel.clear()

    def _point(self, page: Page, source: Span | None, target: Span | None) -> None:
        if self._is_seen(page):
            self._panel.point(source, target)

    def _mark(self, source: list[Span], target: list[Span]) -> None:
        for page in filter(self._is_seen, self._pages):
            page.mark(source, target)

    def _on_page(self) -> None:
        self._panel.point(None, None)
        for page in filter(self._is_seen, self._pages):
            if not page.show_again():
                self._panel.clear()
