"""The tensors of a checkpoint, one at a time; nothing in the files is ever run.

safetensors, `pytorch_model.bin`, and both in parts with an index (the layout of the hub).
"""

from __future__ import annotations

import json
import pickle
import re
import warnings
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from engine.errors import BadInput

_FILES = ("model.safetensors", "pytorch_model.bin")  # the first that is there is read
_DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "F64": torch.float64}
_MAPPED = 2**26  # bytes of a torch file that are held in memory, and one tensor more
_NUMBERS = (torch.float32, torch.float16, torch.bfloat16, torch.float64)


class Tensors(Protocol):
    """The tensors of a checkpoint, read when they are asked for."""

    @property
    def names(self) -> set[str]: ...

    def __contains__(self, name: str) -> bool: ...

    def __getitem__(self, name: str) -> Tensor: ...

    def shape(self, name: str) -> tuple[int, ...]: ...

    def dtype(self, name: str) -> torch.dtype: ...

    def same(self, a: str, b: str) -> bool: ...


class Weights:
    """All tensors of a folder, by name. Use as a context: files stay open in it.

    BadInput for what is missing, cut short, not plain numbers, or asks to run something.
    """

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self._where: dict[str, Any] = {}  # name -> what has it
        self._files: dict[str, Path] = {}  # names in safetensors files -> where those are
        paths = _paths(folder)
        self.bytes = sum(path.stat().st_size for path in paths)
        for path in paths:
            self._open(path)

    def __enter__(self) -> Weights:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()
        self._where.clear()

    def __contains__(self, name: str) -> bool:
        return name in self._where

    @property
    def names(self) -> set[str]:
        return set(self._where)

    def shape(self, name: str) -> tuple[int, ...]:
        """BadInput if there is no such tensor."""
        if name not in self._where:
            raise BadInput(f"The checkpoint has no weights named {name}.")
        found = self._where[name]
        if isinstance(found, _TorchFile):
            return tuple(found.tensors[name].shape)
        return tuple(found.get_slice(name).get_shape())

    def dtype(self, name: str) -> torch.dtype:
        """That of what `self[name]` gives."""
        self.shape(name)
        found = self._where[name]
        if isinstance(found, _TorchFile):
            dtype = found.tensors[name].dtype
        else:
            dtype = _DTYPES.get(found.get_slice(name).get_dtype(), torch.uint8)
        return torch.float32 if dtype == torch.float64 else dtype

    def __getitem__(self, name: str) -> Tensor:
        """BadInput if a number in it is not finite, or it is not of a kind that networks are made of."""
        self.shape(name)
        found = self._where[name]
        tensor = found.read(name) if isinstance(found, _TorchFile) else self._read(name)
        if tensor.dtype not in _NUMBERS:
            kind = str(tensor.dtype).removeprefix("torch.")
            raise BadInput(f"The weights {name} are of the kind {kind}, which is not imported.")
        if tensor.layout != torch.strided or tensor.numel() * tensor.element_size() > _stored(tensor):
            raise BadInput(f"The weights {name} claim to be more than the file holds.")
        finite(name, tensor)
        return tensor.float() if tensor.dtype == torch.float64 else tensor

    def same(self, a: str, b: str) -> bool:
        """Whether two names are of one tensor. It may be saved twice: the numbers tell."""
        if a == b:
            return True
        if self.shape(a) != self.shape(b):
            return False
        left, right = self[a], self[b]
        return left.data_ptr() == right.data_ptr() or torch.equal(left, right)

    def _read(self, name: str) -> Tensor:
        """From a mapping of its own, which goes with the tensor: one for all would grow to the whole file."""
        try:
            with safe_open(self._files[name], "pt") as file:
                tensor: Tensor = file.get_tensor(name)
                return tensor
        except (SafetensorError, OSError) as error:
            raise BadInput(f"{self._files[name].name} cannot be read any more ({error}).") from None

    def _open(self, path: Path) -> None:
        try:
            if path.suffix == ".safetensors":
                file = self._stack.enter_context(safe_open(path, "pt"))
                self._where |= dict.fromkeys(file.keys(), file)
                self._files |= dict.fromkeys(file.keys(), path)
            else:
                file = _TorchFile(path)
                self._where |= dict.fromkeys(file.tensors, file)
        except SafetensorError as error:
            raise BadInput(f"{path.name} cannot be read: it is damaged or cut short ({error}).") from None


class _TorchFile:
    """What is read of a mapping stays in memory as long as it does, so now and then it is made anew."""

    def __init__(self, path: Path) -> None:
        self._path, self._read = path, 0
        self._maps = zipfile.is_zipfile(path)  # files of torch before 1.6 are no zip files
        self.tensors = _unpickled(path, maps=self._maps)

    def read(self, name: str) -> Tensor:
        if self._maps and self._read > _MAPPED:
            self.tensors, self._read = _unpickled(self._path, maps=True), 0
        self._read += self.tensors[name].nbytes
        return self.tensors[name]


def finite(name: str, tensor: Tensor) -> Tensor:
    """The tensor; BadInput if a number in it is none."""
    # In parts: torch makes three more tensors of the size to find it out.
    if not all(part.isfinite().all() for part in torch.split(tensor.reshape(-1), 2**20)):
        raise BadInput(f"The weights {name} are not all numbers: the checkpoint is damaged.")
    return tensor


def _paths(folder: Path) -> list[Path]:
    for name in _FILES:
        index = folder / f"{name}.index.json"
        if (folder / name).is_file():
            return [folder / name]
        if index.is_file():
            return _parts(index)
    raise BadInput(f"{folder.name} holds no weights: neither {' nor '.join(_FILES)}. Get the whole folder.")


def _parts(index: Path) -> list[Path]:
    try:
        parts = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(f"{index.name} cannot be read.") from None
    for part in parts:
        if (
            not isinstance(part, str)
            or Path(part).name != part
            or not part.endswith((".safetensors", ".bin"))
        ):
            raise BadInput(f"{index.name} names a file that is no part of the checkpoint: {part}.")
        if not (index.parent / part).is_file():
            raise BadInput(f"{part} is missing, which {index.name} names. Get the whole folder.")
    return [index.parent / part for part in parts]


def _unpickled(path: Path, *, maps: bool) -> Mapping[str, Tensor]:
    """The tensors of a torch file. Only `weights_only`: torch then refuses all that would run code."""
    if maps:
        _check_zip(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of unusual pickles; what is wrong with one is an error too
            found = torch.load(path, map_location="cpu", weights_only=True, mmap=maps)
    except pickle.UnpicklingError as error:
        asked = re.search(r"(?:GLOBAL|global) ([\w.]+)", str(error))
        reason = f"it asks to run {asked[1]}" if asked else "it holds more than weights"
        raise BadInput(f"{path.name} is refused: {reason}. Look for a safetensors file.") from None
    except (RuntimeError, EOFError, ValueError, KeyError, OSError, AttributeError, IndexError, TypeError):
        raise BadInput(f"{path.name} cannot be read: it is damaged or cut short.") from None
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise BadInput(f"{path.name} is not a table of named weights.")
    tensors = {name: value.detach() for name, value in found.items() if isinstance(value, Tensor)}
    if len(tensors) != len(found):
        other = sorted(set(found) - set(tensors))[0]
        raise BadInput(f"{path.name} holds more than weights, for example {other}.")
    return tensors


def _check_zip(path: Path) -> None:
    """torch stores its files without compression; a compressed one could unfold to any size."""
    try:
        with zipfile.ZipFile(path) as file:
            entries = file.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise BadInput(f"{path.name} cannot be read: it is damaged or cut short.") from None
    if any(e.compress_type != zipfile.ZIP_STORED or e.file_size != e.compress_size for e in entries):
        raise BadInput(f"{path.name} is refused: its parts are compressed, which no torch writes.")


def _stored(tensor: Tensor) -> int:
    return tensor.untyped_storage().nbytes()
