"""Rows and columns keep their names while a text is written, and get new ones where it changes."""

from app.attention.names import Names
from engine.text.piece import Piece


def pieces(*texts: str) -> tuple[Piece, ...]:
    """One after the other, with spaces before all but those that begin with a hyphen."""
    found: list[Piece] = []
    for text in texts:
        begin = found[-1].end + (not text.startswith("-")) if found else 0
        found.append(Piece(text.removeprefix("-"), begin, begin + len(text.removeprefix("-"))))
    return tuple(found)


def each(some: tuple[Piece, ...]) -> list[list[int]]:
    return [[place] for place in range(len(some))]


def test_growing_text_is_named_as_if_it_were_new() -> None:
    whole, names = pieces("the", "cat", "sleep", "-s", "long", "-er"), Names()
    for length in range(1, len(whole) + 1):
        shown = names.of(whole[:length], each(whole[:length]))
    assert shown == Names().of(whole, each(whole))
    assert [unit.label for unit in shown] == ["the", "cat", "sleep", "-s", "long", "-er"]


def test_what_a_beam_takes_back_is_named_anew() -> None:
    names = Names()
    names.of(pieces("the", "cat", "sleep", "-s"), each(pieces("the", "cat", "sleep", "-s")))
    other = pieces("the", "dog", "-s", "bark")
    assert [unit.label for unit in names.of(other, each(other))] == ["the", "dog", "-s", "bark"]
    assert names.of(other, each(other)) == Names().of(other, each(other))


def test_word_that_gets_another_piece_has_another_name() -> None:
    some, names = pieces("the", "sleep", "-s"), Names()
    names.of(some[:2], [[0], [1]])
    assert [unit.label for unit in names.of(some, [[0], [1, 2]])] == ["the", "sleeps"]
    assert names.of(some, [[0], [1, 2]])[1].end == some[2].end


def test_source_that_is_another_text_is_named_anew() -> None:
    some, names = pieces("the", "cat"), Names()
    assert [unit.label for unit in names.of(some, each(some), "The cat")] == ["The", "cat"]
    assert [unit.label for unit in names.of(some, each(some), "THE CAT")] == ["THE", "CAT"]


def test_what_is_read_in_the_place_of_other_words_is_named_as_it_is_read() -> None:
    text = "at 9 p.m."
    some = (Piece("at", 0, 2), *(Piece(read, 3, 9) for read in ("", "21", ":", "00")))
    assert [unit.label for unit in Names().of(some, each(some), text)] == ["at", "␣", "21", ":", "00"]
    assert [unit.label for unit in Names().of(some, [[0], [1, 2, 3, 4]], text)] == ["at", "9 p.m."]
