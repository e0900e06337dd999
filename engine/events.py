"""What the engine answers. Frozen records of text and numbers: no torch, no Qt.

The order for one request: `Loading` (only when a model has to be loaded), `Started`, then for each
sentence in order any number of `Drafted` and one `SentenceFinished`, then `Finished`. Without attention
`SentenceRead` comes before the drafts of each sentence. A reply and the continuation of a text are one
such sentence, and before a continuation comes `PromptRead`. A summary's sentences are its parts, and
`Reading` comes before them where the document is longer than the network can read. Where a translation
goes through a third language, `Relayed` follows each sentence. A failure ends it
with `Failed` at any point. `Prepared`, `Inspected` and `Explained` are whole answers by themselves; before
the last come any number of `Explaining`. Where models are installed, any number of `Advanced` end with
`Installed`, or `Measured` comes alone. A cancelled request just stops: its generator was closed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.errors import Failure
from engine.text.piece import Piece

if TYPE_CHECKING:  # numpy loads a tenth of a second, and the window waits for this file
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token that might have been written at a place. `text` is what it would have added there."""

    token: int
    text: str  # with the space that opens a word; "<0xE4>" for a byte of a rare character; "" for the end
    score: float  # log-probability, nats


@dataclass(frozen=True)
class SelfAttention:
    """How the two sides of a draft look at themselves; networks without self-attention have 0 layers.

    `encoder` is float32 (layers, heads, source, source). `decoder[t]` is float32 (layers, heads, t + 1):
    how much the step that wrote token t looked at what was read until then, the start first.
    """

    encoder: NDArray[np.float32]
    decoder: tuple[NDArray[np.float32], ...]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One whole hypothesis for one sentence, as far as it is written.

    `pieces`, `scores` and `columns` run in parallel, one entry a target token. All spans are places
    in the whole texts: `source_pieces` in the request's text, `pieces` in the output. `columns[t]`
    is float32 (layers, heads, source), the cross-attention that wrote token t; it sums to 1 over
    source, which is parallel to `source_pieces`; networks without attention have 0 layers.
    A finished hypothesis ends with the special piece `</s>`.
    """

    text: str
    pieces: tuple[Piece, ...]
    source_pieces: tuple[Piece, ...]
    scores: tuple[float, ...]  # log-probability of each token, nats
    score: float  # of the whole, nats, after penalties: what hypotheses are ranked by
    columns: tuple[NDArray[np.float32], ...]
    tokens: tuple[int, ...]
    candidates: tuple[tuple[Candidate, ...], ...]  # the likeliest at each place, best first
    entropies: tuple[float, ...]  # of the model's distribution at each place, nats
    length_penalty: float  # what the sum of scores (less a repetition penalty) was divided by
    coverage_penalty: float  # what was added after that; 0 or below
    channel: float = 0.0  # what the way back added after that; see `engine.tasks.channel`
    novelty: float = (
        0.0  # added after that to a reply: for being unlikely by itself, less what speaks against it
    )
    missing: tuple[str, ...] = ()  # required words that it does not hold; in the end: not to be placed
    looks: SelfAttention | None = None  # if it was asked for
    # Which of this model's attention aligns words best, as `inspect.alignment.Reader` takes it.
    alignment: Mapping[str, Any] = field(default_factory=dict)


def shared_columns(old: Sequence[NDArray[np.float32]], new: Sequence[NDArray[np.float32]]) -> int:
    """How many columns of two drafts, from the first, are the same part of the same memory.

    A column belongs to one past: where it is shared, so are all before it.
    """

    def differ(place: int) -> bool:
        before, after = old[place], new[place]
        return before is not after and (before.shape != after.shape or _address(before) != _address(after))

    shortest = min(len(old), len(new))
    if shortest and not differ(shortest - 1):  # what is usual: the draft has grown
        return shortest
    return bisect_left(range(shortest), True, key=differ)


def _address(column: NDArray[np.float32]) -> int:
    """Where its numbers are. They stay there as long as somebody holds them."""
    place: int = column.__array_interface__["data"][0]
    return place


@dataclass(frozen=True, kw_only=True)
class Loading:
    """A model is being loaded; a few seconds at most."""

    number: int
    model: str


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The answer to `Prepare`."""

    number: int
    model: str
    device: str


@dataclass(frozen=True, kw_only=True)
class Started:
    """The text is cut into sentences. `spans[i]` is the place of sentence i in the source text. Where all are
    read `together`, as the turns of a conversation are, one text is written of them.

    What is in no sentence, such as spaces, numbers and sentences in a script that the model cannot read,
    stays as it is.
    """

    number: int
    model: str
    device: str
    spans: tuple[tuple[int, int], ...]
    unread: tuple[str, ...] = ()  # scripts in the text that the model cannot read, as Unicode calls them
    together: bool = False


@dataclass(frozen=True, kw_only=True)
class PromptRead:
    """What a language model makes of the text it will continue: comes after `Started`.

    `scores[i]` is the log-probability in nats of `pieces[i]` after those before it. The perplexity of
    the text is exp of minus their mean.
    """

    number: int
    pieces: tuple[Piece, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class SentenceRead:
    """What a network without attention keeps of a sentence: one vector, and all is written from it.

    Comes before the first draft of the sentence. `context` is float32 (width,): the vector that the
    decoder begins with, of the LSTM the hidden one. Networks with attention have no such event.
    """

    number: int
    sentence: int
    context: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A long document is being condensed, in one round or several: comes after `Started`.

    `span` is the section that is read now; `read` of the `sections` of this round are done.
    """

    number: int
    span: tuple[int, int]
    read: int
    sections: int


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """The best hypothesis so far for one sentence. A later draft replaces an earlier one.

    The output is then: what stood before this sentence, `before` (spacing, line breaks, list marks
    as they were in the source), `draft.text`. `offset` is where `draft.text` begins.
    """

    number: int
    sentence: int
    before: str
    offset: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class Node:
    """A hypothesis one token long or longer, at one step of the search. Its parent is a step earlier."""

    parent: int  # index in the nodes of the step before; -1 at the first step
    token: int
    text: str  # what this token added
    score: float  # log-probability of the token, nats
    total: float  # of the whole hypothesis after penalties: what ranks it
    rank: int  # among the nodes of its step, 0 first
    # "alive" (goes on), "ended" (wrote the end), "beaten" (rank too low), "stopped" (cut at the longest),
    # "overtaken" (the search is over without it), or the rule that pruned it: "min_length",
    # "no_repeat_ngram", "repetition_guard", "banned" or "prefix".
    fate: str
    # float32 (source,): what each source piece got from all tokens together, mean over layers and heads.
    # Only of what is whole ("ended", "stopped"), and None without attention.
    coverage: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Explored:
    """One step of the beam in one sentence, in order; the tree is all of them together."""

    number: int
    sentence: int
    step: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class SentenceFinished:
    """One sentence is done. `hypotheses`, best first; the first is what the output holds."""

    number: int
    sentence: int
    before: str
    offset: int
    hypotheses: tuple[Draft, ...]
    stopped_by_length: bool  # the best was cut at the maximum length


@dataclass(frozen=True, kw_only=True)
class Relayed:
    """One sentence has gone through a third language: the two translations by themselves.

    The text between is `first.text`. `first` has its source in the request's text, `second` in the text
    between; the target of `second` is that of the sentence's draft.
    """

    number: int
    sentence: int
    first: Draft
    second: Draft


@dataclass(frozen=True, kw_only=True)
class Finished:
    """All is done. `text` is the whole output."""

    number: int
    text: str
    tokens: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Failed:
    """The request could not be carried out; what was drafted before stays true."""

    number: int
    failure: Failure


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """The answer to `Inspect`.

    All spans are places in the request's `source` and in `draft.text`; the draft has no candidates. The
    self-attention is float32 (layers, heads, queries, keys); networks without it have 0 layers. A key of
    the decoder is what it read: BOS first, then each token but the last. What it had not read is 0.
    """

    number: int
    draft: Draft
    encoder: NDArray[np.float32]
    decoder: NDArray[np.float32]
    model: str = ""  # that was looked into


@dataclass(frozen=True, kw_only=True)
class Explaining:
    """How far the answer to `Explain` is."""

    number: int
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Explained:
    """The answer to `Explain`: for each of its words, what it did for the tokens asked about.

    All in nats of their log-probability. Greater is more; below 0, without the word they were likelier.
    """

    number: int
    occlusion: tuple[float, ...]  # with all words, less without this one
    gradient: tuple[float, ...]  # gradient times input
    integrated: tuple[float, ...]  # integrated gradients; together they are `score` less `baseline`
    score: float  # the log-probability of the tokens
    baseline: float  # the same after a source of empty words


@dataclass(frozen=True, kw_only=True)
class Advanced:
    """How far a model is that is being brought, imported or converted.

    `stage` is "asks", "downloads" (done and total are bytes), "imports" or "converts" (numbers of the
    network). `speed` is bytes a second of late, and `left` seconds; 0 while they are not known.
    """

    number: int
    stage: str
    done: int = 0
    total: int = 0
    speed: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Installed:
    """A model is there now: the answer to `Download`, `Import` and `Convert`."""

    number: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The answer to `Measure`."""

    number: int
    model: str
    tokens_a_second: float


Event = (
    Loading
    | Prepared
    | Started
    | PromptRead
    | SentenceRead
    | Reading
    | Drafted
    | Explored
    | SentenceFinished
    | Relayed
    | Finished
    | Inspected
    | Explaining
    | Explained
    | Advanced
    | Installed
    | Measured
    | Failed
)
