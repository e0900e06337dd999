"""The table of decoding controls: one row a field of `DecodingOptions`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from engine.search.options import DecodingOptions

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Field:
    """A control; its texts are in the language of the moment."""

    name: str  # in DecodingOptions
    label: str
    explanation: str
    low: float
    high: float
    step: float = 1
    decimals: int = 0  # 0 for whole numbers
    lowest: str = ""  # shown in place of the lowest value
    idle: Callable[[DecodingOptions], str] = lambda _: (
        ""
    )  # why the value has no effect beside the others; "" when it has


def _needs_beam(options: DecodingOptions) -> str:
    if options.temperature > 0:
        return translate("DecodingPanel", "No effect while temperature is on: tokens are drawn at random.")
    return ""


def _needs_width(options: DecodingOptions) -> str:
    if options.beam == 1:
        return translate("DecodingPanel", "No effect at beam width 1: there is only one hypothesis.")
    return ""


def _needs_temperature(options: DecodingOptions) -> str:
    if options.temperature == 0:
        return translate("DecodingPanel", "No effect while temperature is off: nothing is drawn at random.")
    return ""


def fields() -> tuple[Field, ...]:
    return (
        Field(
            "beam",
            translate("DecodingPanel", "Beam width"),
            translate(
                "DecodingPanel",
                "How many hypotheses the search keeps alive. Wider is slower; 1 is greedy search.",
            ),
            low=1,
            high=16,
            idle=_needs_beam,
        ),
        Field(
            "n_best",
            translate("DecodingPanel", "N-best list"),
            translate(
                "DecodingPanel",
                "How many of the best hypotheses to show at the end; at most the beam width.",
            ),
            low=1,
            high=16,
            lowest=translate("DecodingPanel", "Best only"),
            idle=_needs_width,
        ),
        Field(
            "length_penalty",
            translate("DecodingPanel", "Length penalty"),
            translate(
                "DecodingPanel",
                "How strongly longer translations are favoured; without it, short ones win.",
            ),
            low=0,
            high=3,
            step=0.1,
            decimals=2,
            lowest=translate("DecodingPanel", "Off"),
            idle=_needs_beam,
        ),
        Field(
            "temperature",
            translate("DecodingPanel", "Temperature"),
            translate(
                "DecodingPanel",
                "Draw tokens at random instead of searching: low stays near the likeliest, high varies.",
            ),
            low=0,
            high=2,
            step=0.1,
            decimals=2,
            lowest=translate("DecodingPanel", "Off"),
        ),
        Field(
            "seed",
            translate("DecodingPanel", "Seed"),
            translate(
                "DecodingPanel",
                "Starts the random draws: the same seed and settings give the same text.",
            ),
            low=0,
            high=2**31 - 1,
            idle=_needs_temperature,
        ),
        Field(
            "min_length",
            translate("DecodingPanel", "Minimum length"),
            translate("DecodingPanel", "A sentence does not end before this many tokens."),
            low=0,
            high=512,
            lowest=translate("DecodingPanel", "Off"),
        ),
        Field(
            "max_length",
            translate("DecodingPanel", "Maximum length"),
            translate(
                "DecodingPanel",
                "A sentence is cut at this many tokens. Automatic: twice the source plus 20.",
            ),
            low=0,
            high=512,
            lowest=translate("DecodingPanel", "Automatic"),
        ),
        Field(
            "no_repeat_ngram",
            translate("DecodingPanel", "No-repeat n-gram"),
            translate(
                "DecodingPanel",
                "No run of this many tokens comes twice. Helps when a translation repeats itself.",
            ),
            low=0,
            high=8,
            lowest=translate("DecodingPanel", "Off"),
        ),
    )
