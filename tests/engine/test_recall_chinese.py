"""What the user has told in Chinese is answered with that, and nothing else is."""

from __future__ import annotations

import pytest

from engine.tasks.objections import Objections
from engine.tasks.recall_chinese import answers

TOLD = (
    "你好，我叫小明，住在北京。",
    "你好，小明！",
    "我有一只猫。",
    "它多大了？",
    "它叫豆豆，三岁了",
    "真可爱。",
    "我妹妹叫小红，她住在上海工作",
    "这样啊。",
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("我的猫叫什么？", ("豆豆",)),
        ("你还记得我家的猫叫什么名字吗？", ("豆豆",)),
        ("我妹妹的名字是什么", ("小红",)),
        ("我妹妹住在哪里？", ("上海",)),
        ("我住在哪儿？", ("北京",)),
        ("我的狗叫什么来着？", ()),
        ("我哥哥在哪个城市？", ()),
        ("我叫什么名字？", None),
        ("你住在哪里？", None),
        ("我不知道它叫什么颜色", None),
        ("今天吃什么？", None),
    ],
)
def test_names_are_told_by_the_words_around_them(question: str, names: tuple[str, ...] | None) -> None:
    assert answers((*TOLD, question)) == names


def test_a_pet_is_any_animal() -> None:
    assert answers(("我有一只猫，叫豆豆。", "真可爱！", "我的宠物叫什么？")) == ("豆豆",)


def test_nothing_was_told_at_the_beginning() -> None:
    assert answers(("我的猫叫什么？",)) == answers(("我住在哪里？",)) == ()


def test_places_stand_where_one_lives_works_or_has_moved() -> None:
    for told in ("我刚搬到厦门。", "我在厦门工作", "我来自厦门，喜欢海", "我家在厦门", "住在厦门的"):
        assert answers((told, "嗯。", "我住在哪里？")) == ("厦门",)
    assert answers(("我姐姐在厦门工作。", "嗯。", "我住在哪里？")) == ()


def test_replies_have_what_was_told_or_say_that_nothing_was() -> None:
    objections = Objections((*TOLD, "我的猫叫什么？"), "zh")
    assert objections.told == ("豆豆",)
    assert not objections.forbid("它叫豆豆。")
    assert objections.forbid("它叫小明。")
    assert objections.forbid("你还没告诉我呢。")
    assert objections.forbid("你还没告诉我呢，豆豆！")
    objections = Objections((*TOLD, "我的狗叫什么？"), "zh")
    assert objections.told == ()
    assert objections.forbid("它叫豆豆。")
    assert not objections.forbid("你还没告诉我呢。")
    assert not Objections((*TOLD, "你喜欢猫吗？"), "zh").misremembers("喜欢，你呢？")
