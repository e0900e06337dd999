"""The learning set: networks that differ in one thing each, trained and measured alike."""

from __future__ import annotations

import itertools
import math
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from engine.cards import LANGUAGE_MODEL, InstalledModel, ModelCard, find_models
from engine.checkpoint import Model
from engine.errors import BadInput
from engine.inspect.gradients import gradient_norms
from engine.networks.build import build
from engine.runner import Runner
from engine.search.options import DecodingOptions, check
from engine.tasks.decoding import Translation, translate_texts
from engine.tasks.sentences import source_tokens
from engine.text.tokenizer import BOS, PAD, Tokenizer
from engine.training.batches import Position
from engine.training.config import TrainingConfig, directions, read_config
from engine.training.corpus import read_texts
from engine.training.evaluate import write_card
from engine.training.language import LanguageTrainer
from engine.training.metrics import bleu_and_chrf
from engine.training.run import export, train
from engine.training.trainer import Trainer

LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 25), (26, None))  # source words
_FEWEST = 30  # pairs: BLEU of fewer says nothing
_DISTANCES = 16  # source tokens over which the gradient is measured
_SENTENCES = 200  # that are at least as long, for the gradient
_AT_ONCE = 256  # lines
_UPDATES, _ROUNDS = 5, 2  # over which the speed of training is measured
BY_LENGTH = "BLEU by length"  # a metric of the cards
JOINED = ", joined"  # after the name of a test: neighbouring pairs are joined to longer ones


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
    folder: Path, models: Path, device: str, options: DecodingOptions, files: Sequence[str], *, most: int = 0
) -> None:
    """Measures every model of the set that has no scores yet, and writes what is found into its card.

    most: pairs of each file; 0 is all of them.
    """
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
            scores = list(_perplexities(config, runner, files, most))
        else:
            scores = list(_translation_scores(config, model, options, files, most))
        training = {**found.card.training, "gradient": _gradient(config, model, files)}
        if model.device.type == "cpu":
            training["tokens_per_cpu_second"] = _speed(config, model, files[0])
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


def _texts(
    config: TrainingConfig, files: Iterable[str], most: int = 0
) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Path, sources and targets of each file; of a language model both are its language's side."""
    ((source, target),) = directions(config)
    for file in files:
        if config.task == LANGUAGE_MODEL:
            a, b = config.data.pairs[0].split("-")
            other = a if target == b else b
            path, _, lines = read_texts(Path(config.data.folder), file, other, target, most or None)
            yield path, lines, lines
        else:
            yield read_texts(Path(config.data.folder), file, source, target, most or None)


def joined(lines: Sequence[str]) -> list[str]:
    """Neighbouring lines joined to longer texts: two, then three, four, five, and two again.

    As in training (`Batches`), where so many become one pair. What is too little at the end is left out.
    """
    texts, begin = list[str](), 0
    for size in itertools.cycle((2, 3, 4, 5)):
        if begin + size > len(lines):
            return texts
        texts.append(" ".join(lines[begin : begin + size]))
        begin += size
    raise AssertionError("unreachable")


def _translation_scores(
    config: TrainingConfig, model: Model, options: DecodingOptions, files: Sequence[str], most: int
) -> Iterator[dict[str, Any]]:
    """BLEU and chrF of each file, and BLEU of the inputs of each length.

    Only inputs that the network has read as one count for a length. The first file has short sentences,
    as the training data has: there neighbours are joined too, so that there are enough long ones.
    """
    ((source, target),) = directions(config)
    check(options, model.card.max_target)
    for path, sources, references in _texts(config, files, most):
        is_first = path.name.partition(".")[0] == files[0]
        done = _translated(model, sources, (source, target), options)
        record = {"pair": f"{source}-{target}", "beam": options.beam}
        measured, signature = bleu_and_chrf([t.text for t in done], references, target)
        for metric, value in measured.items():
            yield {
                "test": path.name,
                **record,
                "pairs": len(sources),
                "metric": metric,
                "value": round(value, 2),
                "signature": signature,
            }
        if is_first:
            longer = joined(sources)
            done += _translated(model, longer, (source, target), options, whole=True)
            sources, references = sources + longer, references + joined(references)
        for lowest, highest in LENGTHS:
            here = [
                i
                for i, text in enumerate(sources)
                if lowest <= len(text.split()) <= (highest or math.inf) and len(done[i].sentences) == 1
            ]
            if len(here) >= _FEWEST:
                measured, signature = bleu_and_chrf(
                    [done[i].text for i in here], [references[i] for i in here], target
                )
                yield {
                    "test": path.name + JOINED * is_first,
                    **record,
                    "pairs": len(here),
                    "metric": BY_LENGTH,
                    "value": round(measured["BLEU"], 2),
                    "signature": signature,
                    "words": words(lowest, highest),
                }


def _translated(
    model: Model, lines: list[str], pair: tuple[str, str], options: DecodingOptions, *, whole: bool = False
) -> list[Translation]:
    done = []
    for begin in range(0, len(lines), _AT_ONCE):
        done += translate_texts(model, lines[begin : begin + _AT_ONCE], *pair, options, whole=whole)
    return done


def _perplexities(
    config: TrainingConfig, runner: Runner, files: Sequence[str], most: int
) -> Iterator[dict[str, Any]]:
    for path, lines, _ in _texts(config, files, most):
        scores = [score for line in runner.foresee(lines, config.name) for score in line]
        yield {
            "test": path.name,
            "pair": config.data.language,
            "pairs": len(lines),
            "metric": "perplexity",
            "value": round(math.exp(-math.fsum(scores) / len(scores)), 2),
        }


def _speed(config: TrainingConfig, model: Model, file: str) -> int:
    """Target tokens that updates of training learn from in a second of processor time, all threads counted.

    The first updates of a new run on one file, the same sentences for every network; the quicker of two
    rounds. Unlike the time on the clock it hardly depends on what else the machine does.
    """
    few = replace(config.validation, files=(file,), sentences=1, translated=0)
    short = replace(config, data=replace(config.data, rates={file: 1.0}), validation=few)
    kind = LanguageTrainer if config.task == LANGUAGE_MODEL else Trainer
    with tempfile.TemporaryDirectory() as folder:
        network, run = build(config.network), Path(folder) / "run"
        assert isinstance(model.tokenizer, Tokenizer), "the set's models have tokenizers of our own"
        trainer = kind(short, network, model.tokenizer, run, torch.device("cpu"))
        batches = [batch for batch, _ in itertools.islice(trainer.batches.after(Position()), _UPDATES)]
        seconds = []
        for _ in range(_ROUNDS):
            began = time.process_time()
            for batch in batches:
                trainer.step(batch)
            seconds.append(time.process_time() - began)
    return round(trainer.tokens / _ROUNDS / min(seconds))


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
