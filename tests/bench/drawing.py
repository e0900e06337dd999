"""`python -m tests.bench.drawing [TOKENS...]`: what the views of attention cost while a text is written.

An untrained network of the shipped translation model's shape writes 30, 100 and 400 tokens; its drafts are
then shown off-screen, at the pace at which they came. The share is the time for drawing, with all that Qt
does for it, of the time for decoding; in brackets, how many drafts were drawn. A tenth is the most that is
allowed. Time is what the processor worked, so that other programs do not count.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import torch
from PySide6.QtWidgets import QApplication

from app.attention.bar import HEADS, LINES, MAP, TABLE
from app.attention.kinds import CROSS, DECODER, ENCODER
from app.attention.panel import AttentionPanel
from engine.cards import find_models
from engine.checkpoint import Model, load_model
from engine.events import Draft
from engine.networks.build import build
from engine.search.options import DecodingOptions
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.tasks.decoding import CANDIDATES, steps
from engine.tasks.sentences import Sentence, draft

MODEL = "translate-small"
LENGTHS = (30, 100, 400)
MOST = 0.1
VIEWS = {
    "map": (MAP, CROSS),
    "lines": (LINES, CROSS),
    "heads": (HEADS, CROSS),
    "table": (TABLE, CROSS),
    "encoder map": (MAP, ENCODER),
    "decoder map": (MAP, DECODER),
    "decoder heads": (HEADS, DECODER),
}
WORDS = "the old man reads a new book in his garden while it rains and nobody knows why he stays there"


def untrained() -> Model:
    """The shipped model's shape and tokenizer, with room for long texts."""
    torch.manual_seed(1)
    model = load_model(MODEL, torch.device("cpu"))
    table = {**model.card.network, "longest": 1024}
    network = build(table).eval().requires_grad_(False)
    card = replace(model.card, network=table, max_source=1000, max_target=1000)
    return Model(card, network, model.tokenizer, model.device)


def decoded(model: Model, length: int, *, looks: bool) -> tuple[str, list[tuple[float, Draft]]]:
    """A source of about `length` tokens, and each draft with the seconds since the one before."""
    text = " ".join((WORDS.split() * length)[: length * 3 // 4])
    tokens, pieces = model.tokenizer.source(text, "en", "fr")
    sentence = Sentence(0, len(text), "", tuple(tokens), tuple(pieces), model.tokenizer.decoder_start("fr"))
    options = DecodingOptions(min_length=length, max_length=length, repetition_guard=0)
    watch = Watch(stream=True, choices=CANDIDATES, looks=looks)
    found, since = [], time.thread_time()
    for progress in steps([sentence], [Opening()], model, options, watch):
        made = draft(progress.hypotheses[0], sentence, model, 0)
        found.append((time.thread_time() - since, made))
        since = time.thread_time()
    return text, found


def drawing(panel: AttentionPanel, text: str, drafts: Sequence[tuple[float, Draft]]) -> tuple[float, int]:
    """Seconds for showing the drafts at their pace, and how many were drawn."""
    drawn: set[int] = set()
    spent, due = 0.0, time.perf_counter()
    for pace, shown in drafts:
        due += pace
        began = time.thread_time()
        panel.show_draft(shown, text)
        QApplication.processEvents()
        spent += time.thread_time() - began
        drawn.add(id(panel.seen))
        while (left := due - time.perf_counter()) > 0:
            spent += _idle(min(left, 0.005))
            drawn.add(id(panel.seen))
    while panel.seen is not drafts[-1][1]:  # the last one is drawn in any case
        spent += _idle(0.005)
    return spent, len(drawn | {id(panel.seen)})


def choose(panel: AttentionPanel, view: int, kind: int) -> None:
    """An empty view of this kind of attention."""
    panel.clear()
    panel.bar.views.button(view).setChecked(True)
    panel.bar.kinds.setCurrentIndex(panel.bar.kinds.findData(kind))
    QApplication.processEvents()


def _idle(seconds: float) -> float:
    """Seconds of work that came up meanwhile."""
    time.sleep(seconds)
    began = time.thread_time()
    QApplication.processEvents()
    return time.thread_time() - began


def main() -> int:
    if MODEL not in {found.name for found in find_models((Path("models"),))}:
        print(f"{MODEL} is not installed.", file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    panel = AttentionPanel()
    panel.resize(1000, 320)
    panel.show()
    model = untrained()
    worst = 0.0
    first = decoded(model, LENGTHS[0], looks=True)
    for view, kind in VIEWS.values():  # what is made once is not a cost of every text
        choose(panel, view, kind)
        drawing(panel, *first)
    print("| tokens | decoding | " + " | ".join(VIEWS) + " |")
    print("| ---: | ---: |" + " ---: |" * len(VIEWS), flush=True)
    for length in [int(given) for given in sys.argv[1:]] or LENGTHS:
        runs = {looks: decoded(model, length, looks=looks) for looks in (False, True)}
        cells = []
        for view, kind in VIEWS.values():
            text, drafts = runs[kind != CROSS]
            seconds = sum(pace for pace, _ in drafts)
            choose(panel, view, kind)
            spent, drawn = drawing(panel, text, drafts)
            worst = max(worst, spent / seconds)
            cells.append(f"{spent / seconds:.1%} ({drawn})")
        paces = [sum(pace for pace, _ in drafts) / length for _, drafts in runs.values()]
        pace = " / ".join(f"{1000 * each:.1f} ms" for each in paces)
        print(f"| {length} | {pace} | " + " | ".join(cells) + " |", flush=True)
    print(f"\nDecoding: without / with self-attention. Most for drawing: {worst:.1%}, {MOST:.0%} allowed.")
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
