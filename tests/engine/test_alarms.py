"""Planted omissions, inventions and repetitions are found, and sound translations raise no alarm."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from engine.events import Draft
from engine.inspect.alarms import alarms, coverage
from engine.text.piece import Piece

SOURCE = "The black cat sleeps on the red sofa"
TARGET = "Le chat noir dort sur le canapé rouge"
LINKS = [0, 2, 1, 3, 4, 5, 7, 6]  # of each target word


def pieces(text: str) -> list[Piece]:
    found, at = [], 0
    for word in text.split():
        begin = text.index(word, at)
        at = begin + len(word)
        found.append(Piece(word, begin, at))
    return found


def made(
    source: str, target: str, links: Sequence[int | None], *, ended: bool = True, sharp: float = 0.8
) -> Draft:
    """Each target word looks at its source word; None: a little at all. Language tag and end are special."""
    read = [Piece("<2fr>", 0, 0, True), *pieces(source), Piece("</s>", len(source), len(source), True)]
    written = pieces(target)
    columns = []
    for link in links:
        column = np.full(len(read), (1 - sharp) / (len(read) - 1), np.float32)
        if link is None:
            column[:] = 0.03
            column[-1] = 1 - 0.03 * (len(read) - 1)  # a head that has nothing to do looks at the end
        else:
            column[link + 1] = sharp
        columns.append(np.stack([np.full_like(column, 1 / len(read)), column])[None])
    if ended:
        written.append(Piece("</s>", len(target), len(target), True))
        columns.append(columns[-1])
    return Draft(
        text=target,
        pieces=tuple(written),
        source_pieces=tuple(read),
        scores=(-0.1,) * len(written),
        score=-1.0,
        columns=tuple(columns),
        tokens=tuple(range(len(written))),
        candidates=((),) * len(written),
        entropies=(0.1,) * len(written),
        length_penalty=1.0,
        coverage_penalty=0.0,
        alignment={"layer": 0, "head": 1, "shift": False, "threshold": 0.1},
    )


def without(place: int) -> Draft:
    words = TARGET.split()
    return made(SOURCE, " ".join(words[:place] + words[place + 1 :]), LINKS[:place] + LINKS[place + 1 :])


def test_sound_translation_raises_no_alarm() -> None:
    assert alarms(made(SOURCE, TARGET, [*LINKS])) == []


@pytest.mark.parametrize("place", [2, 3, 6])
def test_planted_omission_is_found(place: int) -> None:
    (alarm,) = alarms(without(place))
    word = SOURCE.split()[LINKS[place]]
    assert (alarm.kind, alarm.text) == ("omission", word)
    assert SOURCE[alarm.begin : alarm.end] == word


def test_neighbours_that_are_left_out_are_one_alarm() -> None:
    (alarm,) = alarms(made(SOURCE, "Le chat noir dort", LINKS[:4]))
    assert (alarm.kind, alarm.text) == ("omission", "sofa")  # "the red": small words
    (alarm,) = alarms(made(SOURCE, "Le dort sur le canapé rouge", [0, 3, 4, 5, 7, 6]))
    assert (alarm.text, alarm.begin, alarm.end) == ("black", 4, 9)
    (alarm,) = alarms(made("many little brown foxes", "beaucoup", [0]))
    assert alarm.text == "little brown foxes"


def test_nothing_is_left_out_or_made_up_while_the_sentence_grows() -> None:
    assert alarms(made(SOURCE, "Le demain", [0, None], ended=False)) == []
    (alarm,) = alarms(made(SOURCE, "Le chat le chat le chat", [0, 2] * 3, ended=False))
    assert alarm.kind == "repetition"


def test_small_words_and_punctuation_may_be_left_out() -> None:
    assert alarms(made("It is a cat !", "Chat", [3])) == []


def test_planted_invention_is_found() -> None:
    draft = made(SOURCE, TARGET + " hier", [*LINKS, None])
    assert [(a.kind, a.text) for a in alarms(draft)] == [("invention", "hier")]
    assert draft.text[alarms(draft)[0].begin : alarms(draft)[0].end] == "hier"


def test_planted_repetition_is_found() -> None:
    target = "Le chat noir dort sur le chat noir dort sur le chat noir dort sur le canapé rouge"
    links = [0, 2, 1, 3, 4, 5, 2, 1, 3, 4, 5, 2, 1, 3, 4, 5, 7, 6]
    (alarm,) = alarms(made(SOURCE, target, links))
    assert (alarm.kind, alarm.measure) == ("repetition", 3)
    assert target[alarm.begin : alarm.end].casefold() == f"{alarm.text} {alarm.text}".casefold()


def test_what_the_source_repeats_may_be_repeated() -> None:
    assert alarms(made("very very very good", "très très très bon", [0, 1, 2, 3])) == []
    (alarm,) = alarms(made("good", "bon bon bon", [0, 0, 0]))
    assert (alarm.kind, alarm.measure) == ("repetition", 3)
    assert alarms(made("good", "bon bon", [0, 0])) == []  # one word twice may be emphasis


def test_network_without_attention_can_still_repeat() -> None:
    draft = made("good", "bon bon bon", [0, 0, 0])
    empty = tuple(np.empty((0, 0, 3), np.float32) for _ in draft.columns)
    found = alarms(dataclasses.replace(draft, columns=empty))
    assert [alarm.kind for alarm in found] == ["repetition"]


def test_many_heads_that_nobody_has_chosen_from_are_not_trusted() -> None:
    draft = dataclasses.replace(without(3), alignment={})
    assert alarms(draft) == []
    one = tuple(column[:, 1:] for column in draft.columns)
    assert len(alarms(dataclasses.replace(draft, columns=one))) == 1


def test_coverage_is_the_greatest_weight_of_each_word() -> None:
    found = coverage(without(3))
    assert [word.text for word, _ in found] == SOURCE.split()
    covered = [share for _, share in found]
    assert covered[3] < 0.1
    assert covered[:3] + covered[4:] == pytest.approx([0.8] * 7)
