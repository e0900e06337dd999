"""What the models' shelf promises, shown at full size: minutes, and half a gigabyte of disk.

`python -m tests.demonstrate memory FOLDER` makes a checkpoint of OPUS-MT's shape (58,101 tokens, 6+6 layers,
width 512, random weights) and imports it: the peak of memory beside the size.
`python -m tests.demonstrate window FOLDER` brings the same from a server on loopback in the real window, with
a pause on the way, translates with it and removes it again; pictures of each step are in FOLDER.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

NAME = "Helsinki-NLP/opus-mt-en-fr"
TOKENS = 58_101
TEXT = "The black cat sleeps on the old sofa."
PATIENCE = 600  # seconds for one step


def make(folder: Path) -> None:
    """A checkpoint as large as OPUS-MT's, saved as it is on the hub."""
    from transformers import MarianConfig, MarianMTModel

    from tests.engine.checkpoints import marian

    if (folder / "model.safetensors").exists():
        return
    marian(folder)  # its tokenizer is kept, and filled up with tokens that no text gives
    (folder / "model.safetensors").unlink()
    vocab = json.loads((folder / "vocab.json").read_text())
    pad = vocab.pop("<pad>")
    vocab |= {f"▁filler{i}": i for i in range(pad, TOKENS - 1)} | {"<pad>": TOKENS - 1}
    (folder / "vocab.json").write_text(json.dumps(vocab))
    config = MarianConfig(
        vocab_size=TOKENS,
        d_model=512,
        encoder_layers=6,
        decoder_layers=6,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=2048,
        decoder_ffn_dim=2048,
        max_position_embeddings=512,
        activation_function="swish",
        scale_embedding=True,
        pad_token_id=TOKENS - 1,
        decoder_start_token_id=TOKENS - 1,
        eos_token_id=0,
        forced_eos_token_id=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        MarianMTModel(config).save_pretrained(folder)


def memory(folder: Path) -> None:
    checkpoint = folder / "opus-mt-en-fr"
    make(checkpoint)
    command = [sys.executable, "-m", "tests.demonstrate", "import", str(checkpoint), str(folder / "models")]
    subprocess.run(command, check=True)


def import_(checkpoint: Path, models: Path) -> None:
    """In a process of its own, so that nothing else is counted."""
    import shutil

    from engine.importers.importing import import_model

    shutil.rmtree(models, ignore_errors=True)
    before = _peak()
    for _ in import_model(checkpoint, "opus", models):
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


def window(folder: Path) -> None:
    from tests.hub import Behaviour, served

    checkpoint = folder / "opus-mt-en-fr"
    make(checkpoint)
    os.environ["HEED_MODELS"] = str(folder / "installed")
    os.environ["HEED_DATA"] = str(folder / "data")
    os.environ["HEED_SETTINGS"] = str(folder / "settings.ini")
    with served(checkpoint, NAME, Behaviour(pace=0.001)) as (address, behaviour):
        _walk(folder, address, behaviour.asked)


def _walk(folder: Path, address: str, asked: list[tuple[str, str]]) -> None:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app import settings as table
    from app.self_test import end
    from app.window import Window

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    shown = Window()
    shown.settings.set(table.HUB, address)
    shown.resize(1400, 900)
    shown.show()
    taken = 0

    def picture(name: str) -> None:
        nonlocal taken
        taken += 1
        QTest.qWait(50)
        shown.grab().save(str(folder / f"{taken}-{name}.png"))
        print(f"{taken}-{name}.png", flush=True)

    def until(there: Callable[[], bool]) -> None:
        began = time.monotonic()
        while not there():
            QTest.qWait(20)
            if time.monotonic() - began > PATIENCE:
                raise SystemExit("It did not come.")

    page = shown.models_page
    shown.actions_table["page_models"].trigger()
    page.tabs.setCurrentWidget(page.catalogue)
    page.catalogue.text.setText("opus-mt-en-fr")
    until(lambda: len(page.catalogue.rows) == 1)
    page.catalogue.rows[0].button.click()
    until(lambda: bool(page.rows) and page.rows[0].bar.value() > 300)
    picture("downloads")
    page.rows[0].hold.click()
    picture("paused")
    page.rows[0].hold.click()
    until(lambda: not page.rows)
    page.tabs.setCurrentWidget(page.installed)
    picture("installed")
    resumed = [where for path, where in asked if path.endswith("model.safetensors")]
    print("parts of the weights that were asked for:", resumed, flush=True)
    shown.actions_table["page_translate"].trigger()
    bar = shown.translate_page.pair_bar
    bar.offer(shown.models, ("en", "fr"), "opus-mt-en-fr")
    shown.translate_page.source.insertPlainText(TEXT)
    until(lambda: bool(shown.translate_page.target.text()))
    picture("translates")
    if shown.dispatcher.runs:
        end(shown)
    picture("translated")
    shown.actions_table["page_models"].trigger()
    page.installed.card("opus-mt-en-fr").removed.emit("opus-mt-en-fr")
    picture("removed")
    shown.close()


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    match sys.argv[1]:
        case "memory":
            memory(folder)
        case "import":
            import_(folder, Path(sys.argv[3]))
        case "window":
            window(folder)
