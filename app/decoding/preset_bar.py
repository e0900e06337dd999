"""Which preset the options are, and a menu to save, delete and prefer one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import settings as table
from app import theme
from app.decoding import presets
from app.decoding.presets import BUILT_IN, LONGEST_NAME, Preset
from app.following import Following
from app.settings import Settings
from engine.search.options import DecodingOptions

translate = QCoreApplication.translate
USUAL = "usual"  # the key of what suits the model


class PresetBar(Following, QWidget):
    """A preset that is chosen is told; other options than any preset's show as one's own values."""

    chosen = Signal(object)  # DecodingOptions

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._options = DecodingOptions()
        self._presets: list[Preset] = []
        self._usual = DecodingOptions()
        self.picker, self.more = QComboBox(), QToolButton()
        self.picker.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.picker.activated.connect(self._on_chosen)
        self.save_as, self.delete, self.prefer = QAction(self), QAction(self), QAction(self)
        menu = QMenu(self.more)
        menu.addActions([self.save_as, self.delete, self.prefer])
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setIconSize(QSize(16, 16))
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name, self.save = QLineEdit(), QPushButton()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.textChanged.connect(self._on_name)
        self.name.returnPressed.connect(self._on_save)
        self.save.clicked.connect(self._on_save)
        self.save_as.triggered.connect(self._ask_name)
        self.delete.triggered.connect(self._on_delete)
        self.prefer.triggered.connect(self._on_prefer)
        self.complaint = QLabel()
        self.complaint.setObjectName("refusal")
        self.complaint.setWordWrap(True)
        self.complaint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._saving = QWidget()
        self._saving.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(_row(self.picker, self.more))
        self._saving.setLayout(_row(self.name, self.save))
        column.addWidget(self._saving)
        column.addWidget(self.complaint)
        self.retranslate()
        self.recolour()

    @property
    def current(self) -> Preset | None:
        return presets.matching(self._presets, self._options)

    @property
    def default(self) -> Preset:
        """What Reset goes back to."""
        wanted = self._settings.get(table.DEFAULT_PRESET)
        if wanted == BUILT_IN[0].key:  # nothing else is preferred
            return presets.matching(self._presets, self._usual) or BUILT_IN[0]
        return next((preset for preset in self._presets if preset.key == wanted), BUILT_IN[0])

    def set_usual(self, options: DecodingOptions) -> None:
        """What suits the model at hand; an entry, unless a built-in preset is the same."""
        if options != self._usual:
            self._usual = options
            self.refresh()

    def show_options(self, options: DecodingOptions) -> None:
        self._options = options
        current = self.current
        with QSignalBlocker(self.picker):
            self.picker.setCurrentIndex(self._presets.index(current) if current else len(self._presets))
        self.delete.setEnabled(current is not None and current.path is not None)
        self.prefer.setEnabled(current is not None and current != self.default)

    def refresh(self) -> None:
        """Reads the files again: they may have been mended or brought from elsewhere."""
        own, complaints = presets.own_presets()
        self._presets = [*BUILT_IN, *own]
        if presets.matching(BUILT_IN, self._usual) is None:
            self._presets.insert(0, Preset(USUAL, translate("presets", "Suits the model"), self._usual))
        with QSignalBlocker(self.picker):
            self.picker.clear()
            for preset in self._presets:
                self.picker.addItem(preset.label)
            self.picker.addItem(self.tr("Own values"))
        self._complain("\n".join(complaints))
        self.show_options(self._options)

    def _complain(self, text: str) -> None:
        self.complaint.setText(text)
        self.complaint.setVisible(bool(text))

    def _on_chosen(self, index: int) -> None:
        if index < len(self._presets):
            self.chosen.emit(self._presets[index].options)
        else:
            self.show_options(self._options)  # one's own values are what one sets below

    def _ask_name(self) -> None:
        current = self.current
        self.name.setText(current.name if current and current.path else "")
        self._on_name()
        self._saving.show()
        self.name.setFocus()
        self.name.selectAll()

    def _on_name(self) -> None:
        name = self.name.text().strip()
        taken = presets.is_taken(name)
        self.save.setEnabled(bool(name) and not taken)
        self._complain(
            self.tr("“{name}” is built in. Choose another name.").format(name=name) if taken else ""
        )

    def _on_save(self) -> None:
        name = " ".join(self.name.text().split())
        if not self.save.isEnabled():
            return
        try:
            presets.save(name, self._options)
        except OSError as error:
            said = self.tr("The preset could not be saved: {reason}").format(reason=error.strerror or error)
            self._complain(said)
            return
        self._saving.hide()
        self.refresh()
        self.picker.setFocus()

    def _on_delete(self) -> None:
        if self.current and self.current.path:
            presets.delete(self.current)
            self.refresh()

    def _on_prefer(self) -> None:
        if self.current:
            self._settings.set(table.DEFAULT_PRESET, self.current.key)
            self.show_options(self._options)

    def retranslate(self) -> None:
        self.picker.setAccessibleName(self.tr("Preset"))
        self.picker.setToolTip(self.tr("Preset"))
        self.more.setToolTip(self.tr("Save, delete or prefer a preset"))
        self.more.setAccessibleName(self.more.toolTip())
        self.save_as.setText(self.tr("Save these values as a preset…"))
        self.delete.setText(self.tr("Delete this preset"))
        self.prefer.setText(self.tr("Reset goes back to this preset"))
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name of the preset"))
        self.save.setText(self.tr("Save"))
        self.refresh()

    def recolour(self) -> None:
        self.more.setIcon(theme.icon("more"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._saving.isVisible():
            self._saving.hide()
            self.refresh()
            self.picker.setFocus()
        else:
            super().keyPressEvent(event)


def _row(wide: QWidget, narrow: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(wide, 1)
    row.addWidget(narrow)
    return row
