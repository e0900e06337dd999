"""How near an imported model is to the library it comes from, on the same weights.

`python -m tests.engine.parity` prints the table of DESIGN.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import Tensor

from engine.checkpoint import Model, load_model
from engine.inspect.lenses import Camera, Through
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from engine.varied import varied_inputs
from tests.engine.checkpoints import CHECKPOINTS

STEPS = 7


@dataclass(frozen=True)
class Parity:
    """The greatest relative errors, and how many of the outputs are the same tokens.

    attention: cross-attention and the self-attention of both sides, `output_attentions` of the library.
    """

    encoder: float
    logits: float
    attention: float
    greedy: float
    beam: float

    @property
    def exact(self) -> bool:
        return max(self.encoder, self.logits, self.attention) < 1e-4 and self.greedy == self.beam == 1


@torch.inference_mode()
def parity(theirs: Any, ours: Model, sources: Sequence[Sequence[int]], target: str) -> Parity:
    """sources: what the networks read, without padding; target: the language to write."""
    start = ours.tokenizer.decoder_start(target)
    errors: list[tuple[float, float, float]] = []
    same = {1: 0, 4: 0}
    for tokens in sources:
        source = torch.tensor([tokens])
        mask = torch.ones_like(source)
        greedy = _ours(ours, source, start, 1)
        forced = torch.tensor([[*start, *greedy]])
        their = theirs(
            input_ids=source, attention_mask=mask, decoder_input_ids=forced, output_attentions=True
        )
        errors.append(_errors(ours, source, forced, their))
        for beam, found in ((1, greedy), (4, _ours(ours, source, start, 4))):
            same[beam] += found == their_output(theirs, ours, source, start, beam)
    worst = [max(column) for column in zip(*errors, strict=True)]
    return Parity(*worst, *(count / len(sources) for count in same.values()))


def _errors(ours: Model, source: Tensor, forced: Tensor, their: Any) -> tuple[float, float, float]:
    camera = Camera()
    network = Through(ours.network, camera)
    encoded = network.encode(source, source >= 0)
    state, logits, attention = network.start(encoded), [], []
    for token in forced.T:
        step = network.step(token, state)
        state = step.state
        logits.append(step.logits)
        attention.append(step.attention)
    theirs = torch.stack(their.cross_attentions, 1).permute(0, 3, 1, 2, 4)
    return (
        _error(encoded.memory, their.encoder_last_hidden_state),
        _error(torch.stack(logits, 1), their.logits),
        max(
            _error(torch.stack(attention, 1), theirs),
            _error(camera.attention("encoder"), torch.cat(their.encoder_attentions)),
            _error(camera.attention("decoder"), torch.cat(their.decoder_attentions)),
        ),
    )


def _error(a: Tensor, b: Tensor) -> float:
    assert a.shape == b.shape
    return float((a - b).abs().max() / b.abs().max())


def _ours(model: Model, source: Tensor, start: tuple[int, ...], beam: int) -> list[int]:
    options = DecodingOptions(beam=beam, min_length=0, length_penalty=0.0, repetition_guard=0)
    found = search(
        model.network,
        source,
        source >= 0,
        options,
        longest=[STEPS],
        banned=model.unwritable,
        decoder_start=start,
        eos=model.tokenizer.eos,
    )
    ((best, *_),) = outcome(found)
    return list(best.tokens)


def their_output(theirs: Any, ours: Model, source: Tensor, start: tuple[int, ...], beam: int) -> list[int]:
    written: list[int] = theirs.generate(
        source,
        attention_mask=torch.ones_like(source),
        decoder_input_ids=torch.tensor([start]),
        num_beams=beam,
        max_new_tokens=STEPS,
        min_length=0,
        do_sample=False,
        length_penalty=0.0,
        no_repeat_ngram_size=0,
        early_stopping="never" if beam > 1 else False,
        suppress_tokens=ours.unwritable,
        bad_words_ids=None,
        forced_bos_token_id=None,
        forced_eos_token_id=None,
    )[0].tolist()[len(start) :]
    eos = ours.tokenizer.eos
    return written[: written.index(eos) + 1] if eos in written else written


def main() -> None:
    """Imports a tiny checkpoint of every family and prints a table of how it compares."""
    from engine.importers.importing import import_model
    from engine.importers.plan import Wish

    texts = [text.strip() for _, text in varied_inputs("fr", 500, seed=9)]
    print("| checkpoint | texts with the same tokens | encoder | logits | attention | greedy | beam of 4 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, make in CHECKPOINTS.items():
        with TemporaryDirectory() as temporary:
            folder, models = Path(temporary) / "opus-mt-en-fr", Path(temporary) / "models"
            checkpoint = make(folder)
            for _ in import_model(folder, "model", models, checkpoint.wish or Wish()):
                pass
            model = load_model("model", torch.device("cpu"), (models,))
            read = [checkpoint.tokens(text) for text in texts]
            same = sum(
                model.tokenizer.source(text, *checkpoint.pair)[0] == tokens
                for text, tokens in zip(texts, read, strict=True)
            )
            sources = sorted(read, key=len)[20:320:30]
            p = parity(checkpoint.model, model, sources, checkpoint.pair[1])
            errors = " | ".join(f"{error:.0e}" for error in (p.encoder, p.logits, p.attention))
            outputs = " | ".join(f"{share:.0%}" for share in (p.greedy, p.beam))
            print(f"| {name} | {same} of {len(texts)} | {errors} | {outputs} |", flush=True)


if __name__ == "__main__":
    main()
