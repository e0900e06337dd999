"""What most widgets do when the user changes the language or the colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as Base
else:  # a class may have one base of Qt's
    Base = object


class Following(Base):
    """Put before a widget's class: says anew what it says, and draws its icons anew."""

    def retranslate(self) -> None:
        """Sets all texts in the language of the window."""

    def recolour(self) -> None:
        """Sets all icons in the colours of the palette."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self.recolour()
