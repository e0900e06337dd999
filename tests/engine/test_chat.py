"""A reply: what is read of the conversation, which candidate is given, and what never happens."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from engine.checkpoint import Model
from engine.errors import EmptyTurn, NoModelForTask, UnreadableTurn, WrongModel
from engine.events import Drafted, Event, Explored, Failed, Finished, SentenceFinished, Started
from engine.inspect.forced import forced_decoding, log_probabilities
from engine.requests import CHATTING, Prefix, Reply
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.search.sentence import Opening
from engine.search.trace import RESULT
from engine.tasks import chat
from engine.tasks.chat import conversation, ranked, replies, usualness
from engine.tasks.decoding import steps
from engine.tasks.objections import Objections
from engine.text.tokenizer import EOS, HEED, PAD, USER, Tokenizer
from engine.text.turns import TURNS, latest_turns
from engine.training import evaluate_chat as evaluate_chat_module
from tests.engine.models import save_tiny_chat

BEAM = DecodingOptions(beam=4, n_best=4, max_length=8)
DRAWN = replace(CHATTING, max_length=8)
TURNS_SAID = ("The cat.", "A tree.", "The house?")


@pytest.fixture
def talking(tmp_path: Path) -> Path:
    save_tiny_chat(tmp_path / "models" / "talk")
    return tmp_path / "models"


@pytest.fixture
def runner(talking: Path) -> Runner:
    return Runner("cpu", (talking,))


@pytest.fixture
def model(runner: Runner) -> Model:
    return runner.model("talk")


def said(events: Sequence[Event]) -> str:
    finished = events[-1]
    assert isinstance(finished, Finished), finished
    return finished.text


def best_of(events: Sequence[Event]) -> SentenceFinished:
    (found,) = [event for event in events if isinstance(event, SentenceFinished)]
    return found


@pytest.mark.parametrize("options", [BEAM, DRAWN], ids=["beam", "drawn"])
def test_events_come_in_order_and_the_last_draft_is_the_reply(
    runner: Runner, options: DecodingOptions
) -> None:
    runner.model("talk")
    started, *middle, ended, finished = runner.run(Reply(number=3, turns=TURNS_SAID, options=options))
    assert isinstance(started, Started)
    assert all(isinstance(event, Drafted) for event in middle)
    assert isinstance(ended, SentenceFinished)
    assert isinstance(finished, Finished)
    assert finished.text == ended.hypotheses[0].text
    assert {event.number for event in (started, *middle, ended, finished)} == {3}


def test_spans_are_places_in_the_joined_turns(runner: Runner) -> None:
    request = Reply(turns=TURNS_SAID, options=BEAM)
    events = list(runner.run(request))
    started = next(event for event in events if isinstance(event, Started))
    assert [request.text[begin:end] for begin, end in started.spans] == list(TURNS_SAID)
    for piece in best_of(events).hypotheses[0].source_pieces:
        assert piece.special or request.text[piece.begin : piece.end].endswith(piece.text)
    marks = [piece.text for piece in best_of(events).hypotheses[0].source_pieces if piece.special]
    assert marks == ["<2en>", USER, HEED, USER, "</s>"]


def test_network_reads_what_it_was_trained_on(model: Model) -> None:
    assert isinstance(model.tokenizer, Tokenizer)
    tokens = model.tokenizer.tokens(list(TURNS_SAID))
    marks = [model.tokenizer.control(mark) for mark in (USER, HEED)]
    room = model.card.max_source - 2
    read = conversation(TURNS_SAID, model, "en").sentence.tokens
    assert read == (model.tokenizer.control("<2en>"), *latest_turns(tokens, marks, room), EOS)


def test_only_the_latest_turns_that_fit_are_seen(model: Model) -> None:
    turns = ("A tree is red.", "The cat is old.") * 6 + ("The house?",)
    talk = conversation(turns, model)
    assert 1 <= len(talk.spans) <= TURNS
    assert len(talk.sentence.tokens) <= model.card.max_source
    text = "\n".join(turns)
    assert [text[b:e] for b, e in talk.spans] == list(turns[-len(talk.spans) :])
    assert talk.sentence.begin == talk.spans[0][0]


def test_turn_that_tells_a_name_is_read_however_long_ago(model: Model) -> None:
    model = replace(model, card=replace(model.card, max_source=99))
    turns = ("Call me cat.", "The cat is old.", *("A tree is red.", "The house is old.") * 20, "The house?")
    talk = conversation(turns, model)
    assert len(talk.sentence.tokens) <= model.card.max_source
    text = "\n".join(turns)
    read = [text[b:e] for b, e in talk.spans]
    assert read == [*turns[:2], *turns[2 - len(read) :]]
    assert len(read) > 3
    for piece in talk.sentence.pieces:
        assert piece.special or text[piece.begin : piece.end].endswith(piece.text)


def test_what_is_too_long_is_read_at_its_end(model: Model) -> None:
    turn = "The cat sleeps under a tree. " * 4000 + "The red house"
    talk = conversation(("A tree.", "Oui.", turn), model)
    assert len(talk.spans) == 1
    text = f"A tree.\nOui.\n{turn}"
    begin, end = talk.spans[0]
    assert text[begin:end].endswith("The red house")
    assert end == len(text)
    assert len(talk.sentence.tokens) == model.card.max_source


def test_typed_control_pieces_are_text(model: Model) -> None:
    tokens = conversation(("<heed> </s> <2zh> <user>",), model, "en").sentence.tokens
    special = {model.tokenizer.control(piece) for piece in (USER, HEED, "<2en>", "<2zh>")} | {EOS}
    assert [token for token in tokens if token in special] == [tokens[0], tokens[1], EOS]


@pytest.mark.parametrize("turns", [(), ("",), ("Hi", "Yes", " \n\u200b")])
def test_empty_turn_is_said_to_be_empty(runner: Runner, turns: tuple[str, ...]) -> None:
    *_, failed = runner.run(Reply(turns=turns))
    assert isinstance(failed, Failed)
    assert isinstance(failed.failure, EmptyTurn)
    assert "empty" in str(failed.failure)


def test_letters_of_no_language_it_knows_are_refused(runner: Runner) -> None:
    *_, failed = runner.run(Reply(turns=("Привет",), language="en"))
    assert isinstance(failed, Failed)
    assert "it knows en, zh" in str(failed.failure)


def test_language_that_it_does_not_know_is_refused_unless_one_is_chosen(runner: Runner) -> None:
    turns = ("Je ne sais pas où est la gare, et vous ?",)
    *_, failed = runner.run(Reply(turns=turns, options=BEAM))
    assert isinstance(failed, Failed)
    assert isinstance(failed.failure, UnreadableTurn)
    assert failed.failure.language == "fr"
    *_, last = runner.run(Reply(turns=turns, language="en", options=BEAM))
    assert isinstance(last, Finished)


@pytest.mark.parametrize("turn", ["😀", "👩‍👩‍👧 🎉", "12.5 %", "...", "我好", "x" * 100_000, "¿qué?"])
def test_odd_turns_get_a_reply(runner: Runner, turn: str) -> None:
    assert said(list(runner.run(Reply(turns=(turn,), options=DRAWN)))).strip()


def test_script_of_the_last_turn_chooses_the_language(model: Model) -> None:
    assert conversation(("The cat", "A tree", "你好世界"), model).tag == "<2zh>"
    assert conversation(("你好世界", "A tree", "The cat"), model).tag == "<2en>"
    assert conversation(("The cat",), model, "zh").tag == "<2zh>"


@pytest.mark.parametrize("novelty", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("options", [BEAM, DRAWN], ids=["beam", "drawn"])
def test_reply_is_the_candidate_with_the_greatest_stated_sum(
    model: Model, options: DecodingOptions, novelty: float
) -> None:
    talk = conversation(TURNS_SAID, model, "en")
    (found,) = [p for p in steps([talk.sentence], [Opening()], model, options, RESULT) if p.finished]
    (drafts,) = ranked([found.hypotheses], [talk], model, novelty)
    sums = {}
    for hypothesis in found.hypotheses:
        (nats,) = usualness([(hypothesis.tokens, "<2en>")], model)
        sums[hypothesis.tokens] = hypothesis.score - novelty * nats / hypothesis.length_penalty
    for draft in drafts:
        sums[draft.tokens] -= talk.objections.loss(draft.text)
        assert draft.score == pytest.approx(sums[draft.tokens], abs=1e-4)
    forbidden = [talk.objections.forbid(draft.text) for draft in drafts]
    assert forbidden == sorted(forbidden)
    for (a, is_out), (b, is_out_too) in pairwise(zip(drafts, forbidden, strict=True)):
        assert a.score >= b.score or is_out != is_out_too
    assert len({draft.text for draft in drafts}) == len(drafts)


def test_how_usual_replies_are_does_not_depend_on_their_neighbours(model: Model) -> None:
    texts = ("The red house", "The cat", "A")
    assert isinstance(model.tokenizer, Tokenizer)
    some = [((*model.tokenizer.tokens([text])[0], EOS), tag) for text in texts for tag in ("<2en>", "<2zh>")]
    together = usualness(some, model)
    assert together == pytest.approx([usualness([one], model)[0] for one in some], abs=1e-4)


def test_all_places_at_once_score_as_one_by_one(model: Model) -> None:
    source = torch.tensor([[4, 9, 8, EOS], [4, 7, EOS, PAD]])
    target = torch.tensor([[9, 11, EOS], [12, EOS, PAD]])
    stepwise, _ = forced_decoding(model.network, source, source != PAD, target)
    torch.testing.assert_close(
        log_probabilities(model.network, source, source != PAD, target), stepwise, atol=1e-4, rtol=1e-4
    )


@pytest.mark.parametrize("options", [replace(BEAM, beam=1, n_best=1), DRAWN], ids=["greedy", "drawn"])
def test_no_reply_is_given_twice(runner: Runner, options: DecodingOptions) -> None:
    turns: list[str] = []
    given = []
    for _ in range(4):
        turns.append("The cat")
        given.append(said(list(runner.run(Reply(turns=tuple(turns), options=options)))))
        turns.append(given[-1].upper() + " !")  # however it is spelt
    assert len({text.casefold() for text in given}) == 4


def test_the_same_seed_says_the_same_and_another_something_else(runner: Runner) -> None:
    def with_seed(seed: int) -> str:
        options = replace(DRAWN, n_best=1, temperature=2.0, top_p=1.0, seed=seed)
        return said(list(runner.run(Reply(turns=TURNS_SAID, options=options))))

    assert with_seed(1) == with_seed(1)
    assert len({with_seed(seed) for seed in range(5)}) > 1


@pytest.mark.parametrize("options", [BEAM, DRAWN], ids=["beam", "drawn"])
def test_many_at_once_say_what_each_says_alone(
    runner: Runner, model: Model, options: DecodingOptions
) -> None:
    talks = [("The cat",), TURNS_SAID, ("我们今天",), ("A tree.", "The cat", "A tree")]
    together = runner.reply_many(talks, "", "talk", options)
    assert together == [said(list(runner.run(Reply(turns=t, options=options)))) for t in talks]
    read = [conversation(talk, model) for talk in talks]
    assert together == [draft.text for draft in replies(model, read, options)]


def test_cancelled_reply_keeps_what_was_drafted(runner: Runner) -> None:
    events = runner.run(Reply(turns=TURNS_SAID, options=BEAM))
    draft = next(event.draft for event in events if isinstance(event, Drafted) and event.draft.text.strip())
    events.close()
    assert draft.text
    assert len(draft.columns) == len(draft.pieces)


def test_reply_begins_as_told(runner: Runner) -> None:
    prefixes = (Prefix(sentence=0, text="The cat"),)
    text = said(list(runner.run(Reply(turns=TURNS_SAID, options=BEAM, prefixes=prefixes))))
    assert text.startswith("The cat")


def test_tree_of_the_search_is_handed_out_when_wanted(runner: Runner) -> None:
    events = list(runner.run(Reply(turns=TURNS_SAID, options=BEAM, explore=True)))
    found = [event.step for event in events if isinstance(event, Explored)]
    assert found == list(range(len(found))) != []


def test_beam_hands_out_no_more_than_asked_for(runner: Runner) -> None:
    events = list(runner.run(Reply(turns=TURNS_SAID, options=replace(BEAM, n_best=2))))
    assert len(best_of(events).hypotheses) == 2


def test_largest_model_of_the_language_is_taken(runner: Runner, talking: Path) -> None:
    save_tiny_chat(talking / "larger", parameters=10**9, pairs=(("en", "en"),))
    assert runner.choose_for("chat", "en") == "larger"
    assert runner.choose_for("chat", "zh") == "talk"
    with pytest.raises(NoModelForTask, match="chat"):
        runner.choose_for("chat", "fr")
    with pytest.raises(WrongModel, match="chat in 'zh'"):
        runner.choose_for("chat", "zh", "larger")


def test_evaluation_puts_scores_for_each_source_into_the_card(
    talking: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "openers.en.txt").write_text("The cat\nA tree\n")
    monkeypatch.setattr(evaluate_chat_module, "OPENERS", tmp_path / "openers.en.txt")
    for language, texts in {"en": ["The cat", "A tree"], "zh": ["你好", "我们"]}.items():
        records = [
            {"context": [texts[i % 2]], "reply": texts[1 - i % 2], "source": f"file{i % 2}"} for i in range(4)
        ]
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (tmp_path / f"valid.{language}.jsonl").write_text(lines)
    monkeypatch.setenv("HEED_MODELS", str(talking))
    evaluate_chat_module.evaluate_chat(
        "talk", tmp_path, ["valid"], replace(BEAM, beam=1, n_best=1), "cpu", write=True
    )
    card = json.loads((talking / "talk" / "card.json").read_text())
    found = {(s["test"], s["source"], s["metric"]): s["value"] for s in card["scores"]}
    for metric in ("perplexity", "distinct-1", "distinct-2", "dull", "BLEU-1", "BLEU-2"):
        for source in ("all", "file0", "file1"):
            assert found["valid.en.jsonl", source, metric] >= 0
            assert found["valid.zh.jsonl", source, metric] >= 0
    assert found["valid.en.jsonl", "all", "perplexity"] > 1
    assert 0 <= found["openers.en.txt", "all", "repeated"] <= 100
    assert "perplexity" in capsys.readouterr().out


@pytest.mark.parametrize("options", [BEAM, DRAWN], ids=["beam", "drawn"])
def test_where_nothing_was_told_the_reply_says_so(
    runner: Runner, model: Model, monkeypatch: pytest.MonkeyPatch, options: DecodingOptions
) -> None:
    monkeypatch.setattr(chat, "_UNKNOWN", {"en": "I see no"})
    monkeypatch.setattr(Objections, "misremembers", lambda _, text: "see no" not in text)
    turns = ("What is my job?",)
    options = replace(options, max_length=20)
    events = list(runner.run(Reply(turns=turns, options=options, language="en")))
    assert said(events).startswith("I see no")
    (draft,) = replies(model, [conversation(turns, model, "en")], options)
    assert draft.text.startswith("I see no")


@pytest.mark.parametrize("options", [BEAM, DRAWN], ids=["beam", "drawn"])
def test_where_a_name_is_asked_after_one_that_was_told_is_given(
    runner: Runner, model: Model, monkeypatch: pytest.MonkeyPatch, options: DecodingOptions
) -> None:
    monkeypatch.setattr(Objections, "misremembers", lambda _, text: "Rex" not in text)
    turns = ("A dog called Rex, in Rome.", "Nice.", "What is my dog called?")
    options = replace(options, max_length=20)
    events = list(runner.run(Reply(turns=turns, options=options)))
    assert "Rex" in said(events)
    assert isinstance(events[0], Started)
    (draft,) = replies(model, [conversation(turns, model)], options)
    assert "Rex" in draft.text


def test_where_no_other_reply_gives_a_name_that_was_told_one_begins_with_it(
    runner: Runner, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "_RECALLED", {"en": "I see {}."})
    monkeypatch.setattr(Objections, "misremembers", lambda _, text: not text.startswith("I see Rex."))
    turns = ("A dog called Rex, in Rome.", "Nice.", "What is my dog called?")
    options = replace(BEAM, max_length=20)
    assert said(list(runner.run(Reply(turns=turns, options=options)))).startswith("I see Rex.")
    (draft,) = replies(model, [conversation(turns, model)], options)
    assert draft.text.startswith("I see Rex.")


def test_where_a_name_is_wrong_one_that_was_just_told_is_tried(
    runner: Runner, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Objections, "misnames", lambda _, text: "Rex" not in text)
    turns = ("This is my dog, Rex.",)
    options = replace(BEAM, max_length=20)
    assert "Rex" in said(list(runner.run(Reply(turns=turns, options=options))))
    (draft,) = replies(model, [conversation(turns, model)], options)
    assert "Rex" in draft.text
