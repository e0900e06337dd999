"""The tensors of CTranslate2's `model.bin`, one at a time, as floating-point numbers.

A version, the name and revision of what it describes, then the variables: name, shape, kind, bytes; at the
end other names of some of them. Little-endian; a string has its length before it and a zero at its end. A
matrix may be stored as int8 with a scale a row, or as int16 with one for all: the weight is number / scale.
"""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import torch
from torch import Tensor

from engine.errors import BadInput
from engine.importers.weights import finite

_NEWEST = 6  # version of the file that is known
_KINDS = (torch.float32, torch.int8, torch.int16, torch.int32, torch.float16, torch.bfloat16)
_BY_SIZE = {4: torch.float32, 1: torch.int8, 2: torch.int16}  # before version 4
_MOST, _DIMENSIONS = 100_000, 4
_SCALE = ".weight_scale"
_NORMS = {"gamma": "weight", "beta": "bias"}


@dataclass(frozen=True)
class _Place:
    shape: tuple[int, ...]
    kind: torch.dtype
    begin: int
    bytes: int


class Binary:
    """As `weights.Weights`, with the file's names in our spelling: `encoder.layer_0.ffn.linear_0.weight`.

    A linear layer without a bias has one of zeros. BadInput if the file is not what it says.
    """

    def __init__(self, path: Path) -> None:
        self.bytes = path.stat().st_size
        self._name = path.name
        self._places: dict[str, _Place] = {}
        self._file = path.open("rb")
        try:
            self._read_table()
        except (struct.error, UnicodeDecodeError):
            self._file.close()
            raise BadInput(f"{path.name} cannot be read: it is damaged or cut short.") from None
        except BadInput:
            self._file.close()
            raise

    def __enter__(self) -> Binary:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return name in self._places or self._has_zeros(name)

    @property
    def names(self) -> set[str]:
        """Of what is more than one number."""
        return {n for n, place in self._places.items() if place.shape and not n.endswith(_SCALE)}

    @property
    def scalars(self) -> dict[str, float]:
        """Numbers that describe the network."""
        return {n: float(self._tensor(place)) for n, place in self._places.items() if not place.shape}

    def shape(self, name: str) -> tuple[int, ...]:
        """BadInput if there is no such tensor."""
        if name in self._places:
            return self._places[name].shape
        if self._has_zeros(name):
            return self._places[_weight_of(name)].shape[:1]
        raise BadInput(f"The checkpoint has no weights named {name}.")

    def dtype(self, name: str) -> torch.dtype:
        self.shape(name)
        kind = self._places[name].kind if name in self._places else torch.float32
        return kind if kind.is_floating_point else torch.float32

    def __getitem__(self, name: str) -> Tensor:
        shape = self.shape(name)
        if name not in self._places:
            return torch.zeros(shape)
        place = self._places[name]
        tensor = self._tensor(place)
        if not place.kind.is_floating_point:
            found = self._places.get(name.removesuffix(".weight") + _SCALE)
            scale = None if found is None else self._tensor(found)
            if scale is None or scale.shape not in ((), shape[:1]):
                raise BadInput(f"The weights {name} are whole numbers without a scale.")
            tensor = tensor.float() / (scale[:, None] if scale.dim() else scale)
        return finite(name, tensor)

    def is_mark(self, name: str) -> bool:
        """Whether it says yes or no, and is not a number that is computed with."""
        return self._places[name].kind == torch.int8

    def same(self, a: str, b: str) -> bool:
        """Whether two names are of one tensor."""
        return self._places[a] == self._places[b]

    def _has_zeros(self, name: str) -> bool:
        return bool(re.search(r"\.linear_\d\.bias$", name)) and _weight_of(name) in self._places

    def _tensor(self, place: _Place) -> Tensor:
        """In memory of its own: a mapping of the file would grow to all of it."""
        data = bytearray(place.bytes)
        self._file.seek(place.begin)
        if self._file.readinto(data) != place.bytes:
            raise BadInput(f"{self._name} has become shorter meanwhile.")
        return torch.frombuffer(data, dtype=place.kind).reshape(place.shape)

    def _read_table(self) -> None:
        file = self._file
        (version,) = _numbers(file, "<I")
        if not 2 <= version <= _NEWEST:
            raise BadInput(f"{self._name} is not a model of CTranslate2, or of a version that is not known.")
        self.spec = _string(file)
        _, count = _numbers(file, "<II")
        for _ in range(_few(count)):
            name, (rank,) = _named(_string(file)), _numbers(file, "<B")
            if rank > _DIMENSIONS:
                raise BadInput(f"The weights {name} have an impossible shape.")
            shape = _numbers(file, f"<{rank}I")
            number, length = _numbers(file, "<BI")
            if version < 4:
                kind, length = _BY_SIZE.get(number), length * number
            else:
                kind = _KINDS[number] if number < len(_KINDS) else None
            if kind is None or math.prod(shape) * kind.itemsize != length:
                raise BadInput(f"The weights {name} have an impossible shape.")
            begin = file.tell()
            if begin + length > self.bytes:
                raise BadInput(f"{self._name} cannot be read: it is damaged or cut short.")
            file.seek(length, 1)
            self._places[name] = _Place(shape, kind, begin, length)
        if version < 3:
            return
        (count,) = _numbers(file, "<I")
        for _ in range(_few(count)):
            name, known = _named(_string(file)), _named(_string(file))
            if known not in self._places:
                raise BadInput(f"The checkpoint has no weights named {known}.")
            self._places[name] = self._places[known]


def _few(count: int) -> int:
    if count > _MOST:
        raise BadInput("The file claims to hold more tensors than a network can have.")
    return count


def _numbers(file: IO[bytes], form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _string(file: IO[bytes]) -> str:
    (length,) = _numbers(file, "<H")
    return file.read(length).removesuffix(b"\0").decode()


def _named(theirs: str) -> str:
    scope, _, last = theirs.rpartition("/")
    return ".".join(filter(None, (*scope.split("/"), _NORMS.get(last, last))))


def _weight_of(bias: str) -> str:
    return bias.removesuffix("bias") + "weight"
