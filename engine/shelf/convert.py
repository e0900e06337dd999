"""A model with smaller weights on the disk, and what that costs.

In use all weights have 32 bits; what int8 or bf16 lost is lost. Rows of matrices are rounded to int8 with a
scale each (Jacob et al. 2018, "Quantization and training of neural networks", section 2.1, without offsets);
vectors are few and stay as they are.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor

from engine.cards import CARD, TRANSLATE, WEIGHTS, find_models
from engine.checkpoint import Model, load_model
from engine.errors import BadInput, BadOption, DamagedModel, UnknownModel
from engine.importers.importing import Progress
from engine.inspect.forced import score
from engine.search.options import DecodingOptions
from engine.shelf.library import PRECISIONS, check_name, put_in_place
from engine.shelf.tensors import SCALE, Rows, to_int8, write_tensors
from engine.tasks.decoding import translate_texts

# Translated where no file is given; both models are asked how likely the first one's translations are.
SAMPLE = (
    "Where is the station?",
    "The meeting begins at half past nine.",
    "I bought a red car yesterday, but my brother prefers the old one.",
    "She has lived in this town for 12 years.",
    "Please close the window before you leave the house.",
    "Scientists have found water on the moon.",
)


@dataclass(frozen=True)
class Cost:
    """Nats a token of the same translations, and which share of the outputs stays the same to the letter."""

    before: float
    after: float
    same: float
    test: str  # the file, or "own translations"


def convert(
    name: str,
    precision: str,
    called: str,
    models: Path,
    *,
    folders: tuple[Path, ...] | None = None,
    pairs: Sequence[tuple[str, str]] = (),
    test: str = "",
) -> Generator[Progress, None, Cost | None]:
    """Makes `models/called` of an installed model; closing the generator cancels.

    pairs: (source, target) texts of the model's first pair, from the file `test`, to measure the cost with;
    without them it is measured on the model's own translations. The cost is in the card too; models of other
    tasks than translation have none. UnknownModel, DamagedModel, BadInput, BadOption.
    """
    if precision not in PRECISIONS:
        raise BadOption("precision", f"should be {' or '.join(PRECISIONS)}")
    check_name(called)
    found = next((m for m in find_models(folders) if m.name == name), None)
    if found is None:
        raise UnknownModel(name)
    if found.card is None:
        raise DamagedModel(name, found.damage)
    if found.card.base:
        raise BadInput(f"{name} is small already: it only adds to {found.card.base}. Convert that one.")
    if (models / called).exists():
        raise BadInput(f"There is a model named {called!r} already. Choose another name or remove it first.")
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{called}-", dir=models) as temporary:
        fresh = Path(temporary) / called
        fresh.mkdir()
        for file in found.card.files:
            if file != WEIGHTS:
                shutil.copyfile(found.folder / file, fresh / file)
        card = dataclasses.replace(
            found.card, name=called, conversion={"from": name, "precision": precision}, scores=()
        )
        for done, total in _rewrite(found.folder / WEIGHTS, fresh / WEIGHTS, precision):
            yield Progress(done, total)
        (fresh / CARD).write_text(card.to_json(), encoding="utf-8")
        cost = None
        if card.task == TRANSLATE:
            cost = _cost(name, called, (Path(temporary), *(folders or (found.folder.parent,))), pairs, test)
            conversion = card.conversion | dataclasses.asdict(cost)
            told = dataclasses.replace(card, conversion=conversion).to_json()
            (fresh / CARD).write_text(told, encoding="utf-8")
        put_in_place(fresh, models, called)
    return cost


def _rewrite(old: Path, new: Path, precision: str) -> Iterator[tuple[int, int]]:
    with safe_open(old, "pt") as file:
        names = [name for name in file.keys() if not name.endswith(SCALE)]  # noqa: SIM118
        rows: dict[str, tuple[torch.dtype, tuple[int, ...]]] = {}
        for name in names:
            shape = tuple(file.get_slice(name).get_shape())
            if len(shape) != 2:
                rows[name] = (file.get_tensor(name).dtype, shape)
            elif precision == "bf16":
                rows[name] = (torch.bfloat16, shape)
            else:
                rows[name], rows[name + SCALE] = (torch.int8, shape), (torch.float32, shape[:1])
        yield from write_tensors(new, rows, _converted(file, names, rows))


def _converted(file: safe_open, names: Sequence[str], rows: Rows) -> Iterator[Tensor]:
    for name in names:
        tensor = file.get_tensor(name)  # type: ignore[no-untyped-call]
        if tensor.dtype == torch.int8:  # converted before
            scale = file.get_tensor(name + SCALE)  # type: ignore[no-untyped-call]
            tensor = tensor.float() * scale[:, None]
        if rows[name][0] == torch.int8:
            yield from to_int8(tensor)
        else:
            yield tensor.to(rows[name][0])


def _cost(
    name: str, called: str, folders: tuple[Path, ...], pairs: Sequence[tuple[str, str]], test: str
) -> Cost:
    device = torch.device("cpu")
    before, after = load_model(name, device, folders), load_model(called, device, folders)
    source, target = before.card.pairs[0]
    texts = [text for text, _ in pairs] or list(SAMPLE)
    greedy = DecodingOptions(beam=1, max_length=min(60, before.card.max_target))
    written = [
        [found.text for found in translate_texts(model, texts, source, target, greedy)]
        for model in (before, after)
    ]
    wanted = list(pairs) or [(a, b) for a, b in zip(texts, written[0], strict=True) if b.strip()]
    losses = [_loss(model, wanted) for model in (before, after)]
    same = sum(a == b for a, b in zip(*written, strict=True)) / len(texts)
    return Cost(round(losses[0], 4), round(losses[1], 4), round(same, 4), test or "own translations")


def _loss(model: Model, pairs: Sequence[tuple[str, str]]) -> float:
    """Nats a token; pairs that are too long for the model are left out."""
    nats, tokens = 0.0, 0
    for source, target in pairs:
        try:
            found = score(model, source, target, *model.card.pairs[0])
        except BadInput:
            continue
        nats, tokens = nats - found[0], tokens + found[1]
    return nats / max(tokens, 1)
