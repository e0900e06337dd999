"""Conversations to files and back, where the user says so; and what goes wrong with keeping them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app import saving
from app.chat import exchange
from app.chat.conversation import HEED, USER, Conversation, Turn
from app.chat.exchange import NotReadable, Parcel
from app.chat.store import NotKept
from app.notice import Notice

_HEED = "Heed"

translate = QCoreApplication.translate


def export(
    conversation: Conversation, turns: Sequence[Turn], kind: str, parent: QWidget, notice: Notice
) -> None:
    """kind: "md", "txt" or "json"; the last has all branches."""
    names = {USER: translate("ChatPage", "You"), HEED: _HEED}
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    name = "".join(c if c.isalnum() else "-" for c in conversation.title[:40]) or "conversation"
    where = str(Path(folder) / f"{name}.{kind}")
    path, _ = QFileDialog.getSaveFileName(parent, translate("ChatPage", "Export"), where, f"*.{kind}")
    if not path:
        return
    text = {
        "md": lambda: exchange.to_markdown(conversation, turns, names),
        "txt": lambda: exchange.to_text(conversation, turns, names),
        "json": lambda: exchange.to_json(conversation, turns),
    }[kind]()
    try:
        saving.write(Path(path), text.encode())
    except OSError as error:
        notice.say(saving.sentence(error, Path(path)))


def bring_in(parent: QWidget, notice: Notice) -> Parcel | None:
    """What a file has that Heed once exported; None, and a notice, if it has nothing of the kind."""
    path, _ = QFileDialog.getOpenFileName(
        parent, translate("ChatPage", "Import"), "", "*.json *.md *.markdown *.txt"
    )
    if not path:
        return None
    names = {USER: {translate("ChatPage", "You"), "You", "你"}, HEED: {_HEED}}
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        if Path(path).suffix.lower() in (".md", ".markdown"):
            return exchange.from_markdown(text, names)
        if Path(path).suffix.lower() == ".txt":
            return exchange.from_text(text, names)
        return exchange.from_json(text)
    except OSError as error:
        why = NotReadable("gone", error.strerror or str(error))
    except UnicodeDecodeError:
        why = NotReadable("other")
    except NotReadable as error:
        why = error
    notice.say(unreadable(why))
    return None


def unreadable(problem: NotReadable) -> str:
    """Why a file cannot be taken in, and what to do."""
    said = {
        "other": translate(
            "ChatPage", "There is no conversation in this file. Choose one that Heed has exported."
        ),
        "newer": translate(
            "ChatPage", "This conversation was exported by a newer version of Heed. Import it there."
        ),
        "incomplete": translate(
            "ChatPage", "A part of this conversation is missing. Try another copy of the file."
        ),
    }.get(problem.reason, translate("ChatPage", "The file cannot be read ({why}). Choose another one."))
    return said.format(why=problem.detail)


def sentence(problem: NotKept) -> str:
    """Why a conversation was not kept, and what to do."""
    said = {
        "newer": translate(
            "ChatPage", "Your conversations were kept by a newer version of Heed. Start that one."
        ),
        "read-only": translate(
            "ChatPage",
            "The folder of your conversations cannot be written. They last only until you close Heed.",
        ),
        "full": translate(
            "ChatPage", "The disk is full, so this was not saved. Make room and send it again."
        ),
        "busy": translate("ChatPage", "Another program holds the conversations. Try again in a moment."),
    }.get(problem.reason, translate("ChatPage", "This could not be saved ({why}). Export what you need."))
    return said.format(why=problem.detail)
