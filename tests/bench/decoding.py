"""How fast the engine writes, beside CTranslate2 and transformers on the same weights.

Random weights in the shape of MarianMT, 25 source and 30 target tokens for each sentence, attention kept, one
round of all engines after another, medians over the rounds.
"""

from __future__ import annotations

import importlib
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from engine.checkpoint import load_model
from engine.importers.importing import import_model
from engine.importers.plan import Wish
from engine.kernels.linear import PRECISIONS
from engine.kernels.threads import side_by_side
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from tests.bench.tables import table
from tests.engine.checkpoints import marian

SOURCE, TARGET = 25, 30  # tokens
_AT_A_TIME = 0.5  # seconds that each engine writes in a round: one short call says more of what ran before it
RIVALS = "CTranslate2 fp32", "CTranslate2 int8"
ENGINES = (*(f"Heed {precision}" for precision in PRECISIONS), *RIVALS, "transformers fp32")


@dataclass(frozen=True)
class Shape:
    vocab: int
    width: int
    encoder: int
    decoder: int

    def __str__(self) -> str:
        return f"{self.vocab // 1000}k, width {self.width}, {self.encoder}+{self.decoder}"

    @property
    def config(self) -> dict[str, Any]:
        return {
            "d_model": self.width,
            "encoder_layers": self.encoder,
            "decoder_layers": self.decoder,
            "encoder_attention_heads": self.width // 64,
            "decoder_attention_heads": self.width // 64,
            "encoder_ffn_dim": 4 * self.width,
            "decoder_ffn_dim": 4 * self.width,
        }


SHAPES = (Shape(58101, 512, 6, 6), Shape(16000, 384, 6, 2), Shape(16000, 256, 6, 2))
Run = Callable[[int, int], None]  # sentences, beam


def engines(shape: Shape, folder: Path, threads: int) -> Iterator[tuple[str, Run]]:
    """Every engine with the same random weights."""
    ctranslate2 = importlib.import_module("ctranslate2")  # of requirements-dev.txt alone

    checkpoint, models = folder / "opus-mt-en-fr", folder / "models"
    probe, _ = marian(folder / "probe" / "opus-mt-en-fr")
    fillers = tuple(f"filler{i}" for i in range(shape.vocab - probe.config.vocab_size))
    theirs, tokenizer = marian(checkpoint, tags=fillers, **shape.config)
    names = list(tokenizer.get_vocab())
    sources = torch.randint(4, shape.vocab - 1, (16, SOURCE), generator=torch.Generator().manual_seed(1))

    for _ in import_model(checkpoint, "bench", models, Wish()):
        pass
    for precision in PRECISIONS:
        yield f"Heed {precision}", _ours(models, precision, sources, threads)
    for name, kind in zip(RIVALS, ("float32", "int8"), strict=True):
        converted = folder / kind
        converter = ctranslate2.converters.TransformersConverter(str(checkpoint))
        converter.convert(str(converted), quantization=kind)
        translator = ctranslate2.Translator(str(converted), intra_threads=threads, compute_type=kind)
        yield name, _ctranslate2(translator, [[names[i] for i in row] for row in sources.tolist()])
    yield "transformers fp32", _transformers(theirs, sources)


def _ours(models: Path, precision: str, sources: torch.Tensor, threads: int) -> Run:
    """As the engine does it: on several threads a batch each, where the network is too small to share."""
    model = load_model("bench", torch.device("cpu"), (models,), precision)

    def write(source: torch.Tensor, beam: int) -> None:
        options = DecodingOptions(beam=beam, min_length=TARGET, max_length=TARGET)
        steps = search(
            model.fast,
            source,
            torch.ones_like(source, dtype=torch.bool),
            options,
            longest=[TARGET] * len(source),
            banned=model.unwritable,
            # No repetition guard: random weights write little but loops, and the others have none.
            decoder_start=model.tokenizer.decoder_start("fr"),
            eos=model.tokenizer.eos,
        )
        assert all(len(best.columns) == TARGET for best, *_ in outcome(steps))  # attention was kept

    def run(sentences: int, beam: int) -> None:
        batches = sources[:sentences].chunk(threads)
        side_by_side(partial(write, beam=beam), batches, threads, threads if model.shares else 1)

    return run


def _ctranslate2(translator: Any, sources: list[list[str]]) -> Run:
    def run(sentences: int, beam: int) -> None:
        translator.translate_batch(
            [[*source, "</s>"] for source in sources[:sentences]],
            beam_size=beam,
            min_decoding_length=TARGET,
            max_decoding_length=TARGET,
            return_attention=True,
        )

    return run


def _transformers(model: Any, sources: torch.Tensor) -> Run:
    def run(sentences: int, beam: int) -> None:
        with torch.inference_mode():
            model.generate(
                sources[:sentences],
                num_beams=beam,
                min_new_tokens=TARGET,
                max_new_tokens=TARGET,
                do_sample=False,
            )

    return run


def measure(shape: Shape, threads: int, rounds: int) -> dict[tuple[int, int], dict[str, float]]:
    """Target tokens a second of each engine, for each (sentences, beam)."""
    with TemporaryDirectory() as temporary:
        runs = dict(engines(shape, Path(temporary), threads))
        settings = [(sentences, beam) for sentences in (1, 16) for beam in (1, 4)]
        found: dict[tuple[int, int], dict[str, list[float]]] = {
            s: {name: [] for name in runs} for s in settings
        }
        for round_ in range(rounds + 2):  # two for warming up: TorchScript looks on in the first
            for sentences, beam in settings:
                for name, run in runs.items():
                    if round_ == 1 and name not in ENGINES[: len(PRECISIONS)]:
                        continue
                    calls, began = 0, time.perf_counter()
                    while (took := time.perf_counter() - began) < (_AT_A_TIME if round_ > 1 else 1e-9):
                        run(sentences, beam)
                        calls += 1
                    if round_ > 1:
                        found[sentences, beam][name].append(calls * sentences * TARGET / took)
        return {s: {name: statistics.median(v) for name, v in each.items()} for s, each in found.items()}


def decoding(threads: int, rounds: int) -> str:
    """A table for each shape."""
    warnings.simplefilter("ignore")
    texts = [
        f"Target tokens a second; in brackets the ratio to {RIVALS[1]}, and for float32 and mixed the ratio "
        f"to {RIVALS[0]} behind it. Random weights in MarianMT's shape, {SOURCE} source and {TARGET} target "
        f"tokens, attention kept, medians of {rounds} rounds."
    ]
    for shape in SHAPES:
        rows = []
        for (sentences, beam), speeds in measure(shape, threads, rounds).items():
            eight, whole = speeds[RIVALS[1]], speeds[RIVALS[0]]
            cells = [f"{speeds[name]:.0f} ({speeds[name] / eight:.2f}" for name in ENGINES]
            ours = [
                f"{cell}; {speeds[name] / whole:.2f})" for cell, name in zip(cells[:2], ENGINES, strict=False)
            ]
            rows.append([f"{sentences}, {beam}", *ours, *(f"{cell})" for cell in cells[2:])])
            print(" | ".join(rows[-1]), flush=True)
        texts.append(f"**{shape}**\n\n{table(['sentences, beam', *ENGINES], rows)}")
    return "\n\n".join(texts)
