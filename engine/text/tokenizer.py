"""Text to tokens and back, with the span of every piece.

BPE: Sennrich, Haddow, Birch 2016, "Neural machine translation of rare words with subword units".
Unigram: Kudo 2018, "Subword regularization". Both by sentencepiece, with byte fallback, so that
no character is unknown.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import sentencepiece

from engine.text.capitals import quiet
from engine.text.chinese import simplified
from engine.text.glosses import Glosses
from engine.text.normalise import edited, normalise
from engine.text.piece import Piece
from engine.text.reading import edits_to_read

PAD, UNK, BOS, EOS = 0, 1, 2, 3

# Appended to a sentencepiece model, this protobuf message is merged into its normalizer_spec (field 3):
# add_dummy_prefix (3) and remove_extra_whitespaces (4) are false. sentencepiece has no call for it.
_EXACTLY_AS_GIVEN = bytes((3 << 3 | 2, 4, 3 << 3, 0, 4 << 3, 0))


_BYTE_SCORE = -15.0  # nats, below those of all letters; sentencepiece gives bytes 0

# What stands before a turn of a conversation: by whom it is.
USER, HEED = "<user>", "<heed>"

# What stands before a document: the kind of summary wanted, and how long it should be.
KINDS = ("<title>", "<sentence>", "<sentences>")
LENGTHS = ("<short>", "<medium>", "<long>")


def exactly_as_given(model: bytes) -> bytes:
    """A sentencepiece model that keeps spaces as they are and adds none."""
    return model + _EXACTLY_AS_GIVEN


def language_tag(language: str) -> str:
    """The piece at the source's start that names the target language (Johnson et al. 2017)."""
    return f"<2{language}>"


class Tokenizer:
    """A sentencepiece model. Control pieces such as `<2fr>` never come out of a user's text.

    See `contract.Tokenizing` for the methods that others share.
    """

    pad, eos, separator = PAD, EOS, ""

    def __init__(self, model: bytes, glosses: Glosses | None = None) -> None:
        """glosses: of a model from Chinese to English. ValueError if `model` is no tokenizer."""
        self.model, self.glosses = model, glosses
        self._processor = sentencepiece.SentencePieceProcessor()
        try:
            self._processor.LoadFromSerializedProto(model)
        except RuntimeError:
            raise ValueError("its tokenizer is not readable") from None

    @classmethod
    def load(cls, path: Path, glosses: Path | None = None) -> Tokenizer:
        return cls(path.read_bytes(), Glosses.parse(glosses.read_bytes()) if glosses else None)

    def extended(self, control: Sequence[str]) -> Tokenizer:
        """This tokenizer with more control pieces, whose tokens follow its own."""
        # Protobuf messages appended to a model are merged into it: here more of its pieces (field 1),
        # each with a name (1), a score (2, a float) and the type "control" (3).
        added = b""
        for piece in control:
            name = piece.encode()
            fields = bytes((1 << 3 | 2, len(name))) + name + bytes((2 << 3 | 5,)) + struct.pack("<f", 0.0)
            message = fields + bytes((3 << 3, 3))
            added += bytes((1 << 3 | 2, len(message))) + message
        return Tokenizer(self.model + added)

    @property
    def vocab(self) -> int:
        return int(self._processor.vocab_size())

    def control(self, piece: str) -> int:
        """The token of a control piece; KeyError if this tokenizer has none of that name."""
        token = int(self._processor.piece_to_id(piece))
        if not self._processor.is_control(token):
            raise KeyError(piece)
        return token

    @cached_property
    def unwritable(self) -> list[int]:
        """Tokens no output may hold: padding, unknown, control pieces but EOS, control characters."""
        control = (t for t in range(self.vocab) if self._processor.is_control(t) and t != EOS)
        characters = (self._processor.piece_to_id(f"<0x{byte:02X}>") for byte in (*range(0x20), 0x7F))
        return sorted({PAD, UNK, BOS, *control, *characters})

    @cached_property
    def byte_tokens(self) -> list[int]:
        """Those that write one byte each, of letters without a token."""
        return [token for token in range(self.vocab) if self._processor.is_byte(token)]

    def piece(self, token: int) -> str:
        return str(self._processor.id_to_piece(token))

    @cached_property
    def spelling(self) -> tuple[bytes, ...]:
        """What each token writes, in UTF-8, with the space that opens a word; control pieces nothing."""
        return tuple(map(self._spelled, range(self.vocab)))

    @cached_property
    def whole_words(self) -> frozenset[str]:
        """The words that are one token, in small letters."""
        words = (spelled[1:].decode() for spelled in self.spelling if spelled.startswith(b" "))
        return frozenset(word.casefold() for word in words if word.isalpha())

    def _spelled(self, token: int) -> bytes:
        if self._processor.is_control(token) or self._processor.is_unknown(token):
            return b""
        if self._processor.is_byte(token):
            return bytes((int(self.piece(token)[1:-1], 16),))
        return self.piece(token).replace("▁", " ").encode()

    def surface(self, token: int) -> str:
        """What a token writes, for a reader; the name of a byte that is not a character by itself."""
        spelled = self.spelling[token]
        return self.piece(token) if len(spelled) == 1 and spelled > b"\x7f" else spelled.decode()

    def continuation(self, text: str) -> list[int]:
        """Tokens that write `text` as it is behind others: a new word begins with a space."""
        opened = text[:1].isspace()
        normalised = normalise(text).text.strip()
        tokens: list[int] = self._continuing.encode(" " * opened + normalised)
        return tokens

    @cached_property
    def _continuing(self) -> sentencepiece.SentencePieceProcessor:
        processor = sentencepiece.SentencePieceProcessor()
        processor.LoadFromSerializedProto(exactly_as_given(self.model))
        return processor

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokens of many normalised texts, without spans: the fast way, for training."""
        encoded: list[list[int]] = self._processor.encode(list(texts), num_threads=2)
        return encoded

    def encode(self, text: str) -> tuple[list[int], list[Piece]]:
        """Tokens of `text` and, for each, its piece with a span of `text` as it was given."""
        normalised = normalise(text)
        encoded = self._processor.encode(normalised.text, return_type="offset_mapping")
        tokens: list[int] = encoded["ids"]
        spans = self._spans(normalised.text, tokens, encoded["offsets"])
        return tokens, [Piece(normalised.text[b:e], *normalised.span(b, e)) for b, e in spans]

    def source(self, text: str, source: str, target: str) -> tuple[list[int], list[Piece]]:
        """See `Tokenizing`.

        What is translated is read without capitals that say nothing (`capitals`), in simplified Chinese
        (`chinese`), and with other words in places (`reading`).
        """
        tag = language_tag(target)
        if source == target:
            tokens, pieces = self.encode(text)
        else:
            tokens, pieces = self._encode_edited(self.as_read(text, source), source, target)
        end = len(text)
        framed = [Piece(tag, 0, 0, True), *pieces, Piece(self.piece(EOS), end, end, True)]
        return [self.control(tag), *tokens, EOS], framed

    def _encode_edited(self, text: str, source: str, target: str) -> tuple[list[int], list[Piece]]:
        """`encode` of the text with its words written in full, with spans of what was typed."""
        glosses = self.glosses.edits(text) if self.glosses and (source, target) == ("zh", "en") else []
        read = edited(text, edits_to_read(text, source, target, glosses))
        tokens, pieces = self.encode(read.text)
        return tokens, [Piece(piece.text, *read.span(piece.begin, piece.end)) for piece in pieces]

    def as_read(self, text: str, language: str, *, surely: bool = False) -> str:
        """See `Tokenizing`."""
        if language == "zh":
            return simplified(text)
        return quiet(text, language, self._likelihood, surely=surely)

    def _likelihood(self, word: str) -> float:
        """Log-probability of a word's pieces, nats (Kudo 2018, equation 1); of BPE, lower is merged later."""
        scores = (
            _BYTE_SCORE if self._processor.is_byte(token) else self._processor.get_score(token)
            for token in self._processor.encode(word)
        )
        return float(sum(scores))

    def decoder_start(self, target: str) -> tuple[int, ...]:  # noqa: ARG002
        return (BOS,)

    def decode(self, tokens: Iterable[int]) -> tuple[str, list[Piece]]:
        """The text of `tokens` and, for each of them, its piece with its span of that text.

        Bytes of a character that is not complete yet come out as U+FFFD. Control pieces write
        nothing: they are special, and stand where they would have written.
        """
        tokens = list(tokens)
        decoded = self._processor.decode(tokens, return_type="offset_mapping")
        text: str = decoded["text"]
        spans = self._spans(text, tokens, decoded["offsets"])
        pieces = [
            Piece(self.piece(token), begin, end, special=True)
            if self._processor.is_control(token)
            else Piece(text[begin:end], begin, end)
            for token, (begin, end) in zip(tokens, spans, strict=True)
        ]
        return text, pieces

    def _spans(
        self, text: str, tokens: Sequence[int], offsets: Sequence[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """sentencepiece's offsets as a reader wants them.

        All bytes of a character have its span, where sentencepiece gives it to the last byte only.
        The space that opens a word belongs to no word.
        """
        spans: list[tuple[int, int]] = []
        for token, (begin, end) in zip(reversed(tokens), reversed(offsets), strict=True):
            if begin == end and self._processor.is_byte(token):
                begin, end = spans[-1]
            while begin < end and text[begin] == " ":
                begin += 1
            spans.append((begin, end))
        return spans[::-1]


def train_tokenizer(
    sentences: Iterable[str], *, vocab: int, kind: str, control: Sequence[str], threads: int = 2
) -> Tokenizer:
    """A new tokenizer from normalised sentences; `kind` is "unigram" or "bpe"."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=model,
        model_type=kind,
        vocab_size=vocab,
        character_coverage=0.9995,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        max_sentence_length=2000,
        control_symbols=list(control),
        pad_id=PAD,
        unk_id=UNK,
        bos_id=BOS,
        eos_id=EOS,
        num_threads=threads,
        minloglevel=2,
        train_extremely_large_corpus=False,
    )
    return Tokenizer(model.getvalue())
