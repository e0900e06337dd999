"""Light and dark: two small sets of colours, the palette, the style sheet and the icons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QByteArray, QSize, Qt, QTemporaryDir
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"


@dataclass(frozen=True, kw_only=True)
class Colours:
    """Chrome only. The colours of data are chosen for reading and are the same in both themes."""

    window: str
    base: str  # where text is read and written
    hover: str
    line: str
    text: str
    muted: str
    faint: str  # what cannot be used now
    accent: str
    on_accent: str
    notice: str


LIGHT = Colours(
    window="#f5f5f3",
    base="#ffffff",
    hover="#e9e9e6",
    line="#dcdcd8",
    text="#1f2124",
    muted="#64676d",
    faint="#a9abb0",
    accent="#2f6bbd",
    on_accent="#ffffff",
    notice="#fbf1dc",
)
DARK = Colours(
    window="#1c1d20",
    base="#232529",
    hover="#2e3035",
    line="#37393f",
    text="#e7e7e4",
    muted="#a0a3a9",
    faint="#666970",
    accent="#7fb0ee",
    on_accent="#10202f",
    notice="#3a3222",
)

SHEET = Template("""
QTextEdit#reading { background: $base; border: 1px solid $line; border-radius: 8px; padding: 8px 12px;
    font-size: ${reading_size}pt; }
QTextEdit#reading:focus { border-color: $accent; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 4px; color: $text; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $line; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $faint; background: transparent; }
QToolBar#rail { border: none; border-right: 1px solid $line; padding: 8px 4px; spacing: 4px; }
QToolBar#rail QToolButton { color: $muted; padding: 6px 2px; min-width: 64px; }
QToolBar#rail QToolButton:checked { color: $accent; background: $hover; }
QComboBox, QAbstractSpinBox, QPushButton, QLineEdit { background: $base; border: 1px solid $line;
    border-radius: 6px; padding: 3px 8px; min-height: 20px; }
QComboBox:hover, QAbstractSpinBox:hover, QPushButton:hover, QLineEdit:hover { border-color: $faint; }
QComboBox:focus, QAbstractSpinBox:focus, QPushButton:focus, QLineEdit:focus { border-color: $accent; }
QComboBox:disabled, QAbstractSpinBox:disabled, QPushButton:disabled { background: $window; color: $faint; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:hover, QAbstractSpinBox QLineEdit:focus {
    border: none; background: transparent; padding: 0; min-height: 0; }
QPushButton { padding: 3px 16px; }
QPushButton:pressed { background: $hover; }
QAbstractSpinBox { min-height: 18px; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$down"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $base; border: 1px solid $line; padding: 4px; outline: none;
    selection-background-color: $line; selection-color: $text; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 20px; }
QAbstractSpinBox::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("$down"); width: 10px; height: 10px; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $muted; border-radius: 4px;
    background: $base; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox::indicator:disabled { border-color: $line; }
QLabel#title { font-weight: 600; }
QLabel#muted { color: $muted; }
QFrame#bubble { background: $base; border: 1px solid $line; border-radius: 10px; }
QFrame#bubble[outlined="true"] { border-color: $accent; }
QFrame#mine { background: $hover; border: 1px solid $hover; border-radius: 10px; }
QTextEdit#turn { background: transparent; border: none; font-size: ${reading_size}pt; }
QProgressBar { background: $line; border: none; border-radius: 1px; }
QProgressBar::chunk { background: $accent; border-radius: 1px; }
QLabel#refusal { background: $notice; border-radius: 6px; padding: 4px 8px; }
QFrame#popup { background: $base; border: 1px solid $line; }
QFrame#popup QListWidget { background: $base; outline: none; }
QListWidget#plain { background: transparent; outline: none; }
QListWidget#plain::item { padding: 4px; border-radius: 4px; color: $text; }
QListWidget#plain::item:selected, QListWidget#plain::item:hover { background: $hover; color: $text; }
QFrame#line { background: $line; }
QToolButton::menu-indicator { image: none; }
QToolButton#view { padding: 3px 8px; }
QToolButton#view:checked { background: $hover; color: $accent; }
QToolButton#fold { color: $muted; padding-left: 0; }
QLabel#heading { font-size: 15pt; font-weight: 600; }
QLabel#key { border: 1px solid $line; border-radius: 4px; padding: 2px 8px; background: $base; }
QFrame#notice { background: $notice; border-radius: 8px; }
QSplitter::handle { background: transparent; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; border: none; border-top: 2px solid transparent; color: $muted;
    padding: 4px 12px 6px 12px; margin-left: 4px; }
QTabBar::tab:selected { border-top-color: $accent; color: $text; }
QTabBar::tab:hover { color: $text; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QStatusBar { border-top: 1px solid $line; color: $muted; }
QStatusBar::item { border: none; }
QMenuBar { background: $window; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $base; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 8px; border-radius: 4px; background: transparent; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faint; }
QMenu::indicator { width: 16px; height: 16px; left: 8px; }
QMenu::indicator:checked { image: url("$tick"); }
QHeaderView { background: transparent; }
QHeaderView::section { background: $window; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: 4px 16px 4px 4px; }
QHeaderView::down-arrow { image: url("$down"); width: 10px; height: 10px; }
QHeaderView::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QSlider::groove { background: $line; border-radius: 2px; }
QSlider::groove:vertical { width: 4px; }
QSlider::groove:horizontal { height: 4px; }
QSlider::sub-page:horizontal, QSlider::add-page:vertical { background: $accent; border-radius: 2px; }
QSlider::handle { background: $base; border: 1px solid $muted; border-radius: 6px;
    width: 10px; height: 10px; }
QSlider::handle:vertical { margin: 0 -4px; }
QSlider::handle:horizontal { margin: -4px 0; }
QSlider::handle:hover, QSlider::handle:focus { border-color: $accent; }
QScrollArea { background: transparent; border: none; }
QToolTip { background: $base; color: $text; border: 1px solid $line; padding: 4px; }
""")


def apply(app: QApplication, choice: str, reading_size: int) -> None:
    """`choice` is "light", "dark" or "system"; a system that does not say is light. Size in points."""
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(choice, Qt.ColorScheme.Unknown)
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(scheme)  # for what the system draws, such as the title bar
    if choice == "system":
        scheme = hints.colorScheme()
    colours = DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    app.setPalette(palette(colours))
    pictures = {
        "down": _coloured("down", colours.muted),
        "up": _coloured("up", colours.muted),
        "tick": _coloured("check", colours.text),
        "check": _coloured("check", colours.on_accent),
    }
    sheet = SHEET.substitute(vars(colours), reading_size=reading_size, **pictures)
    if sheet != app.styleSheet():  # the same one again would have every widget styled anew
        app.setStyleSheet(sheet)


def _coloured(name: str, colour: str) -> str:
    """A file with an icon in one colour: a style sheet takes pictures from files only."""
    path = Path(_scratch().path()) / f"{name}-{colour[1:]}.svg"
    if not path.exists():
        path.write_bytes(_drawing(name, colour))
    return path.as_posix()


@cache
def _scratch() -> QTemporaryDir:
    return QTemporaryDir()


def _drawing(name: str, colour: str) -> bytes:
    return (ICONS / f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())


def palette(colours: Colours) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    for roles, colour in (
        ((role.Window, role.Button, role.Midlight), colours.window),
        ((role.Base, role.Light, role.ToolTipBase), colours.base),
        ((role.AlternateBase,), colours.hover),
        ((role.Mid, role.Dark, role.Shadow), colours.line),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), colours.text),
        ((role.PlaceholderText,), colours.muted),
        ((role.Highlight, role.Accent, role.Link, role.LinkVisited), colours.accent),
        ((role.HighlightedText,), colours.on_accent),
    ):
        for one in roles:
            made.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, one, QColor(colours.faint))
    return made


def icon(name: str) -> QIcon:
    """An icon of the set in the colours of the palette now: text, disabled text, and accent when on."""
    colours = QGuiApplication.palette()
    role, disabled = QPalette.ColorRole, QPalette.ColorGroup.Disabled
    return _icon(
        name,
        colours.color(role.WindowText).name(),
        colours.color(disabled, role.WindowText).name(),
        colours.color(role.Accent).name(),
    )


@cache
def _icon(name: str, text: str, faint: str, accent: str) -> QIcon:
    made = QIcon()
    for mode, state, colour in (
        (QIcon.Mode.Normal, QIcon.State.Off, text),
        (QIcon.Mode.Disabled, QIcon.State.Off, faint),
        (QIcon.Mode.Normal, QIcon.State.On, accent),
    ):
        renderer = QSvgRenderer(QByteArray(_drawing(name, colour)))
        for size in (16, 24, 32, 48):
            made.addPixmap(_draw(renderer, size), mode, state)
    return made


def app_icon() -> QIcon:
    made = QIcon()
    renderer = QSvgRenderer(str(ICONS / "heed.svg"))
    for size in (16, 32, 48, 128, 256):
        made.addPixmap(_draw(renderer, size))
    return made


def _draw(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
