"""The tokenizer files of checkpoints -> those of `engine.text.framed`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sentencepiece

from engine.errors import BadInput
from engine.importers.config import Source, names_of, read_json
from engine.text.framed import Frame

_LARGEST = 2**24  # tokens
Files = dict[str, bytes]


@dataclass(frozen=True)
class Pieces:
    """How a text is cut, and what each token is called."""

    table: dict[str, Any]  # of a card, without the frame
    files: Files
    names: list[str]
    special: tuple[int, ...]

    def token(self, *names: str) -> int:
        """The token of the first of these names; BadInput if there is none."""
        for name in names:
            if name in self.names:
                return self.names.index(name)
        raise BadInput(f"The tokenizer has no {names[0]}.")

    def framed(self, frame: Frame) -> dict[str, Any]:
        """A card's table."""
        return {**self.table, "files": list(self.files), "frame": frame.to_card()}


def by_vocab(
    source: Path,
    target: Path,
    names: list[str],
    source_names: list[str] | None,
    special: Sequence[str],
) -> Pieces:
    """sentencepiece models, and tables of numbers that are not the models' own: Marian, M2M100.

    names: of all tokens, of the target's where the source has others; special: those of control tokens.
    """
    files = {"source.spm": read_spm(source), "pieces.json": _json(names)}
    table = {"kind": "sentencepiece", "source": "source.spm", "target": "source.spm", "pieces": "pieces.json"}
    if target != source:
        files["target.spm"] = read_spm(target)
        table["target"] = "target.spm"
    if source_names is not None:
        files["source-pieces.json"] = _json(source_names)
        table["source_pieces"] = "source-pieces.json"
    return Pieces(table, files, names, tuple(i for i, name in enumerate(names) if name in set(special)))


def by_rule(model: Path, before: Sequence[str], skip: int, after: Sequence[str]) -> Pieces:
    """A sentencepiece model whose first pieces are left out and that has others before and after it."""
    data = read_spm(model)
    processor = sentencepiece.SentencePieceProcessor()
    processor.LoadFromSerializedProto(data)
    own = [processor.id_to_piece(i) for i in range(processor.vocab_size())]
    names = [*before, *own[skip:], *after]
    control = {own[i] for i in range(len(own)) if processor.is_control(i) or processor.is_unknown(i)}
    control |= {*before, *after}
    table = {"kind": "sentencepiece", "source": "source.spm", "target": "source.spm", "pieces": "pieces.json"}
    files = {"source.spm": data, "pieces.json": _json(names)}
    return Pieces(table, files, names, tuple(i for i, name in enumerate(names) if name in control))


def by_json(path: Path) -> Pieces:
    """A `tokenizer.json`. Its control tokens are taken out of what a text may give."""
    values = read_json(path)
    try:
        model, added = values["model"], values.get("added_tokens") or []
        vocab = model["vocab"]
        ids = vocab if isinstance(vocab, dict) else {entry[0]: i for i, entry in enumerate(vocab)}
        ids = {**ids, **{token["content"]: token["id"] for token in added}}
        special = {token["id"] for token in added if token.get("special")}
        plain = [token for token in added if not token.get("special")]
        names = _in_order(ids)
        if not isinstance(vocab, dict):
            # The library would find `</s>` in a text: here no text can have the name of a control token.
            model["vocab"] = [
                [f"\U000f0000{i}", entry[1]] if i in special and i != model.get("unk_id") else entry
                for i, entry in enumerate(vocab)
            ]
        values = {
            **values,
            "added_tokens": plain,
            "post_processor": None,
            "truncation": None,
            "padding": None,
        }
    except (KeyError, TypeError, IndexError, AttributeError):
        raise BadInput(f"{path.name} cannot be read.") from None
    kinds = json.dumps([values.get("decoder"), values.get("pre_tokenizer")])
    style = "bytes" if "ByteLevel" in kinds else "ends" if model.get("end_of_word_suffix") else "spaces"
    files = {"tokenizer.json": json.dumps(values, ensure_ascii=False).encode(), "pieces.json": _json(names)}
    table = {"kind": "json", "file": "tokenizer.json", "pieces": "pieces.json", "spelling": style}
    return Pieces(table, files, names, tuple(sorted(special)))


def by_merges(vocab: Path, merges: Path, special: Sequence[str], *, space_first: bool) -> Pieces:
    """`vocab.json` and `merges.txt` of byte-level BPE. space_first: before every text."""
    names = names_in(vocab)
    level = {"type": "ByteLevel", "add_prefix_space": space_first, "trim_offsets": False, "use_regex": True}
    values = {
        "version": "1.0",
        "added_tokens": [],
        "pre_tokenizer": level,
        "decoder": level,
        "model": {"type": "BPE", "vocab": _vocab(vocab), "merges": _merges(merges)},
    }
    files = {"tokenizer.json": json.dumps(values, ensure_ascii=False).encode(), "pieces.json": _json(names)}
    table = {"kind": "json", "file": "tokenizer.json", "pieces": "pieces.json", "spelling": "bytes"}
    return Pieces(table, files, names, tuple(i for i, name in enumerate(names) if name in set(special)))


def by_ends(vocab: Path, merges: Path, special: Sequence[str], unknown: str) -> Pieces:
    """Lower-cased words whose parts are joined by `@@`, as of Blenderbot-small; here `</w>` ends a word."""
    given = _vocab(vocab)
    kept = set(special)
    renamed = {
        name if name in kept else name[:-2] if name.endswith("@@") else f"{name}</w>": token
        for name, token in given.items()
    }
    names = _in_order(renamed)
    # What is merged but is no piece of its own needs a number all the same; it comes out as unknown.
    pairs = _merges(merges)
    missing = [part for pair in pairs for part in (*pair, "".join(pair)) if part not in renamed]
    with_all = {**renamed, **{name: len(names) + i for i, name in enumerate(dict.fromkeys(missing))}}
    apart = {"type": "Split", "behavior": "Isolated", "invert": False}
    values = {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Replace", "pattern": {"Regex": "(?<=\\S)\n"}, "content": " __newln__ "},
                {"type": "Lowercase"},
            ],
        },
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "WhitespaceSplit"},
                {**apart, "pattern": {"Regex": "'"}},
                {**apart, "behavior": "MergedWithNext", "pattern": {"Regex": "[.,!?()]"}},
            ],
        },
        "model": {
            "type": "BPE",
            "vocab": with_all,
            "merges": pairs,
            "unk_token": unknown,
            "end_of_word_suffix": "</w>",
        },
    }
    files = {"tokenizer.json": json.dumps(values, ensure_ascii=False).encode(), "pieces.json": _json(names)}
    table = {"kind": "json", "file": "tokenizer.json", "pieces": "pieces.json", "spelling": "ends"}
    return Pieces(table, files, names, tuple(i for i, name in enumerate(names) if name in kept))


def read_spm(path: Path) -> bytes:
    """BadInput if it is no sentencepiece model."""
    data = path.read_bytes()
    try:
        sentencepiece.SentencePieceProcessor().LoadFromSerializedProto(data)
    except RuntimeError:
        raise BadInput(f"{path.name} is not a sentencepiece model, or is damaged.") from None
    return data


def added_names(source: Source, pattern: re.Pattern[str]) -> list[str]:
    """Names of added tokens that match, in the order of their numbers, from the first file that has any."""
    path = source.path("tokenizer.json")
    values = read_json(path) if path else {}
    listed = values.get("added_tokens") if isinstance(values, dict) else None
    decoder = source.tokenizer.table("added_tokens_decoder").values
    try:
        lists = [
            names_of(sorted(listed or [], key=lambda token: token["id"])),
            names_of([token for _, token in sorted(decoder.items(), key=lambda item: int(item[0]))]),
            *source.special_names(),
        ]
    except (KeyError, TypeError, ValueError):
        raise BadInput("The list of added tokens cannot be read.") from None
    found = ([name for name in names if pattern.fullmatch(name)] for names in lists)
    return next(filter(None, found), [])


def names_in(path: Path) -> list[str]:
    """The names of all tokens, from a table of their numbers."""
    return _in_order(_vocab(path))


def _vocab(path: Path) -> dict[str, int]:
    values = read_json(path)
    if not isinstance(values, dict) or not all(isinstance(token, int) for token in values.values()):
        raise BadInput(f"{path.name} is not a table of tokens.")
    return values


def _in_order(ids: Mapping[str, int]) -> list[str]:
    """The name of every token; numbers that none has are called after themselves."""
    if not ids or min(ids.values()) < 0 or max(ids.values()) >= min(_LARGEST, 4 * len(ids) + 1000):
        raise BadInput("The numbers of the tokens make no sense.")
    names = [f"<{i}>" for i in range(max(ids.values()) + 1)]
    for name, token in ids.items():
        names[token] = name
    return names


def _merges(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    pairs = [line.split(" ") for line in lines if line and not line.startswith("#version")]
    if not all(len(pair) == 2 for pair in pairs):
        raise BadInput(f"{path.name} is not a list of merges.")
    return pairs


def _json(names: Sequence[str]) -> bytes:
    return json.dumps(list(names), ensure_ascii=False).encode()
