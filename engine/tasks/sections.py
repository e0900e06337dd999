"""Documents cut into sections that a network can read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from engine.checkpoint import Model
from engine.tasks.sentences import Sentence
from engine.tasks.wishes import Wish
from engine.text.piece import Piece
from engine.text.segment import blocks_of_code, segment

_OWN = 12  # a document of so few tokens is its own summary
_UNIT = 1000  # characters at most that are taken together where a text has no sentences
_STOPS = {"zh": "。"}  # that a heading is read with, where it is not a full stop
_HEADING = 80  # characters at most: a longer paragraph is one whose full stop was forgotten
_NEAR = 0.25  # of a part: so far a paragraph may begin from where a part would end


@dataclass(frozen=True)
class Unit:
    """A sentence of the document with what follows it up to the next, in tokens."""

    begin: int
    end: int
    tokens: tuple[int, ...]
    pieces: tuple[Piece, ...]
    opens: bool  # a paragraph begins here
    heading: bool = False  # a paragraph ends here, without what ends a sentence


Section = tuple[Unit, ...]


def sections_of(wish: Wish, model: Model) -> list[Section]:
    """The whole document in parts that the network can read; none if there is nothing to shorten."""
    units = units_to_read(wish, model)
    if tokens_in(units) <= _OWN or not any(character.isalpha() for character in wish.text):
        return []
    return parted(units, most_parts(units, wish, model), wish, model) or grouped(
        units, room_of(model, wish.language)
    )


def units_to_read(wish: Wish, model: Model) -> list[Unit]:
    """All units of a document; without the headings for our networks, which have not learnt from any, but
    where a headline is wanted, or all are headings.

    Several in a row are a list, and are read.
    """
    units = list(units_of(wish.text, wish.language, model))
    if wish.kind in ("auto", "headline"):
        return units
    beside = [False, *(unit.heading for unit in units), False]
    alone = [unit.heading and not (beside[i] or beside[i + 2]) for i, unit in enumerate(units)]
    return [unit for unit, left_out in zip(units, alone, strict=True) if not left_out] or units


def units_of(text: str, language: str, model: Model) -> Iterator[Unit]:
    """Sentences with all that stands between them, none of more tokens than the network can read.

    What is a heading for our own networks ends with a full stop.

    The text is cut into tokens as a whole, so that what is read of it is what a network has learnt.
    """
    tokens, pieces = model.tokenizer.source(text, language, language)
    code = np.zeros(len(text) + 1, bool)
    for first, last in blocks_of_code(text) if model.marked else ():  # ours have learnt from prose alone
        code[first:last] = True
    own = [i for i, piece in enumerate(pieces) if not (piece.special or code[piece.begin])]
    begins = np.maximum.accumulate([pieces[i].begin for i in own]) if own else np.empty(0)
    room = room_of(model, language)
    for begin, end in pairwise((*_begins(text, language), len(text))):
        first, last = np.searchsorted(begins, (begin, end if end < len(text) else end + 1)).tolist()
        opens = text[max(0, begin - 8) : begin].count("\n") > 1
        for part in range(first, last, room):
            mine = own[part : min(part + room, last)]
            here = begin if part == first else pieces[mine[0]].begin
            there = end if mine[-1] == own[last - 1] else pieces[mine[-1] + 1].begin
            read, places = tuple(tokens[i] for i in mine), tuple(pieces[i] for i in mine)
            whole = part == first and len(mine) < room
            heading = model.marked and whole and _is_heading(text[begin:end])
            if heading:
                stop, at = _STOPS.get(language, "."), places[-1].end
                read += tuple(model.tokenizer.continuation(stop))
                places += tuple(Piece(stop, at, at, True) for _ in read[len(places) :])
            yield Unit(here, there, read, places, opens and part == first, heading)


def _is_heading(text: str) -> bool:
    """Whether a paragraph ends here, a short one, without anything that ends a sentence."""
    line = text.rstrip()
    return len(line) <= _HEADING and text[len(line) :].count("\n") > 1 and line[-1:].isalnum()


def _begins(text: str, language: str) -> Iterator[int]:
    """Where sentences begin; a very long one is cut, at a space if there is one."""
    places = [0, *(sentence.begin for sentence in segment(text, language)[1:])]
    for begin, end in pairwise((*places, len(text))):
        while end - begin > _UNIT:
            yield begin
            begin = text.rfind(" ", begin + 1, begin + _UNIT) + 1 or begin + _UNIT
        yield begin


def around(model: Model, language: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """What a network reads before and after a text: tokens with their names."""
    tokens, pieces = model.tokenizer.source("a", language, language)
    special = [piece.special for piece in pieces]
    named = [(token, piece.text) for token, piece in zip(tokens, pieces, strict=True)]
    return named[: special.index(False)], named[len(named) - special[::-1].index(False) :]


def room_of(model: Model, language: str) -> int:
    before, after = around(model, language)
    marks = 2 if model.marked else 0  # see `Wish.marks`
    return model.card.max_source - len(before) - len(after) - marks


def tokens_in(units: Sequence[Unit]) -> int:
    return sum(len(unit.tokens) for unit in units)


def most_parts(units: Sequence[Unit], wish: Wish, model: Model) -> int:
    """In how many parts a whole document is taken up."""
    return wish.parts(len(units), ours=model.marked)


def parted(units: Sequence[Unit], most: int, wish: Wish, model: Model) -> list[Section]:
    """The parts that are taken up one by one, `most` at most; none if the units are too long for that."""
    room = room_of(model, wish.language)
    if not model.marked or wish.is_talk or most == 1:
        found = grouped(units, room)
    else:
        found = divided(units, most)
    return found if len(found) <= most and all(tokens_in(part) <= room for part in found) else []


def divided(units: Sequence[Unit], parts: int) -> list[Section]:
    """So many parts of about as many tokens, rather cut where a paragraph begins; fewer of fewer units."""
    ends = list(accumulate(len(unit.tokens) for unit in units))
    aim = ends[-1] / parts
    cuts = [0]
    for part in range(1, min(parts, len(units))):
        last = len(units) - min(parts, len(units)) + part  # so that each later part has a unit
        places = range(cuts[-1] + 1, last + 1)
        cuts.append(min(places, key=lambda i: abs(ends[i - 1] - part * aim) - (units[i].opens * _NEAR * aim)))
    return [tuple(units[begin:end]) for begin, end in pairwise((*cuts, len(units)))]


def grouped(units: Sequence[Unit], room: int) -> list[Section]:
    """Neighbouring units together, at most `room` tokens, about as many in each, rather cut where a paragraph
    begins.
    """
    total = tokens_in(units)
    if total <= room:
        return [tuple(units)] if units else []
    aim = total / max(1, math.ceil(total / room))
    sections: list[Section] = []
    section: list[Unit] = []
    size = 0
    for unit in units:
        full = size + len(unit.tokens) > room or size >= aim
        if section and (full or (unit.opens and size > 0.75 * aim)):
            sections.append(tuple(section))
            section, size = [], 0
        section.append(unit)
        size += len(unit.tokens)
    return [*sections, tuple(section)] if section else sections


def sentence_of(section: Section, wish: Wish, model: Model) -> Sentence:
    """What the network reads of a section: our own as `training.items.summary_pairs` has it."""
    begin, end = section[0].begin, section[-1].end
    before, after = around(model, wish.language)
    before += [(model.tokenizer.control(mark), mark) for mark in marks_of(wish, model)]
    return Sentence(
        begin,
        end,
        "",
        (
            *(token for token, _ in before),
            *(token for unit in section for token in unit.tokens),
            *(token for token, _ in after),
        ),
        (
            *(Piece(name, begin, begin, True) for _, name in before),
            *(piece for unit in section for piece in unit.pieces),
            *(Piece(name, end, end, True) for _, name in after),
        ),
        model.tokenizer.decoder_start(wish.language),
    )


def marks_of(wish: Wish, model: Model) -> tuple[str, ...]:
    """Control pieces that say what is wanted, where the network knows any."""
    return wish.marks if model.marked else ()
