"""Each expected failure as one sentence with a next step, in the language of the interface."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.language import QT_TRANSLATE_NOOP, language_name
from engine.errors import (
    BadInput,
    BadOption,
    DamagedDownload,
    DamagedModel,
    DiskFull,
    EmptyTurn,
    Failure,
    Gated,
    HubTrouble,
    NoConnection,
    NoDevice,
    NoModelForPair,
    NoModelForTask,
    NotOnHub,
    OfflineMode,
    OutOfMemory,
    ShippedModel,
    UnknownModel,
    UnreadableSession,
    UnreadableTurn,
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
        case NoModelForPair(source, target, _):
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
        case EmptyTurn():
            return translate("failures", "There is nothing to answer. Write a few words.")
        case UnreadableTurn(name, languages, language) if language:
            return translate(
                "failures", "The model “{name}” does not know {language}. It knows {languages}: write in one."
            ).format(
                name=name,
                language=language_name(language),
                languages=", ".join(map(language_name, languages)),
            )
        case UnreadableTurn(name, languages):
            return translate(
                "failures", "The model “{name}” cannot read this script. It knows {languages}: write in one."
            ).format(name=name, languages=", ".join(map(language_name, languages)))
        case OfflineMode():
            return translate("failures", "Heed is set to stay offline. Allow downloads in the settings.")
        case NoConnection(endpoint, reason):
            return translate(
                "failures",
                "{address} cannot be reached ({reason}). Check the connection, then resume: nothing is lost.",
            ).format(address=endpoint, reason=reason)
        case NotOnHub(name, ""):
            return translate(
                "failures", "There is no model “{name}” there. Check the name; or its owner keeps it private."
            ).format(name=name)
        case NotOnHub(name, revision):
            return translate(
                "failures",
                "The model “{name}” no longer has the version {revision}. Cancel, and download anew.",
            ).format(name=name, revision=revision)
        case Gated(name):
            return translate(
                "failures",
                "The owner of “{name}” asks who you are. Get it with a browser and import the folder.",
            ).format(name=name)
        case HubTrouble(endpoint, reason):
            return translate(
                "failures",
                "{address} does not give the model ({reason}). Try again later, or another address.",
            ).format(address=endpoint, reason=reason)
        case DiskFull(needed, free):
            return translate(
                "failures",
                "{needed} GB are needed, and the disk has {free} GB free. Make room and try again.",
            ).format(needed=f"{needed / 1e9:.1f}", free=f"{free / 1e9:.1f}")
        case DamagedDownload(file):
            return translate(
                "failures",
                "{file} arrives damaged: its checksum is wrong. Try again later, or another address.",
            ).format(file=file)
        case ShippedModel(name):
            return translate(
                "failures", "The model “{name}” comes with Heed and stays. Another can be taken by default."
            ).format(name=name)
        case BadInput(reason):
            return translate("failures", "This cannot be read: {reason}").format(reason=reason)
        case _:
            return str(failure)


def _label(option: str) -> str:
    """What the decoding dock calls an option."""
    from app.decoding.fields import fields  # its fields know why they are idle, and that says failures

    return next((field.label for field in fields() if field.name == option), option.replace("_", " "))
