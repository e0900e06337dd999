"""Tokens come from text and go back to it, and every piece knows its characters."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.normalise import normalise, plain
from engine.text.tokenizer import BOS, EOS, PAD, UNK, Tokenizer, language_tag, train_tokenizer

WORDS = (
    "the house is red and a cat sleeps under big tree le chat dort sous un grand arbre la maison élève déjà "
    "das Haus über schöne Straße el niño duerme aquí mañana 12 345"
)
CHARACTERS = "我们今天去学校看书你好世界他说中国人民大学生活很"
TAGS = [language_tag(language) for language in ("en", "fr", "zh")]


def sentences() -> list[str]:
    chance = random.Random(1)
    words = WORDS.split()
    spaced = [" ".join(chance.choices(words, k=chance.randint(3, 9))) + "." for _ in range(300)]
    spaceless = ["".join(chance.choices(CHARACTERS, k=chance.randint(4, 12))) + "。" for _ in range(200)]
    return spaced + spaceless


@pytest.fixture(scope="session", params=["unigram", "bpe"])
def tokenizer(request: pytest.FixtureRequest) -> Tokenizer:
    return train_tokenizer(sentences(), vocab=400, kind=request.param, control=TAGS, threads=1)


SNIPPETS = ["the ", "élève", "e\u0301", "我们", "龘", "😀", "👩‍👩‍👧", " ", "  ", "\u2581", "<2fr>", "</s>",
            "<0x41>", "⁇", "\ufffd", "\0", "12", "Ａ", "שלום", "\u0915\u094d\u0937\u093f"]  # fmt: skip
texts = st.text() | st.lists(st.sampled_from(SNIPPETS)).map("".join)


@given(text=texts)
def test_decoding_what_was_encoded_gives_the_normalised_text(tokenizer: Tokenizer, text: str) -> None:
    tokens, _ = tokenizer.encode(text)
    assert tokenizer.decode(tokens)[0] == normalise(text).text
    assert tokens == tokenizer.tokens([plain(text)])[0]


@given(text=texts)
def test_source_spans_cut_out_what_became_the_piece(tokenizer: Tokenizer, text: str) -> None:
    tokens, pieces = tokenizer.encode(text)
    assert len(tokens) == len(pieces)
    end = 0
    for piece in pieces:
        assert not piece.special
        assert piece.begin <= piece.end
        assert piece.begin >= end or text[piece.begin : piece.end]  # only pieces of a character share it
        assert piece.text in plain(text[piece.begin : piece.end])
        assert not piece.text.startswith(" ")
        end = max(end, piece.end)
    covered = set().union(*(range(p.begin, p.end) for p in pieces))
    assert not plain("".join(c for i, c in enumerate(text) if i not in covered)).replace("\u200d", "")


@given(data=st.data())
def test_target_spans_cut_out_the_pieces_of_any_tokens(tokenizer: Tokenizer, data: st.DataObject) -> None:
    tokens = data.draw(st.lists(st.integers(0, tokenizer.vocab - 1)))
    text, pieces = tokenizer.decode(tokens)
    assert len(pieces) == len(tokens)
    end = 0
    for token, piece in zip(tokens, pieces, strict=True):
        if piece.special:
            assert piece.text == tokenizer.piece(token)
            assert piece.begin == piece.end
        else:
            assert piece.text == text[piece.begin : piece.end]
            assert not text[end : piece.begin].strip(" ")  # nothing is skipped but spaces
            end = piece.end
    assert not text[end:].strip(" ")


@given(text=texts)
def test_target_pieces_in_a_row_are_the_text(tokenizer: Tokenizer, text: str) -> None:
    written, pieces = tokenizer.decode(tokenizer.encode(text)[0])
    spans = dict.fromkeys((p.begin, p.end) for p in pieces)  # bytes of one character share a span
    assert "".join(written[begin:end] for begin, end in spans) == written.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("the  the", ["the", "the"]),
        ("the 我 the", ["the", "我", "the"]),
        ("the 龘 the", ["the", "龘", "龘", "龘", "the"]),
        ("the 😀 the", ["the", "😀", "😀", "😀", "😀", "the"]),
        ("the \u00adthe", ["the", "the"]),
    ],
    ids=ascii,
)
def test_span_of_words_and_bytes(tokenizer: Tokenizer, text: str, cut: list[str]) -> None:
    _, pieces = tokenizer.encode(text)
    assert [text[p.begin : p.end] for p in pieces if p.text] == cut


def test_span_of_decomposed_accents(tokenizer: Tokenizer) -> None:
    text = "le  e\u0301le\u0300ve dort"
    _, pieces = tokenizer.encode(text)
    assert "".join(text[p.begin : p.end] for p in pieces) == text.replace(" ", "")


def test_empty_text_has_no_tokens(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("") == ([], [])
    assert tokenizer.encode(" \n\u200b") == ([], [])
    assert tokenizer.decode([]) == ("", [])


@pytest.mark.parametrize("typed", ["<2fr>", "</s>", "<s>", "<pad>", "<unk>", "<0x41>", "the<2fr>cat"])
def test_typed_control_piece_is_plain_text(tokenizer: Tokenizer, typed: str) -> None:
    tokens, pieces = tokenizer.encode(typed)
    controls = {PAD, UNK, BOS, EOS, *map(tokenizer.control, TAGS)}
    assert not controls & {*tokens}
    assert not any(p.special for p in pieces)
    assert tokenizer.decode(tokens)[0] == typed


def test_incomplete_bytes_are_replacement_characters(tokenizer: Tokenizer) -> None:
    tokens, _ = tokenizer.encode("the 😀")
    for end in range(1, 4):
        text, pieces = tokenizer.decode(tokens[: end - 4])
        assert text == "the " + "\ufffd" * end
        assert [p.text for p in pieces if p.text] == ["the", *"\ufffd" * end]
    assert tokenizer.decode(tokens[-3:])[0] == "\ufffd" * 3


def test_control_pieces_write_nothing(tokenizer: Tokenizer) -> None:
    words, plain_pieces = tokenizer.encode("the cat")
    tag = tokenizer.control("<2fr>")
    text, pieces = tokenizer.decode([tag, *words, EOS, PAD, BOS])
    assert text == "the cat"
    special = [(p.text, p.begin) for p in pieces if p.special]
    assert special == [("<2fr>", 0), ("</s>", 7), ("<pad>", 7), ("<s>", 7)]
    assert [p for p in pieces if not p.special] == plain_pieces
    assert tokenizer.decode([words[0], tag, *words[1:]])[0] == "the cat"


def test_control_knows_its_pieces_only(tokenizer: Tokenizer) -> None:
    assert tokenizer.piece(tokenizer.control("<2zh>")) == "<2zh>"
    assert tokenizer.control("</s>") == EOS
    for other in ("<2xx>", "<unk>", "the", "", "<0x41>"):
        with pytest.raises(KeyError):
            tokenizer.control(other)


def test_vocab_has_the_size_asked_for(tokenizer: Tokenizer) -> None:
    assert tokenizer.vocab == 400


def test_loaded_tokenizer_is_the_same(tokenizer: Tokenizer, tmp_path: Path) -> None:
    path = tmp_path / "modèle 模型.model"
    path.write_bytes(tokenizer.model)
    again = Tokenizer.load(path)
    assert again.model == tokenizer.model
    assert again.encode("the élève") == tokenizer.encode("the élève")
