"""A translation as a file, `.heed`: all that was asked, and all that was answered.

A zip of `session.json` and of the attention, `attention.npz`. It is opened without the model, so what is
shown is the same on any machine. (No torch and no Qt here.)
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import UnreadableSession
from engine.events import Candidate, Draft, Finished, SentenceFinished, Started
from engine.requests import Prefix
from engine.search.options import DecodingOptions
from engine.text.piece import Piece

FORMAT = 1  # a greater one is for what older programs would misread
SUFFIX = "heed"
RECORD, ATTENTION = "session.json", "attention.npz"
_LARGEST = 1 << 30  # bytes, unpacked: more is no text that was translated here
_THEN = (1980, 1, 1, 0, 0, 0)  # the same session is the same file, whenever it is written
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Decided:
    """What the user has decided about a sentence; see `Prefix`."""

    prefix: Prefix | None
    taken: tuple[int, ...] = ()  # the tokens of the hypothesis that stands for the best


@dataclass(frozen=True, kw_only=True)
class Session:
    text: str
    source_language: str
    target_language: str
    wanted: str  # the model that was asked for; "" the best
    fingerprint: str  # of the weights that translated; "" unknown
    options: DecodingOptions  # with the seed
    decided: Mapping[int, Decided]
    started: Started
    sentences: tuple[SentenceFinished, ...]
    finished: Finished

    @property
    def model(self) -> str:
        """The model that translated."""
        return self.started.model


def fingerprint(weights: Path) -> str:
    """The SHA-256 of a file of weights, in hexadecimal; "" if it cannot be read."""
    digest = hashlib.sha256()
    try:
        with weights.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


def write(session: Session) -> bytes:
    arrays: dict[str, NDArray[np.float32]] = {}
    sentences = []
    for number, sentence in enumerate(session.sentences):
        drafts = []
        for rank, draft in enumerate(sentence.hypotheses):
            arrays[f"{number}.{rank}"] = (
                np.stack(draft.columns) if draft.columns else np.zeros((0, 0, 0, 0), np.float32)
            )
            record = _plain(dataclasses.replace(draft, columns=(), looks=None))
            del record["columns"], record["looks"]
            drafts.append(record)
        sentences.append({**_plain(dataclasses.replace(sentence, hypotheses=())), "hypotheses": drafts})
    plain = {
        "format": FORMAT,
        **_plain(dataclasses.replace(session, sentences=(), decided={})),
        "sentences": sentences,
        "decided": [{"sentence": i, **_plain(decided)} for i, decided in sorted(session.decided.items())],
    }
    file, attention = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(attention, "w") as inner:
        for name, array in arrays.items():
            one = io.BytesIO()
            np.save(one, array, allow_pickle=False)
            inner.writestr(zipfile.ZipInfo(f"{name}.npy", _THEN), one.getvalue())
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as outer:
        for name, data in (
            (RECORD, json.dumps(plain, ensure_ascii=False).encode()),
            (ATTENTION, attention.getvalue()),
        ):
            info = zipfile.ZipInfo(name, _THEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            outer.writestr(info, data)
    return file.getvalue()


def _plain(record: Any) -> dict[str, Any]:
    return dataclasses.asdict(record)


def read(data: bytes) -> Session:
    """UnreadableSession if the file is damaged, is none of ours, or is newer than this program."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as outer:
            if sum(info.file_size for info in outer.infolist()) > _LARGEST:
                raise ValueError("it is too large")
            plain = json.loads(outer.read(RECORD))
            attention = outer.read(ATTENTION)
        if not isinstance(plain, dict) or not isinstance(plain.get("format"), int):
            raise ValueError("it has no format number")
        if plain["format"] > FORMAT:
            raise UnreadableSession(f"its format {plain['format']} is newer than {FORMAT}", newer=True)
        with np.load(io.BytesIO(attention), allow_pickle=False) as arrays:
            if sum(info.file_size for info in arrays.zip.infolist()) > _LARGEST:
                raise ValueError("it is too large")
            return _session(plain, arrays)
    except KeyError as error:
        raise UnreadableSession(f"it has no {error.args[0]}") from None
    except (
        ValueError, TypeError, AttributeError, RecursionError, EOFError, NotImplementedError, OSError,
        RuntimeError, MemoryError, zipfile.BadZipFile, zlib.error,
    ) as error:  # fmt: skip
        raise UnreadableSession(str(error) or "it is damaged") from None


def _session(plain: Mapping[str, Any], arrays: Any) -> Session:
    text = _text(plain["text"])
    started = plain["started"]
    spans = tuple((int(begin), int(end)) for begin, end in started["spans"])
    if any(not 0 <= begin <= end <= len(text) for begin, end in spans):
        raise ValueError("a sentence stands outside of the text")
    sentences = tuple(_sentence(record, i, text, arrays) for i, record in enumerate(plain["sentences"]))
    if len(sentences) != len(spans):
        raise ValueError("it has not all sentences")
    finished, options = plain["finished"], dict(plain["options"])
    for name in ("required", "banned"):
        options[name] = tuple(map(_text, options[name]))
    return Session(
        text=text,
        source_language=_text(plain["source_language"]),
        target_language=_text(plain["target_language"]),
        wanted=_text(plain["wanted"]),
        fingerprint=_text(plain["fingerprint"]),
        options=_options(options),
        decided={int(record["sentence"]): _decided(record) for record in plain["decided"]},
        started=Started(
            number=0, model=_text(started["model"]), device=_text(started["device"]), spans=spans
        ),
        sentences=sentences,
        finished=Finished(
            number=0,
            text=_text(finished["text"]),
            tokens=int(finished["tokens"]),
            seconds=float(finished["seconds"]),
        ),
    )


def _options(values: dict[str, Any]) -> DecodingOptions:
    made = DecodingOptions(**values)
    for field in dataclasses.fields(DecodingOptions):
        usual, value = getattr(DecodingOptions(), field.name), getattr(made, field.name)
        if isinstance(usual, bool) is not isinstance(value, bool) or not isinstance(
            value, (int, float) if isinstance(usual, float) else type(usual)
        ):
            raise ValueError(f"the option {field.name} is {value!r}")
    return made


def _decided(record: Mapping[str, Any]) -> Decided:
    prefix = record["prefix"]
    if prefix is not None:
        prefix = Prefix(
            sentence=int(prefix["sentence"]),
            tokens=_numbers(prefix["tokens"]),
            text=_text(prefix["text"]),
            banned=_numbers(prefix["banned"]),
        )
    return Decided(prefix, _numbers(record["taken"]))


def _sentence(record: Mapping[str, Any], number: int, text: str, arrays: Any) -> SentenceFinished:
    drafts = tuple(
        _draft(draft, text, arrays[f"{number}.{rank}"]) for rank, draft in enumerate(record["hypotheses"])
    )
    if not drafts:
        raise ValueError("a sentence has no translation")
    return SentenceFinished(
        number=0,
        sentence=number,
        before=_text(record["before"]),
        offset=int(record["offset"]),
        hypotheses=drafts,
        stopped_by_length=bool(record["stopped_by_length"]),
    )


def _draft(record: Mapping[str, Any], text: str, weights: NDArray[np.float32]) -> Draft:
    pieces, source = _pieces(record["pieces"]), _pieces(record["source_pieces"])
    scores, tokens = tuple(map(float, record["scores"])), _numbers(record["tokens"])
    candidates = tuple(
        tuple(Candidate(int(c["token"]), _text(c["text"]), float(c["score"])) for c in place)
        for place in record["candidates"]
    )
    entropies = tuple(map(float, record["entropies"]))
    count = len(pieces)
    if not count == len(scores) == len(tokens) == len(candidates) == len(entropies) == len(weights):
        raise ValueError("a translation is incomplete")
    if weights.dtype != np.float32 or weights.ndim != 4 or weights.shape[3] != len(source):
        raise ValueError("its attention does not fit its text")
    if not np.isfinite(weights).all():
        raise ValueError("its attention is not all numbers")
    if any(not 0 <= piece.begin <= piece.end <= len(text) for piece in source):
        raise ValueError("a piece stands outside of the text")
    return Draft(
        text=_text(record["text"]),
        pieces=pieces,
        source_pieces=source,
        scores=scores,
        score=float(record["score"]),
        columns=tuple(weights),
        tokens=tokens,
        candidates=candidates,
        entropies=entropies,
        length_penalty=float(record["length_penalty"]),
        coverage_penalty=float(record["coverage_penalty"]),
        missing=tuple(map(_text, record["missing"])),
        alignment=dict(record["alignment"]),
    )


def _pieces(records: Any) -> tuple[Piece, ...]:
    return tuple(
        Piece(_text(piece["text"]), int(piece["begin"]), int(piece["end"]), bool(piece["special"]))
        for piece in records
    )


def _numbers(values: Any) -> tuple[int, ...]:
    return tuple(int(value) for value in values)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value
