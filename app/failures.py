"""Each expected failure as one sentence with a next step, in the language of the interface."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.language import QT_TRANSLATE_NOOP, language_name
from engine.errors import (
    BadInput,
    BadOption,
    DamagedModel,
    Failure,
    NoDevice,
    NoModelForPair,
    NoModelForTask,
    OutOfMemory,
    UnknownModel,
    UnreadableSession,
    WrongModel,
)

translate = QCoreApplication.translate

# Every reason for which the engine refuses decoding options that the window can set.
REASONS = (
    QT_TRANSLATE_NOOP("failures", "must be a finite number"),
    QT_TRANSLATE_NOOP("failures", "must be at least 1"),
    QT_TRANSLATE_NOOP("failures", "must be at least 0.01"),
    QT_TRANSLATE_NOOP("failures", "must not be negative"),
    QT_TRANSLATE_NOOP("failures", "must be above 0 and at most 1"),
    QT_TRANSLATE_NOOP("failures", "must be between 0 and 1"),
    QT_TRANSLATE_NOOP("failures", "must fit in 64 bits"),
    QT_TRANSLATE_NOOP("failures", "this model writes at most {0} tokens"),
    QT_TRANSLATE_NOOP("failures", "must be at most the maximum length, {0}"),
    QT_TRANSLATE_NOOP("failures", "must be above the {0} tokens of the forced beginning"),
    QT_TRANSLATE_NOOP("failures", "must be at most the beam, {0}"),
    QT_TRANSLATE_NOOP("failures", "must divide the beam, {0}"),
    QT_TRANSLATE_NOOP("failures", "words are placed by beam search, but the temperature is {0}"),
    QT_TRANSLATE_NOOP("failures", "words are placed by a beam in one group, but there are {0} groups"),
    QT_TRANSLATE_NOOP("failures", "a word must not be empty"),
    QT_TRANSLATE_NOOP("failures", "“{0}” cannot be written without the banned “{1}”"),
    QT_TRANSLATE_NOOP("failures", "this model cannot write “{0}”"),
    QT_TRANSLATE_NOOP("failures", "{0} hypotheses need about {1} GB, and there are {2} GB"),
)


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
        case BadOption(option, reason, values):
            return translate(
                "failures", "The decoding option “{option}” cannot be used ({reason}). Change or reset it."
            ).format(option=_label(option), reason=translate("failures", reason).format(*values))
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
        case BadInput(reason):
            return translate("failures", "This cannot be read: {reason}").format(reason=reason)
        case _:
            return str(failure)


def _label(option: str) -> str:
    """What the decoding dock calls an option."""
    from app.decoding.fields import fields  # its fields know why they are idle, and that says failures

    return next((field.label for field in fields() if field.name == option), option.replace("_", " "))
