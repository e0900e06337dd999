"""Numbers in words are read in figures; spans stay those of what was typed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.normalise import edited
from engine.text.numerals import in_figures


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "Twenty-five people and two dogs", "25 people and two dogs"),
        ("en", "A hundred and one, three hundred, seventy thousand.", "101, three hundred, 70,000."),
        ("en", "five million, 25 or 3 thousand", "five million, 25 or 3 thousand"),
        ("en", "In nineteen eighty-four, aged ninety", "In 1984, aged 90"),
        ("en", "a thirty-two-year-old, the twenty-first one", "a 32-year-old, the 21st one"),
        *[("en", time, time) for time in ("twenty-five past seven", "At seven thirty", "twenty to ten")],
        ("en", "Eighteen percent, 5 percent", "18%, 5 percent"),
        ("en", "from twenty to thirty", "from 20 to 30"),
        ("en", "No one is in his twenties.", "No one is in his twenties."),
        ("de", "Fünfundsiebzig Leute, zweihunderttausend, dreihundert", "75 Leute, 200.000, dreihundert"),
        ("de", "am fünfundzwanzigsten. Im zwanzigsten Jahr", "am 25. Im 20. Jahr"),
        ("de", "fünfundzwanzig nach sieben, ein Uhr dreißig", "fünfundzwanzig nach sieben, ein Uhr dreißig"),
        ("fr", "quatre-vingt-dix-neuf, vingt et une filles", "99, 21 filles"),
        ("fr", "six heures vingt-cinq, au vingt et unième siècle", "six heures vingt-cinq, au 21e siècle"),
        ("es", "treinta y un años, veintiún, ciento veinte", "31 años, 21, 120"),
        ("es", "a las siete y veinticinco, mil", "a las siete y veinticinco, mil"),
        ("zh", "三十二岁，一百零五个，两千五百人，三百", "32岁，105个，2500人，三百"),
        ("zh", "三万五千，十二万，3.5万，14亿，三万五", "35,000，120,000，35,000，1,400,000,000，35,000"),
        ("zh", "1.5万亿", "1,500,000,000,000"),
        ("zh", "20世纪80年代末，二十世纪九十年代，19世纪60年代", "1980年代末，1990年代，1860年代"),
        ("zh", "20世纪，20世纪8年代，九十年代", "20世纪，20世纪8年代，90年代"),
        ("zh", "百分之二十五，百分之五", "25%，5%"),
        ("zh", "一九八四年，二〇二四年", "1984年，2024年"),
        *[("zh", text, text) for text in ("两三百，千万别去", "十分，二十几，四十多", "数十亿，两百万")],
        ("zh", "三十六点五", "三十六点五"),
        ("zh", "一百五，两千五，第二十一章", "150，2500，第21章"),
        ("it", "ventitré", "ventitré"),
        ("en", "", ""),
    ],
)  # fmt: skip
def test_numbers_in_words_are_read_in_figures(language: str, typed: str, read: str) -> None:
    assert edited(typed, in_figures(typed, language)).text == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1200万人，1.2亿", " 12 million 人， 120 million "),
        ("35亿美元，三百五十万，1.5万亿", " 3.5 billion 美元， 3.5 million  ， 1.5 trillion "),
        ("3.5万，2,345.6万，两百万，数十亿", "35,000，23,456,000，两百万，数十亿"),
    ],
)
def test_chinese_millions_are_read_as_english_counts_them(typed: str, read: str) -> None:
    assert edited(typed, in_figures(typed, "zh", "en")).text.split() == read.split()


WORDS = {
    "en": "one twenty-five hundred thousand million billion nineteen point and a first minus 3 . -",
    "de": "ein zwei einundzwanzig hundert tausend Million Milliarde und erste Komma 3 . -",
    "fr": "un vingt et quatre-vingt cent mille million milliard virgule premier 3 . -",
    "es": "uno veinte y treinta cien mil millón millones coma primero 3 . -",
    "zh": "一 两 十 百 千 万 亿 零 〇 点 分 百分之 年 3 9 . , 第",
}


@given(st.sampled_from(sorted(WORDS)), st.data())
def test_any_row_of_such_words_is_read(language: str, data: st.DataObject) -> None:
    row = data.draw(st.lists(st.sampled_from(WORDS[language].split()), max_size=40))
    text = ("" if language == "zh" else " ").join(row)
    edits = in_figures(text, language)
    assert edits == sorted(edits, key=lambda edit: edit.begin)
    assert not any(b.begin < a.end for a, b in pairwise(edits))


def test_numbers_too_long_to_count_stay() -> None:
    for text in ("9" * 500 + "万", "一万万", "一亿万"):
        assert in_figures(text, "zh") == []
