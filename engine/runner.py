"""Requests in, events out. Holds the loaded models."""

from __future__ import annotations

import itertools
import time
from collections import OrderedDict
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import torch

from engine.cards import LANGUAGE_MODEL, ModelCard, find_models
from engine.checkpoint import Model, load_model
from engine.continuation import continue_text, foreseen_lines
from engine.errors import BadInput, Failure, NoDevice, NoModelForPair, OutOfMemory, UnknownModel, WrongModel
from engine.events import (
    Draft,
    Drafted,
    Event,
    Failed,
    Finished,
    Loading,
    Prepared,
    SentenceFinished,
    Started,
)
from engine.inspect.forced import forced_decoding
from engine.requests import Continue, Prepare, Request, Translate
from engine.search.hypothesis import Hypothesis, Progress
from engine.search.options import DecodingOptions, check, longest
from engine.search.search import search
from engine.tasks import Sentence, draft, sentences_to_translate, source_tokens
from engine.text.tokenizer import EOS, PAD

_REMEMBERED = 500  # sentences whose hypotheses are kept: while a text grows, its beginning stays
_BATCH_TOKENS = 2000  # source tokens decoded together when many lines are translated


@dataclass(frozen=True)
class Translation:
    """A translated text; `sentences` holds the n-best drafts of each, best first."""

    text: str
    sentences: tuple[tuple[Draft, ...], ...]


@contextmanager
def _lack_of_memory_is_a_failure() -> Iterator[None]:
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        raise OutOfMemory from None


class Runner:
    """Carries out requests. Use from one thread at a time."""

    def __init__(self, device: str = "auto", folders: tuple[Path, ...] | None = None) -> None:
        """device: auto, cpu, cuda or mps; NoDevice if it is not there. folders: where models are."""
        self.device = choose_device(device)
        self.folders = folders
        self._models: dict[str, Model] = {}
        self._remembered: OrderedDict[tuple[object, ...], tuple[Hypothesis, ...]] = OrderedDict()

    def run(self, request: Request) -> Generator[Event, None, None]:
        """The events of one request. Closing the generator cancels it within one decoder step."""
        try:
            with _lack_of_memory_is_a_failure():
                match request:
                    case Prepare():
                        name = self.choose(request.source_language, request.target_language, request.model)
                        if name not in self._models:
                            yield Loading(number=request.number, model=name)
                        self.model(name)
                        yield Prepared(number=request.number, model=name, device=str(self.device))
                    case Translate():
                        yield from self._translate(request)
                    case Continue():
                        self._check_task(request.model, LANGUAGE_MODEL)
                        if request.model not in self._models:
                            yield Loading(number=request.number, model=request.model)
                        yield from continue_text(self.model(request.model), request)
                    case _:
                        assert_never(request)
        except Failure as failure:
            yield Failed(number=request.number, failure=failure)

    def choose(self, source: str, target: str, name: str | None = None) -> str:
        """The model to translate with: the named one, or the best of this pair by its own scores."""
        installed = find_models(self.folders)
        if name is not None:
            named = [model for model in installed if model.name == name]
            if not named:
                raise UnknownModel(name)
            if named[0].card is not None and not named[0].card.translates(source, target):
                raise WrongModel(name, f"{source}-{target}")
            return name
        able = [(m.card, m.name) for m in installed if m.card and m.card.translates(source, target)]
        if not able:
            raise NoModelForPair(source, target)
        return max(able, key=lambda pair: (_quality(pair[0], source, target), pair[1]))[1]

    def model(self, name: str) -> Model:
        """The model, loaded on first use and kept."""
        if name not in self._models:
            self._models[name] = load_model(name, self.device, self.folders)
        return self._models[name]

    @_lack_of_memory_is_a_failure()
    def translate_many(
        self, texts: Sequence[str], source: str, target: str, name: str | None, options: DecodingOptions
    ) -> list[Translation]:
        """See `translate_texts`. Raises Failure."""
        model = self.model(self.choose(source, target, name))
        check(options, model.card.max_target)
        return translate_texts(model, texts, source, target, options)

    @_lack_of_memory_is_a_failure()
    def score(self, pairs: Sequence[tuple[str, str]], target: str, name: str) -> list[tuple[float, int]]:
        """For each (source text, target text) the target's log-probability in nats and its token count.

        Each text is taken as one sentence and EOS counts as a token. BadInput if one is too long.
        """
        model = self.model(name)
        scored = []
        for left, right in pairs:
            read = source_tokens(left, model, target)
            written = (*model.tokenizer.encode(right)[0], EOS)
            if len(read) > model.card.max_source or len(written) > model.card.max_target:
                raise BadInput(f"A pair is too long for {name}: {len(read)} and {len(written)} tokens.")
            tokens = torch.tensor([read], device=self.device)
            wanted = torch.tensor([written], device=self.device)
            nats, _ = forced_decoding(model.network, tokens, tokens != PAD, wanted)
            scored.append((nats.sum().item(), len(written)))
        return scored

    @_lack_of_memory_is_a_failure()
    def foresee(self, lines: Sequence[str], name: str) -> list[list[float]]:
        """For each line the log-probabilities in nats of its tokens, EOS the last, by a language model."""
        self._check_task(name, LANGUAGE_MODEL)
        return foreseen_lines(self.model(name), list(lines))

    def _check_task(self, name: str, task: str) -> None:
        found = {model.name: model for model in find_models(self.folders)}.get(name)
        if found is None:
            raise UnknownModel(name)
        if found.card is not None and found.card.task != task:
            raise WrongModel(name, task)

    def _translate(self, request: Translate) -> Iterator[Event]:
        began = time.monotonic()
        number, source, target = request.number, request.source_language, request.target_language
        name = self.choose(source, target, request.model)
        if name not in self._models:
            yield Loading(number=number, model=name)
        model = self.model(name)
        check(request.options, model.card.max_target)
        sentences, after = sentences_to_translate(request.text, model, source, target)
        spans = tuple((s.begin, s.end) for s in sentences)
        yield Started(number=number, model=name, device=str(self.device), spans=spans)
        text, tokens = "", 0
        for i, sentence in enumerate(sentences):
            text += sentence.before
            for hypotheses, finished in self._hypotheses(sentence, name, request.options):
                drafts = tuple(draft(h, sentence, model, len(text)) for h in hypotheses)
                if finished:
                    yield SentenceFinished(
                        number=number,
                        sentence=i,
                        before=sentence.before,
                        offset=len(text),
                        hypotheses=drafts,
                        stopped_by_length=hypotheses[0].stopped_by_length,
                    )
                    text += drafts[0].text
                    tokens += len(drafts[0].pieces)
                else:
                    yield Drafted(
                        number=number, sentence=i, before=sentence.before, offset=len(text), draft=drafts[0]
                    )
        yield Finished(number=number, text=text + after, tokens=tokens, seconds=time.monotonic() - began)

    def _hypotheses(
        self, sentence: Sentence, name: str, options: DecodingOptions
    ) -> Iterator[tuple[tuple[Hypothesis, ...], bool]]:
        """The best hypotheses as they grow, and whether they are final; a sentence seen lately at once."""
        key = (name, sentence.tokens, options)
        if key not in self._remembered:
            for progress in _steps([sentence], self.model(name), options, stream=True):
                if progress.finished:
                    self._remembered[key] = progress.hypotheses
                elif progress.hypotheses:
                    yield progress.hypotheses[:1], False
        self._remembered.move_to_end(key)
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        yield self._remembered[key], True


def translate_texts(
    model: Model, texts: Sequence[str], source: str, target: str, options: DecodingOptions
) -> list[Translation]:
    """Many texts at once, sentences of like length together; without attention."""
    cut = [sentences_to_translate(text, model, source, target) for text in texts]
    flat = [sentence for sentences, _ in cut for sentence in sentences]
    hypotheses = dict(zip(map(id, flat), _decode_all(flat, model, options), strict=True))
    return [_joined(((s, hypotheses[id(s)]) for s in sentences), after, model) for sentences, after in cut]


def choose_device(wanted: str) -> torch.device:
    """NoDevice if this machine does not have it."""
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        wanted = next(name for name in ("cuda", "mps", "cpu") if there[name])
    if not there.get(wanted.partition(":")[0]):
        raise NoDevice(wanted)
    try:
        return torch.empty(0, device=wanted).device
    except (RuntimeError, AssertionError):  # such as cuda:7
        raise NoDevice(wanted) from None


def _steps(
    sentences: Sequence[Sentence], model: Model, options: DecodingOptions, *, stream: bool
) -> Iterator[Progress]:
    source = torch.full((len(sentences), max(len(s.tokens) for s in sentences)), PAD)
    for row, sentence in zip(source, sentences, strict=True):
        row[: len(sentence.tokens)] = torch.tensor(sentence.tokens)
    source = source.to(model.device)
    most = [longest(options, len(s.tokens), model.card.max_target) for s in sentences]
    banned = model.tokenizer.unwritable
    steps = search(
        model.network,
        source,
        source != PAD,
        options,
        longest=most,
        banned=banned,
        stream=stream,
        columns=stream,
    )
    return itertools.chain.from_iterable(steps)


def _decode_all(
    sentences: Sequence[Sentence], model: Model, options: DecodingOptions
) -> list[tuple[Hypothesis, ...]]:
    """The n-best of every sentence, in order. The longest go first: memory runs out early, if at all."""
    order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i].tokens))
    found: list[tuple[Hypothesis, ...]] = [()] * len(sentences)
    while order:
        size = max(1, _BATCH_TOKENS // len(sentences[order[0]].tokens))
        batch, order = order[:size], order[size:]
        for progress in _steps([sentences[i] for i in batch], model, options, stream=False):
            found[batch[progress.sentence]] = progress.hypotheses
    return found


def _joined(
    parts: Iterator[tuple[Sentence, tuple[Hypothesis, ...]]], after: str, model: Model
) -> Translation:
    text, sentences = "", []
    for sentence, hypotheses in parts:
        text += sentence.before
        sentences.append(tuple(draft(h, sentence, model, len(text)) for h in hypotheses))
        text += sentences[-1][0].text
    return Translation(text + after, tuple(sentences))


def _quality(card: ModelCard, source: str, target: str) -> float:
    """The mean BLEU that the card reports for a pair; 0 if it reports none."""
    found = [
        float(s["value"])
        for s in card.scores
        if s.get("pair") == f"{source}-{target}"
        and s.get("metric") == "BLEU"
        and isinstance(s.get("value"), (int, float))
    ]
    return sum(found) / len(found) if found else 0.0


def _is_out_of_memory(error: Exception) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return "can't allocate memory" in str(error) or "not enough memory" in str(error)
