"""Flat parameters are the network's own, seen as one tensor."""

import torch

from engine.training.flat import FlatParameters
from tests.engine.networks import sources, tiny_transformer


def test_network_reads_and_learns_through_the_flat_tensors() -> None:
    network = tiny_transformer()
    before = {name: p.detach().clone() for name, p in network.named_parameters()}
    flat = FlatParameters(network, torch.float32)
    source, mask = sources()
    network.forward(source, mask, source).sum().backward()  # type: ignore[no-untyped-call]
    apart = {name: p.grad for name, p in network.named_parameters()}
    for name, gradient in flat.named(flat.gradients).items():
        assert torch.equal(gradient, apart[name])  # type: ignore[arg-type]
        assert torch.equal(flat.named(flat.master)[name], before[name])
    flat.master.zero_()
    assert all(p.abs().sum() == 0 for p in network.parameters())


def test_tied_weights_stand_once() -> None:
    network = tiny_transformer()
    flat = FlatParameters(network, torch.float32)
    assert "output.weight" not in dict(flat.names)
    assert len(flat.master) == sum(p.numel() for p in network.parameters())
    assert network.output.weight.data_ptr() == network.embedding.weight.data_ptr()


def test_bfloat16_network_follows_its_masters_when_they_are_published() -> None:
    network = tiny_transformer()
    before = network.embedding.weight.detach().clone()
    flat = FlatParameters(network, torch.bfloat16)
    assert torch.equal(flat.named(flat.master)["embedding.weight"], before)
    assert torch.equal(network.embedding.weight, before.bfloat16())
    flat.master += 1
    assert torch.equal(network.embedding.weight, before.bfloat16())
    flat.publish()
    assert torch.equal(network.embedding.weight, (before + 1).bfloat16())
