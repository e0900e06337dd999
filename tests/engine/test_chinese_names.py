"""Chinese names are spelt as English writes them, where it is sure that they are names."""

import pytest

from engine.text.chinese_names import names_spelt
from engine.text.normalise import edited


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("晚上好，王女士。", "晚上好， Ms. Wang。"),
        ("尊敬的陈女士：", "尊敬的 Ms. Chen："),
        (
            "请问张小明先生在吗？他是赵教授的学生。",
            "请问 Mr. Zhang Xiaoming在吗？他是 Professor Zhao的学生。",
        ),
        ("免贵姓欧阳。", "免贵姓 Ouyang。"),
        ("我姓李，您贵姓？", "我姓 Li，您贵姓？"),
        ("我叫王伟，我是北京人。", "我叫 Wang Wei，我是北京人。"),
        ("我的名字是欧阳娜娜。曾小姐", "我的名字是 Ouyang Nana。 Miss Zeng"),
        ("李先生和吴太太", "Mr. Li和 Mrs. Wu"),
    ],
)
def test_names_with_a_title_or_a_word_that_names_are_spelt(typed: str, read: str) -> None:
    assert edited(typed, names_spelt(typed, "zh")).text == read


@pytest.mark.parametrize(
    "text", ["历史老师", "谢谢先生", "我叫他马上来。", "我们的课程老师很好", "先生，您好", "外科医生", ""]
)
def test_words_are_not_taken_for_names(text: str) -> None:
    assert names_spelt(text, "zh") == []


def test_other_languages_are_left_alone() -> None:
    assert names_spelt("王女士", "en") == []
