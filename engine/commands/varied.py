"""Thousands of varied inputs, for commands that look how a model bears what people type. No network."""

from __future__ import annotations

import itertools
import random
import string
from collections.abc import Callable, Iterator, Sequence

_WORDS = {
    "en": "time people water house morning friend work city night music train letter winter bread river "
    "market answer child window garden old small quiet open late strange happy cold blue heavy go come "
    "see take find wait sleep read write sing break open close forget remember never always often here "
    "nevertheless yesterday between without under thank please sorry tomorrow umbrella thermodynamics",
    "fr": "temps gens eau maison matin ami travail ville nuit musique train lettre hiver pain rivière "
    "marché réponse enfant fenêtre jardin vieux petit calme ouvert tard étrange heureux froid bleu lourd "
    "aller venir voir prendre trouver attendre dormir lire écrire chanter casser fermer oublier jamais "
    "toujours souvent ici pourtant hier entre sans sous merci pardon demain parapluie aujourd'hui œuvre",
    "zh": "时间 人们 水 房子 早上 朋友 工作 城市 夜晚 音乐 火车 信 冬天 面包 河 市场 回答 孩子 窗户 花园 "
    "老 小 安静 晚 奇怪 高兴 冷 蓝色 重 去 来 看 拿 找 等 睡觉 读 写 唱歌 忘记 记得 从来 总是 常常 这里 "
    "然而 昨天 之间 没有 谢谢 请 对不起 明天 雨伞 热力学 图书馆 他们 我 你 的 了 在 是",
}
_EMOJI = "😀 😂 ❤️ 👍🏽 👨‍👩‍👧 🎉 🐱 🇫🇷 ✨ 🙏 🤷‍♀️ ☕ 🚀".split()  # noqa: SIM905
_SCRIPTS = (
    *("Привет мир", "こんにちは", "안녕하세요", "مرحبا", "שלום", "नमस्ते"),
    *("สวัสดี", "Γειά σου", "ß Straße", "İstanbul"),
)
_BRACKETS = "() [] {} <> «» （） 【】 “” \"\" '' ([]) ((( ） [ }".split()  # noqa: SIM905
_MARKS = list("!?.,;:-–—…*#%&@/\\|~^_+=<>。，！？、；：")


def varied_inputs(language: str, count: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """`count` pairs of a kind and a text, no text twice; the same ones for the same seed."""
    chance = random.Random(seed)
    words = _WORDS.get(language, _WORDS["en"]).split()
    space = "" if language == "zh" else " "
    kinds = itertools.cycle(_KINDS.items())
    seen = set[str]()
    while len(seen) < count:
        kind, write = next(kinds)
        text = write(chance, words, space)
        if text not in seen:
            seen.add(text)
            yield kind, text


def _some(chance: random.Random, words: Sequence[str], least: int, most: int) -> list[str]:
    return chance.choices(words, k=chance.randint(least, most))


def _number(chance: random.Random) -> str:
    number = chance.randint(0, 10 ** chance.randint(1, 12))
    form = chance.choice(["{}", "{:,}", "-{}", "{}%", "${}", "{} €", "{}.5", "0{}", "{}th", "+33 {}", "1e{}"])
    return form.format(number)


def _date(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1000, 2100)
    form = chance.choice(["{}/{}/{}", "{}.{}.{}", "{2}-{1:02}-{0:02}", "{}h{:02}", "{2}年{1}月{0}日"])
    return form.format(day, month, year)


def _misspelt(chance: random.Random, word: str) -> str:
    place = chance.randrange(len(word))
    return word[:place] + chance.choice(string.ascii_lowercase) + word[place + chance.randint(0, 1) :]


_Write = Callable[[random.Random, Sequence[str], str], str]
_KINDS: dict[str, _Write] = {
    "word": lambda c, w, _: c.choice(w),
    "Word.": lambda c, w, _: c.choice(w).capitalize() + c.choice(".!?…"),
    "fragment": lambda c, w, s: s.join(_some(c, w, 2, 4)),
    "sentence": lambda c, w, s: s.join(_some(c, w, 5, 14)).capitalize() + c.choice(".!?"),
    "long": lambda c, w, s: s.join(_some(c, w, 40, 80)),
    "list": lambda c, w, _: ", ".join(_some(c, w, 3, 12)),
    "number": lambda c, _w, _s: _number(c),
    "numbers": lambda c, _w, _s: " ".join(_number(c) for _ in range(c.randint(2, 8))),
    "date": lambda c, _w, _s: _date(c),
    "shouting": lambda c, w, s: s.join(_some(c, w, 1, 6)).upper() + "!" * c.randint(0, 6),
    "drawn out": lambda c, w, _: "".join(ch * c.randint(1, 9) for ch in c.choice(w)),
    "laughter": lambda c, _w, _s: c.choice(["ha", "ja", "lol ", "哈", "héhé ", "no "]) * c.randint(2, 20),
    "repeated": lambda c, w, s: s.join([c.choice(w)] * c.randint(2, 15)),
    "emoji": lambda c, _w, _s: "".join(_some(c, _EMOJI, 1, 6)),
    "emoji and words": lambda c, w, s: s.join(_some(c, [*w, *_EMOJI], 2, 8)),
    "scripts": lambda c, w, _: " ".join(_some(c, [*w, *_SCRIPTS], 2, 6)),
    "foreign": lambda c, _w, _s: " ".join(_some(c, _SCRIPTS, 1, 4)),
    "brackets": lambda c, w, _: c.choice(_BRACKETS) + c.choice(["", " ", c.choice(w)]) + c.choice(_BRACKETS),
    "marks": lambda c, _w, _s: "".join(_some(c, _MARKS, 1, 12)),
    "dots": lambda c, _w, _s: c.choice(_MARKS) * c.randint(1, 40),
    "misspelt": lambda c, w, s: s.join(_misspelt(c, word) for word in _some(c, w, 1, 8)),
    "letters": lambda c, _w, _s: "".join(_some(c, string.ascii_letters, 1, 30)),
    "address": lambda c, w, _: f"https://{c.choice(w)}.org/{c.choice(w)}?id={c.randint(0, 9999)}",
    "code": lambda c, w, _: f'if ({c.choice(w)} != {c.randint(0, 99)}) {{ return "{c.choice(w)}"; }}',
    "spaces": lambda c, w, _: "".join(part + " " * c.randint(1, 5) for part in _some(c, w, 1, 6)),
    "lines": lambda c, w, s: "\n".join(s.join(_some(c, w, 1, 5)) for _ in range(c.randint(2, 4))),
}
