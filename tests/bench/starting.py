"""How long a start takes and what memory it needs, in fresh processes; and whether the window stays awake."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.shipped import MODEL
from tests.bench.tables import table

_WINDOW = """
import time; began = time.perf_counter()
import sys
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv[:1])
from app.window import Window
window = Window(); window.show(); app.processEvents()
print(time.perf_counter() - began)
window.close()
"""
_ENGINE = """
import resource, time; began = time.perf_counter()
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
import torch
print(peak())
from engine.runner import Runner
from engine.search.options import DecodingOptions
runner = Runner("cpu", precision=PRECISION)
loading = time.perf_counter()
model = runner.model(NAME); model.fast
print(time.perf_counter() - loading)
runner.translate_many(["My brother bought a new car yesterday."], "en", "fr", NAME, DecodingOptions())
print(time.perf_counter() - began)
print(peak())
"""
_TICKS = """
import sys, time
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from app.worker import Computing, Worker
from engine.events import Finished
from engine.requests import Translate
from engine.search.options import DecodingOptions

class Watcher(QObject):
    def __init__(self):
        super().__init__()
        self.gaps, self.last, self.done = [], None, 0
        self.timer = QTimer(self, interval=10)
        self.timer.timeout.connect(self.tick)
    def tick(self):
        now = time.perf_counter()
        if self.last is not None: self.gaps.append(1000 * (now - self.last))
        self.last = now
    def heard(self, event):
        if not isinstance(event, Finished): return
        self.done += 1
        if self.done == 1: self.timer.start()  # torch is there and the model is loaded
        if self.done == 4: app.quit()
        else: ask(self.done)

app = QApplication(sys.argv[:1])
watcher, worker = Watcher(), Worker(computing=Computing("cpu"))
worker.answered.connect(watcher.heard)
def ask(number):
    # No sentence twice: those that were translated before are remembered.
    books = range(10 * number, 10 * number + 8)
    text = " ".join(f"The old man reads book {100 + book} in his garden while it rains." for book in books)
    worker.submit(Translate(number=number, text=text, source_language="en", target_language="fr", model=NAME))
worker.start(); ask(0); app.exec(); worker.stop(); worker.wait()
print(*watcher.gaps)
"""


def starting(rounds: int) -> str:
    """Seconds and megabytes; gaps between ticks of 10 ms while the engine translates in its thread."""
    window = [_run(_WINDOW)[0] for _ in range(rounds)]
    rows = [["window on the screen, s", f"{statistics.median(window):.2f}"]]
    for precision in ("float32", "int8"):
        runs = [_run(_ENGINE.replace("PRECISION", repr(precision))) for _ in range(rounds)]
        torch_alone, load, first, peak = (statistics.median(column) for column in zip(*runs, strict=True))
        rows += [
            [f"{precision}: model loaded and packed, s", f"{load:.2f}"],
            [f"{precision}: first translation after the command, s", f"{first:.2f}"],
            [
                f"{precision}: memory at most, MB beyond torch's {torch_alone:.0f}",
                f"{peak - torch_alone:.0f}",
            ],
        ]
    found = _run(_TICKS)
    gaps = statistics.quantiles(found, n=100)
    rows += [[f"gap between ticks of 10 ms, p{p}, ms", f"{gaps[p - 1]:.0f}"] for p in (50, 99)]
    rows.append(["the longest gap, ms", f"{max(found):.0f}"])
    return f"{MODEL}; medians of {rounds} runs.\n\n{table(['what', 'measured'], rows)}"


def _run(code: str) -> list[float]:
    """The numbers that a fresh process prints; it has no settings and no history of the user's."""
    with TemporaryDirectory() as folder:
        own = {"HEED_SETTINGS": str(Path(folder) / "settings.ini"), "HEED_DATA": folder}
        environment = {**os.environ, **own, "QT_QPA_PLATFORM": "offscreen", "OMP_WAIT_POLICY": "PASSIVE"}
        command = [sys.executable, "-c", code.replace("NAME", repr(MODEL))]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    return [float(number) for number in done.stdout.split()]
