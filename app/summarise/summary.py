"""What a summary owes to its document: which sentences it came from, what was left aside, what is new."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from engine.events import Draft
from engine.tasks.extract import key_sentences, links, sentences, source_shares, unsourced, unused, words

Span = tuple[int, int]
POINT = "• "


@dataclass(frozen=True)
class Sources:
    """Spans of `sentences` and `unsourced` are places in the summary as shown, `begins` as written."""

    text: str  # of the summary as it is shown
    sentences: tuple[Span, ...]
    begins: tuple[int, ...]  # parallel to sentences
    links: tuple[tuple[int, ...], ...]  # for each of them the document's, the strongest first
    document: tuple[Span, ...]
    shares: tuple[float, ...]  # for each of the document's the greatest that a sentence of the summary gave
    unused: tuple[Span, ...]  # neighbouring sentences together
    unsourced: tuple[Span, ...]
    used: int  # sentences of the document
    taken: int  # those that were read for the last time, and so could be used
    words: int  # of the summary
    words_read: int  # of the document
    attended: bool  # False: nothing is known of where it comes from

    def of(self, place: int) -> tuple[Span, list[Span]] | None:
        """The sentence at a place of the summary, and those of the document that it comes from."""
        for span, linked in zip(self.sentences, self.links, strict=True):
            if span[0] <= place < span[1]:
                return span, [self.document[i] for i in linked]
        return None

    def begin_of(self, place: int) -> int | None:
        """Where the sentence at a place of the summary began before it was made a point."""
        pairs = zip(self.sentences, self.begins, strict=True)
        return next((begin for (first, end), begin in pairs if first <= place < end), None)

    def at(self, place: int) -> tuple[Span, list[Span]] | None:
        """The sentence at a place of the document, and those of the summary that come from it."""
        for i, span in enumerate(self.document):
            if span[0] <= place < span[1]:
                pairs = zip(self.sentences, self.links, strict=True)
                return span, [sentence for sentence, linked in pairs if i in linked]
        return None

    def is_unused(self, place: int) -> bool:
        return any(begin <= place < end for begin, end in self.unused)


def written(text: str, drafts: Sequence[Draft], document: str, language: str, *, points: bool) -> Sources:
    """Of a summary that a model wrote: `drafts` are its parts, one after the other."""
    found, there = sentences(text, language), sentences(document, language)
    shares = sum(source_shares(draft, found, there) for draft in drafts)
    attended = bool(len(there) and drafts and found and shares.sum() > 0)  # type: ignore[union-attr]
    begins = [begin for begin, _ in there]
    read = [piece.begin for draft in drafts for piece in draft.source_pieces if not piece.special]
    taken = {bisect_right(begins, place) for place in read}
    left = set(unused(shares)) if attended else set()  # type: ignore[arg-type]
    shown, places = as_points(text, found) if points else (text, found)
    return Sources(
        text=shown,
        sentences=tuple(places),
        begins=tuple(begin for begin, _ in found),
        links=tuple(map(tuple, links(shares))) if attended else ((),) * len(found),  # type: ignore[arg-type]
        document=tuple(there),
        shares=tuple(shares.max(0).tolist()) if attended else (0.0,) * len(there),  # type: ignore[union-attr]
        unused=_runs(there, left),
        unsourced=tuple(unsourced(shown, document)),
        used=len(there) - len(left),
        taken=len(taken),
        words=len(words(shown)),
        words_read=len(words(document)),
        attended=attended,
    )


def extracted(document: str, language: str, count: int) -> Sources:
    """The `count` sentences of the document most like all others, word for word; half of it at most."""
    there = sentences(document, language)
    best = key_sentences(document, language, min(count, (len(there) + 1) // 2))
    text, places = "", list[Span]()
    for begin, end in best:
        text += "\n" if text else ""
        places.append((len(text), len(text) + end - begin))
        text += " ".join(document[begin:end].splitlines())
    chosen = [there.index(span) for span in best]
    return Sources(
        text=text,
        sentences=tuple(places),
        begins=tuple(begin for begin, _ in places),
        links=tuple((i,) for i in chosen),
        document=tuple(there),
        shares=tuple(float(i in chosen) for i in range(len(there))),
        unused=_runs(there, set(range(len(there))) - set(chosen)),
        unsourced=(),
        used=len(chosen),
        taken=len(there),
        words=len(words(text)),
        words_read=len(words(document)),
        attended=True,
    )


def as_points(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """Each sentence on a line of its own, and where it stands there."""
    shown, places = "", list[Span]()
    for begin, end in spans:
        shown += ("\n" if shown else "") + POINT
        places.append((len(shown), len(shown) + end - begin))
        shown += text[begin:end].replace("\n", " ")
    return shown, places


def shown_so_far(text: str, language: str, *, points: bool) -> str:
    return as_points(text, sentences(text, language))[0] if points else text


def count_words(text: str) -> int:
    return len(words(text))


def _runs(spans: Sequence[Span], chosen: set[int]) -> tuple[Span, ...]:
    """Neighbours among the chosen spans, joined."""
    found: list[Span] = []
    for i in sorted(chosen):
        if i - 1 in chosen:
            found[-1] = (found[-1][0], spans[i][1])
        else:
            found.append(spans[i])
    return tuple(found)


def as_markdown(title: str, summary: str, origin: str) -> str:
    """`origin` says who wrote it. Lines become paragraphs, which Markdown would else run together."""
    lines = [line for line in summary.split("\n") if line]
    if points := all(line.startswith(POINT) for line in lines):
        lines = [f"- {line.removeprefix(POINT)}" for line in lines]
    body = ("\n" if points else "\n\n").join(lines)
    return f"# {title}\n\n{body}\n\n*{origin}*\n"


def as_text(title: str, summary: str, origin: str) -> str:
    return f"{title}\n\n{summary}\n\n{origin}\n"
