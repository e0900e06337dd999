"""Sentences are found and everything between them is kept."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.text.segment import LONGEST, LONGEST_SPACELESS, Segment, gaps, joint, segment

# A sentence is expected exactly where ⟦ ⟧ stand.
ENGLISH = [
    "⟦Hello.⟧ ⟦How are you?⟧ ⟦Fine!⟧",
    "⟦Hello⟧",
    "⟦Mr. Smith met Dr. Jones.⟧ ⟦They talked.⟧",
    "⟦J. R. R. Tolkien wrote it.⟧ ⟦I read it.⟧",
    "⟦I like fruit, e.g. apples, i.e. Cox.⟧ ⟦You?⟧",
    "⟦Apples, pears, etc. are fruit.⟧ ⟦Apples, pears, etc.⟧ ⟦Leeks are not.⟧",
    "⟦It costs 5 euros (ref. #A-1, incl. VAT).⟧ ⟦Pay it.⟧",
    "⟦Pi is 3.14 or so.⟧ ⟦It costs 1,000.50 dollars.⟧",
    "⟦Version 2.0.1 is out.⟧ ⟦Open README.md now.⟧",
    "⟦See https://example.com/a.b?c=d!e for more.⟧ ⟦Thanks.⟧",
    "⟦Write to a.b@example.com.⟧ ⟦Thanks.⟧",
    "⟦He works in the U.S. Army.⟧ ⟦She lives in the U.S.⟧ ⟦They met at 5 p.m.⟧ ⟦The end.⟧",
    "⟦Apple Inc. makes it.⟧ ⟦He left Apple Inc.⟧ ⟦He was tired.⟧",
    "⟦See No. 5 and Fig. 3.⟧ ⟦No.⟧ ⟦Never.⟧",
    "⟦Come on Jan. 5, see pp. 3 and Vol. II of it.⟧",
    '⟦"Stop!" he said.⟧ ⟦"Why?"⟧ ⟦She left.⟧',
    "⟦He said: “Go home.”⟧ ⟦“Why?”⟧ ⟦(He knew.)⟧ ⟦So what?⟧",
    "⟦Well... maybe.⟧ ⟦Wait…⟧ ⟦What?!⟧ ⟦No!!!⟧ ⟦Yes.⟧",
    "⟦I (really?) like it.⟧",
    "⟦I like .NET and node.js.⟧ ⟦It runs.⟧",
    "⟦hello.⟧ ⟦how are you?⟧ ⟦i am fine, e.g. now⟧",
    "⟦What a day!⟧ 😀 ⟦Tomorrow too.⟧ 👍🏽",
    "⟦First⟧\n\n  ⟦Second line.⟧   \n",
    "- ⟦one⟧\n- ⟦two⟧\n  * ⟦three.⟧ ⟦Four.⟧\n• ⟦five⟧\n+ ⟦six⟧",
    "1. ⟦one⟧\n2) ⟦two⟧\na) ⟦three⟧\n(b) ⟦four⟧\n  c. ⟦five⟧\n10. ⟦six⟧",
    "- [ ] ⟦to do⟧\n- [x] ⟦done⟧\n[ ] ⟦other⟧",
    "# ⟦Title⟧\n\n## ⟦Sub-title⟧\n> ⟦quoted⟧\n>> ⟦twice⟧\n",
    "⟦More about all of that which stands here is found in\n[another file](a.md).⟧ ⟦Next.⟧",
    "| ⟦Name⟧ | ⟦What it is⟧ |\n| --- | :-: |\n| ⟦cat⟧ | ⟦An animal.⟧ ⟦It sleeps.⟧ |\n\n⟦After it.⟧",
    "⟦Either | or⟧",
    "⟦Run this:⟧\n```sh\nmake run  # opens it\n\n```\n⟦Then go on.⟧\n~~~\nno words\n~~~",
    "⟦Begin.⟧\n```\n⟦This never ends.⟧",
    "<h1>⟦Title⟧</h1><p class='x'>⟦One.⟧ ⟦Two <b>words</b>.⟧</p>⟦First⟧<br/>⟦second⟧<ul><li>⟦item⟧</li></ul>",
    "⟦-5 degrees and *stress* are text⟧",
    "⟦The line of an e-mail that was wrapped by its program after\nsome seventy characters.⟧ ⟦Next.⟧",
    "⟦The line of an e-mail that was wrapped by its program after⟧\n⟦Some seventy characters.⟧",
    "⟦The line of an e-mail that was wrapped by its program.⟧\n⟦after that.⟧",
    "⟦a short line⟧\n⟦another short line⟧",
    "⟦The line of an e-mail that was wrapped by its program after⟧\n\n⟦some seventy characters.⟧",
    "⟦The line of an e-mail that was wrapped by its program after⟧\n- ⟦a list.⟧",
    "- ⟦The item of a list that was wrapped by its program after a\r\n  few words.⟧\r\n- ⟦Next.⟧",
    "42\n⟦It is 42.⟧\n3.14\n1,000.5 €\n---\n***\n!!!\n",
    "https://example.com/a-b.html\n⟦Look here:⟧\nwww.example.com\n<a.b@example.com>\n",
    "⟦name⟧\t⟦age⟧\t42\n",
    "⟦At 7.30 I left.⟧ ⟦3 people came.⟧",
    "⟦Plan B.⟧ ⟦The other one.⟧",
    "⟦It was great! ...and then he left.⟧",
]
FRENCH = [
    "⟦Bonjour !⟧ ⟦Comment ça va ?⟧ ⟦Bien.⟧",
    "⟦Bonjour\u202f!⟧ ⟦Comment ça va\u00a0?⟧ ⟦Quoi ? !⟧ ⟦Rien.⟧",
    "⟦M. Dupont et Mme Martin sont là.⟧ ⟦Mme. Durand aussi.⟧",
    "⟦Il aime les fruits, p. ex. les pommes.⟧ ⟦C’est bon.⟧",
    "⟦Il dit : « Bonjour. »⟧ ⟦Elle rit.⟧",
    "⟦« Bonjour !\u00a0»⟧ ⟦« Non. »⟧ ⟦Il part.⟧",
    "⟦« Vraiment ? » demanda-t-il.⟧ ⟦Oui.⟧",
    "⟦Ah ! le voilà.⟧ ⟦Enfin…⟧ ⟦Tant pis.⟧",
    "⟦Né en 50 av. J.-C. à Rome.⟧ ⟦Mort en 3 apr. J.-C.⟧ ⟦Il fut grand.⟧",
    "⟦Cela coûte 1 234,56 €.⟧ ⟦C'est cher.⟧",
    "⟦Voir p. 12, fig. 3 et l'art. 5 du code.⟧ ⟦Merci.⟧",
    "⟦Il y en a.⟧ ⟦Mais peu.⟧",
    "— ⟦Tu viens ?⟧\n— ⟦Non, dit-elle.⟧",
    "⟦Le Dr Petit arrive.⟧ ⟦Le Pr. Grand aussi.⟧",
    "⟦C'est-à-dire, c.-à-d. Paris.⟧ ⟦Voilà.⟧",
]
GERMAN = [
    "⟦Guten Tag!⟧ ⟦Wie geht es Ihnen?⟧ ⟦Gut.⟧",
    "⟦Er kommt am 3. Mai.⟧ ⟦Sie kommt am 4. Juni 2020.⟧",
    "⟦Der 2. Weltkrieg endete am 8. 5. 1945.⟧ ⟦Danach kam der Frieden.⟧",
    "3. ⟦Haus⟧\n⟦3. Mai 2020⟧\n⟦19. Jahrhundert⟧",
    "⟦Obst, z. B. Äpfel, d. h. Sie essen u. a. Birnen.⟧ ⟦Gut.⟧",
    "⟦z. B. Äpfel⟧\n⟦Obst, z.B. Äpfel.⟧ ⟦Gut.⟧",
    "⟦Hr. Müller und Fr. Dr. Schmidt sind da.⟧ ⟦Prof. Meier fehlt.⟧",
    "⟦Er ist 30.⟧ ⟦Sie ist 25.⟧ ⟦Es war 1990.⟧ ⟦Damals regnete es.⟧",
    "⟦Im 6. Jahrhundert n. Chr. und 5 v. Chr. in Rom.⟧ ⟦Gut.⟧",
    "⟦Ludwig XIV. König von Frankreich starb.⟧",
    "⟦Äpfel, Birnen usw. sind Obst.⟧ ⟦Äpfel, Birnen usw.⟧ ⟦Haus und Hof.⟧",
    "⟦Er sagte: „Ich komme.“⟧ ⟦„Gut.“⟧ ⟦Sie ging.⟧",
    "⟦«Halt!» rief er.⟧ ⟦«Nein.»⟧ ⟦«Doch.»⟧",
    "⟦»Halt!« rief er.⟧ ⟦»Nein.«⟧ ⟦»Doch.«⟧",
    "⟦Siehe Abb. 3, Nr. 5 und S. 12 bzw. Kap. 4 dort.⟧ ⟦Danke.⟧",
    "⟦Das sind 1.000,5 Euro.⟧ ⟦Rund 5 Mio. Menschen sahen es.⟧",
    "⟦Um 7.30 Uhr ging er.⟧",
]
SPANISH = [
    "⟦¡Hola!⟧ ⟦¿Qué tal?⟧ ⟦Bien.⟧",
    "⟦¡Hola!⟧⟦¿Qué tal?⟧",
    "⟦Pero, ¿qué dices?⟧ ⟦¿Eh?⟧ ⟦¡Vaya!⟧",
    "⟦hola.⟧ ⟦¿qué tal?⟧",
    "⟦El Sr. García y la Sra. López viven aquí.⟧ ⟦El Dr. Ruiz no.⟧",
    "⟦Frutas, p. ej. manzanas.⟧ ⟦Verduras, etc.⟧ ⟦Nada más.⟧",
    "⟦Vive en EE. UU. desde ayer.⟧ ⟦Nació en EE. UU.⟧ ⟦El resto aquí.⟧",
    "⟦En EE.UU. viven.⟧ ⟦Murió en 44 a. C. en Roma.⟧",
    "⟦«Hola.»⟧ ⟦Se fue.⟧ ⟦—¿Quién? —preguntó.⟧",
    "⟦Véase la pág. 5 y el núm. 3.⟧ ⟦Gracias.⟧",
    "⟦Cuesta 1.234,56 euros.⟧ ⟦Es caro.⟧",
    "⟦¿¡Qué!?⟧ ⟦No…⟧ ⟦Sí.⟧",
    "⟦Gracias a Ud. por todo.⟧ ⟦Adiós.⟧",
]
CHINESE = [
    "⟦你好。⟧⟦你好吗？⟧⟦很好！⟧",
    "⟦你好⟧",
    "⟦他说：“你好。”⟧⟦她走了。⟧",
    "⟦他走了。⟧⟦“为什么？”⟧⟦她问。⟧",
    "⟦他走了。⟧⟦「为什么？」⟧⟦（不知道。）⟧⟦好。⟧",
    '⟦他走了。⟧⟦"为什么？"⟧⟦她问。⟧',
    "⟦“你好！”，他说。⟧⟦再见。⟧",
    "⟦他（真的吗？）走了。⟧⟦《你好吗？》很好看。⟧",
    "⟦（他迟到了。⟧⟦他知道。）⟧⟦然后他走了。⟧",
    "⟦我……我不知道……⟧\n⟦真的？！⟧⟦是。⟧",
    "⟦圆周率是3.14。⟧⟦版本2.0.1很好。⟧",
    "⟦请看https://example.com/a.html。⟧⟦谢谢。⟧",
    "⟦你好!⟧⟦我很好.⟧⟦再见⟧",
    "⟦你好。⟧ ⟦再见。⟧\n\n　　⟦第二段。⟧\n",
    "1、⟦苹果⟧\n2、⟦香蕉⟧\n一、⟦概述⟧\n（1）⟦其一⟧\n①⟦其二⟧",
    "⟦他用Python写程序。⟧⟦OK！⟧⟦Good.⟧ ⟦再见。⟧",
    "https://example.com。⟦你好，世界⟧",
    "⟦你好@小明⟧\na.b@example.com\n⟦@小明，再见！⟧",
    "42。\n３．１４\n⟦４２个⟧",
]
OTHERS = [
    ("ja", "⟦「はい。」と言った。⟧⟦「いいえ！」⟧\n⟦終わり。⟧"),
    ("ja", "⟦今日は３．５度です。⟧⟦寒い。⟧"),
    ("ko", "⟦안녕하세요.⟧ ⟦잘 지내요?⟧ ⟦네.⟧"),
    ("ru", "⟦В г. Москве, на ул. Ленина.⟧ ⟦А. С. Пушкин жил там.⟧ ⟦Да!⟧"),
    ("ar", "⟦مرحبا.⟧ ⟦كيف حالك؟⟧ ⟦بخير!⟧"),
    ("he", "⟦שלום.⟧ ⟦מה שלומך?⟧ ⟦טוב!⟧"),
    ("hi", "⟦नमस्ते।⟧ ⟦आप कैसे हैं?⟧ ⟦ठीक।⟧"),
    ("el", "⟦Γεια.⟧ ⟦Τι κάνεις; Καλά.⟧"),
    ("it", "⟦Il sig. Rossi arriva.⟧ ⟦Ciao!⟧"),
    ("pt", "⟦O Sr. Silva chegou.⟧ ⟦Olá!⟧"),
    ("nl", "⟦Dhr. Jansen komt.⟧ ⟦Dag!⟧"),
    ("pl", "⟦Dnia 3. Maja, np. Kraków.⟧ ⟦Tak!⟧"),
    ("zh-Hant", "⟦你好。⟧⟦再見。⟧"),
    ("pt_BR", "⟦O Dr. Silva.⟧ ⟦Olá.⟧"),
    ("xx", "⟦One.⟧ ⟦Two.⟧"),
]
CASES = [
    *(("en", case) for case in ENGLISH),
    *(("fr", case) for case in FRENCH),
    *(("de", case) for case in GERMAN),
    *(("es", case) for case in SPANISH),
    *(("zh", case) for case in CHINESE),
    *OTHERS,
]
EDGES = {
    "empty": "",
    "only spaces": "   ",
    "one token": "⟦a⟧",
    "one full stop": ".",
    "emoji": "😀",
    "emoji with joiners": "👩‍👩‍👧 ❤️",
    "emoji around": "😀 ⟦Hello⟧ 😀",
    "right to left mark": "\u200f⟦שלום⟧\u200f\n",
    "carriage returns": "⟦one⟧\r\n\r\n⟦two⟧\r⟦three⟧",
    "tabs": "\t⟦one⟧\t\t⟦two⟧\t",
    "form feed": "⟦one⟧\f⟦two⟧\v⟦three⟧",
    "zero width": "\ufeff⟦one⟧\u200b\n\u200b\n",
    "line separators": "⟦one⟧\u2028⟦two⟧\u2029⟦three⟧\x85⟦four⟧",
    "no-break spaces": "\u00a0⟦One.⟧\u00a0⟦Two.⟧\u00a0",
    "half surrogate": "⟦One.⟧ ⟦\ud800 two⟧",
}


def marked(text: str, segments: list[Segment]) -> str:
    layout = gaps(text, segments)
    sentences = [f"⟦{text[s.begin : s.end]}⟧" for s in segments]
    return "".join(a + b for a, b in zip(layout, [*sentences, ""], strict=True))


def unmarked(case: str) -> str:
    return case.replace("⟦", "").replace("⟧", "")


@pytest.mark.parametrize(("language", "case"), CASES)
def test_sentences(language: str, case: str) -> None:
    text = unmarked(case)
    assert marked(text, segment(text, language)) == case


@pytest.mark.parametrize("language", ["en", "de", "zh"])
@pytest.mark.parametrize("case", EDGES.values(), ids=EDGES.keys())
def test_edges(case: str, language: str) -> None:
    text = unmarked(case)
    assert marked(text, segment(text, language)) == case


SNIPPETS = ["a", "B", "Ab. ", "Dr. ", "3", ". ", "?!", "…", "。", "”", '"', "« ", " »", "(", ")", "- ", "1. ",
            "\n", "\r\n", "\t", " ", "你好", "，", "😀", "é", "\u0301", "http://x.y", "a@b.c", "word " * 30,
            "字" * 90]  # fmt: skip
texts = st.text() | st.lists(st.sampled_from(SNIPPETS)).map("".join)
languages = st.sampled_from(["en", "fr", "de", "es", "zh", "ja", "ru", "xx"])


@given(texts, languages)
@example("a" * 1000, "en")
@example("字" * 1000, "zh")
def test_gaps_and_sentences_rebuild_any_text(text: str, language: str) -> None:
    segments = segment(text, language)
    layout = gaps(text, segments)
    assert len(layout) == len(segments) + 1
    assert unmarked(marked(text, segments)) == unmarked(text)
    end = 0
    for s in segments:
        assert end <= s.begin < s.end <= len(text)
        assert s.end - s.begin <= (LONGEST_SPACELESS if language in ("zh", "ja") else LONGEST)
        assert any(c.isalnum() for c in text[s.begin : s.end])
        end = s.end


@given(texts, languages)
def test_no_letter_is_lost_in_layout(text: str, language: str) -> None:
    if "@" not in text and "http" not in text and "www" not in text:
        layout = "".join(gaps(text, segment(text, language)))
        marks = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ一二三四五六七八九十"
        assert not any(c.isalpha() and c not in marks for c in layout)


@pytest.mark.parametrize(
    ("text", "language", "ends"),
    [
        ("word " * 60 + "pause; " + "word " * 60, "en", ["pause;"]),
        ("word " * 60 + "pause, " + "word " * 60, "en", ["pause,"]),
        ("wort " * 78 + "pause, " + "wort " * 3, "de", ["wort"]),
        ("汉字" * 40 + "，" + "汉字" * 40, "zh", ["，"]),
        ("汉字" * 40 + "，" + "汉字" * 10 + "；" + "汉字" * 40, "zh", ["；"]),
    ],
)
def test_long_sentence_is_cut_at_a_pause(text: str, language: str, ends: list[str]) -> None:
    parts = [text[s.begin : s.end] for s in segment(text, language)]
    assert len(parts) == len(ends) + 1
    for part, end in zip(parts, ends, strict=False):
        assert part.endswith(end)


def test_long_address_is_not_cut() -> None:
    assert segment("https://example.com/" + "a" * 1000, "en") == []


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000, "." * 200_000, " " * 200_000, "(" * 200_000, "a. " * 100_000, "A. " * 100_000,
     '。"' * 100_000, "a.b." * 50_000, "@" * 200_000, "x@" * 100_000, "- " * 100_000, "? - " * 50_000,
     " !" * 100_000, "1. " * 60_000, "a" + "\u0301" * 200_000, "> " * 100_000, "http://" * 30_000,
     "1+" * 100_000 + "a", "a\n" * 50_000, "One two. Three!\n" * 12_000,
     "```\n" * 50_000, "<p " * 60_000, "|a" * 100_000 + "|"],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
@pytest.mark.parametrize("language", ["de", "zh"])
def test_time_grows_with_the_text_and_no_faster(text: str, language: str) -> None:
    begin = time.process_time()
    segment(text, language)
    assert time.process_time() - begin < 15  # one on a slow machine; if it were quadratic, minutes


@pytest.mark.parametrize(
    ("gap", "source", "target", "result"),
    [
        (" ", "en", "zh", ""),
        ("  ", "en", "zh", "  "),
        ("\n", "en", "zh", "\n"),
        ("\n- ", "en", "zh", "\n- "),
        ("", "zh", "en", " "),
        ("\n\n　　", "zh", "en", "\n\n　　"),
        (" ", "zh", "en", " "),
        ("", "zh", "ja", ""),
        ("", "zh-Hans", "pt_BR", " "),
        (" ", "en", "fr", " "),
        ("", "en", "fr", ""),
        (" ", "fr", "ja", ""),
    ],
)
def test_joint(gap: str, source: str, target: str, result: str) -> None:
    assert joint(gap, source, target) == result


@given(texts)
@settings(max_examples=50)
def test_joint_between_like_languages_changes_nothing(gap: str) -> None:
    assert joint(gap, "en", "fr") == gap
    assert joint(gap, "zh", "ja") == gap


def test_gaps_of_a_text_without_sentences_are_the_text() -> None:
    assert gaps(" 42 ", []) == [" 42 "]
