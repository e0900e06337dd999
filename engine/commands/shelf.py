"""What the commands of the model shelf do. torch is imported only by those that compute."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, TypeVar

from engine.cards import find_models
from engine.errors import BadInput, BadOption, UnknownModel, WrongModel
from engine.shelf import library
from engine.shelf.catalogue import USES, search
from engine.shelf.catalogue import catalogue as entries
from engine.shelf.hub import Hub
from engine.shelf.library import home

if TYPE_CHECKING:
    from engine.importers.importing import Progress
    from engine.importers.plan import Wish
    from engine.shelf.download import Progress as Downloading

T = TypeVar("T")


def models(_: argparse.Namespace) -> None:
    for model in find_models():
        if model.card is None:
            print(f"{model.name}: {model.damage}", file=sys.stderr)
        else:
            pairs = " ".join(f"{a}-{b}" if a != b else a for a, b in model.card.pairs)
            print(model.name, model.card.task, pairs, sep="\t")


def catalogue(arguments: argparse.Namespace) -> None:
    memory = int(arguments.memory * 10**9)
    wishes = {"task": arguments.task, "source": arguments.source, "target": arguments.target}
    for entry in search(entries(), text=" ".join(arguments.words), memory=memory, **wishes):
        pairs = " ".join(f"{a}-{b}" if a != b else a for a, b in entry.pairs)
        what = pairs or f"{len(entry.languages)} languages"
        print(entry.name, entry.task, what, f"{entry.megabytes} MB", entry.licence, USES[entry.use], sep="\t")


def download(arguments: argparse.Namespace) -> None:
    from engine.shelf.download import download
    from engine.shelf.keeper import wish_for

    revision, known = wish_for(arguments.model)
    given = _wish(arguments)
    wish = dataclasses.replace(
        known,
        task=given.task or known.task,
        pairs=given.pairs or known.pairs,
        prefix=known.prefix if given.prefix is None else given.prefix,
        separator=known.separator if given.separator is None else given.separator,
        licence=given.licence or known.licence,
    )
    folder = arguments.models or home()
    called = arguments.name or arguments.model.rpartition("/")[2]
    hub = Hub(endpoint=arguments.endpoint, proxy=arguments.proxy)
    asked = arguments.revision or revision
    _shown(download(hub, arguments.model, folder, called=called, revision=asked, wish=wish))
    print(folder / called)


def import_(arguments: argparse.Namespace) -> None:
    from engine.importers.importing import import_model

    folder = arguments.models or home()
    _shown(import_model(arguments.source, arguments.name, folder, _wish(arguments)))
    print(folder / arguments.name)


def convert(arguments: argparse.Namespace) -> None:
    from engine.commands.terminal import pairs
    from engine.shelf.convert import convert

    lines = arguments.measure.read_text(encoding="utf-8").splitlines() if arguments.measure else []
    test = arguments.measure.name if arguments.measure else ""
    called = arguments.name or f"{arguments.model}-{arguments.to}"
    folder = arguments.models or home()
    wanted = list(pairs(lines[: arguments.lines], 1))
    cost = _shown(convert(arguments.model, arguments.to, called, folder, pairs=wanted, test=test))
    print(folder / called)
    if cost is not None:
        print(
            f"{cost.test}: {cost.before:.4f} nats a token before, {cost.after:.4f} after; "
            f"{cost.same:.0%} of the outputs are the same"
        )


def rename(arguments: argparse.Namespace) -> None:
    library.rename(arguments.model, arguments.name)


def remove(arguments: argparse.Namespace) -> None:
    print(library.remove(arguments.model))


def restore(arguments: argparse.Namespace) -> None:
    found = next((found for found in library.removed() if found.name == arguments.model), None)
    if found is None:
        raise BadInput(f"No model named {arguments.model!r} lies in the trash.")
    library.restore(found)


def empty_trash(_: argparse.Namespace) -> None:
    library.empty_trash()


def default(arguments: argparse.Namespace) -> None:
    if not arguments.model:
        for key, name in sorted(library.defaults().items()):
            print(key, name, sep="\t")
        return
    found = next((model for model in find_models() if model.name == arguments.model), None)
    if found is None or found.card is None:
        raise UnknownModel(arguments.model)
    for a, b in _pairs(arguments.pairs) or found.card.pairs:
        if (a, b) not in found.card.pairs:
            raise WrongModel(arguments.model, f"{a}-{b}")
        library.set_default(home(), library.default_key(found.card.task, a, b), arguments.model)


def _wish(arguments: argparse.Namespace) -> Wish:
    from engine.importers.plan import Wish

    return Wish(
        task=arguments.task,
        pairs=_pairs(arguments.pairs),
        prefix=arguments.prefix,
        separator=arguments.separator,
        licence=arguments.licence,
    )


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(pair.split("-")) for pair in text.split(",") if pair]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise BadOption("pairs", "should be such as en-fr,en-es")
    return tuple((a, b) for a, b in pairs)


def _shown(steps: Generator[Progress | Downloading, None, T]) -> T:
    """What a generator returns; on a terminal with a bar on the way: speed, and the time left."""
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
        stage = ""
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                result: T = end.value
                return result
            if bar.disable:
                continue
            if (now := getattr(progress, "stage", "imports")) != stage:
                stage = now
                bar.reset()
                bar.unit = "B" if stage == "downloads" else ""
                bar.set_description_str(stage, refresh=False)
            bar.total = progress.total
            bar.update(progress.done - bar.n)
