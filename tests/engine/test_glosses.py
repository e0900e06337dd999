"""Rare Chinese words are read as a dictionary has them."""

import itertools
import lzma
import math
import re
from pathlib import Path
from random import Random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.cards import CARD, GLOSSES
from engine.checkpoint import load_model, save_model
from engine.errors import BadInput, DamagedModel
from engine.text.glosses import LONGEST, Glosses
from engine.text.normalise import edited
from engine.text.tokenizer import Tokenizer
from engine.training.config import read_config
from engine.training.corpus import read_pairs
from engine.training.glosses import gloss, glossed_pairs, glosses_of
from tests.engine.models import tiny_card, tiny_network, tiny_tokenizer
from tests.engine.runs import write_pairs, write_run

WORDS = {"大": 9, "学": 7, "生": 8, "大学": 6, "学生": 5, "大学生": 1, "日内瓦": 2, "好": 4}
READ = {"大学生": "student", "日内瓦": "Geneva"}
ENTRIES = [
    ("to study", "研究"),
    ("malaria", "疟疾"),
    ("ague", "疟疾"),
    ("Geneva, Switzerland", "日内瓦"),
    ("Na", "那"),
    ("cat", "猫"),
    ("kitty", "小猫"),
    ("kitten", "小猫"),
    ("John", "约翰"),
]
SENTENCES = [("A kitten sleeps.", "小猫在睡觉。")] * 3 + [("Everyone has kittens.", "人人有小猫。")] * 40


def read(text: str, glosses: Glosses) -> str:
    return " ".join(edited(text, glosses.edits(text)).text.split())


@given(st.text("大学生好", min_size=1, max_size=9))
def test_words_are_cut_as_is_likeliest_of_all_ways(text: str) -> None:
    total = sum(WORDS.values()) + 1

    def score(words: tuple[str, ...]) -> float:
        if any(len(word) > 1 and word not in WORDS for word in words):
            return -math.inf
        return sum(math.log((WORDS.get(word, 0) + 0.5) / total) for word in words)

    ways = []
    for cuts in itertools.product((False, True), repeat=len(text) - 1):
        places = [0, *(i for i, cut in enumerate(cuts, 1) if cut), len(text)]
        ways.append(tuple(text[a:b] for a, b in itertools.pairwise(places)))
    found = list(Glosses(WORDS, READ).cut(text))
    assert "".join(word for _, word in found) == text
    assert [place for place, _ in found] == list(
        itertools.accumulate((len(w) for _, w in found[:-1]), initial=0)
    )
    assert score(tuple(word for _, word in found)) == pytest.approx(max(map(score, ways)))


@pytest.mark.parametrize(
    ("typed", "as_read"),
    [
        ("我在日内瓦。", "我在 Geneva 。"),
        ("他是Heed的大学生", "他是Heed的 student"),
        ("日内瓦·日内瓦·好", "Geneva Geneva ·好"),
        ("大学", "大学"),
        ("Geneva?", "Geneva?"),
        ("", ""),
    ],
)
def test_rare_words_are_read_in_english(typed: str, as_read: str) -> None:
    assert read(typed, Glosses(WORDS, READ)) == as_read


def test_long_texts_are_cut_as_short_ones() -> None:
    words = list(Glosses(WORDS, READ).cut("大学生好" * 5000))
    assert len(words) == 10_000


def test_packed_glosses_are_the_same() -> None:
    glosses = Glosses(WORDS, READ)
    again = Glosses.parse(glosses.pack())
    assert again.pack() == glosses.pack()
    assert len(again) == 2
    assert again.edits("日内瓦大学") == glosses.edits("日内瓦大学")


@pytest.mark.parametrize(
    "packed",
    [b"", b"no", Glosses(WORDS, READ).pack()[:-9], lzma.compress(b"one\ttwo\n"), lzma.compress(b"a\tb\tc\n"),
     lzma.compress(b"\xff"), lzma.compress(bytes(2**25 + 1))],
)  # fmt: skip
def test_what_is_no_file_of_glosses_is_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="glosses are not readable"):
        Glosses.parse(packed)


def test_only_what_goes_from_chinese_to_english_is_read_so() -> None:
    plain, glossed = tiny_tokenizer(), Tokenizer(tiny_tokenizer().model, Glosses(WORDS, READ))
    tokens, pieces = glossed.source("我在日内瓦。", "zh", "en")
    assert tokens == plain.source("我在 Geneva 。", "zh", "en")[0]
    shown = [piece for piece in pieces if not piece.special]
    assert {(p.begin, p.end) for p in shown if p.text and p.text in "Geneva"} == {(2, 5)}
    for pair in (("zh", "fr"), ("zh", "zh"), ("en", "zh")):
        assert glossed.source("我在日内瓦。", *pair) == plain.source("我在日内瓦。", *pair)


def test_nouns_and_names_that_are_seldom_met_have_glosses() -> None:
    seldom, taught = glosses_of(ENTRIES, SENTENCES)
    assert (
        read("疟疾、日内瓦、研究、那、猫、小猫、约翰", seldom)
        == "malaria 、 Geneva 、研究、那、猫、小猫、约翰"
    )
    assert read("人人有小猫", taught) == "人人有 kitten"  # of two translations the one in the sentences


def test_names_are_read_as_their_list_has_them() -> None:
    names = [("Geneva on the lake", "日内瓦"), ("Joan", "约安"), ("Kitty", "小猫")]
    seldom, taught = glosses_of(ENTRIES, SENTENCES, names)
    assert read("日内瓦、约安、小猫", seldom) == "Geneva on the lake 、 Joan 、小猫"  # kittens are met often
    assert read("小猫", taught) == "Kitty"


def test_every_name_of_the_list_can_be_found_in_a_sentence() -> None:
    names = list(read_pairs(Path("models/written/names.en-zh.tsv")))
    assert len({chinese for _, chinese in names}) == len(names) > 2500
    for english, chinese in names:
        assert re.fullmatch(rf"[\u4e00-\u9fff]{{2,{LONGEST}}}", chinese), chinese
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 .,'-]*", english), english


def test_what_the_translation_has_is_taught() -> None:
    _, taught = glosses_of(ENTRIES, SENTENCES)
    pairs = list(
        glossed_pairs(taught, [("小猫有疟疾", "Kittens have malaria"), ("小猫", "cat")] * 20, Random(1))
    )
    assert {target for _, target in pairs} == {"Kittens have malaria"}
    assert {source for source, _ in pairs} == {"kitten 有 malaria", "kitten 有疟疾", "小猫有 malaria"}


def test_command_writes_both_and_holds_out_what_is_measured(tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    write_pairs(names, [("Joan", "约安")])
    files = ["talk", "back", "own"]
    wanted = {"dictionary": "words", "names": str(names), "files": files, "sentences": 9}
    ways, rates = {"pairs": ["en-zh"], "directions": ["zh-en"]}, {"talk": 1.0}
    path = write_run(tmp_path, data=ways, glosses=wanted, **{"data.rates": rates})
    data, cache = tmp_path / "data", tmp_path / "runs" / "cache"
    write_pairs(data / "words.en-zh.tsv", ENTRIES)
    write_pairs(data / "talk.en-zh.tsv", [*SENTENCES[-30:], ("My kitten", "我的小猫")])
    write_pairs(data / "valid.en-zh.tsv", [SENTENCES[-1]])
    cache.mkdir(parents=True)
    write_pairs(cache / "back.zh-to-en.tsv", [("疟疾来了", "Here comes malaria")] * 9)
    write_pairs(cache / "own.en-zh.tsv", [("Malaria and no end", "疟疾没完")] * 9)  # what a training writes
    gloss(path, tmp_path / "runs")
    assert read("疟疾、约安", Glosses.parse((cache / GLOSSES).read_bytes())) == "malaria 、 Joan"
    taught = set(read_pairs(cache / "glossed.zh-to-en.tsv"))
    assert ("malaria 来了", "Here comes malaria") in taught
    own = ("malaria 没完", "Malaria and no end")
    assert own in taught
    assert taught <= {("malaria 来了", "Here comes malaria"), ("我的 kitten", "My kitten"), own}


def test_dictionary_must_be_named_and_there(tmp_path: Path) -> None:
    table = {"pairs": ["en-zh"], "directions": ["zh-en"]}
    with pytest.raises(BadInput, match="names no dictionary"):
        gloss(write_run(tmp_path, data=table), tmp_path / "runs")
    with pytest.raises(BadInput, match="has no words"):
        gloss(write_run(tmp_path, data=table, glosses={"dictionary": "words"}), tmp_path / "runs")
    with pytest.raises(BadInput):
        read_config(write_run(tmp_path, glosses={"dictionary": "words"}))  # it is not from Chinese


def test_model_brings_its_glosses_and_says_if_they_are_damaged(tmp_path: Path) -> None:
    card = tiny_card(glosses={"dictionary": "words", "words": 2})
    tokenizer = Tokenizer(tiny_tokenizer().model, Glosses(WORDS, READ))
    weights = {name: p.detach() for name, p in tiny_network().named_parameters()}
    save_model(tmp_path / "tiny", card, weights, tokenizer)
    model = load_model("tiny", torch.device("cpu"), (tmp_path,))
    assert model.tokenizer.source("日内瓦", "zh", "en") == tokenizer.source("日内瓦", "zh", "en")
    assert set(card.files) == {file.name for file in (tmp_path / "tiny").iterdir()} - {CARD}
    (tmp_path / "tiny" / GLOSSES).write_bytes(b"no")
    with pytest.raises(DamagedModel, match="glosses are not readable"):
        load_model("tiny", torch.device("cpu"), (tmp_path,))
