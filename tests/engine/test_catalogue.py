"""The table of models of the hub: facts that can be checked without it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.importers.families import FAMILIES
from engine.importers.languages import known
from engine.shelf.catalogue import USES, Entry, catalogue, search

# Those with the most speakers, after English; one writing stands for all of Chinese.
_NAMES = "zh hi es fr ar bn pt ru ur id de ja mr te tr ta vi tl ko fa ha sw jv it pa"
MOST_SPOKEN = _NAMES.split(" ")


def test_every_row_is_whole() -> None:
    assert len(catalogue()) >= 40
    for entry in catalogue():
        assert re.fullmatch(r"[\w-]+/[\w.-]+", entry.name), entry
        assert entry.family in FAMILIES, entry
        assert entry.task in ("translate", "summarise", "chat"), entry
        assert entry.use in USES, entry
        assert entry.licence, entry
        assert bool(entry.pairs) != bool(entry.languages), entry
        assert entry.parameters * 1.8 < entry.megabytes < entry.parameters * 4.4, entry
        assert entry.revision == "main" or re.fullmatch(r"[0-9a-f]{40}", entry.revision), entry


def test_no_name_comes_twice() -> None:
    names = [entry.name for entry in catalogue()]
    assert len(names) == len(set(names))


def test_all_languages_are_named_as_cards_name_them() -> None:
    for entry in catalogue():
        for language in {*entry.languages, *(side for pair in entry.pairs for side in pair)}:
            assert known(language) or language == "ceb", (entry.name, language)
        if entry.task != "translate":
            assert all(a == b for a, b in entry.pairs), entry


@pytest.mark.parametrize("language", MOST_SPOKEN)
def test_most_spoken_languages_go_into_english_and_back(language: str) -> None:
    for pair in ((language, "en"), ("en", language)):
        assert search(catalogue(), task="translate", source=pair[0], target=pair[1]), pair


def test_there_is_something_for_every_task() -> None:
    assert {entry.task for entry in catalogue()} == {"translate", "summarise", "chat"}
    assert len({a for entry in search(catalogue(), task="summarise") for a, _ in entry.pairs}) >= 40


def entry(name: str, **more: object) -> Entry:
    fields: dict[str, object] = {
        "name": name,
        "family": "marian",
        "task": "translate",
        "pairs": (("en", "fr"),),
        "parameters": 100,
        "megabytes": 400,
        "licence": "MIT",
        "use": "pair",
    }
    return Entry(**(fields | more))  # type: ignore[arg-type]


def test_search_looks_for_every_word_and_every_wish() -> None:
    small, large = entry("a/small"), entry("b/large", parameters=3000, megabytes=9000)
    many = entry("c/many", pairs=(), languages=("en", "fr", "de"), megabytes=100)
    both = replace(small, name="d/chat", task="chat", pairs=(("en", "en"),), use="chat")
    all_ = [large, many, small, both]

    def names(**wish: object) -> list[str]:
        return [found.name for found in search(all_, **wish)]  # type: ignore[arg-type]

    assert names(task="translate") == ["a/small", "b/large", "c/many"], "what is made for a pair comes first"
    assert names(source="de", target="fr") == ["c/many"]
    assert names(source="en", target="en") == ["d/chat"]
    assert names(text="talk CHAT") == ["d/chat"]
    assert names(text="talk large") == []
    assert names(task="translate", memory=2 * 10**9) == ["a/small", "c/many"]
