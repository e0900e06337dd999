"""The table of decoding controls: one row a field of `DecodingOptions`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.decoding import examples, reasons
from engine.search.options import DecodingOptions

translate = QCoreApplication.translate
LARGEST_SEED = 2**31 - 1  # what a spin box can hold


@dataclass(frozen=True)
class Field:
    """A control; its texts are in the language of the moment. The kind follows from the default."""

    name: str  # in DecodingOptions
    label: str
    explanation: str
    example: Callable[[DecodingOptions], str]  # what the value would do to a text
    low: float = 0
    high: float = 0
    step: float = 1
    decimals: int = 0  # 0 for whole numbers
    off: str = ""  # shown in place of the value that turns it off: the lowest, or the highest of a share
    idle: Callable[[DecodingOptions], str] = lambda _: ""  # why it has no effect beside the others


@dataclass(frozen=True)
class Group:
    title: str
    fields: tuple[Field, ...]


def groups() -> tuple[Group, ...]:
    """The first, without a title, is for everybody; the others are for experts."""
    return (
        Group("", _simple()),
        Group(translate("DecodingPanel", "Search"), _search()),
        Group(translate("DecodingPanel", "Length and repetition"), _shape()),
        Group(translate("DecodingPanel", "Random draws"), _draws()),
    )


def fields() -> tuple[Field, ...]:
    return tuple(field for group in groups() for field in group.fields)


def _off() -> str:
    return translate("DecodingPanel", "Off")


def _simple() -> tuple[Field, ...]:
    return (
        Field(
            "beam",
            translate("DecodingPanel", "Beam width"),
            translate(
                "DecodingPanel",
                "How many hypotheses the search keeps alive. Wider is slower; 1 is greedy search.",
            ),
            examples.beam,
            low=1,
            high=64,
            idle=reasons.needs_search,
        ),
        Field(
            "n_best",
            translate("DecodingPanel", "N-best list"),
            translate("DecodingPanel", "How many of the best translations you are shown at the end."),
            examples.n_best,
            low=1,
            high=64,
            off=translate("DecodingPanel", "Best only"),
            idle=reasons.needs_rivals,
        ),
        Field(
            "length_penalty",
            translate("DecodingPanel", "Length penalty"),
            translate(
                "DecodingPanel",
                "How strongly longer translations are favoured; without it, short ones win.",
            ),
            examples.length_penalty,
            high=3,
            step=0.1,
            decimals=2,
            off=_off(),
            idle=reasons.needs_search,
        ),
        Field(
            "temperature",
            translate("DecodingPanel", "Temperature"),
            translate(
                "DecodingPanel",
                "Draw tokens at random instead of searching: low stays near the likeliest, high varies.",
            ),
            examples.temperature,
            high=2,
            step=0.1,
            decimals=2,
            off=_off(),
        ),
        Field(
            "required",
            translate("DecodingPanel", "Words that must appear"),
            translate("DecodingPanel", "Words or phrases, as they should be written, with commas between."),
            examples.required,
        ),
        Field(
            "banned",
            translate("DecodingPanel", "Words that must not appear"),
            translate("DecodingPanel", "Words or phrases to avoid, with commas between."),
            examples.banned,
        ),
    )


def _search() -> tuple[Field, ...]:
    return (
        Field(
            "coverage_penalty",
            translate("DecodingPanel", "Coverage penalty"),
            translate("DecodingPanel", "How much it costs to leave words of your text unattended."),
            examples.coverage_penalty,
            high=2,
            step=0.1,
            decimals=2,
            off=_off(),
            idle=reasons.needs_search,
        ),
        Field(
            "patience",
            translate("DecodingPanel", "Patience"),
            translate(
                "DecodingPanel",
                "Stop early when enough translations have ended. Lower is quicker, and may miss the best.",
            ),
            examples.patience,
            high=4,
            step=0.5,
            decimals=1,
            off=_off(),
            idle=reasons.needs_beam,
        ),
        Field(
            "groups",
            translate("DecodingPanel", "Beam groups"),
            translate("DecodingPanel", "Splits the beam into groups that look for different wordings."),
            examples.groups,
            low=1,
            high=16,
            off=_off(),
            idle=reasons.needs_beam,
        ),
        Field(
            "diversity",
            translate("DecodingPanel", "Diversity"),
            translate("DecodingPanel", "How strongly the groups avoid the words of each other."),
            examples.diversity,
            high=5,
            step=0.1,
            decimals=2,
            off=_off(),
            idle=reasons.needs_groups,
        ),
        Field(
            "channel",
            translate("DecodingPanel", "Way back"),
            translate(
                "DecodingPanel",
                "How much it counts that your text can be foreseen from the translation, by the model for "
                "the opposite direction.",
            ),
            examples.channel,
            high=3,
            step=0.1,
            decimals=2,
            off=_off(),
            idle=reasons.needs_judging,
        ),
        Field(
            "mbr",
            translate("DecodingPanel", "Choose the most typical (MBR)"),
            translate(
                "DecodingPanel",
                "Of the n-best translations, take the one most like the others instead of the likeliest.",
            ),
            examples.mbr,
            idle=reasons.needs_n_best,
        ),
    )


def _shape() -> tuple[Field, ...]:
    return (
        Field(
            "min_length",
            translate("DecodingPanel", "Minimum length"),
            translate("DecodingPanel", "A sentence does not end before this many tokens."),
            examples.min_length,
            high=512,
            off=_off(),
        ),
        Field(
            "max_length",
            translate("DecodingPanel", "Maximum length"),
            translate(
                "DecodingPanel",
                "A sentence is cut at this many tokens. Automatic: twice the source plus 20.",
            ),
            examples.max_length,
            high=512,
            off=translate("DecodingPanel", "Automatic"),
        ),
        Field(
            "no_repeat_ngram",
            translate("DecodingPanel", "No-repeat n-gram"),
            translate(
                "DecodingPanel",
                "No run of this many tokens comes twice. Helps when a translation repeats itself.",
            ),
            examples.no_repeat_ngram,
            high=8,
            off=_off(),
        ),
        Field(
            "repetition_guard",
            translate("DecodingPanel", "Repetition guard"),
            translate("DecodingPanel", "How often a word or phrase may follow itself directly."),
            examples.repetition_guard,
            high=10,
            off=_off(),
        ),
        Field(
            "second_look",
            translate("DecodingPanel", "Second look"),
            translate(
                "DecodingPanel",
                "A translation that has lost a number, or is only the text again, is looked for once more.",
            ),
            examples.second_look,
            idle=reasons.needs_one_group,
        ),
        Field(
            "repetition_penalty",
            translate("DecodingPanel", "Repetition penalty"),
            translate("DecodingPanel", "Makes every word that is already written less likely."),
            examples.repetition_penalty,
            low=1,
            high=2,
            step=0.05,
            decimals=2,
            off=_off(),
        ),
    )


def _draws() -> tuple[Field, ...]:
    return (
        Field(
            "top_k",
            translate("DecodingPanel", "Top k"),
            translate("DecodingPanel", "Draw only from this many of the likeliest tokens."),
            examples.top_k,
            high=200,
            off=_off(),
            idle=reasons.needs_temperature,
        ),
        Field(
            "top_p",
            translate("DecodingPanel", "Top p"),
            translate(
                "DecodingPanel", "Draw only from the likeliest tokens that together hold this probability."
            ),
            examples.top_p,
            low=0.05,
            high=1,
            step=0.05,
            decimals=2,
            off=_off(),
            idle=reasons.needs_temperature,
        ),
        Field(
            "min_p",
            translate("DecodingPanel", "Min p"),
            translate(
                "DecodingPanel",
                "Draw only from tokens that have at least this share of the likeliest one's probability.",
            ),
            examples.min_p,
            high=1,
            step=0.05,
            decimals=2,
            off=_off(),
            idle=reasons.needs_temperature,
        ),
        Field(
            "typical",
            translate("DecodingPanel", "Typical"),
            translate("DecodingPanel", "Draw only from tokens that surprise as much as is usual here."),
            examples.typical,
            low=0.05,
            high=1,
            step=0.05,
            decimals=2,
            off=_off(),
            idle=reasons.needs_temperature,
        ),
        Field(
            "seed",
            translate("DecodingPanel", "Seed"),
            translate(
                "DecodingPanel",
                "Starts the random draws: the same seed and settings give the same text.",
            ),
            examples.seed,
            high=LARGEST_SEED,
            idle=reasons.needs_temperature,
        ),
    )
