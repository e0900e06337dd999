"""TorchScript where it can be had: a third of a small network's step is Python calling torch."""

from __future__ import annotations

import logging
import warnings
from typing import TypeVar, cast

import torch
from torch import nn

M = TypeVar("M", bound=nn.Module)


def scripted(module: M) -> M:
    """The same module without Python between its operations; as it is where that cannot be.

    TorchScript is deprecated, and needs the source of the code. Whatever becomes of it, the module itself
    gives the same numbers.
    """
    module.eval()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return cast(M, torch.jit.script(module))
    except (RuntimeError, OSError, NotImplementedError, ValueError, TypeError) as error:
        logging.getLogger(__name__).info("without TorchScript: %s", error)
        return module
