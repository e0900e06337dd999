"""The table of scores says what the cards say."""

from dataclasses import replace
from pathlib import Path

from engine.cards import InstalledModel, ModelCard, find_models
from engine.commands.scores import score_table
from engine.training.evaluate import with_scores

MODELS = Path(__file__).parents[2] / "models"


def score(metric: str, value: float, test: str = "valid.en-fr.tsv", pair: str = "en-fr") -> dict[str, object]:
    return {"test": test, "pair": pair, "metric": metric, "value": value}


CARD = ModelCard(
    name="x",
    task="translate",
    pairs=(("en", "fr"), ("fr", "en")),
    network={},
    max_source=9,
    max_target=9,
    licence="",
    parameters=2_500_000,
    scores=(
        {**score("BLEU", 31.26), "beam": 8, "channel": 1.0, "tokens_per_second": 812},
        score("chrF", 55.0),
        score("AER", 21.0, test="enfr"),
    ),
)


def test_table_of_the_shipped_models_is_up_to_date() -> None:
    written = (MODELS / "SCORES.md").read_text(encoding="utf-8")
    assert written == score_table(find_models([MODELS])), "run `python -m engine scores`"


def test_row_holds_scores_size_and_dashes(tmp_path: Path) -> None:
    (tmp_path / "weights.safetensors").write_bytes(b"0" * 300_000)
    forth, back = score_table([InstalledModel(name="x", folder=tmp_path, card=CARD)]).splitlines()[-2:]
    assert forth == "| x | 2.5 M | 0.3 | en-fr | 31.3 / 55.0 | – / – | beam 8, way back | 812 | 21.0 |"
    assert back == "| x | 2.5 M | 0.3 | fr-en | – / – | – / – | – | – | – |"


def test_other_tasks_and_damaged_models_have_no_row(tmp_path: Path) -> None:
    chat = InstalledModel(name="talks", folder=tmp_path, card=replace(CARD, task="chat"))
    broken = InstalledModel(name="broken", folder=tmp_path, damage="it has no card.json")
    assert score_table([chat, broken]) == score_table([])


def test_new_scores_replace_those_of_their_kind_only() -> None:
    found = with_scores(CARD, [score("BLEU", 40.0), score("BLEU", 12.0, pair="fr-en")])
    assert [(s["pair"], s["metric"], s["value"]) for s in found] == [
        *(("en-fr", "chrF", 55.0), ("en-fr", "AER", 21.0), ("en-fr", "BLEU", 40.0), ("fr-en", "BLEU", 12.0)),
    ]
