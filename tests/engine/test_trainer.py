"""A run does what its file says, and the same whether it is stopped and resumed or not."""

import json
import math
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.errors import BadInput
from engine.training import run, trainer
from engine.training.batches import Batch
from engine.training.loss import projected_cross_entropy
from engine.training.run import train
from engine.training.trainer import Trainer
from tests.engine.runs import (
    assert_close_weights,
    assert_same_run,
    link_reversed,
    metrics,
    plain_training,
    write_run,
)


def train_here(folder: Path, runs: str = "runs", *, resume: bool = False, **changes: dict[str, Any]) -> Path:
    """Trains in this process; the folder of the run."""
    path = write_run(folder, **changes)
    if "guided" in changes:
        link_reversed(path, folder / runs / "reverse", folder / runs / "cache")
    train(path, folder / runs, "cpu", resume=resume)
    return folder / runs / "reverse"


def stop_after(update: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is sent SIGTERM during this update."""

    class Stopped(Trainer):
        def step(self, batch: Batch) -> tuple[bool, dict[str, float]]:
            if self.update + 1 == update:
                os.kill(os.getpid(), signal.SIGTERM)
            return super().step(batch)

    monkeypatch.setattr(run, "Trainer", Stopped)


def last(folder: Path, key: str) -> float:
    return next(float(record[key]) for record in reversed(metrics(folder)) if key in record)


def test_updates_are_those_of_plain_torch(tmp_path: Path) -> None:
    """Flat parameters, the fused loss, clipping, the schedule: none of them changes the result."""
    folder = train_here(tmp_path, network={"dropout": 0.0}, schedule={"updates": 12})
    wanted, losses = plain_training(tmp_path / "reverse.toml", world=1)
    assert_close_weights(load_file(folder / "weights-0000012.safetensors"), wanted)
    assert last(folder, "loss") == pytest.approx(sum(losses) / 12, rel=1e-5)


GUIDED: dict[str, dict[str, Any]] = {"guided": {"weight": 0.5, "output": "1.0"}, "data": {"joined": 0.3}}


def test_so_it_is_with_guided_attention(tmp_path: Path) -> None:
    changes: dict[str, Any] = {
        **GUIDED,
        "network": {"dropout": 0.0},
        "schedule": {"updates": 12},
        "validation": {"translated": 0},
    }
    folder = train_here(tmp_path, **changes)
    link_reversed(tmp_path / "reverse.toml", tmp_path / "plain", tmp_path / "plain")
    wanted, losses = plain_training(tmp_path / "reverse.toml", world=1)
    assert_close_weights(load_file(folder / "weights-0000012.safetensors"), wanted)
    assert last(folder, "loss") + 0.5 * last(folder, "guided") == pytest.approx(sum(losses) / 12, rel=1e-5)


def test_guided_run_stopped_and_resumed_is_the_unbroken_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes: dict[str, Any] = {**GUIDED, "schedule": {"updates": 7}, "validation": {"translated": 0}}
    whole = train_here(tmp_path, "unbroken", **changes)
    with monkeypatch.context() as patch:
        stop_after(3, patch)
        train_here(tmp_path, "stopped", **changes)
    assert_same_run(whole, train_here(tmp_path, "stopped", resume=True, **changes))


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train_here(tmp_path_factory.mktemp("unbroken"))


@pytest.mark.parametrize("update", [1, 6, 8, 14, 29])
def test_run_stopped_after_any_update_and_resumed_is_the_unbroken_run(
    unbroken: Path,
    tmp_path: Path,
    update: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as patch:
        stop_after(update, patch)
        stopped = train_here(tmp_path, "stopped")
    assert state(stopped)["update"] == update
    assert f"Stopped after update {update}." in capsys.readouterr().err
    train_here(tmp_path, "stopped", resume=True)
    assert_same_run(unbroken, stopped)


def state(folder: Path) -> dict[str, Any]:
    with safe_open(folder / "state.safetensors", "pt") as file:
        found: dict[str, Any] = json.loads(file.metadata()["state"])
    return found


def test_handlers_of_signals_are_put_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    train_here(tmp_path, schedule={"updates": 1})
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_record_of_a_run_has_loss_norms_speed_and_validation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = train_here(tmp_path, optimiser={"clip": 0.5})
    steps = [r for r in metrics(folder) if "loss" in r]
    assert [r["update"] for r in steps] == [30]
    assert steps[0]["clipped_norm"] == pytest.approx(0.5)
    assert steps[0]["gradient_norm"] > 0.5
    assert steps[0]["loss"] > steps[0]["nll"] * 0.9
    checked = [r for r in metrics(folder) if "valid_nll" in r]
    assert [r["update"] for r in checked] == [8, 16, 24, 30]
    for r in checked:
        assert r["valid_perplexity"] == pytest.approx(math.exp(r["valid_nll"]))
        for metric in ("BLEU", "chrF"):
            apart = [r[f"valid.{pair}_{metric}"] for pair in ("en-fr", "fr-en")]
            assert r[f"valid_{metric}"] == pytest.approx(sum(apart) / 2)
    said = capsys.readouterr().err
    assert "30/30" in said
    assert "tokens/s" in said
    assert "min left" in said
    assert "nan" not in said


def test_no_translation_in_validation_where_none_is_asked_for(tmp_path: Path) -> None:
    folder = train_here(tmp_path, validation={"translated": 0}, schedule={"updates": 8})
    assert "valid_nll" in metrics(folder)[-1]
    assert "valid_BLEU" not in metrics(folder)[-1]


def test_training_ends_when_validation_no_longer_gets_better(tmp_path: Path) -> None:
    """Without a learning rate the loss stays what it is. A resumed run knows that it has ended."""
    changes: dict[str, Any] = {"schedule": {"peak": 0.0, "updates": 500}, "validation": {"patience": 2}}
    folder = train_here(tmp_path, **changes)
    assert [r["update"] for r in metrics(folder)] == [8, 16, 24]
    train_here(tmp_path, resume=True, **changes)
    assert [r["update"] for r in metrics(folder)] == [8, 16, 24]


def test_gradient_that_is_no_number_is_skipped_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One update without a step; stopped after it and resumed, the run is still the same."""
    calls = 0

    def broken(
        hidden: Tensor, output: nn.Linear, gold: Tensor, smoothing: float, ways: None
    ) -> tuple[Tensor, Tensor]:
        nonlocal calls
        calls += 1
        loss, surprise = projected_cross_entropy(hidden, output, gold, smoothing, ways)
        return loss * (math.inf if calls == 3 else 1), surprise

    monkeypatch.setattr(trainer, "projected_cross_entropy", broken)
    unbroken = train_here(tmp_path, schedule={"updates": 10})
    assert all(tensor.isfinite().all() for tensor in load_file(unbroken / "state.safetensors").values())
    assert (state(unbroken)["update"], state(unbroken)["steps"]) == (10, 9)
    calls = 0
    with monkeypatch.context() as patch:
        stop_after(5, patch)
        train_here(tmp_path, "stopped", schedule={"updates": 10})
    stopped = train_here(tmp_path, "stopped", resume=True, schedule={"updates": 10})
    ours, theirs = (load_file(folder / "state.safetensors") for folder in (unbroken, stopped))
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_bfloat16_learns_like_float32(tmp_path: Path) -> None:
    changes: dict[str, Any] = {"schedule": {"updates": 60}, "validation": {"every": 60, "translated": 0}}
    exact = train_here(tmp_path, "fp32", **changes)
    rough = train_here(tmp_path, "bf16", **changes, optimiser={"precision": "bf16"})
    assert last(rough, "valid_nll") == pytest.approx(last(exact, "valid_nll"), rel=0.05)
    assert last(exact, "valid_nll") < 0.6 * math.log(280)  # what a guess costs
    kept = load_file(rough / "weights-0000060.safetensors")
    assert {tensor.dtype for tensor in kept.values()} == {torch.float32}


def test_weights_kept_are_twice_those_that_are_averaged(tmp_path: Path) -> None:
    folder = train_here(tmp_path, validation={"every": 2, "translated": 0}, schedule={"updates": 14})
    kept = sorted(path.stem for path in folder.glob("weights-*"))
    assert kept == [f"weights-{update:07}" for update in (8, 10, 12, 14)]


def test_what_an_ended_run_wrote_after_its_state_is_forgotten(tmp_path: Path) -> None:
    changes: dict[str, Any] = {"schedule": {"updates": 8}, "validation": {"translated": 0}}
    folder = train_here(tmp_path, **changes)
    later = folder / "weights-0000999.safetensors"
    later.write_bytes(b"cut sh")
    with (folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"update": 999}\n{"upda')
    before = metrics_until(folder, 8)
    train_here(tmp_path, resume=True, **changes)
    assert not later.exists()
    assert metrics(folder) == before


def metrics_until(folder: Path, update: int) -> list[dict[str, Any]]:
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()[:-1]
    records = [{k: v for k, v in json.loads(line).items() if k != "seconds"} for line in lines]
    return [record for record in records if record["update"] <= update]


def test_run_is_not_overwritten_unasked(tmp_path: Path) -> None:
    train_here(tmp_path, schedule={"updates": 1})
    with pytest.raises(BadInput, match="--resume"):
        train_here(tmp_path, schedule={"updates": 1})


@pytest.mark.parametrize("content", [b"", b"not safetensors", b"\x02\0\0\0\0\0\0\0{}"])
def test_damaged_state_is_named(tmp_path: Path, content: bytes) -> None:
    folder = train_here(tmp_path, schedule={"updates": 1})
    (folder / "state.safetensors").write_bytes(content)
    with pytest.raises(BadInput, match="cannot be read"):
        train_here(tmp_path, resume=True, schedule={"updates": 2})


def test_state_of_another_network_is_refused(tmp_path: Path) -> None:
    train_here(tmp_path, schedule={"updates": 1})
    with pytest.raises(BadInput, match="another network"):
        train_here(tmp_path, resume=True, network={"inner": 44})


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ({"vocab": 270}, "vocab"),
        ({"longest": 10}, "longest"),
        ({"heads": 5}, "heads"),
        ({"depth": 1}, "depth"),
    ],
)
def test_network_that_does_not_fit_is_named(tmp_path: Path, network: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        train_here(tmp_path, network=network)
