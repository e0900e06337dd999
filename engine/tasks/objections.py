"""What speaks against a reply, whatever a network thinks of it. (No torch.)"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from engine.text.normalise import plain
from engine.text.words import occurs, without_spaces

_REPEATED = 2.0  # what a reply's score loses if all of it was said before, sentence by sentence
_UNHEARD = 1.5  # and if it names somebody of whom nobody spoke
_DRONING = 2.0  # and if it draws out a letter or a word
_UNFEELING = 1.5  # and if it is glad of bad news, or sorry for good ones
_SENTENCE = re.compile(r"[^.!?。！？…]+")
# Names as replies have them: with a capital inside a sentence, or where Chinese says what somebody is called.
_NAMES = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]+|(?<=你叫)[^\W\d_]+|(?<=你好，)[^\W\d_]{2,4}(?=！)")
# How a reply tells the user who they are.
_CALLED = re.compile(
    r"(?:[Yy]our name(?: is|'s)|[Yy]ou(?:'re| are)(?: called)?) ([A-Z][a-z]+)"
    r"|^([A-Z][a-z]+)(?:\.$|, (?:as you|if I|of course|your name))|你叫([^\W\d_]+)"
)
_TOLD = r"\b(?:i'm|i am|name is|name's|call me) "  # before a name without a capital
_OWN = {"heed", "english", "chinese"}
# A letter four times, which no word has; or a word joined to itself.
_DRONE = re.compile(r"([^\W\d_])\1{3}|\b(?!(?:more|again|on|over|so|better)\b)(\w+) (?:and|or) \2\b")
# The commonest words by which a turn tells bad or good news, and a reply is glad or sorry.
_BAD = re.compile(
    r"\b(?:accident|afraid|alone|angry|awful|bad|brok\w+|burn\w+|cancell?ed|cr(?:y|ies|ied|ying)|d(?:ead|ied)|fail\w*"
    r"|fell|fired|forgot|hat(?:e|es|ed)|headache|hurts?|ill|late|lonely|lost|miss(?:ed)?|nobody|pain|sad|scared"
    r"|sick|spilled|sto(?:le|len)|stuck|terrible|tired|too (?:hot|cold|much|old|late)|worr(?:y|ied)"
    r"|worst|wrong)\b"
    r"|失业|生病|感冒|难过|伤心|[丢坏累输疼痛]了|吵架|紧张|害怕|去世|迟到|不好|睡不着"
)
_GOOD = re.compile(
    r"\b(?:birthday|first|finally|finished|happy|love|married|passed|proud|win|won)\b|生日|结婚|赢了|考上|开心|高兴"
)
_GLAD = re.compile(
    r"^(?:oh,? |wow,? |that is |that's |that sounds |sounds |how |what )*(?:so |very |really |a )*"
    r"(?:congrat\w+|cool|cozy|enjoy|exciting|fun|good(?! luck| night)|great|lovely|nice|well done"
    r"|wonderful|yum)\b"
    r"|^(?:真好|太好|恭喜|好棒|真棒|不错)"
)
_SORRY = re.compile(r"\b(?:sorry to hear|i'm (?:so )?sorry|oh no|get well)\b|抱歉听到|难受|辛苦")


class Objections:
    """What was said in a conversation so far, and so what is not to be said again.

    turns: all of them, the user's last. language: of the reply; empty if it is not known.
    """

    def __init__(self, turns: Sequence[str], language: str) -> None:
        self._turns, self._language = tuple(turns), language

    def forbid(self, text: str) -> bool:
        """Whether it says nothing, what was said before, what the user asks, is in another language, or gives
        the user a name that was never said."""
        plainly = spelt(text)
        asks = text.rstrip().endswith(("?", "？"))
        again = plainly in self._said or (asks and plainly in self._asked)
        return not plainly or again or "\ufffd" in text or self._is_foreign(text) or self._miscalls(text)

    def loss(self, text: str) -> float:
        """What speaks against a reply that may be given, in units of its score."""
        sentences = [spelt(part) for part in _SENTENCE.findall(text)]
        size = sum(map(len, sentences)) or 1
        again = sum(len(sentence) for sentence in sentences if sentence in self._sentences) / size
        unheard = any(
            not occurs(name.casefold(), self._heard) and name.casefold() not in _OWN
            for name in _NAMES.findall(text)
        )
        faults = _UNHEARD * unheard + _UNFEELING * self._is_unfeeling(text)
        return _REPEATED * again + faults + (_DRONING if _DRONE.search(text.casefold()) else 0.0)

    def _miscalls(self, text: str) -> bool:
        said = "\n".join(self._turns)
        names = (name for found in _CALLED.findall(text) for name in found if name)
        return not all(
            occurs(name, said) or re.search(_TOLD + re.escape(name) + r"\b", said, re.IGNORECASE)
            for name in names
        )

    def _is_unfeeling(self, text: str) -> bool:
        turn, text = plain(self._turns[-1]).casefold(), plain(text).casefold()
        bad, good = _BAD.search(turn), _GOOD.search(turn)
        if bad and not good:
            return _GLAD.search(text) is not None
        return bool(good and not bad and _SORRY.search(text))

    def _is_foreign(self, text: str) -> bool:
        han = any(map(without_spaces, text))
        if self._language == "zh":
            return not han and any(c.isalpha() for c in text)
        return self._language == "en" and han and not any(map(without_spaces, self._turns[-1]))

    @cached_property
    def _said(self) -> frozenset[str]:
        return frozenset(map(spelt, self._turns[-2::-2]))

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset(map(spelt, self._turns[::-2]))

    @cached_property
    def _sentences(self) -> frozenset[str]:
        return frozenset(spelt(part) for turn in self._turns[-2::-2] for part in _SENTENCE.findall(turn))

    @cached_property
    def _heard(self) -> str:
        return "\n".join(self._turns).casefold()


def spelt(text: str) -> str:
    """The text without what does not make it another one: capitals, spaces, punctuation."""
    text = plain(text).casefold()
    return "".join(c for c in text if c.isalnum()) or "".join(text.split())
