"""The models in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import psutil
import torch

from engine.cards import WEIGHTS, InstalledModel, find_models
from engine.checkpoint import Model, load_model
from engine.shelf.library import size_of

_ROOM = 2  # times its size that a model takes while it is loaded and packed


class LoadedModels:
    """Loads models on first use and keeps them.

    Where memory is short for another one, those that were used longest ago are let go. A model that is
    installed no longer, or is another by now, is let go at the next look.
    """

    def __init__(
        self,
        device: torch.device,
        folders: tuple[Path, ...] | None,
        precision: str,
        changed: Callable[[], None] = lambda: None,
        *,
        shortlist: bool = False,
    ) -> None:
        """changed: called when a name stands for another model than before."""
        self._device, self._folders, self._precision, self._changed = device, folders, precision, changed
        self._shortlist = shortlist
        self._models: OrderedDict[str, Model] = OrderedDict()  # the one used last at the end
        self._stamps: dict[str, tuple[object, ...]] = {}  # of their folders

    def __contains__(self, name: str) -> bool:
        return name in self._models

    def __getitem__(self, name: str) -> Model:
        """UnknownModel, or DamagedModel with the reason."""
        if name not in self._models:
            found = next((model for model in find_models(self._folders) if model.name == name), None)
            if found:
                self._make_room(_ROOM * size_of(found).memory)
            self._models[name] = load_model(
                name, self._device, self._folders, self._precision, shortlist=self._shortlist
            )
            self._stamps[name] = _stamp(found) if found else ()
        self._models.move_to_end(name)
        return self._models[name]

    def installed(self) -> list[InstalledModel]:
        """What is installed now."""
        installed = find_models(self._folders)
        stamps = {model.name: _stamp(model) for model in installed if model.name in self._models}
        for name in [name for name in self._models if stamps.get(name) != self._stamps.get(name)]:
            self.let_go(name)
            self._changed()
        return installed

    def let_go(self, name: str) -> None:
        """Frees the memory of a model until it is asked for again."""
        self._models.pop(name, None)

    def _make_room(self, needed: int) -> None:
        while self._models and psutil.virtual_memory().available < needed:
            self._models.popitem(last=False)


def _stamp(model: InstalledModel) -> tuple[object, ...]:
    """Another if another model has taken the name."""
    try:
        found = (model.folder / WEIGHTS).stat()
    except OSError:
        return ()
    return model.folder, found.st_ino, found.st_mtime_ns
