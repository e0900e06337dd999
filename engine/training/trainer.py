"""The training loop: the same run whether it is killed and resumed or not, on one process or several."""

from __future__ import annotations

import json
import math
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import torch
import torch.distributed as dist
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn

from engine.errors import BadInput
from engine.networks.contract import Network
from engine.text.tokenizer import PAD, Tokenizer
from engine.training.batches import Batch, Batches, Position
from engine.training.config import TrainingConfig
from engine.training.corpus import load_corpora
from engine.training.flat import FlatParameters
from engine.training.loss import projected_cross_entropy
from engine.training.validation import Validation

_LOG_EVERY = 50  # updates


class Trainer:
    """Everything of one run lives in `folder`: tokenizer, state, metrics, weights of validations.

    With `torchrun`, each process works on its own batch of every group and the gradients are summed.
    Random numbers (dropout) are drawn anew for each update from seed, update and process, so that
    they need not be stored.
    """

    def __init__(
        self,
        config: TrainingConfig,
        network: Network,
        tokenizer: Tokenizer,
        folder: Path,
        device: torch.device,
    ) -> None:
        self.config, self.network, self.folder, self.device = config, network.to(device), folder, device
        self.rank, self.world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        self.flat = FlatParameters(self.network, _dtype(config.optimiser.precision, device))
        self.master = nn.Parameter(self.flat.master, requires_grad=True)
        o = config.optimiser
        self.adam = torch.optim.AdamW(
            [self.master], lr=0.0, betas=(o.beta1, o.beta2), weight_decay=o.weight_decay, fused=True
        )
        data = config.data
        corpora = load_corpora(
            Path(data.folder), data.pairs, data.rates, tokenizer, folder.parent / "cache", data.longest
        )
        self.batches = Batches(corpora, data.tokens, config.seed, self.world)
        self.validation = Validation(config, tokenizer, folder.parent / "cache")
        self.position = Position()
        self.update = 0
        self.tokens = 0  # target tokens read so far
        self.seconds = 0.0  # spent training so far
        self.best = math.inf  # validation loss
        self.worse = 0  # validations since the best
        self.stopping = False

    # The state of a run ------------------------------------------------------------------------

    def save(self) -> None:
        """Writes the state beside the old one and replaces it, so that a kill leaves one of the two."""
        if self.rank:
            return
        adam = self.adam.state[self.master]
        tensors = {
            "weights": self.master.detach(),
            "mean": adam["exp_avg"],
            "square": adam["exp_avg_sq"],
        }
        state = {
            "names": self.flat.names,
            "position": asdict(self.position),
            "world": self.world,
            **{k: getattr(self, k) for k in ("update", "tokens", "seconds", "best", "worse")},
        }
        beside = self.folder / "state.tmp"
        save_file(tensors, beside, metadata={"state": json.dumps(state)})
        beside.replace(self.folder / "state.safetensors")

    def resume(self) -> bool:
        """Goes on from the last saved state; False if there is none."""
        path = self.folder / "state.safetensors"
        if not path.exists():
            return False
        try:
            with safe_open(path, "pt", device=str(self.device)) as file:
                state = json.loads(file.metadata()["state"])
                tensors = {name: file.get_tensor(name) for name in ("weights", "mean", "square")}
        except (SafetensorError, KeyError, ValueError) as error:
            raise BadInput(f"{path} cannot be read ({error}). Delete it to begin again.") from None
        if state["names"] != [list(x) for x in self.flat.names]:
            raise BadInput(f"{path} belongs to another network. Choose another name, or delete the folder.")
        if state["world"] != self.world:
            print(
                f"resumed on {self.world} processes, saved on {state['world']}: the data order changes",
                file=sys.stderr,
            )
        with torch.no_grad():
            self.master.copy_(tensors["weights"])
        self.flat.publish()
        self.position = Position(**state["position"])
        for k in ("update", "tokens", "seconds", "best", "worse"):
            setattr(self, k, state[k])
        self.adam.state[self.master] = {
            "step": torch.tensor(float(self.update)),
            "exp_avg": tensors["mean"],
            "exp_avg_sq": tensors["square"],
        }
        return True

    # The loop ----------------------------------------------------------------------------------

    def run(self) -> None:
        """Trains to the end of the schedule, or until a signal or early stopping ends it."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        metrics = self._open_metrics()
        log = _Log(self.config.schedule.updates, metrics)
        batches = self.batches.after(self.position, self.rank)
        began = time.monotonic() - self.seconds
        while self.update < self.config.schedule.updates:
            batch, self.position = next(batches)
            stop, record = self._step(batch.to(self.device))
            self.seconds = time.monotonic() - began
            log.add(record, self.update, self.tokens, self.seconds)
            if self.update % self.config.validation.every == 0 or self.update == self.config.schedule.updates:
                stop |= self._validate(log)
            if stop or self.update % self.config.checkpoint.every == 0:
                self.save()
            if stop:
                break
        self.save()
        if metrics is not None:
            metrics.close()

    def _step(self, batch: Batch) -> tuple[bool, dict[str, float]]:
        self.update += 1
        torch.manual_seed((self.config.seed << 40) + (self.update << 8) + self.rank)
        self.network.train()
        real = batch.gold != PAD
        hidden = self.network.hidden(batch.source, batch.mask, batch.target)[real]
        loss, surprise = projected_cross_entropy(
            hidden,
            self.network.output,
            batch.gold[real],
            self.config.optimiser.smoothing,
        )
        loss.backward()  # type: ignore[no-untyped-call]
        sums = torch.tensor(
            [loss.item(), surprise.item(), float(real.sum()), float(self.stopping)], device=self.device
        )
        gradients = self.flat.gradients.float()
        if self.world > 1:
            dist.all_reduce(sums)
            dist.all_reduce(gradients)
        loss_sum, surprise_sum, tokens, stop = sums.tolist()
        gradients /= tokens
        norm = gradients.norm().item()
        clip = self.config.optimiser.clip
        if clip and norm > clip:
            gradients *= clip / norm
        rate = self.config.schedule(self.update)
        if math.isfinite(norm):  # one bad batch must not end a run of days
            self.adam.param_groups[0]["lr"] = rate
            self.master.grad = gradients
            self.adam.step()
            self.flat.publish()
        self.flat.gradients.zero_()
        self.tokens += int(tokens)
        record = {
            "loss": loss_sum / tokens,
            "nll": surprise_sum / tokens,
            "gradient_norm": norm,
            "rate": rate,
        }
        return stop > 0, record

    def _validate(self, log: _Log) -> bool:
        """Keeps these weights for averaging; True when early stopping says so."""
        worse = torch.zeros(1)
        if self.rank == 0:
            self.network.eval()
            record = self.validation(self.network, self.device)
            log.write({"update": self.update, **record})
            loss = record["valid_nll"]
            self.best, self.worse = (loss, 0) if loss < self.best else (self.best, self.worse + 1)
            worse[0] = self.worse
            save_file(
                self.flat.named(self.master.detach()), self.folder / f"weights-{self.update:07}.safetensors"
            )
            kept = sorted(self.folder.glob("weights-*.safetensors"))
            for old in kept[: -2 * self.config.checkpoint.average]:
                old.unlink()
        if self.world > 1:
            dist.broadcast(worse, 0)
        patience = self.config.validation.patience
        return bool(patience and worse.item() >= patience)

    def _stop(self, *_: object) -> None:
        """A signal ends the run after this update, with its state saved."""
        self.stopping = True

    def _open_metrics(self) -> TextIO | None:
        """metrics.jsonl, without what an ended run wrote after the state that is resumed."""
        if self.rank:
            return None
        path = self.folder / "metrics.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        kept = [line for line in lines if line.endswith("\n") and json.loads(line)["update"] <= self.update]
        beside = path.with_suffix(".tmp")
        beside.write_text("".join(kept), encoding="utf-8")
        beside.replace(path)
        return path.open("a", encoding="utf-8")


class _Log:
    """Means over some updates, as a line for people on stderr and one for programs in the file."""

    def __init__(self, updates: int, file: TextIO | None) -> None:
        self.updates, self.file = updates, file
        self.sums: dict[str, float] = {}
        self.count = 0
        self.last: tuple[int, float] | None = None

    def add(self, record: dict[str, float], update: int, tokens: int, seconds: float) -> None:
        for key, value in record.items():
            self.sums[key] = self.sums.get(key, 0.0) + value
        self.count += 1
        if update % _LOG_EVERY and update != self.updates:
            return
        means = {key: value / self.count for key, value in self.sums.items()}
        tokens_before, seconds_before = self.last or (0, 0.0)
        speed = (tokens - tokens_before) / max(seconds - seconds_before, 1e-9) if self.last else math.nan
        self.last, self.sums, self.count = (tokens, seconds), {}, 0
        self.write({"update": update, **means, "tokens": tokens, "seconds": round(seconds, 2)})
        if self.file is not None:
            left = (self.updates - update) * seconds / update
            print(
                f"{update}/{self.updates}  loss {means['loss']:.3f}  "
                f"ppl {math.exp(min(means['nll'], 20)):.2f}  "
                f"rate {means['rate']:.2e}  norm {means['gradient_norm']:.2f}  {speed:.0f} tokens/s  "
                f"{left / 60:.0f} min left",
                file=sys.stderr,
                flush=True,
            )

    def write(self, record: dict[str, Any]) -> None:
        if self.file is not None:
            self.file.write(json.dumps(record) + "\n")
            self.file.flush()


def _dtype(precision: str, device: torch.device) -> torch.dtype:
    """bfloat16 where the device computes in it; elsewhere it would be slower than float32."""
    if precision == "auto":
        if device.type == "cuda":
            fast = torch.cuda.is_bf16_supported()
        else:
            # Not public, hence the fall-back: without the instruction bf16 is 4 times slower.
            asked: Callable[[], bool] = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
            fast = asked()
        precision = "bf16" if fast else "fp32"
    try:
        return {"bf16": torch.bfloat16, "fp32": torch.float32}[precision]
    except KeyError:
        raise BadInput(f"precision {precision!r} is neither auto, bf16 nor fp32.") from None


def join_processes() -> None:
    """Under `torchrun`, becomes one of its processes."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
