"""What `evaluate` measures of a summary model, and what of it the card holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.requests import SUMMARISING
from engine.training.evaluate_summaries import evaluate_summaries
from tests.engine.summarising import SENTENCES, save_tiny_summariser

OPTIONS = replace(SUMMARISING, beam=1)


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a model; beside it that of the validation file."""
    documents = {"qmsum": 0, "scitldr": 1, "chrome_docs": 2}
    lines = [
        json.dumps({"document": " ".join(SENTENCES[n:]), "summary": SENTENCES[n], "source": source})
        for source, n in documents.items()
    ]
    (tmp_path / "valid.en.jsonl").write_text("\n".join(lines))
    save_tiny_summariser(tmp_path / "models" / "short")
    monkeypatch.setenv("HEED_MODELS", str(tmp_path / "models"))
    return tmp_path / "models" / "short"


def held(model: Path) -> dict[tuple[str, str], float]:
    """The ROUGE-1 of each source and system in the card."""
    scores = json.loads((model / "card.json").read_text())["scores"]
    return {(s["source"], s["system"]): s["value"] for s in scores if s["metric"] == "ROUGE-1"}


def test_first_sentence_that_is_the_reference_has_all_points(model: Path) -> None:
    evaluate_summaries("short", model.parents[1], ["valid"], OPTIONS, "cpu", write=True)
    found = held(model)
    assert {source for source, _ in found} == {"all", "qmsum", "scitldr", "chrome_docs"}
    assert all(value == 100 for (_, system), value in found.items() if system == "first sentence")


def test_sources_measured_alone_leave_the_others_in_the_card(model: Path) -> None:
    evaluate_summaries("short", model.parents[1], ["valid"], OPTIONS, "cpu", write=True)
    before = held(model)
    wider = replace(OPTIONS, beam=2)
    evaluate_summaries("short", model.parents[1], ["valid"], wider, "cpu", write=True, sources=["scitldr"])
    assert set(held(model)) == set(before)
    scores = json.loads((model / "card.json").read_text())["scores"]
    assert len(scores) == 3 * len(before)  # metrics
    assert {s["source"] for s in scores if s["beam"] == 2} == {"scitldr"}


def test_sources_that_no_document_has_are_told(model: Path) -> None:
    with pytest.raises(BadInput, match="No document of blogs is in"):
        evaluate_summaries("short", model.parents[1], ["valid"], OPTIONS, "cpu", sources=["blogs"])
