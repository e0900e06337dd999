"""How good the network is now, on sentences it was not trained on."""

from __future__ import annotations

import math
from pathlib import Path

import torch

from engine.networks.contract import Network
from engine.text.tokenizer import PAD, Tokenizer
from engine.training.batches import make_batch
from engine.training.config import TrainingConfig
from engine.training.corpus import load_corpora
from engine.training.loss import projected_cross_entropy


class Validation:
    """Loss over the first sentences of each validation file, by file and direction."""

    def __init__(self, config: TrainingConfig, tokenizer: Tokenizer, cache: Path) -> None:
        data, self.sentences = config.data, config.validation.sentences
        rates = dict.fromkeys(config.validation.files, 1.0)
        # No pair is too long to be counted: what is left out would flatter the figure.
        self.corpora = load_corpora(Path(data.folder), data.pairs, rates, tokenizer, cache, longest=10_000)

    @torch.no_grad()
    def __call__(self, network: Network, device: torch.device) -> dict[str, float]:
        """{"valid_nll": mean nats a token, "valid_perplexity": ..., "valid.en-fr_nll": ...}."""
        record, all_nll, all_tokens = {}, 0.0, 0
        for corpus in self.corpora:
            nll, tokens = 0.0, 0
            wanted = range(min(self.sentences, len(corpus)))
            for begin in range(0, len(wanted), 50):
                batch = make_batch([(corpus, i) for i in wanted[begin : begin + 50]]).to(device)
                real = batch.gold != PAD
                hidden = network.hidden(batch.source, batch.mask, batch.target)[real]
                _, surprise = projected_cross_entropy(hidden, network.output, batch.gold[real], 0.0)
                nll, tokens = nll + surprise.item(), tokens + int(real.sum())
            record[f"{corpus.name}.{'-'.join(corpus.direction)}_nll"] = nll / tokens
            all_nll, all_tokens = all_nll + nll, all_tokens + tokens
        mean = all_nll / all_tokens
        return {"valid_nll": mean, "valid_perplexity": math.exp(mean), **record}
