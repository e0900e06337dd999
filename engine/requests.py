"""What one may ask of the engine. Plain records: no torch, no Qt."""

from dataclasses import dataclass, field

from engine.search.options import DecodingOptions


@dataclass(frozen=True, kw_only=True)
class Prepare:
    """Load the model that would translate this pair, so that the first translation is quick."""

    number: int
    source_language: str
    target_language: str
    model: str | None = None


@dataclass(frozen=True, kw_only=True)
class Translate:
    """Translate `text`. Without `model`, the best installed one for the pair is taken."""

    number: int
    text: str
    source_language: str
    target_language: str
    model: str | None = None
    options: DecodingOptions = field(default_factory=DecodingOptions)


@dataclass(frozen=True, kw_only=True)
class Continue:
    """Go on writing after `text`, with a language model. The options may ask for sampling."""

    number: int
    text: str
    model: str
    options: DecodingOptions = field(default_factory=DecodingOptions)


Request = Prepare | Translate | Continue
