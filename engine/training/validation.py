"""How good the network is now, on sentences it was not trained on."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import fmean

import torch

from engine.cards import SUMMARISE, TRANSLATE
from engine.checkpoint import Model
from engine.networks.contract import Network
from engine.networks.copying import ways
from engine.search.options import DecodingOptions
from engine.tasks.decoding import translate_texts
from engine.text.tokenizer import PAD, Tokenizer
from engine.training.batches import Drawn, make_batch
from engine.training.config import TrainingConfig, card
from engine.training.corpus import read_texts
from engine.training.data import corpora_of
from engine.training.loss import projected_cross_entropy
from engine.training.metrics import bleu_and_chrf


class Validation:
    """Loss, BLEU and chrF over the first sentences of each validation file, by file and direction."""

    def __init__(self, config: TrainingConfig, network: Network, tokenizer: Tokenizer, cache: Path) -> None:
        data, self.sentences = config.data, config.validation.sentences
        self.card, self.tokenizer = card(config), tokenizer
        rates = dict.fromkeys(config.validation.files, 1.0)
        # Pairs too long for training count, if the network can read them: leaving them out would flatter.
        # Documents are cut as in training.
        longest = data.longest if config.task == SUMMARISE else int(min(10_000, network.longest - 2))
        self.corpora = corpora_of(config, rates, tokenizer, cache, longest)
        translated = config.validation.translated if config.task == TRANSLATE else 0
        self.texts = [
            read_texts(Path(data.folder), corpus.name, *corpus.direction, translated)[1:]
            for corpus in (self.corpora if translated else ())
        ]

    @torch.no_grad()
    def __call__(self, network: Network, device: torch.device) -> dict[str, float]:
        """Records named "valid_nll" (nats a token), "valid_perplexity", "valid_BLEU", "valid_chrF" for
        all, and "FILE.en-fr_nll", "..._BLEU", "..._chrF". BLEU and chrF of all are the means over files.
        """
        apart, all_nll, all_tokens = {}, 0.0, 0
        for corpus in self.corpora:
            nll, tokens = 0.0, 0
            wanted = range(min(self.sentences, len(corpus)))
            for begin in range(0, len(wanted), 50):
                batch = make_batch([Drawn(corpus, (i,)) for i in wanted[begin : begin + 50]]).to(device)
                real = batch.gold != PAD
                hidden, pointing = network.pointed(batch.source, batch.mask, batch.target)
                copied = None if pointing is None else ways(pointing, batch.source, batch.gold)[real]
                _, surprise = projected_cross_entropy(
                    hidden[real], network.output, batch.gold[real], 0.0, copied
                )
                nll, tokens = nll + surprise.item(), tokens + int(real.sum())
            apart[f"{_place(corpus.name, corpus.direction)}_nll"] = nll / tokens
            all_nll, all_tokens = all_nll + nll, all_tokens + tokens
        mean = all_nll / all_tokens
        record = {"valid_nll": mean, "valid_perplexity": math.exp(min(mean, 700))}  # exp(710) overflows
        translated = self._translated(Model(self.card, network, self.tokenizer, device))
        for metric in ("BLEU", "chrF") if translated else ():
            record[f"valid_{metric}"] = fmean(v for k, v in translated.items() if k.endswith(metric))
        return {**record, **apart, **translated}

    def _translated(self, model: Model) -> dict[str, float]:
        record = {}
        for corpus, (sources, references) in zip(self.corpora, self.texts, strict=False):
            outputs = translate_texts(model, sources, *corpus.direction, DecodingOptions(beam=1))
            measured, _ = bleu_and_chrf([o.text for o in outputs], references, corpus.direction[1])
            place = _place(corpus.name, corpus.direction)
            record.update({f"{place}_{metric}": value for metric, value in measured.items()})
        return record


def _place(name: str, direction: tuple[str, str]) -> str:
    return f"{name}.{'-'.join(direction)}"
