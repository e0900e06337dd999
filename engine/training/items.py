"""Conversations and documents to learn from: JSON lines, `NAME.LL.jsonl[.xz]`.

{"context": ["turn", ...], "reply": "..."} or {"document": "...", "summary": "..."}. `NAME.LL.txt` holds
dialogues in short (see `dialogues`).
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.cards import CHAT, SUMMARISE
from engine.errors import BadInput
from engine.tasks.choosing import UNMARKED
from engine.text.normalise import plain
from engine.text.tokenizer import HEED, KINDS, LENGTHS, USER, Tokenizer, language_tag
from engine.text.turns import latest_turns, named_in, nothing_said
from engine.training.config import TrainingConfig
from engine.training.corpus import Corpus, content_key, kept_sentences, load_sides, read_lines
from engine.training.dialogues import GROWTH, grown, read_written

Pair = tuple[list[int], list[int]]
_ALONE = 20
# Tokens of a summary of each kind that is still short, or still of medium length: about a third each.
_BOUNDS = {"<title>": (12, 18), "<sentence>": (20, 29), "<sentences>": (45, 68)}


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
        path = find_items([Path(folder) for folder in _folders(config)], name, language)
        rate = rates.get(f"{name}.{language}", rate)
        if path is None or rate <= 0:
            continue
        kinds = config.data.kinds.get(name, config.data.kinds)
        growth = GROWTH if path.suffix == ".txt" else 0
        bounds = (_BOUNDS, UNMARKED) if config.task == SUMMARISE else ""
        key = content_key(tokenizer, path, config.task, kinds, config.data.without, longest, growth, bounds)

        def make(path: Path = path, name: str = name, language: str = language) -> list[Pair]:
            records = read_items(path, language)
            if config.task == CHAT:
                if path.parent == Path(config.data.folder):
                    records = _unlike(records, config.data.without)
                return chat_pairs(records, tokenizer, longest)
            kinds = config.data.kinds
            records = [{"kind": kinds.get(record.get("source", name)), **record} for record in records]
            return summary_pairs(records, tokenizer, longest)

        source, target = load_sides(kept_sentences(cache / f"{path.name}.{key}.npz", make))
        if len(source):
            tag = tokenizer.control(language_tag(language))
            corpora.append(Corpus(name, (language, language), rate, tag, source, target))
    if not corpora:
        raise BadInput(f"No file of {', '.join(rates)} is in {config.data.folder}.")
    return corpora


def _folders(config: TrainingConfig) -> list[str]:
    return [folder for folder in (config.data.folder, config.data.written) if folder]


def find_items(folders: Sequence[Path], name: str, language: str) -> Path | None:
    """`NAME.LL.jsonl.xz`, `.jsonl` or `.txt` in the first of the folders that has one."""
    kinds = (".jsonl.xz", ".jsonl", ".txt")
    paths = (folder / f"{name}.{language}{kind}" for folder, kind in itertools.product(folders, kinds))
    return next((path for path in paths if path.is_file()), None)


def read_items(path: Path, language: str) -> list[dict[str, Any]]:
    """The records of a file; BadInput if it is not what its name says."""
    if path.suffix == ".txt":
        return grown(read_written(read_lines(path)), language)
    return [json.loads(line) for line in read_lines(path)]


def item_texts(config: TrainingConfig) -> Iterator[tuple[str, float]]:
    """Turns, replies, lines of documents and summaries, each with the rate of its file."""
    for language, (name, rate) in itertools.product(config.data.languages, config.data.rates.items()):
        path = find_items([Path(folder) for folder in _folders(config)], name, language)
        rate = config.data.rates.get(f"{name}.{language}", rate)
        for record in read_items(path, language) if path else ():
            read = record.get("context") or record["document"].split("\n")
            yield from ((text, rate) for text in (*read, record.get("reply") or record["summary"]))


def _unlike(records: Sequence[dict[str, Any]], pattern: str) -> list[dict[str, Any]]:
    """The records whose reply has nothing that the pattern finds."""
    found = re.compile(pattern, re.IGNORECASE).search
    return [record for record in records if not (pattern and found(record["reply"]))]


def chat_pairs(records: Sequence[dict[str, Any]], tokenizer: Tokenizer, longest: int) -> list[Pair]:
    """Source: the latest turns that fit, each behind the mark of its speaker. Target: the reply.

    Every `_ALONE`th reply comes once more behind nothing but the user's mark: so the network also
    learns how usual a reply is, whatever was said, which ranks replies (see `chat.ranked`).
    """
    turns = iter(tokenizer.tokens([plain(turn) for record in records for turn in record["context"]]))
    replies = tokenizer.tokens([plain(record["reply"]) for record in records])
    marks = [tokenizer.control(USER), tokenizer.control(HEED)]
    pairs = []
    for place, (record, reply) in enumerate(zip(records, replies, strict=True)):
        context = list(itertools.islice(turns, len(record["context"])))
        source = latest_turns(context, marks, longest, named_in(record["context"]))
        if 0 < len(reply) <= longest and source:
            pairs.append((source, reply))
            if place % _ALONE == _ALONE - 1:
                pairs.append((nothing_said(marks), reply))
    return pairs


def summary_pairs(records: Sequence[dict[str, Any]], tokenizer: Tokenizer, longest: int) -> list[Pair]:
    """Source: the kind of summary, how long it is, the beginning of the document. Target: the summary.

    Some sources have the document alone: of these the target begins with the kind and the length.
    """
    documents = tokenizer.tokens([plain(record["document"]) for record in records])
    summaries = tokenizer.tokens([plain(record["summary"]) for record in records])
    pairs = []
    for i, (record, document, summary) in enumerate(zip(records, documents, summaries, strict=True), 1):
        length = LENGTHS[sum(len(summary) > bound for bound in _BOUNDS[record["kind"]])]
        marks = [tokenizer.control(mark) for mark in (record["kind"], length)]
        if 0 < len(summary) <= longest - 2 and document:
            asked, chosen = ([], marks) if i % UNMARKED[record["kind"]] == 0 else (marks, [])
            pairs.append(([*asked, *document[: longest - 2]], [*chosen, *summary]))
    return pairs
