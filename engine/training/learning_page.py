"""The page about the learning set: tables, a curve, and what the numbers say. Nothing on it is typed in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from engine.cards import LANGUAGE_MODEL, ModelCard
from engine.errors import BadInput
from engine.training.learning import BY_LENGTH, JOINED, LENGTHS, cards, words

# BLEU: what counts as no difference on 2,000 sentences. On fewer it is more, as the error of a mean is.
_CHANCE = 1.0
_COLOURS = ("#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#e6ab02", "#a6761d", "#386cb0", "#666666")


def write_page(folder: Path, models: Path) -> None:
    """Writes LEARNING.md and its curves beside the models. BadInput if nothing is measured yet."""
    measured = [card for card in cards(folder, models) if card.scores]
    if not measured:
        raise BadInput(f"No model of {folder} is measured yet.")
    translators = [card for card in measured if card.task != LANGUAGE_MODEL]
    parts = ["# The learning set", _how(measured), "## Quality", _quality(translators)]
    parts += ["## Quality by length", _about_lengths()]
    for test in _tests(translators, BY_LENGTH):
        picture = f"learning-{_name(test).replace(', ', '-')}.svg"
        (models / picture).write_text(curve(translators, test), encoding="utf-8")
        parts += [_length_table(translators, test), f"![BLEU by length of the source, {test}]({picture})"]
    parts += [
        _perplexities(measured),
        "## Gradient over distance",
        _gradients(measured),
        "## What the numbers say",
        *claims(measured),
    ]
    (models / "LEARNING.md").write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def score(card: ModelCard, metric: str, test: str = "valid", length: str = "") -> float | None:
    """The value of a record of a card, if it has one. test: "valid", or "valid, joined"."""
    record = _record(card, metric, test, length)
    return None if record is None else float(record["value"])


def _record(card: ModelCard, metric: str, test: str, length: str = "") -> dict[str, Any] | None:
    for record in card.scores:
        same = record["metric"] == metric and record.get("words", "") == length
        if same and _name(record["test"]) == test:
            return record
    return None


def _name(test: str) -> str:
    """ "valid" of "valid.en-fr.tsv", "valid, joined" of "valid.en-fr.tsv, joined"."""
    return test.partition(".")[0] + JOINED * test.endswith(JOINED)


def curve(translators: Sequence[ModelCard], test: str) -> str:
    """BLEU over the length of the source, a line for each model, as an SVG picture."""
    width, height, left, top = 720, 360, 50, 20
    groups = [words(*length) for length in LENGTHS]
    values = {
        card.name: [score(card, BY_LENGTH, _name(test), group) for group in groups] for card in translators
    }
    most = max([1.0, *(v for line in values.values() for v in line if v is not None)]) * 1.05

    def place(i: int, value: float) -> tuple[float, float]:
        return left + (i + 0.5) * (width - 250) / len(groups), top + height * (1 - value / most)

    marks = [
        f'<text x="{place(i, 0)[0]:.0f}" y="{top + height + 18}" text-anchor="middle">{group}</text>'
        for i, group in enumerate(groups)
    ]
    for tick in range(0, int(most) + 1, 10):
        y = place(0, tick)[1]
        marks.append(f'<path d="M{left} {y:.1f}H{width - 200}" stroke="#ccc"/>')
        marks.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{tick}</text>')
    for number, (name, line) in enumerate(values.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join("{:.1f},{:.1f}".format(*place(i, v)) for i, v in enumerate(line) if v is not None)
        y = top + 10 + 20 * number
        marks.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        marks.append(f'<path d="M{width - 190} {y}h20" stroke="{colour}" stroke-width="2"/>')
        marks.append(f'<text x="{width - 164}" y="{y + 4}">{escape(_short(name))}</text>')
    body = "\n".join(marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 60}" '
        f'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n'
        f'<text x="{left + (width - 250) / 2:.0f}" y="{height + 54}" text-anchor="middle">'
        f"words in the source, {escape(test)}; BLEU</text>\n</svg>\n"
    )


def claims(measured: Sequence[ModelCard]) -> list[str]:
    """What is taught of these networks, and whether the numbers bear it out. Only of what is measured."""
    by_name = {_short(card.name): card for card in measured}
    attention = [by_name[name] for name in ("lstm-dot", "lstm-general", "lstm-additive") if name in by_name]
    plain, found = by_name.get("lstm"), []
    if plain and attention:
        best = max(attention, key=lambda card: score(card, "BLEU") or 0.0)
        found.append(_compared("Attention helps", best, plain))
        found.append(_bottleneck(plain, best))
    for name, claim in (
        ("lstm-reversed", "Reading the source in reverse helps a network without attention"),
        ("lstm-peeky", "Seeing the context at every step helps a network without attention"),
    ):
        if plain and name in by_name:
            found.append(_compared(claim, by_name[name], plain))
    if "rnn" in by_name:
        found += [_gates(by_name[name], by_name["rnn"]) for name in ("gru", "lstm") if name in by_name]
    if "transformer" in by_name and attention:
        found.append(_speed(by_name["transformer"], attention[0]))
    return [text for text in found if text]


def _compared(claim: str, better: ModelCard, worse: ModelCard) -> str:
    a, b = _record(better, "BLEU", "valid"), _record(worse, "BLEU", "valid")
    if a is None or b is None:
        return ""
    verdict = _verdict(a["value"] - b["value"], _chance(a["pairs"], b["pairs"]))
    names = f"{_short(better.name)} has {a['value']:.1f} BLEU, {_short(worse.name)} {b['value']:.1f}"
    return f"- **{claim}: {verdict}.** {names}."


def _chance(*pairs: int) -> float:
    """The BLEU that counts as no difference on so few pairs."""
    return _CHANCE * math.sqrt(2000 / min(pairs))


def _verdict(difference: float, chance: float) -> str:
    if abs(difference) < chance:
        return "not decided"
    return "confirmed" if difference > 0 else "contradicted"


def _bottleneck(plain: ModelCard, best: ModelCard) -> str:
    """Does the network without attention lose more as inputs grow? In each test by itself."""
    lines = []
    for test in map(_name, _tests([plain], BY_LENGTH)):
        lost = []
        for group in (words(*length) for length in LENGTHS):
            a, b = (_record(card, BY_LENGTH, test, group) for card in (best, plain))
            if a is not None and b is not None:
                lost.append((group, a["value"] - b["value"], b["pairs"]))
        if len(lost) > 1:
            (first, near, some), (last, far, others) = lost[0], lost[-1]
            chance = _chance(some, others)
            lines.append(
                "- **One fixed vector is a bottleneck: it falls behind attention as inputs grow longer "
                f"({test}): {_verdict(far - near, chance)}.** {_short(plain.name)} is {near:.1f} BLEU behind "
                f"{_short(best.name)} at {first} words and {far:.1f} at {last}. On so few inputs a change "
                f"under {chance:.1f} counts as not decided."
            )
    return "\n".join(lines)


def _gates(gated: ModelCard, plain: ModelCard) -> str:
    a, b = (_kept(card) for card in (gated, plain))
    if a is None or b is None:
        return ""
    verdict = "confirmed" if a > 2 * b else "contradicted" if b > 2 * a else "not decided"
    return (
        f"- **Gates keep the gradient from vanishing ({_short(gated.name)}): {verdict}.** At the farthest "
        f"distance {100 * a:.1f} % of the gradient at the nearest is left, in {_short(plain.name)} "
        f"{100 * b:.1f} %. It counts as decided when one is twice the other."
    )


def _kept(card: ModelCard) -> float | None:
    """The gradient at the farthest distance as a share of that at the nearest."""
    norms = card.training.get("gradient") or [0.0]
    return norms[-1] / norms[0] if norms[0] else None


def _speed(transformer: ModelCard, recurrent: ModelCard) -> str:
    a, b = (card.training.get("tokens_per_cpu_second") for card in (transformer, recurrent))
    if not a or not b:
        return ""
    verdict = "confirmed" if a > 1.1 * b else "contradicted" if b > 1.1 * a else "not decided"
    return (
        f"- **The Transformer trains faster: {verdict} on one processor core.** Training reads {a} target "
        f"tokens in a second of processor time, that of {_short(recurrent.name)} {b}. It counts as decided "
        "from a tenth on; on a graphics card it was not measured. After the same updates its loss on the "
        "validation sentences was "
        f"{_loss(transformer)} nats a token, that of {_short(recurrent.name)} {_loss(recurrent)}."
    )


def _loss(card: ModelCard) -> str:
    return f"{card.training['valid_nll'][-1][1]:.2f}" if card.training.get("valid_nll") else "unknown"


def _how(measured: Sequence[ModelCard]) -> str:
    updates = sorted({str(card.training["updates"]) for card in measured})
    beams = sorted({record["beam"] for card in measured for record in card.scores if "beam" in record})
    search = "greedily" if beams == [1] else f"with a beam of {' or '.join(map(str, beams))}"
    return (
        "Networks that differ in one thing each: same sentences, same tokenizer, "
        f"{' or '.join(updates)} updates, about as many parameters. This page is generated by "
        f"`python -m engine learning page` from the models' cards; translations were written {search}. A "
        f"difference under "
        f"{_CHANCE:.0f} BLEU on 2,000 pairs, under more on fewer, counts as not decided; each network was "
        "trained once, from one seed. Speed is in target tokens of training for each second of processor "
        "time, measured afterwards on the same updates for all: the runs shared their machine with other "
        "work, so that the time on the clock would tell little."
    )


def _tests(translators: Sequence[ModelCard], metric: str) -> list[str]:
    return list(
        dict.fromkeys(r["test"] for card in translators for r in card.scores if r["metric"] == metric)
    )


def _quality(translators: Sequence[ModelCard]) -> str:
    tests = _tests(translators, "BLEU")
    rows = []
    for card in translators:
        speed = card.training.get("tokens_per_cpu_second")
        row = [_short(card.name), f"{card.parameters / 1e6:.2f} M", str(speed or "–"), _loss(card)]
        row += [_shown(score(card, metric, _name(test))) for test in tests for metric in ("BLEU", "chrF")]
        rows.append(row)
    heads = [
        f"{metric}, {_name(test)} ({_pairs(translators, test, metric)})"
        for test in tests
        for metric in ("BLEU", "chrF")
    ]
    return _table(["model", "parameters", "tokens/CPU s", "loss", *heads], rows)


def _about_lengths() -> str:
    return (
        "Of inputs that the network read as one. Most sentences of `valid` are short, so neighbouring pairs "
        "are joined there to longer ones, two to five to one, as in three tenths of what the networks were "
        "trained on; a test with “joined” in its name holds them beside the single sentences. In brackets "
        "the number of inputs; – where there are too few."
    )


def _length_table(translators: Sequence[ModelCard], test: str) -> str:
    groups = [words(*length) for length in LENGTHS]
    rows = [
        [_short(card.name), *(_shown(score(card, BY_LENGTH, _name(test), group)) for group in groups)]
        for card in translators
    ]
    heads = [f"{group} ({_pairs(translators, test, BY_LENGTH, group)})" for group in groups]
    return f"BLEU by words in the source, {test}:\n\n{_table(['model', *heads], rows)}"


def _pairs(translators: Sequence[ModelCard], test: str, metric: str, length: str = "") -> str:
    """How many pairs were measured; "–" for none."""
    found = (_record(card, metric, _name(test), length) for card in translators)
    counts = sorted({record["pairs"] for record in found if record is not None})
    return " or ".join(f"{count:,}" for count in counts) or "–"


def _perplexities(measured: Sequence[ModelCard]) -> str:
    rows = [
        [_short(card.name), record["test"], f"{record['value']:.1f}"]
        for card in measured
        for record in card.scores
        if record["metric"] == "perplexity"
    ]
    return _table(["language model", "text", "perplexity"], rows) if rows else ""


def _gradients(measured: Sequence[ModelCard]) -> str:
    distances = (0, 1, 2, 4, 8, 15)
    rows = []
    for card in measured:
        norms = card.training.get("gradient", [])
        shares = [f"{100 * norms[d] / norms[0]:.1f} %" if norms and norms[0] else "–" for d in distances]
        rows.append([_short(card.name), *shares])
    heads = ["model", *(f"{d} back" for d in distances)]
    text = (
        "The norm of the gradient of the first target token's loss at each source token, by how many "
        "tokens before the last it was read, as a share of that at the last:"
    )
    return f"{text}\n\n{_table(heads, rows)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _short(name: str) -> str:
    return name.removeprefix("learning-")


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
