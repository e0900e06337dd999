"""An engine without torch: it yields the events that the real one would, from a small dictionary."""

from __future__ import annotations

import dataclasses
import math
import re
import threading
import time
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cards import CARD, InstalledModel, ModelCard
from engine.errors import Failure
from engine.events import (
    Advanced,
    Candidate,
    Draft,
    Drafted,
    Event,
    Explained,
    Explored,
    Failed,
    Finished,
    Inspected,
    Installed,
    Loading,
    Measured,
    Node,
    Prepared,
    PromptRead,
    Reading,
    Relayed,
    SentenceFinished,
    SentenceRead,
    Started,
)
from engine.library import home
from engine.requests import (
    Continue,
    Convert,
    Download,
    Explain,
    Import,
    Inspect,
    Keeping,
    Measure,
    Prefix,
    Prepare,
    Reply,
    Request,
    Summarise,
    Translate,
)
from engine.search.penalties import length_penalty
from engine.text.piece import Piece
from engine.wishes import SECTIONS

LAYERS, HEADS = 2, 4
WITHOUT_ATTENTION = ("en-fr-blind",)  # models
CONTINUATION = ("noir", "dort", "sur", "le", "canapé")
# How the model of these drafts aligns: by the mean of all heads.
ALIGNMENT: dict[str, Any] = {"layer": None, "head": None, "shift": False, "threshold": 0.15}
FRENCH = {
    "the": "le", "black": "noir", "cat": "chat", "sleeps": "dort", "on": "sur", "old": "vieux",
    "my": "mon", "brother": "frère", "bought": "acheta", "a": "une", "new": "neuve", "car": "voiture",
    "yesterday": "hier", "red": "rouge", "sofa": "canapé", "hello": "bonjour", "world": "monde",
    "it": "il", "dreams": "rêve",
    "of": "de", "fish": "poisson", "and": "et", "rain": "pluie", "one": "un", "two": "deux",
    "three": "trois", "good": "bon", "morning": "matin",
}  # fmt: skip
SECOND = {"le": "la", "noir": "sombre", "chat": "minou", "dort": "sommeille", "rouge": "pourpre"}
CHINESE = {
    "the": "那", "black": "黑", "cat": "猫", "sleeps": "睡", "on": "在", "old": "旧", "red": "红",
    "my": "我", "brother": "弟", "bought": "买", "a": "一", "new": "新", "car": "车", "yesterday": "昨天",
    "sofa": "沙发", "hello": "你好", "world": "世界",
}  # fmt: skip


def installed(
    name: str, *pairs: tuple[str, str], damage: str = "", task: str = "translate"
) -> InstalledModel:
    folder = Path("models") / name
    if damage:
        return InstalledModel(name=name, folder=folder, damage=damage)
    card = ModelCard(
        name=name,
        task=task,
        pairs=pairs,
        network={},
        max_source=256,
        max_target=256,
        licence="CC0-1.0",
        description=f"A model for tests, {name}",
    )
    return InstalledModel(name=name, folder=folder, card=card)


MODELS = (
    installed("broken", damage="it has no card.json"),
    installed("chat-small", ("en", "en"), ("zh", "zh"), task="chat"),
    installed("en-fr-small", ("en", "fr"), ("fr", "en")),
    installed("en-fr-tiny", ("en", "fr")),
    installed("en-zh-small", ("en", "zh")),
    installed("summarise-small", ("en", "en"), ("zh", "zh"), task="summarise"),
)


class FakeRunner:
    """Translates word by word. What happens to it can be read in its lists.

    `held` makes it stay at the last draft of the first sentence until it is closed or released.
    """

    def __init__(self, device: str = "cpu", pace: float = 0.0) -> None:
        self.device = device
        self.pace = pace  # seconds a token
        self.requests: list[Request] = []
        self.ended_early: list[int] = []
        self.failure: Failure | None = None
        self.defect: Exception | None = None
        self.held = threading.Event()
        self.held_at_reading = threading.Event()  # of a long document
        self.unread: tuple[str, ...] = ()  # scripts in every text

    def run(self, request: Request) -> Generator[Event, None, None]:
        self.requests.append(request)
        try:
            yield from self._answer(request)
        except GeneratorExit:
            self.ended_early.append(request.number)
            raise

    def _answer(self, request: Request) -> Iterator[Event]:
        number = request.number
        if isinstance(request, Prepare):
            yield Prepared(number=number, model="en-fr-small", device=self.device)
            return
        if self.failure:
            yield Failed(number=number, failure=self.failure)
            return
        if isinstance(request, Inspect):
            yield inspected(request)
            return
        if isinstance(request, Explain):
            yield explained(request)
            return
        if self.defect:
            raise self.defect
        if isinstance(request, Reply):
            yield from self._reply(request)
            return
        if isinstance(request, Continue):
            yield from self._continue(request)
            return
        if isinstance(request, Summarise):
            yield from self._summarise(request)
            return
        if isinstance(request, Download | Import | Convert | Measure):
            yield from self._keep(request)
            return
        assert isinstance(request, Translate)
        yield Loading(number=number, model="en-fr-small")
        spans = tuple(sentences(request.text))
        yield Started(number=number, model="en-fr-small", device=self.device, spans=spans, unread=self.unread)
        output, tokens, read = "", 0, 0
        blind = request.model is not None and request.model in WITHOUT_ATTENTION
        for index, (begin, end) in enumerate(spans):
            before = request.text[read:begin]
            read = end
            offset = len(output) + len(before)
            prefix = next((p for p in request.prefixes if p.sentence == index), Prefix(sentence=index))
            span, language = (begin, end), request.target_language
            drafts = list(write(request.text, span, offset, language, prefix))
            if request.surgery:
                drafts = list(runners_up(offset, language, drafts[-1]))[:1] or drafts
            if request.options.required:
                drafts[-1] = with_required(drafts[-1], offset, request.options.required)
            if blind:
                drafts = [without_attention(draft) for draft in drafts]
                vector = np.linspace(-1, 1, 24, dtype=np.float32)
                yield SentenceRead(number=number, sentence=index, context=vector)
            if request.explore:
                yield from explored(number, index, drafts[-1])
            for draft in drafts:
                yield Drafted(number=number, sentence=index, before=before, offset=offset, draft=draft)
                time.sleep(self.pace)
            while self.held.is_set():
                yield Drafted(number=number, sentence=index, before=before, offset=offset, draft=drafts[-2])
                time.sleep(0.005)
            yield SentenceFinished(
                number=number,
                sentence=index,
                before=before,
                offset=offset,
                hypotheses=(drafts[-1], *runners_up(offset, language, drafts[-1]))[: request.options.n_best],
                stopped_by_length=False,
            )
            if request.pivot:  # the way there is in French, whatever was asked for
                leg = list(write(request.text, span, 0, "fr"))[-1]
                yield Relayed(number=number, sentence=index, first=leg, second=drafts[-1])
            output += before + drafts[-1].text
            tokens += len(drafts[-1].pieces)
        output += request.text[read:]
        yield Finished(number=number, text=output, tokens=tokens, seconds=0.25)

    def _keep(self, request: Keeping) -> Iterator[Event]:
        """Brings in four steps; `held` makes it stay at the second. What is installed translates en-fr."""
        number = request.number
        if isinstance(request, Measure):
            yield Measured(number=number, model=request.model, tokens_a_second=123.0)
            return
        stage = "downloads" if isinstance(request, Download) else "imports"
        for done in (0, 100, 200, 300):
            step = Advanced(
                number=number, stage=stage, done=done * 10**6, total=300 * 10**6, speed=2e6, left=100
            )
            yield step
            while self.held.is_set() and done == 100:
                yield step
                time.sleep(0.005)
        name = request.called or request.name.rpartition("/")[2]  # type: ignore[union-attr]
        card = installed(name, ("en", "fr")).card
        assert card is not None
        origin = f"marian: {request.name}@0" if isinstance(request, Download) else ""
        folder = home() / name
        folder.mkdir(parents=True)
        for file in card.files:
            (folder / file).write_bytes(b"")
        (folder / CARD).write_text(dataclasses.replace(card, origin=origin).to_json())
        yield Installed(number=number, name=name)

    def _reply(self, request: Reply) -> Iterator[Event]:
        """Says the last turn in French; in Chinese if another reply is to be drawn. Sees three turns."""
        number, ends = (
            request.number,
            [len("\n".join(request.turns[: i + 1])) for i in range(len(request.turns))],
        )
        spans = [(end - len(turn), end) for turn, end in zip(request.turns, ends, strict=True)]
        yield Started(number=number, model="chat-small", device=self.device, spans=tuple(spans[-3:]))
        language = "zh" if request.options.seed else "fr"
        drafts = list(write(request.text, spans[-1], 0, language, Prefix(sentence=0)))
        for draft in drafts:
            yield Drafted(number=number, sentence=0, before="", offset=0, draft=draft)
            time.sleep(self.pace)
        while self.held.is_set():
            yield Drafted(number=number, sentence=0, before="", offset=0, draft=drafts[-2])
            time.sleep(0.005)
        yield SentenceFinished(
            number=number, sentence=0, before="", offset=0, hypotheses=(drafts[-1],), stopped_by_length=False
        )
        yield Finished(number=number, text=drafts[-1].text, tokens=len(drafts[-1].pieces), seconds=0.25)

    def _summarise(self, request: Summarise) -> Iterator[Event]:
        """Says the first sentence of each section in French; four sentences are a section."""
        number, found, output = request.number, list(sentences(request.text)), ""
        sections = [found[i : i + 4] for i in range(0, len(found), 4) if len(request.text.split()) > 3]
        spans = tuple((section[0][0], section[-1][1]) for section in sections)
        yield Started(number=number, model="summarise-small", device=self.device, spans=spans)
        most = SECTIONS[request.length] if request.kind == "full" else 1
        if len(sections) > most:
            for read, span in enumerate(spans):
                yield Reading(number=number, span=span, read=read, sections=len(spans))
            while self.held_at_reading.is_set():
                yield Reading(number=number, span=spans[-1], read=len(spans) - 1, sections=len(spans))
                time.sleep(0.005)
        for index, section in enumerate(sections[:most]):
            before = "\n" if output else ""
            place = {"number": number, "sentence": index, "before": before, "offset": len(output + before)}
            drafts = list(write(request.text, section[0], len(output + before), "fr"))
            for draft in drafts:
                yield Drafted(**place, draft=draft)  # type: ignore[arg-type]
                time.sleep(self.pace)
            while self.held.is_set():
                yield Drafted(**place, draft=drafts[-2])  # type: ignore[arg-type]
                time.sleep(0.005)
            output += before + drafts[-1].text
            yield SentenceFinished(**place, hypotheses=(drafts[-1],), stopped_by_length=False)  # type: ignore[arg-type]
        yield Finished(number=number, text=output or request.text.strip(), tokens=9, seconds=0.25)

    def _continue(self, request: Continue) -> Iterator[Event]:
        """Goes on with `CONTINUATION`, a word a draft, but not after a full stop; expects no capitals."""
        number, typed = request.number, request.text.rstrip()
        place: dict[str, Any] = {"number": number, "sentence": 0, "before": typed, "offset": len(typed)}
        yield Started(number=number, model=request.model, device=self.device, spans=((0, len(typed)),))
        read = tuple(Piece(found.group(), *found.span()) for found in re.finditer(r"\w+|[^\w\s]", typed))
        scores = tuple(math.log(0.1 if piece.text[0].isupper() else 0.5) for piece in read)
        yield PromptRead(number=number, pieces=read, scores=scores)
        most = request.options.max_length or None
        words = ["</s>"] if typed.endswith(".") else [*CONTINUATION[:most]]
        drafts = []
        for count in range(1, len(words) + 1):
            made = draft(words[:count], len(typed) + 1, [Piece("<s>", 0, 0, special=True)])
            drafts.append(dataclasses.replace(made, text=f" {made.text}" if made.text else ""))
            yield Drafted(**place, draft=drafts[-1])
            time.sleep(self.pace)
            while self.held.is_set() and count == 2:
                yield Drafted(**place, draft=drafts[-1])
                time.sleep(0.005)
        yield SentenceFinished(**place, hypotheses=(drafts[-1],), stopped_by_length=False)
        text = typed + drafts[-1].text
        yield Finished(number=number, text=text, tokens=len(words), seconds=0.25)


def without_attention(draft: Draft) -> Draft:
    """The same, as a network would have it that looks at nothing."""
    empty = np.empty((0, 0, len(draft.source_pieces)), np.float32)
    return dataclasses.replace(draft, columns=(empty,) * len(draft.columns))


def inspected(request: Inspect) -> Inspected:
    """Self-attention that looks back: hills around each piece itself, later heads flatter."""
    words = [word_of(number) for number in request.tokens] or re.findall(r"\w+|[^\w\s]", request.target)
    source = pieces_of(request.source, (0, len(request.source)), request.target_language)
    target = [*words, "</s>"] if words[-1] != "</s>" else words
    made = draft(target, 0, source, chinese=request.target_language == "zh")
    if request.surgery:
        flat = tuple(np.full_like(weights, 1 / len(source)) for weights in made.columns)
        scores = tuple(score - 0.5 for score in made.scores)
        made = dataclasses.replace(made, columns=flat, scores=scores, score=sum(scores))
    encoder = np.stack([column(place, len(source)) for place in range(len(source))], 2)
    decoder = np.stack([column(place, len(target)) for place in range(len(target))], 2)
    return Inspected(number=request.number, draft=made, encoder=encoder, decoder=np.tril(decoder))


def explained(request: Explain) -> Explained:
    """Each word does as much as its distance from the last of the places asked about tells."""
    away = [abs(word[0] - 1 - request.places[-1]) for word in request.words]
    return Explained(
        number=request.number,
        occlusion=tuple(3.0 - distance for distance in away),
        gradient=tuple(1.0 / (1 + distance) for distance in away),
        integrated=tuple(0.5 / (1 + distance) for distance in away),
        score=-0.2,
        baseline=-0.2 - sum(0.5 / (1 + distance) for distance in away),
    )


def sentences(text: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(r"\S[^.!?\n]*[.!?]?", text):
        yield found.span()


TOKENS: dict[str, int] = {"</s>": 0}


def token(word: str) -> int:
    return TOKENS.setdefault(word, len(TOKENS))


def word_of(token: int) -> str:
    return next(word for word, number in TOKENS.items() if number == token)


def write(
    text: str, span: tuple[int, int], offset: int, language: str, prefix: Prefix | None = None
) -> Iterator[Draft]:
    """Drafts of one sentence, each one word longer; every word looks at its own source word.

    Where a prefix leads away from the dictionary, the rest is written in second choices.
    """
    source = pieces_of(text, span, language)
    table = CHINESE if language == "zh" else FRENCH
    usual = [table.get(piece.text.lower(), piece.text.upper()) for piece in source[1:]]
    prefix = prefix or Prefix(sentence=0)
    forced = [word_of(number) for number in prefix.tokens] + prefix.text.split()
    if forced[-1:] == ["</s>"]:
        usual = forced = forced[:-1]
    if len(forced) < len(usual) and token(usual[len(forced)]) in prefix.banned:
        options = [SECOND.get(usual[len(forced)], ""), "ainsi", "alors"]
        forced.append(next(word for word in options if word and token(word) not in prefix.banned))
    if forced == usual[: len(forced)]:
        target = usual
    else:
        target = forced + [SECOND.get(word, word) for word in usual[len(forced) :]]
    whole = draft([*target, "</s>"], offset, source, chinese=language == "zh")
    for length in range(max(len(forced), 1), len(target) + 1):
        yield cut(whole, length)
    yield whole


def pieces_of(text: str, span: tuple[int, int], language: str) -> list[Piece]:
    pieces = [Piece(f"<2{language}>", span[0], span[0], special=True)]
    pieces += [
        Piece(found.group(), found.start(), found.end())
        for found in re.compile(r"\w+|[^\w\s]").finditer(text, *span)
    ]
    return pieces


def cut(whole: Draft, length: int) -> Draft:
    """The draft as it was when `length` tokens were written."""
    return dataclasses.replace(
        whole,
        text=whole.text[: whole.pieces[length - 1].end - whole.pieces[0].begin],
        pieces=whole.pieces[:length],
        scores=whole.scores[:length],
        score=sum(whole.scores[:length]),
        columns=whole.columns[:length],
        tokens=whole.tokens[:length],
        candidates=whole.candidates[:length],
        entropies=whole.entropies[:length],
    )


def runners_up(offset: int, language: str, best: Draft) -> Iterator[Draft]:
    """Worse hypotheses: one word each, from the last, is a second choice."""
    words = [piece.text for piece in best.pieces]
    for worse, place in enumerate(reversed([p for p, word in enumerate(words) if word in SECOND]), 1):
        other = [*words[:place], SECOND[words[place]], *words[place + 1 :]]
        yield draft(other, offset, list(best.source_pieces), chinese=language == "zh", worse=worse)


def with_required(best: Draft, offset: int, required: tuple[str, ...]) -> Draft:
    """The required words come last, before the full stop; what has two words is not placed."""
    words = [piece.text for piece in best.pieces]
    words[-2:-2] = [word for word in required if " " not in word]
    made = draft(words, offset, list(best.source_pieces))
    return dataclasses.replace(made, missing=tuple(word for word in required if " " in word))


def explored(number: int, sentence: int, best: Draft) -> Iterator[Explored]:
    """A beam of two: the best, and at each step one second choice that is pruned at the next."""
    total = 0.0
    for step, piece in enumerate(best.pieces):
        total += best.scores[step]
        word = piece.text
        nodes = [
            Node(
                parent=0 if step else -1,
                token=token(word),
                text="" if word == "</s>" else f" {word}",
                score=best.scores[step],
                total=total / length_penalty(step + 1, 1.0),
                rank=0,
                fate="ended" if word == "</s>" else "alive",
            ),
            Node(
                parent=0 if step else -1,
                token=token(SECOND.get(word, "et")),
                text=f" {SECOND.get(word, 'et')}",
                score=-1.6,
                total=(total - best.scores[step] - 1.6) / length_penalty(step + 1, 1.0),
                rank=1,
                fate="no_repeat_ngram" if step == 2 else "beaten",
            ),
        ]
        yield Explored(number=number, sentence=sentence, step=step, nodes=tuple(nodes))


def column(place: int, source: int) -> NDArray[np.float32]:
    """(LAYERS, HEADS, source), each head a hill around `place`, later ones flatter."""
    away = np.abs(np.arange(source) - place)
    flat = 1 + np.arange(LAYERS * HEADS).reshape(LAYERS, HEADS, 1) / 6
    hill = np.exp(-1.6 * away / flat)
    weights: NDArray[np.float32] = (hill / hill.sum(axis=-1, keepdims=True)).astype(np.float32)
    return weights


def draft(
    words: list[str], offset: int, source: list[Piece], *, chinese: bool = False, worse: int = 0
) -> Draft:
    """A draft of these words; each of them was the likeliest at its place, when `worse` is 0."""
    written, pieces = "", list[Piece]()
    for word in words:
        end = word == "</s>"
        if written and not chinese and word.isalnum():
            written += " "
        begin = offset + len(written)
        written += "" if end else word
        pieces.append(Piece(word, begin, offset + len(written), special=end))
    scores = tuple(-0.9 if word in SECOND.values() else -0.2 for word in words)
    return Draft(
        text=written,
        pieces=tuple(pieces),
        source_pieces=tuple(source),
        scores=scores,
        score=sum(scores) - worse / 4,
        columns=tuple(column(min(place, len(source) - 1), len(source)) for place in range(1, len(words) + 1)),
        tokens=tuple(token(word) for word in words),
        candidates=tuple(candidates(word) for word in words),
        entropies=(0.5,) * len(words),
        length_penalty=1.0,
        coverage_penalty=0.0,
        alignment=ALIGNMENT,
    )


@cache
def candidates(word: str) -> tuple[Candidate, ...]:
    first = next((usual for usual, second in SECOND.items() if second == word), word)
    likely = [first, SECOND.get(first, "et"), "ainsi"]
    shares = (0.62, 0.31, 0.04)
    return tuple(
        Candidate(token(text), f" {text}", math.log(share))
        for text, share in zip(likely, shares, strict=True)
    )
