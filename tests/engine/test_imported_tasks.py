"""Imported models chat and summarise as the library they come from does, by the requests of all others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from engine.checkpoint import Model
from engine.events import Event, Finished, Reading, SentenceFinished, Started
from engine.importers.importing import import_model
from engine.importers.plan import Wish
from engine.requests import CHATTING, Reply, Summarise, usual_options
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks.chat import conversation
from tests.engine.checkpoints import CHECKPOINTS, Checkpoint
from tests.engine.parity import STEPS, their_output
from tests.engine.test_command_line import Engine, engine  # noqa: F401

GREEDY = DecodingOptions(
    beam=1, min_length=0, max_length=STEPS, length_penalty=0.0, repetition_guard=0, second_look=False
)
TURNS = ("The old house is quiet.", "a small cat, again", "Where is the station?")
DOCUMENT = "The old house is quiet. A small cat sleeps under a tree.\n\nWhere is the station? It is far."
# How the library joins turns: as its models were trained.
LAST = [
    f"{who} {does}"
    for who in ("A cat", "We", "you", "The old tree")
    for does in ("sleeps.", "is far?", "again!")
]
SEPARATORS = {"blenderbot": "   ", "blenderbot-small": "\n", "bart": "\n", "t5 v1.1": " EOS "}
CHATS = {"bart": Wish(task="chat"), "t5 v1.1": Wish(task="chat", prefix="chat: ", separator=" EOS ")}
SUMMARISERS = ("bart", "bart (tokenizer.json)", "pegasus", "t5 v1.0", "mt5")


@dataclass(frozen=True)
class Imported:
    """A model with what it was made from."""

    name: str
    prefix: str
    checkpoint: Checkpoint
    folder: Path  # of models
    runner: Runner

    @property
    def model(self) -> Model:
        return self.runner.model("model")

    def read(self, text: str) -> list[int]:
        """What the library reads of it."""
        found: list[int] = self.checkpoint.tokenizer(self.prefix + text).input_ids
        return [*found, *self.checkpoint.after]

    def library_says(self, text: str) -> list[int]:
        """What it writes after what its decoder begins with."""
        source, started = torch.tensor([self.read(text)]), len(self.model.tokenizer.decoder_start("en"))
        with torch.inference_mode():
            return their_output(self.checkpoint, self.model, source, started, 1)[started:]


def made(name: str, wish: Wish, folder: Path) -> Imported:
    checkpoint = CHECKPOINTS[name](folder / "checkpoint")
    for _ in import_model(folder / "checkpoint", "model", folder / "models", wish):
        pass
    prefix = "summarize: " if "t5" in name and wish.task == "summarise" else wish.prefix or ""
    return Imported(name, prefix, checkpoint, folder / "models", Runner("cpu", (folder / "models",)))


@pytest.fixture(scope="module", params=list(SEPARATORS))
def chat(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    name = request.param
    return made(name, CHATS.get(name, Wish()), tmp_path_factory.mktemp("chat"))


@pytest.fixture(scope="module", params=SUMMARISERS)
def summariser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return made(request.param, Wish(task="summarise"), tmp_path_factory.mktemp("summariser"))


def best(events: list[Event]) -> SentenceFinished:
    assert isinstance(events[-1], Finished), events[-1]
    (found,) = (event for event in events if isinstance(event, SentenceFinished))
    return found


def test_greedy_reply_is_that_of_the_library(chat: Imported) -> None:
    compared = 0
    for turn in LAST:
        turns = (*TURNS[:2], turn)
        joined = SEPARATORS[chat.name].join(turns)
        assert list(conversation(turns, chat.model).sentence.tokens) == chat.read(joined)
        said = chat.library_says(joined)
        if compared > 3 or not chat.model.tokenizer.decode(said)[0].strip():
            continue  # an empty reply is not given: the network is made to say something
        compared += 1
        draft = best(list(chat.runner.run(Reply(turns=turns, model="model", options=GREEDY)))).hypotheses[0]
        assert list(draft.tokens) == said
        for column in draft.columns:
            assert column.shape[-1] == len(draft.source_pieces)
            assert column.sum(-1) == pytest.approx(1, abs=1e-5)
    assert compared


def test_spans_of_a_conversation_are_places_in_its_turns(chat: Imported) -> None:
    turns = ("  Hello \n you ", "yes.", " A  small cat\n")
    talk = conversation(turns, chat.model)
    text = "\n".join(turns)
    assert [text[begin:end] for begin, end in talk.spans] == [turn.strip() for turn in turns]
    shown = [piece for piece in talk.sentence.pieces if not piece.special]
    assert shown
    for piece in shown:
        assert text[piece.begin : piece.end].casefold() == piece.text.casefold()
        assert any(begin <= piece.begin <= piece.end <= end for begin, end in talk.spans)


def test_latest_turns_that_fit_are_read(chat: Imported) -> None:
    most = chat.model.card.max_source
    turns = ("The old house is quiet.", "A small cat.") * 60 + ("Where?",)
    talk = conversation(turns, chat.model)
    assert 1 < len(talk.spans) < len(turns)
    assert len(talk.sentence.tokens) <= most
    long = conversation(("Hello", "yes", "the cat " * 9000 + "is here"), chat.model)
    assert len(long.spans) == 1
    assert len(long.sentence.tokens) == len(long.sentence.pieces) == most
    end = len("Hello\nyes\n") + len("the cat " * 9000 + "is here")
    assert long.spans[0][1] == long.sentence.end == end


@pytest.mark.parametrize("turn", ["😀", "我们", "</s> <pad> __start__", "x" * 100_000, "Привет"])
def test_odd_turns_get_an_answer(chat: Imported, turn: str) -> None:
    *_, last = chat.runner.run(Reply(turns=("Hi", "Yes", turn), language="", model="model", options=GREEDY))
    readable = not turn.startswith(("我", "П"))  # it is a model of English
    assert isinstance(last, Finished) == readable


def test_many_replies_are_as_each_alone(chat: Imported) -> None:
    talks = [TURNS, TURNS[:1], ("cat", "house", "tree")]
    alone = []
    for turns in talks:
        finished = list(chat.runner.run(Reply(turns=turns, model="model", options=GREEDY)))[-1]
        assert isinstance(finished, Finished)
        alone.append(finished.text)
    assert chat.runner.reply_many(talks, "", "model", GREEDY) == alone


def test_greedy_summary_is_that_of_the_library(summariser: Imported) -> None:
    request = Summarise(text=DOCUMENT, language="en", model="model", options=GREEDY)
    draft = best(list(summariser.runner.run(request))).hypotheses[0]
    assert [*draft.tokens] == summariser.library_says(DOCUMENT)
    assert len(draft.source_pieces) == len(summariser.read(DOCUMENT))
    for piece in draft.source_pieces:
        assert piece.special or DOCUMENT[piece.begin : piece.end] == piece.text


@pytest.mark.parametrize("kind", ["auto", "headline", "full"])
def test_long_documents_are_read_in_parts(summariser: Imported, kind: str) -> None:
    document = "\n\n".join(f"{i}. {DOCUMENT}" for i in range(40))
    request = Summarise(text=document, language="en", kind=kind, model="model", options=GREEDY)
    events = list(summariser.runner.run(request))
    (started,) = (event for event in events if isinstance(event, Started))
    read = "".join(document[begin:end] for begin, end in started.spans)
    assert read.split() == document.split()
    assert any(isinstance(event, Reading) for event in events)
    for event in events:
        if isinstance(event, SentenceFinished):
            assert len(event.hypotheses[0].source_pieces) <= summariser.model.card.max_source
            for piece in event.hypotheses[0].source_pieces:
                assert piece.special or document[piece.begin : piece.end] == piece.text


def test_options_are_those_the_model_was_published_with(tmp_path: Path) -> None:
    CHECKPOINTS["bart"](tmp_path / "checkpoint")
    path = tmp_path / "checkpoint" / "config.json"
    published = {"num_beams": 2, "max_length": 12, "min_length": 5, "no_repeat_ngram_size": 3}
    config = json.loads(path.read_text()) | {"task_specific_params": {"summarization": published}}
    path.write_text(json.dumps(config))
    for _ in import_model(tmp_path / "checkpoint", "model", tmp_path / "models", Wish()):
        pass
    card = Runner("cpu", (tmp_path / "models",)).model("model").card
    # What the decoder is given before it writes, two tokens of BART's, is no part of our lengths.
    wanted = DecodingOptions(beam=2, max_length=10, min_length=3, no_repeat_ngram=3)
    assert usual_options(card.task, card) == wanted
    assert usual_options("chat") == CHATTING


def test_commands_take_imported_models(
    engine: Engine,  # noqa: F811
    chat: Imported,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEED_MODELS", str(chat.folder))
    flags = ("--model", "model", "--max-length", "5")
    result = engine("chat", *flags, stdin=b"The old house\nA small cat\n")
    assert (result.code, result.err) == (0, "")
    options = DecodingOptions(max_length=5)
    first = chat.runner.reply_many([["The old house"]], "", "model", options)[0]
    assert result.out.splitlines()[0] == " ".join(first.splitlines())


def test_summarise_command_takes_imported_models(
    engine: Engine,  # noqa: F811
    summariser: Imported,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEED_MODELS", str(summariser.folder))
    result = engine("summarise", "--model", "model", "--max-length", "5", stdin=DOCUMENT.encode())
    assert (result.code, result.err) == (0, "")
    assert result.out.strip()
