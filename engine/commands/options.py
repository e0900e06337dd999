"""The decoding options that a command was given."""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

from engine.search.options import DecodingOptions


def options_of(arguments: argparse.Namespace, base: DecodingOptions | None = None) -> DecodingOptions:
    """What was given, and for the rest `base`, or what the command has by default."""
    given: dict[str, Any] = {
        field.name: getattr(arguments, field.name)
        for field in dataclasses.fields(DecodingOptions)
        if hasattr(arguments, field.name)
    }
    given.update({name: tuple(given[name]) for name in ("required", "banned") if name in given})
    options: DecodingOptions = base or arguments.options
    return dataclasses.replace(options, **given)
