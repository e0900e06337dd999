"""Fixtures for the engine: every search and network test runs for each family of networks."""

from pathlib import Path

import pytest
import torch

from engine.networks.contract import Seq2Seq
from tests.engine.models import save_tiny_model
from tests.engine.networks import NETWORKS

torch.set_num_threads(1)  # tiny tensors gain nothing from more, and sums come out the same everywhere


@pytest.fixture(params=list(NETWORKS))
def network(request: pytest.FixtureRequest) -> Seq2Seq:
    return NETWORKS[request.param]()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of models that holds a tiny one."""
    save_tiny_model(tmp_path / "models" / "tiny")
    return tmp_path / "models"
