"""Conversations and documents to learn from: JSON lines, `NAME.LL.jsonl[.xz]`.

{"context": ["turn", ...], "reply": "..."} or {"document": "...", "summary": "..."}.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.cards import CHAT, SUMMARISE
from engine.errors import BadInput
from engine.text.normalise import plain
from engine.text.tokenizer import HEED, KINDS, LENGTHS, USER, Tokenizer, language_tag
from engine.training.config import TrainingConfig
from engine.training.corpus import Corpus, kept_sentences, read_lines

Pair = tuple[list[int], list[int]]
_SHORT, _MEDIUM = 12, 30  # tokens of a summary that is still short, or of medium length


def controls(task: str) -> Sequence[str]:
    """The control pieces that a task needs beside the language tags."""
    return {CHAT: (USER, HEED), SUMMARISE: (*KINDS, *LENGTHS)}.get(task, ())


def load_items(
    config: TrainingConfig, rates: dict[str, float], tokenizer: Tokenizer, cache: Path, longest: int
) -> list[Corpus]:
    """Every named file of every language. A source too long is cut, a target too long left out."""
    corpora = []
    for (language, _), (name, rate) in itertools.product(
        ((x, x) for x in config.data.languages), rates.items()
    ):
        path = find_items(Path(config.data.folder), name, language)
        rate = rates.get(f"{name}.{language}", rate)
        if path is None or rate <= 0:
            continue
        stamp = path.stat()
        key = f"{config.task} {config.data.kinds.get(name)} {stamp.st_size} {stamp.st_mtime_ns} {longest}"
        digest = hashlib.sha256(tokenizer.model + key.encode()).hexdigest()[:16]

        def make(path: Path = path, name: str = name) -> list[Pair]:
            records = [json.loads(line) for line in read_lines(path)]
            if config.task == CHAT:
                return chat_pairs(records, tokenizer, longest)
            return summary_pairs(records, tokenizer, longest, config.data.kinds.get(name))

        source, target = kept_sentences(cache / f"{path.name}.{digest}.npz", make)
        if len(source):
            tag = tokenizer.control(language_tag(language))
            corpora.append(Corpus(name, (language, language), rate, tag, source, target))
    if not corpora:
        raise BadInput(f"No file of {', '.join(rates)} is in {config.data.folder}.")
    return corpora


def find_items(folder: Path, name: str, language: str) -> Path | None:
    """`NAME.LL.jsonl.xz` or `.jsonl` in the folder."""
    paths = (folder / f"{name}.{language}.jsonl{suffix}" for suffix in (".xz", ""))
    return next((path for path in paths if path.is_file()), None)


def chat_pairs(records: Sequence[dict[str, Any]], tokenizer: Tokenizer, longest: int) -> list[Pair]:
    """Source: the latest turns that fit, each behind the mark of its speaker. Target: the reply."""
    turns = iter(tokenizer.tokens([plain(turn) for record in records for turn in record["context"]]))
    replies = tokenizer.tokens([plain(record["reply"]) for record in records])
    marks = [tokenizer.control(USER), tokenizer.control(HEED)]
    pairs = []
    for record, reply in zip(records, replies, strict=True):
        context = list(itertools.islice(turns, len(record["context"])))
        source = latest_turns(context, marks, longest)
        if 0 < len(reply) <= longest and source:
            pairs.append((source, reply))
    return pairs


def latest_turns(turns: Sequence[Sequence[int]], marks: Sequence[int], longest: int) -> list[int]:
    """The last turn, the user's, and as many before it as fit into `longest` tokens, speakers marked.

    A last turn that is itself too long is cut to its end.
    """
    source: list[int] = []
    for back, turn in enumerate(reversed(turns)):
        if back and len(turn) + 1 + len(source) > longest:
            break
        source = [marks[back % 2], *turn[-(longest - 1) :], *source]
    return source


def summary_pairs(
    records: Sequence[dict[str, Any]], tokenizer: Tokenizer, longest: int, kind: str | None
) -> list[Pair]:
    """Source: the kind of summary, how long it is, the beginning of the document. Target: the summary.

    The kind may also stand in the record, as "kind".
    """
    documents = tokenizer.tokens([plain(record["document"]) for record in records])
    summaries = tokenizer.tokens([plain(record["summary"]) for record in records])
    pairs = []
    for record, document, summary in zip(records, documents, summaries, strict=True):
        length = LENGTHS[(len(summary) > _SHORT) + (len(summary) > _MEDIUM)]
        marks = [tokenizer.control(kind or record["kind"]), tokenizer.control(length)]
        if 0 < len(summary) <= longest and document:
            pairs.append(([*marks, *document[: longest - 2]], summary))
    return pairs
