"""What the user has decided about a translation: a value, and its history for undo and redo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from engine.events import Draft
from engine.requests import Prefix


@dataclass(frozen=True)
class Choice:
    """What is decided for one sentence: how it begins, and which hypothesis stands for the best."""

    prefix: Prefix | None = None
    taken: tuple[int, ...] = ()  # the tokens of that hypothesis; none: the best itself


@dataclass(frozen=True)
class Steering:
    """The choices of all sentences that have one, by their number."""

    choices: Mapping[int, Choice] = field(default_factory=dict)

    @property
    def prefixes(self) -> tuple[Prefix, ...]:
        return tuple(choice.prefix for _, choice in sorted(self.choices.items()) if choice.prefix)

    def taken(self, sentence: int) -> tuple[int, ...]:
        return self.choices.get(sentence, Choice()).taken

    def begin(self, prefix: Prefix) -> Steering:
        """The sentence is to begin so. Tokens banned at the same place before stay banned."""
        old = self.choices.get(prefix.sentence, Choice()).prefix
        if prefix.banned and old and (old.tokens, old.text) == (prefix.tokens, prefix.text):
            banned = dict.fromkeys((*old.banned, *prefix.banned))
            prefix = replace(prefix, banned=tuple(banned))
        return Steering({**self.choices, prefix.sentence: Choice(prefix)})

    def take(self, sentence: int, tokens: tuple[int, ...]) -> Steering:
        """The hypothesis of these tokens is to stand for the best one."""
        choice = replace(self.choices.get(sentence, Choice()), taken=tokens)
        return Steering({**self.choices, sentence: choice})

    def moved(self, old: Sequence[str], new: Sequence[str]) -> Steering:
        """The same for another text: old and new are its sentences. Those that changed lose theirs."""
        places = {
            block.a + i: block.b + i
            for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
            for i in range(block.size)
        }
        kept = {places[number]: choice for number, choice in self.choices.items() if number in places}
        return Steering(
            {
                number: replace(choice, prefix=choice.prefix and replace(choice.prefix, sentence=number))
                for number, choice in kept.items()
            }
        )


@dataclass(frozen=True)
class History:
    """What was, is, and was undone."""

    now: Steering = Steering()
    past: tuple[Steering, ...] = ()
    future: tuple[Steering, ...] = ()

    def then(self, steering: Steering) -> History:
        return self if steering == self.now else History(steering, (*self.past, self.now))

    def undo(self) -> History:
        return History(self.past[-1], self.past[:-1], (self.now, *self.future))

    def redo(self) -> History:
        return History(self.future[0], (*self.past, self.now), self.future[1:])


def chosen(hypotheses: Sequence[Draft], taken: tuple[int, ...]) -> int:
    """Which hypothesis is shown: the one taken over, where it is still among them, else the best."""
    return next((i for i, draft in enumerate(hypotheses) if draft.tokens == taken), 0)
