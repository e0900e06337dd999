"""The repetition guard: stops a text that goes round in circles. (No torch here.)

It reads what tokens spell, not the tokens: a network in a loop writes `ss` one time and `s` `s` the
next. And it reads three times: the text without case; folded, where marks do not count either, so that
`No, no. NO, no` is seen to repeat itself; and counted, where one number is like another, for `1st, 2nd, 3rd`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

INSIDE = 3  # times in a row that less than a word may stand, whatever the option: `...`, `www`, `Schifffahrt`
DIGITS = 9  # the same for digits: the zeros of 1000000000
SHORT = 12  # bytes of the longest phrase that a token may hold twice
COUNTING = 2  # times as often may words stand in a row of which only the numbers differ

Texts = tuple[bytes, bytes, bytes]  # what a row has written: plain, folded, counted
Excuses = tuple[tuple[int, ...], ...]  # for each reading how often phrases of the source stand in a row

_LONG = 8  # bytes of a phrase that seldom stands several times in a row
_TAIL = 6  # bytes that seldom stand twice in a text, and are quickly looked for

_ASCII_MARKS, _NUMBER = re.compile("[^a-zA-Z0-9]+"), re.compile(r"\d+")
_DOUBLED = re.compile(rb"(.+?)\1", re.DOTALL)

NOTHING: Texts = (b"", b"", b"")


class _View:
    """What tokens write, in one of the readings."""

    def __init__(self, spelling: Sequence[bytes], joined: bytes) -> None:
        """joined: characters of which several in a row count as one."""
        self._spelling, self._joined = spelling, joined
        # Without what is only marks once it is folded: it begins nothing anew.
        order = sorted((piece, token) for token, piece in enumerate(spelling) if piece.strip() or not joined)
        self._pieces, self._tokens = [piece for piece, _ in order], [token for _, token in order]
        self._longest = max(map(len, spelling), default=0)

    @cached_property
    def doubled(self) -> frozenset[bytes]:
        """What tokens begin with twice."""
        return frozenset(found[1] for found in map(_DOUBLED.match, self._pieces) if found)

    def grow(self, text: bytes, token: int) -> bytes:
        """The text with one more token."""
        added = self._spelling[token]
        if added[:1] in self._joined and text.endswith(added[:1]):
            added = added[1:]
        return text + added

    def read(self, tokens: Sequence[int]) -> bytes:
        text = b""
        for token in tokens:
            text = self.grow(text, token)
        return text

    def starting(self, begin: bytes) -> Iterator[int]:
        """Tokens that write this and perhaps more."""
        place = bisect_left(self._pieces, begin)
        while place < len(self._pieces) and self._pieces[place].startswith(begin):
            yield self._tokens[place]
            place += 1

    def within(self, whole: bytes, least: int = 1) -> Iterator[int]:
        """Tokens that write the begin of this, `least` bytes or more, and nothing else."""
        for end in range(max(least, 1), min(len(whole), self._longest) + 1):
            place = bisect_left(self._pieces, whole[:end])
            while place < len(self._pieces) and self._pieces[place] == whole[:end]:
                yield self._tokens[place]
                place += 1


class Guard:
    """For the rows of one search: no phrase more than `most` times in a row.

    What the source repeats may be repeated: the longest repetition of the target as often as the
    longest of the source, the second as often as the second, and so on.
    """

    def __init__(self, spelling: Sequence[bytes], most: int) -> None:
        """spelling: what each token writes, as `Tokenizer.spelling`. most: at least 1."""
        self._most = most
        self._views = self._plain, self._folded, self._counted = _views(tuple(spelling))
        most = max(self._most, INSIDE)
        self._begun = {phrase for phrase in self._plain.doubled if any(self._plain.starting(phrase * most))}
        self._widths = range(1, max(map(len, self._begun), default=0) + 1)

    def excused(self, source: Sequence[int]) -> Excuses:
        """What a target of these source tokens may repeat."""
        texts = (view.read(source) for view in self._views)
        return tuple(tuple(sorted(runs(text, max(self._most, INSIDE)), reverse=True)) for text in texts)

    def grow(self, texts: Texts, token: int) -> Texts:
        """The texts with one more token."""
        plain, folded, counted = texts
        return (
            self._plain.grow(plain, token),
            self._folded.grow(folded, token),
            self._counted.grow(counted, token),
        )

    def forbidden(self, texts: Texts, excuses: Excuses) -> set[int]:
        """What may not follow; never the end.

        A phrase is stopped where it begins anew: a network that may write most of it leaves the loop
        only to come back.
        """
        if self._most > 1 and not self._may_forbid(*texts):
            return set()
        return {
            *self._inside(texts[0], excuses[0]),
            *self._words(self._plain, texts[0], excuses[0]),
            *self._words(self._folded, texts[1], excuses[1]),
            *(self._words(self._counted, texts[2], excuses[2]) if b"0" in texts[2] else ()),
        }

    def _may_forbid(self, plain: bytes, folded: bytes, counted: bytes) -> bool:
        """False where nothing stands in a row, which is nearly always, and quickly seen."""
        return (
            any(plain[-width:] in self._begun for width in self._widths)
            or _repeats(plain, 2)
            or _repeats(folded, self._most)
            or (b"0" in counted and _repeats(counted, self._most * COUNTING))
        )

    def _inside(self, text: bytes, excused: Sequence[int]) -> Iterator[int]:
        """What would go on with a phrase without spaces, such as less than a word, or Chinese."""
        view = self._plain
        doubled = (period for period in range(1, SHORT + 1) if text[-period:] in view.doubled)
        for period in {*doubled, *_periods(text, 2)}:
            phrase = text[-period:]
            if not _has_words(phrase):
                times = _times_at_the_end(phrase, text)
                most = max(self._most, DIGITS if phrase.isdigit() else INSIDE)
                most = max(most, self._excuse(text, phrase, excused))
                yield from view.starting(phrase * max(most + 1 - times, 1))
                if times >= most:
                    yield from view.within(phrase)

    def _words(self, view: _View, text: bytes, excused: Sequence[int]) -> Iterator[int]:
        """What would go on with a phrase of words."""
        counting = view is self._counted
        if self._most == 1 and not counting:
            for rest in _one_word_short(text):
                for form in self._forms(view, rest, text):
                    yield from view.within(form, len(form))
            return
        most = self._most * COUNTING if counting else self._most
        for period in _periods(text, most):
            phrase = text[-period:]
            # Not a turned one, such as `o n` at the end of `piano no n`.
            turned = not phrase.startswith(b" ") and not text.endswith(b" ")
            if turned or not _has_words(phrase) or (counting and b"0" not in phrase):
                continue
            if text.endswith(phrase * max(most, self._excuse(text, phrase, excused))):
                for form in self._forms(view, phrase, text):
                    yield from view.within(form)

    def _forms(self, view: _View, to_come: bytes, text: bytes) -> Iterator[bytes]:
        yield to_come
        if view is not self._plain and text.endswith(b" "):  # there the token's own space would add none
            yield b" " + to_come

    def _excuse(self, text: bytes, phrase: bytes, excused: Sequence[int]) -> int:
        """How often the phrase at the end may stand there because the source repeats something too."""
        if not excused:
            return 0
        begin = len(text) - len(phrase) * _times_at_the_end(phrase, text)
        used = sum(1 for _ in runs(text[:begin], max(self._most, INSIDE)))
        return excused[used] if used < len(excused) else 0


def fold(text: str) -> str:
    """Without case and marks."""
    if text.isascii():  # most pieces, and faster
        return _ASCII_MARKS.sub(" ", text).lower()
    kept = (c.casefold() if c.isalnum() or unicodedata.combining(c) else " " for c in text)
    return re.sub(" +", " ", "".join(kept))


def count(text: str) -> str:
    """Folded, each number a 0."""
    return _NUMBER.sub("0", fold(text))


def runs(text: bytes, most: int) -> Iterator[int]:
    """How often phrases stand in a row, for those that do so more than `most` times; from left to right."""
    # To look for long phrases takes long, and what is left without them seldom stands twice at all.
    long = most * _LONG
    parts = [text[at : at + long] for at in range(len(text) - long + 1)]
    longest = len(text) // (most + 1) if len(set(parts)) < len(parts) else _LONG - 1
    for found in re.finditer(rb"(.{1,%d}?)\1{%d,}" % (max(longest, 1), most), text, re.DOTALL):
        yield len(found[0]) // len(found[1])


def _times_at_the_end(phrase: bytes, text: bytes) -> int:
    end = len(text)
    while end >= len(phrase) and text.endswith(phrase, 0, end):
        end -= len(phrase)
    return (len(text) - end) // len(phrase)


def _repeats(text: bytes, most: int) -> bool:
    """Whether any phrase stands at the end `most` times, 2 or more."""
    length = len(text)
    for period in range(1, min(_TAIL, length // most + 1)):
        if text.endswith(text[-period:] * most):
            return True
    tail, at = text[-_TAIL:], length - _TAIL
    while at > 0 and (at := text.rfind(tail, 0, at + _TAIL - 1)) >= 0:
        period = length - _TAIL - at
        if period * most > length:
            return False
        if text.endswith(text[-period:] * most):
            return True
    return False


def _periods(text: bytes, most: int) -> Iterator[int]:
    """Lengths of phrases that stand at the end `most` times, 2 or more; of one byte, 3 or more."""
    last, length = text[-2:], len(text)
    at = length - 2
    while at > 0 and (at := text.rfind(last, 0, at + 1)) >= 0:
        period = length - 2 - at
        if period * most > length:
            return
        phrase = text[-period:]
        if text.endswith(phrase, 0, -period) and text.endswith(phrase * most):
            yield period


def _has_words(phrase: bytes) -> bool:
    return b" " in phrase and not phrase.isspace()


def _one_word_short(text: bytes) -> Iterator[bytes]:
    """What would write the words at the end a second time in a row."""
    begins = [found.start() for found in re.finditer(b" ", text)]
    for place, first in enumerate(begins):
        for second in (*begins[place + 1 :], len(text)):
            phrase, again = text[first:second], text[second:]
            if len(again) < len(phrase) and _has_words(phrase) and phrase.startswith(again):
                yield phrase[len(again) :]


@lru_cache(4)
def _views(spelling: tuple[bytes, ...]) -> tuple[_View, _View, _View]:
    readings = (str.casefold, b""), (fold, b" "), (count, b" 0")
    plain, folded, counted = (
        _View([_read(piece, reading) for piece in spelling], joined) for reading, joined in readings
    )
    return plain, folded, counted


def _read(piece: bytes, reading: Callable[[str], str]) -> bytes:
    try:
        return reading(piece.decode()).encode()
    except UnicodeDecodeError:  # a byte of a character stays what it is
        return piece
