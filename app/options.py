"""The decoding options of each task: what the user has set, else what suits the model."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app import settings as table
from app.remembering import remembered_options
from app.settings import Setting
from engine.cards import CHAT, SUMMARISE, TRANSLATE, ModelCard, best_model
from engine.requests import usual_options
from engine.search.options import DecodingOptions
from engine.shelf.library import default_key, defaults

if TYPE_CHECKING:
    from app.window import Window

# Where those that the user has set are kept; nothing, while they are what suits the model.
KEPT: dict[str, Setting[dict[str, Any]]] = {
    TRANSLATE: table.OPTIONS,
    CHAT: table.CHAT_OPTIONS,
    SUMMARISE: table.SUMMARY_OPTIONS,
}


class Options:
    """Hands them to the pages, and those of the page that is shown to the dock."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._now = {task: self._remembered(task) for task in KEPT}
        for task in KEPT:
            self._hand_out(task)

    @property
    def translation(self) -> DecodingOptions:
        """The Lab and the page Inspect decode with these too."""
        return self._now[TRANSLATE]

    def show(self) -> None:
        """The dock has those of the page that is shown."""
        task, dock = self._task, self._window.decoding
        dock.set_usual(self._usual(task))
        dock.set_options(self._now[task])

    def suit(self, task: str) -> None:
        """Another model is chosen: what the user has not set is as suits this one."""
        before, self._now[task] = self._now[task], self._remembered(task)
        self._hand_out(task)
        if task != self._task or self._window.decoding_dock.widget() is None:
            return
        if self._now[task] == before:  # what is being typed into the dock stays
            self._window.decoding.set_usual(self._usual(task))
        else:
            self.show()

    def use(self, options: DecodingOptions) -> None:
        """Translate with these from now on; what is shown stays."""
        self._now[TRANSLATE] = options
        self._hand_out(TRANSLATE)
        self._window.decoding.set_options(options)
        self._window.beam.set_options(options)

    def mend(self, changes: Mapping[str, Any]) -> None:
        """A remedy for what raised an alarm: the options change, and all is decoded again."""
        options = dataclasses.replace(self.translation, **changes)
        self.use(options)
        self.change(options)

    def exclude(self, word: str) -> None:
        """It must not appear anywhere."""
        self.mend({"banned": tuple(dict.fromkeys((*self.translation.banned, word)))})

    def change(self, options: DecodingOptions) -> None:
        """The user has set them for the page that is shown."""
        task, window = self._task, self._window
        before, self._now[task] = self._now[task], options
        kept = {} if options == self._usual(task) else dataclasses.asdict(options)
        window.settings.set(KEPT[task], kept)
        self._hand_out(task)
        if window.pages.currentWidget() is window.inspect_page:
            return  # the next surgery decodes with them
        match task:
            case "translate":
                if window.room.has(window.nbest_dock) and (options.n_best > 1) != (before.n_best > 1):
                    window.nbest_dock.setVisible(options.n_best > 1)
                compares = window.pages.currentWidget() is window.lab_page
                (window.lab_page if compares else window.translate_page).request()
            case "summarise":
                window.summarise_page.again()

    @property
    def _task(self) -> str:
        """That of the page that is shown."""
        window = self._window
        pages = {
            window.chat_page: CHAT,
            window.summarise_page: SUMMARISE,
            window.inspect_page: window.inspect_page.task,
        }
        return next((pages[page] for page in pages if page is window.pages.currentWidget()), TRANSLATE)

    def _remembered(self, task: str) -> DecodingOptions:
        return remembered_options(self._window.settings, KEPT[task], self._usual(task))

    def _usual(self, task: str) -> DecodingOptions:
        return usual_options(task, self._card(task))

    def _card(self, task: str) -> ModelCard | None:
        """Of the model that is chosen for a task, or would be taken."""
        window = self._window
        name, pair = {
            TRANSLATE: (window.translate_page.pair_bar.model_name, window.translate_page.pair_bar.pair),
            CHAT: (window.chat_page.model_name, (window.chat_page.spoken,) * 2),
            SUMMARISE: (window.summarise_page.bar.model_name, (window.summarise_page.language,) * 2),
        }[task]
        named = next((model for model in window.models if model.name == name), None)
        wanted = defaults().get(default_key(task, *pair))
        chosen = named or best_model(window.models, task, *pair, wanted)
        return chosen.card if chosen else None

    def _hand_out(self, task: str) -> None:
        options, window = self._now[task], self._window
        window.inspect_page.set_options(task, options)
        match task:
            case "chat":
                window.chat_page.options = options
            case "summarise":
                window.summarise_page.options = options
            case _:
                window.translate_page.checker.set_options(options)
                window.lab_page.set_options(options)
