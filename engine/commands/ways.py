"""Lines from one language to another, as the command line asks: directly, or by way of a third language."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from engine.cards import TRANSLATE
from engine.commands.options import options_of
from engine.errors import BadOption
from engine.requests import Prefix, usual_options
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks.decoding import Translation
from engine.tasks.pivot import translate_many_through

# texts, how their sentences must begin, candidates a place
Way = Callable[[Sequence[str], Sequence[Prefix], int], list[Translation]]


def direct(runner: Runner, arguments: argparse.Namespace) -> Way:
    pair = arguments.source, arguments.target
    name = runner.choose(*pair, arguments.model)
    options = _options(runner, name, arguments)
    return lambda texts, prefixes, choices: runner.translate_many(
        texts, *pair, name, options, prefixes, choices
    )


def through(runner: Runner, arguments: argparse.Namespace) -> Way:
    """Each leg has the model that is the default of its pair, and the options that suit it."""
    way = source, between, target = arguments.source, arguments.via, arguments.target
    if arguments.model:
        raise BadOption("model", "cannot be chosen with --via: each leg takes the default of its pair")
    if between in (source, target):
        raise BadOption("via", "should be a third language")
    names = runner.choose(source, between), runner.choose(between, target)
    both = _options(runner, names[0], arguments), _options(runner, names[1], arguments)
    return lambda texts, prefixes, choices: translate_many_through(
        runner, texts, way, names, both, prefixes, choices
    )


def _options(runner: Runner, name: str, arguments: argparse.Namespace) -> DecodingOptions:
    return options_of(arguments, usual_options(TRANSLATE, runner.model(name).card))
