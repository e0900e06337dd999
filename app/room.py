"""Which docks give way: decoding in a narrow window, all of them to a page that needs the room."""

from __future__ import annotations

from collections.abc import Sequence

from app.dock import Dock


class Room:
    """Remembers what it has put away, and brings back no more than that."""

    def __init__(self, docks: Sequence[Dock], first: Dock) -> None:
        """first: the dock that goes when the window is narrow."""
        self.folded = False  # `first` is away because the window is narrow
        self._docks, self._first = docks, first
        self._stowed: list[Dock] | None = None  # put away for the page that is shown

    def fit(self, *, narrow: bool) -> None:
        """The window has become narrow, or wide."""
        if self._stowed is not None:
            return  # what fits is seen when they come back
        if narrow and _stands(self._first):
            self.folded = True
            self._first.hide()
        elif not narrow and self.folded:
            self.folded = False
            self._first.show()

    def stow(self) -> None:
        """A page needs the whole window."""
        if self._stowed is None:
            self._stowed = [dock for dock in self._docks if _stands(dock)]
            for dock in self._stowed:
                dock.hide()

    def bring_back(self, *, narrow: bool) -> None:
        """The page is left."""
        if self._stowed is not None:
            stowed, self._stowed = self._stowed, None
            for dock in stowed:
                dock.show()
            self.fit(narrow=narrow)


def _stands(dock: Dock) -> bool:
    """Whether it takes room in the window."""
    return not dock.isHidden() and not dock.isFloating()
