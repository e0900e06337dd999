"""A checkpoint from elsewhere -> a model's folder, written whole or not at all."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.cards import CARD, WEIGHTS, ModelCard
from engine.errors import BadInput
from engine.importers.config import Source
from engine.importers.families import family, refuse_other_layouts
from engine.importers.plan import Plan, Wish, recipes_of
from engine.importers.recipes import check_shapes, write
from engine.importers.weights import Weights

_NAME = re.compile(r"[\w][\w .+-]{0,99}")
_NOTHING = Wish()


@dataclass(frozen=True)
class Progress:
    """How far an import is: numbers of the network that are written, and all of them."""

    done: int
    total: int


def import_model(source: Path, name: str, models: Path, wish: Wish = _NOTHING) -> Iterator[Progress]:
    """Makes `models/name` of the checkpoint's folder `source`; closing the generator cancels.

    Nothing is there before all is. BadInput with the reason if the checkpoint cannot be imported.
    """
    if not _NAME.fullmatch(name) or name != name.strip(" ."):
        raise BadInput(f"{name!r} cannot be a model's name: use letters, digits, spaces and . + - _ only.")
    if (models / name).exists():
        raise BadInput(f"There is a model named {name!r} already. Choose another name or remove it first.")
    if not source.exists():
        raise BadInput(f"There is no folder {source}.")
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=models) as temporary:
        fresh = Path(temporary) / "new"
        fresh.mkdir()
        yield from _write(source, name, fresh, wish)
        fresh.rename(models / name)


def _write(folder: Path, name: str, fresh: Path, wish: Wish) -> Iterator[Progress]:
    refuse_other_layouts({path.name for path in folder.iterdir()})
    source = Source.of(folder)
    plan_of = family(source)
    with Weights(folder) as weights:
        plan = plan_of(source, weights, wish)
        recipes, shapes = recipes_of(plan, weights)
        check_shapes(recipes, shapes, weights)
        for file, content in plan.files.items():
            (fresh / file).write_bytes(content)
        for done, total in write(fresh / WEIGHTS, recipes, weights):
            yield Progress(done, total)
    card = _card(source, plan, name, wish, total)
    (fresh / CARD).write_text(card.to_json(), encoding="utf-8")


def _card(source: Source, plan: Plan, name: str, wish: Wish, parameters: int) -> ModelCard:
    kind = source.config.text("model_type")
    return ModelCard(
        name=name,
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
        origin=f"{kind}: {source.config.text('_name_or_path') or source.folder.name}",
    )
