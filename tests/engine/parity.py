"""How near an imported model is to the library it comes from, on the same weights.

`python -m tests.engine.parity` prints the table of docs/imports.md: tiny checkpoints, odd configs, full
shapes. `tiny`, `odd`, `full`, or the names of checkpoints, behind it print only those.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
import transformers
from torch import Tensor

from engine.cards import WEIGHTS
from engine.checkpoint import Model, load_model
from engine.commands.varied import varied_inputs
from engine.importers.importing import import_model
from engine.importers.plan import Wish
from engine.inspect.lenses import Camera, Through
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from tests.engine.checkpoints import CHECKPOINTS, Checkpoint
from tests.engine.full_shapes import FULL, ODD
from tests.engine.saving import FORMS, save_weights

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
def parity(checkpoint: Checkpoint, ours: Model, sources: Sequence[Sequence[int]]) -> Parity:
    """sources: what the networks read, without padding."""
    theirs, start = checkpoint.model, ours.tokenizer.decoder_start(checkpoint.pair[1])
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
            same[beam] += [*start, *found] == their_output(checkpoint, ours, source, len(start), beam)
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
        model.fast,
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


def their_output(checkpoint: Checkpoint, ours: Model, source: Tensor, started: int, beam: int) -> list[int]:
    """All that the library's decoder has, also what it begins with by itself: `started` tokens of ours."""
    written: list[int] = checkpoint.model.generate(
        source,
        attention_mask=torch.ones_like(source),
        num_beams=beam,
        max_new_tokens=STEPS + started - 1,
        min_length=0,
        do_sample=False,
        length_penalty=0.0,
        no_repeat_ngram_size=0,
        early_stopping="never" if beam > 1 else False,
        bad_words_ids=[[token] for token in ours.unwritable],
        forced_bos_token_id=checkpoint.forced,
        forced_eos_token_id=None,
    )[0].tolist()
    eos, read = ours.tokenizer.eos, started
    return written[: written.index(eos, read) + 1] if eos in written[read:] else written


def compare(name: str, make: Callable[[Path], Checkpoint], texts: Sequence[str], few: slice) -> str:
    """Makes a checkpoint, imports it in its form, and in the others if it is tiny; a row of the table."""
    with TemporaryDirectory() as temporary:
        folder, models = Path(temporary) / "opus-mt-en-fr", Path(temporary) / "models"
        checkpoint = make(folder)
        model = imported(folder, models, checkpoint, "model")
        forms = [form_of(folder)]
        if sum(p.numel() for p in checkpoint.model.parameters()) < 10**6:
            weights = (models / "model" / WEIGHTS).read_bytes()
            for form in (form for form in FORMS if form not in forms):
                save_weights(checkpoint.model, folder, form)
                imported(folder, models, checkpoint, form)
                assert (models / form / WEIGHTS).read_bytes() == weights, (name, form)
                forms.append(form)
        read = [checkpoint.tokens(text) for text in texts]
        same = sum(
            model.tokenizer.source(text, *checkpoint.pair)[0] == tokens
            for text, tokens in zip(texts, read, strict=True)
        )
        p = parity(checkpoint, model, sorted(read, key=len)[few])
        errors = " | ".join(f"{error:.0e}" for error in (p.encoder, p.logits, p.attention))
        outputs = " | ".join(f"{share:.0%}" for share in (p.greedy, p.beam))
        how = "all four" if len(forms) == len(FORMS) else forms[0]
        size = f"{model.card.parameters / 1e6:.0f} M" if model.card.parameters > 10**6 else "tiny"
        return f"| {name} | {size} | {how} | {same} of {len(texts)} | {errors} | {outputs} |"


def imported(folder: Path, models: Path, checkpoint: Checkpoint, name: str) -> Model:
    for _ in import_model(folder, name, models, checkpoint.wish or Wish()):
        pass
    return load_model(name, torch.device("cpu"), (models,))


def form_of(folder: Path) -> str:
    sharded = "sharded " if any(folder.glob("*.index.json")) else ""
    return sharded + ("bin" if any(folder.glob("*.bin")) else "safetensors")


def main() -> None:
    """The full shapes take half an hour, 9 GB of memory and 6 GB of the disk."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    texts = [text.strip() for _, text in varied_inputs("fr", 500, seed=9)]
    print(
        "| checkpoint | parameters | weights | same tokens | encoder | logits | attention | greedy | beam |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    wanted = sys.argv[1:]
    for kind, table, few in (
        ("tiny", CHECKPOINTS, slice(20, 320, 30)),
        ("odd", ODD, slice(20, 320, 30)),
        ("full", FULL, slice(40, 320, 100)),
    ):
        for name, make in table.items():
            if not wanted or kind in wanted or name in wanted:
                print(compare(name, make, texts, few), flush=True)


if __name__ == "__main__":
    main()
