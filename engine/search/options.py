"""What the user may decide about decoding. (No torch here: the app reads this.)"""

import math
from dataclasses import dataclass

from engine.errors import BadOption
from engine.text.words import occurs


@dataclass(frozen=True, kw_only=True)
class DecodingOptions:
    """One line a field: meaning; unit; the value that turns it off; source.

    Without effect, and no contradiction: `top_k`, `top_p`, `min_p`, `typical` and `seed` when temperature
    is 0; `beam`, `patience`, `groups` when it is above; `diversity` when groups is 1; `mbr` when n_best
    is below 3; `channel` when it is above, with `mbr`, and where no model of ours goes the way back.
    """

    beam: int = 4  # hypotheses kept alive; count; 1 is greedy search, over at its first end
    n_best: int = 1  # hypotheses handed out at the end; count, at most `beam`; 1 is the best alone
    length_penalty: float = 1.0  # a: score / ((5+len)/6)^a; 0 is off; Wu et al. 2016, eq. (14)
    min_length: int = 1  # no end before so many that one can see; tokens; 0 is off
    max_length: int = 0  # end by force here; tokens; 0 is 2 x source + 20, or the model's own limit
    no_repeat_ngram: int = 0  # no run of this many tokens twice; tokens; 0 is off; Paulus et al. 2018
    repetition_guard: int = 3  # no phrase more than so often in a row; times; 0 is off; ours
    repetition_penalty: float = 1.0  # logits of written tokens are cut by it; 1 is off; Keskar et al. 2019
    coverage_penalty: float = 0.0  # b: for source nobody attends to; 0 is off; Wu et al. 2016, eq. (14)
    patience: float = (
        0.0  # stop once patience x beam have ended; 0 is off: when none can overtake; Kasai 2022
    )
    groups: int = 1  # the beam in groups that avoid each other's tokens; count; 1 is off; Vijayakumar 2018
    diversity: float = 0.0  # how strongly groups avoid each other; nats; 0 is off; same paper
    temperature: float = 0.0  # logits are divided by it and a token drawn; 0 is off: beam search
    top_k: int = 0  # draw from the k likeliest tokens; count; 0 is off; Fan et al. 2018
    top_p: float = 1.0  # draw from the likeliest that hold this much; share; 1 is off; Holtzman et al. 2020
    min_p: float = 0.0  # draw from those with this share of the likeliest; 0 is off; Nguyen et al. 2024
    typical: float = 1.0  # draw from those of usual surprise; share; 1 is off; Meister et al. 2023
    channel: float = (
        0.0  # l: + l x log-probability a token of the source, by the way back; 0 is off; Yee 2019
    )
    mbr: bool = False  # choose the one most like the others (chrF) instead of the likeliest; Eikema 2020
    required: tuple[str, ...] = ()  # words and phrases that must appear, as given; Post and Vilar 2018
    banned: tuple[str, ...] = ()  # words and phrases that must not appear
    second_look: bool = True  # search again where a translation lost a number or is the source again; ours
    seed: int = 0  # of the random draws; any of 64 bits; without effect when temperature is 0


_AT_LEAST_1 = ("beam", "n_best", "groups")
_AT_LEAST_0 = (
    "min_length",
    "max_length",
    "no_repeat_ngram",
    "repetition_guard",
    "coverage_penalty",
    "patience",
    "diversity",
    "channel",
    "temperature",
    "top_k",
)
_FINITE = (
    "length_penalty",
    "coverage_penalty",
    "patience",
    "diversity",
    "channel",
    "temperature",
    "repetition_penalty",
)
_SHARES = ("top_p", "typical")  # above 0: nothing could be drawn from no share at all


def check(options: DecodingOptions, max_target: int) -> None:
    """Raises BadOption for the first value that makes no sense, alone or beside another.

    max_target: the most tokens the model can write. `words.Words` and `search` refuse what only they
    can know: words the model cannot write, a beam wider than the memory.
    """

    def need(sound: bool, option: str, reason: str, *values: str | int) -> None:
        if not sound:
            raise BadOption(option, reason, values)

    for name in _FINITE:
        need(math.isfinite(getattr(options, name)), name, "must be a finite number")
    for name in _AT_LEAST_1:
        need(getattr(options, name) >= 1, name, "must be at least 1")
    for name in _AT_LEAST_0:
        need(getattr(options, name) >= 0, name, "must not be negative")
    for name in _SHARES:
        need(0 < getattr(options, name) <= 1, name, "must be above 0 and at most 1")
    need(0 <= options.min_p <= 1, "min_p", "must be between 0 and 1")
    # Nearer to 0 the quotient is no number in 32 bits.
    need(options.repetition_penalty >= 0.01, "repetition_penalty", "must be at least 0.01")
    need(-(2**63) <= options.seed < 2**63, "seed", "must fit in 64 bits")
    need(options.max_length <= max_target, "max_length", "this model writes at most {0} tokens", max_target)
    most = options.max_length or max_target
    need(options.min_length <= most, "min_length", "must be at most the maximum length, {0}", most)
    if options.temperature == 0:
        need(options.n_best <= options.beam, "n_best", "must be at most the beam, {0}", options.beam)
        need(options.beam % options.groups == 0, "groups", "must divide the beam, {0}", options.beam)
    else:
        need(
            not options.required,
            "required",
            "words are placed by beam search, but the temperature is {0}",
            f"{options.temperature:g}",
        )
    if options.required:
        need(
            options.groups == 1,
            "required",
            "words are placed by a beam in one group, but there are {0} groups",
            options.groups,
        )
    for name in ("required", "banned"):
        need(all(word.strip() for word in getattr(options, name)), name, "a word must not be empty")
    for word in options.required:
        for other in options.banned:
            need(
                not occurs(other.strip(), word.strip()),
                "required",
                "“{0}” cannot be written without the banned “{1}”",
                word,
                other,
            )


def longest(options: DecodingOptions, source: int, max_target: int) -> int:
    """The most tokens to write, the end counted, for a sentence of `source` tokens."""
    return min(max(options.max_length or 2 * source + 20, options.min_length, 1), max_target)


def patience(options: DecodingOptions) -> float:
    """How many hypotheses of a sentence end before the search stops; infinite: until none can overtake.

    Greedy search is over when its likeliest token is the end: what it dropped before will not come back.
    """
    if options.patience:
        return options.patience * options.beam
    return 1.0 if options.beam == 1 else math.inf
