"""`python -m tests.bench.window [VIEW...]`: what a long output costs the whole window while it is written.

A summariser of the shipped one's shape, with random weights and room for long texts, writes 400 tokens of a
document of about 900, in the window as it stands, off-screen: text, map, strip, status line. For each view of
the attention: the processor's time of the interface's thread as a share of that of decoding, a tenth at most;
and the gaps between ticks of a timer of 10 ms, as a user feels them. "closed" is without the attention dock,
"idle" the window at rest: what other programs on the machine cost.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import torch
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.window import Window
from engine.checkpoint import load_model, save_model
from engine.events import Finished
from engine.networks.build import build
from engine.text.tokenizer import Tokenizer
from tests.bench.drawing import MOST, VIEWS, WORDS

MODEL = "summarise-small"
LENGTH = 400  # tokens
DOCUMENT = " ".join([f"{WORDS.capitalize()}."] * 32)
PATIENCE = 600_000  # milliseconds


@dataclass(frozen=True)
class Felt:
    """What a stretch of time was like for the interface."""

    seconds: float
    share: float  # of the processor's time: the interface's thread to all others
    gaps: tuple[float, ...]  # milliseconds

    def say(self, name: str) -> None:
        p50, p99 = np.percentile(self.gaps, (50, 99))
        figures = f"{p50:.0f} | {p99:.0f} | {max(self.gaps):.0f}"
        print(f"| {name} | {self.seconds:.0f} s | {self.share:.1%} | {figures} |", flush=True)


def save_untrained(folder: Path) -> None:
    torch.manual_seed(1)
    model = load_model(MODEL, torch.device("cpu"), (Path("models"),))
    assert isinstance(model.tokenizer, Tokenizer)
    table = {**model.card.network, "longest": 1100}
    card = replace(model.card, network=table, max_source=1050, max_target=LENGTH + 10)
    weights = {name: p.detach() for name, p in build(table).named_parameters()}
    save_model(folder / MODEL, card, weights, model.tokenizer)


def felt(end: Callable[[Callable[[], object]], object]) -> Felt:
    """Until what `end` was given is called."""
    loop, ticks, patience = QEventLoop(), QTimer(interval=10), QTimer(singleShot=True)
    ticks.setTimerType(Qt.TimerType.PreciseTimer)
    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(1000 * (now - last))
        last = now

    ticks.timeout.connect(tick)
    patience.timeout.connect(loop.quit)
    end(loop.quit)
    began = last = time.perf_counter()
    ours, all_ = time.thread_time(), time.process_time()
    ticks.start()
    patience.start(PATIENCE)
    loop.exec()
    ours, all_ = time.thread_time() - ours, time.process_time() - all_
    return Felt(time.perf_counter() - began, ours / max(all_ - ours, 1e-9), tuple(gaps))


def written(window: Window) -> Felt:
    """One summary, from its first draft on: what comes before is the engine's reading."""
    page, first, ends = window.summarise_page, QEventLoop(), list[Finished]()
    page.shown.connect(first.quit)
    window.dispatcher.ended.connect(ends.append)
    page.summarise()
    first.exec()
    page.shown.disconnect(first.quit)
    assert not ends, f"it ended too early: {ends}"
    found = felt(window.dispatcher.ended.connect)
    assert ends[0].tokens >= LENGTH, f"it ended too early: {ends}"
    return found


def main() -> int:
    views = sys.argv[1:] or list(VIEWS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_untrained(folder / "models")
        os.environ |= {
            "HEED_MODELS": str(folder / "models"),
            "HEED_SETTINGS": str(folder / "settings.ini"),
            "HEED_DATA": name,
        }
        app = QApplication(sys.argv[:1])
        app.setStyle("Fusion")
        window = Window()
        window.resize(1360, 860)
        window.show()
        worst = measured(window, views)
        window.close()
    return int(worst > MOST)


def measured(window: Window, views: list[str]) -> float:
    page = window.summarise_page
    while window.attention_dock.widget() is None:
        QApplication.processEvents()
    window.actions_table["page_summarise"].trigger()
    greedy = replace(page.options, beam=1, repetition_guard=0, no_repeat_ngram=0)
    window.options.change(replace(greedy, min_length=LENGTH, max_length=LENGTH))
    page.document.replace(DOCUMENT)
    written(window)  # the model is loaded, and what is made once is made
    print("| view | took | interface | gap p50, ms | p99 | longest |\n| --- | --: | --: | --: | --: | --: |")
    rest = felt(lambda stop: QTimer.singleShot(10_000, stop))
    replace(rest, share=0.0).say("idle")
    window.attention_dock.hide()
    written(window).say("closed")
    window.attention_dock.show()
    bar, worst = window.attention.bar, 0.0
    for name in views:
        view, kind = VIEWS[name]
        bar.views.button(view).setChecked(True)
        bar.kinds.setCurrentIndex(bar.kinds.findData(kind))
        found = written(window)
        worst = max(worst, found.share)
        found.say(name)
    print(f"\nMost of the time of decoding: {worst:.1%}, {MOST:.0%} allowed.")
    return worst


if __name__ == "__main__":
    sys.exit(main())
