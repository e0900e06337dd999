"""The learning set: networks that differ in one thing each, trained and measured alike."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from engine.cards import LANGUAGE_MODEL, InstalledModel, ModelCard, find_models
from engine.checkpoint import Model
from engine.errors import BadInput
from engine.inspect.gradients import gradient_norms
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks import source_tokens
from engine.text.tokenizer import BOS, PAD
from engine.training.config import TrainingConfig, directions, read_config
from engine.training.corpus import read_texts
from engine.training.evaluate import write_card
from engine.training.metrics import bleu_and_chrf
from engine.training.run import export, train

LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 25), (26, None))  # source words
_FEWEST = 30  # pairs: BLEU of fewer says nothing
_DISTANCES = 16  # source tokens over which the gradient is measured
_SENTENCES = 200  # that are at least as long, for the gradient
_AT_ONCE = 256  # lines


def config_paths(folder: Path) -> list[Path]:
    """The training files of the set, in the order in which their names sort."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise BadInput(f"There is no training file in {folder}.")
    return paths


def words(lowest: int, highest: int | None) -> str:
    """A group of lengths by its name: "6-10", "over 25"."""
    return f"over {lowest - 1}" if highest is None else f"{lowest}-{highest}"


def train_all(folder: Path, runs: Path, models: Path, device: str) -> None:
    """Trains and exports one after another. What is done is passed over, what was stopped goes on."""
    installed = _installed(models)
    for path in config_paths(folder):
        config = read_config(path)
        done = installed.get(config.name)
        if done and done.card and done.card.training.get("updates") == config.schedule.updates:
            print(f"{config.name} is trained already.", file=sys.stderr)
            continue
        print(f"{config.name}:", file=sys.stderr)
        if not train(path, runs, device, resume=True):
            return
        export(path, runs, models)


def evaluate_all(
    folder: Path, models: Path, device: str, options: DecodingOptions, files: Sequence[str]
) -> None:
    """Measures every model of the set that has no scores yet, and writes what is found into its card."""
    runner = Runner(device, (models,))
    for path in config_paths(folder):
        config = read_config(path)
        found = _installed(models).get(config.name)
        if found is None or found.card is None:
            print(f"{config.name} is not trained yet.", file=sys.stderr)
            continue
        if found.card.scores:
            print(f"{config.name} is measured already.", file=sys.stderr)
            continue
        model = runner.model(config.name)
        if config.task == LANGUAGE_MODEL:
            scores = list(_perplexities(config, runner, files))
        else:
            scores = list(_translation_scores(config, runner, options, files))
        training = {**found.card.training, "gradient": _gradient(config, model, files)}
        write_card(found.folder, replace(found.card, scores=tuple(scores), training=training))
        for record in scores:
            print("\t".join(str(value) for value in (config.name, *record.values())), flush=True)


def cards(folder: Path, models: Path) -> list[ModelCard]:
    """The cards of the models of the set that are there, in its order."""
    installed = _installed(models)
    names = [read_config(path).name for path in config_paths(folder)]
    found = [installed[name].card for name in names if name in installed]
    return [card for card in found if card is not None]


def _installed(models: Path) -> dict[str, InstalledModel]:
    return {model.name: model for model in find_models([models])}


def _texts(config: TrainingConfig, files: Iterable[str]) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Path, sources and targets of each file; of a language model both are its language's side."""
    ((source, target),) = directions(config)
    for file in files:
        if config.task == LANGUAGE_MODEL:
            a, b = config.data.pairs[0].split("-")
            other = a if target == b else b
            path, _, lines = read_texts(Path(config.data.folder), file, other, target)
            yield path, lines, lines
        else:
            yield read_texts(Path(config.data.folder), file, source, target)


def _translation_scores(
    config: TrainingConfig, runner: Runner, options: DecodingOptions, files: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """BLEU and chrF of each file, and BLEU of the sentences of each length."""
    ((source, target),) = directions(config)
    for path, sources, references in _texts(config, files):
        outputs = []
        for begin in range(0, len(sources), _AT_ONCE):
            lines = sources[begin : begin + _AT_ONCE]
            outputs += [t.text for t in runner.translate_many(lines, source, target, config.name, options)]

        def record(
            metric: str, value: float, pairs: int, signature: str, path: Path = path, **more: str
        ) -> dict[str, Any]:
            return {
                "test": path.name,
                "pair": f"{source}-{target}",
                "pairs": pairs,
                "metric": metric,
                "value": round(value, 2),
                "beam": options.beam,
                "signature": signature,
                **more,
            }

        measured, signature = bleu_and_chrf(outputs, references, target)
        for metric, value in measured.items():
            yield record(metric, value, len(sources), signature)
        for lowest, highest in LENGTHS:
            here = [
                i for i, text in enumerate(sources) if lowest <= len(text.split()) <= (highest or math.inf)
            ]
            if len(here) >= _FEWEST:
                measured, signature = bleu_and_chrf(
                    [outputs[i] for i in here], [references[i] for i in here], target
                )
                name = words(lowest, highest)
                yield record("BLEU by length", measured["BLEU"], len(here), signature, words=name)


def _perplexities(config: TrainingConfig, runner: Runner, files: Sequence[str]) -> Iterator[dict[str, Any]]:
    for path, lines, _ in _texts(config, files):
        scores = [score for line in runner.foresee(lines, config.name) for score in line]
        yield {
            "test": path.name,
            "pair": config.data.language,
            "pairs": len(lines),
            "metric": "perplexity",
            "value": round(math.exp(-math.fsum(scores) / len(scores)), 2),
        }


def _gradient(config: TrainingConfig, model: Model, files: Sequence[str]) -> list[float]:
    """The mean of `gradient_norms` by distance in tokens from the last token read, 0 first.

    All distances are of the same sentences: the first ones with so many tokens. Empty if there is none.
    """
    ((a, b),) = directions(config)
    sums, count = torch.zeros(_DISTANCES), 0
    for _, sources, references in _texts(config, files):
        for source, reference in zip(sources, references, strict=True):
            if config.task == LANGUAGE_MODEL:
                # The last token read is not among the prompt's vectors.
                *read, gold = (BOS, *model.tokenizer.encode(source)[0])
                distances = _DISTANCES + 1
            else:
                read = list(source_tokens(source, model, a, b))
                gold = model.tokenizer.encode(reference)[0][0]
                distances = _DISTANCES
            if len(read) < distances or count == _SENTENCES:
                continue
            tokens = torch.tensor([read], device=model.device)
            norms = gradient_norms(
                model.network,
                tokens,
                tokens != PAD,
                torch.tensor([BOS], device=model.device),
                torch.tensor([gold], device=model.device),
            )[0].flip(0)
            sums += norms[distances - _DISTANCES : distances].cpu()
            count += 1
    return [float(f"{value:.4g}") for value in (sums / count).tolist()] if count else []
