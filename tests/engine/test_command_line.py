"""The engine from a terminal: a line in, a line out, and a sentence on stderr when something is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from engine import __main__ as command_line
from engine.cards import SHORTLISTS
from engine.commands.terminal import line_groups, pairs
from engine.errors import BadInput, OutOfMemory
from engine.kernels.shortlist import write_shortlists
from engine.requests import CHATTING
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks.decoding import Translation
from engine.text.tokenizer import EOS
from tests.engine.models import save_tiny_chat, save_tiny_model, tiny_tokenizer

ROOT = Path(__file__).resolve().parents[2]
QUICK = ("--beam", "1", "--max-length", "8")
PAIR = ("--from", "en", "--to", "fr", "--model", "tiny")  # not the best one: that may be one that ships


@dataclass(frozen=True)
class Result:
    code: object
    out: str
    err: str


class Engine(Protocol):
    def __call__(self, *arguments: str, stdin: bytes = b"") -> Result: ...


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    save_tiny_model(tmp_path / "models" / "tiny")
    monkeypatch.setenv("HEED_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Engine:
    """Runs a command in this process."""

    def run(*arguments: str, stdin: bytes = b"") -> Result:
        (tmp_path / "stdin").write_bytes(stdin)
        monkeypatch.setattr(sys, "argv", ["engine", *arguments])
        code: object = 0
        with (tmp_path / "stdin").open(encoding="utf-8") as file:
            monkeypatch.setattr(sys, "stdin", file)
            try:
                command_line.main()
            except SystemExit as end:
                code = end.code
        return Result(code, *capsys.readouterr())

    return run


def texts(lines: Sequence[str]) -> list[str]:
    options = DecodingOptions(beam=1, max_length=8)
    done = Runner("cpu").translate_many(lines, "en", "fr", "tiny", options)
    return [" ".join(translation.text.splitlines()) for translation in done]


LINES = ["The cat sleeps. A tree!", "", "  - The house", "élève 😀 我", "12 345"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("closed", [True, False])
def test_every_line_has_its_line_in_the_same_order(engine: Engine, end: str, closed: bool) -> None:
    text = end.join(LINES) + (end if closed else "")
    result = engine("translate", *PAIR, *QUICK, "--model", "tiny", stdin=text.encode())
    assert result == Result(0, "".join(f"{line}\n" for line in texts(LINES)), "")
    assert result.out.split("\n")[1] == ""
    assert result.out.split("\n")[4] == "12 345"


@pytest.mark.parametrize("inside", ["\u2028", "\x0b", "\x85", "\r", "\x1c"])
def test_only_a_line_feed_ends_a_line(engine: Engine, inside: str) -> None:
    text = f"The cat.{inside}A tree.\nThe house.\n"
    result = engine("translate", *PAIR, *QUICK, stdin=text.encode())
    assert len(result.out.splitlines()) == 2
    assert result.out.split("\n")[:2] == texts([f"The cat.{inside}A tree.", "The house."])


def test_nothing_in_is_nothing_out(engine: Engine) -> None:
    assert engine("translate", *PAIR) == Result(0, "", "")


def test_a_shortlist_is_for_texts_alone(engine: Engine, models: Path) -> None:
    """What --json tells of probabilities is told of all tokens."""
    save_tiny_model(models / "tiny", shortlist={"share": 0.5})
    few = sorted({EOS, *tiny_tokenizer().continuation(" chat")})
    write_shortlists(models / "tiny" / SHORTLISTS, {"fr": np.array(few)})
    stdin = "\n".join(LINES).encode()
    whole = engine("translate", *PAIR, *QUICK, "--no-shortlist", stdin=stdin)
    assert whole == Result(0, "".join(f"{line}\n" for line in texts(LINES)), "")
    short = engine("translate", *PAIR, *QUICK, stdin=stdin)
    assert short.code == 0
    assert short.out != whole.out
    told = engine("translate", *PAIR, *QUICK, "--json", stdin=stdin).out.splitlines()
    assert [" ".join(json.loads(line)["translation"].splitlines()) for line in told] == texts(LINES)


def test_json_holds_source_translation_and_the_hypotheses_of_each_sentence(engine: Engine) -> None:
    options = ("--beam", "3", "--n-best", "2", "--max-length", "8", "--json")
    result = engine("translate", *PAIR, *options, stdin=("\n".join(LINES) + "\n").encode())
    records = [json.loads(line) for line in result.out.split("\n")[:-1]]
    assert [record["source"] for record in records] == LINES
    assert [len(record["sentences"]) for record in records] == [2, 0, 1, 1, 0]
    for record in records:
        assert record.keys() == {"source", "translation", "sentences"}
        for hypotheses in record["sentences"]:
            assert len(hypotheses) == 2
            assert hypotheses[0]["score"] >= hypotheses[1]["score"]
            assert hypotheses[0]["text"] in record["translation"]
            assert 1 <= hypotheses[0]["tokens"] <= 8
    assert "élève" in result.out  # not escaped


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("translate", *PAIR), b"The cat.\nA tree.\n\xff\n", "Line 3 is not UTF-8"),
        (("translate", *PAIR, "--model", "absent"), b"x\n", "no model named 'absent'"),
        (("translate", "--from", "en", "--to", "xx"), b"x\n", "translates from 'en' to 'xx'"),
        (("translate", "--from", "en", "--to", "xx", "--model", "tiny"), b"x\n", "cannot do en-xx"),
        (("translate", *PAIR, "--beam", "0"), b"x\n", "beam: must be at least 1"),
        (("translate", *PAIR, "--beam", "many"), b"x\n", "--beam"),
        (("translate", *PAIR, "--n-best", "9"), b"x\n", "n_best: must be at most the beam"),
        (("translate", *PAIR, "--device", "tpu"), b"x\n", "no device 'tpu'"),
        (("score", *PAIR), b"The cat.\tLe chat.\nThe cat.\n", "Line 2 needs"),
        (("train", "absent.toml"), b"", "no training file absent.toml"),
        (("evaluate", "--model", "absent"), b"", "no model named 'absent'"),
        (
            ("evaluate", "--model", "translate-small", "--sources", "qmsum"),
            b"",
            "Only the documents of summary",
        ),
        ((), b"", "COMMAND"),
        (("sing",), b"", "sing"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    engine: Engine, arguments: tuple[str, ...], stdin: bytes, said: str
) -> None:
    result = engine(*arguments, stdin=stdin)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.err


def test_damaged_model_is_said_when_it_is_asked_for(engine: Engine, models: Path) -> None:
    (models / "tiny" / "weights.safetensors").write_bytes(b"x")
    result = engine("translate", *PAIR, "--model", "tiny", stdin=b"x\n")
    assert (result.code, result.out) == (2, "")
    assert "'tiny' cannot be used" in result.err


def test_models_are_listed_and_damaged_ones_on_stderr(engine: Engine, models: Path) -> None:
    save_tiny_model(models / "bad")
    (models / "bad" / "card.json").write_text("{", encoding="utf-8")
    save_tiny_model(models / "talk", task="chat", pairs=(("en", "en"),))
    result = engine("models")
    assert result.code == 0
    assert {"talk\tchat\ten", "tiny\ttranslate\ten-fr en-zh zh-en"} <= set(result.out.splitlines())
    assert "bad" not in result.out
    assert result.err.startswith("bad: its card is not readable")


def test_score_gives_nats_and_tokens_of_each_pair(engine: Engine) -> None:
    result = engine("score", *PAIR, stdin=b"The cat\tLe chat\nA tree\tUn arbre\n")
    lines = [line.split("\t") for line in result.out.splitlines()]
    wanted = Runner("cpu").score([("The cat", "Le chat"), ("A tree", "Un arbre")], "en", "fr", "tiny")
    assert [float(nats) for nats, _ in lines] == pytest.approx([nats for nats, _ in wanted], abs=1e-4)
    assert [int(tokens) for _, tokens in lines] == [tokens for _, tokens in wanted]


def test_align_gives_the_links_of_each_pair_by_words(engine: Engine) -> None:
    given = [("The cat sleeps", "Le chat dort"), ("A tree", "Un arbre")]
    result = engine("align", *PAIR, stdin="".join(f"{a}\t{b}\n" for a, b in given).encode())
    links = Runner("cpu").align(given, "en", "fr", "tiny")
    assert result.out.splitlines() == [" ".join(f"{i}-{j}" for i, j in found) for found in links]
    assert (result.code, result.err) == (0, "")
    assert links[0]


def test_pairs_with_an_empty_side_have_a_line_too(engine: Engine) -> None:
    given = b"The cat\tLe chat\n\tLe chat\nThe cat\t\n\t\n"
    assert engine("align", *PAIR, stdin=given).out.splitlines()[1:] == ["", "", ""]
    scored = [line.split("\t") for line in engine("score", *PAIR, stdin=given).out.splitlines()]
    assert [int(tokens) for _, tokens in scored] == [
        int(scored[0][1]),
        int(scored[0][1]),
        1,
        1,
    ]  # the end alone
    assert all(float(nats) < 0 for nats, _ in scored)


def test_many_lines_are_taken_in_groups_of_bounded_size(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory stays flat however long the input is: no more than 512 lines are held at a time."""
    sizes = []

    def echo(_: Runner, lines: Sequence[str], *__: object, **___: object) -> list[Translation]:
        sizes.append(len(lines))
        return [Translation(line, ()) for line in lines]

    monkeypatch.setattr(Runner, "translate_many", echo)
    text = "".join(f"line {i}\n" for i in range(2000))
    assert engine("translate", *PAIR, stdin=text.encode()).out == text
    assert sum(sizes) == 2000
    assert max(sizes) <= 512
    assert len(sizes) < 200  # and not one by one


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Stdin is a pipe; where to write into it."""
    read, write = os.pipe()
    with os.fdopen(read) as file:
        monkeypatch.setattr(sys, "stdin", file)
        yield write


def test_typed_line_is_answered_before_the_next(typed: int) -> None:
    groups = line_groups()
    for line in ("one", "two"):
        os.write(typed, f"{line}\n".encode())
        assert next(groups) == [line]
    os.close(typed)
    assert list(groups) == []


def test_stdin_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = os.open(tmp_path / "write only", os.O_WRONLY | os.O_CREAT)
    with os.fdopen(number, "w") as file:
        monkeypatch.setattr(sys, "stdin", file)
        with pytest.raises(BadInput, match="stdin cannot be read"):
            list(line_groups())


def test_lines_before_a_broken_one_are_answered_first(typed: int) -> None:
    groups = line_groups()
    os.write(typed, b"one\n")
    assert next(groups) == ["one"]
    os.write(typed, b"\xe9\n")
    os.close(typed)
    with pytest.raises(BadInput, match="Line 2"):
        next(groups)


def test_pairs_count_lines_from_the_first_of_their_group() -> None:
    assert pairs(["a\tb", "c\td\te", "\tb"], 7) == [("a", "b"), ("c", "d\te"), ("", "b")]
    for broken in ("a", ""):
        with pytest.raises(BadInput, match="Line 8"):
            pairs(["a\tb", broken], 7)


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (MemoryError(), 2), (OutOfMemory(), 2)]
)
def test_end_from_outside_is_quiet(
    engine: Engine, error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Runner, "translate_many", ended)
    result = engine("translate", *PAIR, stdin=b"x\n")
    assert result.code == code
    assert len(result.err.splitlines()) == 1


def start(*arguments: str) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "engine", *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=pipe)


def test_process_ends_while_its_stdin_is_still_open() -> None:
    """A thread that waits for input must not bring the interpreter down at its end."""
    with start("translate", *PAIR, *QUICK) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write("The cat 我.\n".encode())
        process.stdin.flush()
        assert process.stdout.readline().decode("utf-8").rstrip("\n") == texts(["The cat 我."])[0]
        process.stdin.write(b"\xff\n")
        process.stdin.flush()
        assert process.wait(60) == 2
        assert process.stderr.read().decode() == (
            "Line 2 is not UTF-8. Convert the text, for example with iconv.\n"
        )


@pytest.mark.skipif(os.name != "posix", reason="Windows reports a closed pipe in another way")
@pytest.mark.parametrize("arguments", [("models",), ("translate", *PAIR, *QUICK)], ids=lambda a: a[0])
def test_reader_that_has_enough_ends_it_quietly(arguments: tuple[str, ...]) -> None:
    """As in `python -m engine translate ... | head -0`."""
    with start(*arguments) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(b"The cat.\n" * 3)
        process.stdin.close()
        assert process.wait(60) == 0
        assert process.stderr.read() == b""


@pytest.fixture
def talk(models: Path) -> tuple[str, ...]:
    save_tiny_chat(models / "talk")
    return "chat", "--model", "talk", "--max-length", "8", "--n-best", "2"


def test_every_line_is_answered_in_the_light_of_those_before(engine: Engine, talk: tuple[str, ...]) -> None:
    result = engine(*talk, stdin="The cat\n\nThe cat\n你好\n".encode())
    first, empty, *others = result.out.splitlines()
    assert (result.code, result.err, empty, len(others)) == (0, "", "", 2)
    options = replace(CHATTING, max_length=8, n_best=2)
    runner, turns = Runner("cpu"), list[str]()
    for line, reply in zip(("The cat", "The cat", "你好"), (first, *others), strict=True):
        turns.append(line)
        turns += runner.reply_many([turns], "", "talk", options)
        assert reply == " ".join(turns[-1].splitlines())


def test_each_json_line_is_a_conversation_of_its_own(engine: Engine, talk: tuple[str, ...]) -> None:
    lines = [{"context": ["The cat"]}, {"context": ["A", "B", "你好"]}, {"context": ["The cat"]}]
    result = engine(*talk, "--jsonl", stdin="".join(json.dumps(line) + "\n" for line in lines).encode())
    replies = [json.loads(line)["reply"] for line in result.out.splitlines()]
    assert len(replies) == 3
    assert replies[0] == replies[2]


def test_turn_that_cannot_be_read_does_not_end_the_rest(engine: Engine, talk: tuple[str, ...]) -> None:
    result = engine(*talk, stdin="The cat\nПривет\n\u200b\n<heed> </s> <2zh>\n😀\n".encode())
    replies = result.out.splitlines()
    assert (result.code, len(replies), replies[1:3]) == (2, 5, ["", ""])
    assert all(replies[place] for place in (0, 3, 4))
    russian, empty = result.err.splitlines()
    assert "it knows en, zh" in russian
    assert "the last turn is empty" in empty
    lines = [{"context": ["Привет"]}, {"context": ["The cat"]}, {"context": ["A", "B", " "]}]
    result = engine(*talk, "--jsonl", stdin="".join(json.dumps(line) + "\n" for line in lines).encode())
    first, second, third = map(json.loads, result.out.splitlines())
    assert (first["reply"], third["reply"]) == ("", "")
    assert "it knows en, zh" in first["reason"]
    assert second["reply"]
    assert result.code == 0


@pytest.mark.parametrize(
    "line", ["x", "[]", "{}", '{"context": []}', '{"context": [1]}', '{"context": "Hi"}']
)
def test_json_line_that_is_no_conversation_is_named(engine: Engine, talk: tuple[str, ...], line: str) -> None:
    result = engine(*talk, "--jsonl", stdin=f'{{"context": ["Hi"]}}\n{line}\n'.encode())
    assert (result.code, result.out) == (2, "")
    assert "Line 2 needs a JSON record" in result.err


def test_chat_with_another_model_is_refused(engine: Engine) -> None:
    result = engine("chat", "--model", "tiny", stdin=b"Hi\n")
    assert (result.code, "cannot do chat" in result.err) == (2, True)
