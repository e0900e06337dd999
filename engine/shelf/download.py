"""A model of the hub -> an installed one: only the files that the importer reads, whole and compared.

Everything is first brought beside the models, where a pause, a cut or a restart leaves it for the next call.
An older model of the name is there until the new one is.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import BadInput, DiskFull
from engine.importers.config import Source
from engine.importers.families import family
from engine.importers.importing import import_model
from engine.importers.plan import Wish
from engine.shelf.hub import Hub, HubFile, Listing, connected, fetch, listing
from engine.shelf.library import check_name
from engine.shelf.staging import Staging, needed

_SLACK = 2**26  # bytes that the disk keeps
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Progress:
    """How far a download is. While it "downloads", done and total are bytes; while it "imports", numbers."""

    stage: str  # "asks", "downloads", "imports"
    done: int = 0
    total: int = 0


def download(
    hub: Hub, name: str, models: Path, *, called: str = "", revision: str = "main", wish: Wish | None = None
) -> Generator[Progress, None, None]:
    """Makes `models/called` of a model of the hub; closing the generator pauses. Raises Failure."""
    called = called or name.rpartition("/")[2]
    check_name(called)
    staging = Staging(models, name)
    try:
        yield Progress("asks")
        found = staging.decided()
        with connected(hub):
            if found is None or revision not in ("main", found.commit):
                found = listing(hub, name, revision)
                staging.decide(found)
            yield from _bring(hub, found, needed(found.files), staging, models)
        told = wish or Wish()
        told = replace(told, licence=found.licence or told.licence, origin=f"{name}@{found.commit}")
        for progress in import_model(staging.checkpoint, called, models, told, replace=True):
            yield Progress("imports", progress.done, progress.total)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(_SLACK, shutil.disk_usage(models).free) from None
        raise BadInput(f"A file cannot be written: {error.strerror}.") from None
    staging.clear()


def _bring(
    hub: Hub, found: Listing, files: Sequence[HubFile], staging: Staging, models: Path
) -> Iterator[Progress]:
    total = sum(file.size for file in files)
    free, wanted = shutil.disk_usage(models).free, 2 * total - staging.brought(files) + _SLACK
    if wanted > free:  # what is still to come, and the model made of it
        raise DiskFull(wanted, free)
    before = 0
    for file in files:
        for have in fetch(hub, found, file, staging.checkpoint / file.name):
            yield Progress("downloads", before + have, total)
        before += file.size
        if file.name == "config.json":
            family(Source.of(staging.checkpoint))  # not worth the weights if nobody can read them
