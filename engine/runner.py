"""Requests in, events out. Holds the loaded models."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import assert_never

import torch

from engine.cards import CHAT, LANGUAGE_MODEL, SUMMARISE, TRANSLATE, ModelCard, best_model
from engine.checkpoint import Model
from engine.errors import DamagedModel, Failure, NoModelForPair, NoModelForTask, UnknownModel, WrongModel
from engine.events import Event, Failed, Loading, Prepared
from engine.inspect.alignment import Reader, align
from engine.inspect.forced import score
from engine.inspect.inspection import inspect
from engine.inspect.saliency import explain
from engine.kernels.device import choose_device, lack_of_memory_is_a_failure
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
from engine.search.options import DecodingOptions, check
from engine.shelf.library import default_key, defaults
from engine.shelf.loaded import LoadedModels
from engine.tasks.chat import conversation, replies, reply
from engine.tasks.continuation import continue_text, foreseen_lines
from engine.tasks.decoding import Translation, translate_texts
from engine.tasks.routes import pivots
from engine.tasks.summarising import summarise, summarise_texts
from engine.tasks.translating import Searches, translate
from engine.tasks.wishes import Wish
from engine.text.turns import spoken

# What one model answers.
Answered = Prepare | Inspect | Explain | Continue | Writing


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
        self.searches = Searches()
        self._models = LoadedModels(
            self.device, folders, precision, self.searches.forget, shortlist=shortlist
        )

    def run(self, request: Request) -> Generator[Event, None, None]:
        """The events of one request. Closing the generator cancels it within one decoder step."""
        try:
            with lack_of_memory_is_a_failure():
                match request:
                    case Download() | Import() | Convert() | Measure():
                        from engine.shelf.keeper import keep

                        yield from keep(request, self)
                    case Translate() if request.pivot:
                        from engine.tasks.pivot import translate_through

                        yield from translate_through(self, request)
                    case _:
                        name = self.name_for(request)
                        if name not in self._models:
                            yield Loading(number=request.number, model=name)
                        yield from self._answer(request, self.model(name))
        except Failure as failure:
            yield Failed(number=request.number, failure=failure)

    def _answer(self, request: Answered, model: Model) -> Iterator[Event]:
        match request:
            case Prepare():
                yield Prepared(number=request.number, model=model.card.name, device=str(self.device))
            case Inspect():
                yield inspect(model, request)
            case Explain():
                yield from explain(model, request)
            case Translate():
                pair = request.source_language, request.target_language
                yield from translate(model, request, self.searches, self.judge(model, *pair, request.options))
            case Continue():
                yield from continue_text(model, request)
            case Reply():
                yield from reply(model, request)
            case Summarise():
                yield from summarise(model, request)
            case _:
                assert_never(request)

    def name_for(self, request: Answered) -> str:
        """The model that answers a request."""
        match request:
            case Inspect() | Explain():
                return self.name_for(request.of)
            case Prepare() | Translate():
                return self.choose(request.source_language, request.target_language, request.model)
            case Reply():
                return self.choose_for_reply(request.turns, request.language, request.model)
            case Summarise():
                return self.choose_for(SUMMARISE, request.language, request.model)
            case Continue():
                self._check_task(request.model, LANGUAGE_MODEL)
                return request.model
            case _:
                assert_never(request)

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

    @lack_of_memory_is_a_failure()
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
        back = self.judge(model, source, target, options)
        return translate_texts(model, texts, source, target, options, prefixes, choices, back=back)

    @lack_of_memory_is_a_failure()
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

    @lack_of_memory_is_a_failure()
    def summarise_many(self, wishes: Sequence[Wish], name: str, options: DecodingOptions) -> list[str]:
        """See `summarise_texts`. Raises Failure."""
        model = self.model(name)
        check(options, model.card.max_target)
        return summarise_texts(model, wishes, options)

    @lack_of_memory_is_a_failure()
    def score(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str, name: str
    ) -> list[tuple[float, int]]:
        """For each (source text, target text) the target's log-probability in nats and its token count.

        Each text is taken as one sentence and EOS counts as a token. BadInput if one is too long.
        """
        model = self.model(name)
        return [score(model, left, right, source, target) for left, right in pairs]

    @lack_of_memory_is_a_failure()
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

    def judge(self, model: Model, source: str, target: str, options: DecodingOptions) -> Model | None:
        """The `way_back`, if it is asked for, there is a choice and it can be loaded. What models of others
        write is ranked as they were made to.
        """
        alone = options.beam == 1 or options.temperature or options.mbr
        if not options.channel or alone or not model.marked:
            return None
        try:
            back = self.way_back(model, source, target)
        except DamagedModel:  # it is another model than the one that was asked for
            return None
        return back if back is not None and back.marked else None

    @lack_of_memory_is_a_failure()
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
