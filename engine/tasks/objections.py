"""What speaks against a reply, whatever a network thinks of it. (No torch.)"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from difflib import get_close_matches
from functools import cached_property

from engine.tasks.formulas import is_empty, is_misplaced
from engine.tasks.identity import OWN, miscalls, mixes_up, names_in, poses_as_person
from engine.tasks.recall import misremembers, told
from engine.tasks.recall_english import RELATIVES
from engine.text.normalise import plain
from engine.text.words import occurs, without_spaces
from engine.training.written.filling import words

_REPEATED = 2.0  # what a reply's score loses if all of it was said before, sentence by sentence
_ASKED_AGAIN = 1.0  # and if it asks much the same as one of the last replies
_UNHEARD = 1.5  # and if it speaks of somebody of whom nobody spoke
_DRONING = 2.0  # and if it draws out a letter or a word
_UNFEELING = 1.5  # and if it is glad of bad news, or sorry for good ones
_MISPLACED = 1.5  # and if it is a formula that nothing called for
_MIXED_UP = 1.5  # and if it does not know who is who
_POSING = 1.5  # and if it tells of a person's life as of Heed's own
_EMPTY = 0.7  # and if it fits nearly every turn, and is no sentence
_NUMBER = re.compile(r"\d+")
_CAPITAL = re.compile(r"\b[A-Z][a-z]+")
_ALIKE = 2  # letters with which such a word and a name begin
_NEARLY = 0.7  # how much alike names are of which one is taken for the other
_SENTENCE = re.compile(r"[^.!?。！？…]+")
_QUESTION = re.compile(r"[^.!?。！？…]+[?？]")
_SAME = 0.75  # of the words of the shorter question: "How old are they?" for "How old are the girls?"
_LATELY = 4  # replies
_CALENDAR = {
    row[0].casefold() + end for table in ("weekdays", "months") for row in words(table) for end in ("", "s")
}
_THEIRS = re.compile(rf"\byour ({RELATIVES})\b")
# A letter four times, which no word has; or a word joined to itself, or listed twice.
_DRONE = re.compile(
    r"([^\W\d_])\1{3}|\b(?!(?:more|again|on|over|so|better)\b)(\w+) (?:and|or) \2\b"
    r"|\b(?!(?:ha|no|very)\b)(\w{2,}), (?:and )?\3\b"
)
# The commonest words by which a turn tells bad or good news, and a reply is glad or sorry.
_BAD = re.compile(
    r"\b(?:accident|afraid|alone|angry|annoy\w+|awful|bad|brok\w+|burn\w+|cancell?ed|cr(?:y|ies|ied|ying)|d(?:ead|ied)"
    r"|depress\w+|disappoint\w+|divorce\w*|exhaust\w+|fail\w*|fell|fired|forgot|frustrat\w+|hat(?:e|es|ed)"
    r"|headache|horrible|hurts?|(?:am|be|been|feel\w*|fell|is|so|very|was|were|'m|'s) ill|late|lonely|lost"
    r"|miss(?:ed)?|nobody|pain|rejected|robbed|ruined|sad|scared|sick|spilled|sto(?:le|len)|stress\w*|stuck"
    r"|terrible|tired|too (?:hot|cold|much|old|late)|unhappy|upset"
    r"|worr(?:y|ied)|worse|worst|wrong)\b"
    r"|失业|生病|感冒|难过|伤心|[丢坏累输疼痛]了|吵架|紧张|害怕|去世|迟到|不好|睡不着"
)
_GOOD = re.compile(
    r"\b(?:birthday|first|finally|finished|happy|love|married|passed|proud|win|won)\b|生日|结婚|赢了|考上|开心|高兴"
)
_GLAD = re.compile(
    r"^(?:oh,? |wow,? |that is |that's |that sounds |sounds |how |what )*(?:so |very |really |a )*"
    r"(?:congrat\w+|cool|cozy|enjoy|exciting|fun|good(?! luck| night)|great|lovely|nice|well done"
    r"|wonderful|yum)\b|\blooking forward\b"
    r"|^(?:真好|太好|恭喜|好棒|真棒|不错)"
)
_SORRY = re.compile(r"\b(?:sorry to hear|i'm (?:so )?sorry|oh no|get well)\b|抱歉听到|难受|辛苦")


class Objections:
    """What was said in a conversation so far, and so what is not to be said again.

    turns: all of them, the user's last. language: of the reply; empty if it is not known. versions: the
    replies to the last turn that there are already. words: in small letters, those that a network need not
    put together, if that is known.
    """

    def __init__(
        self,
        turns: Sequence[str],
        language: str,
        versions: Sequence[str] = (),
        words: Container[str] | None = None,
    ) -> None:
        self._turns, self._language, self._versions = tuple(turns), language, tuple(versions)
        self._words = words

    def forbid(self, text: str) -> bool:
        """Whether it says nothing, what was said before, what the user asks, is in another language, has
        names wrong (see `miscalls`) or numbers, or answers what was not said where the user asks after what
        was told.
        """
        plainly = spelt(text)
        asks = text.rstrip().endswith(("?", "？"))
        again = plainly in self._said or (asks and plainly in self._asked)
        named = self.misnames(text) or self._miscounts(text) or self.misremembers(text)
        return not plainly or again or "\ufffd" in text or self._is_foreign(text) or named

    def loss(self, text: str) -> float:
        """What speaks against a reply that may be given, in units of its score."""
        sentences = [spelt(part) for part in _SENTENCE.findall(text)]
        size = sum(map(len, sentences)) or 1
        again = sum(len(sentence) for sentence in sentences if sentence in self._sentences) / size
        strangers = [
            word for word in _THEIRS.findall(plain(text).casefold()) if not occurs(word, self._heard)
        ]
        faults = _UNHEARD * bool(strangers or self._unheard(text)) + _UNFEELING * self._is_unfeeling(text)
        faults += _MISPLACED * is_misplaced(text, self._turns) + _MIXED_UP * mixes_up(text, self._turns)
        faults += _POSING * poses_as_person(text) + _ASKED_AGAIN * self._asks_again(text)
        faults += _EMPTY * is_empty(text)
        return _REPEATED * again + faults + (_DRONING if _DRONE.search(text.casefold()) else 0.0)

    def misnames(self, text: str) -> bool:
        """Whether it has the name of anybody wrong."""
        return miscalls(text, self._turns) or self._misspells(text)

    def misremembers(self, text: str) -> bool:
        """Whether it answers with what was not told where the user asks after what was."""
        return bool(self._turns) and misremembers(text, self._turns)

    @property
    def told(self) -> tuple[str, ...]:
        """The names in the user's turns before the last that may answer it, the latest first, each once."""
        return told(self._turns) if self._turns else ()

    @property
    def named(self) -> tuple[str, ...]:
        """The names in the user's last turn, each once."""
        return tuple(dict.fromkeys(names_in(self._turns[-1]))) if self._turns else ()

    def _unheard(self, text: str) -> list[str]:
        """The names in a reply that nobody has said, in small letters."""
        names = map(str.casefold, names_in(text))
        known = OWN | _CALENDAR
        return [name for name in names if name not in known and not occurs(name, self._heard)]

    def _misspells(self, text: str) -> bool:
        """Whether a name is nearly one that was said, "Paul" for "Paula"; or put together, and nobody said
        it; or whether a word put together, also where a sentence begins, is like one: "Mida!" for "Miso"."""
        if any(get_close_matches(name, self._names, 1, _NEARLY) for name in self._unheard(text)):
            return True
        if self._words is None:
            return False
        if any(name not in self._words for name in self._unheard(text)):
            return True
        known = {name.casefold() for turn in self._turns[::-2] for name in names_in(turn)}
        words = {word.casefold() for word in _CAPITAL.findall(text)} - OWN
        put_together = [word for word in words if word not in self._words and not occurs(word, self._heard)]
        alike = any(word[:_ALIKE] == name[:_ALIKE] for word in put_together for name in known)
        return alike or any(get_close_matches(word, known, 1, _NEARLY) for word in put_together)

    def _miscounts(self, text: str) -> bool:
        """Whether it has another number than the user has just told: "52" for "25"."""
        told, said, heard = (set(_NUMBER.findall(one)) for one in (self._turn, text, self._heard))
        asks = self._turn.rstrip().endswith(("?", "？"))
        return bool(told and said) and not asks and said.isdisjoint(heard)

    def _asks_again(self, text: str) -> bool:
        """Whether it has a question of three words or more that was asked lately, or nearly so."""
        return any(
            len(mine & asked) >= _SAME * min(len(mine), len(asked))
            for mine in _questions(text)
            for turn in self._turns[-2::-2][:_LATELY]
            for asked in _questions(turn)
        )

    def _is_unfeeling(self, text: str) -> bool:
        text = plain(text).casefold()
        bad, good = _BAD.search(self._turn), _GOOD.search(self._turn)
        if bad and not good:
            return _GLAD.search(text) is not None
        return bool(good and not bad and _SORRY.search(text))

    def _is_foreign(self, text: str) -> bool:
        han = any(map(without_spaces, text))
        if self._language == "zh":
            return not han and any(c.isalpha() for c in text)
        return self._language == "en" and han and not any(map(without_spaces, self._turns[-1]))

    @cached_property
    def _turn(self) -> str:
        return plain(self._turns[-1]).casefold() if self._turns else ""

    @cached_property
    def _said(self) -> frozenset[str]:
        return frozenset(map(spelt, (*self._turns[-2::-2], *self._versions)))

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset(map(spelt, self._turns[::-2]))

    @cached_property
    def _sentences(self) -> frozenset[str]:
        return frozenset(spelt(part) for turn in self._turns[-2::-2] for part in _SENTENCE.findall(turn))

    @cached_property
    def _names(self) -> list[str]:
        """What was said with a capital letter, in small ones."""
        return [word.casefold() for word in _CAPITAL.findall("\n".join(self._turns))]

    @cached_property
    def _heard(self) -> str:
        return "\n".join(self._turns).casefold()


def _questions(text: str) -> list[set[str]]:
    """The words of each question that has three or more."""
    found = (set(re.findall(r"\w+", question.casefold())) for question in _QUESTION.findall(plain(text)))
    return [words for words in found if len(words) > 2]


def spelt(text: str) -> str:
    """The text without what does not make it another one: capitals, spaces, punctuation."""
    text = plain(text).casefold()
    return "".join(c for c in text if c.isalnum()) or "".join(text.split())
