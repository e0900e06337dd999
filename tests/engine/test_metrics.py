"""BLEU and chrF are those of sacrebleu, with the tokenisation of the language."""

import pytest

from engine.training.metrics import bleu_and_chrf, names_kept

ENGLISH = ["The black cat sleeps on the sofa .", "It rains again today ."]
CHINESE = ["我们今天去学校。", "那只黑猫在沙发上睡觉。"]


@pytest.mark.parametrize(("texts", "language", "cut"), [(ENGLISH, "en", "13a"), (CHINESE, "zh", "zh")])
def test_reference_itself_is_perfect(texts: list[str], language: str, cut: str) -> None:
    scores, signature = bleu_and_chrf(texts, texts, language)
    assert scores == pytest.approx({"BLEU": 100.0, "chrF": 100.0})
    assert f"tok:{cut}" in signature


def test_chinese_is_compared_by_character() -> None:
    """Not by words between spaces, of which there is one."""
    one_character_off = [text.replace("黑", "白") for text in CHINESE]
    assert 50 < bleu_and_chrf(one_character_off, CHINESE, "zh")[0]["BLEU"] < 100
    assert bleu_and_chrf(one_character_off, CHINESE, "en")[0]["BLEU"] < 50


def test_nothing_scores_nothing_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert bleu_and_chrf(["", ""], ENGLISH, "en")[0] == {"BLEU": 0.0, "chrF": 0.0}
    bleu_and_chrf(ENGLISH * 100, ENGLISH * 100, "en")  # looks tokenised
    assert capfd.readouterr() == ("", "")


def test_names_count_that_source_and_reference_share() -> None:
    sources = ["Mary Provenzano lives in Seville.", "It rains in Ulm, OK?", "No name."]
    references = ["Mary Provenzano vive en Sevilla.", "In Ulm regnet es.", "Kein Name."]
    assert names_kept(sources, references, references) == 1.0
    assert (
        names_kept(sources, references, ["Mary Proven vive en Seville.", "In Ulmm.", "Provenzano"]) == 1 / 3
    )
    assert names_kept(sources[2:], references[2:], [""]) == 1.0
