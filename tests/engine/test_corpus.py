"""Files of pairs become tokens, once; what is wrong with a file is said with its name."""

import lzma
import os
from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.text.normalise import plain
from engine.training import corpus
from engine.training.corpus import Corpus, load_corpora, read_pairs, read_texts
from tests.engine.models import tiny_tokenizer
from tests.engine.runs import write_pairs

PAIRS = [("the cat", "le chat"), ("the red house", "la maison rouge"), ("a tree", "un arbre")]


def load(folder: Path, rates: dict[str, float], longest: int = 50) -> list[Corpus]:
    return load_corpora(folder, ["en-fr"], rates, tiny_tokenizer(), folder / "cache", longest)


def texts(c: Corpus) -> list[tuple[str, str]]:
    decode = tiny_tokenizer().decode
    return [(decode(c.source[i].tolist())[0], decode(c.target[i].tolist())[0]) for i in range(len(c))]


def test_compressed_file_reads_like_a_plain_one(tmp_path: Path) -> None:
    write_pairs(tmp_path / "x.en-fr.tsv", PAIRS)
    packed = tmp_path / "y.en-fr.tsv.xz"
    packed.write_bytes(lzma.compress((tmp_path / "x.en-fr.tsv").read_bytes()))
    assert list(read_pairs(tmp_path / "x.en-fr.tsv")) == list(read_pairs(packed)) == PAIRS


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    path = tmp_path / "x.en-fr.tsv"
    path.write_bytes("a\u2028b\x0bc\td\re\x85f\r\ng\th\ti\n".encode())
    assert list(read_pairs(path)) == [("a\u2028b\x0bc", "d\re\x85f"), ("g", "h\ti")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.en-fr.tsv", b"a\tb\nno tab\n", "x.en-fr.tsv, line 2"),
        ("x.en-fr.tsv", b"a\t\xff\n", "cannot be read"),
        ("x.en-fr.tsv.xz", b"no archive", "cannot be read"),
        ("x.en-fr.tsv.xz", lzma.compress(b"a\tb\n" * 9999)[:-30], "cannot be read"),
    ],
)
def test_broken_file_is_named(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=said):
        load(tmp_path, {"x": 1.0})


def test_file_is_read_in_both_directions_with_the_tag_of_the_target(tmp_path: Path) -> None:
    write_pairs(tmp_path / "x.en-fr.tsv", PAIRS)
    forth, back = load(tmp_path, {"x": 0.5})
    assert (forth.name, forth.direction, forth.rate) == ("x", ("en", "fr"), 0.5)
    assert back.direction == ("fr", "en")
    assert [c.tag for c in (forth, back)] == [tiny_tokenizer().control(tag) for tag in ("<2fr>", "<2en>")]
    assert texts(forth) == PAIRS
    assert texts(back) == [(right, left) for left, right in PAIRS]


def test_text_is_normalised(tmp_path: Path) -> None:
    write_pairs(tmp_path / "x.en-fr.tsv", [("the\u00a0 cat\u200b", "e\u0301le\u0300ve")])
    assert texts(load(tmp_path, {"x": 1.0})[0]) == [("the cat", plain("élève"))]


def test_pairs_that_are_empty_or_too_long_are_left_out(tmp_path: Path) -> None:
    write_pairs(tmp_path / "x.en-fr.tsv", [("the cat", " "), ("", "le"), ("the " * 30, "le"), *PAIRS])
    assert texts(load(tmp_path, {"x": 1.0}, longest=20)[0]) == PAIRS


def test_rate_of_a_pair_goes_before_the_rate_of_the_file_and_nought_leaves_it_out(tmp_path: Path) -> None:
    for name in ("x", "y", "z"):
        write_pairs(tmp_path / f"{name}.en-fr.tsv", PAIRS)
    found = load(tmp_path, {"x": 1.0, "x.en-fr": 3.0, "y": 0.0, "z": 2.0, "not there": 1.0})
    assert [(c.name, c.rate) for c in found] == [("x", 3.0)] * 2 + [("z", 2.0)] * 2


def test_empty_file_is_passed_over(tmp_path: Path) -> None:
    write_pairs(tmp_path / "x.en-fr.tsv", [])
    write_pairs(tmp_path / "y.en-fr.tsv", PAIRS)
    assert {c.name for c in load(tmp_path, {"x": 1.0, "y": 1.0})} == {"y"}
    with pytest.raises(BadInput, match="No training file"):
        load(tmp_path, {"x": 1.0})


def test_tokens_are_kept_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.en-fr.tsv"
    write_pairs(path, PAIRS)
    first = load(tmp_path, {"x": 1.0})
    with monkeypatch.context() as patch:
        patch.setattr(corpus, "read_pairs", None)  # reading again would raise
        assert texts(load(tmp_path, {"x": 1.0})[0]) == texts(first[0])
    write_pairs(path, PAIRS[::-1])
    os.utime(path, (1, 1))
    assert texts(load(tmp_path, {"x": 1.0})[0]) == PAIRS[::-1]


def test_first_texts_of_a_file_come_in_either_direction(tmp_path: Path) -> None:
    path = tmp_path / "x.en-fr.tsv"
    write_pairs(path, PAIRS)
    assert read_texts(tmp_path, "x", "en", "fr", 2) == (
        path,
        ["the cat", "the red house"],
        ["le chat", PAIRS[1][1]],
    )
    assert read_texts(tmp_path, "x", "fr", "en", 1)[1:] == (["le chat"], ["the cat"])
    assert len(read_texts(tmp_path, "x", "fr", "en")[1]) == 3
    with pytest.raises(BadInput, match=r"x\.en-de\.tsv"):
        read_texts(tmp_path, "x", "en", "de")
