"""Nothing that was said is lost: not by a kill, a second window, a full disk or a damaged file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat import exchange
from app.chat.conversation import HEED, USER, Conversation, branch, newest_tip, title_of, versions
from app.chat.store import MIGRATIONS, VERSION, NotKept, Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "conversations.sqlite"


def talk(store: Store) -> Conversation:
    conversation = store.begin("en")
    asked = store.say(conversation.id, None, USER, "Hello there")
    store.say(conversation.id, asked.id, HEED, "Hi. How are you?", details={"model": "chat-small", "seed": 7})
    return store.conversations()[0]


def test_what_was_said_is_there_after_opening_again(path: Path) -> None:
    store = Store(path)
    conversation, turns = talk(store), store.turns(1)
    store.close()
    again = Store(path)
    assert again.conversations() == [conversation]
    assert again.turns(conversation.id) == turns
    assert [t.text for t in branch(turns, conversation.tip)] == ["Hello there", "Hi. How are you?"]
    assert conversation.title == "Hello there"


def test_versions_branch_and_nothing_is_erased() -> None:
    store = Store(None)
    conversation = talk(store)
    first, reply = store.turns(conversation.id)
    other = store.say(conversation.id, first.id, HEED, "Good day.")
    edited = store.say(conversation.id, None, USER, "Goodbye")
    turns = store.turns(conversation.id)
    assert versions(turns, reply) == [reply, other]
    assert versions(turns, edited) == [first, edited]
    assert store.conversations()[0].tip == edited.id
    assert newest_tip(turns, first) == other.id
    store.show(conversation.id, reply.id)
    assert branch(turns, store.conversations()[0].tip) == [first, reply]


def test_deleted_conversations_come_back() -> None:
    store = Store(None)
    conversation = talk(store)
    store.delete(conversation.id)
    assert store.conversations() == []
    assert store.search("hello") == []
    store.restore(conversation.id)
    assert store.conversations() == [conversation]


@pytest.mark.parametrize(
    ("sought", "count"),
    [
        ("HELLO", 1),
        ("ello th", 1),
        ("hi", 1),
        ("?", 1),
        ("你好", 1),
        ("你好，世", 1),
        ('"', 1),
        ("%", 0),
        ("  ", 0),
    ],
)
def test_search_finds_parts_of_words_in_any_script(sought: str, count: int) -> None:
    store = Store(None)
    conversation = talk(store)
    store.say(conversation.id, 2, USER, '你好，世界 "quoted"')
    assert len(store.search(sought)) == count


def test_a_kill_in_the_middle_of_a_change_loses_only_that_change(path: Path) -> None:
    program = f"""
import os, pathlib, signal
from app.chat.store import Store
store = Store(pathlib.Path({str(path)!r}))
conversation = store.begin("en")
first = store.say(conversation.id, None, "user", "kept")
with store._change() as change:
    change.execute("INSERT INTO turn (conversation, parent, speaker, text, made, complete, details) "
                   "VALUES (1, 1, 'heed', 'half', 0, 1, '{{}}')")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": "."}, check=False)
    assert done.returncode == -signal.SIGKILL
    store = Store(path)
    assert [turn.text for turn in store.turns(1)] == ["kept"]
    assert store.put_aside is None


def test_two_windows_see_each_others_turns(path: Path) -> None:
    one, two = Store(path), Store(path)
    conversation = talk(one)
    two.say(conversation.id, 2, USER, "From the other window")
    assert [turn.text for turn in one.turns(conversation.id)][-1] == "From the other window"
    assert one.conversations() == two.conversations()


def test_windows_that_open_a_new_file_at_once_all_have_it(path: Path) -> None:
    begin = threading.Barrier(8)

    def open_and_talk(_: int) -> None:
        begin.wait()
        store = Store(path)
        talk(store)
        store.close()

    with ThreadPoolExecutor(8) as windows:
        list(windows.map(open_and_talk, range(8)))
    assert len(Store(path).conversations()) == 8


def test_an_older_file_is_brought_up_to_date_whole_or_not_at_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(path)
    conversation = talk(store)
    turns = store.turns(conversation.id)
    store.close()
    step = "ALTER TABLE conversation ADD COLUMN colour TEXT"
    monkeypatch.setattr("app.chat.store.VERSION", VERSION + 1)
    monkeypatch.setattr("app.chat.store.MIGRATIONS", (*MIGRATIONS, (step, "no statement at all")))
    with pytest.raises(NotKept):
        Store(path)
    monkeypatch.setattr("app.chat.store.MIGRATIONS", (*MIGRATIONS, (step,)))
    newer = Store(path)
    assert newer.turns(conversation.id) == turns
    assert newer._rows("SELECT colour FROM conversation") == [(None,)]
    newer.close()
    assert Store(path).conversations() == [conversation]


@pytest.mark.parametrize(
    "damage", [b"This is no database at all. " * 200, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_a_damaged_file_is_put_aside_unchanged(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    store = Store(path)
    assert store.put_aside is not None
    assert store.put_aside.read_bytes() == damage
    talk(store)
    store.close()
    assert len(Store(path).conversations()) == 1


def test_a_newer_file_is_left_alone(path: Path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NotKept) as caught:
        Store(path)
    assert caught.value.reason == "newer"
    assert path.read_bytes() == before


def test_a_full_disk_loses_nothing_that_was_kept(path: Path) -> None:
    store = Store(path)
    conversation = talk(store)
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(NotKept) as caught:
        store.say(conversation.id, 2, USER, "long " * 20_000)
    assert caught.value.reason == "full"
    assert len(store.turns(conversation.id)) == 2
    store._connection.execute("PRAGMA max_page_count = 1000000")
    store.say(conversation.id, 2, USER, "There is room again")
    assert len(store.turns(conversation.id)) == 3


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotKept):
        Store(tmp_path / "file" / "conversations.sqlite")


# Says why a store cannot be kept at a path, as a user who is not root: root may write everywhere.
UNPRIVILEGED = """
import os, pathlib, sys
from app.chat.store import NotKept, Store
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    store = Store(pathlib.Path(sys.argv[1]))
    store.begin("en")
except NotKept as problem:
    print(problem.reason)
else:
    print("kept")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such rights there")
@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_may_not_be_written_is_told_and_its_file_left_alone(there: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "conversations.sqlite"
        if there:
            store = Store(path)
            talk(store)
            store.close()
            path.chmod(0o444)
        before = path.read_bytes() if there else b""
        folder.chmod(0o555)
        environment = {**os.environ, "PYTHONPATH": "."}
        done = subprocess.run(
            [sys.executable, "-c", UNPRIVILEGED, str(path)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        folder.chmod(0o755)
        assert done.stdout == "read-only\n"
        assert [file.name for file in folder.iterdir()] == [path.name] * there
        assert not there or path.read_bytes() == before


def test_json_holds_all_branches() -> None:
    store = Store(None)
    conversation = talk(store)
    store.say(conversation.id, 1, HEED, "Another reply", complete=False)
    conversation, turns = store.conversations()[0], store.turns(conversation.id)
    parcel = exchange.from_json(exchange.to_json(conversation, turns))
    assert parcel.turns == tuple(turns)
    copy = store.take_in(parcel.title, parcel.language, parcel.turns, parcel.tip)

    def said(number: int, tip: int | None) -> list[str]:
        return [turn.text for turn in branch(store.turns(number), tip)]

    assert said(copy.id, copy.tip) == said(conversation.id, conversation.tip)
    assert [t.complete for t in store.turns(copy.id)] == [True, True, False]


def test_markdown_and_text_show_the_branch() -> None:
    store = Store(None)
    conversation, names = talk(store), {USER: "You", HEED: "Heed"}
    turns = store.turns(conversation.id)
    markdown = exchange.to_markdown(conversation, turns, names)
    assert markdown == "# Hello there\n\n**You:** Hello there\n\n**Heed:** Hi. How are you?\n"
    assert exchange.to_text(conversation, turns, names) == "You: Hello there\nHeed: Hi. How are you?\n"


def test_markdown_and_text_come_back_as_they_were() -> None:
    store, names = Store(None), {USER: "You", HEED: "Heed"}
    talk = ("Hello there\n\nTwo: lines\n  and more", "Hi.\nHeed: no", "<b> & **you**", "Yes")
    conversation, parent = store.begin("en"), None
    for number, text in enumerate(talk):
        parent = store.say(conversation.id, parent, (USER, HEED)[number % 2], text).id
    conversation, turns = store.conversations()[0], store.turns(conversation.id)
    called = {USER: {"You", "你"}, HEED: {"Heed"}}
    for back in (
        exchange.from_markdown(exchange.to_markdown(conversation, turns, names), called),
        exchange.from_text(exchange.to_text(conversation, turns, names), called),
    ):
        assert [(turn.speaker, turn.text) for turn in back.turns] == [
            (USER, talk[0]), (HEED, talk[1]), (USER, talk[2]), (HEED, talk[3])
        ]  # fmt: skip
        assert [turn.text for turn in branch(back.turns, back.tip)] == list(talk)
        assert back.title == "Hello there"


def test_turns_of_one_speaker_in_a_row_are_one() -> None:
    text = "You: Hello\nYou: Anybody there?\nHeed: Yes\n"
    found = exchange.from_text(text, {USER: {"You"}, HEED: {"Heed"}})
    assert [turn.text for turn in found.turns] == ["Hello\nAnybody there?", "Yes"]
    with pytest.raises(exchange.NotReadable):
        exchange.from_text("It was a dark night.\nThen: silence.\n", {USER: {"You"}, HEED: {"Heed"}})


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("", "other"),
        ("{}", "other"),
        ('{"what": "heed conversation", "format": 99}', "newer"),
        ('{"what": "heed conversation", "format": 1}', "incomplete"),
        (
            '{"what": "heed conversation", "format": 1, "title": "", "language": "", "tip": 5, "turns": []}',
            "incomplete",
        ),
    ],
)
def test_other_files_are_refused_with_the_reason(file: str, reason: str) -> None:
    with pytest.raises(exchange.NotReadable) as refused:
        exchange.from_json(file)
    assert refused.value.reason == reason


@given(st.text(max_size=200))
def test_titles_are_short_lines(text: str) -> None:
    title = title_of(text)
    assert len(title) <= 49
    assert len(title.splitlines()) <= 1


def test_a_deleted_turn_takes_what_followed_with_it_and_comes_back() -> None:
    store = Store(None)
    conversation = talk(store)
    first, reply = store.turns(conversation.id)
    after = store.say(conversation.id, reply.id, USER, "More, please")
    whole = store.turns(conversation.id)
    store.delete_turn(conversation.id, reply.id, first.id)
    assert store.turns(conversation.id) == [first]
    assert store.conversations()[0].tip == first.id
    assert store.search("more") == store.search("how are") == []
    store.restore_turn(conversation.id, reply.id, after.id)
    assert store.turns(conversation.id) == whole
    assert store.conversations()[0].tip == after.id


def test_bringing_a_turn_back_leaves_deleted_what_was_deleted_before_it() -> None:
    store = Store(None)
    conversation = talk(store)
    first, reply = store.turns(conversation.id)
    after = store.say(conversation.id, reply.id, USER, "More, please")
    store.delete_turn(conversation.id, after.id, reply.id)
    store.delete_turn(conversation.id, reply.id, first.id)
    store.restore_turn(conversation.id, reply.id, reply.id)
    assert store.turns(conversation.id) == [first, reply]


def test_going_on_after_what_another_window_deleted_brings_it_back(path: Path) -> None:
    one, two = Store(path), Store(path)
    conversation = talk(one)
    first, reply = one.turns(conversation.id)
    one.delete_turn(conversation.id, reply.id, first.id)
    said = two.say(conversation.id, reply.id, USER, "Where are you?")
    assert one.turns(conversation.id) == [first, reply, said]
    one.delete_turn(conversation.id, reply.id, first.id)
    two.show(conversation.id, reply.id)
    assert [t.text for t in branch(one.turns(1), one.conversations()[0].tip)] == [first.text, reply.text]


def test_what_was_deleted_a_month_ago_is_gone_for_good(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(path)
    conversation = talk(store)
    first, reply = store.turns(conversation.id)
    store.delete_turn(conversation.id, reply.id, first.id)
    store.close()
    monkeypatch.setattr("app.chat.store.KEPT", -1.0)
    assert Store(path)._rows("SELECT id FROM turn") == [(first.id,)]


def test_a_file_of_the_first_version_keeps_its_turns(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute("INSERT INTO conversation VALUES (1, 'Hello there', 'en', 1.0, 2.0, NULL, 1)")
        connection.execute("INSERT INTO turn VALUES (1, 1, NULL, 'user', 'Hello there', 1.0, 1, '{}')")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    store = Store(path)
    assert [turn.text for turn in branch(store.turns(1), store.conversations()[0].tip)] == ["Hello there"]
    assert len(store.search("hello")) == 1
