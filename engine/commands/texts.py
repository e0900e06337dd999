"""What the commands do that write texts or look at them: lines of stdin in, lines of stdout out.

torch is imported only by the commands that compute, so that the others answer at once.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.cards import CHAT, SUMMARISE
from engine.commands.options import options_of
from engine.errors import BadInput, BadOption, EmptyTurn, NoModelForTask, UnreadableTurn, WrongModel
from engine.requests import Prefix, usual_options

if TYPE_CHECKING:
    from engine.runner import Runner
    from engine.tasks.wishes import Wish


def translate(arguments: argparse.Namespace) -> None:
    from tqdm import tqdm

    from engine.commands.terminal import line_groups, record_of, unread_said
    from engine.commands.ways import direct, through
    from engine.runner import Runner

    if arguments.candidates and not arguments.json:
        raise BadOption("candidates", "are shown only with --json")
    if arguments.candidates < 0:
        raise BadOption("candidates", "must not be negative")
    # What is told of probabilities is told of all tokens.
    few = arguments.shortlist and not arguments.json
    threads = os.cpu_count() or 1
    runner = Runner(arguments.device, threads=threads, precision=arguments.precision, shortlist=few)
    prefixes = [Prefix(sentence=0, text=arguments.prefix)] if arguments.prefix else []
    translated = through(runner, arguments) if arguments.via else direct(runner, arguments)
    # The bar is for people: none where stderr is not a terminal, or where they type the lines.
    first = 1
    with tqdm(unit="line", disable=not sys.stderr.isatty() or sys.stdin.isatty()) as bar:
        for group in line_groups():
            translations = translated(group, prefixes, arguments.candidates)
            for number, (line, translation) in enumerate(zip(group, translations, strict=True), first):
                if translation.unread:
                    tqdm.write(unread_said(number, translation.unread), file=sys.stderr)
                if arguments.json:
                    hypotheses = [[record_of(draft) for draft in drafts] for drafts in translation.sentences]
                    record = {"source": line, "translation": translation.text, "sentences": hypotheses}
                    if translation.unread:
                        record["unread"] = translation.unread
                    if translation.between:
                        record["between"] = translation.between
                    print(json.dumps(record, ensure_ascii=False))
                else:
                    # A line must stay one line, whatever separators the text holds.
                    print(" ".join(translation.text.splitlines()))
            sys.stdout.flush()
            bar.update(len(group))
            first += len(group)


def score(arguments: argparse.Namespace) -> None:
    from engine.commands.terminal import line_groups, pairs
    from engine.runner import Runner

    runner = Runner(arguments.device)
    name = runner.choose(arguments.source, arguments.target, arguments.model)
    first = 1
    for group in line_groups():
        scored = runner.score(pairs(group, first), arguments.source, arguments.target, name)
        for nats, tokens in scored:
            print(f"{nats:.4f}\t{tokens}")
        sys.stdout.flush()
        first += len(group)


def continue_(arguments: argparse.Namespace) -> None:
    from engine.commands.terminal import line_groups
    from engine.events import Failed, Finished
    from engine.requests import Continue
    from engine.runner import Runner

    runner, options = Runner(arguments.device), options_of(arguments)
    for group in line_groups():
        for line in group:
            for event in runner.run(Continue(number=0, text=line, model=arguments.model, options=options)):
                match event:
                    case Finished(text=text):
                        print(" ".join(text.splitlines()))
                    case Failed(failure=failure):
                        raise failure
        sys.stdout.flush()


def summarise(arguments: argparse.Namespace) -> None:
    from engine.commands.terminal import line_groups, whole_input, wish_of
    from engine.runner import Runner
    from engine.tasks.wishes import Wish
    from engine.text.language import language_of

    runner = Runner(arguments.device, threads=os.cpu_count() or 1, precision=arguments.precision)
    given = Wish("", arguments.language, arguments.kind, arguments.length)
    if not arguments.jsonl:
        text = whole_input()
        if not text.strip():
            raise BadInput("There is nothing to summarise: stdin is empty.")
        wish = dataclasses.replace(given, text=text, language=given.language or language_of(text))
        name = runner.choose_for(SUMMARISE, wish.language, arguments.model)
        options = options_of(arguments, usual_options(SUMMARISE, runner.model(name).card))
        print(*runner.summarise_many([wish], name, options))
        return
    first = 1
    for group in line_groups():
        wishes = [wish_of(line, number, given) for number, line in enumerate(group, first) if line.strip()]
        for record in _summaries(runner, wishes, arguments):
            print(json.dumps(record, ensure_ascii=False))
        sys.stdout.flush()
        first += len(group)


def _summaries(runner: Runner, wishes: Sequence[Wish], arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """One record a wish, in order. A language that no model knows must not end the rest: what is in it is
    extracted, and says so.
    """
    from engine.tasks.extract import key_sentences

    records: list[dict[str, Any]] = [{} for _ in wishes]
    for language in dict.fromkeys(wish.language for wish in wishes):
        mine = [i for i, wish in enumerate(wishes) if wish.language == language]
        try:
            name = runner.choose_for(SUMMARISE, language, arguments.model)
        except (NoModelForTask, WrongModel) as failure:
            if failure == WrongModel(arguments.model or "", SUMMARISE):
                raise
            for i in mine:
                text = wishes[i].text
                best = [text[begin:end] for begin, end in key_sentences(text, language, 1)]
                records[i] = {"summary": " ".join(best), "extracted": True, "reason": str(failure)}
        else:
            options = options_of(arguments, usual_options(SUMMARISE, runner.model(name).card))
            found = runner.summarise_many([wishes[i] for i in mine], name, options)
            for i, summary in zip(mine, found, strict=True):
                records[i] = {"summary": summary}
    return records


def chat(arguments: argparse.Namespace) -> None:
    from engine.commands.terminal import contexts, line_groups
    from engine.runner import Runner

    runner = Runner(arguments.device, threads=os.cpu_count() or 1, precision=arguments.precision)
    first, refused = 1, False
    turns: list[str] = []
    for group in line_groups():
        if arguments.jsonl:
            for record in _replies(runner, contexts(group, first), arguments):
                print(json.dumps(record, ensure_ascii=False))
            first += len(group)
        else:
            for line in group:
                text = ""
                if line.strip():
                    (record,) = _replies(runner, [[*turns, line]], arguments)
                    text = record["reply"]
                    if "reason" in record:
                        refused = True
                        print(record["reason"], file=sys.stderr)
                    else:
                        turns += line, text
                print(" ".join(text.splitlines()), flush=True)
        sys.stdout.flush()
    if refused:
        raise SystemExit(2)


def _replies(
    runner: Runner, conversations: Sequence[Sequence[str]], arguments: argparse.Namespace
) -> list[dict[str, str]]:
    """A record for each conversation, in order; each by the model of its language, as that is best used.

    A turn that cannot be answered must not end the rest: its reply is empty, and the reason stands beside it.
    """
    from engine.tasks.chat import conversation

    records = [{"reply": ""} for _ in conversations]
    given = arguments.language, arguments.model
    names = [runner.choose_for_reply(turns, *given) for turns in conversations]
    for name in dict.fromkeys(names):
        model, mine = runner.model(name), list[int]()
        for i in (i for i, used in enumerate(names) if used == name):
            try:
                conversation(conversations[i], model, arguments.language)
            except (EmptyTurn, UnreadableTurn) as failure:
                records[i]["reason"] = str(failure)
            else:
                mine.append(i)
        options = options_of(arguments, usual_options(CHAT, model.card))
        talks = [conversations[i] for i in mine]
        found = runner.reply_many(talks, arguments.language, name, options, arguments.novelty)
        for i, text in zip(mine, found, strict=True):
            records[i]["reply"] = text
    return records


def perplexity(arguments: argparse.Namespace) -> None:
    from math import exp, fsum

    from engine.commands.terminal import line_groups
    from engine.runner import Runner

    runner = Runner(arguments.device)
    total, count = 0.0, 0
    for group in line_groups():
        for scores in runner.foresee(group, arguments.model):
            nats = fsum(scores)
            print(f"{exp(-nats / len(scores)):.2f}\t{nats:.4f}\t{len(scores)}")
            total, count = total + nats, count + len(scores)
        sys.stdout.flush()
    if count:
        print(f"all lines: perplexity {exp(-total / count):.2f}, {count} tokens", file=sys.stderr)


def align(arguments: argparse.Namespace) -> None:
    from engine.commands.terminal import line_groups, pairs
    from engine.runner import Runner

    runner = Runner(arguments.device, threads=os.cpu_count() or 1)
    pair = arguments.source, arguments.target
    name = runner.choose(*pair, arguments.model)
    first = 1
    for group in line_groups():
        for found in runner.align(pairs(group, first), *pair, name):
            print(" ".join(f"{i}-{j}" for i, j in found))
        sys.stdout.flush()
        first += len(group)
