"""What the network reads and what the user gets, for each task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.checkpoint import Model
from engine.events import Candidate, Draft, Node
from engine.search.hypothesis import Branch, Choice, Hypothesis
from engine.tasks.marking import marked
from engine.text.capitals import begun, loud, shouted
from engine.text.contract import Tokenizing
from engine.text.inline import BARE, Inline, inline
from engine.text.piece import Piece
from engine.text.scripts import is_unreadable, read_by, unread
from engine.text.segment import Segment, gaps, joint, segment
from engine.text.tokenizer import BOS
from engine.text.wrapped import Wrapped, unwrapped


@dataclass(frozen=True)
class Sentence:
    """A sentence of the user's text, ready for the network."""

    begin: int  # its span in the user's text
    end: int
    before: str  # what the output has between the sentence before and this one
    tokens: tuple[int, ...]  # with the target language's tag and EOS, or what else the model reads
    pieces: tuple[Piece, ...]  # parallel to tokens, with spans in the user's text
    decoder_start: tuple[int, ...] = (BOS,)  # what the decoder reads before it writes
    scripts: frozenset[str] | None = None  # that it may be written in; None is any
    text: str = ""  # of a sentence to be translated: as the network reads it
    pair: tuple[str, str] | None = None  # from which language to which
    loud: bool = False  # what is written for it is shown in capitals
    inline: Inline = BARE  # the marks inside it, which the network does not read


def sentences_to_translate(
    text: str, model: Model, source_language: str, target_language: str, *, whole: bool = False
) -> tuple[list[Sentence], str]:
    """The sentences of `text`, and what follows the last one. A sentence too long to read is cut.

    One in a script that the model cannot read is none: it stays as it is, between the others. whole: all
    of `text` is taken as one sentence.
    """
    decoder_start = model.tokenizer.decoder_start(target_language)
    pair = source_language, target_language
    places, after = _places(text, model, source_language, target_language, whole=whole)
    sentences: list[Sentence] = []
    for before, place in places:
        for begin, end, bare, tokens, pieces in _fitting(text, place.begin, place.end, model, pair):
            read = model.tokenizer.as_read(bare.text, source_language)
            sentences.append(
                Sentence(
                    begin,
                    end,
                    before,
                    tuple(tokens),
                    tuple(_in_place(piece, bare, text, begin) for piece in pieces),
                    decoder_start,
                    scripts_for(target_language, text[begin:end], model),
                    read,
                    pair,
                    shouted(bare.text) and read != bare.text,
                    bare,
                )
            )
            before = joint(" ", source_language, target_language)
    return sentences, after


def _in_place(piece: Piece, bare: Inline, text: str, begin: int) -> Piece:
    """A piece of the bare sentence as a piece of the user's text, where the sentence begins at `begin`."""
    first, last = (begin + at for at in bare.place(piece.begin, piece.end))
    as_typed = last - first != piece.end - piece.begin  # it stands in for something else
    return Piece(text[first:last] if as_typed else piece.text, first, last, piece.special)


def _places(
    text: str, model: Model, source_language: str, target_language: str, *, whole: bool
) -> tuple[list[tuple[str, Wrapped]], str]:
    """Where the sentences are, each with what the output has before it; and what follows the last one."""
    read = _scripts(model)
    segments = [Segment(0, len(text))] if whole else segment(text, source_language)
    segments = [s for s in segments if not is_unreadable(text[s.begin : s.end], read)]
    between = gaps(text, segments)
    places: list[tuple[str, Wrapped]] = []
    closing = ""
    for sentence, gap in zip(segments, between, strict=False):
        place = Wrapped(sentence.begin, sentence.end)
        if model.marked and not whole:  # models from elsewhere have learnt what to do with quotation marks
            place = unwrapped(text, sentence.begin, sentence.end, target_language)
        before = joint(gap, source_language, target_language) if places else gap
        places.append((closing + before + place.opening, place))
        closing = place.closing
    return places, closing + between[-1]


def given_target(source: str, target: str, model: Model, source_language: str, target_language: str) -> str:
    """A target that is given, as the network would write it: in small letters if it reads the source so, in
    simplified Chinese."""
    if target_language == "zh":
        return model.tokenizer.as_read(target, target_language)
    if not shouted(source) or model.tokenizer.as_read(source, source_language) == source:
        return target
    return begun(model.tokenizer.as_read(target, target_language, surely=True))


def scripts_for(language: str, source: str, model: Model) -> frozenset[str] | None:
    """The scripts of a language and of what is translated into it, or answered in it.

    A network of many languages now and then writes a word of another one: no Chinese in a German sentence,
    unless the source has some. Models from elsewhere write what they were made to write.
    """
    if not model.marked:
        return None
    usual = read_by([language])
    return usual.union(unread(source, usual))


def unread_scripts(text: str, model: Model) -> tuple[str, ...]:
    """Scripts in the text that none of the model's languages uses, the most frequent first."""
    return tuple(script for script, _ in unread(text, _scripts(model)).most_common())


def _scripts(model: Model) -> frozenset[str]:
    return read_by(sorted({language for pair in model.card.pairs for language in pair}))


def source_tokens(text: str, model: Model, source_language: str, target_language: str) -> tuple[int, ...]:
    """What the network reads of one sentence: our own models the target language's tag, the text, EOS."""
    return tuple(model.tokenizer.source(text, source_language, target_language)[0])


def prompt(text: str, model: Model) -> Sentence:
    """All of `text` as a language model reads it, from BOS on; white space at its end is left out."""
    text = text.rstrip()
    tokens, pieces = model.tokenizer.encode(text)
    return Sentence(0, len(text), text, (BOS, *tokens), (Piece("<s>", 0, 0, True), *pieces))


def continuation(hypothesis: Hypothesis, sentence: Sentence, model: Model) -> Draft:
    """What the user sees of a hypothesis that goes on after a prompt."""
    # Decoded together: whether a space stands between them is seen only there.
    text, pieces = model.tokenizer.decode((*sentence.tokens, *hypothesis.tokens))
    read = len(sentence.tokens)
    begin = pieces[read - 1].end
    return _draft(hypothesis, sentence, model, text[begin:], pieces[read:], sentence.end - begin, read == 1)


def _fitting(
    text: str, begin: int, end: int, model: Model, pair: tuple[str, str]
) -> Iterator[tuple[int, int, Inline, list[int], list[Piece]]]:
    """The span, or parts of it that the network can read, cut at spaces where there are any; and what it
    reads of each."""

    def read(end: int) -> tuple[Inline, list[int], list[Piece]]:
        # Models from elsewhere have learnt what to do with marks, and read them.
        bare = inline(text[begin:end]) if model.marked else Inline(text[begin:end])
        return bare, *model.tokenizer.source(bare.text, *pair)

    while begin < end:
        cut, found = end, read(end)
        while cut - begin > 1 and len(found[1]) > model.card.max_source:
            middle = begin + (cut - begin) // 2
            space = text.rfind(" ", begin + 1, middle)
            cut = space if space > 0 else middle
            found = read(cut)
        yield begin, cut, *found
        begin = cut + (cut < end and text[cut] == " ")


def draft(hypothesis: Hypothesis, sentence: Sentence, model: Model, offset: int) -> Draft:
    """What the user sees of a hypothesis whose text begins at `offset` of the output."""
    text, pieces = model.tokenizer.decode(hypothesis.tokens)
    written = _draft(hypothesis, sentence, model, text, pieces, offset, True)
    if sentence.loud:
        written = _loud(written)
    return marked(written, sentence.inline, sentence.begin) if sentence.inline else written


def _loud(written: Draft) -> Draft:
    """A draft in capitals."""
    return replace(
        written,
        text=loud(written.text),
        pieces=tuple(p if p.special else replace(p, text=loud(p.text)) for p in written.pieces),
        candidates=tuple(
            tuple(replace(candidate, text=loud(candidate.text)) for candidate in choice)
            for choice in written.candidates
        ),
    )


def _draft(
    hypothesis: Hypothesis,
    sentence: Sentence,
    model: Model,
    text: str,
    pieces: Sequence[Piece],
    shift: int,
    begins: bool,
) -> Draft:
    """shift: from the places in `pieces` to those in the output. begins: no text stands before."""
    return Draft(
        text=text,
        pieces=tuple(Piece(p.text, p.begin + shift, p.end + shift, p.special) for p in pieces),
        source_pieces=sentence.pieces,
        scores=hypothesis.scores,
        score=hypothesis.score,
        columns=hypothesis.columns,
        tokens=hypothesis.tokens,
        candidates=tuple(
            _candidates(choice, model.tokenizer, begins and place == 0)
            for place, choice in enumerate(hypothesis.choices)
        ),
        entropies=tuple(choice.entropy for choice in hypothesis.choices),
        length_penalty=hypothesis.length_penalty,
        coverage_penalty=hypothesis.coverage_penalty,
        channel=hypothesis.channel,
        missing=hypothesis.missing,
        looks=hypothesis.looks,
        alignment=model.card.alignment,
    )


@lru_cache(4096)  # every draft of a sentence has the choices of the one before
def _candidates(choice: Choice, tokenizer: Tokenizing, first: bool) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(token, _added(tokenizer.surface(token), first), score)
        for token, score in zip(choice.tokens, choice.scores, strict=True)
    )


def nodes_of(branches: Sequence[Branch], model: Model) -> tuple[Node, ...]:
    """What the user sees of the branches of a step, best first."""
    return tuple(
        Node(
            branch.parent,
            branch.token,
            _added(model.tokenizer.surface(branch.token), branch.parent < 0),
            branch.score,
            branch.total,
            rank,
            branch.fate,
            branch.coverage,
        )
        for rank, branch in enumerate(branches)
    )


def _added(surface: str, first: bool) -> str:
    return surface.removeprefix(" ") if first else surface
