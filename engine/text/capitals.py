"""Capitals that say nothing: "HELP!", "Do NOT touch", "How To Train Your Dog".

A network that has seen few of them cuts such words into letters and writes nonsense. They are read as they
are mostly written, which the tokenizer knows: it finds a word likelier in small letters, with a capital or in
capitals (Lita et al. 2003, "tRuEcasIng", with a model of pieces instead of words). German typed all in small
letters gets those of its nouns. A text keeps its length, so that places in it stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Likelihood = Callable[[str], float]  # a word's log-probability, nats

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CAPITALS = r"[A-ZÀ-ÖØ-ÞŒŸẞ]+(?:['’][A-ZÀ-ÖØ-ÞŒŸẞ]+)*"
_RUN = re.compile(rf"(?<!\w){_CAPITALS}(?:\s+{_CAPITALS})*(?!\w)")
# What people write in capitals within a sentence to stress it, and in titles with a capital. No
# abbreviations, such as US, IT or OR; nor what programs are told in capitals, such as SELECT or FROM.
_STRESSED = {
    "en": (
        "i no not never nothing nobody all any and but do don't does doesn't did didn't is isn't "
        "are be very so too really only must now free here there why what when how you your "
        "my me we they he she i'm his her our their this that these those always every everything "
        "more most please stop help wait yes love hate want need can't won't will read note "
        "warning attention important danger caution urgent again before after both each exactly "
        "immediately good bad best worst right wrong"
    ),
    "fr": (
        "non pas ne jamais rien tout tous toute toutes très trop seulement doit maintenant "
        "ici pourquoi quoi quand qui comment vous votre mon ma je nous toujours chaque "
        "oui plaît arrête arrêtez aide attention avertissement important danger urgent gratuit "
        "remarque bien mal que sont dans avec sur ce cette"
    ),
    "de": (
        "nicht kein keine keinen nie niemals nichts alle alles sehr nur muss müssen jetzt "
        "hier warum was wann wie du ihr immer jeder jede bitte halt hilfe ja nein achtung warnung "
        "wichtig gefahr vorsicht hinweis dringend gratis"
    ),
    "es": (
        "no nunca nada todo todos toda todas muy sólo solo debe ahora aquí qué cuándo quién "
        "cómo tú siempre cada sí favor alto ayuda atención advertencia importante peligro urgente "
        "gratis nota bien mal ya que son mi su"
    ),
}
# Titles may leave these small; where one has a capital inside, it is no name.
_JOINING = {
    "en": "a an the and or but nor of in on at to by for from with as vs via",
    "fr": "le la les un une des du de et ou à au aux en par pour",
    "es": "el la los las un una y o u del de al a con por para en",
    "de": "der die das den dem des ein eine einen einem einer und oder in im am an auf von zu zum mit für",
}
_WORDS = {language: frozenset(words.split()) for language, words in _STRESSED.items()}
_SMALL = {language: frozenset(words.split()) for language, words in _JOINING.items()}
_LONGEST = 30  # words of a title
_FEW = 2  # words without capitals that need not be a sentence
_LARGE = 4  # so many make a title of words none of which tells

# A word that stands alone is an abbreviation rather than shouted, unless so much likelier in other letters.
_ALONE = 4.0  # nats a letter
_NAMES = 3.0  # nats: by so much a capital has to be likelier, as sentences begin with one
_NOUNS_LARGE = "de"  # the language whose nouns all have a capital: there it need not be likelier


def shouted(text: str) -> bool:
    """Whether all letters of a text are capitals, and there are two at least."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


def loud(text: str) -> str:
    """The text in capitals, as long as it was."""
    return "".join("ẞ" if c == "ß" else up if len(up := c.upper()) == 1 else c for c in text)


def quiet(text: str, language: str, likelihood: Likelihood, *, surely: bool = False) -> str:
    """A sentence in a language, without capitals that say nothing.

    surely: it is shouted, even if it is a single word; and may be any part of a sentence.
    """
    if language not in _WORDS:
        return text
    words = list(_WORD.finditer(text))
    if surely or (shouted(text) and len(words) > 1):
        calm = _WORD.sub(lambda word: _usual(word[0], language, likelihood), text)
        return calm if surely else begun(calm)
    if shouted(text):
        return _WORD.sub(lambda word: _alone(word[0], language, likelihood), text)
    whole = [word[0] for word in words if text[: word.start()][-1:] not in ("-", ".")]  # "p.m." is one word
    if _is_title(whole, language, closed=text.rstrip().endswith(".")):
        first = words[0].end()
        return text[:first] + _WORD.sub(lambda word: _in_title(word[0], language, likelihood), text[first:])
    if language == _NOUNS_LARGE and text.islower():
        named = _WORD.sub(lambda word: max(word[0], begun(word[0]), key=likelihood), text)
        return begun(named) if len(words) > _FEW else named
    calm = _RUN.sub(lambda run: _stressed(run[0], language, likelihood), text)
    return calm if calm == text else begun(calm)


def _small(word: str) -> str:
    return "".join(low if len(low := c.lower()) == 1 else c for c in word)


def begun(text: str) -> str:
    """The text, its first letter large."""
    first = next((i for i, c in enumerate(text) if c.isalpha()), 0)
    return text[:first] + loud(text[first : first + 1]) + text[first + 1 :]


def _without(word: str, language: str, likelihood: Likelihood) -> str:
    """The word in small letters, the first of them large if that is likelier."""
    small = _small(word)
    large = word[0] + small[1:]
    return large if _is_named(large, small, language, likelihood) else small


def _is_named(large: str, small: str, language: str, likelihood: Likelihood) -> bool:
    """Whether a word has its capital wherever it stands."""
    return likelihood(large) > likelihood(small) + (0.0 if language == _NOUNS_LARGE else _NAMES)


def _usual(word: str, language: str, likelihood: Likelihood) -> str:
    return max(_without(word, language, likelihood), word, key=likelihood)


def _alone(word: str, language: str, likelihood: Likelihood) -> str:
    calm = _without(word, language, likelihood)
    told = _small(word) in _WORDS[language] or likelihood(calm) - likelihood(word) >= _ALONE * len(word)
    return calm if told else word


def _in_title(word: str, language: str, likelihood: Likelihood) -> str:
    small = _small(word)
    named = word[1:] != small[1:] or _is_named(word, small, language, likelihood)
    return word if named else small


def _stressed(run: str, language: str, likelihood: Likelihood) -> str:
    """Neighbours in capitals, read as usual if one of them is a word that people stress."""
    words = (_small(word).replace("’", "'") for word in _WORD.findall(run))
    if not any(len(word) > 1 and word in _WORDS[language] for word in words):
        return run
    return _WORD.sub(lambda word: _usual(word[0], language, likelihood), run)


def _is_title(words: list[str], language: str, *, closed: bool) -> bool:
    """Whether all words that titles begin with a capital do, and these are no mere name.

    closed: by a full stop, as titles seldom are; small words make a sentence of it.
    """
    if language not in _SMALL or len(words) > _LONGEST:
        return False
    large = [word for word in words if word[0].isupper()]
    joined = all(word in _SMALL[language] for word in words if not word[0].isupper())
    if len(large) < 3 or not joined or (closed and len(large) < len(words)):
        return False
    told = any(word.lower() in _SMALL[language] for word in large[1:])
    if language == _NOUNS_LARGE:
        return told
    return told or len(large) >= _LARGE or any(word.lower() in _WORDS[language] for word in large)
