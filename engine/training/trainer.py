"""The training loop: the same run whether it is killed and resumed or not, on one process or several."""

from __future__ import annotations

import json
import math
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import torch
import torch.distributed as dist
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from engine.errors import BadInput
from engine.networks.contract import Network, Pointing
from engine.networks.copying import ways
from engine.text.tokenizer import PAD, Tokenizer
from engine.training.batches import Batch, Batches, Position, inside_of
from engine.training.config import TrainingConfig
from engine.training.data import corpora_of
from engine.training.devices import chosen_dtype
from engine.training.flat import FlatParameters
from engine.training.links import guided_loss
from engine.training.log import Log
from engine.training.loss import projected_cross_entropy
from engine.training.scheduled import mixed_target
from engine.training.validation import Validation


class Data(Protocol):
    def after(self, position: Position, rank: int = 0) -> Iterator[tuple[Batch, Position]]:
        """The batches of process `rank` from `position` on, each with the position that follows it."""
        ...


@dataclass(frozen=True)
class Reading:
    """What a network makes of a batch, for the loss."""

    hidden: Tensor  # (batch, target, width), before the output layer
    pointing: Pointing | None = None  # what it would copy, if it copies
    guided: Tensor | None = None  # the loss of guided attention, if there is any


Measure = Callable[[Network, torch.device], dict[str, float]]


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
        self.flat = FlatParameters(self.network, chosen_dtype(config.optimiser.precision, device))
        self.master = nn.Parameter(self.flat.master, requires_grad=True)
        o = config.optimiser
        self.adam = torch.optim.AdamW(
            [self.master], lr=0.0, betas=(o.beta1, o.beta2), weight_decay=o.weight_decay, fused=True
        )
        self._set_adam(0, torch.zeros_like(self.master.detach()), torch.zeros_like(self.master.detach()))
        self.batches, self.validation = self.data(tokenizer)
        self.log = Log(config.schedule.updates)
        self.position = Position()
        self.update = 0
        self.tokens = 0  # target tokens read so far
        self.seconds = 0.0  # spent training so far
        self.best = math.inf  # validation loss
        self.worse = 0  # validations since the best
        self.stopping = False

    # What another task does in its own way -------------------------------------------------------

    def data(self, tokenizer: Tokenizer) -> tuple[Data, Measure]:
        """What is learnt from, and what measures the network."""
        data, cache = self.config.data, self.folder.parent / "cache"
        corpora = corpora_of(self.config, data.rates, tokenizer, cache, data.longest, learning=True)
        batches = Batches(
            corpora,
            data.tokens,
            self.config.seed,
            self.world,
            joined=data.joined,
            longest=data.longest,
            inside=inside_of(tokenizer),
        )
        return batches, Validation(self.config, self.network, tokenizer, cache)

    def read(self, batch: Batch) -> Reading:
        """What the network makes of a batch."""
        share = self.config.optimiser.scheduled_sampling * self.update / self.config.schedule.updates
        target = mixed_target(self.network, batch, share) if share else batch.target
        if batch.links is None:
            return Reading(*self.network.pointed(batch.source, batch.mask, target))
        hidden, attention = self.network.attended(batch.source, batch.mask, target)
        return Reading(hidden, guided=guided_loss(attention, batch.links, self.config.guided))

    def kept(self) -> dict[str, Tensor]:
        """Tensors to save beside those of every run."""
        return {}

    def take_up(self, kept: dict[str, Tensor]) -> None:
        """Goes on with what `kept` has saved."""

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
            **self.kept(),
        }
        state = {
            "names": self.flat.names,
            "position": asdict(self.position),
            "world": self.world,
            "steps": int(adam["step"].item()),  # less than updates where gradients were not numbers
            "log": [self.log.sums, self.log.count],
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
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            weights, mean, square = (tensors.pop(name) for name in ("weights", "mean", "square"))
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise BadInput(f"{path} cannot be read ({error}). Delete it to begin again.") from None
        if state["names"] != [list(x) for x in self.flat.names]:
            raise BadInput(f"{path} belongs to another network. Choose another name, or delete the folder.")
        if state["world"] != self.world:
            print(
                f"resumed on {self.world} processes, saved on {state['world']}: the data order changes",
                file=sys.stderr,
            )
        with torch.no_grad():
            self.master.copy_(weights)
        self.flat.publish()
        self.position = Position(**state["position"])
        for k in ("update", "tokens", "seconds", "best", "worse"):
            setattr(self, k, state[k])
        self._set_adam(state.get("steps", self.update), mean, square)
        self.take_up(tensors)
        self.log.sums, self.log.count = state.get("log", ({}, 0))
        return True

    def _set_adam(self, steps: int, mean: Tensor, square: Tensor) -> None:
        step = torch.tensor(float(steps), device=self.device)  # the fused kernel reads it there
        self.adam.state[self.master] = {"step": step, "exp_avg": mean, "exp_avg_sq": square}

    # The loop ----------------------------------------------------------------------------------

    def run(self) -> None:
        """Trains to the end of the schedule, or until a signal or early stopping ends it."""
        handlers = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            if self.rank == 0:
                self._forget_later()
                self.log.open(self.folder / "metrics.jsonl", self.update, self.tokens, self.seconds)
            self._loop()
        finally:
            self.log.close()
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def _loop(self) -> None:
        updates, patience = self.config.schedule.updates, self.config.validation.patience
        batches = self.batches.after(self.position, self.rank)
        began = time.monotonic() - self.seconds
        stop = False
        while self.update < updates and not stop and not (patience and self.worse >= patience):
            batch, self.position = next(batches)
            stop, record = self.step(batch.to(self.device))
            self.seconds = time.monotonic() - began
            self.log.add(record, self.update, self.tokens, self.seconds)
            if self.update % self.config.validation.every == 0 or self.update == updates:
                self._validate()
            if self.update % self.config.checkpoint.every == 0:
                self.save()
        self.save()
        if stop:
            self.log.say(f"Stopped after update {self.update}. Go on with --resume.")

    def step(self, batch: Batch) -> tuple[bool, dict[str, float]]:
        """One update. Returns whether a signal asks for the end, and what is known of the update."""
        self.update += 1
        torch.manual_seed(((self.config.seed << 40) + (self.update << 8) + self.rank) % 2**63)
        self.network.train()
        real = batch.gold != PAD
        reading = self.read(batch)
        loss, surprise = projected_cross_entropy(
            reading.hidden[real],
            self.network.output,
            batch.gold[real],
            self.config.optimiser.smoothing,
            None if reading.pointing is None else ways(reading.pointing, batch.source, batch.gold)[real],
        )
        guided = reading.guided
        total = loss if guided is None else loss + self.config.guided.weight * guided
        total.backward()  # type: ignore[no-untyped-call]
        apart = 0.0 if guided is None else guided.item()
        sums = torch.tensor(
            [loss.item(), surprise.item(), apart, float(real.sum()), float(self.stopping)], device=self.device
        )
        gradients = self.flat.gradients.float()
        if self.world > 1:
            dist.all_reduce(sums)
            dist.all_reduce(gradients)
        loss_sum, surprise_sum, guided_sum, tokens, stop = sums.tolist()
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
            "clipped_norm": min(norm, clip) if clip else norm,
            "rate": rate,
            **({"guided": guided_sum / tokens} if self.config.guided.weight else {}),
        }
        return stop > 0, record

    def _validate(self) -> None:
        """Measures the network and keeps its weights for averaging."""
        worse = torch.zeros(1, device=self.device)
        if self.rank == 0:
            self.network.eval()
            record = self.validation(self.network, self.device)
            self.log.write({"update": self.update, **record})
            means = [f"{key} {value:.2f}" for key, value in record.items() if key.startswith("valid_")]
            self.log.say(f"{self.update}/{self.config.schedule.updates}  {'  '.join(means)}")
            loss = record["valid_nll"]
            self.best, self.worse = (loss, 0) if loss < self.best else (self.best, self.worse + 1)
            worse[0] = self.worse
            self._keep_weights()
        if self.world > 1:
            dist.broadcast(worse, 0)
        self.worse = int(worse.item())

    def _keep_weights(self) -> None:
        beside = self.folder / "weights.tmp"
        save_file(self.flat.named(self.master.detach()), beside)
        beside.replace(self.folder / f"weights-{self.update:07}.safetensors")
        for old in sorted(self.folder.glob("weights-*.safetensors"))[: -2 * self.config.checkpoint.average]:
            old.unlink()

    def _forget_later(self) -> None:
        """Removes the weights that an ended run kept after the state that is resumed."""
        for path in self.folder.glob("weights-*.safetensors"):
            if int(path.stem.removeprefix("weights-")) > self.update:
                path.unlink()

    def _stop(self, *_: object) -> None:
        """A signal ends the run after this update, with its state saved."""
        self.stopping = True
