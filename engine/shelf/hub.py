"""What is asked of the hub, and only when a user wants a model: the list of its files, and each of them.

The library `huggingface_hub` knows the hub's addresses, records and refusals. Its own downloads (2.4) start
over after a cut and compare no checksum of what came over HTTP, so the few lines that append to a file and
compare it are here.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from engine.errors import DamagedDownload, Gated, HubTrouble, NoConnection, NotOnHub, OfflineMode

ENDPOINT = "https://huggingface.co"
_TRIES = 5  # in a row that bring nothing
_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")


@dataclass(frozen=True, kw_only=True)
class Hub:
    """How the hub is reached."""

    endpoint: str = ENDPOINT  # or a mirror's
    proxy: str = ""  # such as http://127.0.0.1:3128; without it, what the environment says
    online: bool = True  # False: nothing is asked at all
    patience: float = 30.0  # seconds without a byte until a connection is given up
    pause: float = 1.0  # seconds before a further try


@dataclass(frozen=True)
class HubFile:
    name: str
    size: int
    sha256: str = ""  # of large files
    blob: str = ""  # of others: git's SHA-1


@dataclass(frozen=True)
class Listing:
    """A model as it is at one commit."""

    name: str
    commit: str
    files: tuple[HubFile, ...]
    licence: str = ""


@contextmanager
def connected(hub: Hub) -> Iterator[None]:
    """Inside, what is below may be called: there is one client that may ask. Its errors become failures."""
    if not hub.online:
        raise OfflineMode
    import httpx2
    from huggingface_hub import constants, set_client_factory

    constants.HF_HUB_OFFLINE = True  # holds for all but the client made here
    try:
        client = httpx2.Client(proxy=hub.proxy or None, timeout=hub.patience, follow_redirects=True)
    except (ValueError, httpx2.InvalidURL) as error:
        raise NoConnection(hub.proxy, str(error)) from None
    try:
        set_client_factory(lambda: client)
        yield
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise NoConnection(hub.endpoint, str(error)) from None
    except httpx2.TransportError as error:
        raise NoConnection(hub.endpoint, str(error) or type(error).__name__) from None
    except httpx2.TooManyRedirects:
        raise HubTrouble(hub.endpoint, "it sends us in circles") from None
    finally:
        set_client_factory(lambda: httpx2.Client(event_hooks={"request": [_refuse]}))


def _refuse(_: object) -> NoReturn:
    raise OfflineMode


@contextmanager
def _refusals(hub: Hub, name: str, revision: str) -> Iterator[None]:
    from huggingface_hub import errors

    try:
        yield
    except errors.GatedRepoError:
        raise Gated(name) from None
    except errors.RevisionNotFoundError:
        raise NotOnHub(name, revision) from None
    except (errors.RepositoryNotFoundError, errors.EntryNotFoundError):
        raise NotOnHub(name) from None
    except errors.HfHubHTTPError as error:
        if error.response.status_code in (401, 403, 404):
            raise NotOnHub(name) from None
        raise HubTrouble(hub.endpoint, f"HTTP {error.response.status_code}") from None


def listing(hub: Hub, name: str, revision: str) -> Listing:
    """What the hub has under a name. Failures as above."""
    if not _NAME.fullmatch(name) or ".." in name or "--" in name:
        raise NotOnHub(name)
    from huggingface_hub import HfApi

    with _refusals(hub, name, revision):
        try:
            api = HfApi(endpoint=hub.endpoint, token=False, library_name="heed")
            info = api.model_info(name, revision=revision, files_metadata=True, timeout=hub.patience)
        except (ValueError, TypeError, KeyError, AttributeError):  # some other site's page
            raise HubTrouble(hub.endpoint, "its answer is no list of files") from None
    if not info.sha or not info.siblings:
        raise HubTrouble(hub.endpoint, "its answer is no list of files")
    card = info.card_data
    licence = getattr(card, "license", None) if card is not None else None
    files = (
        HubFile(f.rfilename, f.size or 0, f.lfs.sha256 if f.lfs else "", f.blob_id or "")
        for f in info.siblings
    )
    return Listing(name, info.sha, tuple(files), licence if isinstance(licence, str) else "")


def fetch(hub: Hub, of: Listing, file: HubFile, path: Path) -> Iterator[int]:
    """Brings `file` to `path` and yields the bytes of it that are there; closing the generator pauses.

    What an earlier call has brought is kept beside it and gone on with. Nothing stands at `path` but the
    whole file with the right checksum.
    """
    if path.is_file():
        yield file.size
        return
    from huggingface_hub import hf_hub_url

    url = hf_hub_url(of.name, file.name, revision=of.commit, endpoint=hub.endpoint)
    part = path.with_name(path.name + ".part")
    with _refusals(hub, of.name, of.commit):
        for last in (False, True):
            yield from _append(hub, url, file.size, part)
            if _is_whole(part, file):
                part.replace(path)
                return
            part.unlink()
            if last:
                raise DamagedDownload(file.name)


def _append(hub: Hub, url: str, size: int, part: Path) -> Iterator[int]:
    """Until the part is as long as the whole should be. Cuts are borne as long as something comes between."""
    import httpx2
    from huggingface_hub import get_session
    from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined]

    failed = 0
    part.touch()
    while (have := part.stat().st_size) < size:
        yield have
        asked = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        try:
            with get_session().stream("GET", url, headers=asked) as answer:
                hf_raise_for_status(answer)
                # A server that knows no ranges begins again.
                with part.open("ab" if answer.status_code == 206 else "wb") as out:
                    for chunk in answer.iter_bytes():  # as it comes: a cut loses nothing
                        out.write(chunk)
                        out.flush()
                        failed = 0
                        yield min(out.tell(), size)
                        if out.tell() > size:
                            return  # it is longer than the list says: the checksum will tell
            if part.stat().st_size <= have:
                raise httpx2.ReadError("the answer is empty")
        except (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError):
            failed += 1
            if failed == _TRIES:
                raise
            yield from _wait(hub.pause * failed, part.stat().st_size)
    yield min(have, size)


def _wait(seconds: float, have: int, now: Callable[[], float] = time.monotonic) -> Iterator[int]:
    """In short steps, so that a pause or a cancel need not wait."""
    end = now() + seconds
    while (rest := end - now()) > 0:
        time.sleep(min(rest, 0.1))
        yield have


def _is_whole(path: Path, file: HubFile) -> bool:
    """Whether it is what the hub says; without any checksum of the hub's, whether it is as long."""
    if path.stat().st_size != file.size:
        return False
    if file.sha256:
        digest, wanted = hashlib.sha256(), file.sha256
    elif file.blob:
        digest, wanted = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False), file.blob
    else:
        return True
    with path.open("rb") as data:
        while chunk := data.read(2**20):
            digest.update(chunk)
    return digest.hexdigest() == wanted
