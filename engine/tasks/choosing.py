"""Which kind of summary a document gets where that is left open."""

from __future__ import annotations

import math
from dataclasses import replace

import torch

from engine.checkpoint import Model
from engine.tasks.sections import sections_of, sentence_of
from engine.tasks.wishes import Wish

_KINDS = {"<title>": "headline", "<sentence>": "sentence", "<sentences>": "full"}
# Of the documents of each kind, every so many do not say what is wanted when a network learns: it writes that
# first, and so learns to choose. Titles are many more than the others.
UNMARKED = {"<title>": 12, "<sentence>": 3, "<sentences>": 3}
_LETTERS = 20  # of the document that are looked at, for each token that the network can read


@torch.inference_mode()
def settled(wish: Wish, model: Model) -> Wish:
    """The wish, with a kind if it was "auto": talks in full, told by their lines or by what our
    network would write first; else what that is.

    It has learnt to begin with the kind where it is not told (`training.items.summary_pairs`), from so few of
    the titles that it finds them too unlikely: each kind's probability counts as often as one was left out
    (Saerens et al. 2002, "Adjusting the outputs of a classifier to new a priori probabilities"). The length
    that comes next is not asked for: of documents like those of the data it says "short" too often.
    A network from elsewhere summarises in its own way: the wish stays "auto".
    """
    if wish.kind != "auto" or not model.marked:
        return wish
    if wish.is_talk:
        return replace(wish, kind="full")
    beginning = replace(wish, text=wish.text[: _LETTERS * model.card.max_source])
    sections = sections_of(beginning, model)
    if not sections:
        return wish
    sentence = sentence_of(sections[0], beginning, model)
    source = torch.tensor([sentence.tokens], device=model.device)
    state = model.network.start(model.network.encode(source, torch.ones_like(source, dtype=torch.bool)))
    first = torch.tensor(sentence.decoder_start[-1:], device=model.device)
    logits = model.network.step(first, state).logits[0]
    kind = max(_KINDS, key=lambda m: logits[model.tokenizer.control(m)].item() + math.log(UNMARKED[m]))
    return replace(wish, kind=_KINDS[kind])
