"""Names of people in a Chinese text, read as English writes them: "王女士" as "Ms. Wang".

Our networks read the characters of a name as words. Only where a title, "我叫" or "我姓" says that it
is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.text.normalise import Edit

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_READ = {"曾": "Zeng", "任": "Ren"}  # unlike the same character elsewhere
_TITLES = {
    "先生": "Mr.", "女士": "Ms.", "小姐": "Miss", "太太": "Mrs.", "夫人": "Mrs.",
    "教授": "Professor", "博士": "Dr.", "医生": "Dr.", "老师": "Teacher", "经理": "Manager",
}  # fmt: skip
_SURNAME = rf"(?P<surname>[{_SURNAMES}]|欧阳|司马|诸葛|上官)"
_NAME = rf"{_SURNAME}(?P<given>(?!谢)[\u4e00-\u9fff]{{0,2}}?)"
# A name begins a text or stands behind one of these, and not inside a word such as "历史老师".
_BEFORE = r"(?:(?<![\u4e00-\u9fff])|(?<=[的是给和跟与对请找见问叫让把被有到为像比识您你我他她们迎访]))"
_ENTITLED = re.compile(rf"{_BEFORE}{_NAME}(?P<title>{'|'.join(_TITLES)})")
_NAMED = re.compile(rf"(?:(?<=我叫)|(?<=名叫)|(?<=字叫)|(?<=字是)|(?<=叫做)){_NAME}(?=[，。！？、,.!?\s]|$)")

_SURNAMED = re.compile(rf"(?<=[我他她贵]姓){_SURNAME}(?P<given>)(?=[，。！？、,.!?\s]|$)")


def names_spelt(text: str, language: str) -> list[Edit]:
    """The names in a text as they are spelt in Latin letters, in order: of Chinese alone."""
    return sorted(_names(text), key=lambda edit: edit.begin) if language == "zh" else []


def _names(text: str) -> Iterator[Edit]:
    for match in _ENTITLED.finditer(text):
        yield _edit(match, f"{_TITLES[match['title']]} {_spelt(match)}")
    for match in (*_NAMED.finditer(text), *_SURNAMED.finditer(text)):
        yield _edit(match, _spelt(match))


def _edit(match: re.Match[str], written: str) -> Edit:
    """With a space before it, behind which the network knows a capital letter."""
    return Edit(*match.span(), " " * (match.start() > 0) + written)


def _spelt(name: re.Match[str]) -> str:
    """The family's name, then one's own: "Wang Xiaoming"."""
    from pypinyin import lazy_pinyin  # its tables take a while to load

    surname = _READ.get(name["surname"]) or "".join(lazy_pinyin(name["surname"]))
    return f"{surname} {''.join(lazy_pinyin(name['given']))}".title().strip()
