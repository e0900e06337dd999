"""Which docks are there: those that the page has a use for; decoding gives way in a narrow window."""

from __future__ import annotations

from collections.abc import Sequence

from app.dock import Dock

# The docks that mean something on each page; the others are away there, and cannot be opened.
USEFUL = {
    "page_translate": ("attention", "decoding", "nbest", "beam"),
    "page_chat": ("attention", "decoding"),
    "page_summarise": ("attention", "decoding"),
    "page_inspect": ("decoding",),
    "page_lab": ("decoding",),
    "page_models": (),
    "page_settings": (),
}
ROOMY = ("page_inspect", "page_lab")  # pages that need the whole window: their docks wait to be opened


class Room:
    """Remembers what it has put away, and brings back no more than that."""

    def __init__(self, docks: Sequence[Dock], first: Dock) -> None:
        """first: the dock that goes when the window is narrow."""
        self.folded = False  # `first` is away because the window is narrow
        self._docks, self._first = docks, first
        self._page = "page_translate"
        self._stowed: list[Dock] = []  # put away for the page that is shown

    def fit(self, *, narrow: bool) -> None:
        """The window has become narrow, or wide."""
        if self._first in self._stowed or not self.has(self._first):
            return  # what fits is seen when it comes back
        if narrow and _stands(self._first):
            self.folded = True
            self._first.hide()
        elif not narrow and self.folded:
            self.folded = False
            self._first.show()

    def give(self, page: str, *, narrow: bool) -> None:
        """Another page is shown."""
        self._page = page
        for dock in self._docks:
            wanted = self.has(dock)
            dock.toggleViewAction().setEnabled(wanted)
            if dock in self._stowed and wanted and page not in ROOMY:
                self._stowed.remove(dock)
                dock.show()
            elif (not wanted or page in ROOMY) and (_stands(dock) or (not wanted and not dock.isHidden())):
                self._stowed.append(dock)
                dock.hide()
        self.fit(narrow=narrow)

    def has(self, dock: Dock) -> bool:
        """Whether the page that is shown has a use for it."""
        return dock.objectName() in USEFUL[self._page]

    def opened(self, dock: Dock, _shown: bool = True) -> None:
        """The user has opened or closed it: from now on that holds."""
        if dock in self._stowed:
            self._stowed.remove(dock)
        if dock is self._first:
            self.folded = False


def _stands(dock: Dock) -> bool:
    """Whether it takes room in the window."""
    return not dock.isHidden() and not dock.isFloating()
