from __future__ import annotations

import dataclasses

import pytest

from app.failures import sentence
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
