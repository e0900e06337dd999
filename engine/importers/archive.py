"""A zip or tar file of a checkpoint, unpacked where it can do no harm."""

from __future__ import annotations

import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from engine.errors import BadInput

_MEMBERS = 10_000
# Weights hardly become smaller in an archive, tables perhaps to a tenth.
_GROWTH, _SLACK = 20, 2**26
_CHUNK = 2**20
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    EOFError,
    NotImplementedError,
    zlib.error,
    lzma.LZMAError,
    OSError,
)


@dataclass(frozen=True)
class _Member:
    name: str
    size: int  # as the archive claims; neither kind of reader gives more
    plain: bool  # a file, no link or device
    open: Callable[[], IO[bytes] | None]


def unpack(archive: Path, folder: Path) -> Iterator[int]:
    """Unpacks into `folder` and yields the bytes written so far; closing the generator cancels.

    BadInput for members that would leave the folder, for links, for what unfolds to far more than the
    archive is or the disk has room for, and for what is cut short.
    """
    most = min(archive.stat().st_size * _GROWTH + _SLACK, shutil.disk_usage(folder).free)
    written = 0
    with ExitStack() as stack:
        try:
            for number, member in enumerate(_members(archive, stack)):
                target = _place(member, folder)
                if number >= _MEMBERS or written + member.size > most:
                    raise BadInput(f"{archive.name} is refused: it unfolds to more than a checkpoint can be.")
                target.parent.mkdir(parents=True, exist_ok=True)
                source = member.open()
                if source is None or target.exists():
                    raise BadInput(f"{archive.name} is refused: {member.name} is no file, or there twice.")
                with source, target.open("wb") as file:
                    while chunk := source.read(_CHUNK):
                        written += len(chunk)
                        file.write(chunk)
                        yield written
        except _DAMAGE as error:
            raise BadInput(f"{archive.name} cannot be unpacked ({error}). Get it again.") from None


def checkpoint_in(folder: Path) -> Path:
    """Where the checkpoint is in what was unpacked: archives often have one folder around all."""
    marks = (path for name in ("config.json", "metadata.json") for path in folder.rglob(name))
    found = min(marks, key=lambda path: len(path.parts), default=None)
    if found:
        return found.parent
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _members(archive: Path, stack: ExitStack) -> Iterator[_Member]:
    if zipfile.is_zipfile(archive):
        zipped = stack.enter_context(zipfile.ZipFile(archive))
        for entry in zipped.infolist():
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if entry.flag_bits & 1:
                raise BadInput(f"{archive.name} is locked with a password. Unpack it first.")
            if not entry.is_dir():
                plain = kind in (0, stat.S_IFREG)
                yield _Member(entry.filename, entry.file_size, plain, lambda e=entry: zipped.open(e))  # type: ignore[misc]
    elif tarfile.is_tarfile(archive):
        tarred = stack.enter_context(tarfile.open(archive))  # noqa: SIM115
        for member in tarred:
            if not member.isdir():
                yield _Member(
                    member.name,
                    member.size,
                    member.isreg(),
                    lambda m=member: tarred.extractfile(m),  # type: ignore[misc]
                )
    else:
        raise BadInput(f"{archive.name} is neither a folder nor a zip or tar file.")


def _place(member: _Member, folder: Path) -> Path:
    """Where a member goes. Names are checked as any system might read them."""
    path = PurePosixPath(member.name.replace("\\", "/"))
    if not member.plain:
        raise BadInput(f"The archive is refused: {member.name} is a link, not a file.")
    if path.is_absolute() or ".." in path.parts or ":" in member.name or not path.name:
        raise BadInput(f"The archive is refused: {member.name} would leave the folder.")
    return folder / path
