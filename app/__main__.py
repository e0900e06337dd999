"""Opens the window: `python -m app`. Without a display it tests itself instead."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from pathlib import Path
from types import TracebackType


def main() -> int:
    arguments = _arguments()
    # Before anything imports torch: threads that spin make a busy computer four times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    has_display = _has_display()
    if not has_display:
        os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"

    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    app.setApplicationName("Heed")
    app.setStyle("Fusion")
    if arguments.walk:
        from app.walk import walk

        return walk(arguments.walk)
    if arguments.self_test or not has_display:
        from app.self_test import self_test

        return self_test(arguments.screenshot)

    from app.window import Window

    window = Window()

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        window.report(text)

    sys.excepthook = report
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends the program
    window.show()
    return app.exec()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app", description="Opens the window of Heed.")
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="translate two sentences in the window, print what came, and end; needs no display",
    )
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="where the self-test saves a picture")
    parser.add_argument(
        "--walk",
        type=Path,
        metavar="FOLDER",
        help="translate and steer in the window, save a picture of each step in FOLDER, and end",
    )
    return parser.parse_args()


def _has_display() -> bool:
    """Windows and macOS always have one; elsewhere the environment says so."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
