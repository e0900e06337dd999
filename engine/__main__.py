"""The engine from a terminal: UTF-8, one line in, one line out; problems to stderr, exit code 2.

torch is imported only by the commands that compute, so that the others answer at once.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import NoReturn

from engine.cards import find_models
from engine.errors import Failure
from engine.search.options import DecodingOptions


def models(_: argparse.Namespace) -> None:
    for model in find_models():
        if model.card is None:
            print(f"{model.name}: {model.damage}", file=sys.stderr)
        else:
            pairs = " ".join(f"{a}-{b}" if a != b else a for a, b in model.card.pairs)
            print(model.name, model.card.task, pairs, sep="\t")


def translate(arguments: argparse.Namespace) -> None:
    from tqdm import tqdm

    from engine.runner import Runner
    from engine.terminal import line_groups

    runner = Runner(arguments.device)
    options = _options(arguments)
    pair = arguments.source, arguments.target
    name = runner.choose(*pair, arguments.model)
    # The bar is for people: none where stderr is not a terminal, or where they type the lines.
    with tqdm(unit="line", disable=not sys.stderr.isatty() or sys.stdin.isatty()) as bar:
        for group in line_groups():
            for line, translation in zip(
                group, runner.translate_many(group, *pair, name, options), strict=True
            ):
                if arguments.json:
                    hypotheses = [
                        [{"text": d.text, "score": d.score, "tokens": len(d.pieces)} for d in drafts]
                        for drafts in translation.sentences
                    ]
                    record = {"source": line, "translation": translation.text, "sentences": hypotheses}
                    print(json.dumps(record, ensure_ascii=False))
                else:
                    # A line must stay one line, whatever separators the text holds.
                    print(" ".join(translation.text.splitlines()))
            sys.stdout.flush()
            bar.update(len(group))


def score(arguments: argparse.Namespace) -> None:
    from engine.runner import Runner
    from engine.terminal import line_groups, pairs

    runner = Runner(arguments.device)
    name = runner.choose(arguments.source, arguments.target, arguments.model)
    first = 1
    for group in line_groups():
        scored = runner.score(pairs(group, first), arguments.target, name)
        for nats, tokens in scored:
            print(f"{nats:.4f}\t{tokens}")
        sys.stdout.flush()
        first += len(group)


def continue_(arguments: argparse.Namespace) -> None:
    from engine.events import Failed, Finished
    from engine.requests import Continue
    from engine.runner import Runner
    from engine.terminal import line_groups

    runner, options = Runner(arguments.device), _options(arguments)
    for group in line_groups():
        for line in group:
            for event in runner.run(Continue(number=0, text=line, model=arguments.model, options=options)):
                match event:
                    case Finished(text=text):
                        print(" ".join(text.splitlines()))
                    case Failed(failure=failure):
                        raise failure
        sys.stdout.flush()


def perplexity(arguments: argparse.Namespace) -> None:
    from math import exp, fsum

    from engine.runner import Runner
    from engine.terminal import line_groups

    runner = Runner(arguments.device)
    total, count = 0.0, 0
    for group in line_groups():
        for scores in runner.foresee(group, arguments.model):
            nats = fsum(scores)
            print(f"{exp(-nats / len(scores)):.2f}\t{nats:.4f}\t{len(scores)}")
            total, count = total + nats, count + len(scores)
        sys.stdout.flush()
    if count:
        print(f"all lines: perplexity {exp(-total / count):.2f}, {count} tokens", file=sys.stderr)


def train(arguments: argparse.Namespace) -> None:
    from engine.training.run import train

    train(arguments.config, arguments.runs, arguments.device, resume=arguments.resume)


def export(arguments: argparse.Namespace) -> None:
    from engine.training.run import export

    export(arguments.config, arguments.runs, arguments.models)


def evaluate(arguments: argparse.Namespace) -> None:
    from engine.training.evaluate import evaluate

    evaluate(
        arguments.model,
        [pair for pair in arguments.pairs.split(",") if pair],
        arguments.data,
        arguments.files.split(","),
        _options(arguments),
        arguments.device,
        most=arguments.sentences,
        write=arguments.write,
    )


def learning(arguments: argparse.Namespace) -> None:
    from engine.training.learning import evaluate_all, train_all
    from engine.training.learning_page import write_page

    folder, models = arguments.folder, arguments.models
    match arguments.what:
        case "train":
            train_all(folder, arguments.runs, models, arguments.device)
        case "evaluate":
            evaluate_all(folder, models, arguments.device, _options(arguments), arguments.files.split(","))
        case "page":
            write_page(folder, models)


def main() -> None:
    # Waiting threads that spin make a busy machine four times slower; torch reads this when imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    arguments = _parser().parse_args()
    try:
        arguments.command(arguments)
        sys.stdout.flush()
    except Failure as failure:
        _give_up(str(failure), 2)
    except BrokenPipeError:  # the reader has what it wanted: `... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        _give_up("Stopped.", 130)
    except MemoryError:
        from engine.errors import OutOfMemory

        _give_up(str(OutOfMemory()), 2)


def _give_up(sentence: str, code: int) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(function: object, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(function.__name__.rstrip("_"), help=text, description=text)  # type: ignore[attr-defined]
        added.set_defaults(command=function)
        return added

    command(models, "List the installed models: name, task, languages.")

    p = command(translate, "Translate lines of stdin.")
    _pair(p)
    _decoding(p)
    p.add_argument("--json", action="store_true", help="one JSON record a line, with scores and n-best")

    p = command(score, "Log-probability in nats and token count of targets: source, tab, target a line.")
    _pair(p)

    p = command(continue_, "Go on writing after each line of stdin, with a language model.")
    p.add_argument("--model", required=True)
    _decoding(p, beam=1, temperature=0.8)

    p = command(perplexity, "Perplexity, log-probability in nats and token count of each line of stdin.")
    p.add_argument("--model", required=True, help="a language model")
    _device(p)

    p = command(train, "Train as a TOML file says. With torchrun, on several processes or GPUs.")
    _run(p)
    p.add_argument("--resume", action="store_true", help="go on exactly where the run was left")
    _device(p)

    p = command(export, "Make a model of a run: the mean of its last validations' weights.")
    _run(p)
    p.add_argument("--models", type=Path, default=Path("models"), help="folder to put it in (models)")

    p = command(evaluate, "BLEU and chrF of a translation model on the validation files.")
    p.add_argument("--model", required=True)
    p.add_argument("--pairs", default="", help="such as en-fr,fr-en; all of the model's by default")
    p.add_argument("--data", type=Path, default=Path("data/translation"), help="folder of the files")
    p.add_argument("--files", default="valid,valid-flores", help="names before the pair (valid,valid-flores)")
    p.add_argument("--sentences", type=int, default=0, help="only the first N of each file; 0 is all")
    p.add_argument("--write", action="store_true", help="put the scores into the model's card")
    _decoding(p)

    p = command(learning, "The learning set: train all its models, measure them, write its page.")
    p.add_argument("what", choices=("train", "evaluate", "page"))
    p.add_argument("--folder", type=Path, default=Path("models/learning"), help="folder of its TOML files")
    p.add_argument("--models", type=Path, default=Path("models"), help="folder to put the models in (models)")
    p.add_argument("--runs", type=Path, default=Path("runs"), help="folder of all runs (runs)")
    p.add_argument("--files", default="valid,valid-flores", help="names before the pair (valid,valid-flores)")
    _decoding(p)
    return parser


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, metavar="CONFIG.toml")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of all runs (runs)")


def _pair(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", required=True, metavar="LANGUAGE")
    parser.add_argument("--to", dest="target", required=True, metavar="LANGUAGE")
    parser.add_argument("--model", help="an installed model; the best for the pair by default")
    _device(parser)


def _device(parser: argparse.ArgumentParser) -> None:
    if not any(action.dest == "device" for action in parser._actions):
        parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")


_HELP = {
    "beam": "hypotheses kept alive; 1 is greedy",
    "n_best": "hypotheses handed out, with --json",
    "length_penalty": "above 0 favours longer outputs (Wu et al. 2016)",
    "min_length": "fewest tokens",
    "max_length": "most tokens; 0 follows the source",
    "no_repeat_ngram": "no run of so many tokens twice; 0 is off",
    "temperature": "above 0 draws at random",
    "seed": "of the random draws",
}


def _decoding(parser: argparse.ArgumentParser, **defaults: float) -> None:
    """One flag for each field of DecodingOptions, whose default it has unless `defaults` names another."""
    for field in dataclasses.fields(DecodingOptions):
        flag, default = "--" + field.name.replace("_", "-"), defaults.get(field.name, field.default)
        parser.add_argument(
            flag,
            type=type(field.default),
            default=default,
            help=f"{_HELP[field.name]} ({default})",
        )
    _device(parser)


def _options(arguments: argparse.Namespace) -> DecodingOptions:
    return DecodingOptions(
        **{field.name: getattr(arguments, field.name) for field in dataclasses.fields(DecodingOptions)}
    )


if __name__ == "__main__":
    main()
