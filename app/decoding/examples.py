"""For each decoding value an example of what it does, worked out from the value of the moment."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from app.language import percent
from engine.search import penalties
from engine.search.options import DecodingOptions
from engine.search.options import patience as enough

translate = QCoreApplication.translate
SHARES = (0.5, 0.3, 0.15, 0.05)  # the probabilities of four words that compete for a place


def _listed(shares: Sequence[float]) -> str:
    return translate("DecodingPanel", ", ").join(percent(share) for share in shares)


def _number(value: float) -> str:
    return QLocale().toString(value, "g", 3)


def beam(options: DecodingOptions) -> str:
    if options.beam == 1:
        return translate("DecodingPanel", "At each place only the likeliest word goes on.")
    return translate(
        "DecodingPanel",
        "After each word the {n} best beginnings go on: a word that was behind at first can still win.",
    ).format(n=options.beam)


def n_best(options: DecodingOptions) -> str:
    if options.n_best == 1:
        return translate("DecodingPanel", "You see one translation of each sentence.")
    return translate(
        "DecodingPanel", "You see {n} translations of each sentence, and can take over another."
    ).format(n=options.n_best)


def length_penalty(options: DecodingOptions) -> str:
    a = options.length_penalty
    ratio = penalties.length_penalty(20, a) / penalties.length_penalty(10, a)
    return translate(
        "DecodingPanel",
        "A translation of 20 tokens wins over one of 10 as long as its log-probability"
        " is less than {ratio} times as low.",
    ).format(ratio=_number(ratio))


def temperature(options: DecodingOptions) -> str:
    if options.temperature == 0:
        return translate("DecodingPanel", "The same text gives the same translation, without any draw.")
    weights = [share ** (1 / max(options.temperature, 0.01)) for share in SHARES]
    return translate("DecodingPanel", "Four words with the chances {before} are drawn with {after}.").format(
        before=_listed(SHARES), after=_listed([weight / sum(weights) for weight in weights])
    )


def required(options: DecodingOptions) -> str:
    word = options.required[0] if options.required else "chat"
    return translate("DecodingPanel", "“{word}” will be in the translation, spelled just so.").format(
        word=word
    )


def banned(options: DecodingOptions) -> str:
    word = options.banned[0] if options.banned else "chat"
    return translate("DecodingPanel", "“{word}” will not be in the translation.").format(word=word)


def coverage_penalty(options: DecodingOptions) -> str:
    return translate(
        "DecodingPanel", "A word of your text that got only half of the attention it needs costs {n} nats."
    ).format(n=_number(options.coverage_penalty * math.log(2)))


def patience(options: DecodingOptions) -> str:
    count = enough(options)
    if math.isinf(count):
        return translate("DecodingPanel", "The search goes on until no other translation can win any more.")
    return translate(
        "DecodingPanel", "The search stops when {n} translations have ended, though another might still win."
    ).format(n=max(math.ceil(count), 1))


def groups(options: DecodingOptions) -> str:
    if options.groups == 1:
        return translate("DecodingPanel", "All {n} hypotheses look for the same best wording.").format(
            n=options.beam
        )
    return translate("DecodingPanel", "{beam} hypotheses work in {groups} groups of {each}.").format(
        beam=options.beam, groups=options.groups, each=options.beam // options.groups
    )


def diversity(options: DecodingOptions) -> str:
    return translate(
        "DecodingPanel", "A word that another group has just taken keeps {share} of its chance."
    ).format(share=percent(math.exp(-options.diversity)))


def channel(options: DecodingOptions) -> str:
    return translate(
        "DecodingPanel", "A translation from which each token of your text is twice as likely gains {n} nats."
    ).format(n=_number(options.channel * math.log(2)))


def mbr(options: DecodingOptions) -> str:
    if not options.mbr:
        return translate("DecodingPanel", "The translation with the best score is shown first.")
    return translate(
        "DecodingPanel", "{n} translations are compared, and the one nearest to all others comes first."
    ).format(n=options.n_best)


def min_length(options: DecodingOptions) -> str:
    if options.min_length <= 3:
        return translate("DecodingPanel", "“Yes, please.” may be a whole sentence.")
    return translate(
        "DecodingPanel", "“Yes, please.” would be too short: it has about 3 tokens, not {n}."
    ).format(n=options.min_length)


def max_length(options: DecodingOptions) -> str:
    if options.max_length == 0:
        return translate("DecodingPanel", "For a sentence of 12 tokens, 44 are the most.")
    return translate("DecodingPanel", "{n} tokens are about {words} words.").format(
        n=options.max_length, words=max(round(options.max_length * 0.7), 1)
    )


def no_repeat_ngram(options: DecodingOptions) -> str:
    n = options.no_repeat_ngram
    if n == 0:
        return translate("DecodingPanel", "“to be or not to be” can be written.")
    if n <= 2:
        return translate(
            "DecodingPanel", "“to be or not to be” cannot be written: “{twice}” would come twice."
        ).format(twice="to be" if n == 2 else "to")
    return translate(
        "DecodingPanel", "“to be or not to be” can be written: only {n} equal words in a row are too many."
    ).format(n=n)


def repetition_guard(options: DecodingOptions) -> str:
    often = options.repetition_guard
    if often == 0:
        return translate("DecodingPanel", "“no no no no no …” could go on for ever.")
    return translate("DecodingPanel", "“no no no no no …” ends as “{text}”.").format(
        text=" ".join(["no"] * often)
    )


def second_look(options: DecodingOptions) -> str:
    if options.second_look:
        return translate(
            "DecodingPanel", "“Platform 9” that came out as “the platform” is tried again with 9."
        )
    return translate("DecodingPanel", "“Platform 9” may come out as “the platform”.")


def repetition_penalty(options: DecodingOptions) -> str:
    logit = 2.0  # of either word; both have the same chance
    written = math.exp(logit / options.repetition_penalty)
    return translate(
        "DecodingPanel", "Of two words that fit equally well, the one written before gets about {share}."
    ).format(share=percent(written / (written + math.exp(logit))))


def top_k(options: DecodingOptions) -> str:
    return _kept(options.top_k or len(SHARES))


def top_p(options: DecodingOptions) -> str:
    before = [sum(SHARES[:place]) for place in range(len(SHARES))]
    return _kept(sum(total < options.top_p - 1e-9 for total in before))


def min_p(options: DecodingOptions) -> str:
    return _kept(sum(share >= options.min_p * SHARES[0] for share in SHARES))


def typical(options: DecodingOptions) -> str:
    entropy = -sum(share * math.log(share) for share in SHARES)
    nearest = sorted(SHARES, key=lambda share: abs(-math.log(share) - entropy))
    count = 1
    while count < len(SHARES) and sum(nearest[:count]) < options.typical - 1e-9:
        count += 1
    kept = [share for share in SHARES if share in nearest[:count]]
    return translate("DecodingPanel", "Of words with the chances {all}, those with {kept} stay.").format(
        all=_listed(SHARES), kept=_listed(kept)
    )


def seed(options: DecodingOptions) -> str:
    return translate("DecodingPanel", "Seed {n} gives one translation, {other} maybe another.").format(
        n=options.seed, other=options.seed + 1
    )


def _kept(count: int) -> str:
    return translate("DecodingPanel", "Of words with the chances {all}, those with {kept} stay.").format(
        all=_listed(SHARES), kept=_listed(SHARES[:count])
    )
