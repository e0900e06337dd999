"""What the commands do that train models and measure them. torch is imported by what they call."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from engine.cards import CHAT, SUMMARISE, TRANSLATE, find_models
from engine.commands.options import options_of
from engine.errors import BadInput
from engine.requests import usual_options
from engine.search.options import DecodingOptions


def train(arguments: argparse.Namespace) -> None:
    from engine.training.run import train

    train(arguments.config, arguments.runs, arguments.device, resume=arguments.resume)


def align_corpora(arguments: argparse.Namespace) -> None:
    from engine.training.aligner import align_corpora

    align_corpora(arguments.config, arguments.runs)


def back_translate(arguments: argparse.Namespace) -> None:
    from engine.training.back_translation import back_translate

    back_translate(arguments.config, arguments.runs, arguments.model)


def gloss(arguments: argparse.Namespace) -> None:
    from engine.training.glosses import gloss

    gloss(arguments.config, arguments.runs)


def shortlist(arguments: argparse.Namespace) -> None:
    from engine.training.shortlist import add_shortlists

    add_shortlists(arguments.config, arguments.runs, arguments.models)


def _options(arguments: argparse.Namespace) -> DecodingOptions:
    """What was given, and for the rest what suits the model."""
    card = next((model.card for model in find_models() if model.name == arguments.model), None)
    return options_of(arguments, usual_options(card.task, card) if card else None)


def export(arguments: argparse.Namespace) -> None:
    from engine.training.run import export

    export(arguments.config, arguments.runs, arguments.models)


def evaluate(arguments: argparse.Namespace) -> None:
    cards = {model.name: model.card for model in find_models()}
    card = cards.get(arguments.model)
    task = TRANSLATE if card is None else card.task
    common = {"most": arguments.sentences, "write": arguments.write, "compare": arguments.compare}
    sources = [source for source in arguments.sources.split(",") if source]
    if sources and task != SUMMARISE:
        raise BadInput("Only the documents of summary models have --sources.")
    if task in (CHAT, SUMMARISE):
        from engine.training.evaluate_chat import evaluate_chat
        from engine.training.evaluate_summaries import evaluate_summaries

        measure: Callable[..., None]
        if task == CHAT:
            measure, folder = evaluate_chat, "data/chat"
        else:
            measure, folder = partial(evaluate_summaries, sources=sources), "data/summary"
        measure(
            arguments.model,
            arguments.data or Path(folder),
            (arguments.files or "valid").split(","),
            _options(arguments),
            arguments.device,
            **common,
        )
        return
    from engine.training.evaluate import evaluate

    evaluate(
        arguments.model,
        [pair for pair in arguments.pairs.split(",") if pair],
        arguments.data or Path("data/translation"),
        (arguments.files or "valid,valid-flores").split(","),
        _options(arguments),
        arguments.device,
        precision=arguments.precision,
        shortlist=arguments.shortlist,
        **common,
    )


def evaluate_typing(arguments: argparse.Namespace) -> None:
    from engine.training.evaluate_typed import evaluate_typed

    evaluate_typed(
        arguments.model,
        [pair for pair in arguments.pairs.split(",") if pair],
        arguments.data,
        arguments.file,
        _options(arguments),
        arguments.device,
        most=arguments.sentences,
    )


def learning(arguments: argparse.Namespace) -> None:
    from engine.training.learning import evaluate_all, train_all
    from engine.training.learning_page import write_page

    folder, models = arguments.folder, arguments.models
    match arguments.what:
        case "train":
            train_all(folder, arguments.runs, models, arguments.device)
        case "evaluate":
            evaluate_all(
                folder,
                models,
                arguments.device,
                options_of(arguments),
                arguments.files.split(","),
                most=arguments.sentences,
            )
        case "page":
            write_page(folder, models)


def evaluate_alignment(arguments: argparse.Namespace) -> None:
    from engine.inspect.evaluate import evaluate_alignment

    evaluate_alignment(arguments.model, arguments.data, arguments.device, write=arguments.write)


def check_loops(arguments: argparse.Namespace) -> None:
    from engine.commands.loops import check_loops

    bad = check_loops(
        arguments.model,
        [pair for pair in arguments.pairs.split(",") if pair],
        _options(arguments),
        arguments.device,
        count=arguments.count,
        seed=arguments.inputs_seed,
    )
    if bad:
        print(f"{bad} outputs loop or are empty.", file=sys.stderr)
        raise SystemExit(1)


def check_everyday(arguments: argparse.Namespace) -> None:
    from engine.commands.everyday import check_everyday

    pairs = [pair for pair in arguments.pairs.split(",") if pair]
    if faulty := check_everyday(
        arguments.model, pairs, arguments.data, _options(arguments), arguments.device
    ):
        print(f"{faulty} outputs are faulty.", file=sys.stderr)
        raise SystemExit(1)


def scores(arguments: argparse.Namespace) -> None:
    from engine.commands.scores import write_scores

    print(write_scores(arguments.models))
