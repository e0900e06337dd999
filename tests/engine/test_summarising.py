"""Summaries of documents of any length: everything is read, and spans point into the document."""

import json
from collections.abc import Generator
from itertools import pairwise
from pathlib import Path

import pytest

from engine.checkpoint import Model
from engine.commands.terminal import wish_of
from engine.errors import NoModelForTask, WrongModel
from engine.events import Drafted, Event, Failed, Finished, SentenceFinished, Started
from engine.requests import Summarise
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks import best_summary, summarising
from engine.tasks.extract import source_shares
from engine.tasks.sections import (
    Section,
    divided,
    grouped,
    sections_of,
    tokens_in,
    units_of,
    units_to_read,
)
from engine.tasks.summarising import condense, own_sentences
from engine.tasks.wishes import LENGTHS, MARKS, Wish
from tests.engine.models import save_tiny_model
from tests.engine.summarising import DOCUMENT, SENTENCES, save_tiny_summariser
from tests.engine.test_command_line import Engine, engine  # noqa: F401

ODD = ("a" * 900, "1 2 3\n" * 90, "😀" * 40, "我们今天去学校看书。你好世界！" * 9, " x \n\n" * 90)
QUICK = DecodingOptions(beam=2, max_length=8)
FLAGS = ("--model", "short", "--beam", "1", "--max-length", "8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    models = tmp_path_factory.mktemp("models")
    save_tiny_summariser(models / "short")
    save_tiny_model(models / "tiny")
    return models


@pytest.fixture(scope="module")
def runner(folder: Path) -> Runner:
    return Runner("cpu", (folder,))


@pytest.fixture
def model(runner: Runner) -> Model:
    return runner.model("short")


@pytest.fixture
def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEED_MODELS", str(folder))


def summarise(runner: Runner, text: str, **values: object) -> list[Event]:
    request = Summarise(number=7, text=text, **{"language": "en", "options": QUICK, **values})  # type: ignore[arg-type]
    return list(runner.run(request))


def finished(events: list[Event]) -> Finished:
    assert isinstance(events[-1], Finished)
    return events[-1]


@pytest.mark.parametrize("text", [DOCUMENT, *(f"A {odd}" for odd in ODD)])  # all with a letter
def test_sections_hold_the_whole_text_and_the_network_can_read_each(model: Model, text: str) -> None:
    for language in ("en", "zh"):
        sections = sections_of(Wish(text, language), model)
        units = [unit for section in sections for unit in section]
        assert all(sum(len(unit.tokens) for unit in section) <= 20 for section in sections)
        tokens = [token for unit in units_of(text, language, model) for token in unit.tokens]
        assert [token for unit in units for token in unit.tokens] == tokens
        for before, unit in pairwise(units):
            assert not text[before.end : unit.begin].strip()
        assert not text[: units[0].begin].strip()
        assert not text[units[-1].end :].strip()
        for unit in units:
            assert all(text[p.begin : p.end] for p in unit.pieces if p.text.strip() and not p.special)


def test_sections_begin_with_paragraphs_if_they_can(model: Model) -> None:
    text = "The red house. " * 2 + "\n\n" + "A big tree. " * 2
    units = list(units_of(text, "en", model))
    size = sum(len(unit.tokens) for unit in units)
    sections = grouped(units, size * 2 // 3)
    assert [section[0].opens for section in sections] == [False, True]


def test_parts_hold_all_in_order_and_are_about_as_long(model: Model) -> None:
    units = list(units_of(" ".join(SENTENCES * 6), "en", model))
    for parts in range(1, len(units) + 3):
        found = divided(units, parts)
        assert [unit for section in found for unit in section] == units
        assert len(found) == min(parts, len(units))
        assert all(found)
    longest = max(len(unit.tokens) for unit in units)
    thirds = [tokens_in(part) for part in divided(units, 3)]
    assert max(thirds) - min(thirds) <= 2 * longest


def test_kind_and_length_decide_in_how_many_parts_a_document_is_taken_up() -> None:
    def parts(sentences: int, kind: str, length: str) -> int:
        return Wish("", "en", kind, length).parts(sentences, ours=True)

    assert [parts(3, "points", length) for length in LENGTHS] == [1, 2, 2]
    for kind in ("points", "full"):
        few, middle, many = (parts(300, kind, length) for length in LENGTHS)
        assert 1 < few < middle < many
        assert all(parts(1, kind, length) == 1 for length in LENGTHS)
    for kind in ("auto", "headline", "sentence"):
        assert all(parts(300, kind, length) == 1 for length in LENGTHS)


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("Ann: Shall we go?\nBob: Not yet.\nAnn: Why not?", True),
        ("小明：走吧？\n小红：等等。", True),
        ("The house is red.\nIt is old: very old.\nNobody lives there.", False),
        ("Note: this is one line.", False),
        ("", False),
    ],
)
def test_talk_is_told_by_who_speaks(text: str, talk: bool) -> None:
    wish = Wish(text, "en", "full")
    assert wish.is_talk == talk
    assert (wish.marks[0] == "<sentences>") == talk


@pytest.mark.parametrize("kind", MARKS)
def test_request_is_answered_in_order(runner: Runner, kind: str) -> None:
    events = summarise(runner, DOCUMENT, kind=kind)
    started = next(event for event in events if isinstance(event, Started))
    assert len(started.spans) > 3
    ended = [event for event in events if isinstance(event, SentenceFinished)]
    assert [event.sentence for event in ended] == list(range(len(ended)))
    assert len(ended) <= {"points": 5, "full": 6, "auto": 6}.get(kind, 1)  # auto may become full
    assert len(ended) > 2 or kind not in ("points", "full")
    text = "".join(event.before + event.hypotheses[0].text for event in ended)
    assert finished(events).text == text
    for event in ended:
        draft = event.hypotheses[0]
        assert text[event.offset :].startswith(draft.text)
        assert [p.text for p in draft.source_pieces if p.special][-1] == "</s>"
        for piece in draft.source_pieces:
            assert piece.special or DOCUMENT[piece.begin : piece.end] == piece.text
    provisional = [event.draft for event in events if isinstance(event, Drafted)]
    assert provisional
    assert all(len(draft.candidates) == len(draft.pieces) for draft in provisional)


@pytest.mark.parametrize("kind", ["points", "full"])
def test_parts_written_together_are_as_each_alone(runner: Runner, kind: str) -> None:
    together, alone = (summarise(runner, DOCUMENT, kind=kind, looks=looks) for looks in (False, True))
    assert finished(together).text == finished(alone).text
    for events in (together, alone):
        told = [event.sentence for event in events if isinstance(event, (Drafted, SentenceFinished))]
        assert told == sorted(told)


def test_request_can_be_left_while_the_model_is_asked_again(runner: Runner) -> None:
    wanted = Summarise(number=1, text=DOCUMENT, language="en", kind="headline", model="short", options=QUICK)
    asked = runner.run(wanted)
    last: Event | None = None
    for event in asked:
        if isinstance(event, Drafted) and event is last:  # the search is over, and nothing chosen yet
            break
        assert not isinstance(event, SentenceFinished)
        last = event
    asked.close()
    assert finished(summarise(runner, DOCUMENT)).text


def test_attention_of_a_summary_goes_to_sentences_of_the_document(runner: Runner) -> None:
    ended = next(e for e in summarise(runner, DOCUMENT) if isinstance(e, SentenceFinished))
    draft = ended.hypotheses[0]
    middle = len(DOCUMENT) // 2
    shares = source_shares(draft, [(0, len(draft.text))], [(0, middle), (middle, len(DOCUMENT))])
    assert shares.sum() == pytest.approx(1)


def test_condensing_ends_and_keeps_the_order(model: Model) -> None:
    wishes = [
        Wish(DOCUMENT * 3, "en"),
        Wish("The red house is old.", "en"),
        Wish(DOCUMENT, "en", "full"),
    ]
    cut = [sections_of(wish, model) for wish in wishes]
    reading = condense(cut, wishes, model)
    found = exhausted(reading)
    assert all(len(sections) <= most for sections, most in zip(found, (1, 1, 6), strict=True))
    assert found[1] == cut[1]
    assert len(cut[1]) == 1
    for sections in found:
        places = [unit.begin for section in sections for unit in section]
        assert places
        assert places == sorted(set(places))


def exhausted(reading: Generator[object, None, list[list[Section]]]) -> list[list[Section]]:
    while True:
        try:
            next(reading)
        except StopIteration as end:
            found: list[list[Section]] = end.value
            return found


def test_many_at_once_are_as_each_alone(runner: Runner) -> None:
    texts = [DOCUMENT, "The red house is old. A tree is not a house.", "", "cat", DOCUMENT[:90]]
    found = runner.summarise_many([Wish(text, "en") for text in texts], "short", QUICK)
    assert found == [finished(summarise(runner, text)).text for text in texts]
    assert found[2:4] == ["", "cat"]


@pytest.mark.parametrize(
    "text",
    [
        "✨✨🐱🚀🐱 ✨✨🐱🚀🐱 ✨✨🐱🚀🐱",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        "",
        "  \n ",
        "cat",
        "The cat.",
    ],
)
def test_what_cannot_be_shortened_is_its_own_summary(runner: Runner, text: str) -> None:
    events = summarise(runner, text)
    assert finished(events).text == text.strip()
    assert not any(isinstance(event, SentenceFinished) for event in events)


def test_control_pieces_in_a_text_are_text(model: Model) -> None:
    (sections,) = (sections_of(Wish("A <title> of <2zh> the </s> cat.", "en"), model),)
    control = {model.tokenizer.control(piece) for piece in ("<title>", "<2zh>", "</s>")}
    assert not control & {token for section in sections for unit in section for token in unit.tokens}


def test_unknown_language_or_a_model_of_another_task_is_a_failure(runner: Runner) -> None:
    for values, kind in (({"language": "fr"}, NoModelForTask), ({"model": "tiny"}, WrongModel)):
        last = summarise(runner, DOCUMENT, **values)[-1]
        assert isinstance(last, Failed)
        assert isinstance(last.failure, kind)


@pytest.mark.usefixtures("installed")
def test_all_of_stdin_is_one_document(engine: Engine, runner: Runner) -> None:  # noqa: F811
    result = engine("summarise", *FLAGS, "--language", "en", stdin=DOCUMENT.encode())
    options = DecodingOptions(beam=1, max_length=8)
    assert result.out == runner.summarise_many([Wish(DOCUMENT, "en")], "short", options)[0] + "\n"
    assert (result.code, result.err) == (0, "")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("stdin", "flags", "said"),
    [
        (b" \n", (), "There is nothing to summarise: stdin is empty.\n"),
        (b"\xff\xfe\x00", (), "stdin is not UTF-8."),
        ("Это просто текст. " * 9, (), "The model 'short' cannot do summarise in 'ru'."),
        (b'{"document": 3}', ("--jsonl",), "Line 1 must be a JSON record with a text"),
        (b'\n{"document": "a", "kind": "song"}', ("--jsonl",), "Line 2: kind must be one of"),
        (b'{"document": "a"}', ("--jsonl", "--model", "tiny"), "The model 'tiny' cannot do summarise"),
    ],
)
def test_what_is_wrong_is_said(engine: Engine, stdin: bytes | str, flags: tuple[str, ...], said: str) -> None:  # noqa: F811
    given = stdin.encode() if isinstance(stdin, str) else stdin
    result = engine("summarise", *FLAGS, *flags, stdin=given)
    assert result.code == 2
    assert result.err.startswith(said)
    assert result.out == ""


@pytest.mark.usefixtures("installed")
def test_each_line_has_its_answer(engine: Engine) -> None:  # noqa: F811
    documents = ["The red house is old. A tree is not a house.", "", "cat", "Это просто текст. И ещё один."]
    lines = "".join(json.dumps({"document": text}) + "\n" for text in documents)
    result = engine("summarise", *FLAGS, "--jsonl", stdin=lines.encode())
    records = [json.loads(line) for line in result.out.splitlines()]
    assert (result.code, len(records)) == (0, 4)
    assert records[0]["summary"]
    assert records[1:3] == [{"summary": ""}, {"summary": "cat"}]
    assert records[3]["extracted"]
    assert records[3]["summary"] in documents[3]


def test_line_may_choose_its_own_kind() -> None:
    given = Wish("", "", "auto", "long")
    line = '{"document": "我们今天去学校看书", "kind": "headline"}'
    assert wish_of(line, 1, given) == Wish("我们今天去学校看书", "zh", "headline", "long")


def test_what_fits_is_read_as_one_wherever_its_paragraphs_begin(model: Model) -> None:
    text = "The cat sleeps. A tree.\n\nA."
    (section,) = sections_of(Wish(text, "en"), model)
    assert (section[0].begin, section[-1].end) == (0, len(text))


@pytest.mark.parametrize(
    ("language", "text", "stop"),
    [("en", "The red house\n\nThe cat sleeps.", "."), ("zh", "你好\n\n世界！", "。")],
)
def test_headings_are_read_with_a_full_stop(model: Model, language: str, text: str, stop: str) -> None:
    """Their tokens are those of the text with it, and the stop stands for none of the user's letters."""
    first, second = units_of(text, language, model)
    (with_stop, *_) = units_of(text.replace("\n\n", f"{stop}\n\n"), language, model)
    assert first.tokens == with_stop.tokens
    assert {piece.end for piece in first.pieces} <= set(range(text.index("\n") + 1))
    (alone,) = units_of(text.split("\n")[0], language, model)  # no heading: nothing follows
    assert alone.tokens == first.tokens[: len(alone.tokens)] != first.tokens
    assert second.opens
    assert first.heading
    assert not second.heading
    assert not alone.heading


def test_headings_are_read_for_a_headline_and_lists_for_all(model: Model) -> None:
    def read(text: str, kind: str) -> list[str]:
        return [text[unit.begin : unit.end].strip() for unit in units_to_read(Wish(text, "en", kind), model)]

    text = "A red house\n\nThe cat sleeps.\n\nA tree\n\nIt is old."
    assert read(text, "headline") == ["A red house", "The cat sleeps.", "A tree", "It is old."]
    assert read(text, "full") == ["The cat sleeps.", "It is old."]
    listed = "The cat sleeps.\n\nred\n\nold\n\nIt is big."
    assert read(listed, "full") == ["The cat sleeps.", "red", "old", "It is big."]
    assert read("A red house\n\n", "full") == ["A red house"]
    forgotten = "The cat sleeps under a big tree and the red house is old and a tree is not a house and a cat"
    text = f"It is old.\n\n{forgotten}\n\nIt is big."
    assert "".join(read(text, "full")).split() == "".join(read(text, "headline")).split()


def test_blocks_of_code_are_not_read(model: Model) -> None:
    code = "```sh\nthe cat sleeps in the code\n```\n"
    beside = [
        unit.tokens for text in (SENTENCES[0], SENTENCES[1]) for unit in units_of(f"{text}\n", "en", model)
    ]
    text = f"{SENTENCES[0]}\n{code}{SENTENCES[1]}\n"
    units = list(units_of(text, "en", model))
    assert [unit.tokens for unit in units] == beside
    assert text[units[0].begin : units[-1].end] == text
    assert list(units_of(code, "en", model)) == []


def test_first_whole_sentences_of_a_text_are_candidates_for_one(model: Model) -> None:
    def own(
        text: str,
        kind: str = "sentence",
        length: str = "medium",
        longest: int = 0,
        banned: tuple[str, ...] = (),
    ) -> list[str]:
        wish, options = Wish(text, "en", kind, length), DecodingOptions(max_length=longest, banned=banned)
        section = tuple(units_of(text, "en", model))
        found = [opening.tokens for opening in own_sentences(section, wish, model, options)]
        assert all(tokens[-1] == model.tokenizer.eos for tokens in found)
        return [model.tokenizer.decode(tokens)[0] for tokens in found]

    text = "The cat sleeps. A tree\n\nThe red house is old. The house"
    assert own(text) == ["The cat sleeps.", "The red house is old."]
    assert own(text, longest=2) == []
    assert own(text, banned=("the cat",)) == ["The red house is old."]
    assert own(text, "points") == own(text, "full") == own(text)
    assert not any(own(text, kind) for kind in ("headline", "auto"))
    assert own("The red house is old.") == []
    assert not own("Ann: The cat sleeps.\nBob: The red house is old.")
    assert own("A cat. " * 9) == ["A cat."] * 6
    text = "A cat. A tree. A house\n\nThe house."
    assert own(text) == own(text, length="short") == ["A cat.", "A tree.", "The house."]
    assert own(text, length="long") == ["A cat.", "A tree.", "The house.", "A cat. A tree."]
    assert own(text, length="long", banned=("tree",)) == ["A cat.", "The house."]
    assert own("A cat. " * 9, length="long") == ["A cat."] * 6 + ["A cat. A cat."] * 6


def test_a_sentence_of_the_text_that_the_model_agrees_with_most_is_taken(
    runner: Runner, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(best_summary, "_AMONG_OWN", 1e6)
    own = "The cat sleeps."
    monkeypatch.setattr(summarising, "_texts", lambda found, _: [own for _ in found])
    text, options = f"A tree is big. {own}", DecodingOptions(beam=4, n_best=1)
    *_, ended, last = summarise(runner, text, kind="sentence", options=options)
    assert isinstance(ended, SentenceFinished)
    assert isinstance(last, Finished)
    assert last.text == own
    assert len(ended.hypotheses[0].columns) == len(ended.hypotheses[0].tokens)
    assert summarising.summarise_texts(model, [Wish(text, "en", "sentence")], options) == [own]
