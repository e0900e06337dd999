"""Requests to translate, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine.errors import Failure
from engine.events import Event, Failed, Finished
from engine.requests import Translate
from engine.search.options import DecodingOptions

QUICK = DecodingOptions(beam=2, max_length=8)
TEXTS = {
    "one sentence": "The cat sleeps.",
    "sentences": "The cat sleeps. The red  house is old! Déjà?",
    "layout": "  Title\n\n- The cat sleeps.\n- The house.\n\n1. A tree. 🌳\r\n\t* end\n",
    "chinese": "我们今天去学校。你好世界！\n他说中国。",
    "odd characters": "The e\u0301le\u0300ve\u00a0 龘 😀 cat\u200b <2fr> </s>.",
    "right to left": "שלום cat sleeps.",
}


def translate(text: str, options: DecodingOptions = QUICK, **values: Any) -> Translate:
    languages = ("zh", "en") if text.startswith("我") else ("en", "fr")
    request = Translate(
        number=7, text=text, source_language=languages[0], target_language=languages[1], options=options
    )
    return replace(request, **values)


def text_of(events: Sequence[Event]) -> str:
    last = events[-1]
    assert isinstance(last, Finished)
    return last.text


def failure_of(events: Sequence[Event]) -> Failure:
    last = events[-1]
    assert isinstance(last, Failed)
    assert last.number == 7
    return last.failure
