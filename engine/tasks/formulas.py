"""Formulas of replies, such as a welcome back, and the occasions for them; and what fits nearly every turn.
(No torch.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.text.normalise import plain

# Each with what calls for it in one of the user's last two turns.
_FORMULAS = tuple(
    (re.compile(formula), re.compile(rf"\b(?:{words})\b|{others}" if words else others))
    for formula, words, others in (
        (
            r"\bgood ?bye\b|\bbye\b|^see you\b",
            r"(?:good ?)?bye|back|care|cya|day|go(?:ing|tta)?|later|leav\w+|night|see",
            "晚安",
        ),
        (r"\bwelcome (?:back|home)\b", r"again|arrived|back|came|home|landed|long time|return\w*", "回来"),
        (
            r"\bgood night(?!'s)|\bsweet dreams\b",
            r"bed|bye|dreams?|insomnia|nap|\w*night|sleep\w*|tired|tomorrow",
            "晚安",
        ),
        (r"\bhappy birthday\b", r"turn(?:ed|ing)?", r"(?<!'s )\bbirthday\b"),
        (
            r"\bget well\b|\bsee(?:n)? a doctor\b",
            r"\w*ach\w+|allerg\w+|blood|bro\w+|cold|cough\w*|cut|dizzy|doctor|f[ae]ll|fever|flu|hospital|hurts?|ill"
            r"|injur\w+|operation|pain\w*|sick|sore|surgery|swollen|tooth|vomit\w*|well|worried|wound\w*|wrong",
            "病",
        ),
        (
            r"^(?:hello|hi)\b(?! there)|^hey[,!]",
            r"afternoon|call\w*|evening|greet\w*|hello|hey|hi|hiya|howdy|i'm|i am|meet(?:ing)? (?:yo)?u"
            r"|morning|name\w*|this is|yo",
            "你好",
        ),
        (
            r"\b(?:nice|pleased) to meet you\b",
            r"call|greet|hello|hey|hi|i'm|i am|meet|name\w*|this is|who",
            "你好",
        ),
        (
            r"\bi'm (?:doing )?(?:fine|good|ok|well)\b.*\b(?:thank|you\b)",
            r"(?:about|and|are) (?:yo)?u|evening|hello|hey|hi|hiya|hows?|morning|sup|ur?self|yourself",
            "你好",
        ),
        (
            r"\bglad to hear\b",
            r"amazing|awesome|better|cool|enjoy\w*|excellent|excited|finally|fine|fun|glad|good|great|happy|ha\w*ha"
            r"|like[sd]?|lol|lov\w+|nice|ok|okay|pass(?:ed)?|perfect|th(?:an)?[kx]s?|well|won|wonderful|work(?:s|ed)",
            "好|谢",
        ),
        (
            r"\blook (?:\w+ )?up\b|\bno internet\b",
            r"check|connected|facts?|find|forecast|google|how|internet|know|look|news|offline|online|prices?|results?"
            r"|scores?|search|tell|time|today|tomorrow|weather|web|wh\w+|wi-?fi|won",
            "查|网",
        ),
        (r"^that's \d+\b", r"add\w*|calculate|divided|how m\w+|minus|multipl\w+|plus|sum|times", r"\d.*\d"),
        (r"\byou(?:'re| are) welcome\b", r"appreciate|cheers|grateful|help\w*|kind|th(?:an)?[kx]s?|ty", "谢"),
        (
            "再见|回头见|拜拜|下次再聊",
            "bye",
            "再见|拜|走了|要走|先走|回头|下次|明天见|晚安|去忙|先这样|88|谢",
        ),
        ("晚安|做个好梦", "night", "晚|睡|困|累|梦|床"),
        ("生日快乐", "birthday", "生日|岁"),
        (
            "早日康复|看医生|吃药",
            "",
            "病|疼|痛|烧|感冒|咳|伤|医|药|晕|舒服|过敏|手术|失眠|睡|住院|担心|身体|压力|事",
        ),
        ("不客气|不用谢", "thanks", "谢|感激|再见|拜|晚安"),
        ("欢迎回来", "", "回|下班|放学|到家|好久|又见"),
    )
)
# What fits nearly every turn: first what is no sentence.
_INTERJECTIONS = (
    r"oh|well|ah|haha|lol|hmm|yes|yeah|yep|no|nope|ok|okay|sure|right|true|exactly|cool|nice|wow|great|good"
    r"|嗯+|哦+|好|好的|好吧|是|是的|对|对的|是啊|对啊|哈+|真的|真的吗|可以|没有|有|当然|不错"
)
_PHRASES = (
    _INTERJECTIONS,
    r"(that('s| is)|it('s| is)|sounds) (so |very |really |pretty )?"
    r"(true|cool|nice|great|good|awesome|interesting|right|fun|amazing|funny)( to (hear|know))?",
    r"i (do not|don't|dont) (know|think so|really know)|i('m| am) not (so |really )?sure|me (too|neither)",
    r"i (totally |completely |definitely )?agree( with you)?|i think so( too)?|i know,? right|i see|i know",
    r"of course|you('re| are) (right|welcome)|thank you|thanks|really|so do i|i do|it is|i bet|i hope so",
    r"i (love|like) (it|that)( too)?|i have|i will|what('s| is) that",
    r"我?不知道|我也是|谢谢|知道了",
)
_EMPTY, _DULL = (
    re.compile(rf"(({said})([\s.,!?;:…。，！？、～~]+|$))+") for said in (_INTERJECTIONS, "|".join(_PHRASES))
)


def is_misplaced(text: str, turns: Sequence[str]) -> bool:
    """Whether a reply is a formula for another occasion than what the user has said lately.

    turns: all of them, the user's last.
    """
    lately, text = plain("\n".join(turns[-3::2])).casefold(), plain(text).casefold()
    return any(formula.search(text) and not called_for.search(lately) for formula, called_for in _FORMULAS)


def is_dull(reply: str) -> bool:
    """Whether a reply is nothing but what could be said to anything."""
    return bool(_DULL.fullmatch(plain(reply).casefold().strip()))


def is_empty(reply: str) -> bool:
    """Whether a reply is dull and not even a sentence."""
    return bool(_EMPTY.fullmatch(plain(reply).casefold().strip()))
