"""What one may ask of the engine. Plain records: no torch, no Qt."""

from dataclasses import dataclass, field, fields, replace

from engine.cards import CHAT, SUMMARISE, TRANSLATE, ModelCard
from engine.search.options import DecodingOptions
from engine.shelf.hub import Hub


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
    looks: bool = False  # drafts hold self-attention too
    surgery: tuple[Cut, ...] = ()  # changes to the attention, each sentence's alike
    pivot: str = ""  # the language to go through, where no model goes directly; see `engine.tasks.routes`


@dataclass(frozen=True, kw_only=True)
class Continue:
    """Go on writing after `text`, with a language model. The options may ask for sampling."""

    number: int = 0
    text: str
    model: str
    options: DecodingOptions = field(default_factory=DecodingOptions)


# A first guess; `python -m engine evaluate --model chat-small --compare` measures others.
CHATTING = DecodingOptions(n_best=8, temperature=0.7, top_p=0.9)
NOVELTY = 0.3


@dataclass(frozen=True, kw_only=True)
class Reply:
    """Answer the last of `turns`, the user's; speakers alternate. Without `model`, the best for chat.

    All spans of the source are places in `text`. `Started.spans` are those of the turns that the model
    can still see: the latest that fit.
    """

    number: int = 0
    turns: tuple[str, ...]  # oldest first
    language: str = ""  # of the reply; without it, the script of the last turn decides
    versions: tuple[str, ...] = ()  # replies to the same turn that are there already: another one is wanted
    model: str | None = None
    options: DecodingOptions = CHATTING
    # l: candidates are ranked by score - l x how likely they are whatever was said; 0 is off;
    # Li et al. 2016, "A diversity-promoting objective function for neural conversation models" (MMI-antiLM).
    novelty: float = NOVELTY
    prefixes: tuple[Prefix, ...] = ()  # a reply is one sentence, number 0
    explore: bool = False
    looks: bool = False  # drafts hold self-attention too
    surgery: tuple[Cut, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.turns)


# `python -m engine evaluate --compare` measures others.
TRANSLATING = DecodingOptions(beam=5, channel=1.0)

# Measured beside others, see DESIGN.md; `evaluate --model summarise-small --compare` does so.
SUMMARISING = DecodingOptions(beam=16, no_repeat_ngram=3)


@dataclass(frozen=True, kw_only=True)
class Summarise:
    """Say in short what `text` says. Without `model`, the largest installed one for the language is taken.

    `Started.spans` are those of the sections that the text is read in; a text too short to be shortened
    has none, and is its own summary.
    """

    number: int = 0
    text: str
    language: str
    kind: str = (
        "auto"  # "headline", "sentence", "points", "full"; "auto": as such texts are usually summed up
    )
    length: str = "medium"  # "short", "medium", "long"
    model: str | None = None
    options: DecodingOptions = SUMMARISING
    looks: bool = False  # drafts hold self-attention too
    surgery: tuple[Cut, ...] = ()  # changes to the attention that writes; sections are read without


Writing = Translate | Reply | Summarise  # what the Inspect page can look into


@dataclass(frozen=True, kw_only=True)
class Inspect:
    """What a model says of a given answer to a request, and all attention that it pays on the way.

    The network reads what it would read for `of`, its text as one, and is made to write `target`, or
    `tokens` of an earlier draft, with or without the end. Surgery is that of `of`.
    """

    number: int = 0
    of: Writing
    target: str = ""
    tokens: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Explain:
    """What each word that the network reads for `of` does for some tokens of an answer."""

    number: int = 0
    of: Writing
    tokens: tuple[int, ...]  # of the draft
    places: tuple[int, ...]  # among `tokens`: those to be explained
    words: tuple[tuple[int, ...], ...]  # for each source word its places among the source pieces


@dataclass(frozen=True, kw_only=True)
class Download:
    """Bring a model from the hub and install it. Ended early, it is paused: the same request goes on."""

    number: int = 0
    name: str  # OWNER/NAME on the hub
    called: str = ""  # the model's name here; without it, NAME
    hub: Hub = field(default_factory=Hub)


@dataclass(frozen=True, kw_only=True)
class Import:
    """Make a model of a checkpoint's folder or archive. What it does not say itself can be said here."""

    number: int = 0
    path: str
    called: str
    task: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    prefix: str | None = None


@dataclass(frozen=True, kw_only=True)
class Convert:
    """Make a model with smaller weights of an installed one: "int8" or "bf16"."""

    number: int = 0
    model: str
    precision: str
    called: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How quickly a model writes on this machine."""

    number: int = 0
    model: str


Keeping = Download | Import | Convert | Measure
Request = Prepare | Translate | Continue | Reply | Summarise | Inspect | Explain | Keeping


# What suits a task, where a model's card does not say.
_USUAL = {TRANSLATE: TRANSLATING, CHAT: CHATTING, SUMMARISE: SUMMARISING}


def usual_options(task: str, card: ModelCard | None = None) -> DecodingOptions:
    """What suits a task; with the card of a model from elsewhere, what that was published with.

    What this version does not know of the card's options is passed over.
    """
    if card is None:
        return _USUAL.get(task, DecodingOptions())
    known = {field.name for field in fields(DecodingOptions)}
    own = {name: card.decoding[name] for name in known & card.decoding.keys()}
    return replace(DecodingOptions() if card.origin else usual_options(task), **own)
