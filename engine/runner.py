"""Requests in, events out. Holds the loaded models."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, assert_never

import torch

from engine.cards import (
    CHAT,
    LANGUAGE_MODEL,
    SUMMARISE,
    TRANSLATE,
    ModelCard,
    best_model,
)
from engine.checkpoint import Model
from engine.errors import (
    Failure,
    NoDevice,
    NoModelForPair,
    NoModelForTask,
    OutOfMemory,
    UnknownModel,
    WrongModel,
)
from engine.events import (
    Drafted,
    Event,
    Explored,
    Failed,
    Finished,
    Loading,
    Prepared,
    SentenceFinished,
    SentenceRead,
    Started,
)
from engine.inspect.alignment import Reader, align
from engine.inspect.forced import score
from engine.inspect.inspection import inspect
from engine.inspect.lenses import operated
from engine.inspect.saliency import explain
from engine.kernels.linear import FLOAT32
from engine.requests import (
    NOVELTY,
    Continue,
    Convert,
    Download,
    Explain,
    Import,
    Inspect,
    Measure,
    Prefix,
    Prepare,
    Reply,
    Request,
    Summarise,
    Translate,
    Writing,
)
from engine.search.hypothesis import Progress
from engine.search.options import DecodingOptions, check
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.shelf.library import default_key, defaults
from engine.shelf.loaded import LoadedModels
from engine.tasks.chat import conversation, replies, reply
from engine.tasks.continuation import continue_text, foreseen_lines
from engine.tasks.decoding import CANDIDATES, Translation, context_of, openings_of, steps, translate_texts
from engine.tasks.routes import pivots
from engine.tasks.sentences import Sentence, draft, nodes_of, sentences_to_translate, unread_scripts
from engine.tasks.summarising import summarise, summarise_texts
from engine.tasks.wishes import Wish
from engine.text.turns import spoken

_REMEMBERED = 500  # sentences whose hypotheses are kept: while a text grows, its beginning stays


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

    def __init__(
        self,
        device: str = "auto",
        folders: tuple[Path, ...] | None = None,
        threads: int = 1,
        precision: str = FLOAT32,
        *,
        shortlist: bool = False,
    ) -> None:
        """device: auto, cpu, cuda or mps; NoDevice if it is not there. folders: where models are.

        threads: of the whole process. A small network on one sentence is quickest with one.
        precision: of `kernels.linear.PRECISIONS`, for searches on a CPU. shortlist: where a model has one,
        searches of many texts at once look at its tokens alone; scores are then among those.
        """
        torch.set_num_threads(threads)
        self.precision = precision
        self.device = choose_device(device)
        self.folders = folders
        self._remembered: OrderedDict[tuple[object, ...], Progress] = OrderedDict()
        self._models = LoadedModels(
            self.device, folders, precision, self._remembered.clear, shortlist=shortlist
        )

    def run(self, request: Request) -> Generator[Event, None, None]:
        """The events of one request. Closing the generator cancels it within one decoder step."""
        try:
            with _lack_of_memory_is_a_failure():
                match request:
                    case Prepare() | Inspect() | Explain():
                        name = self.name_for(request if isinstance(request, Prepare) else request.of)
                        if name not in self._models:
                            yield Loading(number=request.number, model=name)
                        yield from self._answer(request, self.model(name))
                    case Translate() if request.pivot:
                        from engine.tasks.pivot import translate_through

                        yield from translate_through(self, request)
                    case Translate():
                        yield from self._translate(request)
                    case Continue():
                        self._check_task(request.model, LANGUAGE_MODEL)
                        if request.model not in self._models:
                            yield Loading(number=request.number, model=request.model)
                        yield from continue_text(self.model(request.model), request)
                    case Reply():
                        name = self.name_for(request)
                        if name not in self._models:
                            yield Loading(number=request.number, model=name)
                        yield from reply(self.model(name), request)
                    case Summarise():
                        name = self.name_for(request)
                        if name not in self._models:
                            yield Loading(number=request.number, model=name)
                        yield from summarise(self.model(name), request)
                    case Download() | Import() | Convert() | Measure():
                        from engine.shelf.keeper import keep

                        yield from keep(request, self)
                    case _:
                        assert_never(request)
        except Failure as failure:
            yield Failed(number=request.number, failure=failure)

    def _answer(self, request: Prepare | Inspect | Explain, model: Model) -> Iterator[Event]:
        match request:
            case Prepare():
                yield Prepared(number=request.number, model=model.card.name, device=str(self.device))
            case Inspect():
                yield inspect(model, request)
            case Explain():
                yield from explain(model, request)

    def name_for(self, request: Prepare | Writing) -> str:
        """The model that answers a request."""
        match request:
            case Prepare() | Translate():
                return self.choose(request.source_language, request.target_language, request.model)
            case Reply():
                return self.choose_for_reply(request.turns, request.language, request.model)
            case Summarise():
                return self.choose_for(SUMMARISE, request.language, request.model)

    def choose(self, source: str, target: str, name: str | None = None) -> str:
        """The model to translate with: the named one, the user's default, or the best by its own scores."""
        installed = self._models.installed()
        if name is not None:
            named = [model for model in installed if model.name == name]
            if not named:
                raise UnknownModel(name)
            if named[0].card is not None and not named[0].card.translates(source, target):
                raise WrongModel(name, f"{source}-{target}")
            return name
        wanted = defaults(self.folders).get(default_key(TRANSLATE, source, target))
        best = best_model(installed, TRANSLATE, source, target, wanted)
        if best is None:
            raise NoModelForPair(source, target, pivots(installed).get((source, target), ""))
        return best.name

    def choose_for(self, task: str, language: str, name: str | None = None) -> str:
        """The model for a task in one language: the named one, the user's default, or the largest."""
        installed = self._models.installed()
        if name is not None:
            card = self._check_task(name, task)
            if card is not None and not card.does(task, language):
                raise WrongModel(name, f"{task} in {language!r}")
            return name
        wanted = defaults(self.folders).get(default_key(task, language))
        best = best_model(installed, task, language, language, wanted)
        if best is None:
            raise NoModelForTask(task, language)
        return best.name

    def choose_for_reply(self, turns: Sequence[str], language: str = "", name: str | None = None) -> str:
        """The model for a conversation. Without a language the script of the last turn decides."""
        if name is not None and not language:
            self._check_task(name, CHAT)
            return name
        return self.choose_for(CHAT, language or spoken(turns), name)

    def model(self, name: str) -> Model:
        """The model, loaded on first use and kept. UnknownModel, or DamagedModel with the reason."""
        return self._models[name]

    def has(self, name: str) -> bool:
        """Whether a model is loaded."""
        return name in self._models

    def let_go(self, name: str) -> None:
        """Frees the memory of a model until it is asked for again."""
        self._models.let_go(name)

    @_lack_of_memory_is_a_failure()
    def translate_many(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        name: str | None,
        options: DecodingOptions,
        prefixes: Sequence[Prefix] = (),
        choices: int = 0,
    ) -> list[Translation]:
        """See `translate_texts`. Raises Failure."""
        model = self.model(self.choose(source, target, name))
        check(options, model.card.max_target)
        return translate_texts(model, texts, source, target, options, prefixes, choices)

    @_lack_of_memory_is_a_failure()
    def reply_many(
        self,
        conversations: Sequence[Sequence[str]],
        language: str,
        name: str,
        options: DecodingOptions,
        novelty: float = NOVELTY,
    ) -> list[str]:
        """The reply to each conversation, turns oldest first; each text as a request of its own has it.

        All in one language; "" lets the script of each last turn decide. Raises Failure.
        """
        model = self.model(name)
        talks = [conversation(turns, model, language) for turns in conversations]
        return [found.text for found in replies(model, talks, options, novelty)]

    @_lack_of_memory_is_a_failure()
    def summarise_many(self, wishes: Sequence[Wish], name: str, options: DecodingOptions) -> list[str]:
        """See `summarise_texts`. Raises Failure."""
        model = self.model(name)
        check(options, model.card.max_target)
        return summarise_texts(model, wishes, options)

    @_lack_of_memory_is_a_failure()
    def score(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str, name: str
    ) -> list[tuple[float, int]]:
        """For each (source text, target text) the target's log-probability in nats and its token count.

        Each text is taken as one sentence and EOS counts as a token. BadInput if one is too long.
        """
        model = self.model(name)
        return [score(model, left, right, source, target) for left, right in pairs]

    @_lack_of_memory_is_a_failure()
    def align(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str, name: str
    ) -> list[list[tuple[int, int]]]:
        """For each (source, target) of words with spaces between them the links (source, target), in order.

        Both directions are asked if there is a `way_back`. BadInput if a text is too long.
        """
        model = self.model(name)
        back, reader = self.way_back(model, source, target), Reader.of(model.card.alignment)
        return [sorted(align(model, back, reader, a, b, source, target)) for a, b in pairs]

    def way_back(self, model: Model, source: str, target: str) -> Model | None:
        """The model itself, if it goes from target to source, too; else the best of its base and of what else
        adds to that: there heads are for the same. None if none does.
        """
        base = model.card.base
        if model.card.translates(target, source):
            return model
        if not base:
            return None
        kin = [m for m in self._models.installed() if m.name == base or (m.card and m.card.base == base)]
        best = best_model(kin, TRANSLATE, target, source)
        return self.model(best.name) if best else None

    @_lack_of_memory_is_a_failure()
    def foresee(self, lines: Sequence[str], name: str) -> list[list[float]]:
        """For each line the log-probabilities in nats of its tokens, EOS the last, by a language model."""
        self._check_task(name, LANGUAGE_MODEL)
        return foreseen_lines(self.model(name), list(lines))

    def _check_task(self, name: str, task: str) -> ModelCard | None:
        """The card of an installed model for this task, None if it is damaged."""
        found = {model.name: model for model in self._models.installed()}.get(name)
        if found is None:
            raise UnknownModel(name)
        if found.card is not None and found.card.task != task:
            raise WrongModel(name, task)
        return found.card

    def _translate(self, request: Translate) -> Iterator[Event]:
        began = time.monotonic()
        number, source, target = request.number, request.source_language, request.target_language
        name = self.name_for(request)
        if name not in self._models:
            yield Loading(number=number, model=name)
        model = self.model(name)
        check(request.options, model.card.max_target)
        sentences, after = sentences_to_translate(request.text, model, source, target)
        openings = openings_of(request.prefixes, sentences, model)
        spans = tuple((s.begin, s.end) for s in sentences)
        unread = unread_scripts(request.text, model)
        yield Started(number=number, model=name, device=str(self.device), spans=spans, unread=unread)
        text, tokens = "", 0
        for i, sentence in enumerate(sentences):
            text += sentence.before
            place: dict[str, Any] = {
                "number": number,
                "sentence": i,
                "before": sentence.before,
                "offset": len(text),
            }
            if (context := context_of(sentence, model)) is not None:
                yield SentenceRead(number=number, sentence=i, context=context)
            steps = self.steps(sentence, openings.get(i, Opening()), name, request)
            for step, progress in enumerate(steps):
                if request.explore:
                    nodes = nodes_of(progress.branches, model)
                    yield Explored(number=number, sentence=i, step=step, nodes=nodes)
                drafts = tuple(draft(h, sentence, model, len(text)) for h in progress.hypotheses)
                if progress.finished:
                    cut = progress.hypotheses[0].stopped_by_length
                    yield SentenceFinished(**place, hypotheses=drafts, stopped_by_length=cut)
                    text += drafts[0].text
                    tokens += len(drafts[0].pieces)
                elif drafts:
                    yield Drafted(**place, draft=drafts[0])
        yield Finished(number=number, text=text + after, tokens=tokens, seconds=time.monotonic() - began)

    def steps(
        self, sentence: Sentence, opening: Opening, name: str, request: Translate
    ) -> Iterator[Progress]:
        """The best hypothesis as it grows, then all that are final; a sentence seen lately at once."""
        key = (name, sentence.tokens, opening, request.options, request.surgery, request.looks)
        if key not in self._remembered or request.explore:  # how a beam grew is not remembered
            watch = Watch(stream=True, choices=CANDIDATES, branches=request.explore, looks=request.looks)
            model = self.model(name)
            network = operated(model.network, request.surgery)
            for progress in steps([sentence], [opening], model, request.options, watch, network):
                if progress.finished:
                    self._remembered[key] = replace(progress, branches=())
                    yield progress
                else:
                    yield replace(progress, hypotheses=progress.hypotheses[:1])
        else:
            yield self._remembered[key]
        self._remembered.move_to_end(key)
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)


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


def _is_out_of_memory(error: Exception) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return "can't allocate memory" in str(error) or "not enough memory" in str(error)
