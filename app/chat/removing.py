"""Conversations and turns that are deleted, and brought back while the offer stands."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.chat.archive import Archive
from app.chat.keeper import Keeper


class Removing(QObject):
    """What is deleted is only hidden at first: the store erases it some days later."""

    left = Signal()  # the conversation that was open is deleted
    listed = Signal()  # the list of conversations is another
    returned = Signal(int)  # a conversation is back
    turning = Signal()  # the open conversation's turns are about to be others
    turned = Signal()  # and are

    def __init__(self, keeper: Keeper, archive: Archive, parent: QObject) -> None:
        super().__init__(parent)
        self._keeper, self._archive = keeper, archive

    def conversation(self, number: int) -> None:
        self._keeper.remove(number)
        self._archive.offer_undo(partial(self._restore, number))
        here = self._keeper.conversation
        if here is not None and here.id == number:
            self.left.emit()
        self.listed.emit()

    def turn(self, number: int) -> None:
        """With what followed it; a conversation of which nothing would be left as a whole."""
        turn, here = self._keeper.turn(number), self._keeper.conversation
        assert here is not None, "a turn without a conversation"
        if turn.parent is None and len(self._keeper.versions(turn)) == 1:
            self.conversation(here.id)
            return
        tip = self._keeper.branch[-1].id
        self.turning.emit()
        self._keeper.remove_turn(turn)
        self._archive.offer_undo(partial(self._restore_turn, here.id, number, tip))
        self.turned.emit()

    def _restore(self, conversation: int) -> None:
        self._keeper.restore(conversation)
        self.listed.emit()
        self.returned.emit(conversation)

    def _restore_turn(self, conversation: int, turn: int, tip: int) -> None:
        self.turning.emit()
        self._keeper.restore_turn(conversation, turn, tip)
        self.turned.emit()
        self.listed.emit()
