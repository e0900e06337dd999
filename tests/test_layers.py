"""Who imports whom: the window is on the screen before torch is loaded, the engine knows no Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def imported(statement: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after `statement`."""
    code = f"{statement}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_window_does_not_import_torch() -> None:
    panels = "import app.window, app.attention.panel, app.decoding.panel, app.self_test"
    assert "torch" not in imported(panels)


def test_window_is_there_before_the_library_that_draws_the_map() -> None:
    assert "pyqtgraph" not in imported("import app.window")


@pytest.mark.parametrize("module", ["requests", "events", "errors", "cards"])
def test_border_of_the_engine_needs_neither_torch_nor_qt(module: str) -> None:
    assert not {"torch", "PySide6"} & imported(f"import engine.{module}")


def test_engine_never_imports_qt_or_the_app() -> None:
    for path in (ROOT / "engine").rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]):
                assert words[1].split(".")[0] not in {"PySide6", "pyqtgraph", "app"}, f"{path}: {line}"
