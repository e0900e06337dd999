"""Tokenizers that come with models from elsewhere: what stands around a text is in the model's card."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import sentencepiece
import tokenizers
from tokenizers import pre_tokenizers

from engine.text.piece import Piece
from engine.text.tokenizer import exactly_as_given
from engine.text.written import surface, trimmed, written

_BYTE = re.compile("<0x([0-9A-F]{2})>")
_CONTROL_CHARACTERS = tuple(map(chr, (*range(0x20), 0x7F)))
SOURCE, TARGET = "source", "target"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around a text, as the network was trained to read it; `card.tokenizer["frame"]`.

    In `before`, `after` and `decoder_start` a number is a token; "source" and "target" are the tags of
    the languages.
    """

    pad: int
    eos: int
    unknown: int
    before: tuple[int | str, ...] = ()
    after: tuple[int | str, ...] = ()
    decoder_start: tuple[int | str, ...]
    tags: dict[str, int] = field(default_factory=dict)  # language -> token
    # Text before the user's: "en-de" -> "translate English to German: "; "" is for all other pairs.
    prefixes: dict[str, str] = field(default_factory=dict)
    separator: str = "\n"  # between the turns of a conversation
    special: tuple[int, ...] = ()  # tokens that no text gives, and that write nothing
    spelling: dict[str, str] = field(default_factory=dict)  # pieces that write something else, "<n>" -> "\n"

    def tokens(self, parts: Sequence[int | str], source: str, target: str) -> list[int]:
        tags = {SOURCE: source, TARGET: target}
        return [part if isinstance(part, int) else self.tags[tags[part]] for part in parts]

    def prefix(self, source: str, target: str) -> str:
        return self.prefixes.get(f"{source}-{target}", self.prefixes.get("", ""))

    def to_card(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Frame:
        """TypeError if a field is unknown or missing."""
        tuples = {name: tuple(table[name]) for name in _TUPLES if name in table}
        return cls(**{**table, **tuples})


_TUPLES = ("before", "after", "decoder_start", "special")


class Framed:
    """What the tokenizers below share; see `contract.Tokenizing`."""

    def __init__(self, pieces: Sequence[str], frame: Frame) -> None:
        """pieces: the name of every token. ValueError if the frame has tokens that are not there."""
        self.pieces, self.frame = pieces, frame
        self.pad, self.eos, self.vocab = frame.pad, frame.eos, len(pieces)
        self.separator = frame.separator
        self._special = {frame.pad, frame.eos, frame.unknown, *frame.special, *frame.tags.values()}
        around = (*frame.before, *frame.after, *frame.decoder_start)
        named = {*self._special, *(part for part in around if isinstance(part, int))}
        if not all(0 <= token < len(pieces) for token in named):
            raise ValueError("its tokenizer lacks a token that its card names")

    def control(self, piece: str) -> int:
        token = next((token for token in self._special if self.pieces[token] == piece), None)
        if token is None:
            raise KeyError(piece)
        return token

    def _encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Tokens of a source text and their spans."""
        raise NotImplementedError

    def encode(self, text: str) -> tuple[list[int], list[Piece]]:
        tokens, spans = self._encode(text)
        return tokens, self._pieces(text, tokens, spans)

    def source(self, text: str, source: str, target: str) -> tuple[list[int], list[Piece]]:
        frame = self.frame
        prefix = frame.prefix(source, target)
        before = frame.tokens(frame.before, source, target)
        after = frame.tokens(frame.after, source, target)
        tokens, spans = self._encode(prefix + text)
        read = self._pieces(prefix + text, tokens, spans)
        shift = len(prefix)
        pieces = [
            Piece(p.text, p.begin - shift, p.end - shift)
            if p.begin >= shift
            else Piece(p.text, 0, max(p.end - shift, 0), special=p.end <= shift)
            for p in read
        ]
        return [*before, *tokens, *after], [
            *(Piece(self.piece(token), 0, 0, True) for token in before),
            *pieces,
            *(Piece(self.piece(token), len(text), len(text), True) for token in after),
        ]

    def as_read(self, text: str, language: str, *, surely: bool = False) -> str:  # noqa: ARG002
        return text  # a model from elsewhere gets what was typed

    def decoder_start(self, target: str) -> tuple[int, ...]:
        return tuple(self.frame.tokens(self.frame.decoder_start, target, target))

    def decode(self, tokens: Iterable[int]) -> tuple[str, list[Piece]]:
        tokens = list(tokens)
        names = [self.pieces[token] if token in self._special else None for token in tokens]
        return written([self.spelling[token] for token in tokens], names)

    @cached_property
    def spelling(self) -> tuple[bytes, ...]:
        return tuple(
            b"" if token in self._special else self._spelled(piece) for token, piece in enumerate(self.pieces)
        )

    def _spelled(self, piece: str) -> bytes:
        byte = _BYTE.fullmatch(piece)
        if byte:
            return bytes((int(byte[1], 16),))
        return self.frame.spelling.get(piece, piece.replace("▁", " ")).encode("utf-8", "replace")

    @cached_property
    def unwritable(self) -> list[int]:
        controls = {c.encode() for c in _CONTROL_CHARACTERS} - {
            s.encode() for s in self.frame.spelling.values()
        }
        found = (token for token, spelled in enumerate(self.spelling) if spelled in controls)
        return sorted({*self._special, *found} - {self.eos})

    def piece(self, token: int) -> str:
        return self.pieces[token]

    def surface(self, token: int) -> str:
        return surface(self.pieces[token], self.spelling[token])

    def _pieces(self, text: str, tokens: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[Piece]:
        """Pieces of what was read. A part of a character that was taken apart has the span of all of it."""
        pieces: list[Piece] = []
        for token, (begin, end) in zip(reversed(tokens), reversed(spans), strict=True):
            if begin == end and self.spelling[token].strip() and pieces and pieces[-1].begin == begin:
                begin, end = pieces[-1].begin, pieces[-1].end
            begin, end = trimmed(text, begin, end)
            pieces.append(Piece(text[begin:end], begin, end))
        return pieces[::-1]


class SentencePieces(Framed):
    """sentencepiece cuts the text; a table of its own says which token each piece is.

    Source and target may be cut by different models, and have different tables.
    """

    def __init__(
        self,
        source: bytes,
        target: bytes,
        pieces: Sequence[str],
        frame: Frame,
        source_pieces: Sequence[str] | None = None,
    ) -> None:
        super().__init__(pieces, frame)
        self._source, self._target = _processor(source), _processor(target)
        self._model = target
        self._tokens = self._table(pieces)
        self._source_tokens = self._tokens if source_pieces is None else self._table(source_pieces)

    @classmethod
    def load(cls, folder: Path, table: Mapping[str, Any]) -> SentencePieces:
        source, target = ((folder / table[name]).read_bytes() for name in (SOURCE, TARGET))
        own = read_pieces(folder / table["source_pieces"]) if "source_pieces" in table else None
        return cls(source, target, read_pieces(folder / table["pieces"]), Frame.of(table["frame"]), own)

    def _table(self, pieces: Sequence[str]) -> dict[str, int]:
        return {piece: token for token, piece in enumerate(pieces) if token not in self._special}

    def encode(self, text: str) -> tuple[list[int], list[Piece]]:
        tokens, spans = self._cut(self._target, self._tokens, text)
        return tokens, self._pieces(text, tokens, spans)

    def _encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        return self._cut(self._source, self._source_tokens, text)

    def _cut(
        self, processor: sentencepiece.SentencePieceProcessor, table: Mapping[str, int], text: str
    ) -> tuple[list[int], list[tuple[int, int]]]:
        text = text.encode("utf-8", "replace").decode()  # lone surrogates are no text
        cut = processor.encode(text, return_type="offset_mapping")
        return [table.get(piece, self.frame.unknown) for piece in cut["pieces"]], cut["offsets"]

    def continuation(self, text: str) -> list[int]:
        tokens, _ = self._cut(self._continuing, self._tokens, " " * text[:1].isspace() + text.strip())
        return tokens

    @cached_property
    def _continuing(self) -> sentencepiece.SentencePieceProcessor:
        return _processor(exactly_as_given(self._model))


class JsonTokenizer(Framed):
    """The file `tokenizer.json` of the library `tokenizers`, such as byte-level BPE (Radford et al. 2019)."""

    def __init__(self, text: str, pieces: Sequence[str], frame: Frame, spelling: str) -> None:
        """spelling: "bytes" (of GPT-2), "spaces" (▁ opens a word) or "ends" (</w> ends one)."""
        self._style = spelling
        super().__init__(pieces, frame)
        try:
            self._tokenizer = tokenizers.Tokenizer.from_str(text)
            self._continuing = tokenizers.Tokenizer.from_str(text)
        except Exception as error:  # the library raises nothing narrower
            raise ValueError(f"its tokenizer is not readable ({error})") from None
        if spelling == "bytes":
            self._continuing.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        elif spelling == "spaces":
            self._continuing.pre_tokenizer = pre_tokenizers.Metaspace("▁", "never")

    @classmethod
    def load(cls, folder: Path, table: Mapping[str, Any]) -> JsonTokenizer:
        text = (folder / table["file"]).read_text(encoding="utf-8")
        pieces = read_pieces(folder / table["pieces"])
        return cls(text, pieces, Frame.of(table["frame"]), table["spelling"])

    def _encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        return self._cut(self._tokenizer, text)

    def _cut(self, tokenizer: tokenizers.Tokenizer, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        text = text.encode("utf-8", "replace").decode()
        cut = tokenizer.encode(text, add_special_tokens=False)
        unknown = self.frame.unknown
        # A piece whose name is that of a control token is one by accident.
        lost = self._special.__contains__
        return [unknown if lost(t) or t >= self.vocab else t for t in cut.ids], cut.offsets

    def _spelled(self, piece: str) -> bytes:
        if piece in self.frame.spelling:
            return self.frame.spelling[piece].encode()
        if self._style == "bytes":
            found = [_GPT2_BYTES.get(c) for c in piece]
            return bytes(b for b in found if b is not None) if None not in found else piece.encode()
        if self._style == "ends":
            return (piece.removesuffix("</w>") + " " * piece.endswith("</w>")).encode()
        return super()._spelled(piece)

    def continuation(self, text: str) -> list[int]:
        return self._cut(self._continuing, " " * text[:1].isspace() + text.strip())[0]


def _processor(model: bytes) -> sentencepiece.SentencePieceProcessor:
    processor = sentencepiece.SentencePieceProcessor()
    try:
        processor.LoadFromSerializedProto(model)
    except RuntimeError:
        raise ValueError("its tokenizer is not readable") from None
    return processor


def _gpt2_bytes() -> dict[str, int]:
    """The character that stands for each byte in a byte-level vocab: printable ones for themselves."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {chr(0x100 + i): byte for i, byte in enumerate(others)}


_GPT2_BYTES = _gpt2_bytes()


def read_pieces(path: Path) -> list[str]:
    """The names of tokens from a JSON list. ValueError if it is none."""
    pieces = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(pieces, list) or not all(isinstance(piece, str) for piece in pieces):
        raise ValueError("its list of pieces is not readable")
    return pieces


KINDS: dict[str, type[SentencePieces | JsonTokenizer]] = {
    "sentencepiece": SentencePieces,
    "json": JsonTokenizer,
}


def load_tokenizer(folder: Path, table: Mapping[str, Any]) -> SentencePieces | JsonTokenizer:
    """The tokenizer that a card's table describes. KeyError, TypeError or ValueError if it cannot be."""
    return KINDS[table["kind"]].load(folder, table)
