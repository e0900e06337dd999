"""Language models read on across blocks, and a prompt is part of what they read."""

import math

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.embedding import RelativeBias
from engine.networks.language import LanguageModel
from engine.networks.state import detach
from engine.text.tokenizer import BOS
from tests.engine.networks import TABLES, sources, tiny

NAMES = [name for name in TABLES if name.endswith("language model")]
TEXT = torch.tensor([[BOS, 4, 6, 5, 5, 4, BOS, 6, 4], [4, BOS, 5, 6, 6, 6, 4, 5, 5]])


@pytest.fixture(params=NAMES)
def model(request: pytest.FixtureRequest) -> LanguageModel:
    network = tiny(TABLES[request.param])
    assert isinstance(network, LanguageModel)
    return network


@torch.no_grad()
def test_blocks_equal_one_long_pass(model: LanguageModel) -> None:
    whole, _ = model.read(TEXT, model.begin(2))
    for cuts in ([4, 5], [1] * 9, [2, 6, 1]):
        state, parts = model.begin(2), []
        for block in TEXT.split(cuts, 1):  # type: ignore[no-untyped-call]
            hidden, state = model.read(block, state)
            parts.append(hidden)
        assert torch.allclose(torch.cat(parts, 1), whole, atol=1e-5)


def test_no_gradient_flows_into_the_block_before(model: LanguageModel) -> None:
    seen: list[Tensor] = []

    def see(_: nn.Module, __: tuple[Tensor, ...], embedded: Tensor) -> None:
        embedded.retain_grad()
        seen.append(embedded)

    model.embedding.register_forward_hook(see)
    _, state = model.read(TEXT[:, :4], model.begin(2))
    hidden, _ = model.read(TEXT[:, 4:], detach(state))
    hidden.sum().backward()  # type: ignore[no-untyped-call]
    assert seen[0].grad is None
    assert seen[1].grad is not None


@torch.no_grad()
def test_a_prompt_and_its_continuation_are_one_text(model: LanguageModel) -> None:
    logits = model.output(model.read(TEXT, model.begin(2))[0])
    for cut in (0, 1, 5):
        source = TEXT[:, :cut]
        # What begins a target stands for the prompt's last token.
        target = torch.cat((torch.full((2, 1), BOS), TEXT[:, cut:]), 1) if cut else TEXT
        written = model(source, torch.ones_like(source, dtype=torch.bool), target)
        expected = logits[:, max(cut - 1, 0) :]
        if cut:
            assert torch.allclose(written, expected, atol=1e-5)
        else:
            assert torch.allclose(written[:1], expected[:1], atol=1e-5)  # the other does not begin with BOS


@torch.no_grad()
def test_prompts_of_unequal_length_are_read_as_if_alone(model: LanguageModel) -> None:
    source, mask = sources()
    mask[1] = False  # an empty prompt among others
    target = torch.tensor([[BOS, 4, 6], [BOS, 5, 5], [BOS, 6, 4]])
    together = model(source, mask, target)
    for row, real in enumerate(mask.sum(1)):
        alone = model(source[row : row + 1, :real], mask[row : row + 1, :real], target[row : row + 1])
        assert torch.allclose(together[row], alone[0], atol=1e-5)


@torch.no_grad()
def test_it_has_no_layers_of_attention(model: LanguageModel) -> None:
    source, mask = sources()
    step = model.step(source[:, 0], model.start(model.encode(source, mask)))
    assert step.attention.shape == (3, 0, 0, 5)


@torch.no_grad()
def test_a_recurrent_one_is_torchs_lstm() -> None:
    model = tiny(TABLES["lstm language model"])
    assert isinstance(model, LanguageModel)
    theirs = nn.LSTM(6, 6, num_layers=2, batch_first=True)
    theirs.load_state_dict(model.get_submodule("cells.layers").state_dict())
    outputs, _ = theirs(F.embedding(TEXT, model.embedding.weight) * math.sqrt(6))
    assert torch.allclose(model.read(TEXT, model.begin(2))[0], outputs, atol=1e-6)


def test_relative_distances_fall_into_the_buckets_of_the_paper() -> None:
    causal = RelativeBias(3, causal=True)
    both = RelativeBias(3, causal=False)
    nn.init.normal_(causal.table)
    nn.init.normal_(both.table)
    assert causal(4, 9).shape == (3, 4, 9)
    far = causal(1, 300)[:, 0]
    near = both(200, 200)

    def bucket(distance: int, buckets: int) -> int:
        """Distance backwards -> bucket, as in the code that Raffel et al. published."""
        exact = buckets // 2
        if distance < exact:
            return distance
        steps = math.log(distance / exact) / math.log(128 / exact) * (buckets - exact)
        return min(exact + int(steps), buckets - 1)

    for distance in (0, 1, 7, 15, 17, 33, 90, 127, 128, 299):
        assert torch.equal(far[:, 299 - distance], causal.table[bucket(distance, 32)])
    for distance in (0, 1, 7, 9, 20, 130):
        assert torch.equal(near[:, 199, 199 - distance], both.table[bucket(distance, 16)])
        if distance:
            assert torch.equal(near[:, 0, distance], both.table[16 + bucket(distance, 16)])
