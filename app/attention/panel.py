"""The attention panel: the map, whose attention it shows, and a line that reads the cell in hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.attention.figure import map_figure
from app.attention.heatmap import HeatMap
from app.attention.labels import label
from app.attention.picker import HeadPicker
from app.attention.takehome import Content, TakeHome
from app.attention.weights import Weights
from engine.events import Draft
from engine.text.piece import Piece

Span = tuple[int, int]


class AttentionPanel(QWidget):
    """Shows where the network looked while it wrote each target piece."""

    pointed = Signal(object, object)  # source span, target span; None, None when nothing is pointed at

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft: Draft | None = None
        self._source_text = ""
        self._weights = Weights()
        self._labels: tuple[list[str], list[str]] = ([], [])
        self._marked: tuple[Span | None, Span | None] = (None, None)
        self._pointed: tuple[Span | None, Span | None] = (None, None)

        self.picker = HeadPicker()
        self.special = QCheckBox()
        self.reading = QLabel()
        self.reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reading.setTextFormat(Qt.TextFormat.PlainText)
        header = QHBoxLayout()
        header.setSpacing(8)
        header.addWidget(self.picker)
        header.addWidget(self.special)
        header.addSpacing(8)
        header.addWidget(self.reading, 1)
        self.take_home = TakeHome(self._content, self)
        self._save = QToolButton()
        self._save.setMenu(self.take_home)
        self._save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._save.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._save.setIconSize(QSize(16, 16))
        header.addWidget(self._save)

        self.map = HeatMap()
        self.message = QLabel()
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.message)
        self._pages.addWidget(self.map)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(4)
        column.addLayout(header)
        column.addLayout(self._pages, 1)

        self.picker.changed.connect(self._show)
        self.special.toggled.connect(self._show)
        self.map.cell_changed.connect(self._read)
        self.take_home.said.connect(self.reading.setText)
        self._retranslate()
        self._recolour()

    def sizeHint(self) -> QSize:
        return QSize(720, 280)  # a sentence of a dozen words without scrolling

    def show_draft(self, draft: Draft, source_text: str) -> None:
        """Show a draft in place of the one before; a longer one of the same sentence grows the map."""
        self._draft, self._source_text = draft, source_text
        if _has_attention(draft):
            layers, heads, _ = draft.columns[0].shape
            self.picker.set_sizes(layers, heads)
        self._show()

    def clear(self) -> None:
        self._draft = None
        self._show()

    def point(self, source: Span | None, target: Span | None) -> None:
        """Mark the rows and columns of what is pointed at elsewhere; spans are of the whole texts."""
        self._marked = source, target
        self._mark()

    def _show(self) -> None:
        draft, weights = self._draft, self._weights
        if draft is None or not _has_attention(draft):
            weights.clear()
            self._labels = [], []
        else:
            weights.show(draft, self.picker.choice, special=self.special.isChecked())
            source, text = draft.source_pieces, self._source_text
            self._labels = (
                [label(source, row, text[source[row].begin : source[row].end]) for row in weights.rows],
                [label(draft.pieces, column) for column in weights.columns],
            )
        self.map.show_weights(weights.values, *self._labels)
        self._mark()
        self._say()
        self._read()
        has_map = bool(weights.values.size)
        self.take_home.set_ready(has_map)
        self._save.setEnabled(has_map)

    def _content(self) -> Content | None:
        """What can be taken home: the draft, and the map as it is shown."""
        draft, values = self._draft, self._weights.values
        if draft is None or not values.size:
            return None
        figure = map_figure(values.copy(), *self._labels, self.map.canvas.top, self.font())
        words = {
            "heading": self.tr("Attention, by Heed"),
            "reading": self.tr("{target} from {source}  {weight}"),
            "map": self.map.accessibleName(),
            **self.picker.words(),
        }
        return Content(draft, self._source_text, figure, words, QLocale().bcp47Name())

    def _mark(self) -> None:
        source, target = self._marked
        pieces, source_pieces = (self._draft.pieces, self._draft.source_pieces) if self._draft else ((), ())
        self.map.mark(
            _overlapping(source, [source_pieces[row] for row in self._weights.rows]),
            _overlapping(target, [pieces[column] for column in self._weights.columns]),
        )

    def _read(self) -> None:
        """Say what the cell in hand shows: in the line, the tooltip and to a screen reader."""
        cell, draft = self.map.cell, self._draft
        reading = ""
        pointed: tuple[Span | None, Span | None] = (None, None)
        if cell and draft:
            source = draft.source_pieces[self._weights.rows[cell.row]]
            target = draft.pieces[self._weights.columns[cell.column]]
            pointed = (source.begin, source.end), (target.begin, target.end)
            weight = QLocale().toString(float(self._weights.values[cell]), "f", 2)
            words = self._labels[0][cell.row], self._labels[1][cell.column]
            #: The weight in one cell of the attention map, such as "Hund from dog 0.91".
            reading = self.tr("{target} from {source}  {weight}").format(
                source=words[0], target=words[1], weight=weight
            )
        self.reading.setText(reading)
        self.map.reading = reading
        self.map.setAccessibleDescription(reading)
        if pointed != self._pointed:
            self._pointed = pointed
            self.pointed.emit(*pointed)

    def _say(self) -> None:
        """The map, or a sentence in its place."""
        self._pages.setCurrentWidget(self.map if self._weights.values.size else self.message)
        if self._draft and self._draft.columns and not _has_attention(self._draft):
            self.message.setText(
                self.tr("This model translates without attention, so it has no map to show.")
            )
        else:
            self.message.setText(
                self.tr("While a translation is written, you see here where each word comes from.")
            )

    def _retranslate(self) -> None:
        self.special.setText(self.tr("Special pieces"))
        self.special.setToolTip(
            self.tr("Also show pieces that are no text: the language tag and the end of the sentence")
        )
        self.map.setAccessibleName(self.tr("Attention map"))
        self._save.setToolTip(self.tr("Save or copy what is shown"))
        self._save.setAccessibleName(self._save.toolTip())
        self.take_home.retranslate()
        self._say()
        self._read()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._recolour()

    def _recolour(self) -> None:
        self._save.setIcon(theme.icon("save"))


def _has_attention(draft: Draft) -> bool:
    return bool(draft.columns) and draft.columns[0].shape[0] > 0


def _overlapping(span: Span | None, pieces: Sequence[Piece]) -> frozenset[int]:
    """Places of the pieces that share a character with the span; an empty span is a caret."""
    if span is None:
        return frozenset()
    begin, end = span[0], max(span[1], span[0] + 1)
    return frozenset(
        i for i, piece in enumerate(pieces) if piece.begin < end and begin < piece.end and not piece.special
    )
