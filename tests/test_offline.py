"""Nothing leaves the machine: the whole program runs where every way to a network raises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What Python does with sockets is told to audit hooks before it is done.
PROGRAM = """
import sys
tried = []
FORBIDDEN = {f"socket.{name}" for name in ("connect", "getaddrinfo", "gethostbyname", "sendto", "bind")}
def forbid(event, arguments):
    if event in FORBIDDEN:
        tried.append((event, arguments))
        raise RuntimeError(f"a request to the network: {event} {arguments}")
sys.addaudithook(forbid)

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app import settings as table
from app.self_test import translate
from app.window import Window

application = QApplication([])
window = Window()
window.settings.set(table.DOWNLOADS, "never")
window.show()
translate(window, "fr")
assert window.translate_page.target.text().strip()
window.actions_table["page_models"].trigger()
page = window.models_page
page.tabs.setCurrentWidget(page.catalogue)
page.catalogue.rows[0].button.click()
assert "stay offline" in window.notice.text
assert not page.jobs.list
page._on_installed("nothing")  # all pages are offered the models anew
for name in ("page_chat", "page_summarise", "page_inspect", "page_lab", "page_settings"):
    window.actions_table[name].trigger()
    QTest.qWait(1)
window.close()
assert not tried, tried

from pathlib import Path
from engine.shelf.hub import Hub
from engine.shelf.download import download
from engine.errors import OfflineMode
try:
    list(download(Hub(online=False), "a/b", Path(sys.argv[1])))
except OfflineMode:
    pass
else:
    raise AssertionError("it has asked")
from huggingface_hub import constants
assert constants.HF_HUB_OFFLINE, "what libraries ask by themselves is off, too"
assert constants.HF_HUB_DISABLE_TELEMETRY
assert not tried, tried
"""


def test_program_runs_where_sockets_are_forbidden(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HEED_MODELS": "",
        "HF_HUB_OFFLINE": "0",  # even if somebody wants it otherwise
    }
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
