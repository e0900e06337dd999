"""Imported models compute what the library they come from computes, on the same weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from engine.__main__ import _parser
from engine.checkpoint import Model, load_model
from engine.commands.options import options_of
from engine.commands.varied import varied_inputs
from engine.errors import BadInput
from engine.events import SentenceFinished
from engine.importers.importing import import_model
from engine.importers.plan import Wish
from engine.requests import Translate, usual_options
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.framed import Framed
from tests.engine.checkpoints import CHECKPOINTS, Checkpoint, marian
from tests.engine.full_shapes import ODD
from tests.engine.models import tiny_card
from tests.engine.parity import parity
from tests.engine.saving import FORMS, save_weights

# The library's copies of sentencepiece keep white space at the end, which sentencepiece itself drops.
TEXTS = [text.strip() for _, text in varied_inputs("fr", 500, seed=9)]
# Written out, as a reader of text must bear them; not even half a character may stop it.
ODD_TEXTS = [
    "",
    " ",
    "  two  spaces ",
    "a\u200bb",
    "ﬁ ＡＢ",
    "e\u0301",
    "</s> <pad> <unk>",
    "\U0001f600" * 9,
    "\ud83d",
]


def imported(folder: Path, models: Path, wish: Wish | None = None, name: str = "model") -> Model:
    for _ in import_model(folder, name, models, wish or Wish()):
        pass
    return load_model(name, torch.device("cpu"), (models,))


@pytest.fixture(scope="module", params=list(CHECKPOINTS))
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Checkpoint, Model]:
    folder = tmp_path_factory.mktemp("checkpoint")
    checkpoint = CHECKPOINTS[request.param](folder / "opus-mt-en-fr")
    return checkpoint, imported(folder / "opus-mt-en-fr", folder / "models", checkpoint.wish)


def test_same_tokens(pair: tuple[Checkpoint, Model]) -> None:
    checkpoint, model = pair
    for text in TEXTS:
        assert model.tokenizer.source(text, *checkpoint.pair)[0] == checkpoint.tokens(text), text


def test_same_numbers_and_outputs(pair: tuple[Checkpoint, Model]) -> None:
    checkpoint, model = pair
    sources = sorted(map(checkpoint.tokens, TEXTS[:100]), key=len)[20:60:30]
    found = parity(checkpoint, model, sources)
    assert found.exact, found


@pytest.mark.parametrize("name", list(ODD))
def test_odd_configs_give_the_same_numbers_and_outputs(name: str, tmp_path: Path) -> None:
    checkpoint = ODD[name](tmp_path / "opus-mt-en-fr")
    model = imported(tmp_path / "opus-mt-en-fr", tmp_path / "models", checkpoint.wish)
    read = [checkpoint.tokens(text) for text in TEXTS[:100]]
    assert [model.tokenizer.source(text, *checkpoint.pair)[0] for text in TEXTS[:100]] == read
    found = parity(checkpoint, model, sorted(read, key=len)[20:60:30])
    assert found.exact, found


def test_spans_cut_out_what_pieces_are(pair: tuple[Checkpoint, Model]) -> None:
    checkpoint, model = pair
    for text in (*TEXTS[:60], *ODD_TEXTS):
        tokens, pieces = model.tokenizer.source(text, *checkpoint.pair)
        assert len(tokens) == len(pieces)
        ends = [0]
        for piece in pieces:
            assert 0 <= piece.begin <= piece.end <= len(text)
            if not piece.special:
                assert piece.text == text[piece.begin : piece.end]
                assert piece.end >= ends[-1]
                ends.append(piece.end)


def test_what_is_decoded_has_a_piece_for_every_token(pair: tuple[Checkpoint, Model]) -> None:
    model = pair[1]
    assert isinstance(model.tokenizer, Framed)
    for text in ("The old house is quiet", "a small cat, again"):
        tokens, _ = model.tokenizer.encode(text)
        if model.tokenizer.frame.unknown not in tokens:
            again = model.tokenizer.decode(tokens)[0]
            assert again.casefold().replace(" ", "") == text.casefold().replace(" ", "")
        written, pieces = model.tokenizer.decode([*tokens, model.tokenizer.eos])
        assert len(pieces) == len(tokens) + 1
        assert pieces[-1].special
        for piece in pieces[:-1]:
            assert piece.special or piece.text == written[piece.begin : piece.end]


def test_no_text_gives_a_control_token(pair: tuple[Checkpoint, Model]) -> None:
    tokenizer = pair[1].tokenizer
    assert isinstance(tokenizer, Framed)
    control = {*tokenizer.unwritable, tokenizer.eos} - {tokenizer.frame.unknown}
    for token in sorted(control)[:40] + sorted(control)[-40:]:
        read = tokenizer.encode(f"a {tokenizer.piece(token)} b{tokenizer.piece(token)}")[0]
        assert token not in read or tokenizer.spelling[token]


@pytest.mark.parametrize("name", ["marian", "m2m100", "bart", "t5 v1.0", "t5 v1.1"])
def test_every_form_of_weights_gives_the_same_model(name: str, tmp_path: Path) -> None:
    folder, models = tmp_path / "opus-mt-en-fr", tmp_path / "models"
    checkpoint = CHECKPOINTS[name](folder)
    for form in FORMS:
        save_weights(checkpoint.model, folder, form)
        imported(folder, models, checkpoint.wish, form)
    assert len({(models / form / "weights.safetensors").read_bytes() for form in FORMS}) == 1


def test_target_languages_come_from_the_vocab(tmp_path: Path) -> None:
    folder, tags = tmp_path / "opus-mt-en-roa", (">>fra<<", ">>spa<<", ">>pt_BR<<")
    marian(folder, tags=tags)
    model = imported(folder, tmp_path / "models")
    assert model.card.pairs == (("en", "fr"), ("en", "es"), ("en", "pt"))
    for (_, target), tag in zip(model.card.pairs, tags, strict=True):
        tokens, pieces = model.tokenizer.source("The cat", "en", target)
        assert pieces[0].text == model.tokenizer.piece(tokens[0]) == tag
        assert pieces[0].special
        assert tokens[0] in model.unwritable


def test_command_line_imports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marian(tmp_path / "opus-mt-en-fr")
    models = tmp_path / "models"
    given = ["import", str(tmp_path / "opus-mt-en-fr"), "--name", "opus", "--models", str(models)]
    arguments = _parser().parse_args(given)
    arguments.command(arguments)
    assert capsys.readouterr().out == f"{models / 'opus'}\n"
    options = DecodingOptions(beam=2, max_length=6)
    runner = Runner("cpu", (models,))
    (found,) = runner.translate_many(["the cat. a house"], "en", "fr", None, options)
    assert len(found.sentences) == 2
    with pytest.raises(BadInput, match="already"):
        arguments.command(arguments)


def test_attention_of_every_layer_and_head_comes_with_each_word(tmp_path: Path) -> None:
    marian(tmp_path / "opus-mt-en-fr")
    model = imported(tmp_path / "opus-mt-en-fr", tmp_path / "models")
    request = Translate(number=1, text="the cat", source_language="en", target_language="fr")
    events = list(Runner("cpu", (tmp_path / "models",)).run(request))
    (draft,) = (event.hypotheses[0] for event in events if isinstance(event, SentenceFinished))
    source = len(model.tokenizer.source("the cat", "en", "fr")[0])
    for column in draft.columns:
        assert column.shape == (model.card.network["decoder_layers"], 2, source)
        assert column.sum(-1) == pytest.approx(1, abs=1e-5)


def test_generation_defaults_are_in_the_card(tmp_path: Path) -> None:
    folder = tmp_path / "opus-mt-en-fr"
    marian(folder)
    options = {"num_beams": 6, "max_length": 512, "length_penalty": 0.8, "bad_words_ids": [[9]]}
    (folder / "generation_config.json").write_text(json.dumps(options))
    assert imported(folder, tmp_path / "models").card.decoding == {"beam": 6, "length_penalty": 0.8}


def test_options_that_suit_a_model_stand_behind_those_given() -> None:
    flags = ["translate", "--from", "en", "--to", "fr", "--beam", "4"]
    card = tiny_card(origin="marian: x/y", decoding={"beam": 6, "length_penalty": 0.8, "unheard of": 1})
    options = options_of(_parser().parse_args(flags), usual_options("translate", card))
    assert options == DecodingOptions(beam=4, length_penalty=0.8)
