"""What an import refuses, in words, and that nothing of it stays behind."""

from __future__ import annotations

import errno
import io
import json
import pickle
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.errors import BadInput
from engine.importers import importing
from engine.importers.importing import import_model
from engine.importers.plan import Wish
from tests.demonstrate import CALLED
from tests.engine.checkpoints import marian
from tests.engine.saving import Shape
from tests.engine.test_importing import imported

WISH = Wish(pairs=(("en", "fr"),))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "opus-mt-en-fr"
    marian(folder)
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "opus-mt-en-fr"))


def refused(source: Path, reason: str, wish: Wish = WISH) -> None:
    models = source.parent / "models"
    with pytest.raises(BadInput, match=reason):
        for _ in import_model(source, "model", models, wish):
            pass
    assert not models.exists() or not list(models.iterdir())


def change(folder: Path, edit: Callable[[dict[str, Tensor]], object]) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    edit(tensors)
    save_file(tensors, path)


def configure(folder: Path, **values: Any) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


class Trap:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def as_bin(folder: Path, content: object) -> None:
    (folder / "model.safetensors").unlink()
    torch.save(content, folder / "pytorch_model.bin")


def test_pickle_that_would_run_code_is_refused_and_does_not_run(folder: Path, tmp_path: Path) -> None:
    as_bin(folder, {"model.shared.weight": torch.ones(2, 2), "more": Trap(tmp_path / "sprung")})
    refused(folder, "asks to run")
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"more": Trap(tmp_path / "sprung")}))
    refused(folder, "refused|cannot be read")
    assert not (tmp_path / "sprung").exists()


def test_torch_file_that_holds_more_than_weights_is_refused(folder: Path) -> None:
    as_bin(folder, {"model.shared.weight": torch.ones(2, 2), "epoch": 3})
    refused(folder, "more than weights, for example epoch")


def test_compressed_torch_file_is_refused(folder: Path) -> None:
    as_bin(folder, {"weight": torch.zeros(1000)})
    path = folder / "pytorch_model.bin"
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    refused(folder, "compressed")


def test_tensor_that_claims_more_than_its_file_holds_is_refused(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    name = "model.encoder.layers.0.fc1.weight"
    as_bin(folder, {**tensors, name: torch.ones(1).expand(tensors[name].shape)})
    refused(folder, "more than the file holds")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
@pytest.mark.parametrize("form", ["safetensors", "bin"])
def test_file_cut_short_is_refused(folder: Path, form: str, share: float) -> None:
    path = folder / "model.safetensors"
    if form == "bin":
        as_bin(folder, load_file(path))
        path = folder / "pytorch_model.bin"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    refused(folder, "damaged or cut short|more than weights")


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused(folder: Path, bad: float) -> None:
    change(folder, lambda tensors: tensors["model.decoder.layers.1.fc2.bias"].__setitem__(0, bad))
    refused(folder, r"decoder\.layers\.1\.fc2\.bias are not all numbers")


def test_missing_and_unknown_weights_are_named(folder: Path) -> None:
    change(folder, lambda tensors: tensors.update(adapter=torch.ones(2)))
    refused(folder, "weights named adapter")
    change(folder, lambda tensors: (tensors.pop("adapter"), tensors.pop("model.encoder.layers.1.fc1.bias")))
    refused(folder, r"no weights named model\.encoder\.layers\.1\.fc1\.bias")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"d_model": 25}, "24 wide, but the config says 25"),
        ({"encoder_layers": 10**12}, "encoder_layers should be a whole number"),
        ({"encoder_layers": 3}, "no weights named"),
        ({"encoder_ffn_dim": 33}, "do not fit the config"),
        ({"encoder_attention_heads": 5}, "cannot be"),
        ({"encoder_attention_heads": "three"}, "should be a whole number"),
        ({"activation_function": "tanh"}, "not imported, only"),
        ({"max_position_embeddings": -1}, "should be a whole number"),
        ({"model_type": "llama"}, "of the kind 'llama'; imported are marian"),
        ({"model_type": None}, "of no kind"),
    ],
)
def test_impossible_config_is_refused(folder: Path, values: dict[str, Any], reason: str) -> None:
    configure(folder, **values)
    refused(folder, reason)


def test_index_that_names_a_file_elsewhere_is_refused(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder.parent / "model.safetensors")
    index = folder / "model.safetensors.index.json"
    for name in ("../model.safetensors", "/model.safetensors", 3):
        index.write_text(json.dumps({"weight_map": {"a": name}}))
        refused(folder, "no part of the checkpoint")
    index.write_text(json.dumps({"weight_map": {"a": "model-1.safetensors"}}))
    refused(folder, "is missing")
    index.write_text("[" * 100_000)
    refused(folder, "cannot be read")


@pytest.mark.parametrize("name", ["source.spm", "vocab.json", "config.json"])
def test_missing_or_damaged_neighbours_are_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe nothing")
    refused(folder, name)
    (folder / name).unlink()
    refused(folder, name)


def test_languages_must_be_known(sound: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sound, tmp_path / "somewhere"))
    (folder / "tokenizer_config.json").unlink()
    refused(folder, "--pairs", Wish())


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "a\\b", "x" * 101, "a\n"])
def test_odd_names_are_refused(folder: Path, name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be a model's name"):
        next(iter(import_model(folder, name, tmp_path / "models", WISH)))
    assert not (tmp_path / "models").exists()


def test_cancelled_import_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    steps = import_model(folder, "model", tmp_path / "models", WISH)
    first, second = next(steps), next(steps)
    assert 0 < first.done < second.done < second.total
    steps.close()
    assert not list((tmp_path / "models").iterdir())


@pytest.mark.parametrize(
    ("name", "what"),
    [("model.bin", "CTranslate2"), ("opus.npz", "Marian's own"), ("tf_model.h5", "TensorFlow")],
)
def test_other_layouts_are_called_by_their_names(folder: Path, name: str, what: str) -> None:
    (folder / "model.safetensors").rename(folder / name)
    refused(folder, what)


def _zip(path: Path, parts: dict[str, bytes], mode: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = mode << 16
            file.writestr(entry, part)
    return path


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "..\\evil", "C:\\evil"])
def test_archive_members_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    refused(_zip(tmp_path / "a.zip", {"config.json": b"{}", name: b"x"}), "would leave the folder")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as file:
        member = tarfile.TarInfo(name)
        member.size = 1
        file.addfile(member, io.BytesIO(b"x"))
    refused(tmp_path / "a.tar.gz", "would leave the folder")
    assert not list(tmp_path.parent.rglob("evil"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_archives_are_refused(tmp_path: Path, kind: bytes) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as file:
        member = tarfile.TarInfo("config.json")
        member.type, member.linkname = kind, "/etc/hostname"
        file.addfile(member)
    refused(tmp_path / "a.tar", "is a link")
    refused(_zip(tmp_path / "a.zip", {"config.json": b"/etc/hostname"}, 0o120777), "is a link")


def test_archive_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    bomb = _zip(tmp_path / "a.zip", {"model.safetensors": bytes(2**27)})
    refused(bomb, "unfolds to more")


def test_archive_of_too_many_members_is_refused(tmp_path: Path) -> None:
    refused(_zip(tmp_path / "a.zip", {f"{i}": b"" for i in range(10_001)}), "unfolds to more")


def test_member_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as file:
        for _ in range(2):
            file.addfile(tarfile.TarInfo("config.json"))
    refused(tmp_path / "a.tar", "there twice")


def test_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"config.json": b"{}"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the mark of encryption in the list of members
    path.write_bytes(data)
    refused(path, "locked with a password")


def test_disk_that_fills_up_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(importing, "write", full)
    refused(folder, "The disk is full")


def test_table_far_too_large_is_not_read(folder: Path) -> None:
    with (folder / "config.json").open("r+b") as file:
        file.truncate(2**26 + 1)  # a hole: no room on the disk
    refused(folder, "too large to be what it says")


@pytest.mark.parametrize(("form", "most"), [("safetensors", 0.8), ("bin", 1.5)])
def test_import_streams_tensor_by_tensor(form: str, most: float, tmp_path: Path) -> None:
    """The peak of memory, in a process of its own. What is mapped from a torch file counts, too."""
    sizes = {"encoder_layers": 6, "decoder_layers": 6, "encoder_ffn_dim": 2048, "decoder_ffn_dim": 2048}
    heads = {"encoder_attention_heads": 8, "decoder_attention_heads": 8, "max_position_embeddings": 64}
    marian(tmp_path / CALLED, Shape({"d_model": 512, **sizes, **heads}, form=form))
    command = [sys.executable, "-m", "tests.demonstrate", "measure", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    share = re.search(r"([\d.]+) times the size", run.stdout)
    assert share is not None
    assert float(share[1]) < most


def test_archive_cut_short_is_refused(folder: Path, tmp_path: Path) -> None:
    path = Path(shutil.make_archive(str(tmp_path / "whole"), "gztar", folder))
    path.write_bytes(path.read_bytes()[:-2000])
    refused(path, "cannot be unpacked|damaged")
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing")
    refused(tmp_path / "a.zip", "neither a folder nor a zip")


@pytest.mark.parametrize("form", ["zip", "tar", "gztar"])
def test_archive_gives_what_the_folder_gives(folder: Path, tmp_path: Path, form: str) -> None:
    path = shutil.make_archive(str(tmp_path / "packed"), form, folder.parent, folder.name)
    for source, name in ((Path(path), "a"), (folder, "b")):
        imported(source, tmp_path / "models", WISH, name)
    a, b = (tmp_path / "models" / name / "weights.safetensors" for name in ("a", "b"))
    assert a.read_bytes() == b.read_bytes()
    assert sorted(p.name for p in (tmp_path / "models").iterdir()) == ["a", "b"]
