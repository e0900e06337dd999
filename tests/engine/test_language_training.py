"""Language models are trained on running text, resume exactly, continue a prompt, and know a perplexity."""

import json
import math
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine.errors import WrongModel
from engine.events import Draft, Drafted, Failed, Finished, PromptRead, SentenceFinished, Started
from engine.networks.build import build
from engine.requests import Continue
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.tokenizer import BOS, EOS
from engine.training.batches import Batch, Position
from engine.training.config import read_config
from engine.training.language import Blocks, Text, load_texts
from engine.training.run import export, train
from engine.training.scheduled import mixed_target
from engine.training.tokenizer import tokenizer_of
from tests.engine.networks import TABLES, sources
from tests.engine.runs import write_run

LSTM = {"kind": "recurrent language model", "cell": "lstm", "width": 24, "layers": 2, "vocab": 280}
TRANSFORMER = {
    "kind": "transformer language model",
    "width": 24,
    "heads": 2,
    "layers": 2,
    "inner": 30,
    "context": 8,
    "vocab": 280,
}
ONLY = {"task": "language model"}
DATA = {"language": "fr", "block": 6, "tokens": 60}


def language_run(folder: Path, network: dict[str, Any], **changes: dict[str, Any]) -> Path:
    """A training file with nothing of the encoder-decoder's network in it."""
    path = write_run(
        folder,
        **{**changes, "": {**ONLY, **changes.get("", {})}, "data": {**DATA, **changes.get("data", {})}},
    )
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition("[network]\n")
    table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in network.items())
    path.write_text(before + "[network]\n" + table + rest[rest.index("[schedule]") :], encoding="utf-8")
    return path


def blocks(rows: int, world: int = 1) -> Blocks:
    lines = tuple([10 * i + k for k in range(1, 2 + i % 4)] for i in range(1, 30))
    return Blocks([Text("lines", 1.0, lines), Text("half", 0.5, lines[:9])], rows, 4, 7, world)


def test_rows_go_on_from_block_to_block() -> None:
    first = list(islice(blocks(3).after(Position()), 8))
    read = torch.cat([batch.target for batch, _ in first], 1)
    gold = torch.cat([batch.gold for batch, _ in first], 1)
    assert read.shape[0] == 3
    # What is read is what was to be written just before, but where a line ends and another begins.
    ends = gold[:, :-1] == EOS
    assert torch.equal(read[:, 1:][~ends], gold[:, :-1][~ends])
    passes = [position.pool for _, position in first]
    inside = torch.tensor([a == b for a, b in zip([0, *passes], passes, strict=False)])
    assert inside.any()
    assert (read[:, 1:][ends] == BOS).sum() >= ends.sum() - 3 * (~inside).sum()


def test_blocks_are_a_function_of_the_position() -> None:
    whole = list(islice(blocks(2).after(Position()), 30))
    assert {position.pool for _, position in whole} >= {0, 1}
    for begin in (1, 7, 19):
        for (batch, position), (again, same) in zip(
            whole[begin:], blocks(2).after(whole[begin - 1][1]), strict=False
        ):
            assert position == same
            assert torch.equal(batch.gold, again.gold)


def test_processes_share_the_rows_of_a_pass() -> None:
    alone = next(blocks(4).after(Position()))[0].target
    parts = [next(blocks(2, world=2).after(Position(), rank))[0].target for rank in (0, 1)]
    assert torch.equal(torch.cat(parts), alone)


@pytest.mark.parametrize("network", [LSTM, TRANSFORMER], ids=["lstm", "transformer"])
def test_a_resumed_run_ends_like_one_that_was_never_stopped(tmp_path: Path, network: dict[str, Any]) -> None:
    # Between updates 7 and 12 the state goes on inside a pass over the text.
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    ended = {"schedule": {"updates": 12, "decay": 0}, "checkpoint": {"every": 7}}
    path = language_run(tmp_path, network, **ended)
    train(path, whole, "cpu", resume=False)
    language_run(tmp_path, network, **{**ended, "schedule": {"updates": 7, "decay": 0}})
    train(path, parts, "cpu", resume=False)
    language_run(tmp_path, network, **ended)
    train(path, parts, "cpu", resume=True)
    states = [folder / "reverse" / "state.safetensors" for folder in (whole, parts)]
    one, other = map(load_file, states)
    assert set(one) == set(other)
    assert any(name.startswith("carried") for name in one)
    for name, tensor in one.items():
        assert torch.equal(tensor, other[name]), name


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one language model; every line of its text is "a b c d e f g h"."""
    folder = tmp_path_factory.mktemp("language")
    changes: dict[str, dict[str, Any]] = {
        "": {"name": "alphabet"},
        "data": {"pairs": [], "tokens": 240},
        "data.rates": {"alphabet": 40.0, "letters": 0.0, "more": 0.0},
        "optimiser": {"smoothing": 0.0},
        "tokenizer": {"pairs": [], "vocab": 277},
        "schedule": {"updates": 200, "peak": 1e-2, "decay": 100},
        "validation": {"every": 50},
    }
    path = language_run(
        folder,
        {**LSTM, "layers": 1, "dropout": 0.0},
        **changes,
    )
    letters = "a b c d e f g h"
    lines = [letters[2 * k :] for k in range(7)]
    (folder / "data" / "alphabet.fr.txt").write_text(
        "\n".join(f"{i % 7 + 1} {x}" for i, x in enumerate(lines))
    )
    (folder / "data" / "valid.fr.txt").write_text("1 a b c d e f g h\n3 c d e f g h\n")
    train(path, folder / "runs", "cpu", resume=False)
    export(path, folder / "runs", folder / "models")
    return folder


def events(trained: Path, text: str, **options: Any) -> list[Any]:
    runner = Runner("cpu", (trained / "models",))
    asked = Continue(number=4, text=text, model="alphabet", options=DecodingOptions(**options))
    return list(runner.run(asked))


def test_text_is_continued_from_a_prompt(trained: Path) -> None:
    for options in ({"beam": 3}, {"temperature": 0.01, "beam": 1}):
        _, started, read, *drafted, finished, end = events(trained, "1 a b c ", **options)
        assert isinstance(started, Started)
        assert isinstance(read, PromptRead)
        assert all(isinstance(event, Drafted) for event in drafted)
        assert isinstance(finished, SentenceFinished)
        assert isinstance(end, Finished)
        assert end.text == "1 a b c d e f g h"
        best: Draft = finished.hypotheses[0]
        assert best.text == " d e f g h"
        # The space before a letter is a piece of its own here, and has no span.
        assert "".join(end.text[p.begin : p.end] for p in best.pieces) == "defgh"
        assert "".join(end.text[p.begin : p.end] for p in best.source_pieces) == "1abc"
        assert {c.shape for c in best.columns} == {(0, 0, len(best.source_pieces))}
        assert len(best.columns) == len(best.pieces) == len(best.scores)


def test_an_empty_prompt_is_the_beginning_of_a_line(trained: Path) -> None:
    *_, end = events(trained, "", beam=4, length_penalty=0.0)
    assert isinstance(end, Finished)
    assert end.text[:1].isdigit()


def test_perplexity_is_exp_of_the_mean_surprise(trained: Path) -> None:
    runner = Runner("cpu", (trained / "models",))
    model = runner.model("alphabet")
    lines = ["2 b c d e f g h", "h g f"]
    for line, scores in zip(lines, runner.foresee(lines, "alphabet"), strict=True):
        tokens = [BOS, *model.tokenizer.encode(line)[0], EOS]
        read = torch.tensor([tokens[:-1]])
        logits = model.network.forward(read[:, :0], read[:, :0] > 0, read)[0]
        nll = [-logits[i].log_softmax(0)[token].item() for i, token in enumerate(tokens[1:])]
        assert scores == pytest.approx([-n for n in nll], abs=1e-5)
    expected, odd = (math.exp(-np.mean(s)) for s in runner.foresee(lines, "alphabet"))
    assert expected < 2 < 10 < odd
    read_events = [e for e in events(trained, lines[0]) if isinstance(e, PromptRead)]
    assert read_events[0].scores == pytest.approx(runner.foresee(lines[:1], "alphabet")[0][:-1], abs=1e-5)


def test_a_language_model_does_not_translate_and_a_translator_does_not_continue(trained: Path) -> None:
    runner = Runner("cpu", (trained / "models",))
    with pytest.raises(WrongModel):
        runner.choose("fr", "fr", "alphabet")
    other = Runner("cpu", (trained,))
    (failed,) = other.run(Continue(number=1, text="a", model="nowhere"))
    assert isinstance(failed, Failed)


def test_the_side_of_pairs_is_a_text_too(tmp_path: Path) -> None:
    config = read_config(language_run(tmp_path, LSTM))
    tokenizer = tokenizer_of(config, tmp_path / "runs" / "x")
    texts = load_texts(config, tokenizer, config.data.rates)
    assert [text.name for text in texts] == ["letters", "more"]
    right = {line.split("\t")[1] for line in (tmp_path / "data" / "more.en-fr.tsv").read_text().splitlines()}
    assert {tokenizer.decode(line)[0] for line in texts[1].lines} == right


@pytest.mark.parametrize("name", ["lstm, additive before", "relative transformer", "rnn"])
def test_scheduled_sampling_replaces_the_share_it_is_told(name: str) -> None:
    source, mask = sources()
    target = torch.full((3, 150), 6)
    target[:, 0] = BOS
    network = build({**TABLES[name], "vocab": 7, "width": 6, **({"longest": 500} if "trans" in name else {})})
    batch = Batch(source, mask, target, target)
    assert torch.equal(mixed_target(network, batch, 0.0), target)
    torch.manual_seed(1)
    mixed = mixed_target(network, batch, 0.5)
    assert torch.equal(mixed[:, 0], target[:, 0])
    drawn_apart = (mixed != target).float().mean().item()
    assert 0.3 < drawn_apart < 0.5  # half are drawn, and some of the drawn are the same
    assert network.training


def test_a_run_may_sample_what_its_decoder_reads(tmp_path: Path) -> None:
    path = write_run(
        tmp_path,
        optimiser={"scheduled_sampling": 0.5},
        schedule={"updates": 3, "decay": 0},
        validation={"every": 3, "translated": 0},
    )
    assert train(path, tmp_path / "runs", "cpu", resume=False)
    lines = (tmp_path / "runs" / "reverse" / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["update"] == 3


def command(trained: Path, *arguments: str, lines: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "engine", *arguments],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "HEED_MODELS": str(trained / "models")},
        check=False,
    )


def test_lines_are_continued_and_weighed_from_a_terminal(trained: Path) -> None:
    run = command(trained, "continue", "--model", "alphabet", "--temperature", "0", lines="5 e f\n3 c\n")
    assert (run.returncode, run.stdout) == (0, "5 e f g h\n3 c d e f g h\n"), run.stderr
    run = command(trained, "perplexity", "--model", "alphabet", lines="5 e f g h\n\n")
    (first, nats, tokens), (_, _, end) = (line.split("\t") for line in run.stdout.splitlines())
    assert float(first) == pytest.approx(math.exp(-float(nats) / int(tokens)), abs=0.01)
    assert end == "1"
    assert "all lines: perplexity" in run.stderr
    run = command(trained, "continue", "--model", "nowhere", lines="a\n")
    assert (run.returncode, run.stdout) == (2, "")
    assert "no model named" in run.stderr
