"""The whole program as it ships: keys typed into the real window, words and attention out of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.window import Window
from engine.events import Draft, Finished
from tests.app.acting import choose

LOADING = 120_000  # milliseconds that loading torch and a model may take on a busy machine


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.delenv("HEED_MODELS", raising=False)
    window = Window()
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


@pytest.mark.parametrize(("language", "words"), [("French", {"aime", "t'aime"}), ("Chinese", {"爱"})])
def test_typed_sentence_becomes_a_translation_with_its_attention(
    qtbot: QtBot, window: Window, language: str, words: set[str]
) -> None:
    drafts: list[Draft] = []
    page = window.translate_page
    page.shown.connect(lambda draft, _: drafts.append(draft))
    choose(page.pair_bar.target, language)
    with qtbot.waitSignal(window.dispatcher.ended, timeout=LOADING) as ended:
        QTest.keyClicks(page.source, "I love you.")
    assert isinstance(ended.args[0], Finished)
    assert any(word in page.target.text() for word in words)

    last = drafts[-1]
    assert last.text == page.target.text()
    love = next(i for i, piece in enumerate(last.source_pieces) if piece.text == "love")
    for column in last.columns:
        assert column.shape[2] == len(last.source_pieces)
        np.testing.assert_allclose(column.sum(2), 1, atol=1e-3)
    # Some head somewhere reads the verb while it is written.
    assert max(column[:, :, love].max() for column in last.columns) > 0.2
