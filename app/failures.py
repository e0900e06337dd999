"""Each expected failure as one sentence with a next step, in the language of the interface."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.language import language_name
from engine.errors import (
    BadInput,
    BadOption,
    DamagedModel,
    EmptyTurn,
    Failure,
    NoDevice,
    NoModelForPair,
    NoModelForTask,
    OutOfMemory,
    UnknownModel,
    UnreadableSession,
    UnreadableTurn,
    WrongModel,
)

translate = QCoreApplication.translate


def sentence(failure: Failure) -> str:
    match failure:
        case NoModelForPair(source, target):
            return translate(
                "failures", "No installed model translates {source} to {target}. Choose other languages."
            ).format(source=language_name(source), target=language_name(target))
        case NoModelForTask(_, language):
            return translate(
                "failures", "No installed model does this in {language}. Choose another language."
            ).format(language=language_name(language))
        case UnknownModel(name):
            return translate(
                "failures", "The model “{name}” is no longer there. Choose another model."
            ).format(name=name)
        case WrongModel(name, wanted):
            return translate(
                "failures", "The model “{name}” cannot do {wanted}. Choose another model."
            ).format(name=name, wanted=wanted)
        case DamagedModel(name, reason):
            return translate(
                "failures", "The model “{name}” is damaged ({reason}). Install it again or choose another."
            ).format(name=name, reason=reason)
        case OutOfMemory():
            return translate(
                "failures",
                "There was not enough memory. Use a narrower beam or a shorter text, or close programs.",
            )
        case BadOption(option, reason):
            return translate(
                "failures", "The decoding option “{option}” cannot be used ({reason}). Change or reset it."
            ).format(option=option.replace("_", " "), reason=reason)
        case NoDevice(device):
            return translate(
                "failures", "This computer has no device “{device}”. Choose Automatic in the settings."
            ).format(device=device)
        case UnreadableSession(newer=True):
            return translate(
                "failures", "This session was saved by a newer version of Heed. Install that one to open it."
            )
        case UnreadableSession(reason=reason):
            return translate(
                "failures", "This session cannot be opened ({reason}). Try another copy of the file."
            ).format(reason=reason)
        case EmptyTurn():
            return translate("failures", "There is nothing to answer. Write a few words.")
        case UnreadableTurn(name, languages):
            return translate(
                "failures", "The model “{name}” cannot read this script. It knows {languages}: write in one."
            ).format(name=name, languages=", ".join(map(language_name, languages)))
        case BadInput(reason):
            return translate("failures", "This cannot be read: {reason}").format(reason=reason)
        case _:
            return str(failure)
