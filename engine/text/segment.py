"""A text cut into sentences, with everything between them kept exactly.

Layout is what no model should read: line breaks, indents, list marks, the lines of tables, blocks of code,
spacing, bare numbers, addresses, emoji. The text is walked three times: lines, sentences in a line, and parts
of a sentence too long for a model. Every pattern is possessive or bounded, so that time grows with the text
and no faster.
"""

import math
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

WRAPPED = 50  # a line this long that stops in mid-sentence was wrapped by an editor, not by its author
LONGEST, LONGEST_SPACELESS = 400, 150  # characters, about 100 tokens

_SPACELESS = {"zh", "yue", "ja"}
_STRONG = "。！？｡؟۔।॥։።။‼⁇⁈⁉"  # end a sentence even with no space after them
_STOPS = _STRONG + ".!?…．"
# Not 《〈: they hold titles, and no sentence ends with a title's question mark.
_OPEN_BRACKETS = "([{（［｛【"
_BRACKETS = ")]}）］｝】》〉"
_CLOSERS = _BRACKETS + "\"'”’»›」』"
_SPACED_CLOSERS = _CLOSERS + "“‘«‹"  # „so“, »so«; without spaces, they open the next sentence

# Abbreviations, in lower case and without their last full stop. Those followed by a lower-case letter
# need no entry. `_NEVER` stand before a name; `_NUMBERED` only before a number; `_MAYBE` end a sentence
# if one of the language's `_STARTERS` follows.
_NEVER = {
    "": "dr prof mr mrs ms st vs cf ca e.g i.e ref",
    "en": "messrs rev hon gen col maj capt cmdr lt sgt cpl gov sen rep pres supt mt al viz approx dept incl"
    " excl govt appt",
    "fr": "m mm mme mmes mlle mlles me mgr ste pr av apr env ex p.ex c.-à-d s.v.p s.t.p réf incl max",
    "de": "a b d h i n o s u v z hl hr fr frl bzw sog evtl ggf inkl exkl vgl bspw zzgl med phil jur geb allg"
    " ehem entspr insb max mio mrd tsd std dipl ing",
    "es": "sr sra srta sres sras dra d dña ing lic gral cnel av avda aprox dpto depto ej p p.ej fdo"
    " ee excmo excma hno máx mín sto sta",
    "it": "sig sig.ra sigg dott dott.ssa ing avv on es",
    "pt": "sr sra srta dra exmo exma ex av eng",
    "nl": "dhr mevr mw drs ir bijv",
    "pl": "np tzn tj ul św",
    "ru": "г ул им св тов т.е стр",
}
_NUMBERED = {
    "": "p pp fig art vol no nr n tel jan feb mar apr jun jul aug sep sept oct nov dec",
    "en": "nos figs eq eqs sec ch chap est",
    "fr": "chap t tél janv févr avr juil déc",
    "de": "abb abs bd kap tab ziff aufl mär okt dez",
    "es": "núm nro pág págs cap ed",
}
_MAYBE = {"inc", "ltd", "co", "corp", "jr", "sr", "bros", "ud", "uds", "vd", "vds", "uu"}
_STARTERS = {
    "en": "The A An This That These Those He She It We They You I In On At But And So If When There",
    "fr": "Le La Les L Un Une Il Elle On Nous Vous Ils Elles Je Ce C Cette Ces Mais Et Dans En",
    "de": "Der Die Das Ein Eine Er Sie Es Wir Ihr Ich In Im Am Aber Und Dieser Diese Dieses Danach Dort",
    "es": "El La Los Las Un Una Él Ella Ellos Ellas Nosotros Este Esta Esto Es Pero Y En No Se Al Por Cuando",
}
# "am 3. Mai": a full stop after a number makes it an ordinal.
_ORDINAL_LANGUAGES = "de lb da nb nn no fi et lv cs sk sl hr sr bs pl hu tr is"

_LINE = re.compile(r"[^\n\r\v\f\t\x1c-\x1e\x85\u2028\u2029]++")
_MARK = re.compile(
    r"\s*+(?:(?:"
    r"(?:\#{1,6}+|[-–—]{1,3}+|[*+•‣◦▪●○·]|\[[ xX]?\]|\(?(?:\d{1,3}|[A-Za-z])\)"
    r"|\d{1,3}\.(?!\s*+(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrhundert|Weltkrieg))"
    r"|[a-z]\.(?!\s*+\w{1,2}\.))(?=\s|$)"  # not "z. B."
    r"|>++|[（(][\d一二三四五六七八九十]{1,3}[)）]|[\d一二三四五六七八九十]{1,3}、|[①-⑳]"
    r")\s*+)*+"
)
_FENCE = re.compile(r"[ \t]{0,12}(`{3,}+|~{3,}+)[^`]*+")  # before and behind a block of code
_CELL = re.compile(r"[^|\\]++(?:\\.[^|\\]*+)*+")  # of a table of Markdown
_BLOCK = re.compile(  # of HTML: what is around is not one sentence
    r"</?(?:article|blockquote|br|div|h[1-6]|hr|li|ol|p|section|table|td|th|tr|ul)(?:\s[^<>]*+)?/?>",
    re.IGNORECASE,
)
_WRAP = re.compile(r"[ \xa0]*+(?:\r\n|\n|\r)[ \t\xa0]*+")
_OPENERS = re.compile(r"[\s\"'“”‘’„«»‹›「『（(\[{【《〈*_`–—-]*+[¿¡]?")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_BEFORE_WORD = re.compile(r"[\s\"'“‘’„«¿¡(\[/–—]")
_WORD = re.compile(r"\w{1,16}+(?![\w.])")
_NUMBER = re.compile(r"\d|[IVXLC]{2,}+\b")
_ORDINAL = re.compile(r"\d{1,3}|[IVXLC]+")
_INITIAL = re.compile(r"\w\.")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")  # U.S, p.m, J.-C, EE.UU
_IDLE = re.compile(  # what has no word of its own: addresses, numbers, signs
    r"(?:(?:(?:https?|ftp|file)://|www\.|mailto:)[^\s\u3000-\u9fff\uff00-\uffef]++"
    r"|[A-Za-z\d_.+-]++@[A-Za-z\d.-]++|[\W\d_²³¹¼-¾⁰-⁹₀-₉⅐-⅟①-⓿]++)*+"
)
_CLOSING_MARKS = re.compile(r"(?:[*_~]++|</[A-Za-z\d]{1,10}+>)*+")  # of Markdown and HTML
_INNER = re.compile(r"([;:](?=\s)|[；：])|([,،](?=\s)|[，、])|(\s)")  # best first

# Spaces, invisible characters, arrows and pictures: no part of a sentence that they open or close.
_EDGES = frozenset(
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufe0f\ufeff"
) | {chr(code) for code in (*range(0x2000, 0x2010), *range(0x2190, 0x2C00), *range(0x1F000, 0x1FB00))}


@dataclass(frozen=True, slots=True)
class Segment:
    """The span `[begin, end)` of a sentence worth translating."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rules:
    end: re.Pattern[str]  # stops, then what closes with them
    never: frozenset[str]
    numbered: frozenset[str]
    starters: frozenset[str]
    ordinals: bool
    longest: int


def segment(text: str, language: str) -> list[Segment]:
    """The sentences of `text`, in order; what lies between them is layout, to be kept verbatim."""
    rules = _rules(_base(language))
    parts = (
        _trim(text, *part)
        for line in _lines(text)
        for sentence in _sentences(text, *line, rules)
        if not _IDLE.fullmatch(text, *sentence)
        for part in _parts(text, *_trim(text, *sentence), rules.longest)
    )
    return [Segment(*part) for part in parts if not _IDLE.fullmatch(text, *part)]


def gaps(text: str, segments: Sequence[Segment]) -> list[str]:
    """The layout before, between and after `segments`: one string more than there are segments."""
    begins = [0, *(s.end for s in segments)]
    ends = [*(s.begin for s in segments), len(text)]
    return [text[begin:end] for begin, end in zip(begins, ends, strict=True)]


def joint(gap: str, source_language: str, target_language: str) -> str:
    """What stands between two translated sentences where `gap` stood between their sources.

    Only for gaps between two segments: before the first and after the last, layout is kept as it is.
    """
    source, target = (_base(language) in _SPACELESS for language in (source_language, target_language))
    if target and not source and gap == " ":
        return ""
    if source and not target and gap == "":
        return " "
    return gap


def _base(language: str) -> str:
    return re.split("[-_]", language.lower(), maxsplit=1)[0]


@cache
def _rules(language: str) -> _Rules:
    def words(table: dict[str, str]) -> frozenset[str]:
        return frozenset(f"{table.get('', '')} {table.get(language, '')}".split())

    closers = f"[{re.escape(_CLOSERS if language in _SPACELESS else _SPACED_CLOSERS)}]"
    if language == "fr":
        closers = rf"(?:\s?»|{closers})"
    return _Rules(
        end=re.compile(f"([{re.escape(_STOPS)}]++)({closers}*+)"),
        never=words(_NEVER),
        numbered=words(_NUMBERED),
        starters=words(_STARTERS),
        ordinals=language in _ORDINAL_LANGUAGES.split(),
        longest=LONGEST_SPACELESS if language in _SPACELESS else LONGEST,
    )


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines without indent and list mark; a line that an editor wrapped is joined with its next.

    A row of a table is as many lines as it has cells. There are none in a block of code.
    """
    begin = row = end = 0  # the line so far, its last row begins at `row`
    for match in _prose(text):
        mark = _MARK.match(text, *match.span())
        following, stop = _trim(text, mark.end() if mark else match.start(), match.end())
        if following == stop:
            continue
        if cells := _cells(text, following, stop):
            yield from ((begin, end), *cells)
            begin = row = end = stop
            continue
        if not _continues(text, row, end, following):
            yield begin, end
            begin = following
        row, end = following, stop
    yield begin, end


def blocks_of_code(text: str) -> list[tuple[int, int]]:
    """The spans from one fence of Markdown to its next. One that is never closed opens nothing."""
    found = list[tuple[int, int]]()
    opened: tuple[int, str] | None = None
    for line in _LINE.finditer(text):
        if fence := _FENCE.fullmatch(text, *line.span()):
            if opened is None:
                opened = line.start(), fence[1]
            elif fence[1].startswith(opened[1]):
                found.append((opened[0], line.end()))
                opened = None
    return found


def _prose(text: str) -> Iterator[re.Match[str]]:
    """The lines of a text but for those of code."""
    blocks = deque(blocks_of_code(text))
    for line in _LINE.finditer(text):
        while blocks and blocks[0][1] < line.end():
            blocks.popleft()
        if not blocks or line.end() <= blocks[0][0]:
            yield line


def _cells(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """The cells of a row of a table, or what is between the blocks of HTML in a line; none elsewhere."""
    if text[begin] == text[end - 1] == "|" and end - begin > 2:
        return [cell.span() for cell in _CELL.finditer(text, begin, end)]
    blocks = [block.span() for block in _BLOCK.finditer(text, begin, end)]
    if not blocks:
        return []
    return list(zip([begin, *(b for _, b in blocks)], [*(a for a, _ in blocks), end], strict=True))


def _continues(text: str, begin: int, end: int, following: int) -> bool:
    return (
        end - begin >= WRAPPED
        and text[_opened(text, following) :][:1].islower()
        and not any(c in _STOPS or c == ":" for c in text[end - 2 : end])
        and _WRAP.fullmatch(text, end, following) is not None
    )


def _opened(text: str, begin: int) -> int:
    """Behind the quotation marks, brackets and marks of Markdown that stand at `begin`."""
    opened = _OPENERS.match(text, begin)
    return opened.end() if opened else begin


def _sentences(text: str, begin: int, end: int, rules: _Rules) -> Iterator[tuple[int, int]]:
    casual = text[begin:end].islower()  # who writes no capitals starts no sentence with one
    for match in rules.end.finditer(text, begin, end):
        cut = _cut(text, begin, match, end, rules, casual)
        if cut > begin:
            yield begin, cut
            begin = cut
    yield begin, end


def _cut(text: str, begin: int, match: re.Match[str], end: int, rules: _Rules, casual: bool) -> int:
    """Where the sentence from `begin` ends, given the stops and closers in `match`; `begin` if it goes on."""
    stops, closers = match.groups()
    after = match.end()
    if _CLOSING_MARKS.fullmatch(text, after, end):
        return end
    following = text[after]
    if stops != "." and any(stop in _STRONG for stop in stops):
        if (
            closers[:1] == '"'
            and text.count('"', max(begin, match.start() - LONGEST), match.start()) % 2 == 0
        ):
            return match.end(1)  # this quote opens the next sentence
        aside = "。" not in stops and closers[:1] in _BRACKETS and text[begin] not in _OPEN_BRACKETS
        quoted = closers and "ぁ" <= following <= "ゖ"  # 「はい。」と言った
        return begin if following in ",，、;；:：" or (closers and (aside or quoted)) else after
    if not following.isspace():
        spaceless = stops[-1] != "…" and _CJK.match(following) and _CJK.match(text, match.start() - 1)
        return after if following in "¿¡" or spaceless else begin
    ahead = min(_opened(text, after), end)
    if ahead == end or text[ahead - 1] in "¿¡":
        return after
    if text[ahead] in _STOPS + _BRACKETS or (text[ahead].islower() and not casual):
        return begin
    if match.group() == "." and _abbreviated(text, begin, match.start(), ahead, rules):
        return begin
    return after


def _abbreviated(text: str, begin: int, dot: int, ahead: int, rules: _Rules) -> bool:
    """Does the full stop at `dot` belong to the word before it? `ahead` is the next word."""
    word = _BEFORE_WORD.split(text[max(begin, dot - 24) : dot])[-1]
    key = word.lower()
    if key in rules.never:
        return True
    if key in rules.numbered or (rules.ordinals and key.endswith("str")):  # "Hauptstr. 5"
        return _NUMBER.match(text, ahead) is not None
    if len(word) == 1 and word.islower():
        return text[ahead].isdigit() or _INITIAL.match(text, ahead) is not None
    if (
        (len(word) == 1 and word.isupper())
        or (rules.ordinals and _ORDINAL.fullmatch(word))
        or key in _MAYBE
        or _ACRONYM.fullmatch(word)
    ):
        next_word = _WORD.match(text, ahead)
        return next_word is None or next_word.group() not in rules.starters
    return False


def _parts(text: str, begin: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """A sentence in about equal parts of at most `longest` characters, cut where a reader would pause."""
    while end - begin > longest:
        aim = begin + (end - begin) // math.ceil((end - begin) / longest)
        inner = _INNER.finditer(text, begin + longest // 4, min(begin + longest, end - longest // 4))
        points = ((m.lastindex or 0, abs(m.end() - aim), m.end()) for m in inner)
        cut = min(points, default=(0, 0, aim))[-1]
        yield begin, cut
        begin = cut
    yield begin, end


def _trim(text: str, begin: int, end: int) -> tuple[int, int]:
    """The span without spaces, pictures and invisible characters at its edges."""
    while begin < end and text[begin] in _EDGES:
        begin += 1
    while begin < end and text[end - 1] in _EDGES:
        end -= 1
    return begin, end
