"""The learning set is trained, measured and described by one command each."""

from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from engine.cards import find_models
from engine.errors import BadInput
from engine.inspect.gradients import gradient_norms
from engine.networks.build import build
from engine.networks.recurrent import Recurrent
from engine.search.options import DecodingOptions
from engine.text.tokenizer import BOS
from engine.training.config import read_config
from engine.training.learning import cards, config_paths, evaluate_all, joined, train_all
from engine.training.learning_page import claims, score, write_page
from tests.engine.networks import tiny
from tests.engine.runs import write_pairs, write_run

SHIPPED = Path(__file__).parents[2] / "models" / "learning"


def test_the_shipped_set_differs_in_its_networks_alone() -> None:
    configs = [read_config(path) for path in config_paths(SHIPPED)]
    assert len({config.name for config in configs}) == len(configs) == 10
    for config in configs:
        assert config.tokenizer == configs[0].tokenizer
        assert config.schedule == configs[0].schedule
        assert config.data.rates == configs[0].data.rates
        assert config.data.tokens == configs[0].data.tokens
    sizes = [sum(p.numel() for p in build(config.network).parameters()) for config in configs]
    assert max(sizes) < 1.03 * min(sizes)


def test_a_training_file_adds_to_its_base(tmp_path: Path) -> None:
    write_run(tmp_path)
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub" / "own.toml"
    path.write_text(
        'base = "../reverse.toml"\nname = "own"\n[schedule]\nupdates = 5\n[data.rates]\nmore = 2.0\n'
    )
    base, own = read_config(tmp_path / "reverse.toml"), read_config(path)
    assert (own.name, own.schedule.updates) == ("own", 5)
    assert own.schedule.peak == base.schedule.peak
    assert own.network == base.network
    assert own.data.rates == {"letters": 1.0, "more": 2.0}
    path.write_text('base = "nowhere.toml"\n')
    with pytest.raises(BadInput, match=r"no training file .*nowhere"):
        read_config(path)


def write_set(folder: Path) -> Path:
    """Two translators and a language model of letters."""
    write_run(folder, schedule={"updates": 12}, validation={"every": 6, "translated": 0})
    # Long enough for the gradient, and enough pairs of a length for BLEU.
    letters = [("a b c", "c b a")] * 40 + [("a b c d e f", "f e d c b a")] * 40
    letters += [(" ".join("abcdefgh" * 3), " ".join("hgfedcba" * 3))] * 40
    write_pairs(folder / "data" / "valid.en-fr.tsv", letters)
    base = (folder / "reverse.toml").read_text(encoding="utf-8")
    before, _, rest = base.partition("[network]\n")
    (folder / "base.toml").write_text(before + rest[rest.index("[schedule]") :], encoding="utf-8")
    tables = {
        "01-lstm": 'kind = "recurrent"\ncell = "lstm"\nsource = "reversed"',
        "02-lstm-dot": 'kind = "recurrent"\ncell = "lstm"\nattention = "dot"',
        "03-language": 'kind = "recurrent language model"\ncell = "gru"',
    }
    for name, network in tables.items():
        task = 'task = "language model"\n' if "language" in name else ""
        data = 'language = "fr"\nblock = 6' if task else 'directions = ["en-fr"]'
        path = folder / "set" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f'base = "../base.toml"\nname = "learning-{name[3:]}"\n{task}[tokenizer]\nshared = "one.model"\n'
            f"[data]\n{data}\n[network]\nvocab = 280\nwidth = 16\n{network}\n"
        )
    return folder / "set"


def test_the_set_is_trained_measured_and_described(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, runs, models = write_set(tmp_path), tmp_path / "runs", tmp_path / "models"
    with pytest.raises(BadInput):
        write_page(folder, models)
    train_all(folder, runs, models, "cpu")
    tokenizers = {path.read_bytes() for path in models.glob("*/tokenizer.model")}
    assert tokenizers == {(runs / "one.model").read_bytes()}
    capsys.readouterr()
    train_all(folder, runs, models, "cpu")
    assert capsys.readouterr().err.count("trained already") == 3

    evaluate_all(folder, models, "cpu", DecodingOptions(beam=1), ["valid"])
    lstm, dot, language = cards(folder, models)
    assert lstm.pairs == (("en", "fr"),)
    assert language.pairs == (("fr", "fr"),)
    assert score(lstm, "BLEU") is not None
    assert score(dot, "chrF") is not None
    assert score(dot, "BLEU by length", "valid", "6-10") is None
    assert score(dot, "BLEU by length", "valid, joined", "over 25") is None  # none is read as one
    pairs = {r["words"]: r["pairs"] for r in dot.scores if r["metric"] == "BLEU by length"}
    assert pairs["1-5"] == 40
    assert pairs["6-10"] > 40  # with two or three of the shorter ones joined
    assert (score(language, "perplexity") or 0) > 1
    for card in (lstm, dot, language):
        assert len(card.training["gradient"]) == 16
        assert all(norm > 0 for norm in card.training["gradient"])
        assert card.training["tokens_per_cpu_second"] > 0
        assert [update for update, _ in card.training["valid_nll"]] == [6, 12]

    write_page(folder, models)
    page = (models / "LEARNING.md").read_text(encoding="utf-8")
    assert "| lstm | " in page
    assert "perplexity" in page
    assert ["Attention helps" in text for text in claims([lstm, dot])] == [True, False]
    assert ["bottleneck" in text for text in claims([lstm, dot])] == [False, True]
    assert "valid.en-fr.tsv, joined" in page
    assert "processor time" in page
    assert "<svg" in (models / "learning-valid-joined.svg").read_text(encoding="utf-8")
    assert {found.name for found in find_models([models])} == {card.name for card in (lstm, dot, language)}


def test_neighbours_are_joined_two_to_five_and_none_twice() -> None:
    lines = [str(number) for number in range(20)]
    assert joined(lines)[:4] == ["0 1", "2 3 4", "5 6 7 8", "9 10 11 12 13"]
    assert " ".join(joined(lines)).split() == lines[:19]  # two and three more; the last is too little
    assert joined([]) == joined(["one"]) == []


@pytest.mark.parametrize("reading", ["as written", "reversed"])
def test_the_gradient_is_that_of_each_token_read(reading: str) -> None:
    network = tiny({"kind": "recurrent", "cell": "gru", "tied": False, "source": reading})
    assert isinstance(network, Recurrent)
    source = torch.tensor([[4, 6, 5]])
    first, gold = torch.tensor([BOS]), torch.tensor([4])
    F.cross_entropy(network(source, source > 0, first[:, None])[:, 0], gold).backward()  # type: ignore[no-untyped-call]
    assert network.embedding.weight.grad is not None
    expected = network.embedding.weight.grad[source[0]].norm(dim=1)
    found = gradient_norms(network, source, source > 0, first, gold)[0]
    assert torch.allclose(found if reading == "as written" else found.flip(0), expected, atol=1e-6)
