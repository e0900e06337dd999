"""A model comes from the hub whole or not at all, whatever happens on the way."""

from __future__ import annotations

import builtins
import hashlib
import json
import shutil
import socket
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.checkpoint import load_model
from engine.errors import (
    BadInput,
    DamagedDownload,
    DiskFull,
    Failure,
    Gated,
    HubTrouble,
    NoConnection,
    NotOnHub,
    OfflineMode,
)
from engine.shelf.download import Progress, download
from engine.shelf.hub import Hub
from engine.shelf.library import removed
from engine.shelf.staging import Staging, paused
from tests.engine.checkpoints import marian
from tests.hub import COMMIT, Behaviour, served

NAME = "someone/opus-mt-en-fr"
WEIGHTS = "model.safetensors"
NO_LIST = HubTrouble("ADDRESS", "its answer is no list of files")


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub") / "opus-mt-en-fr"
    marian(folder)
    for other in ("README.md", "tf_model.h5", "rust_model.ot"):
        (folder / other).write_text("not needed")
    return folder


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def get(models: Path, address: str, **more: object) -> list[Progress]:
    hub = Hub(endpoint=address, patience=5, pause=0)
    return list(download(hub, NAME, models, **more))  # type: ignore[arg-type]


def works(models: Path, name: str = "opus-mt-en-fr") -> bool:
    return load_model(name, torch.device("cpu"), (models,)).card.pairs == (("en", "fr"),)


def test_what_is_served_is_installed(checkpoint: Path, models: Path) -> None:
    with served(checkpoint, NAME) as (address, behaviour):
        progress = get(models, address)
    assert works(models)
    card = load_model("opus-mt-en-fr", torch.device("cpu"), (models,)).card
    assert card.licence == "cc-by-4.0"
    assert card.origin == f"marian: {NAME}@{COMMIT}"
    stages = [p.stage for p in progress]
    assert stages == sorted(stages, key=("asks", "downloads", "imports").index)
    done = [p.done for p in progress if p.stage == "downloads"]
    assert done == sorted(done)
    assert done[-1] == progress[1].total
    assert paused(models) == []
    asked = {path.rpartition("/")[2] for path, _ in behaviour.asked}
    assert not asked & {"README.md", "tf_model.h5", "rust_model.ot"}, "only what the importer reads"
    assert all(COMMIT in path for path, _ in behaviour.asked[1:]), "all files are of one commit"


def test_cuts_are_gone_on_with_where_they_were(checkpoint: Path, models: Path) -> None:
    with served(checkpoint, NAME, Behaviour(cut={WEIGHTS: 3})) as (address, behaviour):
        get(models, address)
    assert works(models)
    ranges = [asked for path, asked in behaviour.asked if path.endswith(WEIGHTS)]
    half = (checkpoint / WEIGHTS).stat().st_size // 2
    assert ranges[:2] == ["", f"bytes={half}-"]
    begins = [int(asked.strip("bytes=-")) for asked in ranges[1:]]
    assert len(begins) == 3
    assert begins == sorted(set(begins)), "each goes on behind the one before"


def test_server_without_ranges_begins_again(checkpoint: Path, models: Path) -> None:
    with served(checkpoint, NAME, Behaviour(cut={WEIGHTS: 1}, ranges=False)) as (address, _):
        get(models, address)
    assert works(models)


def test_paused_and_restarted_it_brings_only_the_rest(checkpoint: Path, models: Path) -> None:
    with served(checkpoint, NAME, Behaviour(cut={WEIGHTS: 1})) as (address, behaviour):
        events = download(Hub(endpoint=address, pause=0), NAME, models)
        half = (checkpoint / WEIGHTS).stat().st_size // 2
        for _ in events:
            part = Staging(models, NAME).checkpoint / f"{WEIGHTS}.part"
            if part.exists() and part.stat().st_size >= half:
                break
        events.close()
        (left,) = paused(models)
        assert left.name == NAME
        assert half <= left.done < left.total
        assert not (models / "opus-mt-en-fr").exists()
        before = len(behaviour.asked)
        get(models, address)
        again = behaviour.asked[before:]
    assert works(models)
    assert [(path.rpartition("/")[2], asked) for path, asked in again] == [(WEIGHTS, f"bytes={half}-")]


def test_stall_is_not_waited_for_forever(checkpoint: Path, models: Path) -> None:
    with served(checkpoint, NAME, Behaviour(stall={WEIGHTS: 1})) as (address, _):
        list(download(Hub(endpoint=address, patience=0.2, pause=0), NAME, models))
    assert works(models)


def test_files_may_be_on_another_address(checkpoint: Path, models: Path) -> None:
    with served(checkpoint, NAME, Behaviour(redirect=True)) as (address, _):
        get(models, address)
    assert works(models)


@pytest.mark.parametrize("file", [WEIGHTS, "vocab.json"])  # SHA-256, and git's own
def test_wrong_byte_is_found_and_brought_again(file: str, checkpoint: Path, models: Path) -> None:
    with served(checkpoint, NAME, Behaviour(corrupt={file: 1})) as (address, _):
        get(models, address)
    assert works(models)


def test_what_is_always_damaged_is_refused_and_the_old_model_stays(checkpoint: Path, models: Path) -> None:
    with served(checkpoint, NAME) as (address, behaviour):
        get(models, address)
        before = digest(models / "opus-mt-en-fr")
        behaviour.corrupt[WEIGHTS] = 9
        with pytest.raises(DamagedDownload, match=WEIGHTS):
            get(models, address)
        assert digest(models / "opus-mt-en-fr") == before
        behaviour.corrupt.clear()
        get(models, address)
    assert works(models)
    assert [found.name for found in removed([models])] == ["opus-mt-en-fr"], "the old one is in the trash"


def digest(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        (Behaviour(refuse=401, code="RepoNotFound"), NotOnHub(NAME)),
        (Behaviour(refuse=404), NotOnHub(NAME)),
        (Behaviour(refuse=404, code="RevisionNotFound"), NotOnHub(NAME, "main")),
        (Behaviour(refuse=403, code="GatedRepo"), Gated(NAME)),
        (Behaviour(refuse=500), HubTrouble("ADDRESS", "HTTP 500")),
        (Behaviour(refuse=429), HubTrouble("ADDRESS", "HTTP 429")),
        (Behaviour(page="<html>Log in to the hotel's network</html>"), NO_LIST),
        (Behaviour(page="[]"), NO_LIST),
        (Behaviour(page='{"id": "a/b"}'), NO_LIST),
        (Behaviour(circles=True), HubTrouble("ADDRESS", "it sends us in circles")),
    ],
)  # fmt: skip
def test_refusals_are_told_apart(
    behaviour: Behaviour, failure: Failure, checkpoint: Path, models: Path
) -> None:
    with served(checkpoint, NAME, behaviour) as (address, _), pytest.raises(type(failure)) as raised:
        get(models, address)
    assert str(raised.value) == str(failure).replace("ADDRESS", address)
    assert not (models / "opus-mt-en-fr").exists()


def test_nobody_there_and_nonsense_addresses(checkpoint: Path, models: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    for address in (closed, "ftp://example.com", "no address", ""):
        with pytest.raises(NoConnection):
            get(models, address)
    with served(checkpoint, NAME) as (address, _):
        for proxy in (closed, "nonsense"):
            with pytest.raises(NoConnection):
                list(download(Hub(endpoint=address, proxy=proxy, pause=0), NAME, models))


@pytest.mark.parametrize("name", ["../../etc", "a/b/c", "", "a b", "x--y/z", "/a"])
def test_names_that_are_none_ask_nothing(name: str, models: Path) -> None:
    with pytest.raises(NotOnHub):
        list(download(Hub(endpoint="http://127.0.0.1:1"), name, models, called="model"))


def test_full_disk_is_known_before(checkpoint: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 1000))
    with served(checkpoint, NAME) as (address, behaviour), pytest.raises(DiskFull):
        get(models, address)
    assert len(behaviour.asked) == 1, "only the list was asked for"


def test_disk_that_fills_up_keeps_what_came(
    checkpoint: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, mode: str = "r", *arguments: Any, **named: Any) -> object:
        if self.name == f"{WEIGHTS}.part" and mode == "wb":
            raise OSError(28, "No space left on device")
        return builtins.open(self, mode, *arguments, **named)

    with served(checkpoint, NAME) as (address, _):
        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", full)
            with pytest.raises(DiskFull):
                get(models, address)
        assert paused(models)[0].done > 0
        get(models, address)
    assert works(models)


def test_model_that_nobody_can_read_is_refused_before_its_weights_come(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "gpt"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "gpt2"}))
    (folder / WEIGHTS).write_bytes(b"0" * 100)
    with served(folder, NAME) as (address, behaviour), pytest.raises(BadInput, match="gpt2"):
        get(models, address)
    assert not any(path.endswith(WEIGHTS) for path, _ in behaviour.asked)
    (folder / WEIGHTS).rename(folder / "tf_model.h5")
    with served(folder, NAME) as (address, _), pytest.raises(BadInput, match="no weights"):
        list(download(Hub(endpoint=address), NAME, models / "other"))


def test_offline_asks_nothing(checkpoint: Path, models: Path) -> None:
    with served(checkpoint, NAME) as (address, behaviour), pytest.raises(OfflineMode):
        list(download(Hub(endpoint=address, online=False), NAME, models))
    assert behaviour.asked == []


def test_outside_a_download_the_library_may_ask_nothing(checkpoint: Path, models: Path) -> None:
    from huggingface_hub import HfApi

    with served(checkpoint, NAME) as (address, behaviour):
        get(models, address)
        before = len(behaviour.asked)
        with pytest.raises(OfflineMode):
            HfApi(endpoint=address, token=False).model_info(NAME)
    assert len(behaviour.asked) == before


@pytest.fixture(autouse=True)
def no_proxy_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
