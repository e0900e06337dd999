"""Who is who in a conversation: Heed is a program, the user a person with a name. (No torch.)"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.text.normalise import plain
from engine.text.turns import named_in
from engine.text.words import occurs

OWN = {"heed", "english", "chinese"}  # what a reply may name without being told
# Names as replies have them: with a capital inside a sentence, or where Chinese says what somebody is called.
_NAMES = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]+|(?<=你叫)(?!什么|啥)[^\W\d_]+|(?<=你好，)[^\W\d_]{2,4}(?=！)")
# How a reply tells the user who they are.
_CALLED = re.compile(
    r"(?:[Yy]our name(?: is|'s)|[Yy]ou(?:'re| are)(?: called)?) ([A-Z][a-z]+)"
    r"|^([A-Z][a-z]+), (?:as you|if I|of course|your name)|你叫(?!什么|啥)([^\W\d_]+)"
)
_TOLD = r"\b(?:i'm|i am|name is|name's|call me) "  # before a name without a capital
_NAME_ALONE = re.compile(r"^([A-Z][a-z]+)[.!]$")  # it answers a question after a name
# Questions after Heed, and after the user; and how a reply gives Heed's name.
_WHO_ARE_YOU = re.compile(
    r"\b(?:who (?:are|made|created|built|invented|programmed) you|your name|are you called)\b"
    r"|what(?:'s| is) yours\b|你(?:叫什么|是谁)|谁(?:做|创造|发明|开发|制造)的?了?你"
)
_WHO_AM_I = re.compile(
    r"\b(?:who am i(?! talking| chatting| speaking)|am i called)\b"
    r"|\b(?:what(?:'s| is| was|s)?|know|remember|say|tell me) my name\b"
    r"|我(?:叫什么|是谁)|我的名字[呢？]|我的名字(?:是什么|叫什么|吗)"
)
_I_AM_HEED = re.compile(r"\b(?:i'm|i am|my name is) heed\b|我(?:叫|是)heed")
_OWN_NAME = re.compile(r"\b[Mm]y name(?: is|'s) ([A-Z][a-z]+)|\bI(?:'m| am) called ([A-Z][a-z]+)")
_TELLS_NAME = re.compile(r"\b[Yy]our name(?: is|'s) [A-Z]|\b[Yy]ou told me(?:,|:| that)? (?:it's )?[A-Z]")
_MY_NAME = re.compile(r"\bmy name\b|\bi called\b|\bi'm called\b|名字|叫什么")
_YOU_ARE_HEED = re.compile(
    r"\byour name(?: is|'s) heed\b|\byou(?:'re| are) (?:called )?heed\b|你(?:叫|是)heed"
)
# Whether Heed is somebody else, and that it is.
_ARE_YOU_ANOTHER = re.compile(
    r"\bare you (?:an? |the |really )*(?:alexa|bard|bing|boy|chat ?gpt|claude|copilot|cortana|deepseek|gemini"
    r"|girl|google|gpt|human|llama|man|person|real|siri|woman)\b"
    r"|你是(?:不是)?(?:真?人|男的?|女的?|chatgpt|gpt|siri|小爱|小度|豆包|文心)"
)
_YES = re.compile(
    r"^(?:yes|yeah|yep|sure|of course|i am\b(?! (?:an? )?(?:heed|not|program|small))|是|对|当然)"
)
_GREETED = re.compile(r"^(?:Hello|Hey|Hi|Welcome|Nice to meet you|Thanks|Thank you),? ([A-Z][a-z]+)[!.,]")
_NO_NAME = re.compile(
    r"\b[Ww]ho is (?:your|my) name\b|\b(?:is|are) called [a-z]|, not [Yy]our\b"
)  # none that anybody has
# Capitalised words of a turn that tells a name.
_NAMED = re.compile(r"\b(?:name is|name's|call me|called|i'm|i am) ([A-Z][a-z]+)", re.IGNORECASE)
# What names stand after where somebody else, or a thing, is spoken of.
_ABOUT = (
    r"(?:\b(?:about|and|at|by|for|from|in|like|love|of|see|to|with|what(?:'s| is| are)"
    r"|(?:he|it|she|they)(?:'s|'re| are| is)(?: called)?)|(?<!\byou)(?<!\bname) (?:are|is)) "
)
# What only a person can say of themselves: whom they have, where they were, what they did, eat or do for fun.
_OFTEN = "(?:(?:really|also|do|just|usually|always|sometimes) )*"
_LIKE = "(?:like|love|enjoy|prefer|want|plan|hope)"
_DOING = (
    r"bak\w+|camp\w*|cook\w*|cycl\w+|danc\w+|draw\w*|dr(?:ink|iv)\w*|eat\w*|exercis\w+|fish\w*|garden\w*|go|going"
    r"|hang\w*|hik\w+|paint\w*|play\w*|rid\w+|run\w*|shop\w*|sing\w*|ski\w*|sleep\w*|spend\w*|surf\w*|swim\w*"
    r"|travel\w*|visit\w*|walk\w*|watch\w*|work\w*"
)
# What a program that chats may like.
_TALKED_OF = (
    r"(?:a good|all|any|both|chat\w*|each|every|hearing|how|it|languages?|listening|our|questions?|reading"
    r"|stories|talk\w*|that|the way|them|these|this|those|to (?:chat|hear|listen|read|talk)|what|when|words"
    r"|writing|you|your)\b"
)
_OWNED = "brother|car|cat|cold|daughter|dog|house|job|kid|sister|son|wife"
_FAVOURITE = (
    "actor|band|book|city|dish|drink|food|fruit|game|hobby|meal|movie|place|restaurant|season|show|singer|song"
    "|sport|team|thing"
)
_KIN = (
    "boss|boyfriend|brother|cat|children|dad|daughter|dog|family|father|girlfriend|husband|job|kids|mom|mother"
    "|parents|sister|son|wife"
)
_PERSON = re.compile(
    rf"\bi {_OFTEN}{_LIKE} (?:to )?(?:\w+, )*(?:{_DOING})\b"
    rf"|\bi {_OFTEN}(?:like|love|enjoy) (?!{_TALKED_OF})\w"
    r"|\bi (?:ate|bought|cooked|drove|flew|grew up|slept|was born|went|woke|worked)\b"
    r"|\bi (?:live in|work (?:at|in|as|for))\b(?! (?:a computer|this|your))"
    rf"|\bi (?:have|had) (?:a|an|two|three) (?:\w+ )?(?:{_OWNED})s?\b"
    rf"|\bmy favou?rite (?:\w+ )?(?:{_FAVOURITE})s? (?:is|are|was|would)\b"
    rf"|\bmy (?:{_KIN})\b(?! is to)"
    "|我(?:最?喜欢|爱|想)(?:吃|喝|去|打|跑步|游泳|旅游)|我(?:昨天|刚|也)?(?:去|吃|买|住|睡)(?:过|了|在(?!电脑|这))"
    "|我(?:妈|爸|老公|老婆|男朋友|女朋友|儿子|女儿|家人|同事)"
)


def names_in(text: str) -> list[str]:
    """The names in a text, as it has them."""
    return _NAMES.findall(plain(text))


def miscalls(text: str, turns: Sequence[str]) -> bool:
    """Whether a reply tells the user a name that was never said, or theirs where they asked for Heed's, or
    gives Heed another, or says that Heed is somebody else.

    turns: all of them, the user's last.
    """
    turn = _folded(turns[-1]) if turns else ""
    asks = _WHO_ARE_YOU.search(turn), _WHO_AM_I.search(turn)
    if _ARE_YOU_ANOTHER.search(turn) and _YES.search(_folded(text)):
        return True
    found = _CALLED.findall(text) + [(name,) for name in _NAME_ALONE.findall(text) if any(asks)]
    if found and asks[0] and not asks[1] and "heed" not in text.casefold():
        return True
    own = (name for groups in _OWN_NAME.findall(text) for name in groups if name)
    if any(name.casefold() not in OWN for name in own):
        return True
    known, greeted = users_name(turns).casefold(), _GREETED.search(plain(text))
    if _YOU_ARE_HEED.search(_folded(text)) and known != "heed":
        return True
    said = "\n".join(turns)
    if greeted and not occurs(greeted[1].casefold(), said.casefold()):
        return True
    if known and greeted and greeted[1].casefold() != known and occurs(greeted[1], said):
        return True
    names = (name for groups in found for name in groups if name and name.casefold() not in OWN)
    return not all(
        occurs(name, said) or re.search(_TOLD + re.escape(name) + r"\b", said, re.IGNORECASE)
        for name in names
    )


def mixes_up(text: str, turns: Sequence[str]) -> bool:
    """Whether a reply gives Heed's name where users asked for theirs, theirs where they asked for something
    else, or speaks of the user as of another."""
    turn, folded = _folded(turns[-1]) if turns else "", _folded(text)
    asked = turn.rstrip().endswith("?")
    if asked and _TELLS_NAME.search(text) and not (_WHO_AM_I.search(turn) or _MY_NAME.search(turn)):
        return True
    asks_who = _WHO_AM_I.search(turn) and not _WHO_ARE_YOU.search(turn)
    if asks_who and _I_AM_HEED.search(folded) and "you" not in folded and "你" not in folded:
        return True
    if _NO_NAME.search(text):
        return True
    name = users_name(turns)
    return bool(name and re.search(_ABOUT + re.escape(name) + r"\b", text, re.IGNORECASE))


def users_name(turns: Sequence[str]) -> str:
    """As the latest turn of the user's that tells it has it, in Latin letters; empty if there is none."""
    place = named_in(turns)
    found = None if place is None else _NAMED.search(turns[place])
    return found[1] if found else ""


def poses_as_person(text: str) -> bool:
    """Whether a reply tells of a body, a family or a past of Heed's own."""
    return _PERSON.search(_folded(text)) is not None


def _folded(text: str) -> str:
    return plain(text).casefold()
