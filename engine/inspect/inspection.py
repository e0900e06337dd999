"""All attention that a model pays while it is made to write a given text."""

from __future__ import annotations

import torch

from engine.checkpoint import Model
from engine.errors import BadInput
from engine.events import Draft, Inspected
from engine.inspect.forced import forced_decoding
from engine.inspect.lenses import Camera, Through, surgery, written_by
from engine.requests import Explain, Inspect
from engine.tasks import source_tokens

_LONGEST = 1000  # tokens: self-attention is as large as the square of the text


def inspect(model: Model, request: Inspect) -> Inspected:
    """BadInput if there is nothing to inspect, or too much for the network."""
    source, target = tokens_of(model, request)
    decoder_start = model.tokenizer.decoder_start(request.target_language)
    camera = Camera(surgery(request.surgery) if request.surgery else None)
    read = torch.tensor([source], device=model.device)
    written = torch.tensor([target], device=model.device)
    nats, attention = forced_decoding(
        Through(model.network, camera),
        read,
        torch.ones_like(read, dtype=torch.bool),
        written,
        decoder_start,
        model.tokenizer.pad,
    )
    text, pieces = model.tokenizer.decode(target)
    scores: list[float] = nats[0].tolist()
    draft = Draft(
        text=text,
        pieces=tuple(pieces),
        source_pieces=tuple(model.tokenizer.source(request.source, *_pair(request))[1]),
        scores=tuple(scores),
        score=sum(scores),
        columns=tuple(attention[0].float().numpy(force=True)),
        tokens=target,
        candidates=((),) * len(target),
        entropies=(0.0,) * len(target),
        length_penalty=1.0,
        coverage_penalty=0.0,
        alignment=model.card.alignment,
    )
    return Inspected(
        number=request.number,
        draft=draft,
        encoder=camera.attention("encoder").float().numpy(force=True),
        decoder=written_by(camera.attention("decoder"), len(decoder_start)).float().numpy(force=True),
    )


def tokens_of(model: Model, request: Inspect | Explain) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What the network reads, and what it is made to write, EOS at the end of both. BadInput."""
    source = source_tokens(request.source, model, *_pair(request))
    eos = model.tokenizer.eos
    target = request.tokens
    if isinstance(request, Inspect) and not target:
        target = tuple(model.tokenizer.encode(request.target)[0])
    target = target if target[-1:] == (eos,) else (*target, eos)
    if len(source) < 3 or len(target) < 2:
        raise BadInput("Both texts must hold something.")
    if any(not 0 <= token < model.tokenizer.vocab for token in target):
        raise BadInput("This model cannot write that.")
    longest = min(model.network.longest, _LONGEST)
    if max(len(source), len(target)) > longest:
        reason = f"{len(source)} and {len(target)} tokens, {longest} at most"
        raise BadInput(f"The texts are too long for {model.card.name} in one go: {reason}.")
    return source, target


def _pair(request: Inspect | Explain) -> tuple[str, str]:
    return request.source_language, request.target_language
