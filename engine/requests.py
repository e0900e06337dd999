"""What one may ask of the engine. Plain records: no torch, no Qt."""

from dataclasses import dataclass, field

from engine.search.options import DecodingOptions


@dataclass(frozen=True, kw_only=True)
class Prepare:
    """Load the model that would translate this pair, so that the first translation is quick."""

    number: int = 0  # its events repeat it
    source_language: str
    target_language: str
    model: str | None = None


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A change by hand to what attention heads pay, at every step.

    "flat": the same to each place. "shuffled": the weights change places, by chance. "off": nothing at
    all, as if the head were not there. "moved": what `places` had goes to `to` in equal parts, or where
    `to` is empty to all others in proportion.
    """

    attention: str = "cross"  # or self-attention: "encoder", "decoder"
    layer: int | None = None  # None: all layers
    head: int | None = None  # None: all heads
    how: str = "flat"
    places: tuple[int, ...] = ()  # of what is attended to, in tokens
    to: tuple[int, ...] = ()
    seed: int = 0  # of the shuffling


@dataclass(frozen=True, kw_only=True)
class Prefix:
    """How one sentence's output must begin: `tokens`, then `text`, then none of `banned` next.

    Tokens are those of an earlier draft (`Draft.tokens`) or of a candidate (`Candidate.token`).
    `text` follows as it is: a new word begins with a space, as `Candidate.text` does. What is forced
    stands above every rule of the options.
    """

    sentence: int
    tokens: tuple[int, ...] = ()
    text: str = ""
    banned: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Translate:
    """Translate `text`. Without `model`, the best installed one for the pair is taken."""

    number: int = 0
    text: str
    source_language: str
    target_language: str
    model: str | None = None
    options: DecodingOptions = field(default_factory=DecodingOptions)
    prefixes: tuple[Prefix, ...] = ()
    explore: bool = False  # answer with `Explored` too: the beam's genealogy
    surgery: tuple[Cut, ...] = ()  # changes to the attention, each sentence's alike


@dataclass(frozen=True, kw_only=True)
class Continue:
    """Go on writing after `text`, with a language model. The options may ask for sampling."""

    number: int = 0
    text: str
    model: str
    options: DecodingOptions = field(default_factory=DecodingOptions)


@dataclass(frozen=True, kw_only=True)
class Inspect:
    """What a model says of a given translation, and all attention that it pays on the way.

    Both texts are taken as one sentence. The target is `target`, or `tokens` of an earlier draft, with
    or without the end.
    """

    number: int = 0
    source: str
    target: str = ""
    tokens: tuple[int, ...] = ()
    source_language: str
    target_language: str
    model: str | None = None
    surgery: tuple[Cut, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Explain:
    """What each word of the source does for some tokens of its translation."""

    number: int = 0
    source: str
    tokens: tuple[int, ...]  # of the draft
    places: tuple[int, ...]  # among `tokens`: those to be explained
    words: tuple[tuple[int, ...], ...]  # for each source word its places among the source pieces
    source_language: str
    target_language: str
    model: str | None = None


Request = Prepare | Translate | Continue | Inspect | Explain
