"""A small server on loopback that answers as the hub does, and misbehaves on demand.

`python -m tests.hub FOLDER NAME` serves a checkpoint's folder under a name, slowly, to try the window with.
"""

from __future__ import annotations

import hashlib
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from urllib.parse import unquote, urlsplit

COMMIT = "c0ffee" + "0" * 34
LARGE = (".safetensors", ".bin", ".spm", ".model")  # what the hub keeps by SHA-256


@dataclass
class Behaviour:
    """What goes wrong. Numbers count down with every answer; names are those of files."""

    cut: dict[str, int] = field(default_factory=dict)  # answers of a file that stop in the middle
    corrupt: dict[str, int] = field(default_factory=dict)  # answers with a wrong byte
    stall: dict[str, int] = field(default_factory=dict)  # answers that stay away until `released`
    refuse: int = 0  # a status for everything
    code: str = ""  # the hub's own word for it, in X-Error-Code
    redirect: bool = False  # files are at another address, as on a network of caches
    circles: bool = False
    ranges: bool = True
    page: str = ""  # in place of any list
    pace: float = 0.0  # seconds a block
    released: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str]] = field(default_factory=list)  # (path, Range)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path
    name: str
    behaviour: Behaviour
    siblings: list[dict[str, object]]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        how = self.behaviour
        how.asked.append((path, self.headers.get("Range", "")))
        if how.refuse:
            self._say(how.refuse, b"no", {"X-Error-Code": how.code} if how.code else {})
        elif how.page:
            self._say(200, how.page.encode(), {"Content-Type": "application/json"})
        elif path.startswith("/api/models/"):
            self._list(path.removeprefix("/api/models/"))
        elif how.circles or (how.redirect and not path.startswith("/elsewhere/")):
            self._say(302, b"", {"Location": path if how.circles else f"/elsewhere{path}"})
        else:
            self._file(path.removeprefix("/elsewhere"))

    def _list(self, asked: str) -> None:
        name, _, revision = asked.partition("/revision/")
        if name != self.name:
            self._say(401, b"", {"X-Error-Code": "RepoNotFound"})
            return
        if revision not in ("", "main", COMMIT):
            self._say(404, b"", {"X-Error-Code": "RevisionNotFound"})
            return
        record = {
            "id": self.name,
            "modelId": self.name,
            "sha": COMMIT,
            "siblings": self.siblings,
            "cardData": {"license": "cc-by-4.0"},
        }
        self._say(200, json.dumps(record).encode(), {"Content-Type": "application/json"})

    def _file(self, path: str) -> None:
        prefix = f"/{self.name}/resolve/{COMMIT}/"
        file = self.folder / path.removeprefix(prefix)
        if not path.startswith(prefix) or not file.is_file():
            self._say(404, b"", {"X-Error-Code": "EntryNotFound"})
            return
        how, content = self.behaviour, file.read_bytes()
        if _take(how.corrupt, file.name):
            content = content[:-1] + bytes([content[-1] ^ 1])
        begin = 0
        if how.ranges and (asked := self.headers.get("Range", "")):
            begin = int(asked.removeprefix("bytes=").rstrip("-"))
        body = content[begin:]
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if _take(how.stall, file.name):
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            how.released.wait(20)
            self.close_connection = True
            return
        if _take(how.cut, file.name):
            body = body[: len(body) // 2]
            self.close_connection = True
        for at in range(0, len(body), 2**16):
            self.wfile.write(body[at : at + 2**16])
            time.sleep(how.pace)

    def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # without asking some name server for our name
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, *_: object) -> None:
        """A client that goes away is what is tried here."""


@contextmanager
def served(folder: Path, name: str, behaviour: Behaviour | None = None) -> Iterator[tuple[str, Behaviour]]:
    """The address of a hub that has one model, and how it behaves."""
    behaviour = behaviour or Behaviour()
    bound = {"folder": folder, "name": name, "behaviour": behaviour, "siblings": siblings(folder)}
    handler = type("Bound", (Handler,), bound)
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", behaviour
    finally:
        behaviour.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def siblings(folder: Path) -> list[dict[str, object]]:
    """The files as the hub lists them."""
    rows: list[dict[str, object]] = []
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        row: dict[str, object] = {"rfilename": path.name, "size": len(content), "blobId": blob(content)}
        if path.name.endswith(LARGE):
            digest = hashlib.sha256(content).hexdigest()
            row["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 130}
        rows.append(row)
    return rows


def blob(content: bytes) -> str:
    """Git's name of a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _take(counts: dict[str, int], name: str) -> bool:
    """One off the count, if there is one."""
    counts[name] = counts.get(name, 0) - 1
    return counts[name] >= 0


if __name__ == "__main__":
    with served(Path(sys.argv[1]), sys.argv[2], Behaviour(pace=0.02)) as (address, _):
        print(address, flush=True)
        threading.Event().wait()
