"""Questions after what the user has told, and what can answer them. (No torch.)"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.tasks.identity import users_name
from engine.text.normalise import plain
from engine.text.words import occurs

# And pets, of which not everybody has one.
RELATIVES = (
    "(?:boy|girl)friend|aunt|brother|cat|cousin|daughter|dog|hamster|horse|husband|kitten|nephew|niece|parrot|pet"
    "|puppy|rabbit|sister|son|turtle|uncle|wife"
)
# Questions after what the user has told: no name can answer them that nobody has said.
_AFTER_TOLD = re.compile(
    r"\b(?:am|do|did|was) i\b"
    r"|(?:\b(?:is|are|was|were|remember|know)|'s)(?: (?:what|where|who|how old))? (?:my|i|i'm)\b"
    r"|\bwhere do(?:es)? (?:my \w+|he|she|they)\b"
    r"|我(?:叫|是|住|的\w{1,4}[是叫])\w*(?:什么|谁|哪)"
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
_STEM = 4  # letters that "teach" and "teacher" have in common


def asks_after_told(turn: str) -> bool:
    turn = plain(turn).casefold().rstrip()
    return turn.endswith(("?", "？")) and _AFTER_TOLD.search(turn) is not None


def wants_name(turn: str) -> bool:
    """Whether nothing but a name answers such a question."""
    return _NAME_WANTED.search(_folded(turn)) is not None


def admits(text: str) -> bool:
    """Whether a reply says that it was not told, or not so."""
    return _NOT_TOLD.search(_folded(text)) is not None


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
        return name != users_name(turns[:-1]).casefold() and any(
            occurs(others[1], turn) or (_THEY.search(turn) and not _I.search(turn)) for turn in told
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
