"""Words that must or must not appear in a target, whichever tokens write them. (No torch here.)

A token spells some bytes, so a word can be written in many ways: `▁chat`, `▁ch` `at`, or byte by byte.
Here words are found in what the tokens spell, not in the tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.errors import BadOption
from engine.search.options import DecodingOptions
from engine.text.normalise import normalise
from engine.text.words import joined, occurs, without_spaces


class Speller(Protocol):
    """What a search with words needs of a tokenizer."""

    @property
    def spelling(self) -> Sequence[bytes]:
        """What each token writes; a new word begins with a space."""
        ...

    @property
    def unwritable(self) -> Sequence[int]:
        """Tokens no output may hold."""
        ...

    def continuation(self, text: str) -> list[int]:
        """Tokens that write `text` as it is behind others."""
        ...


@dataclass(frozen=True)
class _Banned:
    first: str  # its first character
    # (what a row's bytes end with, the tokens that then complete the word), for each way to cut it
    cuts: tuple[tuple[bytes, tuple[int, ...]], ...]


@dataclass(frozen=True)
class _Required:
    given: str  # as the user wrote it
    word: str
    spaced: tuple[int, ...]  # tokens that write it as a new word
    glued: tuple[int, ...]  # tokens that write it right behind what stands there


class Lexicon:
    """The required and the banned words of some options, for one tokenizer.

    A word counts where it stands as a whole word; in a script without spaces, wherever it stands.
    """

    def __init__(self, options: DecodingOptions, speller: Speller) -> None:
        """BadOption for a word that the model cannot write."""
        self._spelling = speller.spelling
        self._always = set[int]()  # tokens that hold a banned word in their midst
        self._banned = [self._ban(self._written("banned", word, speller)) for word in options.banned]
        self._required = [
            _Required(
                given,
                word := self._written("required", given, speller),
                tuple(speller.continuation(f" {word}")),
                tuple(speller.continuation(word)),
            )
            for given in options.required
        ]
        self.places = sum(len(word.spaced) for word in self._required)  # tokens of all required words

    def missing(self, tokens: Iterable[int]) -> tuple[str, ...]:
        """The required words, as given, that do not stand in what `tokens` write."""
        if not self._required:
            return ()
        text = self._text(tokens)
        return tuple(required.given for required in self._required if not occurs(required.word, text))

    def forbidden(self, tokens: Iterable[int]) -> list[int]:
        """What may not follow `tokens`, as it would complete a banned word.

        A word is complete where a token ends with it: one who bans `chat` does not get `chats` either,
        if a model writes it as `chat` and `s`. Waiting for the next token would only leave `chat` and
        anything that may be glued to it.
        """
        if not self._banned:
            return []
        written = self._bytes(tokens)
        found = list(self._always)
        for banned in self._banned:
            for begun, completing in banned.cuts:
                if written.endswith(begun):
                    before = _decoded(written[: len(written) - len(begun)])
                    if not joined(before[-1:], banned.first):
                        found += completing
        return found

    def placing(self, tokens: Sequence[int]) -> tuple[int, set[int]]:
        """How much of the required words stands in `tokens`, in tokens, and what would carry it on.

        Post and Vilar 2018, "Fast lexically constrained decoding with dynamic beam allocation": the
        number is the bank of a hypothesis. A word half written counts by its tokens, the longest one
        only.
        """
        text = self._text(tokens)
        placed = longest = 0
        following = set[int]()
        for required in self._required:
            if occurs(required.word, text):
                placed += len(required.spaced)
                continue
            for form in (required.spaced, required.glued):
                if self._may_begin(required, form, text):
                    following.add(form[0])
                for done in range(min(len(form) - 1, len(tokens)), 0, -1):
                    begun = tuple(tokens[-done:]) == form[:done]
                    if begun and self._may_begin(required, form, self._text(tokens[:-done])):
                        longest = max(longest, done)
                        following.add(form[done])
                        break
        return placed + longest, following

    def _may_begin(self, required: _Required, form: tuple[int, ...], before: str) -> bool:
        if form == required.spaced:
            return not before or not without_spaces(required.word)
        return bool(before) and not joined(before[-1], required.word[0])

    def _ban(self, word: str) -> _Banned:
        spelled = word.encode()
        cuts: list[list[int]] = [[] for _ in spelled]
        for token, piece in enumerate(self._spelling):
            if len(piece) > 1 and spelled in piece and occurs(word, _decoded(piece), 1):
                self._always.add(token)
            for cut in range(len(spelled)):
                rest = spelled[cut:]
                if piece[:1] == rest[:1] and piece.startswith(rest):
                    after = _decoded(piece[len(rest) :])
                    if not joined(word[-1], after[:1]):
                        cuts[cut].append(token)
        begun = ((spelled[:cut], tuple(tokens)) for cut, tokens in enumerate(cuts) if tokens)
        return _Banned(word[0], tuple(begun))

    def _written(self, option: str, given: str, speller: Speller) -> str:
        word = normalise(given).text.strip()
        tokens = speller.continuation(f" {word}")
        if not word or self._text(tokens).strip() != word or set(tokens) & set(speller.unwritable):
            raise BadOption(option, "this model cannot write “{0}”", (given,))
        return word

    def _bytes(self, tokens: Iterable[int]) -> bytes:
        return b"".join([self._spelling[token] for token in tokens])

    def _text(self, tokens: Iterable[int]) -> str:
        return _decoded(self._bytes(tokens))


def _decoded(spelled: bytes) -> str:
    """As text; bytes of a character that is not whole stay apart from all letters."""
    return spelled.decode("utf-8", "surrogateescape")
