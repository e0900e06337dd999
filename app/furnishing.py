"""Puts the panels into the docks, once the window is on the screen, and connects them with the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import settings as table
from app.chat.store import conversations_file
from app.summarise.source import document_file

if TYPE_CHECKING:
    from app.window import Window


def furnish(window: Window) -> None:
    # Drawing the map takes a library that loads half a second: the window is shown before.
    from app.attention.panel import AttentionPanel
    from app.beam.panel import BeamPanel
    from app.decoding.nbest import NBestPanel
    from app.decoding.panel import DecodingPanel

    window.attention, window.decoding = AttentionPanel(), DecodingPanel(window.settings)
    window.nbest, window.beam = NBestPanel(), BeamPanel()
    panels = (window.attention, window.decoding, window.nbest, window.beam)
    for dock, panel in zip(window.docks, panels, strict=True):
        panel.setContentsMargins(8, 0, 8, 4)  # in line with the titles of the docks
        dock.setWidget(panel)
    window.inspect_page.furnish()
    _attention(window)
    _decoding(window)
    window.summarise_page.source.bring_back(document_file())
    window.chat_page.use(conversations_file())


def _attention(window: Window) -> None:
    from app.attending import Attending

    panel = window.attention
    Attending(window, panel)
    panel.bar.offer_inspection(window.actions_table["inspect"])
    window.dispatcher.wants_looks = panel.wants_looks
    panel.bar.restore(window.settings.get(table.ATTENTION))
    window.closing.connect(lambda: window.settings.set(table.ATTENTION, panel.bar.state))
    window.closing.connect(panel.take_home.finish)
    panel.take_home.failed.connect(window.notice.say)
    window.actions_table.insert_menu(panel.take_home, "text", before="quit")


def _decoding(window: Window) -> None:
    page, decoding, nbest, beam = window.translate_page, window.decoding, window.nbest, window.beam
    window.options.show()
    beam.set_options(window.options.translation)
    decoding.changed.connect(window.options.change)
    decoding.changed.connect(beam.set_options)
    window.refused.connect(decoding.refuse)
    page.begun.connect(decoding.accept)
    page.emptied.connect(nbest.clear)
    page.compared.connect(nbest.show_hypotheses)
    page.begun.connect(beam.clear)
    page.emptied.connect(beam.clear)
    page.explored.connect(beam.take)
    page.compared.connect(beam.show_hypotheses)
    for panel in (nbest, beam):
        panel.taken.connect(page.steerer.take)
    beam.begun.connect(page.steerer.begin)
    window.actions_table["beam"].toggled.connect(window.translating.explore)
