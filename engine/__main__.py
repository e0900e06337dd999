"""The engine from a terminal: UTF-8, one line in, one line out; problems to stderr, exit code 2."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from engine.commands import shelf, texts, training
from engine.errors import Failure
from engine.requests import CHATTING, NOVELTY, SUMMARISING
from engine.search.options import DecodingOptions
from engine.shelf.hub import ENDPOINT


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
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(function: object, text: str) -> argparse.ArgumentParser:
        name = function.__name__.rstrip("_").replace("_", "-")  # type: ignore[attr-defined]
        added = subparsers.add_parser(name, help=text, description=text)
        added.set_defaults(command=function)
        return added

    command(shelf.models, "List the installed models: name, task, languages.")

    p = command(texts.translate, "Translate lines of stdin.")
    _pair(p)
    _decoding(p)
    _precision(p)
    _shortlist(p)
    p.add_argument("--prefix", default="", metavar="TEXT", help="how each line's output must begin")
    p.add_argument(
        "--via",
        default="",
        metavar="LANGUAGE",
        help="by way of it, where no model goes from one to the other",
    )
    p.add_argument("--json", action="store_true", help="one JSON record a line, with scores and n-best")
    p.add_argument(
        "--candidates",
        type=int,
        default=0,
        metavar="N",
        help="with --json: the N likeliest tokens at each place, and the entropy",
    )

    p = command(
        texts.score, "Log-probability in nats and token count of targets: source, tab, target a line."
    )
    _pair(p)

    p = command(
        texts.align, "Word links i-j (source-target, 0-based) of given pairs: source, tab, target a line."
    )
    _pair(p)

    p = command(texts.continue_, "Go on writing after each line of stdin, with a language model.")
    p.add_argument("--model", required=True)
    _decoding(p, DecodingOptions(beam=1, temperature=0.8))

    p = command(texts.chat, "Answer lines of stdin, each in the light of those before it.")
    p.add_argument("--model", help="a chat model; the largest for the language by default")
    p.add_argument("--language", default="", help="of the replies; by default as each line is written")
    p.add_argument(
        "--jsonl", action="store_true", help='lines such as {"context": ["Hi!", "Hello.", "How are you?"]}'
    )
    p.add_argument("--novelty", type=float, default=NOVELTY, help=f"above 0 avoids dull replies ({NOVELTY})")
    _decoding(p, CHATTING)
    _precision(p)

    p = command(texts.summarise, "Summarise: all of stdin is one document.")
    p.add_argument("--model", help="an installed model; the best for the language by default")
    p.add_argument("--language", default="", metavar="CODE", help="of the document; guessed by default")
    kinds = "auto", "headline", "sentence", "points", "full"
    p.add_argument("--kind", choices=kinds, default="auto", help="auto: as such texts are usually summed up")
    p.add_argument("--length", choices=("short", "medium", "long"), default="medium")
    text = 'a line a document: {"document": ...} in, perhaps with a "kind", {"summary": ...} out'
    p.add_argument("--jsonl", action="store_true", help=text)
    _decoding(p, SUMMARISING)
    _precision(p)

    p = command(
        texts.perplexity, "Perplexity, log-probability in nats and token count of each line of stdin."
    )
    p.add_argument("--model", required=True, help="a language model")
    _device(p)

    _shelf(command)

    p = command(shelf.import_, "Make a model of a checkpoint's folder or archive, such as OPUS-MT.")
    p.add_argument(
        "source", type=Path, metavar="FOLDER", help="as downloaded; a zip or tar file of it will do"
    )
    p.add_argument("--name", required=True, help="what to call the model")
    _told(p)

    p = command(training.train, "Train as a TOML file says. With torchrun, on several processes or GPUs.")
    _run(p)
    p.add_argument("--resume", action="store_true", help="go on exactly where the run was left")
    _device(p)

    p = command(training.align_corpora, "Word links of all training pairs, for guided attention (eflomal).")
    _run(p)

    text = "Write sources for sentences of a target language with a model, for a training to learn from, too."
    p = command(training.back_translate, text)
    _run(p)
    p.add_argument("--model", help="an installed model that reads that language; the best by default")

    text = "Write what a model from Chinese reads in the place of rare words, and pairs that teach it."
    p = command(training.gloss, text)
    _run(p)

    p = command(training.export, "Make a model of a run: the mean of its last validations' weights.")
    _run(p)
    p.add_argument("--models", type=Path, default=Path("models"), help="folder to put it in (models)")

    text = "Give a model of a run its shortlists anew; `export` does it, too, where the file asks for them."
    p = command(training.shortlist, text)
    _run(p)
    p.add_argument("--models", type=Path, default=Path("models"), help="folder of the model (models)")

    p = command(
        training.evaluate, "How good a model is on the validation files, by the measures of its task."
    )
    p.add_argument("--model", required=True)
    p.add_argument("--pairs", default="", help="such as en-fr,fr-en; all of the model's by default")
    p.add_argument("--data", type=Path, help="folder of the files (that of the model's task in data)")
    p.add_argument(
        "--files", help="names before the pair (valid,valid-flores; for chat and summaries, valid)"
    )
    p.add_argument("--sentences", type=int, default=0, help="only the first N of each file; 0 is all")
    p.add_argument(
        "--sources", default="", help="of a summary model: only documents of these, such as scitldr,qmsum"
    )
    _precision(p)
    _shortlist(p)
    p.add_argument("--write", action="store_true", help="put the scores into the model's card")
    p.add_argument(
        "--compare", action="store_true", help="a table of search settings, in place of one's own options"
    )
    _decoding(p)

    text = "What translations lose when the source is typed another way: in capitals, without accents, ..."
    p = command(training.evaluate_typing, text)
    p.add_argument("--model", required=True)
    p.add_argument("--pairs", default="", help="such as en-fr,fr-en; all of the model's by default")
    p.add_argument(
        "--data", type=Path, default=Path("data/translation"), help="folder of the file (data/translation)"
    )
    p.add_argument("--file", default="valid", help="its name before the pair (valid)")
    p.add_argument("--sentences", type=int, default=0, help="only the first N; 0 is all")
    _decoding(p)

    p = command(
        training.check_loops, "Whether a model loops, falls silent or copies on thousands of odd inputs."
    )
    p.add_argument("--model", required=True)
    p.add_argument("--pairs", default="", help="such as en-fr,fr-en; all of the model's by default")
    p.add_argument("--count", type=int, default=5000, help="inputs for each pair (5000)")
    p.add_argument("--inputs-seed", type=int, default=0, help="of the inputs (0)")
    _decoding(p)

    p = command(
        training.check_everyday,
        "Loops, empty, untranslated or shouted outputs and wrong numbers on everyday inputs.",
    )
    p.add_argument("--model", required=True)
    p.add_argument("--pairs", default="", help="such as en-fr,fr-en; all of the model's by default")
    p.add_argument("--data", type=Path, default=Path("tests/data"), help="folder of everyday.LL.txt")
    _decoding(p)

    p = command(training.scores, "Write the table of scores of all translation models from their cards.")
    p.add_argument("--models", type=Path, default=Path("models"), help="folder of the models (models)")

    p = command(
        training.evaluate_alignment, "Alignment error rate against hand-made links, and the best reading."
    )
    p.add_argument("--model", required=True)
    p.add_argument("--data", type=Path, default=Path("data/alignment"), help="folder of the files")
    p.add_argument("--write", action="store_true", help="put the best reading into the model's card")
    _device(p)

    p = command(training.learning, "The learning set: train all its models, measure them, write its page.")
    p.add_argument("what", choices=("train", "evaluate", "page"))
    p.add_argument("--folder", type=Path, default=Path("models/learning"), help="folder of its TOML files")
    p.add_argument("--models", type=Path, default=Path("models"), help="folder to put the models in (models)")
    p.add_argument("--runs", type=Path, default=Path("runs"), help="folder of all runs (runs)")
    p.add_argument(
        "--files",
        default="valid,valid-flores",
        help="names before the pair; the first, of short sentences, is measured joined too "
        "(valid,valid-flores)",
    )
    p.add_argument("--sentences", type=int, default=0, help="only the first so many of each file; 0 is all")
    _decoding(p)
    return parser


def _shelf(command: Callable[[object, str], argparse.ArgumentParser]) -> None:
    """Commands of the model shelf."""
    p = command(shelf.catalogue, "List models that can be downloaded, those for few languages first.")
    p.add_argument("words", nargs="*", metavar="WORD", help="that name, licence or use must hold")
    p.add_argument("--task", default="", choices=("", "translate", "summarise", "chat"))
    p.add_argument("--from", dest="source", default="", metavar="LANGUAGE")
    p.add_argument("--to", dest="target", default="", metavar="LANGUAGE")
    p.add_argument("--memory", type=float, default=0.0, metavar="GB", help="what fits into so much memory")

    p = command(shelf.download, "Bring a model from the hub. Ended early, the same command goes on.")
    p.add_argument("model", metavar="OWNER/NAME", help="on the hub, such as Helsinki-NLP/opus-mt-en-de")
    p.add_argument("--name", default="", help="what to call it here; without it, NAME")
    p.add_argument(
        "--endpoint", default=os.environ.get("HF_ENDPOINT") or ENDPOINT, help="the hub, or a mirror"
    )
    p.add_argument("--proxy", default="", help="such as http://127.0.0.1:3128; else as the environment says")
    p.add_argument("--revision", default="", help="a commit, a branch or a tag")
    _told(p)

    p = command(shelf.convert, "Make a model with smaller weights of an installed one, and its cost.")
    p.add_argument("model")
    p.add_argument("--to", required=True, choices=("int8", "bf16"))
    p.add_argument("--name", default="", help="what to call it; without it, MODEL-int8")
    p.add_argument("--models", type=Path, help="folder to put it in (the first that is looked in)")
    p.add_argument("--measure", type=Path, metavar="FILE", help="the cost on it: source, tab, target a line")
    p.add_argument("--lines", type=int, default=200, help="only the first of FILE (200)")

    p = command(shelf.default, "Say which model is taken where several could; without one, list it.")
    p.add_argument("model", nargs="?", default="")
    p.add_argument("--pairs", default="", help="such as en-fr,en-es; all of the model's by default")

    p = command(shelf.rename, "Call an installed model otherwise.")
    p.add_argument("model")
    p.add_argument("name")
    p = command(shelf.remove, "Put a model into the trash.")
    p.add_argument("model")
    p = command(shelf.restore, "Take a model out of the trash again.")
    p.add_argument("model")
    command(shelf.empty_trash, "Delete for good what lies in the trash.")


def _told(parser: argparse.ArgumentParser) -> None:
    """What the user knows of a checkpoint."""
    parser.add_argument("--models", type=Path, help="folder to put it in (the first that is looked in)")
    tasks = "", "translate", "summarise", "chat"
    parser.add_argument("--task", default="", choices=tasks, help="what it is for")
    parser.add_argument("--pairs", default="", help="such as en-fr,en-es, where the checkpoint does not say")
    parser.add_argument("--prefix", help="what stands before every text, such as 'summarize: '")
    text = "what stands between the turns of a conversation, such as ' EOS '"
    parser.add_argument("--separator", help=text)
    parser.add_argument("--licence", default="", help="of the weights")


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


def _shortlist(parser: argparse.ArgumentParser) -> None:
    text = "look only at the tokens of the target language, where the model lists them, and of the source"
    parser.add_argument("--shortlist", action=argparse.BooleanOptionalAction, default=True, help=text)


def _precision(parser: argparse.ArgumentParser) -> None:
    text = "of searches on a CPU: float32; mixed: 16 bits, 8 to find the best word; int8, less exact"
    parser.add_argument("--precision", choices=("float32", "mixed", "int8"), default="float32", help=text)


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
    "channel": "above 0 asks the model for the way back which one the source follows from (Yee et al. 2019)",
    "mbr": "choose the hypothesis most like the others, by chrF; see --n-best",
    "required": "a word or phrase that must appear; may be given again",
    "banned": "a word or phrase that must not appear; may be given again",
    "second_look": "search again where a translation has lost a number, or is no translation",
    "seed": "of the random draws",
}


def _decoding(parser: argparse.ArgumentParser, options: DecodingOptions | None = None) -> None:
    """One flag for each field of DecodingOptions; what is not given is as in `options`."""
    options = options or DecodingOptions()
    parser.set_defaults(options=options)
    group = parser.add_argument_group("decoding")
    for field in dataclasses.fields(DecodingOptions):
        flag, text = "--" + field.name.replace("_", "-"), _HELP[field.name]
        # Not given is not there: some commands choose the options by the model's task.
        given: dict[str, Any] = {"help": text, "default": argparse.SUPPRESS}
        match getattr(options, field.name):
            case bool():
                group.add_argument(flag, action=argparse.BooleanOptionalAction, **given)
            case tuple():
                group.add_argument(flag, action="append", metavar="WORD", **given)
            case default:
                group.add_argument(flag, type=type(default), **{**given, "help": f"{text} ({default})"})
    _device(parser)


if __name__ == "__main__":
    main()
