"""What is known of the summary on the screen, and the sentences that say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.language import language_name
from engine.events import Draft

if TYPE_CHECKING:  # numpy is not loaded before the window is on the screen
    from app.summarise.summary import Sources

NAMED = 6  # words without a source that are named
LONGEST = 30  # characters of each
# Who wrote it.
MODEL, OWN, EXTRACTED, NO_MODEL, NOT_THIS_LANGUAGE = "model", "own", "extract", "no model", "no model for it"

translate = QCoreApplication.translate


@dataclass
class Outcome:
    mode: str = ""  # a key of `bar.MODES`
    language: str = ""  # of the document
    origin: str = ""  # one of those above; empty before the first summary
    state: str = ""  # "writing", "done", "stopped", "failed", or "changed": the text is another now
    model: str = ""
    parts: int = 0  # in which the document is read
    condensed: bool = False  # it was too long to be written from as a whole
    drafts: list[Draft] = field(default_factory=list)  # of each part of the summary
    text: str = ""  # as the engine wrote it
    sources: Sources | None = None


def title(it: Outcome) -> str:
    """Who wrote the summary."""
    if not it.origin:
        return translate("SummarisePage", "Summary")
    if it.origin == MODEL:
        return translate("SummarisePage", "Summary by {model}").format(model=it.model or "…")
    if it.origin == OWN:
        return translate("SummarisePage", "The text as it stands")
    return translate("SummarisePage", "Key sentences from the text, word for word")


def facts(it: Outcome) -> list[str]:
    """From how much of the text it was written, and what is doubtful about it."""
    if it.state == "changed":
        return [
            translate(
                "SummarisePage",
                "The text has changed since then. Summarise it again to see what comes from where.",
            )
        ]
    said = []
    if it.origin == OWN:
        said.append(translate("SummarisePage", "The text is too short to be shortened."))
    elif it.origin == NO_MODEL:
        said.append(
            translate(
                "SummarisePage", "No summary model is installed, so these are sentences of the text itself."
            )
        )
    elif it.origin == NOT_THIS_LANGUAGE:
        text = translate(
            "SummarisePage",
            "No installed model summarises {language}, so these are sentences of the text itself.",
        )
        said.append(text.format(language=language_name(it.language)))
    if it.state == "stopped" and it.text:
        said.append(translate("SummarisePage", "Stopped: this is how far the summary was written."))
    elif it.state == "stopped":
        said.append(translate("SummarisePage", "Stopped before anything was written."))
    if it.origin == MODEL and it.sources is not None:
        said += [_how_read(it, it.sources), translate("SummarisePage", "A model wrote this: check it.")]
        said += _doubts(it.sources)
    return said


def _how_read(it: Outcome, sources: Sources) -> str:
    if it.condensed:
        text = translate(
            "SummarisePage",
            "The whole text was read, in {n} parts, and the summary written from what mattered most:"
            " {taken} of {all} sentences.",
        )
    elif len(it.drafts) < it.parts:
        text = translate("SummarisePage", "{done} of {n} parts of the text were read.")
    elif it.parts > 1:
        text = translate("SummarisePage", "The whole text was read, in {n} parts.")
    else:
        text = translate("SummarisePage", "The whole text was read.")
    return text.format(
        n=it.parts, done=len(it.drafts), taken=f"{sources.taken:,}", all=f"{len(sources.document):,}"
    )


def _doubts(sources: Sources) -> list[str]:
    said = []
    if not sources.attended:
        said.append(translate("SummarisePage", "This model does not show where its words come from."))
    if sources.unsourced:
        named = (sources.text[begin:end] for begin, end in sources.unsourced)
        words = list(dict.fromkeys(w if len(w) <= LONGEST else f"{w[:LONGEST]}…" for w in named))
        listed = ", ".join(words[:NAMED])
        if len(words) > NAMED:
            text = translate("SummarisePage", "Not in the text: {words} and {n} more.")
        else:
            text = translate("SummarisePage", "Not in the text: {words}.")
        said.append(text.format(words=listed, n=len(words) - NAMED))
    return said


def unused(sources: Sources) -> str:
    every = len(sources.document)
    said = translate("SummarisePage", "Not used: {n} of {all} sentences")
    return said.format(n=f"{every - sources.used:,}", all=f"{every:,}")
