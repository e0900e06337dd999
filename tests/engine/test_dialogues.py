"""Dialogues in short grow into items; those in the repository are sound."""

from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.training.corpus import read_lines
from engine.training.dialogues import grown, read_written

SHORT = """\
# nobody reads this
$city = Rome | Oslo

> where are you? | where do you live?
< In $city. | (Here/There) I am in $city.
> is $city nice?
< $city is nice(!/.)

> bye
< Goodbye!
""".splitlines()


def test_every_item_ends_with_the_users_turn_and_has_a_reply() -> None:
    items = grown(read_written(SHORT), "en")
    assert all(len(item["context"]) % 2 == 1 and item["reply"] for item in items)
    assert {item["reply"] for item in items} >= {"Goodbye!", "In Oslo.", "In Rome.", "Rome is nice!"}


def test_one_city_goes_through_a_dialogue() -> None:
    asked = [item for item in grown(read_written(SHORT), "en") if "nice" in item["reply"]]
    assert asked
    for item in asked:
        city = "Rome" if "Rome" in item["reply"] else "Oslo"
        assert city in item["context"][-2]
        assert city.lower() in item["context"][-1].lower()


def test_nothing_of_the_short_form_is_left() -> None:
    for item in grown(read_written(SHORT), "en"):
        for text in (*item["context"], item["reply"]):
            assert not set("$|()") & set(text)
            assert text == text.strip() != ""


def test_the_same_seed_grows_the_same_items() -> None:
    written = read_written(SHORT)
    assert grown(written, "en", 3) == grown(written, "en", 3)


def test_another_exchange_may_come_before_a_later_turn() -> None:
    written = read_written(["> a", "< B", ">> c", "< D", "", "> x", "< Y"])
    items = [item for seed in range(20) for item in grown(written, "zh", seed)]
    contexts = [item["context"] for item in items if item["reply"] == "D"]
    assert ["a", "B", "c"] in contexts
    assert any(context[-3:] == ["x", "Y", "c"] for context in contexts)


def test_nothing_between_says_another_name_and_nobody_is_unknown_who_told_one() -> None:
    lines = ["$name = Ann | Bob", "", "> I am $name", "< Hi $name!", ">> who am I?", "< You are $name.", ""]
    lines += ["> who am I?", "< I do not know.", "", "> call me $name", "< Yes.", "", "> bye", "< Bye!"]
    items = [item for seed in range(20) for item in grown(read_written(lines), "zh", seed)]
    told = [item for item in items if item["reply"].startswith("You are ")]
    untold = [item for item in items if item["reply"] == "I do not know."]
    assert any("Bye!" in item["context"][1:] for item in told)
    for item in told:
        name = item["reply"].removeprefix("You are ").rstrip(".")
        others = {"Ann": "bob", "Bob": "ann"}[name]
        assert not any(others in turn.lower() for turn in item["context"])
    assert any(len(item["context"]) > 1 for item in untold)
    assert all(not {"ann", "bob"} & set(" ".join(i["context"]).lower().split()) for i in untold)
    assert all("I do not know." not in item["context"] for item in items)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["< b"], "Line 1: the turns must alternate"),
        (["> a", "> b"], "Line 2: the turns must alternate"),
        (["> a $where"], r"Line 1: there is no list \$where"),
        (["hello"], "Line 1 begins with none"),
    ],
)
def test_a_slip_of_the_writer_is_said_with_its_line(lines: list[str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_written(lines)


def test_a_list_may_name_another() -> None:
    lines = ["$first = Ann", "$last = Lee", "$name = $first $last", "", "> I am $name", "< Hi $name!"]
    assert {item["reply"] for item in grown(read_written(lines), "zh")} == {"Hi Ann Lee!"}


def test_an_stands_before_vowels() -> None:
    lines = ["$x = owl | ukulele | exam", "$y = a hour", "> a $x", "< A $x, not an $x. A old $x! $y"]
    replies = {item["reply"] for item in grown(read_written(lines), "en")}
    assert replies == {
        "An owl, not an owl. An old owl! a hour",
        "A ukulele, not an ukulele. An old ukulele! a hour",
        "An exam, not an exam. An old exam! a hour",
    }


def test_nothing_is_told_again_that_is_too_long_ago_to_be_read() -> None:
    """A name is read however long ago it was; a city is not."""
    lines = [
        "$name = Ann",
        "$city = Oslo",
        "",
        "> my name is $name",
        "< Hi $name!",
        "> I'm from $city",
        "< Oh!",
    ]
    lines += [
        "> " + "long " * 99,
        "< I see.",
        ">> who am I?",
        "< You are $name.",
        ">> from where?",
        "< $city.",
    ]
    replies = {item["reply"] for item in grown(read_written(lines), "en")}
    assert "You are Ann." in replies
    assert "Oslo." not in replies


def test_long_words_that_were_said_too_long_ago_are_not_taken_up() -> None:
    lines = ["> my aunt writes", "< Letters?", "> yes", "< I see."]
    lines += [*(["> ok", "< Fine."] * 5), "> who was it?", "< Somebody who writes."]
    replies = {item["reply"] for item in grown(read_written(lines), "en")}
    assert "Fine." in replies
    assert "Somebody who writes." not in replies


@pytest.mark.parametrize("name", ["heed", "everyday", "talks"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_written_dialogues_can_be_read(name: str, language: str) -> None:
    written = read_written(read_lines(Path(f"models/written/{name}.{language}.txt")))
    items = grown(written, language)
    assert len(items) > 3000
    assert not any(set("$|()") & set(item["reply"]) for item in items)
    assert not any(set("$|") & set(turn) for item in items for turn in item["context"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_heed_says_its_own_name(language: str) -> None:
    items = grown(read_written(read_lines(Path(f"models/written/heed.{language}.txt"))), language)
    asked = ("what is your name", "你叫什么名字")
    names = [item["reply"] for item in items if item["context"][-1].lower().rstrip("?？") in asked]
    assert names
    assert all("Heed" in reply for reply in names)
