"""How fast the engine learns, beside the Trainer of transformers: the same network on the same batches."""

from __future__ import annotations

import importlib
import statistics
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from engine.networks.build import build
from engine.text.tokenizer import BOS, EOS, PAD
from engine.training.batches import Batch
from engine.training.config import DataConfig, OptimiserConfig, TokenizerConfig, TrainingConfig
from engine.training.devices import chosen_dtype
from engine.training.trainer import Trainer
from tests.bench.tables import table

VOCAB, WIDTH, HEADS, ENCODER, DECODER = 8000, 256, 4, 6, 2
TOKENS, LONGEST = 2048, 40  # padded target tokens of a batch, tokens of its sentences
SMOOTHING, CLIP, RATE = 0.1, 1.0, 1e-4
UPDATES = 4  # of a round; the first is not counted

Run = Callable[[], float]  # trains for a round; target tokens a second


def batches() -> list[Batch]:
    """Of sentences alike in length, as in a training; source and target have as many tokens."""
    draw = torch.Generator().manual_seed(1)
    found = []
    for longest in (LONGEST, LONGEST // 2, LONGEST // 4, LONGEST // 2)[:UPDATES]:
        rows = TOKENS // longest
        lengths = torch.randint(longest - 3, longest + 1, (rows, 1), generator=draw)
        place = torch.arange(longest)
        gold = torch.randint(10, VOCAB, (rows, longest), generator=draw)
        gold = gold.where(place < lengths, PAD).where(place != lengths - 1, EOS)
        source = torch.randint(10, VOCAB, (rows, longest), generator=draw).where(gold > EOS, gold)
        target = torch.cat((torch.full((rows, 1), BOS), gold[:, :-1]), 1)
        found.append(Batch(source, gold != PAD, target, gold))
    return found


def tokens_a_second(batches: list[Batch], ends: list[float]) -> float:
    """Of all batches but the first; ends: when each was done, in seconds."""
    tokens = sum(int((batch.gold != PAD).sum()) for batch in batches[1:])
    return tokens / (ends[-1] - ends[0])


class _Given(Trainer):
    """Takes its batches from whoever calls `step`."""

    def data(self, _: Any) -> Any:
        return None, None


def ours(given: list[Batch], precision: str) -> tuple[Run, int]:
    """A round of our trainer, and how many numbers the network has."""
    shape = {"vocab": VOCAB, "width": WIDTH, "heads": HEADS, "inner": 4 * WIDTH, "norm": "post"}
    layers = {"encoder_layers": ENCODER, "decoder_layers": DECODER}
    others = {"dropout": 0.1, "activation": "swish", "positions": "sinusoidal in halves"}
    config = TrainingConfig(
        name="bench",
        tokenizer=TokenizerConfig(vocab=VOCAB),
        network={"kind": "transformer", **shape, **layers, **others},
        data=DataConfig(folder="", rates={}),
        optimiser=OptimiserConfig(precision=precision, smoothing=SMOOTHING, clip=CLIP),
    )
    network = build(config.network)
    tokenizer: Any = None
    trainer = _Given(config, network, tokenizer, Path(), torch.device("cpu"))

    def run() -> float:
        ends = []
        for batch in given:
            trainer.step(batch)
            ends.append(time.perf_counter())
        return tokens_a_second(given, ends)

    return run, trainer.master.numel()


def theirs(given: list[Batch], precision: str, folder: str) -> tuple[Run, int]:
    """A round of transformers' trainer, and how many numbers its network has."""
    transformers: Any = importlib.import_module("transformers")  # both of requirements-dev.txt alone
    state: Any = importlib.import_module("accelerate.state")
    config = transformers.MarianConfig(
        vocab_size=VOCAB,
        d_model=WIDTH,
        encoder_layers=ENCODER,
        decoder_layers=DECODER,
        encoder_attention_heads=HEADS,
        decoder_attention_heads=HEADS,
        encoder_ffn_dim=4 * WIDTH,
        decoder_ffn_dim=4 * WIDTH,
        dropout=0.1,
        activation_function="swish",
        scale_embedding=True,
        pad_token_id=PAD,
        eos_token_id=EOS,
        decoder_start_token_id=BOS,
        max_position_embeddings=512,
    )
    model = transformers.MarianMTModel(config)
    items = [
        {
            "input_ids": batch.source,
            "attention_mask": batch.mask.long(),
            "decoder_input_ids": batch.target,
            "labels": batch.gold.where(batch.gold != PAD, -100),
        }
        for batch in given
    ]
    arguments = transformers.TrainingArguments(
        folder,
        max_steps=len(items),
        per_device_train_batch_size=1,  # an item is a whole batch
        label_smoothing_factor=SMOOTHING,
        learning_rate=RATE,
        max_grad_norm=CLIP,
        bf16=precision == "bf16",
        use_cpu=True,
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        logging_strategy="no",
        train_sampling_strategy="sequential",
        remove_unused_columns=False,
        dataloader_pin_memory=False,
    )

    class Clock(transformers.TrainerCallback):  # type: ignore[misc]
        def __init__(self) -> None:
            self.ends: list[float] = []

        def on_step_end(self, *_: Any, **__: Any) -> None:
            self.ends.append(time.perf_counter())

    def run() -> float:
        clock = Clock()
        state.AcceleratorState._reset_state(True)  # it remembers the precision of the last trainer
        trainer = transformers.Trainer(
            deepcopy(model),  # which it wraps
            arguments,
            train_dataset=items,
            data_collator=lambda of_one: of_one[0],
            callbacks=[clock],
        )
        trainer.remove_callback(transformers.PrinterCallback)
        trainer.train()
        return tokens_a_second(given, clock.ends)

    return run, sum(weights.numel() for weights in model.parameters() if weights.requires_grad)


def runs(given: list[Batch], folder: str) -> Iterator[tuple[str, Run]]:
    """Both trainers, in each precision that the processor computes in."""
    fast = chosen_dtype("auto", torch.device("cpu")) == torch.bfloat16
    for precision in ("fp32", "bf16")[: 1 + fast]:
        our_run, numbers = ours(given, precision)
        their_run, others = theirs(given, precision, folder)
        assert numbers == others, "not the same network"
        yield f"Heed {precision}", our_run
        yield f"transformers {precision}", their_run


def training(rounds: int) -> str:
    """A row for each trainer and precision."""
    given = batches()
    with TemporaryDirectory() as folder:
        found = {name: (run, list[float]()) for name, run in runs(given, folder)}
        for _ in range(rounds):
            for run, speeds in found.values():
                speeds.append(run())
    middle = {name: statistics.median(speeds) for name, (_, speeds) in found.items()}
    whole = middle["transformers fp32"]
    rows = [[name, f"{speed:,.0f}", f"{speed / whole:.2f}"] for name, speed in middle.items()]
    for row in rows:
        print(" | ".join(row), flush=True)
    return (
        f"A Transformer of width {WIDTH}, {ENCODER}+{DECODER} layers, vocab {VOCAB:,}; batches of {TOKENS:,} "
        "target tokens with padding, and as many of the source; AdamW, label smoothing, gradients clipped. "
        f"Medians of {rounds} rounds of {UPDATES} updates, the first not counted.\n\n"
        + table(["trainer", "target tokens/s", "of transformers fp32"], rows)
    )
