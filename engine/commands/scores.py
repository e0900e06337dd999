"""The command `scores`: one table of what the cards of the translation models say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.cards import WEIGHTS, InstalledModel, find_models

_HEAD = """# Scores

Written by `python -m engine scores` from the cards of the models, which hold the signatures of the metrics.
BLEU / chrF as `python -m engine evaluate --write` measured them: `valid` is everyday sentences (Tatoeba),
`valid-flores` is encyclopaedic (FLORES-200 dev). Tokens a second are those of the machine that measured, many
sentences at once; AER is the alignment error rate against hand-made links. A dash is what was not measured.
"way back" is beside a beam whose hypotheses the model for the opposite direction has judged.
"""
_TESTS = ("valid", "valid-flores")


def write_scores(folder: Path) -> Path:
    """Puts the table into `folder`/SCORES.md."""
    path = folder / "SCORES.md"
    path.write_text(score_table(find_models([folder])), encoding="utf-8")
    return path


def score_table(models: Iterable[InstalledModel]) -> str:
    """A table in Markdown: a row for each translation model and direction."""
    lines = [
        _HEAD,
        "| model | parameters | MB | direction | " + " | ".join(_TESTS) + " | search | tokens/s | AER |",
        "| --- | ---: | ---: | --- |" + " ---: |" * len(_TESTS) + " --- | ---: | ---: |",
    ]
    for model in models:
        if model.card is None or model.card.task != "translate":
            continue
        size = (model.folder / WEIGHTS).stat().st_size / 1e6
        about = f"| {model.name} | {model.card.parameters / 1e6:.1f} M | {size:.1f} |"
        for source, target in model.card.pairs:
            scores = [score for score in model.card.scores if score["pair"] == f"{source}-{target}"]
            measured = {(s["test"].partition(".")[0], s["metric"]): s["value"] for s in scores}
            speed = next((s["tokens_per_second"] for s in scores if "tokens_per_second" in s), None)
            error = next((s["value"] for s in scores if s["metric"] == "AER"), None)
            cells = [
                *(
                    " / ".join(_shown(measured.get((test, m)), ".1f") for m in ("BLEU", "chrF"))
                    for test in _TESTS
                ),
                _search(scores),
                _shown(speed, "d"),
                _shown(error, ".1f"),
            ]
            lines.append(f"{about} {source}-{target} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _search(scores: Iterable[dict[str, Any]]) -> str:
    """With what BLEU was measured."""
    found = [score for score in scores if "beam" in score]
    made = {f"beam {score['beam']}{', way back' if score.get('channel') else ''}" for score in found}
    return "; ".join(sorted(made)) or "–"


def _shown(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)
