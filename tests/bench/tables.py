"""What all measurements share: tables, sections of RESULTS.md, and what machine it is."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = ("torch", "ctranslate2", "transformers", "accelerate", "PySide6-Essentials")
_HEAD = """# How fast Heed is

Written by `make bench`; `python -m tests.bench PART...` measures some parts anew. Figures of one run, on the
machine that each part names. Other programs that compute at the same time make them worse than they are.
"""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """In Markdown; all columns but the first are numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine(threads: int) -> str:
    """Processor, cores, threads in use, and versions."""
    cores = f"{os.cpu_count()} cores, {threads} thread{'s' * (threads > 1)}"
    found = [f"{package} {there}" for package in PACKAGES if (there := _version(package))]
    return f"{_processor()}, {cores}; Python {platform.python_version()}, {', '.join(found)}."


def write_section(name: str, text: str) -> None:
    """Puts a part into RESULTS.md, in the place of what it said before."""
    parts = RESULTS.read_text(encoding="utf-8").split("\n## ")[1:] if RESULTS.exists() else []
    sections = {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in parts}
    sections[name] = text.strip()
    body = "".join(f"\n## {title}\n\n{content}\n" for title, content in sections.items())
    RESULTS.write_text(_HEAD + body, encoding="utf-8")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
