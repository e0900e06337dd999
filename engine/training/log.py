"""What is known of a run while it goes: a line for people on stderr, one for programs in metrics.jsonl."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any, TextIO

_EVERY = 50  # updates


class Log:
    """Means over some updates. Only the first process of a run opens it; the others write nothing."""

    def __init__(self, updates: int) -> None:
        self.updates = updates
        self.sums: dict[str, float] = {}
        self.count = 0
        self.last = (0, 0.0)  # tokens and seconds at the last line
        self.file: TextIO | None = None

    def open(self, path: Path, update: int, tokens: int, seconds: float) -> None:
        """Goes on after `update`, without what an ended run wrote after the state that is resumed."""
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        kept = [line for line in lines if line.endswith("\n") and json.loads(line)["update"] <= update]
        beside = path.with_suffix(".tmp")
        beside.write_text("".join(kept), encoding="utf-8")
        beside.replace(path)
        self.last = (tokens, seconds)
        self.file = path.open("a", encoding="utf-8")

    def close(self) -> None:
        if self.file is not None:
            self.file.close()

    def add(self, record: dict[str, float], update: int, tokens: int, seconds: float) -> None:
        for key, value in record.items():
            self.sums[key] = self.sums.get(key, 0.0) + value
        self.count += 1
        if update % _EVERY and update != self.updates:
            return
        means = {key: value / self.count for key, value in self.sums.items()}
        self.sums, self.count = {}, 0
        speed = (tokens - self.last[0]) / max(seconds - self.last[1], 1e-9)
        self.last = (tokens, seconds)
        self.write({"update": update, **means, "tokens": tokens, "seconds": round(seconds, 2)})
        left = (self.updates - update) * seconds / update
        self.say(
            f"{update}/{self.updates}  loss {means['loss']:.3f}  "
            f"ppl {math.exp(min(means['nll'], 20)):.2f}  "
            f"rate {means['rate']:.2e}  norm {means['gradient_norm']:.2f}  {speed:.0f} tokens/s  "
            f"{left / 60:.0f} min left"
        )

    def write(self, record: dict[str, Any]) -> None:
        if self.file is not None:
            self.file.write(json.dumps(record) + "\n")
            self.file.flush()

    def say(self, line: str) -> None:
        if self.file is not None:
            print(line, file=sys.stderr, flush=True)
