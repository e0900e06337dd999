"""Marks inside sentences: the network does not read them, and they come out around the right words."""

import re
from dataclasses import replace

import numpy as np
import pytest

from engine.events import Draft
from engine.requests import Translate
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks.marking import marked
from engine.text.inline import Inline, inline
from engine.text.piece import Piece

MARKED = [
    "This is **very** important.",
    "Open the *Settings* page and click **Save**!",
    'See [the manual](https://example.org/a_(b "A title") for details.'.replace("_(b", ""),
    "Use **bold** and *italic*, and [a **strong** link](http://a.b/c).",
    'The <b>old</b> house is <i class="x">very</i> nice.',
    "**_Both_** of these are ~~wrong~~ right.",
    "![A cat](cat.png) sat there.",
    "他**非常**高兴。",
    "**Two sentences begin here.",
    "And they end here.**",
]
KEPT = [
    ("Run `make test` now.", ["`make test`"]),
    ("One <img src='a.png'> picture.", ["<img src='a.png'>"]),
    ("Run ``a `b` c`` now.", ["``a `b` c``"]),
    ("The <code>x &lt; y</code> case.", ["<code>x &lt; y</code>"]),
    ("Visit https://example.org/a?b=1, please.", ["https://example.org/a?b=1"]),
    ("访问https://example.org/a。", ["https://example.org/a"]),
    ("Write to anna.meier@example.org.", ["anna.meier@example.org"]),
    ("Hello {name}, {{ user.name }} and ${HOME}.", ["{name}", "{{ user.name }}", "${HOME}"]),
    ("You have %d of %2$s.", ["%d", "%2$s"]),
    ("Open /etc/hosts, ~/notes and C:\\Users\\x.", ["/etc/hosts", "~/notes", "C:\\Users\\x"]),
    ("Pass --all to run.sh today.", ["--all", "run.sh"]),
]
PLAIN = [
    *("Go home!", "2 * 3 * 4 is 24", "2*3*4", "snake_case_name", "a < b and b > a", "50 % des gens", "50%"),
    *("f(x) and g[y]", "and/or, he/she, 1/2", "a * b", "* not a mark", "", "Tom's e.g. this", "5 %d'eux"),
    *(r"\*not\* a mark", "[sic] he said", "x_1 + y_2", "Is it A*?", "1:30 p.m.", "<3 you", "100 %", "it's"),
]


def copied(source: Inline, typed: str, begin: int = 0, offset: int = 0) -> Draft:
    """A translation that says the same, and looks at nothing but what it copies."""
    spans = [match.span() for match in re.finditer(r"[A-Za-z\d]+|[^\sA-Za-z\d]", source.text)]
    pieces = [Piece(source.text[b:e], b + offset, e + offset) for b, e in spans]
    places = [source.place(b, e) for b, e in spans]
    seen = tuple(Piece(typed[b:e], b + begin, e + begin) for b, e in places)
    end = Piece("</s>", len(source.text) + offset, len(source.text) + offset, True)
    columns = np.eye(len(spans) + 1, dtype=np.float32)[:, None, None, :]
    return Draft(
        text=source.text,
        pieces=(*pieces, end),
        source_pieces=(*seen, Piece("</s>", len(typed) + begin, len(typed) + begin, True)),
        scores=(0.0,) * len(columns),
        score=0.0,
        columns=tuple(columns),
        tokens=(0,) * len(columns),
        candidates=(),
        entropies=(),
        length_penalty=1.0,
        coverage_penalty=0.0,
    )


@pytest.mark.parametrize("text", MARKED)
def test_marks_are_not_read(text: str) -> None:
    found = inline(text)
    assert found.marks
    assert not re.search(r"[*~<>\[\]]|http", found.text)
    assert [found.text[i] for i in range(len(found.text))] == [text[b] for b in found.begins]


@pytest.mark.parametrize(("text", "kept"), KEPT)
def test_what_is_to_stay_has_a_stand_in(text: str, kept: list[str]) -> None:
    found = inline(text)
    assert [k.text for k in found.kept] == kept
    assert all(k.stand_in in found.text for k in found.kept)
    assert len({k.stand_in for k in found.kept}) == len(kept)
    assert not any(k.stand_in in text for k in found.kept)


@pytest.mark.parametrize("text", PLAIN)
def test_what_has_no_marks_is_read_as_it_is(text: str) -> None:
    assert inline(text) == Inline(text)


@pytest.mark.parametrize("text", [*MARKED, *(text for text, _ in KEPT)])
def test_a_copy_gets_its_marks_back_where_they_were(text: str) -> None:
    draft = marked(copied(inline(text), text, begin=7, offset=3), inline(text), 7)
    assert draft.text == text
    for piece, seen in zip(draft.pieces, draft.source_pieces, strict=True):
        assert (piece.begin - 3, piece.end - 3) == (seen.begin - 7, seen.end - 7)
        assert piece.special or piece.text == seen.text


@pytest.mark.parametrize("text", [*MARKED, *(text for text, _ in KEPT)])
def test_a_draft_that_is_not_finished_opens_nothing_that_it_does_not_close(text: str) -> None:
    source = inline(text)
    whole = copied(source, text)
    for length in range(len(whole.pieces)):
        end = whole.pieces[length - 1].end if length else 0
        part = replace(
            whole, text=whole.text[:end], pieces=whole.pieces[:length], columns=whole.columns[:length]
        )
        shown = marked(part, source, 0).text
        for mark in (mark for mark in source.marks if mark.closing):
            opened, closed = shown.count(mark.opening), shown.count(mark.closing)
            assert opened % 2 == 0 if mark.opening == mark.closing else opened == closed


def test_spaces_between_all_characters_are_not_read() -> None:
    text = "我 们 明 天 去 学 校 。"
    found = inline(text)
    assert found.text == "我们明天去学校。"
    assert [text[begin:end] for begin, end in map(found.place, range(8), range(1, 9))] == list(found.text)
    assert inline("我们 明天去 Paris 学校") == Inline("我们 明天去 Paris 学校")
    assert inline("好 吗").text == "好吗"


def test_marks_follow_their_words_and_keep_off_each_other() -> None:
    text = "The **big** *red* house."
    source = inline(text)
    draft = copied(source, text)
    written = [Piece(w, b, b + len(w)) for w, b in (("La", 0), ("maison", 3), ("rouge", 10), ("grande", 16))]
    moved = replace(
        draft,
        text="La maison rouge grande.",
        pieces=(*written, Piece(".", 22, 23), Piece("</s>", 23, 23, True)),
        columns=tuple(draft.columns[i] for i in (0, 3, 2, 1, 4, 5)),
    )
    assert marked(moved, source, 0).text == "La maison *rouge* **grande**."


def test_without_attention_only_what_stands_in_comes_back() -> None:
    text = "Run **now** `make`."
    source = inline(text)
    draft = copied(source, text)
    none = np.zeros((0, 0, len(draft.source_pieces)), np.float32)
    blind = replace(draft, columns=(none,) * len(draft.columns))
    assert marked(blind, source, 0).text == "Run now `make`."


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner("cpu")


@pytest.mark.parametrize("language", ["fr", "de", "es", "zh"])
def test_translations_have_every_mark_once(runner: Runner, language: str) -> None:
    texts = [text for text in (*MARKED[:9], *(text for text, _ in KEPT)) if text.isascii()]
    for text, done in zip(
        texts, runner.translate_many(texts, "en", language, None, DecodingOptions(beam=1)), strict=True
    ):
        source = inline(text)
        for mark in source.marks:
            alike = [m for m in source.marks if m.opening == mark.opening]
            assert done.text.count(mark.opening) >= len(alike), (text, done.text)
        for kept in source.kept:
            assert kept.text in done.text, (text, done.text)


def test_words_as_they_are_written_and_many_at_once_say_the_same(runner: Runner) -> None:
    text = "Run `make` and open [the **new** page](http://a.b)."
    request = Translate(
        number=1, text=text, source_language="en", target_language="fr", options=DecodingOptions(beam=1)
    )
    *_, last = runner.run(request)
    (together,) = runner.translate_many([text], "en", "fr", None, DecodingOptions(beam=1))
    assert last.text == together.text  # type: ignore[union-attr]
    (draft,) = together.sentences[0]
    assert [draft.text[p.begin : p.end] for p in draft.pieces if p.text.strip() and not p.special] == [
        p.text for p in draft.pieces if p.text.strip() and not p.special
    ]
