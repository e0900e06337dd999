"""All conversations in one SQLite file, which a kill at any moment leaves whole.

Every turn is its own transaction in a write-ahead log, waited for. Two windows may have the file open.
A damaged file is put aside under another name and never written to.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from app.chat.conversation import Conversation, Turn, title_of

# Step i brings a file of version i to version i + 1.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE conversation (
            id INTEGER PRIMARY KEY, title TEXT NOT NULL, language TEXT NOT NULL,
            made REAL NOT NULL, changed REAL NOT NULL, deleted REAL, tip INTEGER
        )""",
        """CREATE TABLE turn (
            id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
            parent INTEGER REFERENCES turn ON DELETE CASCADE, speaker TEXT NOT NULL, text TEXT NOT NULL,
            made REAL NOT NULL, complete INTEGER NOT NULL, details TEXT NOT NULL
        )""",
        "CREATE INDEX turn_conversation ON turn (conversation)",
        """CREATE VIRTUAL TABLE found USING fts5 (
            text, content='turn', content_rowid='id', tokenize='trigram'
        )""",
        """CREATE TRIGGER turn_added AFTER INSERT ON turn BEGIN
            INSERT INTO found (rowid, text) VALUES (new.id, new.text);
        END""",
        """CREATE TRIGGER turn_removed AFTER DELETE ON turn BEGIN
            INSERT INTO found (found, rowid, text) VALUES ('delete', old.id, old.text);
        END""",
        """CREATE TRIGGER turn_changed AFTER UPDATE OF text ON turn BEGIN
            INSERT INTO found (found, rowid, text) VALUES ('delete', old.id, old.text);
            INSERT INTO found (rowid, text) VALUES (new.id, new.text);
        END""",
    ),
    ("ALTER TABLE turn ADD COLUMN deleted REAL",),
)
VERSION = len(MIGRATIONS)
KEPT = 30 * 24 * 3600.0  # seconds that what was deleted can still be brought back
_TURN = "id, parent, speaker, text, made, complete, details"
_CONVERSATION = "id, title, language, made, changed, tip"
_SHORTEST = 3  # characters that the index can find
# Of the turn ?: what follows it, and what it follows, each with the turn itself.
_BELOW = """WITH RECURSIVE tree (id) AS (
    SELECT ? UNION SELECT turn.id FROM turn JOIN tree ON turn.parent = tree.id) """
_ABOVE = """WITH RECURSIVE tree (id) AS (
    SELECT ? UNION SELECT turn.parent FROM turn JOIN tree ON turn.id = tree.id WHERE turn.parent NOT NULL) """


def conversations_file() -> Path:
    """$HEED_DATA, or the place this platform keeps a user's data in."""
    folder = os.environ.get("HEED_DATA") or platformdirs.user_data_path("heed", False)
    return Path(folder) / "conversations.sqlite"


@dataclass
class NotKept(Exception):
    """Something could not be written, read or opened; `reason` is one of the words below."""

    reason: str  # "damaged", "newer", "read-only", "full", "busy" or "lost"
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A turn that holds what was searched for."""

    conversation: Conversation
    turn: Turn


class Store:
    """Everything that was said. Methods raise NotKept; what was asked for has then not happened."""

    def __init__(self, path: Path | None) -> None:
        """path: the file, made if it is not there; None keeps all in memory, until the program ends."""
        self.path = path
        try:
            self._connection = self._open()
        except NotKept as problem:
            if problem.reason != "damaged" or path is None:
                raise
            self.put_aside: Path | None = _put_aside(path)
            self._connection = self._open()
        else:
            self.put_aside = None  # where a damaged file has gone
        with self._change() as change:
            for table in ("conversation", "turn"):
                change.execute(f"DELETE FROM {table} WHERE deleted < ?", (time.time() - KEPT,))

    def _open(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = None
        try:
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path or ":memory:", timeout=3, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            (soundness,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if soundness != "ok":
                raise NotKept("damaged", soundness)
            _migrate(connection)
        except (sqlite3.Error, OSError) as error:
            if connection is not None:
                connection.close()
            raise _problem(error) from None
        except NotKept:
            assert connection is not None
            connection.close()
            raise
        return connection

    def close(self) -> None:
        self._connection.close()

    # Conversations

    def conversations(self) -> list[Conversation]:
        """Those that are not deleted, the last changed first."""
        rows = self._rows(
            f"SELECT {_CONVERSATION} FROM conversation WHERE deleted IS NULL ORDER BY changed DESC, id DESC"
        )
        return [_conversation(row) for row in rows]

    def begin(self, language: str, title: str = "") -> Conversation:
        now = time.time()
        with self._change() as change:
            change.execute(
                "INSERT INTO conversation (title, language, made, changed) VALUES (?, ?, ?, ?)",
                (title, language, now, now),
            )
            made = change.lastrowid
        assert made is not None
        return Conversation(id=made, title=title, language=language, made=now, changed=now)

    def rename(self, conversation: int, title: str) -> None:
        with self._change() as change:
            change.execute("UPDATE conversation SET title = ? WHERE id = ?", (title, conversation))

    def delete(self, conversation: int) -> None:
        """Away from list and search; `restore` brings it back."""
        with self._change() as change:
            change.execute("UPDATE conversation SET deleted = ? WHERE id = ?", (time.time(), conversation))

    def restore(self, conversation: int) -> None:
        with self._change() as change:
            change.execute("UPDATE conversation SET deleted = NULL WHERE id = ?", (conversation,))

    # Turns

    def turns(self, conversation: int) -> list[Turn]:
        """Of all branches, oldest first, without those that are deleted."""
        rows = self._rows(
            f"SELECT {_TURN} FROM turn WHERE conversation = ? AND deleted IS NULL ORDER BY id", conversation
        )
        return [_turn(row) for row in rows]

    def say(
        self,
        conversation: int,
        parent: int | None,
        speaker: str,
        text: str,
        *,
        complete: bool = True,
        details: dict[str, Any] | None = None,
    ) -> Turn:
        """Adds a turn behind `parent` and shows its branch. The first turn names the conversation."""
        now, details = time.time(), details or {}
        with self._change() as change:
            change.execute(
                "INSERT INTO turn (conversation, parent, speaker, text, made, complete, details) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (conversation, parent, speaker, text, now, complete, json.dumps(details)),
            )
            made = change.lastrowid
            _bring_back(change, made)
            change.execute(
                "UPDATE conversation SET tip = ?, changed = ?, title = iif(title = '', ?, title) "
                "WHERE id = ?",
                (made, now, title_of(text), conversation),
            )
        assert made is not None
        return Turn(
            id=made,
            parent=parent,
            speaker=speaker,
            text=text,
            made=now,
            complete=complete,
            details=details,
        )

    def show(self, conversation: int, tip: int | None) -> None:
        """From now on the branch that ends with `tip` is the one shown."""
        with self._change() as change:
            _bring_back(change, tip)
            change.execute("UPDATE conversation SET tip = ? WHERE id = ?", (tip, conversation))

    def delete_turn(self, conversation: int, turn: int, tip: int | None) -> None:
        """With what followed it; from now on the branch that ends with `tip` is shown.

        `restore_turn` brings it back. So does who goes on talking there, in another window.
        """
        with self._change() as change:
            change.execute(
                f"{_BELOW} UPDATE turn SET deleted = ? WHERE id IN tree AND deleted IS NULL",
                (turn, time.time()),
            )
            change.execute("UPDATE conversation SET tip = ? WHERE id = ?", (tip, conversation))

    def restore_turn(self, conversation: int, turn: int, tip: int) -> None:
        """As it was before it was deleted, with the branch to `tip` shown."""
        with self._change() as change:
            change.execute(
                f"{_BELOW} UPDATE turn SET deleted = NULL WHERE id IN tree "
                "AND deleted = (SELECT deleted FROM turn WHERE id = ?)",
                (turn, turn),
            )
            _bring_back(change, tip)
            change.execute("UPDATE conversation SET tip = ? WHERE id = ?", (tip, conversation))

    def search(self, text: str, most: int = 200) -> list[Hit]:
        """The turns that hold `text`, in any case, newest first; none for an empty one."""
        text = text.strip()
        if not text:
            return []
        columns = ", ".join(f"turn.{name}" for name in _TURN.split(", "))
        others = ", ".join(f"conversation.{name}" for name in _CONVERSATION.split(", "))
        begin = f"SELECT {columns}, {others} FROM turn JOIN conversation ON conversation.id = conversation"
        end = "AND conversation.deleted IS NULL AND turn.deleted IS NULL ORDER BY turn.id DESC LIMIT ?"
        if len(text) < _SHORTEST:
            sought = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            rows = self._rows(f"{begin} WHERE turn.text LIKE ? ESCAPE '\\' {end}", sought, most)
        else:
            quoted = '"' + text.replace('"', '""') + '"'
            rows = self._rows(
                f"{begin} WHERE turn.id IN (SELECT rowid FROM found WHERE found MATCH ?) {end}", quoted, most
            )
        width = len(_TURN.split(", "))
        return [Hit(turn=_turn(row[:width]), conversation=_conversation(row[width:])) for row in rows]

    # All of it at once

    def take_in(self, title: str, language: str, turns: Sequence[Turn], tip: int | None) -> Conversation:
        """A conversation from elsewhere, with all its branches: whole, or not at all."""
        now = time.time()
        fresh: dict[int | None, int | None] = {None: None}
        with self._change() as change:
            change.execute(
                "INSERT INTO conversation (title, language, made, changed) VALUES (?, ?, ?, ?)",
                (title, language, now, now),
            )
            made = change.lastrowid
            for turn in turns:
                if turn.parent not in fresh:
                    raise NotKept("damaged", f"turn {turn.id} follows {turn.parent}, which is not there")
                change.execute(
                    "INSERT INTO turn (conversation, parent, speaker, text, made, complete, details) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        made,
                        fresh[turn.parent],
                        turn.speaker,
                        turn.text,
                        turn.made,
                        turn.complete,
                        json.dumps(turn.details),
                    ),
                )
                fresh[turn.id] = change.lastrowid
            shown = fresh.get(tip)
            change.execute("UPDATE conversation SET tip = ? WHERE id = ?", (shown, made))
        assert made is not None
        return Conversation(id=made, title=title, language=language, made=now, changed=now, tip=shown)

    # How it is done

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _problem(error) from None

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Cursor]:
        """One transaction: all of it is kept, or nothing."""
        try:
            cursor = self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise _problem(error) from None
        try:
            yield cursor
            self._connection.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):  # some errors have rolled back already
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _problem(error) from None
            raise


def _migrate(connection: sqlite3.Connection) -> None:
    """All steps that are missing, or none; of two windows that open a file at once, one takes them."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise NotKept("newer", str(version))
        for statement in (statement for step in MIGRATIONS[version:] for statement in step):
            connection.execute(statement)
        if version < VERSION:
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _bring_back(change: sqlite3.Cursor, turn: int | None) -> None:
    """A turn that is shown, or gone on from, is not deleted, nor is what it follows."""
    change.execute(f"{_ABOVE} UPDATE turn SET deleted = NULL WHERE id IN tree AND deleted NOT NULL", (turn,))


def _put_aside(path: Path) -> Path:
    """Moves a damaged file, with its log, to a name that is free."""
    number = 1
    while (aside := path.with_name(f"{path.stem}-damaged-{number}{path.suffix}")).exists():
        number += 1
    for suffix in ("-wal", "-shm"):
        log = path.with_name(path.name + suffix)
        if log.exists():
            log.replace(aside.with_name(aside.name + suffix))
    return path.replace(aside)


def _problem(error: Exception) -> NotKept:
    said = str(error)
    for words, reason in (
        (("malformed", "not a database", "disk image"), "damaged"),
        (("readonly", "read-only", "unable to open", "Permission", "Read-only"), "read-only"),
        (("full", "No space"), "full"),
        (("locked", "busy"), "busy"),
    ):
        if any(word in said for word in words):
            return NotKept(reason, said)
    return NotKept("lost", said)


def _turn(row: Sequence[Any]) -> Turn:
    number, parent, speaker, text, made, complete, details = row
    return Turn(
        id=number,
        parent=parent,
        speaker=speaker,
        text=text,
        made=made,
        complete=bool(complete),
        details=json.loads(details),
    )


def _conversation(row: Sequence[Any]) -> Conversation:
    number, title, language, made, changed, tip = row
    return Conversation(id=number, title=title, language=language, made=made, changed=changed, tip=tip)
