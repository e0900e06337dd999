"""The command `evaluate` for a summary model: ROUGE by source, beside what needs no model."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from engine.cards import find_models
from engine.errors import BadInput
from engine.requests import SUMMARISING
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks.extract import copied, first_sentence, key_sentences, lead, novelty, words
from engine.tasks.wishes import Wish
from engine.training.evaluate import with_scores, write_card
from engine.training.items import find_items, read_items

_AT_ONCE = 64  # documents
_METRICS = ("rouge1", "rouge2", "rougeL")


class Asked(NamedTuple):
    """What is wanted of a document: `Wish.kind`, `Wish.length`, and how many sentences TextRank takes."""

    kind: str
    length: str = "medium"
    sentences: int = 1


# What the references of a source are, where most are not one sentence of medium length.
REFERENCES = {
    "arxiv_titles": Asked("headline"),
    "blog_titles": Asked("headline"),
    "csl_titles": Asked("headline"),
    "crd3": Asked("full", sentences=3),
    "qmsum": Asked("full", sentences=3),
    "us_gov_posts": Asked("sentence", "long"),
}
SETTINGS = {
    "as usual": SUMMARISING,
    "greedy": replace(SUMMARISING, beam=1),
    "beam 4": replace(SUMMARISING, beam=4),
    "beam 8": replace(SUMMARISING, beam=8),
    "no length penalty": replace(SUMMARISING, length_penalty=0.0),
    "length penalty 1.2": replace(SUMMARISING, length_penalty=1.2),
    "length penalty 2": replace(SUMMARISING, length_penalty=2.0),
    "no 6-gram twice": replace(SUMMARISING, no_repeat_ngram=6),
    "coverage penalty 0.1": replace(SUMMARISING, coverage_penalty=0.1),
}
ALL = "all"  # stands for every source
Item = dict[str, Any]
System = Callable[[Sequence[Item], str], list[str]]
Rows = dict[tuple[str, str], dict[str, Any]]  # by source and system


def evaluate_summaries(
    name: str,
    data: Path,
    files: list[str],
    options: DecodingOptions,
    device: str,
    *,
    most: int = 0,
    write: bool = False,
    compare: bool = False,
    sources: Collection[str] = (),
) -> None:
    """Prints a table for each file and language: for each source the systems, one below the other.

    sources: only documents of these, if any are named. With `write`, the card holds the rows afterwards,
    beside those of other sources if some are named. The model is asked for what the references of a source
    are, and ("auto") for nothing. With `compare`, the rows are those of `SETTINGS`.
    """
    if write and compare:
        raise BadInput("A card holds the scores of one setting: give --write or --compare.")
    runner = Runner(device, threads=os.cpu_count() or 1)
    card = runner.model(name).card
    systems = _settings(runner, name) if compare else _systems(runner, name, options)
    scores = []
    for (language, _), file in itertools.product(card.pairs, files):
        path = find_items((data,), file, language)
        items = read_items(path, language) if path else []
        items = [item for item in items if not sources or item.get("source") in sources][: most or None]
        if path is None or not items:
            continue
        rows = {
            (source, system): row
            for system, summarised in systems.items()
            for source, row in measured(items, summarised(items, language), language).items()
            if not (sources and source == ALL)
        }
        _print(path.name, rows)
        scores += _records(path.name, language, rows, options.beam)
    if not scores:
        raise BadInput(f"No document of {', '.join(sources) or 'the files'} is in {data}.")
    if write:
        folder = next(found.folder for found in find_models() if found.name == name)
        kept = with_scores(card, scores) if sources else tuple(scores)
        write_card(folder, replace(card, scores=kept))


def _systems(runner: Runner, name: str, options: DecodingOptions) -> dict[str, System]:
    return {
        "first sentence": _first,
        "lead": _lead,
        "TextRank": _text_rank,
        name: _model(runner, name, options, asked=True),
        f"{name}, auto": _model(runner, name, options, asked=False),
    }


def _settings(runner: Runner, name: str) -> dict[str, System]:
    return {setting: _model(runner, name, options, asked=False) for setting, options in SETTINGS.items()}


def _print(file: str, rows: Rows) -> None:
    print(f"| {file} | ROUGE-1 | ROUGE-2 | ROUGE-L | novel | copied | length | items |")
    print(f"| --- {'| ---: ' * 7}|")
    for (source, system), row in _by_source(rows):
        figures = " | ".join(f"{row[key]:.1f}" for key in (*_METRICS, "novel", "copied"))
        print(f"| {source}: {system} | {figures} | {row['length']:.2f} | {row['items']} |", flush=True)


def _records(file: str, language: str, rows: Rows, beam: int) -> list[dict[str, Any]]:
    """The rows as a card has them."""
    return [
        {
            "test": file,
            "source": source,
            "pair": f"{language}-{language}",
            "metric": metric.replace("rouge", "ROUGE-"),
            "value": round(row[metric], 2),
            "system": system,
            "items": row["items"],
            "beam": beam,
            "signature": "rouge-score 0.1.2, F1, Porter stemmer; Chinese by characters",
        }
        for (source, system), row in _by_source(rows)
        for metric in _METRICS
    ]


def _by_source(rows: Rows) -> list[tuple[tuple[str, str], dict[str, Any]]]:
    """The rows of all systems for one source after the other."""
    places = list(dict.fromkeys(source for source, _ in rows))
    return sorted(rows.items(), key=lambda row: places.index(row[0][0]))


def measured(items: Sequence[Item], outputs: Sequence[str], language: str) -> dict[str, dict[str, Any]]:
    """For "all" and for each source: mean ROUGE F1 (Lin 2004), share of new pairs of words and of copied
    words, all in per cent; output words a reference word.
    """
    rouge = _scorer(language)
    rows: dict[str, list[dict[str, float]]] = {ALL: []}
    for item, output in zip(items, outputs, strict=True):
        found = rouge.score(item["summary"], output)
        row = {metric: 100 * found[metric].fmeasure for metric in _METRICS}
        row["novel"] = 100 * novelty(output, item["document"])
        row["copied"] = 100 * copied(output, item["document"])
        row["length"] = len(words(output)) / max(1, len(words(item["summary"])))
        for place in (ALL, item.get("source", "")):
            rows.setdefault(place, []).append(row)
    return {
        place: {**{key: fmean(row[key] for row in found) for key in found[0]}, "items": len(found)}
        for place, found in sorted(rows.items())
        if place and found
    }


class _Characters:
    def tokenize(self, text: str) -> list[str]:
        return [text[begin:end].casefold() for begin, end in words(text)]


def _scorer(language: str) -> Any:
    from rouge_score.rouge_scorer import RougeScorer

    scorer: Any = RougeScorer
    if language == "zh":  # its own tokenizer knows Latin letters only
        return scorer(list(_METRICS), tokenizer=_Characters())
    return scorer(list(_METRICS), use_stemmer=True)


def _first(items: Sequence[Item], language: str) -> list[str]:
    return [first_sentence(item["document"], language) for item in items]


def _lead(items: Sequence[Item], language: str) -> list[str]:  # noqa: ARG001
    """As many words as references of the same source have."""
    lengths: dict[str, list[int]] = {}
    for item in items:
        lengths.setdefault(item.get("source", ""), []).append(len(words(item["summary"])))
    return [lead(item["document"], round(fmean(lengths[item.get("source", "")]))) for item in items]


def _text_rank(items: Sequence[Item], language: str) -> list[str]:
    outputs = []
    for item in items:
        text, count = item["document"], _reference(item).sentences
        outputs.append(" ".join(text[begin:end] for begin, end in key_sentences(text, language, count)))
    return outputs


def _model(runner: Runner, name: str, options: DecodingOptions, *, asked: bool) -> System:
    def summarised(items: Sequence[Item], language: str) -> list[str]:
        wishes = [
            Wish(item["document"], language, *(_reference(item)[:2] if asked else ())) for item in items
        ]
        return [
            summary
            for begin in range(0, len(wishes), _AT_ONCE)
            for summary in runner.summarise_many(wishes[begin : begin + _AT_ONCE], name, options)
        ]

    return summarised


def _reference(item: Item) -> Asked:
    return REFERENCES.get(item.get("source", ""), Asked("sentence"))
