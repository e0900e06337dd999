"""How every search begins."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from engine.networks.contract import Seq2Seq, State
from engine.search.memory import check_memory
from engine.search.sentence import Sentence


def start(
    network: Seq2Seq,
    source: Tensor,
    mask: Tensor,
    decoder_start: Sequence[int],
    sentences: Sequence[Sentence],
    option: str,
    width: int,
) -> State:
    """A state of one row a sentence that has read all of `decoder_start` but its last token.

    width: rows that a sentence may come to have. BadOption, naming `option`, if that is more than fits into
    the memory.
    """
    state = network.start(network.encode(source, mask))
    for token in decoder_start[:-1]:
        state = network.step(source.new_full((len(source),), token), state).state
    begin = source.new_full((len(source),), decoder_start[-1])
    check_memory(option, network, state, begin, width, max(sentence.longest for sentence in sentences))
    return state
