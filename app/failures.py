"""Each expected failure as one sentence with a next step, in the language of the interface."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.language import language_name
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
