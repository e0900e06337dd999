"""`python -m tests.bench [PART...]`: measures, prints, and writes RESULTS.md. Without a part: all of them.

Parts: decoding, shipped, starting, growth, training. `--threads 1 2` measures decoding and shipped with one
thread and with two.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import torch

from tests.bench.decoding import decoding
from tests.bench.growth import growth
from tests.bench.shipped import shipped
from tests.bench.starting import starting
from tests.bench.tables import machine, write_section
from tests.bench.training import training

# What measures, and how many rounds. The first two take the number of threads too; the others have one.
THREADED: dict[str, tuple[Callable[[int, int], str], int]] = {
    "decoding": (decoding, 3),
    "shipped": (shipped, 3),
}
OTHERS: dict[str, tuple[Callable[[int], str], int]] = {
    "starting": (starting, 3),
    "growth": (growth, 2),
    "training": (training, 3),
}
PARTS = (*THREADED, *OTHERS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=0, help="0: as many as each part needs")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    for part in arguments.parts or PARTS:
        if part in THREADED:
            measure, rounds = THREADED[part]
            for threads in arguments.threads:
                torch.set_num_threads(threads)
                text = measure(threads, arguments.rounds or rounds)
                name = f"{part}, {threads} thread{'s' * (threads > 1)}"
                write_section(name, f"{machine(threads)}\n\n{text}")
        else:
            torch.set_num_threads(1)
            measure_alone, rounds = OTHERS[part]
            write_section(part, f"{machine(1)}\n\n{measure_alone(arguments.rounds or rounds)}")


if __name__ == "__main__":
    main()
