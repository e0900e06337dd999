"""Text that goes on: continuing a prompt, and how well a language model foresees a text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import torch

from engine.checkpoint import Model
from engine.events import Drafted, Event, Finished, PromptRead, SentenceFinished, Started
from engine.inspect.forced import forced_decoding
from engine.requests import Continue
from engine.search.options import check
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.tasks.decoding import CANDIDATES, steps
from engine.tasks.sentences import continuation, prompt
from engine.text.tokenizer import EOS, PAD


def continue_text(model: Model, request: Continue) -> Iterator[Event]:
    """The events of the request, from `Started` on. Raises BadOption."""
    began, number = time.monotonic(), request.number
    check(request.options, model.card.max_target)
    sentence = prompt(request.text, model)
    typed = sentence.before
    yield Started(number=number, model=model.card.name, device=str(model.device), spans=((0, sentence.end),))
    scores = foreseen(model, sentence.tokens[1:])
    yield PromptRead(number=number, pieces=sentence.pieces[1:], scores=tuple(scores))
    options = replace(request.options, max_length=request.options.max_length or model.card.max_target)
    watch = Watch(stream=True, choices=CANDIDATES)
    for progress in steps([sentence], [Opening()], model, options, watch):
        drafts = tuple(continuation(h, sentence, model) for h in progress.hypotheses)
        if progress.finished:
            yield SentenceFinished(
                number=number,
                sentence=0,
                before=typed,
                offset=sentence.end,
                hypotheses=drafts,
                stopped_by_length=progress.hypotheses[0].stopped_by_length,
            )
            yield Finished(
                number=number,
                text=typed + drafts[0].text,
                tokens=len(drafts[0].pieces),
                seconds=time.monotonic() - began,
            )
        elif drafts:
            yield Drafted(number=number, sentence=0, before=typed, offset=sentence.end, draft=drafts[0])


def foreseen(model: Model, tokens: tuple[int, ...]) -> list[float]:
    """The log-probability in nats of each token, after BOS and the tokens before it."""
    if not tokens:
        return []
    nothing = torch.empty(1, 0, dtype=torch.int64, device=model.device)
    written = torch.tensor([tokens], device=model.device)
    nats, _ = forced_decoding(model.network, nothing, nothing != PAD, written)
    scores: list[float] = nats[0].tolist()
    return scores


def foreseen_lines(model: Model, lines: list[str]) -> list[list[float]]:
    """For each line, by itself, the log-probabilities of its tokens and of its end."""
    return [foreseen(model, (*model.tokenizer.encode(line)[0], EOS)) for line in lines]
