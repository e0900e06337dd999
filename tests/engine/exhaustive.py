"""Exhaustive search, rule by rule as the options describe them: what a wide beam has to find."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import torch

from engine.inspect.forced import forced_decoding
from engine.networks.contract import Seq2Seq
from engine.search.options import DecodingOptions
from engine.search.sentence import Opening
from engine.text.tokenizer import BOS, EOS
from engine.text.words import occurs
from tests.engine.networks import sources
from tests.engine.spelling import written

WRITABLE = (EOS, 4, 5, 6)


def ranking(
    network: Seq2Seq, sentence: int, most: int, options: DecodingOptions, opening: Opening
) -> list[tuple[tuple[int, ...], float, int]]:
    """All targets that end within `most` tokens or are cut there: tokens, score, missing words."""
    source, mask = (part[sentence : sentence + 1] for part in sources())
    read = source[0, mask[0]].tolist()
    found = []
    for length in range(1, most + 1):
        targets = [
            target
            for body in itertools.product(WRITABLE[1:], repeat=length - 1)
            for last in (WRITABLE if length == most else (EOS,))
            if allowed(target := (*body, last), read, options, opening)
        ]
        if targets:
            scores = scored(network, source, mask, targets, options)
            found += [
                (target, score, sum(not occurs(word, written(target)) for word in options.required))
                for target, score in zip(targets, scores, strict=True)
            ]
    return sorted(found, key=lambda one: (one[2], -one[1]))


def allowed(target: Sequence[int], read: Sequence[int], options: DecodingOptions, opening: Opening) -> bool:
    begun = len(opening.tokens)
    if tuple(target[:begun]) != opening.tokens or target[begun : begun + 1][:1] in [
        (token,) for token in opening.banned
    ]:
        return False
    for place in range(begun, len(target)):
        before, token = target[:place], target[place]
        now = (*before, token)
        if token == EOS and len(written(before).replace(" ", "")) < options.min_length:
            return False
        n = options.no_repeat_ngram
        if n and now[-n:] in [before[i : i + n] for i in range(place - n + 1)]:
            return False
        if options.repetition_guard and token != EOS and begins_anew(before, token, read, options):
            return False
        if token != EOS and any(occurs(word, written(now)) for word in options.banned):
            return False
    return True


def begins_anew(before: Sequence[int], token: int, read: Sequence[int], options: DecodingOptions) -> bool:
    """Whether the repetition guard stops the letter, in the plain or in the folded text."""
    plain, source, letter = written(before), written(read), written([token])
    folded = re.sub(" +", " ", plain)
    folded_letter = "" if letter == " " and folded.endswith(" ") else letter
    most = options.repetition_guard
    return (
        again(plain, letter, source, most, spaced=False)
        or again(plain, letter, source, most, spaced=True)
        or (letter != " " and again(folded, folded_letter, re.sub(" +", " ", source), most, spaced=True))
    )


def again(text: str, letter: str, source: str, guard: int, *, spaced: bool) -> bool:
    most = guard if spaced else max(guard, 3)
    for period in range(1, len(text) + 1):
        phrase = text[-period:]
        if spaced and guard == 1:
            now = text + letter
            doubled = now[-2 * period :] == now[-period:] * 2
            if doubled and now[-2 * period] == " " and now[-period:].strip(" ") and " " in now[-period:]:
                return True
        elif bool(phrase.strip(" ") and " " in phrase) == spaced and (
            not spaced or " " in (phrase[0], text[-1])
        ):
            times, begin = 0, len(text)
            while text[:begin].endswith(phrase):
                times, begin = times + 1, begin - period
            long = sorted(long_runs(source, max(guard, 3)), reverse=True)
            used = len(long_runs(text[:begin], max(guard, 3)))
            if times >= max(most, *long[used : used + 1], 0) and letter == phrase[0]:
                return True
    return False


def long_runs(text: str, most: int) -> list[int]:
    """From left to right the repetitions of more than `most` times, each of the shortest phrase."""
    found, begin = [], 0
    while begin < len(text):
        for period in range(1, len(text) - begin):
            times = 1
            while text[begin + times * period :].startswith(text[begin : begin + period]):
                times += 1
            if times > most:
                found.append(times)
                begin += times * period
                break
        else:
            begin += 1
    return found


def scored(
    network: Seq2Seq,
    source: torch.Tensor,
    mask: torch.Tensor,
    targets: Sequence[tuple[int, ...]],
    options: DecodingOptions,
) -> list[float]:
    rows = len(targets)
    source, mask, target = source.expand(rows, -1), mask.expand(rows, -1), torch.tensor(targets)
    with torch.no_grad():
        logits = network.forward(source, mask, torch.cat((torch.full((rows, 1), BOS), target[:, :-1]), 1))
    for row, tokens in enumerate(targets):
        for place in range(1, len(tokens)):
            for token in set(tokens[:place]):
                value = logits[row, place, token]
                penalty = options.repetition_penalty
                logits[row, place, token] = value / penalty if value > 0 else value * penalty
    sums = logits.log_softmax(-1).gather(2, target[:, :, None]).sum((1, 2))
    attention = forced_decoding(network, source, mask, target)[1]
    covered = attention.mean((2, 3)).sum(1) if attention.shape[2] else torch.ones(1)  # (rows, source)
    uncovered = torch.where(mask, covered.clamp(max=1).log(), 0).sum(1)
    scores = sums / ((5 + target.shape[1]) / 6) ** options.length_penalty
    listed: list[float] = (scores + options.coverage_penalty * uncovered).tolist()
    return listed
