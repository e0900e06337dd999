"""Which kind of summary a document gets, and of which length, where that is left open."""

from __future__ import annotations

from dataclasses import replace

import torch

from engine.checkpoint import Model
from engine.tasks.sections import sections_of, sentence_of
from engine.tasks.wishes import LENGTHS, MARKS, Wish

_KINDS = {MARKS[kind]: kind for kind in ("headline", "sentence", "sentences")}
_LETTERS = 20  # of the document that are looked at, for each token that the network can read


@torch.inference_mode()
def settled(wish: Wish, model: Model) -> Wish:
    """The wish, with a kind if it was "auto": talks in full; else what our network would write first.

    It has learnt to begin with kind and length where it is not told them (`training.items.summary_pairs`).
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
    token, chosen = sentence.decoder_start[-1], list[str]()
    for choices in (_KINDS, {f"<{length}>": length for length in LENGTHS}):
        step = model.network.step(torch.tensor([token], device=model.device), state)
        tokens = {model.tokenizer.control(mark): mark for mark in choices}
        token = max(tokens, key=lambda choice: step.logits[0, choice].item())
        chosen.append(choices[tokens[token]])
        state = step.state
    return replace(wish, kind=chosen[0], length=chosen[1])
