"""The command `evaluate` for chat: how well the replies are foreseen, and what the model's own are like."""

from __future__ import annotations

import itertools
import math
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from engine.cards import find_models
from engine.checkpoint import Model
from engine.errors import BadInput
from engine.inspect.forced import log_probabilities
from engine.requests import CHATTING, NOVELTY
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks.chat import Conversation, conversation, replies
from engine.tasks.formulas import is_dull
from engine.text.tokenizer import EOS, PAD
from engine.training.chat_metrics import bleu, distinct, repeated, units
from engine.training.corpus import read_lines
from engine.training.evaluate import write_card
from engine.training.items import find_items, read_items

OPENERS = Path("tests/data/openers.en.txt")
_AT_ONCE = 32  # items
_BEAM = DecodingOptions(beam=6, repetition_penalty=1.1)
SETTINGS = {
    "draws, novelty 0": (CHATTING, 0.0),
    "draws, novelty 0.15": (CHATTING, 0.15),
    "draws, novelty 0.3": (CHATTING, 0.3),
    "one draw": (replace(CHATTING, n_best=1), 0.0),
    "beam, novelty 0": (_BEAM, 0.0),
    "beam, novelty 0.15": (_BEAM, 0.15),
    "beam, novelty 0.3": (_BEAM, 0.3),
    "greedy": (DecodingOptions(beam=1), 0.0),
}


@dataclass(frozen=True)
class Item:
    source: str  # the corpus it comes from
    talk: Conversation
    reply: str
    nats: float  # log-probability of the reply
    tokens: int  # EOS counted


def evaluate_chat(
    name: str,
    data: Path,
    files: list[str],
    options: DecodingOptions,
    device: str,
    *,
    most: int = 0,
    write: bool = False,
    compare: bool = False,
) -> None:
    """Prints a line for each file and source, and one for the openers; with `write`, the card holds them.

    With `compare`, lines for each of `SETTINGS` too, in place of `options`.
    """
    if write and compare:
        raise BadInput("A card holds the scores of one setting: give --write or --compare.")
    model = Runner(device, threads=os.cpu_count() or 1).model(name)
    settings = SETTINGS if compare else {"": (options, NOVELTY)}
    scores: list[dict[str, Any]] = []
    for file, (language, _) in itertools.product(files, model.card.pairs):
        path = find_items([data], file, language)
        if path is None:
            raise BadInput(f"There is no {file}.{language}.jsonl in {data}.")
        items = _foreseen(read_items(path, language)[: most or None], model, language)
        for setting, (chosen, novelty) in settings.items():
            began = time.monotonic()
            said = replies(model, [item.talk for item in items], chosen, novelty)
            pace = sum(len(draft.tokens) for draft in said) / (time.monotonic() - began)
            texts = [draft.text for draft in said]
            for source in ("all", *dict.fromkeys(item.source for item in items)):
                mine = [i for i, item in enumerate(items) if source in ("all", item.source)]
                found = _measured([items[i] for i in mine], [texts[i] for i in mine], language)
                _show(path.name, source, len(mine), found, f"{setting}\t{pace:.0f} tokens/s")
                scores += _records(path.name, source, language, len(mine), found, chosen)
    if OPENERS.exists():
        openers = [line for line in read_lines(OPENERS) if line.strip()]
        talks = [conversation([opener], model, "en") for opener in openers]
        for setting, (chosen, novelty) in settings.items():
            texts = [draft.text for draft in replies(model, talks, chosen, novelty)]
            found = {"repeated": 100 * repeated(texts), "dull": 100 * sum(map(is_dull, texts)) / len(texts)}
            _show(OPENERS.name, "all", len(texts), found, setting)
            scores += _records(OPENERS.name, "all", "en", len(texts), found, chosen)
    if write:
        folder = next(found.folder for found in find_models() if found.name == name)
        write_card(folder, replace(model.card, scores=tuple(scores)))


def _foreseen(records: Sequence[dict[str, Any]], model: Model, language: str) -> list[Item]:
    """The items, with what the model thinks of each reply; those too long to be read whole are left out."""
    talks = [conversation(record["context"], model, language) for record in records]
    golds = [(*model.tokenizer.encode(record["reply"])[0], EOS) for record in records]
    order = [i for i, gold in enumerate(golds) if len(gold) <= model.card.max_target]
    order.sort(key=lambda i: len(golds[i]))
    nats: dict[int, float] = {}
    for begin in range(0, len(order), _AT_ONCE):
        part = order[begin : begin + _AT_ONCE]
        source = _padded([talks[i].sentence.tokens for i in part], model.device)
        scored = log_probabilities(
            model.network, source, source != PAD, _padded([golds[i] for i in part], model.device)
        )
        nats |= dict(zip(part, scored.sum(1).tolist(), strict=True))
    return [
        Item(records[i].get("source", "all"), talks[i], records[i]["reply"], nats[i], len(golds[i]))
        for i in sorted(nats)
    ]


def _padded(rows: Sequence[Sequence[int]], device: torch.device) -> torch.Tensor:
    tensors = [torch.tensor(row, device=device) for row in rows]
    return torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=PAD)


def _measured(items: Sequence[Item], texts: Sequence[str], language: str) -> dict[str, float]:
    """Perplexity a token; all the others in percent, of the replies that were written."""
    written = [units(text, language) for text in texts]
    golds = [item.reply for item in items]
    nats, tokens = math.fsum(item.nats for item in items), sum(item.tokens for item in items)
    return {
        "perplexity": math.exp(-nats / tokens),
        "distinct-1": 100 * distinct(written, 1),
        "distinct-2": 100 * distinct(written, 2),
        "dull": 100 * sum(map(is_dull, texts)) / len(texts),
        "BLEU-1": bleu(texts, golds, language, 1),
        "BLEU-2": bleu(texts, golds, language, 2),
    }


def _show(test: str, source: str, count: int, found: dict[str, float], setting: str) -> None:
    values = "\t".join(f"{metric} {value:.1f}" for metric, value in found.items())
    print(f"{test}\t{source}\t{count}\t{values}\t{setting}".rstrip(), flush=True)


def _records(
    test: str, source: str, language: str, count: int, found: dict[str, float], options: DecodingOptions
) -> Iterator[dict[str, Any]]:
    for metric, value in found.items():
        yield {
            "test": test,
            "source": source,
            "pair": f"{language}-{language}",
            "pairs": count,
            "metric": metric,
            "value": round(value, 2),
            "beam": 0 if options.temperature else options.beam,
        }
