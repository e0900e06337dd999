"""Training as a process among others: killed at a random moment, stopped, or one of two."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from safetensors.torch import load_file

from engine.training.run import train
from tests.engine.runs import assert_close_weights, assert_same_run, metrics, plain_training, write_run

ROOT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1"}


def test_run_killed_at_any_moment_and_resumed_is_the_unbroken_run(tmp_path: Path) -> None:
    """For a run that is stopped by a signal it can see, `test_trainer` says the same."""
    path = write_run(tmp_path, schedule={"updates": 90}, validation={"every": 20, "translated": 2})
    command = [sys.executable, "-m", "engine", "train", str(path), "--runs", str(tmp_path / "killed")]
    with subprocess.Popen(
        [*command, "--device", "cpu"], cwd=ROOT, env=environment(), stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and not (tmp_path / "killed/reverse/state.safetensors").exists():
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.2))
        process.kill()
    assert process.returncode != 0
    train(path, tmp_path / "killed", "cpu", resume=True)
    train(path, tmp_path / "unbroken", "cpu", resume=False)
    assert_same_run(tmp_path / "unbroken" / "reverse", tmp_path / "killed" / "reverse")


def test_two_processes_train_like_one_with_their_batches_together(tmp_path: Path) -> None:
    path = write_run(tmp_path, network={"dropout": 0.0}, schedule={"updates": 12})
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--standalone"]
    subprocess.run(
        [*command, "-m", "engine", "train", str(path), "--runs", str(tmp_path), "--device", "cpu"],
        cwd=ROOT,
        env=environment(),
        check=True,
        timeout=200,
        capture_output=True,
    )
    wanted, losses = plain_training(path, world=2)
    folder = tmp_path / "reverse"
    assert_close_weights(load_file(folder / "weights-0000012.safetensors"), wanted)
    record = next(r for r in metrics(folder) if "loss" in r)
    assert record["update"] == 12
    assert record["loss"] == pytest.approx(sum(losses) / 12, rel=1e-5)
