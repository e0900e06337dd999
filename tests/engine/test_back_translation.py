"""Sources that a model writes for what people wrote."""

from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.training.back_translation import back_translate, drawn_sentences, likely
from engine.training.config import read_config
from engine.training.corpus import read_pairs
from engine.training.written.files import bare
from engine.training.written.templates import parallel_pairs
from tests.engine.runs import write_pairs, write_run

OWN = ("The cat sleeps.", "Le chat dort.")
HELD = ("A tree is old.", "Un arbre est vieux.")
FRESH = ["The red house is old.", "The cat is in the house.", "We see a tree."]


def config_of(folder: Path, **wanted: object) -> Path:
    asked = {"files": ["news", "talk"], "pairs": ["en-fr", "en-de"], "sentences": 2, **wanted}
    path = write_run(folder, data={"directions": ["fr-en"]}, back_translation=asked)
    write_pairs(folder / "data" / "news.en-fr.tsv", [OWN])
    write_pairs(folder / "data" / "valid.en-fr.tsv", [HELD])
    other = [(text, "x") for text in (OWN[0].upper(), HELD[0], *FRESH, FRESH[0].lower(), "long " * 70)]
    write_pairs(folder / "data" / "news.en-de.tsv", other)
    return path


def test_sentences_are_new_to_the_pair_and_to_what_is_measured(tmp_path: Path) -> None:
    config = read_config(config_of(tmp_path, sentences=99))
    assert sorted(drawn_sentences(config, "fr", "en")) == sorted(FRESH)
    few = read_config(config_of(tmp_path))
    assert len(drawn_sentences(few, "fr", "en")) == 2
    assert drawn_sentences(few, "fr", "en") == drawn_sentences(few, "fr", "en")


def test_what_was_written_for_other_pairs_alone_is_drawn(tmp_path: Path) -> None:
    config = config_of(tmp_path, files=["parallel"], pairs=["en-zh", "en-de"], sentences=200_000)
    drawn = {bare(text) for text in drawn_sentences(read_config(config), "fr", "en")}
    own, other = ({bare(english) for english, _ in parallel_pairs(language)} for language in ("fr", "zh"))
    assert drawn
    assert drawn <= other - own


def test_what_people_wrote_is_the_target(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEED_MODELS", str(models))
    path = config_of(tmp_path, sentences=99)
    back_translate(path, tmp_path / "runs", "tiny")
    file = tmp_path / "runs" / "cache" / "back.fr-to-en.tsv"
    pairs = list(read_pairs(file))
    assert pairs
    assert {target for _, target in pairs} <= set(FRESH)
    done = Runner().translate_many([en for _, en in pairs], "en", "fr", "tiny", DecodingOptions(beam=1))
    assert [translation.text for translation in done] == [source for source, _ in pairs]


def test_odd_lengths_copies_and_nothing_are_no_translations() -> None:
    good = [("aa bb", "cc dd"), ("a b c d", "e f g h"), ("x y z", "u v")]
    bad = [("", "cc dd"), ("Cc dd!", "cc dd"), ("a " * 40, "cc dd"), ("a", "cc dd ee ff")]
    assert likely([*good, *bad]) == good


def test_file_that_names_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no files in back_translation"):
        back_translate(write_run(tmp_path), tmp_path, None)
