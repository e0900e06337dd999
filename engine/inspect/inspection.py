"""All attention that a model pays while it is made to write a given text."""

from __future__ import annotations

import torch

from engine.checkpoint import Model
from engine.errors import BadInput
from engine.events import Draft, Inspected
from engine.inspect.forced import forced_decoding
from engine.inspect.lenses import Camera, Through, surgery, written_by
from engine.requests import Explain, Inspect, Reply, Summarise, Translate, Writing
from engine.tasks.chat import conversation
from engine.tasks.sentences import Sentence
from engine.tasks.summarising import whole
from engine.tasks.wishes import Wish

_LONGEST = 1000  # tokens: self-attention is as large as the square of the text


def inspect(model: Model, request: Inspect) -> Inspected:
    """BadInput if there is nothing to inspect, or too much for the network."""
    source, target = given(model, request)
    camera = Camera(surgery(request.of.surgery) if request.of.surgery else None)
    read = torch.tensor([source.tokens], device=model.device)
    nats, attention = forced_decoding(
        Through(model.network, camera),
        read,
        torch.ones_like(read, dtype=torch.bool),
        torch.tensor([target], device=model.device),
        source.decoder_start,
        model.tokenizer.pad,
    )
    text, pieces = model.tokenizer.decode(target)
    scores: list[float] = nats[0].tolist()
    draft = Draft(
        text=text,
        pieces=tuple(pieces),
        source_pieces=source.pieces,
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
    decoder = written_by(camera.attention("decoder"), len(source.decoder_start))
    return Inspected(
        number=request.number,
        draft=draft,
        encoder=camera.attention("encoder").float().numpy(force=True),
        decoder=decoder.float().numpy(force=True),
        model=model.card.name,
    )


def given(model: Model, request: Inspect | Explain) -> tuple[Sentence, tuple[int, ...]]:
    """What the network reads, and the tokens that it is made to write, EOS at the end. Raises Failure."""
    source, eos = read_for(request.of, model), model.tokenizer.eos
    target = request.tokens
    if isinstance(request, Inspect) and not target:
        target = tuple(model.tokenizer.encode(request.target)[0])
    target = target if target[-1:] == (eos,) else (*target, eos)
    if source is None or all(piece.special for piece in source.pieces) or len(target) < 2:
        raise BadInput("Both texts must hold something.")
    if any(not 0 <= token < model.tokenizer.vocab for token in target):
        raise BadInput("This model cannot write that.")
    longest = min(model.network.longest, _LONGEST)
    if max(len(source.tokens), len(target)) > longest:
        reason = f"{len(source.tokens)} and {len(target)} tokens, {longest} at most"
        raise BadInput(f"The texts are too long for {model.card.name} in one go: {reason}.")
    return source, target


def read_for(request: Writing, model: Model) -> Sentence | None:
    """What the network reads for a request, where it reads its text as one; None if that is empty."""
    match request:
        case Translate(text=text, source_language=a, target_language=b):
            tokens, pieces = model.tokenizer.source(text, a, b)
            start = model.tokenizer.decoder_start(b)
            return Sentence(0, len(text), "", tuple(tokens), tuple(pieces), start)
        case Reply():
            return conversation(request.turns, model, request.language).sentence
        case Summarise():
            return whole(Wish(request.text, request.language, request.kind, request.length), model)
