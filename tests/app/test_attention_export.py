"""Attention taken home reads back as it was, and its words stay words."""

import csv
import dataclasses
import io
import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QFont

from app.attention.export import as_csv, as_json, as_npz, as_pharaoh
from app.attention.figure import map_figure
from app.attention.webpage import as_html
from engine.events import Draft
from engine.text.piece import Piece
from tests.app.drafts import SOURCE, draft, whole

ROWS = ["The", "dog", "<b>&", "-s", "."]
COLUMNS = ["Der", "Hund", "schläft", "狗"]
WORDS = {
    name: name
    for name in ("heading", "reading", "map", "layer", "head", "layers", "heads", "one_layer", "one_head")
}


def odd() -> Draft:
    """Weights of every size, and pieces that every format would like to misread."""
    made = draft()
    columns = tuple(column ** np.float32(9) for column in made.columns)
    pieces = (Piece('"a,b"', 0, 3), Piece("</script>", 4, 8), *made.pieces[2:])
    return dataclasses.replace(made, columns=columns, pieces=pieces)


def test_csv_reads_back_exactly() -> None:
    made = odd()
    weights = np.zeros((5, 2, 3, 7), np.float32)
    for line in csv.DictReader(io.StringIO(as_csv(made))):
        target, source = int(line["target"]), int(line["source"])
        weights[target, int(line["layer"]), int(line["head"]), source] = np.float32(line["weight"])
        piece, from_ = made.pieces[target], made.source_pieces[source]
        assert (line["target_piece"], line["source_piece"]) == (piece.text, from_.text)
        assert (int(line["target_begin"]), int(line["source_end"])) == (piece.begin, from_.end)
        assert float(line["score"]) == made.scores[target]
    np.testing.assert_array_equal(weights, np.stack(made.columns))


def test_json_reads_back_exactly() -> None:
    made = odd()
    read = json.loads(as_json(made, SOURCE))
    assert (read["format"], read["version"]) == ("heed-attention", 1)
    assert (read["source"], read["target"], read["target_begin"]) == (SOURCE, made.text, 0)
    np.testing.assert_array_equal(np.array(read["weights"], np.float32), np.stack(made.columns))
    assert read["source_pieces"] == [dataclasses.asdict(piece) for piece in made.source_pieces]
    scores = [piece.pop("score") for piece in read["target_pieces"]]
    assert scores == list(made.scores)
    assert read["target_pieces"] == [dataclasses.asdict(piece) for piece in made.pieces]


def test_npz_reads_back_exactly_and_without_pickle() -> None:
    made = odd()
    read = np.load(io.BytesIO(as_npz(made)), allow_pickle=False)
    assert read["weights"].dtype == np.float32
    np.testing.assert_array_equal(read["weights"], np.stack(made.columns))
    assert read["scores"].tolist() == list(made.scores)
    assert read["target_pieces"].tolist() == [piece.text for piece in made.pieces]
    assert read["source_spans"].tolist() == [[piece.begin, piece.end] for piece in made.source_pieces]
    assert read["source_special"].tolist() == [piece.special for piece in made.source_pieces]


def sharp(source: list[Piece], target: list[Piece], links: list[int]) -> Draft:
    columns = tuple(np.eye(len(source), dtype=np.float32)[place].reshape(1, 1, -1) for place in links)
    return whole("", tuple(target), tuple(source), columns)


def test_links_are_between_words_with_spaces_around() -> None:
    source = [Piece("The", 0, 3), Piece("dog", 4, 7), Piece("sleep", 8, 13), Piece("s", 13, 14)]
    source.append(Piece(".", 14, 15))
    target = [Piece("Es", 0, 2), Piece("schläft", 3, 10), Piece("der", 11, 14), Piece("Hund", 15, 19)]
    target.append(Piece(".", 19, 20))
    assert as_pharaoh(sharp(source, target, [0, 2, 0, 1, 4])) == "0-0 0-2 1-3 2-1 2-3\n"


def test_chinese_links_are_between_the_words_of_the_alignment() -> None:
    source = [Piece("dogs", 0, 4), Piece("sleep", 5, 10), Piece(".", 10, 11)]
    target = [Piece("狗", 0, 1), Piece("睡觉", 1, 3), Piece("。", 3, 4)]
    assert as_pharaoh(sharp(source, target, [0, 1, 2])) == "0-0 1-1 1-2\n"


@pytest.mark.usefixtures("qapp")
def test_svg_holds_every_label_as_text() -> None:
    values = np.random.default_rng(1).random((5, 4), np.float32) * np.float32(0.4)
    made = map_figure(values, ROWS, COLUMNS, QFont())
    root = ElementTree.fromstring(made.svg("a <title>").decode())
    texts = [(element.text or "").strip() for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert set(ROWS + COLUMNS) <= set(texts)
    assert {"0", "0.2", "0.4"} <= set(texts)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "a <title>"


@pytest.mark.usefixtures("qapp")
def test_picture_shows_the_colours_of_the_weights_on_white() -> None:
    made = map_figure(np.array([[0, 1]], np.float32), ["a"], ["b", "c"], QFont())
    image = made.image()
    seen = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert {"#ffffff", "#440154", "#fde725"} <= seen


def test_page_escapes_texts_and_needs_no_network() -> None:
    made = dataclasses.replace(odd(), text="<script>alert(1)</script>")
    labels = [piece.text for piece in made.source_pieces], [piece.text for piece in made.pieces]
    page = as_html(made, labels, WORDS, "en", ["#000000", "#ffffff"])
    assert page.count("<script") == page.count("</script>") == 2  # the data and the program
    assert "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>" in page
    assert not re.search(r"https?:|src=|href=|@import|url\(", page)
    found = re.search(r'type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["columns"] == labels[1]
    np.testing.assert_allclose(data["weights"], np.stack(made.columns), atol=5e-5)
