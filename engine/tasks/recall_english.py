"""Questions in English after what the user has told, and the names that answer them. (No torch.)"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.tasks.identity import OWN, names_in, users_name
from engine.text.normalise import plain
from engine.text.words import occurs

_PETS = (
    "bird|bunny|canary|cat|dog|ferret|goldfish|guinea pig|hamster|horse|kitten|lizard|mouse|parrot|pony|puppy"
    "|rabbit|turtle"
)
# Of relatives and pets not everybody has one.
RELATIVES = (
    rf"(?:boy|girl)friend|aunt|brother|cousin|daughter|husband|nephew|niece|sister|son|uncle|wife|pet|{_PETS}"
)
# Questions after what the user has told: no name can answer them that nobody has said.
_AFTER_TOLD = re.compile(
    r"\b(?:am|do|did|was) i\b"
    r"|(?:\b(?:is|are|was|were|remember|know)|'s)(?: (?:what|where|who|how old))? (?:my|i|i'm)\b"
    r"|\bwhere do(?:es)? (?:my \w+|he|she|they)\b"
)
# Those among them that only a name answers.
_NAME_WANTED = re.compile(
    r"\bwhere (?:do(?:es)?|did) (?:i|my \w+|he|she|they) (?:come|live|study|work)\b"
    r"|\bwhere am i from\b|\bwho am i\b"
    r"|\b(?:what(?:'s| is| was)|remember|know) my (?:\w+'s )?name\b|\bwhat(?:'s| is| was) my \w+ called\b"
    r"|\bname of my \w+"
)
# What such a question wants: a place, what somebody is called, or what they work as.
_WHERE = re.compile(r"\bwhere\b(?!.*\bwork)|\b(?:which|what) (?:city|country|town|village)\b|哪")
_CALLED = re.compile(r"\bnames?\b|\bcalled\b|\bwho\b|叫|名字|谁")
_JOB = re.compile(r"\bmy (?:job|profession)\b|\bfor a living\b|\bi work as\b")
_WORK = re.compile(r"\b(?:work\w*|job|i'm an?|i am an?)\b")
# What stands before the name of a place, and only there.
_AT = (
    r"(?:\b(?:at|from|in|near|visit\w*|(?:back|been|com(?:e|ing)|driv(?:e|ing)|drove|fl(?:ew|y|ying)|go(?:ing)?"
    r"|mov(?:e|ed|ing)|trip|travel\w*|went) to) |(?:在|去|到|来自|回))"
)
_I = re.compile(r"\bi\b")
_OTHERS = re.compile(rf"\bmy ({RELATIVES}|mother|father|mom|mum|dad|friend|boss|neighbou?r)\b")
_THEY = re.compile(r"\b(?:he|she|they|it)\b")
# What a reply says of the user, or of somebody of theirs.
_STATED = re.compile(
    r"\b(?:(?:you(?:'re| are| work as)|your \w+ is) an?|your job is(?: an?)?|you live in"
    r"|your \w+ is called|you told me(?: your \w+)?:(?: an?)?) (\w+)"
)
_TELLS_OF_USER = re.compile(
    r"\byou (?:live|are from|come from|said you|told me you)\b|\byou're from\b|\byour name\b"
)
_TELLS_OF_OTHER = re.compile(rf"\byour ({RELATIVES}) (?:is called|lives|is from|works)\b")
# What a reply that does not know says.
_NOT_TOLD = re.compile(r"n't\b|\b(?:not|never|no|tell me|yet)\b")
# And what one says, beside a name, that was told it.
_DENIED = re.compile(r"\b(?:don't know|(?:haven't|didn't|never) (?:tell|told)|not told)\b")
_STEM = 4  # letters that "teach" and "teacher" have in common


def answers(turns: Sequence[str]) -> tuple[str, ...] | None:
    """The names that the user has told and that may answer the last turn, the latest first; None if this is
    no such question.

    turns: all of them, the user's last.
    """
    if not asks_after_told(turns[-1]):
        return None
    names = dict.fromkeys(name for turn in turns[-3::-2] for name in names_in(turn))
    return tuple(name for name in names if may_answer(name, turns))


def misses(text: str, turns: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a reply to such a question says what was not told: a name that nobody has said, or said as no
    name ("Next" of "Next week"), or one that cannot answer this; or, where nothing but a name answers, has
    none of the names, and does not say either that it was not told; or has one, and says so all the same."""
    turns_told = "\n".join(map(plain, turns[::-2]))
    known = {name.casefold() for name in names_in(turns_told)}
    said = {name for name in map(str.casefold, names_in(text)) if name not in OWN}
    unknown = (name not in known and not occurs(name, turns_told) for name in said)  # some type them small
    unfit = (name for name in said if not may_answer(name, turns))
    if any(unknown) or any(unfit) or makes_up(text, turns):
        return True
    if not _NAME_WANTED.search(_folded(turns[-1])):
        return False
    if not names:
        return not (said or _NOT_TOLD.search(_folded(text)))
    return _DENIED.search(_folded(text)) is not None or not any(
        occurs(name.casefold(), text.casefold()) for name in names
    )


def asks_after_told(turn: str) -> bool:
    turn = _folded(turn).rstrip()
    return turn.endswith(("?", "？")) and _AFTER_TOLD.search(turn) is not None


def may_answer(name: str, turns: Sequence[str]) -> bool:
    """Whether a name that was said may answer the question that is the last turn: no place where somebody's
    name is asked after, nothing else where a place is, no name for a job, and none that was told of others.

    turns: all of them, the user's last.
    """
    asked, name = _folded(turns[-1]), name.casefold()
    earlier = [_folded(turn) for turn in turns[-3::-2]]
    told = [turn for turn in earlier if occurs(name, turn)]
    if not told:
        return True
    if _JOB.search(asked):
        return any(map(_WORK.search, told))
    places = [re.search(_AT + re.escape(name), turn) for turn in told]
    if _WHERE.search(asked) and not any(places):
        return False
    if _CALLED.search(asked) and not _WHERE.search(asked) and all(places):
        return False
    others = _OTHERS.search(asked)
    if others:
        spoken_of = re.compile(rf"\b(?:{_PETS}|pet)\b" if others[1] == "pet" else rf"\b{others[1]}\b")
        return name != users_name(turns[:-1]).casefold() and any(
            spoken_of.search(turn) or (_THEY.search(turn) and not _I.search(turn)) for turn in told
        )
    return not _I.search(asked) or any(_I.search(turn) or not _THEY.search(turn) for turn in told)


def makes_up(text: str, turns: Sequence[str]) -> bool:
    """Whether an answer says what the user has not spoken of: "You are a lawyer"; or speaks of somebody else
    than the user asks after."""
    asked, said = _folded(turns[-1]), _folded(text)
    if _OTHERS.search(asked) and _TELLS_OF_USER.search(said):
        return True
    if any(other not in asked for other in _TELLS_OF_OTHER.findall(said)):
        return True
    heard = set(re.findall(r"\w+", _folded("\n".join(turns[::-2]))))
    stems = {word[:_STEM] for word in heard if len(word) >= _STEM}
    return any(word not in heard and word[:_STEM] not in stems for word in _STATED.findall(_folded(text)))


def _folded(text: str) -> str:
    return plain(text).casefold()
