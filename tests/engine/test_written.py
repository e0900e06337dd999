"""Pairs of our own: natural numbers in every language, nothing of validation, and the same for a seed."""

import lzma
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from engine.training.config import DataConfig, TokenizerConfig, TrainingConfig, ValidationConfig
from engine.training.corpus import load_corpora, read_pairs
from engine.training.written.dictionary import borne_out
from engine.training.written.files import bare, held_out, write_files
from engine.training.written.filling import LANGUAGES, grouped
from engine.training.written.names import Inventor, named_pairs
from engine.training.written.slots import SLOTS
from engine.training.written.templates import parallel_pairs, phrase_pairs, template_pairs, templates, unended
from engine.training.written.variants import misspelt, variant_pairs
from tests.engine.models import tiny_tokenizer
from tests.engine.runs import write_pairs

OTHERS = LANGUAGES[1:]
REAL = Path("data/translation")


@pytest.mark.parametrize("language", OTHERS)
def test_template_pairs_are_distinct_filled_and_of_one_line(language: str) -> None:
    pairs = list(template_pairs(language, seed=3))
    assert len(pairs) == len(set(pairs)) > 20_000
    for pair in pairs:
        for text in pair:
            assert text == text.strip()
            assert text
            assert not re.search(r"[{}\t\n]|\.\.|  ", text)


@pytest.mark.parametrize("language", OTHERS)
def test_phrases_are_distinct_and_written_in_every_way(language: str) -> None:
    pairs = list(phrase_pairs(language))
    assert len(pairs) == len(set(pairs)) > 2000
    assert all(text == text.strip() != "" and "|" not in text for pair in pairs for text in pair)
    expected = {"fr": "bonjour", "de": "hallo", "es": "hola", "zh": "你好"}[language]
    stop = "。" if language == "zh" else "."
    large = expected[:1].upper() + expected[1:]
    for pair in (
        ("hello", expected),
        ("Hello", large),
        ("Hello.", large + stop),
    ):
        assert pair in pairs


@pytest.mark.parametrize("language", OTHERS)
def test_parallel_sentences_are_whole_distinct_and_in_their_own_scripts(language: str) -> None:
    pairs = list(parallel_pairs(language))
    assert len(pairs) == len({bare(english) for english, _ in pairs}) > 3000
    for of, text in ((of, text) for pair in pairs for of, text in zip(("en", language), pair, strict=True)):
        assert text == text.strip()
        assert not re.search(r"[{}\t\n]|  ", text), text
        assert bool(re.search(r"[\u4e00-\u9fff]", text)) == (of == "zh"), text
        assert of != "zh" or not re.search(r"[\u4e00-\u9fff] ?[,;:?!]|[,;?!] ?[\u4e00-\u9fff]", text), text


def test_of_a_dictionary_what_sentences_use_stays() -> None:
    entries = [
        *[("cat", "chat"), ("cat", "félidé"), ("cat", "chat]] du"), ("cat", "minou")],
        *[("camel", "chameau"), ("camel", "dromadaire"), ("camel", "méhari")],  # in no sentence
        *[("dog", "cabot"), ("ice cream", "glace"), ("give up", "abandonner")],
    ]
    sentences = [
        *[
            ("The cat sleeps.", "Le chat dort."),
            ("A cat!", "Un chat !"),
            ("Cats purr.", "Le félidé ronronne."),
        ],
        *[("Ice cream, please.", "Une glace, s'il te plaît."), ("He will give it up.", "Il va abandonner.")],
        *[("The dog barks.", "Le chien aboie.")] * 51,
    ]
    assert sorted(borne_out(entries, sentences)) == [
        *[("camel", "chameau"), ("camel", "dromadaire"), ("cat", "chat")],
        *[("give up", "abandonner"), ("ice cream", "glace")],
    ]


def test_chinese_entries_are_of_characters_in_use() -> None:
    entries = [("beautiful", "㑇"), ("beautiful", "美丽"), ("graceful", "㛂"), ("beauty", "美")]
    sentences = [("How beautiful!", "真美丽！")] * 50
    assert sorted(borne_out(entries, sentences)) == [("beautiful", "美丽"), ("beauty", "美")]


def test_template_pairs_are_a_function_of_the_seed() -> None:
    first = list(template_pairs("fr", seed=1))
    assert first == list(template_pairs("fr", seed=1)) != list(template_pairs("fr", seed=2))


def test_every_template_names_slots_and_the_same_ones_in_all_languages() -> None:
    for template in templates():
        used = {x: {m[1] for m in re.finditer(r"\{(\w+)", text)} for x, text in template.items()}
        assert all(re.sub(r"\d$", "", slot) in SLOTS for slots in used.values() for slot in slots)
        assert len(set(map(frozenset, used.values()))) == 1, template


def test_every_form_is_given_by_its_slot() -> None:
    chance = Random(0)
    for template in templates():
        for language, text in template.items():
            for kind, form in re.findall(r"\{([a-z_]+)\d?(?:\.([a-z_]+))?\}", text):
                assert (f"{language}.{form}" if form else language) in SLOTS[kind](chance)


@pytest.mark.parametrize(
    "slot", ["count", "price", "n", "decimal", "percent", "duration", "mass", "part", "sum"]
)
@pytest.mark.parametrize("language", OTHERS)
def test_figures_are_the_same_on_both_sides(slot: str, language: str) -> None:
    chance = Random(slot)
    for _ in range(300):
        filling = SLOTS[slot](chance)
        figures = [re.sub(r"(?<=\d)[ .,](?=\d)", "", filling[x]) for x in ("en", language)]
        assert Counter(re.findall(r"\d+", figures[0])) == Counter(re.findall(r"\d+", figures[1]))


def test_numbers_are_grouped_as_each_language_does() -> None:
    assert [grouped("1234567.5", x) for x in ("en", "fr", "de", "es", "zh")] == [
        *("1,234,567.5", "1 234 567,5", "1.234.567,5", "1.234.567,5", "1,234,567.5"),
    ]
    assert [grouped(n, "de") for n in ("-1234", "999", "0.05")] == ["-1.234", "999", "0,05"]


def test_things_agree_with_their_number() -> None:
    chance = Random(1)
    for _ in range(2000):
        filling = SLOTS["count"](chance)
        number, _, thing = filling["en"].partition(" ")
        if thing in ("apple", "apples"):
            assert (thing == "apple") == (number == "1")
            assert filling["zh"] == f"{number}个苹果"
            assert filling["de"].endswith("Apfel" if number == "1" else "Äpfel")


def test_full_stops_go_on_both_sides_or_on_none() -> None:
    assert unended("I see.", "我明白。") == ("I see", "我明白")
    assert unended("I see.", "Tiens !") == ("I see.", "Tiens !")


def test_slip_of_the_finger_changes_one_place_of_a_long_word() -> None:
    chance = Random(4)
    for _ in range(200):
        slip = misspelt(chance, "the station is at 12 rue X")
        assert slip[:4] == "the "
        assert slip[11:].endswith("is at 12 rue X")
        assert abs(len(slip) - len("the station is at 12 rue X")) <= 1
    assert misspelt(chance, "我们去北京") == "我们去北京"


def test_variants_keep_the_target_but_for_stop_and_capitals() -> None:
    pairs = [(f"Where is house {i}?", f"Où est la maison {i} ?") for i in range(400)]
    changed = list(variant_pairs(pairs, "en", Random(1)))
    assert len(changed) > 200
    targets = {target.lower() for _, target in pairs}
    assert all(target.lower() in targets for _, target in changed)
    assert not set(changed) & set(pairs)


def test_words_are_also_typed_without_their_apostrophes() -> None:
    pairs = [(f"I don't know {i} of the boys' names.", f"Je ne sais pas {i}.") for i in range(200)]
    changed = [(a, b) for a, b in variant_pairs(pairs, "en", Random(1)) if "dont" in a.lower()]
    assert len(changed) > 30
    assert all("boys'" in a.lower() for a, _ in changed)  # only those inside words go
    assert {a[:1] for a, _ in changed} == {"I", "i"}


def test_words_are_also_typed_without_their_accents() -> None:
    pairs = [(f"Für {i} müde Füße, 你好。", f"x {i}") for i in range(200)]
    typed = {a.lower().replace("。", "") for a, _ in variant_pairs(pairs, "de", Random(1))}
    assert {f"fur {i} mude fusse, 你好" for i in range(200)} & typed
    assert {f"fuer {i} muede fuesse, 你好" for i in range(200)} & typed
    typed = {a for a, _ in variant_pairs([("¿Un pingüino?", "x")] * 50, "es", Random(1))}
    assert "¿Un pinguino?" in typed
    assert not any("ue" in text for text in typed)


def test_names_are_changed_alike_on_both_sides_and_nothing_else_is() -> None:
    pairs = [
        ("Provenzano met Alina in Palermo.", "Provenzano a rencontré Alina à Palerme."),
        ("Tennis is Provenzano's sport.", "Tennis, le sport de Provenzano."),
        ("We play tennis on Monday.", "Nous jouons au tennis lundi."),
        ("The NATO met.", "Le NATO se réunit."),
    ]
    named = list(named_pairs(pairs, Random(1)))
    assert len(named) == 2
    (left, right), (other, its) = named
    assert (match := re.fullmatch(r"(\w+) met (\w+) in Palermo\.", left))
    assert right == f"{match[1]} a rencontré {match[2]} à Palerme."
    assert (match := re.fullmatch(r"Tennis is (\w+)'s sport\.", other))
    assert its == f"Tennis, le sport de {match[1]}."
    assert list(named_pairs(pairs, Random(1))) == named


def test_invented_names_are_many_and_made_of_what_was_seen() -> None:
    inventor = Inventor(["Marina", "Mariana", "Arianna", "Nariman"])
    chance = Random(2)
    names = {inventor.invent(chance) for _ in range(200)}
    assert len(names) > 4
    assert all(name[0].isupper() and set(name) <= set("MarinmAN") for name in names)


def config(folder: Path) -> TrainingConfig:
    return TrainingConfig(
        name="x",
        tokenizer=TokenizerConfig(vocab=100, pairs=("en-fr",)),
        network={},
        data=DataConfig(
            folder=str(folder),
            pairs=("en-fr",),
            rates={
                "templates": 1.0,
                "phrases": 1.0,
                "parallel": 4.0,
                "variants": 0.5,
                "names": 1.0,
                "dictionary": 1.0,
            },
        ),
        validation=ValidationConfig(files=("valid",)),
    )


def test_written_files_hold_no_validation_sentence_and_load_one_way_or_both(tmp_path: Path) -> None:
    data, cache = tmp_path / "data", tmp_path / "cache"
    data.mkdir()
    taken = list(template_pairs("fr", seed=1))[::40]
    # Either side alone is enough, whatever its case and marks.
    write_pairs(data / "valid.en-fr.tsv", [(a.lower(), "x") for a, _ in taken] + [("Le chien", "Un loup!")])
    real = [("the dog sleeps.", "un chien dort."), ("the old wolf", "un loup."), ("the cat runs.", "le chat")]
    real.append(("Marina met Toni.", "Marina a vu Toni."))
    (data / "tatoeba.en-fr.tsv.xz").write_bytes(
        lzma.compress("".join(f"{a}\t{b}\n" for a, b in real * 9).encode())
    )
    (data / "wiktionary.en-fr.tsv.xz").write_bytes(
        lzma.compress("otter\tloutre\nhello\tohé\nhowdy\tbonjour\ndog\tchien\n".encode())
    )
    write_files(config(data), cache)
    assert list(read_pairs(cache / "dictionary.en-fr.tsv")) == [("otter", "loutre")]  # the others are phrases
    held = held_out(data, ["valid"], "en-fr")
    files = sorted(cache.iterdir())
    assert [f.name for f in files] == [
        *("dictionary.en-fr.tsv", "names.en-fr.tsv", "parallel.en-fr.tsv", "phrases.en-fr.tsv"),
        "templates.en-fr.tsv",
        *("variants.en-to-fr.tsv", "variants.fr-to-en.tsv"),
    ]
    for file in files:
        pairs = list(read_pairs(file))
        assert pairs
        assert not held & {bare(text) for pair in pairs for text in pair}
    corpora = load_corpora(data, ["en-fr"], config(data).data.rates, tiny_tokenizer(), cache, 100)
    assert [(c.name, c.direction) for c in corpora] == [
        ("templates", ("en", "fr")),
        ("templates", ("fr", "en")),
        ("phrases", ("en", "fr")),
        ("phrases", ("fr", "en")),
        ("parallel", ("en", "fr")),
        ("parallel", ("fr", "en")),
        ("variants", ("en", "fr")),
        ("variants", ("fr", "en")),
        ("names", ("en", "fr")),
        ("names", ("fr", "en")),
        ("dictionary", ("en", "fr")),
        ("dictionary", ("fr", "en")),
    ]


def test_files_that_would_not_change_stay(tmp_path: Path) -> None:
    only = replace(config(tmp_path), data=replace(config(tmp_path).data, rates={"templates": 1.0}))
    write_files(only, tmp_path)
    path = tmp_path / "templates.en-fr.tsv"
    before = path.stat().st_ino
    write_files(only, tmp_path)
    assert path.stat().st_ino == before


@pytest.mark.skipif(not REAL.is_dir(), reason="the corpora are not here")
@pytest.mark.parametrize("language", OTHERS)
def test_fixed_phrases_that_validation_holds_are_found(language: str) -> None:
    held = held_out(REAL, ["valid", "valid-flores"], f"en-{language}")
    assert len(held) > 4000  # or the comparison above compares with nothing
