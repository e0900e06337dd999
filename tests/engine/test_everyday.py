"""The everyday inputs, and what counts as a fault in their translations."""

from collections import Counter
from pathlib import Path

import pytest

from engine.commands.everyday import faults
from engine.tasks.figures import missing_figures, to_require
from engine.tasks.left_over import left_over

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "zh"])
def test_there_are_200_different_inputs(language: str) -> None:
    lines = (DATA / f"everyday.{language}.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line, times in Counter(lines).items() if times > 1] == []
    assert len(lines) == 200
    assert all(line == line.strip() != "" for line in lines)


@pytest.mark.parametrize(
    ("text", "output", "pair"),
    [
        ("3 apples for 5 dollars", "3 pommes pour 5 dollars", "en-fr"),
        ("It costs $1,234.50.", "Ça coûte 1 234,50 $.", "en-fr"),
        ("It costs 1234 euros.", "Es kostet 1.234 Euro.", "en-de"),
        ("Es kostet 1.234 Euro.", "It costs 1234 euros.", "de-en"),
        ("at 7:30 p.m.", "à 19 h 30", "en-fr"),
        ("um 19:30 Uhr", "at 7:30 p.m.", "de-en"),
        ("at 12:15 a.m.", "um 0:15 Uhr", "en-de"),
        ("I have 2 dogs.", "J'ai deux chiens.", "en-fr"),
        ("I have 2 dogs.", "我有两只狗。", "en-zh"),
        ("He ate 1 apple.", "Er aß einen Apfel.", "en-de"),
        ("on 2024-05-03", "am 3.5.2024", "en-de"),
        ("2024年5月3日", "May 3, 2024", "zh-en"),
        ("3.5 million people", "350万人", "en-zh"),
        ("in the 19th century", "en el siglo XIX", "en-es"),
        ("3 cats", "tre gatti", "en-it"),  # no table of its numerals
        ("from 1990", "منذ ١٩٩٠", "en-ar"),
    ],
)
def test_figures_that_only_look_different_are_there(text: str, output: str, pair: str) -> None:
    assert missing_figures(text, output, *pair.split("-")) == []


@pytest.mark.parametrize(
    ("text", "output", "pair", "missing"),
    [
        ("3 apples for 5 dollars", "35 dollars", "en-fr", ["3", "5"]),
        ("Room 214", "Zimmer 241", "en-de", ["214"]),
        ("1,234 people", "12 341 personnes", "en-fr", ["1", "234"]),
        ("from 5 to 5", "de 5", "en-fr", ["5"]),
        ("The 14 students", "Les 2 étudiants", "en-fr", ["14"]),  # an hour only where a time stands
        ("at 7:30 p.m.", "à 18 h 30", "en-fr", ["19"]),
        ("2024年5月3日", "June 3, 2024", "zh-en", ["5"]),
    ],
)
def test_figures_that_are_not_there_are_named(text: str, output: str, pair: str, missing: list[str]) -> None:
    assert missing_figures(text, output, *pair.split("-")) == missing


def test_month_is_required_by_its_name() -> None:
    assert [to_require(f, "2024年5月3日", "zh", "en") for f in ("2024", "5", "3")] == ["2024", "May", "3"]
    assert to_require("5", "15月5日", "zh", "de") == "5"
    assert to_require("12", "12月", "zh", "fr") == "décembre"
    assert to_require("5", "May 5", "en", "zh") == "5"


@pytest.mark.parametrize(
    ("text", "output", "pair", "left"),
    [
        ("where is the station?", "Where is the station?", "en-fr", ["where", "is", "the", "station"]),
        ("where is the station?", "où est la gare ?", "en-fr", []),
        ("where is the station?", "where is the station?", "en-zh", ["where", "is", "the", "station"]),
        ("where is the station?", "车站在哪里？", "en-zh", []),
        ("车站在哪里？", "车站在哪里？", "zh-en", ["车站在哪里"]),
        ("我叫王伟。", "My name is 王伟.", "zh-en", ["王伟"]),
        ("我叫王伟。", "私の名前は王伟です。", "zh-ja", []),
        ("The sign 水 means water.", "Le signe 水 veut dire eau.", "en-fr", []),
        ("Paris", "Paris", "en-fr", []),
        ("anna@example.org", "anna@example.org", "en-zh", []),
        ("Tom Smith, 12 Baker Street", "Tom Smith, 12 Baker Street", "en-zh", []),
    ],
)
def test_words_left_as_they_were_are_named(text: str, output: str, pair: str, left: list[str]) -> None:
    assert left_over(text, output, *pair.split("-")) == left


def test_faults_are_named() -> None:
    assert faults("I have 3 cats.", "J'ai trois chats.", "en", "fr") == []
    assert faults("I have 3 cats.", " ", "en", "fr") == ["empty", "wrong numbers"]
    assert faults("I see.", "oui oui oui oui oui oui", "en", "fr") == ["loops"]
    assert faults("你好", "HELLO", "zh", "en") == ["shouted"]
    assert faults("HELLO", "BONJOUR", "en", "fr") == faults("电视", "TV", "zh", "en") == []
