"""The conversation that is open, with all its branches, and the file that everything is kept in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from app.chat.conversation import Conversation, Turn, branch, newest_tip, versions
from app.chat.exchange import Parcel
from app.chat.store import Hit, NotKept, Store

T = TypeVar("T")


class Keeper(QObject):
    """Writes every change at once. What cannot be kept or read is told, and the program goes on."""

    troubled = Signal(object)  # the NotKept

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = Store(None)
        self._turns: list[Turn] = []  # of all branches
        self.conversation: Conversation | None = None

    def use(self, path: Path | None) -> Path | None:
        """Opens the file with all conversations; the result is where a damaged one has gone."""
        self._store = self._safely(lambda: Store(path), Store(None))
        return self._store.put_aside

    def close(self) -> None:
        self._store.close()

    def _safely(self, act: Callable[[], T], otherwise: T) -> T:
        try:
            return act()
        except NotKept as problem:
            self.troubled.emit(problem)
            return otherwise

    # The conversation that is open

    @property
    def turns(self) -> list[Turn]:
        """Of all branches."""
        return self._turns

    @property
    def branch(self) -> list[Turn]:
        """The turns that are shown."""
        return branch(self._turns, self.conversation.tip if self.conversation else None)

    def turn(self, number: int) -> Turn:
        return next(turn for turn in self._turns if turn.id == number)

    def versions(self, turn: Turn) -> list[Turn]:
        return versions(self._turns, turn)

    def begin(self) -> None:
        """A new conversation; it is kept from its first turn on."""
        self.conversation, self._turns = None, []

    def open(self, conversation: int) -> bool:
        """Whether it is there."""
        known = {c.id: c for c in self.conversations()}
        turns = self._safely(lambda: self._store.turns(conversation), None)
        if conversation not in known or turns is None:
            return False
        self.conversation, self._turns = known[conversation], turns
        return True

    def say(
        self,
        parent: int | None,
        speaker: str,
        text: str,
        *,
        language: str = "",
        complete: bool = True,
        details: dict[str, Any] | None = None,
    ) -> Turn | None:
        """Keeps a turn, which ends the shown branch from now on; None if that is not possible.

        language: of the conversation, if it begins with this turn.
        """
        try:
            if self.conversation is None:
                self.conversation = self._store.begin(language)
            turn = self._store.say(
                self.conversation.id, parent, speaker, text, complete=complete, details=details
            )
        except NotKept as problem:
            self.troubled.emit(problem)
            return None
        self._turns.append(turn)
        self.conversation = dataclasses.replace(
            self.conversation, tip=turn.id, title=self.conversation.title or text
        )
        return turn

    def show_tip(self, tip: int | None) -> None:
        """The branch that ends with `tip` is shown from now on."""
        assert self.conversation is not None, "a turn without a conversation"
        shown = self.conversation = dataclasses.replace(self.conversation, tip=tip)
        self._safely(lambda: self._store.show(shown.id, tip), None)

    def show_branch_of(self, turn: Turn) -> None:
        """The newest branch that goes through the turn."""
        self.show_tip(newest_tip(self._turns, turn))

    def remove_turn(self, turn: Turn) -> None:
        """With what followed it. Its newest other version is shown, or else what it followed."""
        assert self.conversation is not None, "a turn without a conversation"
        others = [version for version in self.versions(turn) if version.id != turn.id]
        tip = newest_tip(self._turns, others[-1]) if others else turn.parent
        here = self.conversation.id
        self._safely(lambda: self._store.delete_turn(here, turn.id, tip), None)
        self.open(here)

    def restore_turn(self, conversation: int, turn: int, tip: int) -> None:
        """Opens its conversation, with the branch to `tip`."""
        self._safely(lambda: self._store.restore_turn(conversation, turn, tip), None)
        self.open(conversation)

    # All conversations

    def conversations(self) -> list[Conversation]:
        return self._safely(self._store.conversations, [])

    def search(self, text: str) -> list[Hit]:
        return self._safely(lambda: self._store.search(text), [])

    def rename(self, conversation: int, title: str) -> None:
        self._safely(lambda: self._store.rename(conversation, title), None)

    def remove(self, conversation: int) -> None:
        self._safely(lambda: self._store.delete(conversation), None)

    def restore(self, conversation: int) -> None:
        self._safely(lambda: self._store.restore(conversation), None)

    def take_in(self, parcel: Parcel) -> Conversation | None:
        return self._safely(
            lambda: self._store.take_in(parcel.title, parcel.language, parcel.turns, parcel.tip), None
        )
