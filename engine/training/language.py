"""Training of language models on running text: truncated backpropagation through time.

The text is cut into as many rows as go into a batch. Each update reads the next block of every row,
with the state that the block before has left, and the gradient ends where the block begins (Mikolov et
al. 2010; Werbos 1990 for the method).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.networks.contract import Network, State
from engine.networks.language import LanguageModel
from engine.networks.state import detach, each_tensor
from engine.text.normalise import plain
from engine.text.tokenizer import BOS, EOS, PAD, Tokenizer
from engine.training.batches import Batch, Position, endless
from engine.training.config import TrainingConfig
from engine.training.corpus import find_file, find_text, read_lines, read_pairs
from engine.training.loss import projected_cross_entropy
from engine.training.trainer import Reading, Trainer

Numbers = NDArray[np.int64]

# Rows that forget what they have read before a block, so that a text's beginning is no strange place:
# without them a small model gave the first token of a line by itself 4 nats less than it does now.
_FORGETTING = 1 / 16


@dataclass(frozen=True)
class Text:
    """One file: its lines as tokens. `rate` is how often a pass over the data takes each line."""

    name: str
    rate: float
    lines: tuple[list[int], ...]


def load_texts(config: TrainingConfig, tokenizer: Tokenizer, rates: dict[str, float]) -> list[Text]:
    """The named files of the model's language: `NAME.LL.txt`, or one side of the pairs.

    Either may end in .xz. A line that stands in a file several times is taken once.
    """
    data, texts = config.data, []
    for name, rate in rates.items():
        for lines in _files(Path(data.folder), name, data.language, data.pairs) if rate > 0 else ():
            distinct = dict.fromkeys(plain(line) for line in lines)
            tokens = tokenizer.tokens([line for line in distinct if line])
            texts.append(Text(name, rate, tuple(line for line in tokens if line)))
    if not any(text.lines for text in texts):
        raise BadInput(f"No text of {', '.join(rates)} in {data.language!r} is in {data.folder}.")
    return texts


def _files(folder: Path, name: str, language: str, pairs: Sequence[str]) -> Iterator[Iterator[str]]:
    """The lines of each file of this name."""
    text = find_text(folder, name, language)
    if text is not None:
        yield read_lines(text)
    for pair in pairs if text is None else ():
        path = find_file(folder, name, pair)
        if path is not None and language in pair.split("-"):
            side = pair.split("-").index(language)
            yield (columns[side] for columns in read_pairs(path))


class Blocks:
    """Endless blocks of `rows` rows of running text for each of `world` processes.

    A pass takes the lines of each text in a shuffled order, as many as its rate says, joins them and
    cuts the whole into equal rows. Each line is read from BOS on and should be continued up to EOS.
    """

    def __init__(self, texts: Sequence[Text], rows: int, block: int, seed: int, world: int = 1) -> None:
        self.texts, self.rows, self.block, self.seed, self.world = texts, rows, block, seed, world

    def after(self, position: Position, rank: int = 0) -> Iterator[tuple[Batch, Position]]:
        """The blocks of process `rank` from `position` on, each with the position that follows it.

        In a position, `pool` counts passes and `group` blocks.
        """
        while True:
            read, gold = (
                torch.from_numpy(rows[rank * self.rows : (rank + 1) * self.rows])
                for rows in self._pass(position.pool)
            )
            blocks = max(1, read.shape[1] // self.block)
            for number in range(position.group, blocks):
                here = slice(number * self.block, (number + 1) * self.block)
                last = number + 1 == blocks
                position = Position(position.pool + 1, 0) if last else Position(position.pool, number + 1)
                source = read[:, :0]
                yield Batch(source, source != PAD, read[:, here], gold[:, here]), position

    def _pass(self, number: int) -> tuple[Numbers, Numbers]:
        """What is read and what is written, each (rows of all processes, length)."""
        lines = []
        for i, text in enumerate(self.texts):
            share = len(text.lines) * text.rate
            begin, end = round(number * share), round((number + 1) * share)
            lines += [text.lines[k] for k in endless(len(text.lines), begin, end, (self.seed, i))]
        order = np.random.default_rng((self.seed, number)).permutation(len(lines))
        rows = self.world * self.rows
        read = np.array([token for k in order for token in (BOS, *lines[k])], dtype=np.int64)
        gold = np.array([token for k in order for token in (*lines[k], EOS)], dtype=np.int64)
        length = len(read) // rows
        if not length:
            raise BadInput(f"The training files are too small for {rows} rows of text.")
        return read[: rows * length].reshape(rows, length), gold[: rows * length].reshape(rows, length)


class LanguageValidation:
    """Loss and perplexity over the first lines of each validation file, each line by itself."""

    def __init__(self, config: TrainingConfig, tokenizer: Tokenizer) -> None:
        rates = dict.fromkeys(config.validation.files, 1.0)
        self.texts = load_texts(config, tokenizer, rates)
        self.sentences = config.validation.sentences

    @torch.no_grad()
    def __call__(self, network: Network, device: torch.device) -> dict[str, float]:
        """Records named "valid_nll" (nats a token, EOS counted) and "valid_perplexity", "FILE_nll"."""
        apart, all_nll, all_tokens = {}, 0.0, 0
        for text in self.texts:
            lines = text.lines[: self.sentences]
            sums = [self._measure(network, lines[i : i + 50], device) for i in range(0, len(lines), 50)]
            nll, tokens = sum(nll for nll, _ in sums), sum(tokens for _, tokens in sums)
            apart[f"{text.name}_nll"] = nll / tokens
            all_nll, all_tokens = all_nll + nll, all_tokens + tokens
        mean = all_nll / all_tokens
        return {"valid_nll": mean, "valid_perplexity": math.exp(min(mean, 700)), **apart}

    def _measure(
        self, network: Network, lines: Sequence[list[int]], device: torch.device
    ) -> tuple[float, int]:
        """Nats and tokens of some lines."""
        longest = max(map(len, lines)) + 1
        read = torch.tensor(
            [[BOS, *line] + [PAD] * (longest - len(line) - 1) for line in lines], device=device
        )
        gold = torch.tensor(
            [[*line, EOS] + [PAD] * (longest - len(line) - 1) for line in lines], device=device
        )
        real, source = gold != PAD, read[:, :0]
        hidden = network.hidden(source, source != PAD, read)[real]
        _, surprise = projected_cross_entropy(hidden, network.output, gold[real], 0.0)
        return surprise.item(), int(real.sum())


class LanguageTrainer(Trainer):
    """A run whose state goes on from block to block, also when it is resumed.

    Of several processes the first alone goes on with its state; the others begin with none.
    """

    carried: State | None = None  # what the blocks so far have left

    def data(self, tokenizer: Tokenizer) -> tuple[Blocks, LanguageValidation]:
        config = self.config
        texts = load_texts(config, tokenizer, config.data.rates)
        rows = max(1, config.data.tokens // config.data.block)
        blocks = Blocks(texts, rows, config.data.block, config.seed, self.world)
        return blocks, LanguageValidation(config, tokenizer)

    def read(self, batch: Batch) -> Reading:
        network = cast(LanguageModel, self.network)
        rows = len(batch.target)
        state = network.begin(rows) if self.carried is None else self.carried
        going_on = torch.rand(rows, device=self.device) >= _FORGETTING
        state = each_tensor(state, lambda part: part * going_on.view(-1, *[1] * (part.dim() - 1)))
        hidden, state = network.read(batch.target, state)
        self.carried = detach(state)
        return Reading(hidden)

    def kept(self) -> dict[str, Tensor]:
        tensors: list[Tensor] = []
        each_tensor(self.carried, lambda tensor: tensors.append(tensor) or tensor)  # type: ignore[func-returns-value]
        return {f"carried.{i}": tensor.contiguous() for i, tensor in enumerate(tensors)}

    def take_up(self, kept: dict[str, Tensor]) -> None:
        if kept and self.rank == 0:
            tensors = iter(kept[f"carried.{i}"] for i in range(len(kept)))
            self.carried = each_tensor(cast(LanguageModel, self.network).begin(1), lambda _: next(tensors))
