"""A session comes back as it was, on any machine; what is damaged or newer is refused with a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import UnreadableSession
from engine.events import Finished, SentenceFinished, Started
from engine.requests import Prefix
from engine.search.options import DecodingOptions
from engine.session import ATTENTION, RECORD, Decided, Session, fingerprint, read, write
from tests.fake_drafts import runners_up, sentences
from tests.fake_drafts import write as drafts

TEXT = "The black cat sleeps. 😀 red rain."


def session() -> Session:
    spans = tuple(sentences(TEXT))
    answers = []
    for number, span in enumerate(spans):
        *_, best = drafts(TEXT, span, 20 * number, "fr")
        answers.append(
            SentenceFinished(
                number=0,
                sentence=number,
                before=" " * number,
                offset=20 * number,
                hypotheses=(best, *runners_up(20 * number, "fr", best)),
                stopped_by_length=False,
            )
        )
    return Session(
        text=TEXT,
        source_language="en",
        target_language="fr",
        wanted="",
        fingerprint="ab12",
        options=DecodingOptions(temperature=0.7, seed=-5, required=(), banned=("chien", "loup")),
        decided={1: Decided(Prefix(sentence=1, tokens=(1, 2), banned=(7,)), taken=(3, 4))},
        started=Started(number=0, model="en-fr-small", device="cpu", spans=spans),
        sentences=tuple(answers),
        finished=Finished(number=0, text="le noir chat dort. pluie.", tokens=9, seconds=0.5),
    )


def test_what_is_read_is_what_was_written() -> None:
    before = session()
    after = read(write(before))
    for one, other in zip(before.sentences, after.sentences, strict=True):
        for a, b in zip(one.hypotheses, other.hypotheses, strict=True):
            np.testing.assert_array_equal(np.stack(a.columns), np.stack(b.columns))
            assert (a.text, a.pieces, a.source_pieces, a.tokens) == (
                b.text,
                b.pieces,
                b.source_pieces,
                b.tokens,
            )
            assert (a.scores, a.score, a.candidates, a.entropies) == (
                b.scores,
                b.score,
                b.candidates,
                b.entropies,
            )
    assert (after.text, after.options, after.decided) == (before.text, before.options, before.decided)
    assert (after.started, after.finished) == (before.started, before.finished)
    assert after.fingerprint == "ab12"
    assert write(after) == write(before)  # to the byte


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        record, attention = json.loads(old.read(RECORD)), old.read(ATTENTION)
    change(record)
    return packed({RECORD: json.dumps(record).encode(), ATTENTION: attention})


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return file.getvalue()


def test_newer_format_is_refused_as_newer() -> None:
    with pytest.raises(UnreadableSession) as refused:
        read(changed(write(session()), lambda record: record.update(format=2, surprise={})))
    assert refused.value.newer


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no format": lambda r: r.pop("format"),
    "no text": lambda r: r.pop("text"),
    "text is a number": lambda r: r.update(text=5),
    "a span outside": lambda r: r["started"].update(spans=[[0, 9999], [1, 2]]),
    "a sentence less": lambda r: r["sentences"].pop(),
    "no hypothesis": lambda r: r["sentences"][0].update(hypotheses=[]),
    "a piece less": lambda r: r["sentences"][0]["hypotheses"][0]["pieces"].pop(),
    "a source piece more": lambda r: r["sentences"][0]["hypotheses"][0]["source_pieces"].append(
        {"text": "x", "begin": 0, "end": 1, "special": False}
    ),
    "an unknown option": lambda r: r["options"].update(loudness=11),
    "an option of the wrong kind": lambda r: r["options"].update(beam="wide"),
    "decided is a text": lambda r: r.update(decided="x"),
    "nothing at all": lambda r: r.clear(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_damaged_record_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(UnreadableSession) as refused:
        read(changed(write(session()), change))
    assert not refused.value.newer
    assert str(refused.value)


@pytest.mark.parametrize("length", [0, 1, 30, 500, -200, -30, -1])
def test_cut_file_is_refused(length: int) -> None:
    with pytest.raises(UnreadableSession):
        read(write(session())[:length])


def test_every_kind_of_other_file_is_refused() -> None:
    good = write(session())
    with zipfile.ZipFile(io.BytesIO(good)) as file:
        record = file.read(RECORD)
    pickled = io.BytesIO()
    with zipfile.ZipFile(pickled, "w") as arrays:
        one = io.BytesIO()
        np.save(one, np.array([{"a": 1}], object), allow_pickle=True)
        arrays.writestr("0.0.npy", one.getvalue())
    for data in (
        b"hello",
        packed({}),
        packed({RECORD: b"[1, 2]", ATTENTION: b""}),
        packed({RECORD: b"{", ATTENTION: b""}),
        packed({RECORD: b"[" * 100_000, ATTENTION: b""}),
        packed({RECORD: record, ATTENTION: b"no arrays"}),
        packed({RECORD: record, ATTENTION: pickled.getvalue()}),
        good[: len(good) // 2] + b"\0" * 40 + good[len(good) // 2 + 40 :],
    ):
        with pytest.raises(UnreadableSession):
            read(data)


def test_fingerprint_tells_weights_apart(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"weights")
    (tmp_path / "b").write_bytes(b"weights")
    (tmp_path / "c").write_bytes(b"weightz")
    assert fingerprint(tmp_path / "a") == fingerprint(tmp_path / "b") != fingerprint(tmp_path / "c")
    assert fingerprint(tmp_path / "d") == ""
