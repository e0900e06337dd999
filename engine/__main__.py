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
from typing import Any, NoReturn

from engine.cards import find_models
from engine.errors import BadOption, Failure
from engine.requests import Prefix
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
    from engine.terminal import line_groups, record_of

    if arguments.candidates and not arguments.json:
        raise BadOption("candidates", "are shown only with --json")
    if arguments.candidates < 0:
        raise BadOption("candidates", "must not be negative")
    runner = Runner(arguments.device, threads=os.cpu_count() or 1)
    options = _options(arguments)
    pair = arguments.source, arguments.target
    name = runner.choose(*pair, arguments.model)
    prefixes = [Prefix(sentence=0, text=arguments.prefix)] if arguments.prefix else []
    # The bar is for people: none where stderr is not a terminal, or where they type the lines.
    with tqdm(unit="line", disable=not sys.stderr.isatty() or sys.stdin.isatty()) as bar:
        for group in line_groups():
            translations = runner.translate_many(
                group, *pair, name, options, prefixes, choices=arguments.candidates
            )
            for line, translation in zip(group, translations, strict=True):
                if arguments.json:
                    hypotheses = [[record_of(draft) for draft in drafts] for drafts in translation.sentences]
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


def align(arguments: argparse.Namespace) -> None:
    from engine.runner import Runner
    from engine.terminal import line_groups, pairs

    runner = Runner(arguments.device, threads=os.cpu_count() or 1)
    pair = arguments.source, arguments.target
    name = runner.choose(*pair, arguments.model)
    first = 1
    for group in line_groups():
        for found in runner.align(pairs(group, first), *pair, name):
            print(" ".join(f"{i}-{j}" for i, j in found))
        sys.stdout.flush()
        first += len(group)


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
        compare=arguments.compare,
    )


def evaluate_alignment(arguments: argparse.Namespace) -> None:
    from engine.inspect.evaluate import evaluate_alignment

    evaluate_alignment(arguments.model, arguments.data, arguments.device, write=arguments.write)


def check_loops(arguments: argparse.Namespace) -> None:
    from engine.loops import check_loops

    looped = check_loops(
        arguments.model,
        [pair for pair in arguments.pairs.split(",") if pair],
        _options(arguments),
        arguments.device,
        count=arguments.count,
        seed=arguments.inputs_seed,
    )
    if looped:
        _give_up(f"{looped} outputs loop.", 1)


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
        name = function.__name__.replace("_", "-")  # type: ignore[attr-defined]
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(command=function)
        return added

    command(models, "List the installed models: name, task, languages.")

    p = command(translate, "Translate lines of stdin.")
    _pair(p)
    _decoding(p)
    p.add_argument("--prefix", default="", metavar="TEXT", help="how each line's output must begin")
    p.add_argument("--json", action="store_true", help="one JSON record a line, with scores and n-best")
    p.add_argument(
        "--candidates",
        type=int,
        default=0,
        metavar="N",
        help="with --json: the N likeliest tokens at each place, and the entropy",
    )

    p = command(score, "Log-probability in nats and token count of targets: source, tab, target a line.")
    _pair(p)

    p = command(align, "Word links i-j (source-target, 0-based) of given pairs: source, tab, target a line.")
    _pair(p)

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
    p.add_argument(
        "--compare", action="store_true", help="a table of search settings, in place of one's own options"
    )
    _decoding(p)

    p = command(check_loops, "Whether a model loops, falls silent or copies on thousands of odd inputs.")
    p.add_argument("--model", required=True)
    p.add_argument("--pairs", default="", help="such as en-fr,fr-en; all of the model's by default")
    p.add_argument("--count", type=int, default=5000, help="inputs for each pair (5000)")
    p.add_argument("--inputs-seed", type=int, default=0, help="of the inputs (0)")
    _decoding(p)

    p = command(evaluate_alignment, "Alignment error rate against hand-made links, and the best reading.")
    p.add_argument("--model", required=True)
    p.add_argument("--data", type=Path, default=Path("data/alignment"), help="folder of the files")
    p.add_argument("--write", action="store_true", help="put the best reading into the model's card")
    _device(p)
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
    "n_best": "hypotheses handed out, with --json; drawn, when the temperature is above 0",
    "length_penalty": "above 0 favours longer outputs (Wu et al. 2016)",
    "min_length": "fewest tokens",
    "max_length": "most tokens; 0 follows the source",
    "no_repeat_ngram": "no run of so many tokens twice; 0 is off",
    "repetition_guard": "no phrase more than so often in a row; 0 is off",
    "repetition_penalty": "above 1 makes what was written less likely (Keskar et al. 2019)",
    "coverage_penalty": "above 0 punishes source that got no attention (Wu et al. 2016)",
    "patience": "stop once so many times the beam have ended; 0 waits until none can overtake",
    "groups": "parts of the beam that avoid each other's tokens (Vijayakumar et al. 2018)",
    "diversity": "how strongly groups avoid each other, in nats",
    "temperature": "above 0 draws at random",
    "top_k": "draw from so many of the likeliest tokens; 0 is all",
    "top_p": "draw from the likeliest tokens with this share; 1 is all",
    "min_p": "draw from tokens at least so likely, as a share of the likeliest; 0 is all",
    "typical": "draw from the tokens of usual surprise with this share; 1 is all",
    "mbr": "choose the hypothesis most like the others, by chrF; see --n-best",
    "required": "a word or phrase that must appear; may be given again",
    "banned": "a word or phrase that must not appear; may be given again",
    "seed": "of the random draws",
}


def _decoding(parser: argparse.ArgumentParser) -> None:
    """One flag for each field of DecodingOptions."""
    group = parser.add_argument_group("decoding")
    for field in dataclasses.fields(DecodingOptions):
        flag, text = "--" + field.name.replace("_", "-"), _HELP[field.name]
        match field.default:
            case bool():
                group.add_argument(flag, action="store_true", help=text)
            case tuple():
                group.add_argument(flag, action="append", default=[], metavar="WORD", help=text)
            case default:
                group.add_argument(flag, type=type(default), default=default, help=f"{text} ({default})")
    _device(parser)


def _options(arguments: argparse.Namespace) -> DecodingOptions:
    given: dict[str, Any] = {
        field.name: getattr(arguments, field.name) for field in dataclasses.fields(DecodingOptions)
    }
    words = {name: tuple(given[name]) for name in ("required", "banned")}
    return DecodingOptions(**{**given, **words})


if __name__ == "__main__":
    main()
