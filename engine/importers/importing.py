"""A checkpoint from elsewhere -> a model's folder, written whole or not at all."""

from __future__ import annotations

import errno
import re
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from engine.cards import CARD, WEIGHTS, ModelCard
from engine.errors import BadInput
from engine.importers import ctranslate2
from engine.importers.archive import checkpoint_in, unpack
from engine.importers.binary import Binary
from engine.importers.config import Source
from engine.importers.families import family, refuse_other_layouts
from engine.importers.plan import Plan, Wish, product, recipes_of
from engine.importers.recipes import check_shapes, write
from engine.importers.weights import Tensors, Weights
from engine.shelf.library import check_name, put_in_place
from engine.text.framed import load_tokenizer

_NOTHING = Wish()


@dataclass(frozen=True)
class Progress:
    """How far an import is: numbers of the network that are written, and all of them."""

    done: int
    total: int


def import_model(
    source: Path, name: str, models: Path, wish: Wish = _NOTHING, *, replace: bool = False
) -> Generator[Progress, None, None]:
    """Makes `models/name` of the checkpoint `source`, a folder or an archive; closing the generator cancels.

    Nothing is there before all is. With `replace`, an older model of the name stays until then, and goes
    into the trash. BadInput with the reason if the checkpoint cannot be imported.
    """
    check_name(name)
    if (models / name).exists() and not replace:
        raise BadInput(f"There is a model named {name!r} already. Choose another name or remove it first.")
    if not source.exists():
        raise BadInput(f"There is no folder {source}.")
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=models) as temporary:
        fresh = Path(temporary) / "new"
        fresh.mkdir()
        if not source.is_dir():
            unpacked = Path(temporary) / "unpacked"
            unpacked.mkdir()
            for _ in unpack(source, unpacked):
                yield Progress(0, 1)
            source = checkpoint_in(unpacked)
        try:
            yield from _write(source, name, fresh, wish)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise BadInput("The disk is full. Make room and import again.") from None
            raise BadInput(f"A file of the checkpoint cannot be read: {error.strerror}.") from None
        put_in_place(fresh, models, name)


def _write(folder: Path, name: str, fresh: Path, wish: Wish) -> Iterator[Progress]:
    refuse_other_layouts({path.name for path in folder.iterdir()})
    with ExitStack() as stack:
        plan, weights, known = _planned(folder, wish, stack)
        if wish.separator is not None:
            plan.tokenizer["frame"]["separator"] = wish.separator
        recipes, shapes = recipes_of(plan, weights)
        check_shapes(recipes, shapes, weights)
        for file, content in plan.files.items():
            (fresh / file).write_bytes(content)
        for done, total in write(fresh / WEIGHTS, recipes, weights):
            yield Progress(done, total)
    card = _card(known, plan, name, wish, total)
    _try(plan, fresh)
    (fresh / CARD).write_text(card.to_json(), encoding="utf-8")


def _planned(folder: Path, wish: Wish, stack: ExitStack) -> tuple[Plan, Tensors, str]:
    """What is to be made of a checkpoint, its weights, and what it is called."""
    if inside := ctranslate2.packed_in(folder):
        binary = stack.enter_context(Binary(inside / ctranslate2.FILE))
        return ctranslate2.plan(folder, inside, binary, wish), binary, f"ctranslate2: {folder.name}"
    source = Source.of(folder)
    plan_of = family(source)
    weights = stack.enter_context(Weights(folder))
    called = source.config.text("_name_or_path")
    known = called if re.fullmatch(r"[\w.-]+/[\w.-]+", called) else folder.name  # no path of a machine
    return plan_of(source, weights, wish), weights, f"{source.config.text('model_type')}: {known}"


def _try(plan: Plan, folder: Path) -> None:
    """BadInput if the tokenizer cannot do for every pair what the card will say."""
    try:
        tokenizer = load_tokenizer(folder, plan.tokenizer)
        for source, target in plan.pairs or product(plan.languages[:1], plan.languages):
            tokenizer.source("a", source, target)
            tokenizer.decoder_start(target)
    except KeyError as error:
        raise BadInput(f"The tokenizer has no token for {error.args[0]!r}.") from None
    except (TypeError, ValueError) as error:
        raise BadInput(f"The tokenizer cannot be used: {error}.") from None
    if tokenizer.vocab > plan.network["vocab"]:
        raise BadInput("The tokenizer has more tokens than the network. They do not belong together.")


def _card(known: str, plan: Plan, name: str, wish: Wish, parameters: int) -> ModelCard:
    return ModelCard(
        name=name,
        description=wish.description,
        task=plan.task,
        pairs=plan.pairs,
        languages=plan.languages,
        network=plan.network,
        max_source=plan.max_source,
        max_target=plan.max_target,
        licence=wish.licence or "unknown",
        parameters=parameters,
        tokenizer=plan.tokenizer,
        decoding=plan.decoding,
        origin=f"{known.partition(':')[0]}: {wish.origin}" if wish.origin else known,
    )
