"""What the models' shelf promises, shown at full size: minutes, and half a gigabyte of disk.

Each makes a checkpoint of OPUS-MT's shape first: 58,101 tokens, 6+6 layers, width 512, random weights.
`python -m tests.demonstrate memory` imports it and tells the peak of memory beside the size.
`python -m tests.demonstrate import` imports it in the real window, which need not be on a screen, translates
with live attention and removes it.
`python -m tests.demonstrate window` brings it from a server on loopback instead, with a pause on the way.
A folder behind the word keeps the checkpoint and a picture of each step; else it is a temporary one.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.events import Draft

NAME = "Helsinki-NLP/opus-mt-en-fr"
CALLED = "opus-mt-en-fr"
TOKENS = 58_101
TEXT = "The black cat sleeps on the old sofa."
PATIENCE = 600  # seconds for one step


def make(folder: Path) -> None:
    """A checkpoint as large as OPUS-MT's, saved as it is on the hub."""
    import transformers

    from tests.engine.full_shapes import FULL
    from tests.engine.saving import save_weights

    transformers.logging.disable_progress_bar()
    if not (folder / "model.safetensors").exists():
        save_weights(FULL["opus-mt"](folder).model, folder, "safetensors")


def memory(folder: Path) -> None:
    """In a process of its own, so that nothing else is counted."""
    make(folder / CALLED)
    command = [sys.executable, "-m", "tests.demonstrate", "measure", str(folder)]
    subprocess.run(command, check=True)


def measure(folder: Path) -> None:
    from engine.importers.importing import import_model

    models = folder / "models"
    shutil.rmtree(models, ignore_errors=True)
    before = _peak()
    for _ in import_model(folder / CALLED, "opus", models):
        pass
    size = (models / "opus" / "weights.safetensors").stat().st_size
    grown = _peak() - before
    print(f"weights {size / 1e6:.0f} MB; memory before {before / 1e6:.0f} MB, grown by {grown / 1e6:.0f} MB")
    print(f"{grown / size:.2f} times the size")


def _peak() -> int:
    """Bytes; what is mapped from files counts, too."""
    status = Path("/proc/self/status")
    if status.exists():  # there the other number is that of the process before, if it was larger
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Walk:
    """The real window and what somebody does in it."""

    def __init__(self, folder: Path) -> None:
        from PySide6.QtWidgets import QApplication

        home = folder / "home"
        shutil.rmtree(home, ignore_errors=True)  # of an earlier walk
        for name, place in (("MODELS", "models"), ("DATA", "data"), ("SETTINGS", "settings.ini")):
            os.environ[f"HEED_{name}"] = str(home / place)
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from app.window import Window

        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        application.setStyle("Fusion")
        self.folder, self.application, self.taken = folder, application, 0
        self.window = Window()
        self.window.resize(1400, 900)
        self.window.show()
        self.page = self.window.models_page
        self.window.actions_table["page_models"].trigger()

    def until(self, there: Callable[[], bool]) -> float:
        """Waits for it, and tells the seconds that it took. The other threads need their turns, too."""
        began = time.monotonic()
        while not there():
            self.application.processEvents()
            time.sleep(0.01)
            if time.monotonic() - began > PATIENCE:
                raise SystemExit("It did not come.")
        return time.monotonic() - began

    def picture(self, name: str) -> None:
        self.taken += 1
        began = time.monotonic()
        self.until(lambda: time.monotonic() - began > 0.2)
        self.window.grab().save(str(self.folder / f"{self.taken}-{name}.png"))

    def bring(self, address: str) -> None:
        """Downloads the model by way of the catalogue."""
        from app import settings as table

        page = self.page
        self.window.settings.set(table.HUB, address)
        page.tabs.setCurrentWidget(page.catalogue)
        page.catalogue.text.setText(CALLED)
        self.until(lambda: len(page.catalogue.rows) == 1)
        page.catalogue.rows[0].button.click()
        self.until(lambda: bool(page.rows) and page.rows[0].bar.value() > 300)
        self.picture("downloads")
        page.rows[0].hold.click()
        self.picture("paused")
        page.rows[0].hold.click()
        self.until(lambda: not page.rows)

    def take_in(self) -> None:
        """Imports the checkpoint as the form asks for it."""
        self.page.form.ask(self.folder / CALLED)
        self.picture("asks")
        self.page.form.go.click()
        seconds = self.until(lambda: CALLED in [card.model.name for card in self.page.installed.cards])
        print(f"imported in {seconds:.1f} s", flush=True)

    def translate(self) -> None:
        """Types a sentence and looks at its attention while it is written."""
        from app.self_test import end

        window, page = self.window, self.window.translate_page
        self.page.tabs.setCurrentWidget(self.page.installed)
        self.picture("installed")
        window.actions_table["page_translate"].trigger()
        page.pair_bar.offer(window.models, ("en", "fr"), CALLED)
        seen: list[Draft] = []
        page.shown.connect(lambda draft, _: seen.append(draft))
        page.source.insertPlainText(TEXT)
        seconds = self.until(lambda: bool(page.target.text()))
        self.picture("translates")
        self.until(lambda: bool(seen) and len(seen[-1].columns) > 20)
        if window.dispatcher.runs:  # random weights come to no end by themselves
            end(window)
        self.picture("translated")
        shape = " x ".join(str(size) for size in seen[-1].columns[-1].shape)
        print(f"first word after {seconds:.1f} s, the model's loading among them", flush=True)
        print(f"attention drawn {len(seen)} times for {len(seen[-1].columns)} tokens", flush=True)
        print(f"each column {shape}: layers x heads x source", flush=True)

    def remove(self) -> None:
        self.window.actions_table["page_models"].trigger()
        self.page.installed.card(CALLED).removed.emit(CALLED)
        assert CALLED not in [card.model.name for card in self.page.installed.cards]
        self.picture("removed")
        self.page.installed.emptied.emit()
        left = [path.name for path in (self.folder / "home" / "models").iterdir()]
        print(f"removed, and the trash emptied; the models' folder holds {left}", flush=True)
        self.window.close()


def import_(folder: Path) -> None:
    make(folder / CALLED)
    walk = Walk(folder)
    walk.take_in()
    walk.translate()
    walk.remove()


def window(folder: Path) -> None:
    from tests.hub import Behaviour, served

    make(folder / CALLED)
    with served(folder / CALLED, NAME, Behaviour(pace=0.001)) as (address, behaviour):
        walk = Walk(folder)
        walk.bring(address)
        resumed = [where for path, where in behaviour.asked if path.endswith("model.safetensors")]
        print("parts of the weights that were asked for:", resumed, flush=True)
        walk.translate()
        walk.remove()


def main() -> None:
    what = {"memory": memory, "measure": measure, "import": import_, "window": window}[sys.argv[1]]
    given = sys.argv[2:]
    with nullcontext(given[0]) if given else tempfile.TemporaryDirectory() as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        what(Path(folder))


if __name__ == "__main__":
    main()
