"""Requests to the shelf: models are brought, imported, converted and measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cards import find_models
from engine.errors import BadInput, NoConnection, OfflineMode, UnknownModel
from engine.events import Advanced, Event, Failed, Installed, Measured
from engine.requests import Convert, Download, Import, Keeping, Measure
from engine.runner import Runner
from engine.shelf.hub import Hub
from engine.shelf.keeper import Pace, wish_for
from engine.shelf.library import size_of, speeds
from tests.engine.checkpoints import marian
from tests.engine.models import save_tiny_chat
from tests.hub import served

NAME = "someone/opus-mt-en-fr"


def ask(models: Path, request: Keeping) -> list[Event]:
    return list(Runner("cpu", (models,)).run(request))


def test_download_and_import_end_with_an_installed_model(tmp_path: Path) -> None:
    folder, models = tmp_path / "opus-mt-en-fr", tmp_path / "models"
    marian(folder)
    with served(folder, NAME) as (address, _):
        events = ask(models, Download(number=4, name=NAME, hub=Hub(endpoint=address, pause=0)))
    assert events[-1] == Installed(number=4, name="opus-mt-en-fr")
    assert {e.stage for e in events if isinstance(e, Advanced)} == {"asks", "downloads", "imports"}
    assert ask(models, Import(path=str(folder), called="again"))[-1] == Installed(number=0, name="again")
    assert [model.name for model in find_models([models])] == ["again", "opus-mt-en-fr"]
    measured = ask(models, Measure(model="again"))[-1]
    assert isinstance(measured, Measured)
    assert measured.model == "again"
    assert 0 < measured.tokens_a_second == pytest.approx(speeds([models])["again"], abs=0.1)


def test_failures_are_events(models: Path) -> None:
    hub = Hub(endpoint="http://127.0.0.1:1", pause=0)
    for request, failure in (
        (Download(name=NAME, hub=hub), NoConnection),
        (Download(name=NAME, hub=Hub(online=False)), OfflineMode),
        (Import(path="nowhere", called="a"), BadInput),
        (Convert(model="nobody", precision="int8", called="a"), UnknownModel),
        (Convert(model="tiny", precision="int8", called="tiny"), BadInput),
        (Measure(model="nobody"), UnknownModel),
    ):
        (last,) = ask(models, request)[-1:]
        assert isinstance(last, Failed), request
        assert isinstance(last.failure, failure), last


@pytest.mark.parametrize(("precision", "share"), [("int8", 0.45), ("bf16", 0.65)])
def test_converted_model_is_smaller_and_says_what_it_cost(precision: str, share: float, models: Path) -> None:
    events = ask(models, Convert(model="tiny", precision=precision, called="small"))
    assert events[-1] == Installed(number=0, name="small")
    small, tiny = find_models([models])
    assert size_of(small).precision == precision
    assert size_of(small).disk - small_print(models) < share * size_of(tiny).disk
    card = small.card
    assert card is not None
    assert card.conversion["from"] == "tiny"
    assert 0 <= card.conversion["same"] <= 1
    assert abs(card.conversion["after"] - card.conversion["before"]) < 0.05
    assert isinstance(ask(models, Measure(model="small"))[-1], Measured), "it works"
    again = ask(models, Convert(model="small", precision="bf16", called="smaller"))
    assert isinstance(again[-1], Installed), "a converted one can be converted"


def small_print(models: Path) -> int:
    """Bytes of the folder that are no weights."""
    return sum(p.stat().st_size for p in (models / "small").iterdir() if p.name != "weights.safetensors")


def test_other_tasks_are_converted_and_measured_too(tmp_path: Path) -> None:
    save_tiny_chat(tmp_path / "models" / "talk")
    models = tmp_path / "models"
    assert isinstance(ask(models, Convert(model="talk", precision="int8", called="t8"))[-1], Installed)
    assert isinstance(ask(models, Measure(model="t8"))[-1], Measured)


def test_cancelled_conversion_leaves_nothing(models: Path) -> None:
    events = Runner("cpu", (models,)).run(Convert(model="tiny", precision="int8", called="small"))
    next(events)
    events.close()
    assert [path.name for path in models.iterdir()] == ["tiny"]


def test_pace_knows_the_last_seconds() -> None:
    times = iter([0.0, 1.0, 2.0, 20.0, 21.0])
    pace = Pace(lambda: next(times))
    assert pace.tell(0, 100) == (0.0, 0.0)
    assert pace.tell(10, 100) == (10.0, 9.0)
    assert pace.tell(20, 100) == (10.0, 8.0)
    assert pace.tell(20, 100) == (0.0, 0.0), "after a pause nothing is known"
    assert pace.tell(60, 100) == (40.0, 1.0)


def test_catalogue_tells_what_checkpoints_do_not() -> None:
    _, wish = wish_for("Helsinki-NLP/opus-mt-ROMANCE-en")
    assert ("fr", "en") in wish.pairs
    assert wish_for("google/flan-t5-small")[1].task == "summarise"
    assert wish_for("Helsinki-NLP/opus-mt-en-fr")[1].pairs == ()
    assert wish_for("somebody/unknown")[0] == "main"
