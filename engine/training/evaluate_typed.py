"""The command `evaluate-typing`: what a translation loses when the source is typed another way."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import opencc

from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.wrapped import unwrapped
from engine.training.corpus import read_texts
from engine.training.metrics import bleu_and_chrf
from engine.training.written.variants import misspelt, without_accents

_STOPS = ".!?。！？ "
Way = Callable[[str], str]


def ways() -> dict[str, Way]:
    """How a sentence may be typed, by the name of the way."""
    chance, traditional = random.Random(0), opencc.OpenCC("s2t")
    return {
        "as it is": lambda text: text,
        "small letters": str.lower,
        "CAPITALS": str.upper,
        "Each Word Large": lambda text: " ".join(word[:1].upper() + word[1:] for word in text.split(" ")),
        "in quotation marks": lambda text: f"“{text}”",
        "in brackets": lambda text: f"({text})",
        "in bold type": lambda text: f"**{text}**",
        "no stop": lambda text: text.rstrip(_STOPS),
        "no accents": without_accents,
        "traditional Chinese": traditional.convert,
        "a slip": lambda text: misspelt(chance, text),
    }


def evaluate_typed(
    name: str,
    pairs: list[str],
    data: Path,
    file: str,
    options: DecodingOptions,
    device: str,
    *,
    most: int = 0,
) -> None:
    """Prints a table in Markdown: BLEU by way of typing, for the ways that change anything in a direction.

    Capitals do not count, nor stops at the end, nor what a whole sentence stands in, so that the figures can
    be compared.
    """
    runner = Runner(device, threads=os.cpu_count() or 1)
    wanted = [tuple(pair.split("-")) for pair in pairs] or list(runner.model(name).card.pairs)
    print("| pair | pairs | typed | changed | BLEU |")
    print("| --- | --: | --- | --: | --: |")
    for source, target in wanted:
        _, sources, references = read_texts(data, file, source, target, most or None)
        counted = [_bare(text, target) for text in references]
        for way, change in ways().items():
            typed = [change(text) for text in sources]
            changed = sum(a != b for a, b in zip(typed, sources, strict=True))
            if not changed and way != "as it is":
                continue
            done = runner.translate_many(typed, source, target, name, options)
            outputs = [_bare(translation.text, target) for translation in done]
            bleu = bleu_and_chrf(outputs, counted, target)[0]["BLEU"]
            row = f"{source}-{target}", str(len(sources)), way, str(changed), f"{bleu:.1f}"
            print(f"| {' | '.join(row)} |", flush=True)


def _bare(text: str, language: str) -> str:
    place = unwrapped(text, 0, len(text), language)
    return text[place.begin : place.end].rstrip(_STOPS).lower()
