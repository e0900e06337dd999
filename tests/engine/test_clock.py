"""Times of day are read on the clock of 24 hours; spans stay those of what was typed."""

import pytest

from engine.runner import Runner
from engine.text.clock import on_the_clock
from engine.text.normalise import edited


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "Call me at 3 p.m.", "Call me at 15:00."),
        ("en", "From 9 a.m. until 6:30 PM, 24 a.m.", "From 9:00 until 18:30, 24 a.m."),
        ("en", "Come at 12 p.m., not 12 a.m.!", "Come at 12:00, not 0:00!"),
        ("en", "From 2 to 5 p.m. or 10-2pm", "From 14:00 to 17:00 or 10:00-14:00"),
        ("en", "Between 2 and 4pm I read.", "Between 14:00 and 16:00 I read."),
        ("en", "I took 2 and 5 pm came.", "I took 2 and 17:00 came."),
        ("en", "At 10 am I too old? I am 5. It cost $5 pm.", "At 10 am I too old? I am 5. It cost $5 pm."),
        ("en", "It is 7 in the morning.", "It is 7 in the morning."),
        ("de", "Um 15 Uhr, nicht um 9 Uhr.", "Um 15:00 Uhr, nicht um 9 Uhr."),
        ("de", "Um 3 Uhr nachmittags bis 21.30 Uhr", "Um 15:00 Uhr bis 21:30 Uhr"),
        ("de", "19 Uhr 45, 25 Uhr, 12 Uhr", "19:45 Uhr, 25 Uhr, 12 Uhr"),
        ("zh", "下午三点给我打电话。", "15:00给我打电话。"),
        ("zh", "上午10点15分到下午五点半", "10:15到17:30"),
        ("zh", "晚上十一点三刻，下午四点三十五分，傍晚6点钟", "23:45，16:35，18:00"),
        ("zh", "下午两点零五分。早上七点。晚上十二点。", "14:05。早上七点。晚上十二点。"),
        ("zh", "下午三时候车，晚上一点点，下午有三点", "下午三时候车，晚上一点点，下午有三点"),
        ("fr", "à 15 h, à 3 p.m.", "à 15 h, à 3 p.m."),
        ("en", "", ""),
    ],
)  # fmt: skip
def test_halves_of_the_day_are_counted_on(language: str, typed: str, read: str) -> None:
    assert edited(typed, on_the_clock(typed, language)).text == read


def test_network_reads_the_hour_and_points_at_what_was_typed() -> None:
    tokenizer = Runner("cpu").model("translate-small").tokenizer
    text = "The film starts at 9 p.m. today."
    tokens, pieces = tokenizer.source(text, "en", "fr")
    written = "".join(piece.text for piece in pieces if not piece.special)
    assert "21:00" in written
    assert {text[p.begin : p.end] for p in pieces if p.text in ("21", "2", "1", ":", "00", "0")} == {"9 p.m."}
    assert tokens[1:-1] == tokenizer.source("The film starts at 21:00 today.", "en", "fr")[0][1:-1]
