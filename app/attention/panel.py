"""The attention panel: the views of the weights, and a line that reads what is in hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QStackedLayout, QVBoxLayout, QWidget

from app.attention.bar import HEADS, LINES, MAP, TABLE, AttentionBar
from app.attention.figure import Figure, map_figure
from app.attention.heads import HeadGrid
from app.attention.heatmap import HeatMap
from app.attention.kinds import ALIGNMENT, DECODER, ENCODER, SELF, belongs, own, reader_of, table_of
from app.attention.linedrawing import SOURCE
from app.attention.lines import LineView
from app.attention.sheet import Sheet, Span, overlapping
from app.attention.sides import sides
from app.attention.table import WeightTable
from app.attention.takehome import Content, TakeHome
from app.attention.weights import Choice, Weights
from app.following import Following
from app.pace import Pace
from engine.cards import CHAT, TRANSLATE
from engine.events import Draft, Inspected

PARTNERS = 4  # that are read aloud
NOTABLE = 0.02  # lesser weights are not


class AttentionPanel(Following, QWidget):
    """Shows where the network looked while it wrote each target piece."""

    pointed = Signal(object, object)  # spans in the source and in the translation that are pointed at
    wanted = Signal(object)  # the Draft whose self-attention is to be shown

    def __init__(self, parent: QWidget | None = None, *, follows: bool = True) -> None:
        """follows: what is shown is being written, and the newest of it stays in view."""
        super().__init__(parent)
        self._task = TRANSLATE
        self._draft: Draft | None = None
        self._seen: Draft | None = None  # the one that is on the screen
        self._source_text = ""
        self._inspected: Inspected | None = None
        self._asked: Draft | None = None  # the one whose self-attention was asked for
        self._table: tuple[Draft, str] | None = None  # what is on the screen; see `kinds.table_of`
        self._weights, self._sheet = Weights(), Sheet.empty()
        self._marked: tuple[Span | None, Span | None] = (None, None)
        self._pointed: tuple[list[Span], list[Span]] = ([], [])

        self._pace = Pace(self._draw_anew, self)
        self.take_home = TakeHome(self._content, self)
        self.bar = AttentionBar(self.take_home)
        self.map, self.lines = HeatMap(follows=follows), LineView(follows=follows)
        self.heads, self.table = HeadGrid(), WeightTable()
        self.message = QLabel()
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self._pages = QStackedLayout()
        self._views: dict[int, QWidget] = {
            MAP: self.map, LINES: self.lines, HEADS: self.heads, TABLE: self.table
        }  # fmt: skip
        for page in (self.message, *self._views.values()):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addLayout(self._pages, 1)

        self.bar.changed.connect(self._show)
        self.bar.view_changed.connect(self._show)
        self.map.cell_changed.connect(self._read)
        self.lines.graph.held_changed.connect(self._read)
        self.heads.held_changed.connect(self._read)
        self.heads.chosen.connect(self._enlarge)
        self.table.held_changed.connect(self._read)
        self.take_home.said.connect(self.bar.read)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(720, 280)  # a sentence of a dozen words without scrolling

    def show_draft(self, draft: Draft, source_text: str) -> None:
        """Show a draft in place of the one before; while it is written, as often as there is time."""
        self._draft, self._source_text = draft, source_text
        self._pace.ask(at_once=bool(draft.pieces) and draft.pieces[-1].special)

    def catch_up(self) -> None:
        """Draws what came last, if it has waited."""
        self._pace.catch_up()

    @property
    def seen(self) -> Draft | None:
        """The draft that is on the screen."""
        return self._seen

    def _draw_anew(self) -> None:
        if self._draft is not self._seen and self.isVisible():  # else when it is
            self._show()
            QApplication.sendPostedEvents(self.window(), QEvent.Type.UpdateRequest)  # so the painting counts

    def set_task(self, task: str) -> None:
        """What is shown was written for this task: its sides are named so."""
        self._task = task
        self.table.set_task(task)
        self._say()

    def wants_looks(self) -> bool:
        """Whether what is written should bring its self-attention along."""
        return self.bar.kind in SELF and self.isVisible()

    def take(self, inspected: Inspected) -> None:
        """The answer to `wanted`."""
        self._inspected = inspected
        self._show()

    def show_inspected(self, inspected: Inspected, source_text: str) -> None:
        self._inspected = inspected
        self.show_draft(inspected.draft, source_text)

    def clear(self) -> None:
        self._draft = self._inspected = None
        self._show()

    def point(self, source: Span | None, target: Span | None) -> None:
        """Mark the rows and columns of what is pointed at elsewhere; spans are of the whole texts."""
        self._marked = source, target
        self._mark()

    def _show(self) -> None:
        """Compute the sheet anew and hand it to the view that is seen; the others wait until they are."""
        shown, bar = self._weights, self.bar
        self._seen, self._table = self._draft, self._make_table()
        draft = self._table[0] if self._table else None
        if self._table is None or draft is None or not _has_attention(draft):
            shown.clear()
            self._sheet = Sheet.empty()
        else:
            bar.picker.set_sizes(*draft.columns[0].shape[:2])
            shown.show(
                draft,
                self._choice(draft),
                special=bar.special.isChecked(),
                punctuation=bar.punctuation.isChecked(),
            )
            self._sheet = Sheet.of(
                draft,
                self._table[1],
                shown,
                whole_words=bar.words.isChecked(),
                scale=bar.scale,
                kind=bar.kind,
            )
        sheet = self._sheet
        if bar.view == LINES:
            self.lines.graph.show_sheet(sheet)
        elif bar.view == TABLE:
            self.table.show_sheet(sheet)
        elif bar.view == HEADS:
            if draft is not None and sheet.values.size:
                self.heads.show_weights(draft.columns, shown.columns, shown.rows)
        else:
            self.map.show_weights(sheet.values, sheet.row_labels(), sheet.column_labels())
        self._mark()
        self._say()
        self._read()
        bar.set_ready(bool(sheet.values.size))

    def _make_table(self) -> tuple[Draft, str] | None:
        """What the views show; None while it is not known. Self-attention is asked for where it is wanted."""
        draft, kind = self._draft, self.bar.kind
        if draft is None or not draft.columns:
            return None
        if kind in SELF and draft.looks is not None:
            return table_of(kind, draft, self._source_text, own(draft))
        if kind in SELF and not belongs(self._inspected, draft):
            if self._asked is not draft and self.isVisible():
                self._asked = draft
                self.wanted.emit(draft)
            return None
        return table_of(kind, draft, self._source_text, self._inspected)

    def _choice(self, draft: Draft) -> Choice:
        if self.bar.kind == ALIGNMENT:
            reader = reader_of(draft)
            return Choice(reader.layer, reader.head)
        return self.bar.choice

    def cross_attention(self) -> NDArray[np.float64] | None:
        """As it is chosen, (target, source) of all pieces; None where it is none that is chosen."""
        draft, kind = self._draft, self.bar.kind
        if draft is None or kind in SELF or not _has_attention(draft):
            return None
        table, _ = table_of(kind, draft, self._source_text, None)
        choice = self._choice(draft)
        return choice.of(np.stack(table.columns)).astype(np.float64)

    def _enlarge(self, layer: int, head: int) -> None:
        self.bar.picker.choose(layer, head)
        self.bar.views.button(MAP).click()
        self.map.setFocus()

    def _mark(self) -> None:
        source, target = self._marked
        if self.bar.kind in SELF:
            source = target = source if self.bar.kind == ENCODER else target
        rows, columns = overlapping(source, self._sheet.rows), overlapping(target, self._sheet.columns)
        if self.bar.view == LINES:
            self.lines.graph.mark(rows, columns)
        elif self.bar.view == MAP:
            self.map.mark(rows, columns)

    # What is in hand

    def _held(self) -> tuple[int | None, int | None]:
        """The row and the column in hand, as far as there are."""
        if self.bar.view == LINES:
            held = self.lines.graph.held
            if held is None:
                return None, None
            return (held.place, None) if held.side == SOURCE else (None, held.place)
        cell = {MAP: self.map.cell, TABLE: self.table.cell}.get(self.bar.view)
        return cell or (None, None)

    def _read(self) -> None:
        """Say what is in hand: in the line, the tooltip and to a screen reader; mark it in the texts."""
        row, column = self._held()
        reading = self._reading(row, column)
        self.bar.read(reading)
        self.map.reading = self.lines.graph.reading = reading
        focused = self.lines.graph if self.bar.view == LINES else self._views[self.bar.view]
        focused.setAccessibleDescription(reading)
        rows, columns = self._sheet.rows, self._sheet.columns
        across = [] if row is None else [(rows[row].begin, rows[row].end)]
        down = [] if column is None else [(columns[column].begin, columns[column].end)]
        kind = self._sheet.kind
        pointed = (
            [*across, *down] if kind == ENCODER else [] if kind == DECODER else across,
            [*across, *down] if kind == DECODER else [] if kind == ENCODER else down,
        )
        if pointed != self._pointed:
            self._pointed = pointed
            self.pointed.emit(*pointed)

    def _reading(self, row: int | None, column: int | None) -> str:
        sheet = self._sheet
        if self.bar.view == HEADS and self.heads.held:
            layer, head = self.heads.held
            said = self.tr("Layer {layer}, head {head}: click or press Enter to enlarge")
            return said.format(layer=layer + 1, head=head + 1)
        if row is not None and column is not None:
            return self._cell_text().format(
                source=sheet.rows[row].label,
                target=sheet.columns[column].label,
                weight=_number(float(sheet.values[row, column])),
            )
        if row is None and column is None:
            return ""
        found = sheet.partners(row, column, PARTNERS)
        #: Between the words of a list.
        partners = self.tr(", ").join(
            f"{label} {_number(weight)}" for label, weight in found if weight >= NOTABLE
        )
        if sheet.kind in SELF:
            if row is None and column is not None:
                #: A word and what it looks at by self-attention: "sleeps looks at cat 0.81, the 0.05".
                return self.tr("{word} looks at {others}").format(
                    word=sheet.columns[column].label, others=partners
                )
            assert row is not None
            #: A word and those that look at it by self-attention: "cat is seen by sleeps 0.81, black 0.3".
            return self.tr("{word} is seen by {others}").format(word=sheet.rows[row].label, others=partners)
        if row is None and column is not None:
            #: A word of the translation and the words it comes from: "Hund from dog 0.91, the 0.05".
            return self.tr("{target} from {sources}").format(
                target=sheet.columns[column].label, sources=partners
            )
        assert row is not None
        #: A word of the source and the words it went into: "dog in Hund 0.91, Der 0.05".
        return self.tr("{source} in {targets}").format(source=sheet.rows[row].label, targets=partners)

    def _cell_text(self) -> str:
        if self._sheet.kind in SELF:
            #: The weight in one cell of the map of self-attention, such as "sleeps looks at cat 0.91".
            return self.tr("{target} looks at {source}  {weight}")
        #: The weight in one cell of the attention map, such as "Hund from dog 0.91".
        return self.tr("{target} from {source}  {weight}")

    # What can be taken home

    def _content(self) -> Content | None:
        if self._table is None or not self._sheet.values.size:
            return None
        draft, source_text = self._table
        words = {
            "heading": self.tr("Attention, by Heed"),
            "reading": self._cell_text(),
            "map": self.map.accessibleName(),
            **self.bar.picker.words(),
        }
        if self.bar.kind not in SELF:  # there both are the same text
            words["source"], words["target"] = sides(self._task)
        return Content(draft, source_text, self._figure(), words, QLocale().bcp47Name())

    def _figure(self) -> Figure:
        """The view as it is shown; of the table, the map."""
        if self.bar.view == LINES:
            return self.lines.graph.figure()
        if self.bar.view == HEADS:
            return self.heads.figure()
        sheet = self._sheet
        return map_figure(sheet.values, sheet.row_labels(), sheet.column_labels(), self.font())

    # Words

    def _say(self) -> None:
        """The view, or a sentence in its place."""
        has_map = bool(self._sheet.values.size)
        self._pages.setCurrentWidget(self._views[self.bar.view] if has_map else self.message)
        if self._draft and self._draft.columns and not _has_attention(self._draft):
            self.message.setText(self.tr("This model writes without attention, so it has no map to show."))
        elif self._table is not None and not _has_attention(self._table[0]):
            self.message.setText(
                self.tr("This model has no self-attention here, so there is no map to show.")
            )
        elif self._draft and self._draft.columns and self.bar.kind in SELF:
            self.message.setText(
                self.tr("Self-attention is computed when the sentence is finished. It comes in a moment.")
            )
        elif self._task == CHAT:
            self.message.setText(
                self.tr(
                    "While a reply is written, you see here where each word comes from. Click an earlier"
                    " reply to see it of that one."
                )
            )
        else:
            self.message.setText(self.tr("While a text is written, you see here where each word comes from."))

    def retranslate(self) -> None:
        self.map.setAccessibleName(self.tr("Attention map"))
        self.heads.setAccessibleName(self.tr("Attention of all layers and heads"))
        self.table.setAccessibleName(self.tr("Attention as a table"))
        self._say()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._asked = None  # an answer may have been lost while nobody looked
        if self._draft is not self._seen or (self.bar.kind in SELF and self._table is None):
            self._show()


def _has_attention(draft: Draft) -> bool:
    return bool(draft.columns) and draft.columns[0].shape[0] > 0


def _number(weight: float) -> str:
    return QLocale().toString(weight, "f", 2)
