"""Writing a file of the user's: beside the old one and then in its place, out of the window's thread."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal

translate = QCoreApplication.translate


def write(path: Path, data: bytes) -> None:
    """Whole or not at all; what stood there before stays until then. OSError if it cannot be."""
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).chmod(0o666 & ~_mask())  # a temporary file is for its owner alone
        Path(beside).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(beside).unlink()
        raise


def _mask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def sentence(error: OSError, path: Path) -> str:
    """Why a file could not be written, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        said = translate("saving", "There is no room left for {file}. Choose another disk or make room.")
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        said = translate("saving", "{file} may not be written there. Choose another folder.")
    elif error.errno == errno.ENOENT:
        said = translate("saving", "The folder for {file} is no longer there. Choose another folder.")
    else:
        said = translate("saving", "{file} could not be saved ({reason}). Try another folder.")
    return said.format(file=path.name, reason=error.strerror or error)


class Saving(QThread):
    """Makes and writes one file. Long tables take seconds, and the window must not wait for them."""

    saved = Signal(object)  # the path
    failed = Signal(object, object)  # the OSError, the path

    def __init__(self, path: Path, make: Callable[[], bytes], parent: QObject) -> None:
        super().__init__(parent)
        self._path, self._make = path, make

    def run(self) -> None:
        try:
            write(self._path, self._make())
        except OSError as error:
            self.failed.emit(error, self._path)
        else:
            self.saved.emit(self._path)
