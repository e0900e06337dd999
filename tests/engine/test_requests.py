"""What a request may ask for, from the text to the events, with a tiny model; and the same by command."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import __main__ as command
from engine.commands.loops import loops
from engine.commands.varied import varied_inputs
from engine.errors import BadInput, BadOption
from engine.events import Drafted, Event, Explored, Failed, Node, SentenceFinished
from engine.requests import Prefix, Translate
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks import decoding
from engine.text.words import occurs
from engine.training.evaluate import SETTINGS
from engine.training.evaluate_typed import ways
from tests.engine.models import save_tiny_model, tiny_tokenizer
from tests.engine.runs import write_pairs

TEXT = "The cat sleeps. The house is old."


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    save_tiny_model(folder / "tiny")
    return folder


@pytest.fixture
def runner(models: Path) -> Runner:
    return Runner("cpu", (models,))


def events(runner: Runner, **asked: Any) -> list[Event]:
    request = Translate(number=1, text=TEXT, source_language="en", target_language="fr", **asked)
    return list(runner.run(request))


def finished(answer: list[Event]) -> list[SentenceFinished]:
    assert not [e for e in answer if isinstance(e, Failed)]
    return [e for e in answer if isinstance(e, SentenceFinished)]


def written(sentences: list[SentenceFinished]) -> list[list[tuple[int, ...]]]:
    return [[draft.tokens for draft in sentence.hypotheses] for sentence in sentences]


def test_a_draft_says_all_of_every_place(runner: Runner) -> None:
    tokenizer = tiny_tokenizer()
    answer = events(runner, options=DecodingOptions(beam=2, n_best=2, coverage_penalty=0.3))
    drafts = [e.draft for e in answer if isinstance(e, Drafted)]
    drafts += [d for e in finished(answer) for d in e.hypotheses]
    for draft in drafts:
        assert tokenizer.decode(draft.tokens)[0] == draft.text
        assert len(draft.tokens) == len(draft.candidates) == len(draft.entropies) == len(draft.columns)
        assert (draft.score - draft.coverage_penalty) * draft.length_penalty == pytest.approx(
            sum(draft.scores), abs=1e-4
        )
        for token, score, candidates in zip(draft.tokens, draft.scores, draft.candidates, strict=True):
            assert len(candidates) == 8
            assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)
            assert all(c.score == pytest.approx(score) for c in candidates if c.token == token)


def test_a_number_that_got_lost_is_required(runner: Runner) -> None:
    def asked(**options: Any) -> list[Event]:
        text = "The cat sleeps. The 53 cats sleep."
        wanted = DecodingOptions(beam=2, n_best=2, **options)
        request = Translate(number=1, text=text, source_language="en", target_language="fr", options=wanted)
        return list(runner.run(request))

    first, second = finished(asked(second_look=False))
    assert not occurs("53", second.hypotheses[0].text)
    answer = asked()
    same, other = finished(answer)
    assert written([same]) == written([first])  # it has no number
    assert all(occurs("53", draft.text) and not draft.missing for draft in other.hypotheses)
    by_hand = finished(asked(second_look=False, required=("53",)))
    assert written([other]) == written(by_hand[1:])
    many = runner.translate_many(
        ["The cat sleeps.", "The 53 cats sleep."], "en", "fr", "tiny", DecodingOptions(beam=2, n_best=2)
    )
    assert [text.text for text in many] == [same.hypotheses[0].text, other.hypotheses[0].text]


def test_where_one_number_comes_another_does_not_go(runner: Runner) -> None:
    text, options = "The 53 cats see 86 dogs.", DecodingOptions(beam=2, max_length=20)
    (done,) = runner.translate_many([text], "en", "fr", "tiny", options)
    assert occurs("53", done.text)
    assert occurs("86", done.text)


def test_words_that_were_left_as_they_were_are_banned(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, options = ["The cat sleeps."], DecodingOptions(beam=2)
    first = runner.translate_many(text, "en", "fr", "tiny", options)[0].text
    word = first.split()[-1].strip(".")

    def left_over(_text: str, output: str, *_: str) -> list[str]:
        return [word] if occurs(word, output) else []

    monkeypatch.setattr(decoding, "left_over", left_over)
    second = runner.translate_many(text, "en", "fr", "tiny", options)[0].text
    assert not occurs(word, second)
    by_hand = dataclasses.replace(options, banned=(word,))
    assert second == runner.translate_many(text, "en", "fr", "tiny", by_hand)[0].text


@pytest.mark.parametrize("changed", [{"temperature": 1.0}, {"groups": 2}, {"banned": ("53",)}])
def test_a_number_that_cannot_be_placed_leaves_the_translation_as_it_is(
    runner: Runner, changed: dict[str, Any]
) -> None:
    text, options = ["The 53 cats sleep."], DecodingOptions(beam=2, **changed)
    without = runner.translate_many(text, "en", "fr", "tiny", dataclasses.replace(options, second_look=False))
    assert runner.translate_many(text, "en", "fr", "tiny", options)[0].text == without[0].text


def test_a_sentence_goes_on_from_the_candidate_that_was_picked(runner: Runner) -> None:
    first, second = finished(events(runner))
    kept, picked = second.hypotheses[0].tokens[:3], second.hypotheses[0].candidates[3][1].token
    prefix = Prefix(sentence=1, tokens=(*kept, picked))
    again = finished(events(runner, prefixes=(prefix,)))
    assert written(again[:1]) == written([first])
    assert again[1].hypotheses[0].tokens[:4] == (*kept, picked)
    assert written(finished(events(runner))) == written([first, second])


def test_a_typed_word_and_a_ban_steer_a_sentence(runner: Runner) -> None:
    typed = Prefix(sentence=0, text="Le chat dort")
    answer = finished(events(runner, prefixes=(typed,)))
    assert answer[0].hypotheses[0].text.startswith("Le chat dort")
    tokens = answer[0].hypotheses[0].tokens
    place = len(tiny_tokenizer().continuation(" Le chat dort"))
    banned = Prefix(sentence=0, text="Le chat dort", banned=(tokens[place],))
    other = finished(events(runner, prefixes=(banned,)))[0].hypotheses[0].tokens
    assert other[:place] == tokens[:place]
    assert other[place] != tokens[place]


@pytest.mark.parametrize("prefix", [Prefix(sentence=2), Prefix(sentence=0, tokens=(3,)), Prefix(sentence=-1)])
def test_a_beginning_that_cannot_be_is_a_failure(runner: Runner, prefix: Prefix) -> None:
    last = events(runner, prefixes=(prefix,))[-1]
    assert isinstance(last, Failed)
    assert isinstance(last.failure, BadInput)


def test_a_beginning_longer_than_the_most_tokens_names_both(runner: Runner) -> None:
    asked = {"prefixes": (Prefix(sentence=0, text="Le chat dort"),)}
    last = events(runner, options=DecodingOptions(max_length=2), **asked)[-1]
    assert isinstance(last, Failed)
    assert isinstance(last.failure, BadOption)
    assert "forced beginning" in str(last.failure)


def test_the_tree_grows_with_the_drafts_and_ends_with_the_outcome(runner: Runner) -> None:
    options = DecodingOptions(beam=3)
    plain = finished(events(runner, options=options))
    for _ in range(2):  # what is remembered has no tree
        answer = events(runner, options=options, explore=True)
        assert written(finished(answer)) == written(plain)
        for i, sentence in enumerate(plain):
            tree = [e.nodes for e in answer if isinstance(e, Explored) and e.sentence == i]
            assert [e.step for e in answer if isinstance(e, Explored) and e.sentence == i] == list(
                range(len(tree))
            )
            ends = [
                path_to(tree, step, node)
                for step, nodes in enumerate(tree)
                for node in nodes
                if node.fate in ("ended", "stopped")
            ]
            assert sentence.hypotheses[0].tokens in ends
            assert all([n.rank for n in nodes] == list(range(len(nodes))) for nodes in tree)


def path_to(tree: list[tuple[Node, ...]], step: int, node: Node) -> tuple[int, ...]:
    before = path_to(tree, step - 1, tree[step - 1][node.parent]) if step else ()
    return (*before, node.token)


def test_required_and_banned_words_of_a_text(runner: Runner) -> None:
    options = DecodingOptions(beam=3, required=("maison rouge", "世界"), banned=("chat",))
    for sentence in finished(events(runner, options=options)):
        best = sentence.hypotheses[0]
        assert best.missing == ()
        assert all(occurs(word, best.text) for word in options.required)
        assert not occurs("chat", best.text)


def test_consensus_puts_the_most_usual_first(runner: Runner) -> None:
    drawn: dict[str, Any] = {"temperature": 1.0, "n_best": 6, "seed": 2}
    by_score = finished(events(runner, options=DecodingOptions(**drawn)))
    by_consensus = finished(events(runner, options=DecodingOptions(**drawn, mbr=True)))
    for one, other in zip(by_score, by_consensus, strict=True):
        assert {h.tokens for h in one.hypotheses} == {h.tokens for h in other.hypotheses}


def test_many_texts_are_steered_alike(runner: Runner) -> None:
    options = DecodingOptions(beam=2, required=("chat",))
    prefix = [Prefix(sentence=0, text="Un")]
    texts = [TEXT, "", "Red."]
    done = runner.translate_many(texts, "en", "fr", "tiny", options, prefix, choices=3)
    assert [len(t.sentences) for t in done] == [2, 0, 1]
    assert all(occurs("chat", s[0].text) for t in done for s in t.sentences)
    assert all(t.sentences[0][0].text.startswith("Un") for t in done if t.sentences)
    assert all(len(c) == 3 for t in done for s in t.sentences for c in s[0].candidates)


def ask(models: Path, *arguments: str, text: str = TEXT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "engine", *arguments],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "HEED_MODELS": str(models)},
    )


def test_every_option_is_a_flag_with_help() -> None:
    assert set(command._HELP) == {field.name for field in dataclasses.fields(DecodingOptions)}


def test_options_come_from_the_command_line(models: Path) -> None:
    pair = ("translate", "--from", "en", "--to", "fr", "--model", "tiny")
    words = ("--required", "chat", "--required", "maison", "--banned", "est", "--beam", "2")
    done = ask(models, *pair, *words, "--prefix", "Le", "--json", "--candidates", "2")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record["translation"].startswith("Le")
    best = record["sentences"][0][0]
    assert occurs("chat", best["text"])
    assert occurs("maison", best["text"])
    assert all(len(place["candidates"]) == 2 and place["entropy"] > 0 for place in best["places"])


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        (("--min-length", "9", "--max-length", "5"), ("min_length", "maximum length")),
        (("--required", "chat", "--banned", "chat"), ("required", "banned")),
        (("--beam", "2", "--n-best", "3"), ("n_best", "beam")),
        (("--candidates", "3"), ("candidates", "--json")),
    ],
)
def test_contradictions_end_with_exit_code_2(
    models: Path, flags: tuple[str, ...], named: tuple[str, str]
) -> None:
    done = ask(models, "translate", "--from", "en", "--to", "fr", "--model", "tiny", *flags)
    assert done.returncode == 2
    assert done.stdout == ""
    assert all(name in done.stderr for name in named)


def test_search_settings_are_compared_in_a_table(models: Path, tmp_path: Path) -> None:
    write_pairs(tmp_path / "valid.en-fr.tsv", [("The cat", "Le chat"), ("A tree", "Un arbre")])
    asked = ("evaluate", "--model", "tiny", "--pairs", "en-fr", "--data", str(tmp_path), "--files", "valid")
    done = ask(models, *asked, "--compare")
    assert done.returncode == 0, done.stderr
    assert [line.split(" | ")[3] for line in done.stdout.splitlines()[2:]] == list(SETTINGS)
    assert ask(models, *asked, "--compare", "--write").returncode == 2


def test_ways_of_typing_are_compared_in_a_table(models: Path, tmp_path: Path) -> None:
    write_pairs(tmp_path / "valid.en-fr.tsv", [("The cat.", "Le chat."), ("A tree", "Un arbre")])
    done = ask(models, "evaluate-typing", "--model", "tiny", "--pairs", "en-fr", "--data", str(tmp_path))
    assert done.returncode == 0, done.stderr
    rows = {
        row[2]: (int(row[3]), row[4]) for row in (x[2:].split(" | ") for x in done.stdout.splitlines()[2:])
    }
    assert list(rows) == [way for way in ways() if way not in ("no accents", "traditional Chinese")]
    assert rows["no stop"][0] == 1
    assert {changed for way, (changed, _) in rows.items() if way.startswith("in ")} == {2}
    assert (
        len({rows[way][1] for way in ("as it is", "in quotation marks", "in brackets", "in bold type")}) == 1
    )


def test_inputs_are_varied_and_the_same_for_a_seed() -> None:
    inputs = list(varied_inputs("fr", 500, seed=4))
    assert inputs == list(varied_inputs("fr", 500, seed=4))
    assert len({text for _, text in inputs}) == 500
    assert len({kind for kind, _ in inputs}) > 20


@pytest.mark.parametrize(
    ("source", "output", "looped"),
    [
        ("the cat", "le chat le chat le chat le chat", True),
        ("the cat", "le chat, le Chat, le chat", False),
        ("ha ha ha ha ha", "ha ha ha ha ha", False),
        ("a million", "1000000", False),
        ("a million", "1000000000000", True),
        ("1,000,000", "1000000", False),
        ("wait", "attendeeeeez", True),
        ("", "", False),
    ],
)
def test_loops_are_seen_in_the_text(source: str, output: str, looped: bool) -> None:
    assert loops(source, output) == looped


def test_the_check_for_loops_counts(models: Path) -> None:
    done = ask(models, "check-loops", "--model", "tiny", "--pairs", "en-fr", "--count", "30", "--beam", "1")
    assert done.returncode in (0, 1)
    assert "en-fr\t30 inputs" in done.stdout


def test_lines_that_the_model_cannot_read_stay_lines_and_are_named(models: Path) -> None:
    done = ask(models, "translate", "--from", "en", "--to", "fr", text="12 €\nПривет\nThe cat.\n")
    assert done.returncode == 0
    assert done.stdout.split("\n")[:2] == ["12 €", "Привет"]
    assert done.stdout.count("\n") == 3
    assert done.stderr.splitlines() == [
        "Line 2: this model does not read Cyrillic. A sentence in it stays as it is."
    ]
