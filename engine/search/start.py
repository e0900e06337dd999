"""How every search begins."""

from __future__ import annotations

from engine.kernels.shortlist import Shortlist
from engine.networks.contract import State
from engine.search.memory import check_memory
from engine.search.task import Task


def start(task: Task, option: str, width: int, shortlist: Shortlist | None = None) -> State:
    """A state of one row a sentence that has read all of `decoder_start` but its last token.

    width: rows that a sentence may come to have. BadOption, naming `option`, if that is more than fits into
    the memory. shortlist: only for a network that `takes_shortlists`.
    """
    network, source, decoder_start = task.network, task.source, task.decoder_start
    encoded = network.encode(source, task.mask)
    if shortlist is None:
        state = network.start(encoded)
    else:
        state = network.start(encoded, shortlist, source)  # type: ignore[call-arg]
    for token in decoder_start[:-1]:
        state = network.step(source.new_full((len(source),), token), state).state
    begin = source.new_full((len(source),), decoder_start[-1])
    longest = max(sentence.longest for sentence in task.sentences)
    check_memory(option, network, state, begin, width, longest)
    return state
