"""A model on the disk: card, weights and tokenizer in one folder, written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor, nn

from engine.cards import CARD, GLOSSES, SHORTLISTS, TOKENIZER, WEIGHTS, ModelCard, find_models
from engine.errors import DamagedModel, UnknownModel
from engine.kernels.linear import FLOAT32
from engine.kernels.ready import ready
from engine.kernels.shortlist import Shortlist, read_shortlists, write_shortlists
from engine.kernels.threads import worth_sharing
from engine.networks.build import build
from engine.networks.contract import Network, Seq2Seq
from engine.shelf.difference import load_weights
from engine.shelf.tensors import SCALE, whole
from engine.text.contract import Tokenizing
from engine.text.scripts import unread
from engine.text.tokenizer import Tokenizer


@dataclass(frozen=True)
class Model:
    """A model in memory, ready to run on `device`."""

    card: ModelCard
    network: Network
    tokenizer: Tokenizing
    device: torch.device
    precision: str = FLOAT32
    shortlists: Mapping[str, Shortlist] = field(default_factory=dict)  # of target languages
    shares: bool = False  # it is so large that threads may share the products of one search

    @cached_property
    def fast(self) -> Seq2Seq:
        """The network as a search runs it: the same numbers but for rounding, sooner."""
        return ready(self.network, self.precision)

    @property
    def marked(self) -> bool:
        """Whether our control pieces tell the network what is wanted; those from elsewhere have none."""
        return not self.card.tokenizer

    @property
    def unwritable(self) -> list[int]:
        """Tokens no output may hold: the tokenizer's own, and those of the network that it does not have."""
        return [*self.tokenizer.unwritable, *range(self.tokenizer.vocab, self.card.network["vocab"])]

    def outside(self, scripts: frozenset[str]) -> tuple[int, ...]:
        """Tokens with letters of other scripts than these. Tokens of single bytes are of none."""
        return _outside(self.tokenizer, scripts)


@lru_cache(32)
def _outside(tokenizer: Tokenizing, scripts: frozenset[str]) -> tuple[int, ...]:
    return tuple(t for t in range(tokenizer.vocab) if unread(tokenizer.surface(t), scripts))


def save_model(
    folder: Path,
    card: ModelCard,
    weights: Mapping[str, Tensor],
    tokenizer: Tokenizer,
    shortlists: Mapping[str, NDArray[np.uint16]] | None = None,
) -> None:
    """Writes all beside `folder` first, then puts it in the place of what stood there.

    shortlists: if the card tells of some; so of the tokenizer's glosses.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        fresh, old = Path(temporary) / "new", Path(temporary) / "old"
        fresh.mkdir()
        (fresh / CARD).write_text(card.to_json(), encoding="utf-8")
        (fresh / TOKENIZER).write_bytes(tokenizer.model)
        save_file({name: tensor.contiguous() for name, tensor in weights.items()}, fresh / WEIGHTS)
        if tokenizer.glosses is not None:
            (fresh / GLOSSES).write_bytes(tokenizer.glosses.pack())
        if shortlists:
            write_shortlists(fresh / SHORTLISTS, shortlists)
        if folder.exists():
            folder.rename(old)
        try:
            fresh.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise


def load_model(
    name: str,
    device: torch.device,
    folders: tuple[Path, ...] | None = None,
    precision: str = FLOAT32,
    *,
    shortlist: bool = False,
) -> Model:
    """UnknownModel, or DamagedModel with the reason. Never runs code from the folder.

    shortlist: searches may use those of the model, if it has some.
    """
    found = {model.name: model for model in find_models(folders)}.get(name)
    if found is None:
        raise UnknownModel(name)
    if found.card is None:
        raise DamagedModel(name, found.damage)
    try:
        tokenizer = _tokenizer(found.folder, found.card)
        network = build(found.card.network)
        _fill(network, load_weights(found.folder, found.card))
        if network.output.out_features < tokenizer.vocab:
            raise ValueError("its tokenizer has more tokens than its network")
        if found.card.task == "translate":
            _check_languages(tokenizer, found.card.pairs)
        shortlists = {}
        if found.card.shortlist and shortlist:
            file = found.folder / SHORTLISTS
            shortlists = read_shortlists(file, network.output.out_features, tokenizer.eos, device)
    except KeyError as error:
        raise DamagedModel(name, f"its tokenizer has no {error.args[0]}") from None
    except SafetensorError as error:
        raise DamagedModel(name, f"its weights are not readable ({error})") from None
    except (OSError, TypeError, ValueError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "memory" in str(error):
            raise
        raise DamagedModel(name, str(error)) from None
    network.eval().requires_grad_(False).to(device)
    shares = worth_sharing(network)
    return Model(found.card, network, tokenizer, device, precision, shortlists, shares)


def _check_languages(tokenizer: Tokenizing, pairs: Sequence[tuple[str, str]]) -> None:
    """KeyError if it has nothing for a language. Each is tried once: there may be 40,000 pairs."""
    sources, targets = set[str](), set[str]()
    for source, target in pairs:
        if source not in sources or target not in targets:
            tokenizer.decoder_start(target)
            tokenizer.source("", source, target)
        sources.add(source)
        targets.add(target)


def _tokenizer(folder: Path, card: ModelCard) -> Tokenizing:
    if not card.tokenizer:
        return Tokenizer.load(folder / TOKENIZER, folder / GLOSSES if card.glosses else None)
    from engine.text.framed import load_tokenizer

    return load_tokenizer(folder, card.tokenizer)


def _fill(network: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Copies weights into the parameters; ValueError if a name, a shape or a number is wrong."""
    parameters = dict(network.named_parameters())
    scales = {name + SCALE for name, tensor in weights.items() if tensor.dtype == torch.int8}
    missing, unknown = {*parameters, *scales} - set(weights), set(weights) - set(parameters) - scales
    if missing or unknown:
        raise ValueError(f"its weights do not fit its card (for example {sorted(missing | unknown)[0]})")
    with torch.no_grad():
        for name, parameter in parameters.items():
            if parameter.shape != weights[name].shape:
                raise ValueError(f"its weights do not fit its card (the shape of {name})")
            numbers = whole(name, weights)
            if not numbers.isfinite().all():
                raise ValueError(f"its weights are not all numbers ({name})")
            parameter.copy_(numbers)
