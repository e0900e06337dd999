from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.failures import REASONS, sentence
from engine import errors
from engine.errors import Failure

KINDS = sorted(Failure.__subclasses__(), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS)
def test_every_failure_has_a_sentence_of_the_window(kind: type[Failure]) -> None:
    fields = enumerate(dataclasses.fields(kind))
    failure = kind(*(index if field.type in (int, "int") else f"x{index}" for index, field in fields))
    said = sentence(failure)
    assert said.endswith((".", "x0"))
    assert "python -m" not in said
    assert "!" not in said


def test_sentence_names_the_languages() -> None:
    said = sentence(errors.NoModelForPair("en", "zh"))
    assert said == "No installed model translates English to Chinese. Choose other languages."


def reasons() -> Iterator[str]:
    """Every reason that the engine has against decoding options, as its code gives them."""
    for path in Path(errors.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                place = {"need": 2, "BadOption": 1}.get(call.func.id)
                if place is not None and isinstance(call.args[place], ast.Constant):
                    yield str(call.args[place].value)  # type: ignore[attr-defined]


OF_THE_TERMINAL = {
    "are shown only with --json",
    "should be such as en-fr,en-es",
    "should be a third language",
    "cannot be chosen with --via: each leg takes the default of its pair",
}


def test_every_reason_of_the_engine_can_be_translated() -> None:
    assert set(reasons()) - OF_THE_TERMINAL == set(REASONS)


def test_a_refusal_names_the_option_as_the_dock_does_and_its_values() -> None:
    said = sentence(errors.BadOption("n_best", "must be at most the beam, {0}", (4,)))
    assert "must be at most the beam, 4" in said
    assert "n_best" not in said
