"""Fixtures for the engine: every search and network test runs for each family of networks."""

import pytest

from engine.networks.contract import Seq2Seq
from tests.engine.networks import NETWORKS


@pytest.fixture(params=list(NETWORKS))
def network(request: pytest.FixtureRequest) -> Seq2Seq:
    return NETWORKS[request.param]()
