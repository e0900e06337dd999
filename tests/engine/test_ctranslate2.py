"""Models of CTranslate2 compute here what they compute there, and what they were made of."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from ctranslate2 import Translator  # type: ignore[attr-defined]

from engine.commands.varied import varied_inputs
from engine.importers.plan import Wish
from engine.runner import Runner
from engine.search.options import DecodingOptions
from tests.engine.checkpoints import SMALL, Checkpoint, m2m_100, mbart_50, nllb, opus
from tests.engine.packing import argos, opennmt, pack
from tests.engine.parity import parity
from tests.engine.saving import Shape, spm
from tests.engine.test_import_refusals import refused
from tests.engine.test_importing import imported

EVEN = Shape({**SMALL, "decoder_attention_heads": 3})  # its format has one number of heads for both sides
TEXTS = [text.strip() for _, text in varied_inputs("fr", 100, seed=9)]
GREEDY = DecodingOptions(
    beam=1, min_length=0, max_length=9, length_penalty=0.0, repetition_guard=0, second_look=False
)
FAMILIES: dict[str, Any] = {
    "marian": lambda f: opus(f, EVEN),
    "marian, many targets": lambda f: opus(f, EVEN, tags=(">>fra<<", ">>spa<<")),
    "m2m100": lambda f: m2m_100(f, EVEN),
    "nllb": lambda f: nllb(f, EVEN),
    "mbart-50": lambda f: mbart_50(f, EVEN),
}


def read(checkpoint: Checkpoint) -> list[list[int]]:
    return [checkpoint.tokens(text) for text in TEXTS]


@pytest.mark.parametrize("family", list(FAMILIES))
def test_packed_model_is_the_one_it_was_packed_of(family: str, tmp_path: Path) -> None:
    checkpoint = FAMILIES[family](tmp_path / "opus-mt-en-fr")
    pack(checkpoint, tmp_path / "opus-mt-en-fr", tmp_path / "packed")
    model = imported(tmp_path / "packed", tmp_path / "models")
    assert checkpoint.pair in model.card.pairs
    wanted = read(checkpoint)
    assert [model.tokenizer.source(text, *checkpoint.pair)[0] for text in TEXTS] == wanted
    found = parity(checkpoint, model, sorted(wanted, key=len)[20:60:30])
    assert found.exact, found


@pytest.mark.parametrize(
    ("quantization", "most"), [("int8", 0.05), ("int16", 0.01), ("float16", 0.01), ("bfloat16", 0.05)]
)
def test_small_numbers_are_near_those_they_stand_for(quantization: str, most: float, tmp_path: Path) -> None:
    checkpoint = FAMILIES["marian"](tmp_path / "opus-mt-en-fr")
    pack(checkpoint, tmp_path / "opus-mt-en-fr", tmp_path / "packed", quantization)
    model = imported(tmp_path / "packed", tmp_path / "models")
    found = parity(checkpoint, model, sorted(read(checkpoint), key=len)[20:60:30])
    assert max(found.encoder, found.logits, found.attention) < most


@pytest.mark.parametrize(
    ("quantization", "options"),
    [
        (None, {}),
        (None, {"pre_norm": False}),
        (None, {"biases": False}),
        (None, {"activation": 3, "layernorm_embedding": False}),
        ("int8", {}),
        ("int16", {"activation": 2}),
    ],
)
def test_opennmt_model_writes_and_scores_as_the_library_does(
    quantization: str | None, options: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "model-en-fr"
    opennmt(folder, quantization, **options)
    (folder / "sentencepiece.model").write_bytes(spm("unigram"))
    model = imported(folder, tmp_path / "models", Wish(pairs=(("en", "fr"),)))
    theirs = Translator(str(folder), compute_type="float32", intra_threads=1)
    runner = Runner("cpu", (tmp_path / "models",))
    texts = [text for text in TEXTS if text.isascii() and text[0].isalpha() and 8 < len(text) < 60][:6]
    assert len(texts) == 6
    for text in texts:
        tokens = model.tokenizer.source(text, "en", "fr")[0]
        pieces = [model.tokenizer.piece(token) for token in tokens]
        (found,) = theirs.translate_batch([pieces], beam_size=1, max_decoding_length=9)
        (ours,) = runner.translate_many([text], "en", "fr", "model", GREEDY)
        written = list(ours.sentences[0][0].tokens)
        target = [token for token in written if token != model.tokenizer.eos]
        assert [model.tokenizer.piece(token) for token in target] == found.hypotheses[0]
        (scored,) = theirs.score_batch([pieces], found.hypotheses)
        read = torch.tensor([[*model.tokenizer.decoder_start("fr"), *target]])
        source = torch.tensor([tokens])
        scores = model.network.forward(source, source >= 0, read)[0].log_softmax(-1)
        mine = [float(scores[place, token]) for place, token in enumerate([*target, model.tokenizer.eos])]
        assert mine == pytest.approx(scored.log_probs, abs=1e-4)


def test_argos_package_says_its_languages(tmp_path: Path) -> None:
    model = imported(argos(tmp_path), tmp_path / "models")
    assert model.card.pairs == (("en", "fr"),)
    assert model.card.origin == "ctranslate2: translate-en_fr-1_0"
    (found,) = Runner("cpu", (tmp_path / "models",)).translate_many(["the cat"], "en", "fr", None, GREEDY)
    assert found.sentences
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["model"]


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    folder = tmp_path / "model-en-fr"
    opennmt(folder, "int8")
    (folder / "sentencepiece.model").write_bytes(spm("unigram"))
    return folder


WISH = Wish(pairs=(("en", "fr"),))


@pytest.mark.parametrize("share", [0.0, 0.0005, 0.01, 0.5, 0.999, 1.0])
def test_file_cut_short_is_refused(packed: Path, share: float) -> None:
    path = packed / "model.bin"
    whole = path.read_bytes()
    path.write_bytes(whole[: int((len(whole) - 1) * share)])
    refused(packed, "cut short|is not a model of CTranslate2", WISH)


def _overwritten(packed: Path, what: bytes, by: bytes, behind: int) -> None:
    """The bytes `behind` the end of the first `what`."""
    path = packed / "model.bin"
    data = bytearray(path.read_bytes())
    at = data.index(what) + len(what) + behind
    data[at : at + len(by)] = by
    path.write_bytes(data)


def test_absurd_tables_are_refused(packed: Path) -> None:
    whole = (packed / "model.bin").read_bytes()
    spec = b"TransformerSpec\0"
    for what, by, behind, reason in (
        (b"", struct.pack("<I", 99), 0, "of a version that is not known"),
        (spec, struct.pack("<I", 2**31), 4, "more tensors than a network"),
        (b"decoder/embeddings/weight\0", b"\x63", 0, "impossible shape"),
        (b"decoder/embeddings/weight\0", struct.pack("<I", 2**31), 1, "impossible shape"),
        (b"decoder/embeddings/weight\0", b"\x63", 9, "impossible shape"),
        (spec, b"\xff\xff", -16, "cut short|translation models"),
    ):
        _overwritten(packed, what, by, behind)
        refused(packed, reason, WISH)
        (packed / "model.bin").write_bytes(whole)


def test_scales_that_make_no_numbers_are_refused(packed: Path) -> None:
    _overwritten(packed, b"decoder/layer_0/ffn/linear_0/weight_scale\0", bytes(4), 1 + 4 + 1 + 4)
    refused(packed, r"decoder\.layer_0\.ffn\.linear_0\.weight are not all numbers", WISH)


def test_what_is_missing_or_other_is_said(packed: Path, tmp_path: Path) -> None:
    vocab = json.loads((packed / "shared_vocabulary.json").read_text())
    (packed / "shared_vocabulary.json").write_text(json.dumps([*vocab, "more"]))
    refused(packed, "do not belong together", WISH)
    (packed / "shared_vocabulary.json").write_text("{}")
    refused(packed, "is not a list of tokens", WISH)
    (packed / "shared_vocabulary.json").unlink()
    refused(packed, "There is no target_vocabulary.json", WISH)
    (packed / "shared_vocabulary.txt").write_text("\n".join(vocab) + "\n", encoding="utf-8")
    assert imported(packed, tmp_path / "models", WISH).card.pairs == WISH.pairs
    (packed / "sentencepiece.model").unlink()
    other = packed.rename(tmp_path / "models" / "model" / "packed")  # where no model is made
    refused(other, "no sentencepiece model beside model.bin", WISH)
    (other / "bpe.model").write_bytes(b"x")
    refused(other, "bpe.model, which is not imported", WISH)


def test_networks_of_other_kinds_are_refused(packed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "model-en-fr"
    opennmt(other, activation=4)
    (other / "sentencepiece.model").write_bytes(spm("unigram"))
    refused(other, "its activation is not known", WISH)
    whole = (packed / "model.bin").read_bytes()
    for name, by, reason in (
        (b"TransformerSpec", b"WhisperSpec2345", "a WhisperSpec2345 of CTranslate2; only its translation"),
        (b"encoder/position_encodings/encodings", b"encoder/position_encodings/something", "table of places"),
        (b"encoder/layer_1/ffn/linear_1/bias", b"encoder/layer_1/ffn/linear_9/bias", "weights named"),
    ):
        (packed / "model.bin").write_bytes(whole.replace(name, by))
        refused(packed, reason, WISH)


def test_model_bin_of_something_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model-en-fr"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"\x93fasttext" * 100)
    refused(folder, "is not a model of CTranslate2", WISH)
