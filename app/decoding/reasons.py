"""Why a decoding value has no effect beside the others, and which values contradict each other."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QLocale

from app.failures import sentence
from engine.errors import BadOption
from engine.search.options import DecodingOptions, check

translate = QCoreApplication.translate


def needs_search(options: DecodingOptions) -> str:
    if options.temperature > 0:
        return translate("DecodingPanel", "No effect while temperature is on: tokens are drawn at random.")
    return ""


def needs_beam(options: DecodingOptions) -> str:
    if not needs_search(options) and options.beam == 1:
        return translate("DecodingPanel", "No effect at beam width 1: there is only one hypothesis.")
    return needs_search(options)


def needs_rivals(options: DecodingOptions) -> str:
    """Draws are rivals of each other too."""
    return "" if options.temperature > 0 else needs_beam(options)


def needs_judging(options: DecodingOptions) -> str:
    if not needs_beam(options) and options.mbr:
        return translate("DecodingPanel", "No effect while the most typical translation is chosen.")
    return needs_beam(options)


def needs_groups(options: DecodingOptions) -> str:
    if not needs_beam(options) and options.groups == 1:
        return translate("DecodingPanel", "No effect while beam groups are off: nobody is to be avoided.")
    return needs_beam(options)


def needs_one_group(options: DecodingOptions) -> str:
    if not needs_beam(options) and options.groups > 1:
        return translate("DecodingPanel", "No effect with several beam groups: words are placed by one.")
    return needs_search(options)


def needs_n_best(options: DecodingOptions) -> str:
    if not needs_rivals(options) and options.n_best < 3:
        return translate("DecodingPanel", "No effect with fewer than three in the n-best list.")
    return needs_rivals(options)


def needs_temperature(options: DecodingOptions) -> str:
    if options.temperature == 0:
        return translate("DecodingPanel", "No effect while temperature is off: nothing is drawn at random.")
    return ""


def contradictions(options: DecodingOptions) -> dict[str, str]:
    """For each field that cannot be as it is, a sentence that names both sides."""
    found = {}
    if options.n_best > options.beam and not needs_beam(options):
        found["n_best"] = translate(
            "DecodingPanel", "The n-best list ({n}) is longer than the beam is wide ({beam})."
        ).format(n=options.n_best, beam=options.beam)
    if options.min_length > options.max_length > 0:
        found["min_length"] = translate(
            "DecodingPanel", "The minimum length ({least}) is above the maximum length ({most})."
        ).format(least=options.min_length, most=options.max_length)
    if options.beam % options.groups and not needs_beam(options):
        found["groups"] = translate(
            "DecodingPanel", "A beam of {beam} cannot be split into {groups} equal groups."
        ).format(beam=options.beam, groups=options.groups)
    if options.required and options.temperature > 0:
        found["required"] = translate(
            "DecodingPanel", "Words are placed by beam search: set the temperature ({n}) to off."
        ).format(n=QLocale().toString(options.temperature, "g", 3))
    clash = [(word, other) for word in options.required for other in options.banned if other in word]
    if clash:
        found["banned"] = translate(
            "DecodingPanel", "“{word}” must appear, so “{other}” cannot be banned. Take one of them out."
        ).format(word=clash[0][0], other=clash[0][1])
    return found or _refused(options)


def _refused(options: DecodingOptions) -> dict[str, str]:
    """What the engine would refuse whatever the model is."""
    try:
        check(options, max_target=sys.maxsize)
    except BadOption as refusal:
        return {refusal.option: sentence(refusal)}
    return {}
