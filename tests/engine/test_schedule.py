"""The learning rate rises, stays or falls as the name of the schedule says."""

import pytest

from engine.training.schedule import Schedule

LEVEL = Schedule(peak=0.5, warmup=10, updates=100, decay=20)


def test_warm_up_is_linear_and_reaches_the_peak() -> None:
    assert [LEVEL(update) for update in (1, 5, 10)] == pytest.approx([0.05, 0.25, 0.5])


def test_level_stays_at_the_peak_until_the_decay() -> None:
    assert {LEVEL(update) for update in range(10, 82)} == {0.5}


def test_decay_is_linear_and_ends_just_above_nothing() -> None:
    assert [LEVEL(update) for update in (91, 100, 101, 150)] == pytest.approx([0.25, 0.025, 0, 0])


def test_longer_run_has_the_same_middle() -> None:
    longer = Schedule(peak=0.5, warmup=10, updates=200, decay=20)
    assert [longer(update) for update in range(1, 81)] == [LEVEL(update) for update in range(1, 81)]


def test_root_halves_the_rate_at_four_times_the_updates() -> None:
    root = Schedule(peak=0.5, warmup=10, updates=100, middle="root")
    assert [root(update) for update in (10, 40, 90)] == pytest.approx([0.5, 0.25, 0.5 / 3])


def test_no_warm_up_and_no_decay_are_the_peak_throughout() -> None:
    flat = Schedule(peak=0.5, warmup=0, updates=3)
    assert [flat(update) for update in (1, 2, 3)] == [0.5] * 3
