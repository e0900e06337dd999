"""A translation through a third language is two translations, and says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.cards import InstalledModel, find_models
from engine.events import Drafted, Event, Failed, Finished, Relayed, SentenceFinished, Started
from engine.requests import TRANSLATING, Translate
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.shelf.library import default_key, set_default
from engine.tasks.routes import pivots
from tests.engine.models import save_tiny_model
from tests.engine.test_command_line import Engine, engine  # noqa: F401

OPTIONS = DecodingOptions(beam=2, max_length=12)


@pytest.fixture
def legs(tmp_path: Path) -> Path:
    # The second reads Chinese characters too, which the first, untrained as it is, writes for English.
    for name, pairs in (("zh-en", (("zh", "en"),)), ("en-fr", (("en", "fr"), ("zh", "en")))):
        save_tiny_model(tmp_path / "legs" / name, name=name, pairs=pairs)
        set_default(tmp_path / "legs", default_key("translate", *name.split("-")), name)  # not one we ship
    return tmp_path / "legs"


def ask(legs: Path, text: str, source: str, target: str, pivot: str = "") -> list[Event]:
    request = Translate(
        number=3, text=text, source_language=source, target_language=target, options=OPTIONS, pivot=pivot
    )
    return list(Runner("cpu", (legs,)).run(request))


def finished(events: list[Event]) -> str:
    (text,) = (event.text for event in events if isinstance(event, Finished))
    return text


def test_it_is_the_translation_of_the_translation(legs: Path) -> None:
    events = ask(legs, "aba cd", "zh", "fr", "en")
    between = finished(ask(legs, "aba cd", "zh", "en"))
    (relayed,) = (event for event in events if isinstance(event, Relayed))
    assert relayed.first.text == between
    (sentence,) = (event for event in events if isinstance(event, SentenceFinished))
    assert relayed.second.text == sentence.hypotheses[0].text == finished(events)
    assert next(event.model for event in events if isinstance(event, Started)) == "zh-en + en-fr"
    assert any(isinstance(event, Drafted) for event in events), "it streams"


def test_what_the_second_model_cannot_read_stays(tmp_path: Path) -> None:
    for name, pair in (("zh-en", ("zh", "en")), ("en-fr", ("en", "fr"))):
        save_tiny_model(tmp_path / "legs" / name, name=name, pairs=(pair,))
    text = "好世界他说"  # what the first model makes of it is mostly Chinese
    events = ask(tmp_path / "legs", text, "zh", "fr", "en")
    assert not any(isinstance(event, Relayed) for event in events)
    assert finished(events) == finished(ask(tmp_path / "legs", text, "zh", "en")) != ""


def test_attention_goes_through_both_legs(legs: Path) -> None:
    text = "aba cd"
    events = ask(legs, text, "zh", "fr", "en")
    (relayed,) = (event for event in events if isinstance(event, Relayed))
    (sentence,) = (event for event in events if isinstance(event, SentenceFinished))
    draft = sentence.hypotheses[0]
    assert draft.source_pieces == relayed.first.source_pieces, "marked in the user's own text"
    for piece in draft.source_pieces:
        assert piece.special or piece.text == text[piece.begin : piece.end]
    for piece in relayed.second.source_pieces:
        assert piece.special or piece.text == relayed.first.text[piece.begin : piece.end]
    for joined, own in zip(draft.columns, relayed.second.columns, strict=True):
        assert joined.shape == (*own.shape[:2], len(draft.source_pieces))
        np.testing.assert_allclose(joined.sum(-1), 1, atol=1e-4)
    assert draft.tokens == relayed.second.tokens


@pytest.mark.parametrize("given", [[], ["--beam", "2"]])
def test_command_line_writes_what_the_window_does(
    legs: Path,
    given: list[str],
    engine: Engine,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEED_MODELS", str(legs))
    lines = ["aba cd", "", "  cd. ab b", "42", "b" * 30]
    flags = ["--from", "zh", "--to", "fr", "--via", "en", "--max-length", "12", *given]
    result = engine("translate", *flags, stdin="\n".join(lines).encode())
    assert (result.code, result.err) == (0, "")
    options = replace(TRANSLATING, beam=2 if given else TRANSLATING.beam, max_length=12)
    wanted = []
    for line in lines:
        request = Translate(
            text=line, source_language="zh", target_language="fr", options=options, pivot="en"
        )
        wanted.append(finished(list(Runner("cpu", (legs,)).run(request))))
    assert result.out.split("\n")[:-1] == [" ".join(text.splitlines()) for text in wanted]


def test_command_line_shows_the_text_between(
    legs: Path,
    engine: Engine,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEED_MODELS", str(legs))
    flags = ["--from", "zh", "--to", "fr", "--via", "en", "--max-length", "12", "--beam", "2"]
    result = engine("translate", *flags, "--json", "--candidates", "2", stdin=b"aba cd\n")
    record = json.loads(result.out)
    assert record["between"] == [finished(ask(legs, "aba cd", "zh", "en"))]
    assert record["sentences"][0][0]["text"] == record["translation"]
    assert len(record["sentences"][0][0]["places"][0]["candidates"]) == 2
    result = engine("translate", *flags, "--prefix", "ab", stdin=b"aba cd\n")
    assert result.out.startswith("ab"), "the user's language begins as told, not that between"


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (["--to", "fr", "--via", "zh"], "third language"),
        (["--to", "fr", "--via", "en", "--model", "en-fr"], "each leg takes the default"),
        (["--to", "fr", "--via", "de"], "zh"),
    ],
)
def test_command_line_says_why_there_is_no_way(
    legs: Path,
    flags: list[str],
    reason: str,
    engine: Engine,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEED_MODELS", str(legs))
    result = engine("translate", "--from", "zh", *flags, stdin=b"a\n")
    assert result.code == 2
    assert reason in result.err


def test_without_a_model_for_a_leg_it_fails(legs: Path) -> None:
    (last,) = ask(legs, "a", "zh", "fr", "de")[-1:]
    assert isinstance(last, Failed)


@pytest.mark.parametrize("text", ["", " ", "a\n\nb", "  a  "])
def test_odd_texts_keep_their_spacing(text: str, legs: Path) -> None:
    written = finished(ask(legs, text, "zh", "fr", "en"))
    assert written[: len(text) - len(text.lstrip())] == text[: len(text) - len(text.lstrip())]
    assert written.count("\n") >= text.count("\n")


def test_routes_are_those_that_no_model_goes_alone(legs: Path) -> None:
    assert pivots(find_models([legs])) == {("zh", "fr"): "en"}
    save_tiny_model(legs / "zh-fr", pairs=(("zh", "fr"),))
    assert pivots(find_models([legs])) == {}


def test_english_is_preferred_between() -> None:
    from tests.fakes import installed

    models: list[InstalledModel] = [
        installed("a", ("zh", "de"), ("de", "fr")),
        installed("b", ("zh", "en"), ("en", "fr")),
        installed("c", ("en", "zh"), task="summarise"),
    ]
    assert pivots(models)["zh", "fr"] == "en"
    assert pivots(models[:1]) == {("zh", "fr"): "de"}
