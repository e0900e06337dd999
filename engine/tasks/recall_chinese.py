"""Questions in Chinese after what the user has told, and the names that answer them. (No torch.)

Chinese has no capitals that would tell a name: it is told by the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from engine.text.normalise import plain

_END = r"(?:呢|来着|了|吗)?[？?。！!]*\s*$"
_WHOSE = r"我(?:的|家的?)?([^\W\d_]{0,3}?)的?"
# Whose name, or whose place: of nobody else, the user's own.
_NAME_ASKED = re.compile(rf"{_WHOSE}(?:名字(?:是|叫)?|叫做?)(?:什么|啥)(?:名字)?{_END}")
_PLACE_ASKED = re.compile(
    rf"{_WHOSE}(?:现在)?(?:住在?|在|来自)(?:哪里|哪儿|哪个城市|什么地方|什么城市|哪){_END}"
)
_STOP = r"(?=[\s，。！？,.!?、；;]|$|的|吧|和|今年)"
_NAME = re.compile(rf"(?<!我)(?:叫做?|名字是)([^\W\d_]{{1,4}}?){_STOP}")
_PLACE = re.compile(
    rf"(?:住在|住|来自|搬[到去]了?|[去到]了|在)([^\W\d_]{{2,4}}?)"
    rf"(?:{_STOP}|(?=工作|上班|上学|上大学|读书|念书|生活|打工|长大|当|做))"
)
_THEY = re.compile(
    r"[他她它]|[妈爸姐妹哥弟叔姨舅姑婆]|[爷奶]|儿子|女儿|孩子|老公|老婆|朋友|同事|同学|老师|老板|室友|邻居"
)
_PETS = re.compile("宠物|[狗猫兔鸟鱼龟鼠]|鹦鹉|八哥|蜥蜴|刺猬")
_OWN_PLACE = re.compile(r"我(?:现在|刚|家|就)?(?:住|在|来自|搬)")
_CLAUSE = re.compile(r"[^，。！？,.!?；;\s]+")
_MINE = re.compile(rf"我(?:叫|是)([^\W\d_]{{2,4}}?){_STOP}")
_AFTER = r"(?=\W|$|[呀啊呢吧哦的很是吗对你]|今年|工作|上班|上学|生活)"  # what may stand behind a name
_NOT_TOLD = re.compile(r"没|不知道|不记得|不清楚|告诉|说说")

_DENIED = re.compile(r"不知道|没(?:有)?(?:告诉|说)")


def answers(turns: Sequence[str]) -> tuple[str, ...] | None:
    """The names that the user has told and that answer the last turn, the latest first; None if this is no
    such question. What the user is called is another matter: see `identity`.

    turns: all of them, the user's last.
    """
    asked = plain(turns[-1]).strip()
    told = [plain(turn) for turn in turns[-3::-2]]
    if (found := _NAME_ASKED.search(asked)) and found[1]:
        whose = found[1]
        return _each(name for turn in _about(whose, told) for name in _NAME.findall(turn))
    if found := _PLACE_ASKED.search(asked):
        if found[1]:
            return _each(place for turn in _about(found[1], told) for place in _PLACE.findall(turn))
        return _each(place for turn in told for place in _own_places(turn))
    return None


def misses(text: str, turns: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a reply to such a question has none of the names as it is, or another that was told; or, where
    there is none, says something else than that it was not told."""
    if not names:
        return _NOT_TOLD.search(text) is None
    told = [name for turn in turns[-3::-2] for name in (*_NAME.findall(turn), *_PLACE.findall(turn))]
    others = (*told, *(name for turn in turns[-3::-2] for name in _MINE.findall(turn)))
    has = any(re.search(re.escape(name) + _AFTER, text) for name in names)
    denied = _DENIED.search(text) is not None
    return not has or denied or any(name in text and name not in names for name in others)


def _about(whose: str, told: Sequence[str]) -> list[str]:
    """The turns that speak of somebody, the latest first: by the word for them, or as "it" just after."""
    spoken_of = _PETS if whose == "宠物" else re.compile(re.escape(whose))
    return [
        turn
        for turn, before in zip(told, (*told[1:], ""), strict=False)
        if spoken_of.search(turn) or (spoken_of.search(before) and re.match("[他她它叫]|名字", turn))
    ]


def _own_places(turn: str) -> list[str]:
    others = _THEY.search(turn) is not None
    clauses = (clause for clause in _CLAUSE.findall(turn) if _OWN_PLACE.search(clause) or not others)
    return [place for clause in clauses for place in _PLACE.findall(clause)]


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
