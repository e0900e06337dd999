"""Times in words: found in every language, and known again in all that tells the same."""

import pytest

from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks.times import beside_times, missing_times
from engine.training.written.filling import LANGUAGES
from engine.training.written.times import HOURS, clocks


@pytest.mark.parametrize("source", LANGUAGES)
@pytest.mark.parametrize("target", LANGUAGES)
def test_every_time_is_told_by_its_own_form_and_no_other(source: str, target: str) -> None:
    frames = {
        "en": "It is {}.",
        "fr": "Il est {}.",
        "de": "Es ist {}.",
        "es": "Son las {}.",
        "zh": "现在{}。",
    }
    here, there = LANGUAGES.index(source), LANGUAGES.index(target)
    times = [form for hour in HOURS for form in clocks(hour)]
    found = 0
    for i, form in enumerate(times):
        text = frames[source].format(form[here])
        assert missing_times(text, frames[target].format(form[there]), source, target) == []
        other = times[i - 1][there]
        missing = missing_times(text, frames[target].format(other), source, target)
        assert missing in ([], [form[there]])
        found += bool(missing)
    assert found >= 60  # full hours are not looked for, nor “ten to twelve”, which may be people


@pytest.mark.parametrize(
    ("text", "output", "pair"),
    [
        ("It starts at half past seven.", "Es fängt um 19:30 Uhr an.", "en-de"),
        ("It starts at half past seven.", "Ça commence à 7 h 30.", "en-fr"),
        ("It starts at half past seven.", "Ça commence à sept heures trente.", "en-fr"),
        ("It starts at half past seven.", "七点三十分开始。", "en-zh"),
        ("Es fängt um halb acht an.", "It starts at seven-thirty.", "de-en"),
        ("Es fängt um Viertel nach acht an.", "It starts at quarter past eight.", "de-en"),
        ("现在十二点半。", "It's half past twelve.", "zh-en"),
        ("From ten to twelve people came.", "Zwischen zehn und zwölf Leute kamen.", "en-de"),
        ("Tiene tres y diez más.", "He has three and ten more.", "es-en"),
        ("Half past seven.", "Puoli kahdeksan.", "en-fi"),
    ],
)
def test_what_tells_the_same_is_right(text: str, output: str, pair: str) -> None:
    assert missing_times(text, output, *pair.split("-")) == []


@pytest.mark.parametrize(
    ("text", "output", "pair", "missing"),
    [
        ("It starts at half past seven.", "Es fängt um halb sieben an.", "en-de", "halb acht"),
        ("Er kommt um Viertel vor acht.", "He comes at a quarter past eight.", "de-en", "a quarter to eight"),
        ("A las siete y media.", "At seven.", "es-en", "half past seven"),
        ("七点半", "Seven.", "zh-en", "half past seven"),
    ],
)
def test_another_time_is_wrong(text: str, output: str, pair: str, missing: str) -> None:
    assert missing_times(text, output, *pair.split("-")) == [missing]


def test_a_second_look_brings_the_time() -> None:
    (done,) = Runner("cpu").translate_many(
        ["The flight has been delayed since half past seven."], "en", "de", None, DecodingOptions(beam=4)
    )
    assert "halb acht" in done.text


@pytest.mark.parametrize(
    ("text", "output", "pair", "beside"),
    [
        ("Der Zug fährt um 15 Uhr.", "The train leaves at 15:00 p.m.", "de-en", ["p.m."]),
        ("Der Zug fährt um 15 Uhr.", "The train leaves at 3:00 p.m.", "de-en", []),
        ("Le train part à 15 heures.", "The train leaves at 15 hours.", "fr-en", ["hours"]),
        ("Il a dormi 15 heures.", "He slept for 15 hours.", "fr-en", []),
        ("The shop closes at 6:30 p.m.", "商店上午18:30关门。", "en-zh", ["上午"]),
        ("The shop closes at 6:30 p.m.", "商店晚上18:30关门。", "en-zh", []),
        ("It starts at 7 p.m.", "Es fängt um 19 Uhr morgens an.", "en-de", ["morgens"]),
        ("It starts at 7 p.m.", "Empieza a las 19:00 de la mañana.", "en-es", ["de la mañana"]),
        ("It starts at 7 p.m.", "Ça commence à 19 h du matin.", "en-fr", ["du matin"]),
        ("It starts at 19:00 p.m.", "Ça commence à 19 h du matin.", "en-fr", []),
    ],
)
def test_words_that_no_clock_goes_with_are_found(
    text: str, output: str, pair: str, beside: list[str]
) -> None:
    assert beside_times(text, output, *pair.split("-")) == beside
