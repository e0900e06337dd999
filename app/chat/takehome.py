"""Conversations to files and back, where the user says so; and what goes wrong with keeping them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.chat import exchange
from app.chat.conversation import HEED, USER, Conversation, Turn
from app.chat.exchange import NotReadable, Parcel
from app.chat.store import NotKept
from app.notice import Notice

translate = QCoreApplication.translate


def export(
    conversation: Conversation, turns: Sequence[Turn], kind: str, parent: QWidget, notice: Notice
) -> None:
    """kind: "md", "txt" or "json"; the last has all branches."""
    names = {USER: translate("ChatPage", "You"), HEED: "Heed"}
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
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        said = translate("ChatPage", "The file could not be written ({why}). Choose another place.")
        notice.say(said.format(why=error.strerror or error))


def bring_in(parent: QWidget, notice: Notice) -> Parcel | None:
    """What a file has that Heed once exported; None, and a notice, if it has nothing of the kind."""
    path, _ = QFileDialog.getOpenFileName(parent, translate("ChatPage", "Import"), "", "*.json")
    if not path:
        return None
    try:
        return exchange.from_json(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, NotReadable) as error:
        said = translate(
            "ChatPage", "This file is no conversation ({why}). Choose one that Heed has exported."
        )
        notice.say(said.format(why=error))
        return None


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
