"""Learning rate over updates."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Warm-up, a long level (or inverse root) stretch, then decay to nothing over the last part.

    "level" is the trapezoid of Zhai et al. 2022 and Hu et al. 2024: since the middle does not depend
    on the end, a run can be made longer by moving `updates`. "root" is Vaswani et al. 2017, eq. (3).
    """

    peak: float = 1e-3
    warmup: int = 1000  # updates
    updates: int = 100_000  # the end of the run
    decay: int = 0  # updates at the end over which the rate falls to 0 linearly
    middle: str = "level"  # or "root"

    def __call__(self, update: int) -> float:
        """The rate of update number `update`, the first being 1."""
        rate = self.peak * min(1.0, update / max(1, self.warmup))
        if self.middle == "root" and update > self.warmup:
            rate *= math.sqrt(max(1, self.warmup) / update)
        left = self.updates - update + 1
        return rate * min(1.0, max(0.0, left / self.decay)) if self.decay else rate
