"""Abbreviations, read as the words that they stand for: "e.g.", "z. B.", "svp", "y/o".

Our networks have met few of them, and take their stops for the ends of sentences. Only such as have one
meaning, or one where they stand, and that come out wrong as they are.
"""

from __future__ import annotations

import re
from functools import cache

from engine.text.normalise import Edit

# "abbreviation: words". Spaces inside an abbreviation may be left out.
_WORDS = {
    "en": (
        "e. g.: for example, i. e.: that is, approx.: about, incl.: including, excl.: excluding, "
        "vs.: against, asap: as soon as possible, aka: also known as, a. k. a.: also known as, "
        "dept.: department, govt.: government, appt.: appointment, fyi: for your information, "
        "btw: by the way, pls: please, plz: please, thx: thanks, b/c: because, w/o: without, w/: with, "
        "tmrw: tomorrow, ppl: people, and/or: or, he/she: he or she, she/he: he or she, s/he: he or she, "
        "him/her: him or her, his/her: his or her, WWI: World War I, WWII: World War II"
    ),
    "de": (
        "z. B.: zum Beispiel, bspw.: zum Beispiel, d. h.: das heißt, u. a.: unter anderem, v. a.: vor allem, "
        "usw.: und so weiter, bzw.: oder, evtl.: vielleicht, u. U.: vielleicht, ggf.: wenn nötig, "
        "inkl.: mit, exkl.: ohne, i. d. R.: normalerweise, z. T.: teils, vgl.: siehe, "
        "s. o.: siehe oben, s. u.: siehe unten, Hr.: Herr, Std.: Stunden, Mio.: Millionen, Mrd.: Milliarden, "
        "MfG: Mit freundlichen Grüßen, "
        "und/oder: oder, er/sie: er oder sie"
    ),
    "fr": (
        "p. ex.: par exemple, c.-à-d.: c'est-à-dire, càd: c'est-à-dire, env.: environ, "
        "s. v. p.: s'il vous plaît, svp: s'il vous plaît, s. t. p.: s'il te plaît, stp: s'il te plaît, "
        "rdv: rendez-vous, bcp: beaucoup, qqn: quelqu'un, qqch: quelque chose, tjs: toujours, "
        "tjrs: toujours, auj.: aujourd'hui, pcq: parce que, tél.: téléphone, Mlle: Mademoiselle, "
        "et/ou: ou, il/elle: il ou elle"
    ),
    "es": (
        "p. ej.: por ejemplo, aprox.: aproximadamente, avda.: avenida, dpto.: departamento, "
        "depto.: departamento, pág.: página, págs.: páginas, núm.: número, tel.: teléfono, máx.: máximo, "
        "mín.: mínimo, xq: porque, tmb: también, a. C.: antes de Cristo, d. C.: después de Cristo, "
        "y/o: o, él/ella: él o ella"
    ),
}
# "pattern: words", where only what stands around tells what is meant.
_RULES = {
    "en": (
        r"(?<=\bon )mon\.: Monday, (?<=\bon )tues?\.: Tuesday, (?<=\bon )wed\.: Wednesday, "
        r"(?<=\bon )thu(?:rs?)?\.: Thursday, (?<=\bon )fri\.: Friday, (?<=\bon )sat\.: Saturday, "
        r"(?<=\bon )sun\.: Sunday, jan\.(?= \d): January, feb\.(?= \d): February, mar\.(?= \d): March, "
        r"apr\.(?= \d): April, aug\.(?= \d): August, sept?\.(?= \d): September, oct\.(?= \d): October, "
        r"nov\.(?= \d): November, dec\.(?= \d): December, (?-i:No)\.(?= ?\d): number, "
        r"(?-i:Mon)[–-](?-i:Fri)\b\.?: Monday to Friday, (?<=(?-i:[a-z]) )&(?= (?-i:[a-z])): and, "
        r"(?<=\d) ?mins?\b\.?:  minutes, (?<=\d) ?hrs?\b\.?:  hours, (?<=\d) ?secs?\b\.?:  seconds, "
        r"(?<=\d) ?yrs?\b\.?:  years, (?<=\d) ?lbs?\b\.?:  pounds, (?<=\d) ?ft\b\.?:  feet, "
        r"(?<=\d) ?mph\b:  miles per hour, (?<=\d) ?(?-i:[lL])\b:  litres, (?<=\d) per ?cent\b: %"
    ),
    "de": (
        r"(?<=\w)str\.(?!\w): straße, (?-i:Nr)\.(?= ?\d): Nummer, (?-i:Fr)\.(?= (?-i:[A-ZÄÖÜ])): Frau, "
        r"(?<=(?-i:[a-zäöüß]) )&(?= \w): und, (?<=\d) ?Min\b\.?:  Minuten, (?<=\d) ?Sek\b\.?:  Sekunden"
    ),
    "fr": (
        r"n°(?= ?\d): numéro, (?-i:Bd)\.?(?= (?-i:[A-Zd])): Boulevard, "
        r"(?<=(?-i:[a-zà-ÿ]) )&(?= (?-i:[a-zà-ÿ])): et"
    ),
    "es": r"n\.?º(?= ?\d): número, (?-i:Av)\.(?= ): Avenida, (?<=(?-i:[a-zà-ÿ]) )&(?= (?-i:[a-zà-ÿ])): y",
}

# What a rule begins with that is not for the beginnings of words.
_FIGURE, _LETTER = r"(?<=\d)", (r"(?<=\w)", "(?<=(?-i:")


def written_out(text: str, language: str) -> list[Edit]:
    """What to put in the place of the abbreviations in a text, in order."""
    if language not in _WORDS:
        return []
    pattern, words = _table(language)
    edits = []
    for match in pattern.finditer(text):
        begin, end = match.span()
        word = words[(match.lastindex or 1) - 1]
        if match[0][0].isupper() and not re.search(r"\w", text[:begin]):
            word = word[0].upper() + word[1:]
        if match[0].endswith(".") and not text[end:].strip():
            word += "."  # which ended the sentence, too
        edits.append(Edit(begin, end, word))
    return edits


@cache
def _table(language: str) -> tuple[re.Pattern[str], list[str]]:
    """A pattern with a group for each abbreviation, and the words of each."""
    plain = [entry.split(": ") for entry in _WORDS[language].split(", ")]
    rules = [entry.split(": ") for entry in _RULES[language].split(", ")]
    # Looked for at few places of a sentence: where words begin, behind figures, and only the last anywhere.
    units = [entry for entry in rules if entry[0].startswith(_FIGURE)]
    inside = [entry for entry in rules if entry[0].startswith(_LETTER)]
    begun = [entry for entry in rules if entry not in units + inside]
    whole, unit, other, rest = (
        "|".join(f"({pattern.removeprefix(_FIGURE)})" for pattern in patterns)
        for patterns in (
            (_spaced(abbreviation) for abbreviation, _ in plain),
            *((pattern for pattern, _ in entries) for entries in (units, begun, inside)),
        )
    )
    pattern = rf"(?<![\w.])(?:(?:{whole})(?!\w)|{other})|{_FIGURE}(?:{unit or '(?!)'})|{rest}"
    return re.compile(pattern, re.IGNORECASE), [word for _, word in plain + begun + units + inside]


def _spaced(abbreviation: str) -> str:
    """A pattern for it, with its spaces or without."""
    return re.escape(abbreviation).replace(r"\ ", r"\s?")
