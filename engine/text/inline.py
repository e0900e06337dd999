"""Marks of Markdown and HTML inside a sentence, and what no translation may change: code, addresses, fields.

A network that has learnt from bare sentences reads neither well. It gets the sentence without the marks,
and a short stand-in for each thing that is to stay; `tasks.marking` puts both into the translation. Spaces
between all characters of Chinese are left out, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

# Stand-ins such as A1 come out of all shipped models as they are; single letters and most signs do not.
_LETTERS = "ABCDEFGHKM"
_NUMBERS = range(37, 1000, 11)  # where a number will stand
_NUMERIC = re.compile(r"%(?:\d+\$|\(\w+\))?[diu]|\{\W?(?:n|num|number|count|total)\W?\}")
_NO_ADDRESS = r"<>\"'”’»)\]\s\u3000-\u9fff\uff00-\uffef"  # some texts have no spaces around one
_ELEMENTS = "a|abbr|b|big|cite|del|em|font|i|ins|mark|q|s|small|span|strong|strike|sub|sup|u"
_ENDINGS = (
    "com|csv|css|docx?|edu|exe|gif|gov|html?|jpe?g|json|js|md|mp[34]|net|org|pdf|png|pptx?|py|sh|svg|toml|txt"
    "|xlsx?|xml|ya?ml|zip"
)
_TOKEN = re.compile(
    rf"""(?<!\\)(?:
      (?P<kept>
        (?P<ticks>`+)(?!`)[^\n]{{1,300}}?(?<!`)(?P=ticks)(?!`)           # code of Markdown
      | <(?P<element>code|kbd|samp|tt|var)\b[^<>]*>[^<>]*</(?P=element)>   # and of HTML
      | <img\b[^<>]*>
      | (?:(?:https?|ftp|file)://|www\.|mailto:)[^{_NO_ADDRESS}]*[^{_NO_ADDRESS}.,;:!?…*_~]
      | [A-Za-z\d][A-Za-z\d_.+-]*@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+
      | \{{\{{\s?[\w.|-]{{1,60}}\s?\}}\}} | \$?\{{[\w.:$-]{{0,60}}\}}    # {{{{name}}}}, ${{name}}, {{}}
      | (?<!\d)(?<!\d\s)%(?:\d+\$|\(\w+\))?[sdifu@](?![^\W\d_])              # %s, %1$d, %(name)s
      | (?<![\w/.])(?:~|\.{{1,2}})?/(?:[\w.-]+/)+[\w.-]*\w | (?<![\w/])~/[\w.-]*\w   # paths
      | (?<!\w)[A-Z]:\\[\w\\.-]*\w | (?<![\w-])--[a-z][\w-]+                # C:\Users, --option
      | (?<![\w./-])[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS})(?![\w-])               # file.txt, example.org
      )
    | (?P<tag></?(?:{_ELEMENTS})(?:\s[^<>]*)?/?>)
    | (?P<link>\](?:\([^()\s]*(?:\s"[^"]*")?\)|\[[^\[\]]*\]))
    | (?P<bracket>!?\[)
    | (?P<run>\*{{1,3}}|_{{1,3}}|~~)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


_HAN = re.compile(r"[\u3400-\u9fff]")
_SPACED = re.compile(r"(?<=[\u3400-\u9fff，、：；]) +(?=[\u3400-\u9fff，。、：；！？])")


@dataclass(frozen=True)
class Mark:
    """What stands before and behind `text[begin:end]` of an `Inline`; at one place, if they are the same."""

    begin: int
    end: int
    opening: str
    closing: str


@dataclass(frozen=True)
class Kept:
    """What is to stay as it is, and what stands for it in `Inline.text`."""

    stand_in: str
    text: str

    def found(self, text: str) -> list[tuple[int, int]]:
        """Where in a translation the stand-in is, in capitals or not."""
        return [match.span() for match in self._alone.finditer(text)]

    def left_out(self, text: str) -> str:
        """A text without the stand-in."""
        return self._alone.sub("", text)

    @property
    def _alone(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![A-Za-z\d]){self.stand_in}(?![A-Za-z\d])", re.IGNORECASE)


@dataclass(frozen=True)
class Inline:
    """A sentence as a network should read it. `begins`, `ends`: where each character is in what was typed."""

    text: str
    marks: tuple[Mark, ...] = ()  # the outer ones first
    kept: tuple[Kept, ...] = ()
    begins: tuple[int, ...] = field(default=(), repr=False)
    ends: tuple[int, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return bool(self.marks or self.kept)

    def place(self, begin: int, end: int) -> tuple[int, int]:
        """Where `text[begin:end]` is in what was typed."""
        if not self.begins:
            return begin, end
        if begin == end:
            at = self.begins[begin] if begin < len(self.begins) else self.ends[-1]
            return at, at
        return self.begins[begin], self.ends[end - 1]


BARE = Inline("")


@dataclass(frozen=True)
class _Open:
    name: str
    begin: int  # of its mark
    end: int


def inline(sentence: str) -> Inline:
    """A sentence without its marks. Marks without their other half stay, but for tags and at the edges."""
    kept: dict[tuple[int, int], str] = {}
    halves: list[tuple[_Open, tuple[int, int]]] = []  # what opens, and where its other half is
    alone: list[tuple[int, int]] = []
    waiting: list[_Open] = []
    for match in _TOKEN.finditer(sentence):
        span = match.span()
        if match["kept"]:
            kept[span] = match[0]
        elif (name := _closes(match, sentence)) and (opened := _last(waiting, name)) is not None:
            if _worded(sentence[waiting[opened].end : span[0]]):
                halves.append((waiting[opened], span))
            del waiting[opened:]
        elif match["tag"] and match[0].startswith("</"):
            alone.append(span)
        elif name := _opens(match, sentence):
            waiting.append(_Open(name, *span))
        elif match["run"] and not sentence[span[1] :].strip(".!?。！？…" * (len(match[0]) > 1)):
            alone.append(span)
    alone += [
        (o.begin, o.end) for o in waiting if o.name.startswith("<") or (o.begin == 0 and o.name[0] in "*_~")
    ]
    spaces = _spaces(sentence)
    if not (kept or halves or alone or spaces):
        return Inline(sentence)
    removed = {(o.begin, o.end) for o, _ in halves} | {span for _, span in halves} | {*alone, *spaces}
    return _without(sentence, removed, kept, halves, alone)


def _spaces(sentence: str) -> list[tuple[int, int]]:
    """Those between Chinese characters, if they stand between most of them, as in text out of a PDF."""
    found = [match.span() for match in _SPACED.finditer(sentence)]
    return found if 2 * len(found) > len(_HAN.findall(sentence)) - 1 else []


def _without(
    sentence: str,
    removed: set[tuple[int, int]],
    kept: dict[tuple[int, int], str],
    halves: list[tuple[_Open, tuple[int, int]]],
    alone: list[tuple[int, int]],
) -> Inline:
    text, begins, ends = "", list[int](), list[int]()
    places: dict[int, int] = {}  # from what was typed to the bare text
    stayed, at = list[Kept](), 0
    names = _unused((f"{_LETTERS[(i - 1) % len(_LETTERS)]}{i}" for i in count(1)), sentence)
    numbers = _unused(map(str, _NUMBERS), sentence)
    for begin, end in sorted([*removed, *kept]):
        text += sentence[at:begin]
        begins += range(at, begin)
        ends += range(at + 1, begin + 1)
        places[begin] = len(text)
        if (begin, end) in kept:
            kind = numbers if _NUMERIC.fullmatch(kept[begin, end]) else names
            stayed.append(Kept(next(kind, "") or next(names), kept[begin, end]))
            text += stayed[-1].stand_in
            begins += [begin] * len(stayed[-1].stand_in)
            ends += [end] * len(stayed[-1].stand_in)
        at = end
    text += sentence[at:]
    begins += range(at, len(sentence))
    ends += range(at + 1, len(sentence) + 1)
    marks = [
        Mark(places[o.begin], places[begin], sentence[o.begin : o.end], sentence[begin:end])
        for o, (begin, end) in reversed(halves)
    ]
    marks.sort(key=lambda mark: mark.begin - mark.end)
    marks += [Mark(places[begin], places[begin], sentence[begin:end], "") for begin, end in sorted(alone)]
    return Inline(text, tuple(marks), tuple(stayed), tuple(begins), tuple(ends))


def _unused(names: Iterable[str], sentence: str) -> Iterator[str]:
    return (name for name in names if name not in sentence)


def _last(waiting: list[_Open], name: str) -> int | None:
    return next((i for i in reversed(range(len(waiting))) if waiting[i].name == name), None)


def _worded(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _closes(match: re.Match[str], text: str) -> str:
    """The name of what a token may close; empty if it closes nothing."""
    if match["tag"] and match[0].startswith("</"):
        return f"<{match[0][2:-1].strip().lower()}"
    if match["link"]:
        return "["
    if (
        match["run"]
        and _tight(text[match.start() - 1 : match.start()])
        and _loose(text[match.end() :][:1], match[0])
    ):
        return match[0]
    return ""


def _opens(match: re.Match[str], text: str) -> str:
    if match["tag"]:
        return "<" + re.split(r"[\s>/]", match[0][1:], maxsplit=1)[0].lower()
    if match["bracket"]:
        return "["
    if match["run"] and _tight(text[match.end() :][:1]) and _loose(text[: match.start()][-1:], match[0]):
        return match[0]
    return ""


def _tight(character: str) -> bool:
    """Whether emphasis may stand at this side of its marks: they touch what they stand around."""
    return bool(character) and not character.isspace()


def _loose(character: str, run: str) -> bool:
    """Whether it may stand at the other side: no letter, but where there are no spaces between words."""
    return not character.isalnum() or (run[0] != "_" and character >= "\u2e80") or run == "**"
