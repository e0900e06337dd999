"""Translation models packed for CTranslate2, and Argos packages, which are the same with a page about them.

The file itself says what network it is (Klein et al. 2020, "The OpenNMT neural machine translation toolkit"),
so one table serves models that came from OpenNMT-py, Marian, M2M100, NLLB and mBART-50. What stands around a
text is told by the names of the tokens.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from engine.errors import BadInput
from engine.importers import marian, multilingual
from engine.importers.binary import Binary
from engine.importers.config import Config, Source, read_config, read_json
from engine.importers.languages import codes
from engine.importers.pieces import Pieces, by_vocab
from engine.importers.plan import Pairs, Plan, Wish
from engine.importers.recipes import Recipe
from engine.text.framed import SOURCE, TARGET, Frame

FILE = "model.bin"
_SPECS = ("TransformerSpec", "TransformerBase", "TransformerBig")
_ACTIVATIONS = {0: "relu", 1: "gelu by tanh", 2: "swish", 3: "gelu"}
_READ = 1024  # tokens of a text at most; OpenNMT's tables of places are longer
# Numbers that describe the network and are read below, or say nothing of what it computes.
_KNOWN = re.compile(
    r"((en|de)coder\.)?(num_heads|pre_norm|activation|scale_embeddings|embeddings_merge|alignment_(layer|heads))"
    r"|decoder\.start_from_zero_embedding|.+\.multiply_by_sqrt_depth|.+\.weight_scale"
)
_OTHER_NAMES = r"decoder\.projection\.weight|encoder\.embeddings(_0)?\.weight"  # of the one embedding
_MODELS = ("source.spm", "sentencepiece.model", *multilingual.SPM)
_SPECIAL = {"<s>", "</s>", "<pad>", "<unk>", "<blank>", "<mask>"}
_UNSPEAKABLE = re.compile(r"madeupword\d+")


def packed_in(folder: Path) -> Path | None:
    """Where the model's folder is in a checkpoint's: itself, or that in an Argos package; None if in none."""
    weights = any(folder.glob("model*.safetensors*")) or any(folder.glob("pytorch_model*"))
    places = () if weights else (folder, folder / "model")
    return next((place for place in places if (place / FILE).is_file()), None)


def plan(folder: Path, inside: Path, weights: Binary, wish: Wish) -> Plan:
    """inside: the folder of `model.bin`; the files of the tokenizer are there or in `folder`."""
    if weights.spec not in _SPECS:
        raise BadInput(f"This is a {weights.spec} of CTranslate2; only its translation models are imported.")
    about = read_config(folder / "metadata.json")
    source = Source.of(inside, needed=False)
    network, rules = _network(weights)
    pieces = _pieces(folder, inside, bool(network["source_vocab"]), _from_zero(weights))
    frame, tags = _frame(source, about, pieces, _from_zero(weights))
    longest = min(network["longest"], _READ)
    return Plan(
        network=network,
        rules=rules,
        ignored=_OTHER_NAMES,
        tokenizer=pieces.framed(frame),
        files=pieces.files,
        task="translate",
        pairs=wish.pairs or (() if SOURCE in (*frame.before, *frame.after) else _pairs(source, about, tags)),
        languages=tuple(tags) if SOURCE in (*frame.before, *frame.after) and not wish.pairs else (),
        max_source=longest,
        max_target=longest - len(frame.decoder_start) + 1,
    )


def _network(weights: Binary) -> tuple[dict[str, Any], dict[str, Recipe]]:
    scalars = weights.scalars
    for name, value in scalars.items():
        if value and not _KNOWN.fullmatch(name):
            raise BadInput(f"This kind of network is not imported: it has a {name}.")

    def scalar(name: str, side: str, usual: float | None = None) -> float:
        """Before revision 5 there was one for both sides."""
        found = scalars.get(f"{side}.{name}", scalars.get(name, usual))
        if found is None:
            raise BadInput(f"The model does not say its {name}. Get the checkpoint that it was made of.")
        return found

    width = weights.shape("decoder.embeddings.weight")[-1]
    encoder, decoder = ("encoder.embeddings_0.weight", "decoder.embeddings.weight")
    encoder = encoder if encoder in weights else "encoder.embeddings.weight"
    head = "decoder.projection"
    more = int(_from_zero(weights))
    tables = [f"{side}.position_encodings.encodings" for side in ("encoder", "decoder")]
    if not all(table in weights for table in tables):
        raise BadInput("The model does not hold its table of places, so what it computes is not known.")
    longest = min(weights.shape(table)[0] for table in tables)
    own_source, own_head = not weights.same(encoder, decoder), not weights.same(f"{head}.weight", decoder)
    activation = _ACTIVATIONS.get(int(scalar("activation", "encoder", 0)))
    pre = bool(scalar("pre_norm", "encoder", 1))
    if activation is None or any(
        scalar(name, "encoder", usual) != scalar(name, "decoder", usual)
        for name, usual in (("activation", 0), ("pre_norm", 1))
    ):
        raise BadInput("This kind of network is not imported: its activation is not known.")
    layers = [_layers(weights, side) for side in ("encoder", "decoder")]
    heads = [int(scalar("num_heads", side)) for side in ("encoder", "decoder")]
    inner = [weights.shape(f"{side}.layer_0.ffn.linear_0.weight")[0] for side in ("encoder", "decoder")]
    network = {
        "kind": "transformer",
        "vocab": weights.shape(f"{head}.weight")[0] + more,
        "width": width,
        "heads": heads[0],
        "decoder_heads": heads[1] if heads[1] != heads[0] else 0,
        "encoder_layers": layers[0],
        "decoder_layers": layers[1],
        "inner": inner[0],
        "decoder_inner": inner[1] if inner[1] != inner[0] else 0,
        "dropout": 0.0,
        "norm": "pre" if pre else "post",
        "activation": activation,
        "positions": "learned",
        "longest": longest,
        "tied": not own_head,
        "output_bias": f"{head}.bias" in weights.names,
        "scaled_embedding": _scaled(weights, width),
        "embedding_norm": "encoder.layernorm_embedding.weight" in weights,
        "source_vocab": weights.shape(encoder)[0] + more if own_source else 0,
    }
    rules = {
        "embedding.weight": Recipe((decoder,), more=more),
        "output.bias": Recipe((f"{head}.bias",), more=more),
    }
    if own_source:
        rules["source_embedding.weight"] = Recipe((encoder,), more=more)
    if own_head:
        rules["output.weight"] = Recipe((f"{head}.weight",), more=more)
    for side, ours in (("encoder", "source"), ("decoder", "target")):
        rules[f"{ours}_positions.table"] = Recipe((f"{side}.position_encodings.encodings",), take=longest)
        rules[f"{ours}_norm"] = Recipe((f"{side}.layernorm_embedding",))
        rules[f"{side}_norm"] = Recipe((f"{side}.layer_norm",))
        rules |= _layer(side, width)
    return network, rules


def _layer(side: str, width: int) -> dict[str, Recipe]:
    """Of every layer: queries, keys and values are one matrix there, here queries are one by themselves."""
    ours, theirs = f"{side}.#", f"{side}.layer_#"
    own = "attention" if side == "encoder" else "self_attention"
    joined = f"{theirs}.self_attention.linear_0"
    rules = {
        f"{ours}.{own}.query": Recipe((joined,), take=width),
        f"{ours}.{own}.memory": Recipe((joined,), skip=width),
        f"{ours}.{own}.output": Recipe((f"{theirs}.self_attention.linear_1",)),
        f"{ours}.around_{own}.norm": Recipe((f"{theirs}.self_attention.layer_norm",)),
        f"{ours}.feed_forward.inner": Recipe((f"{theirs}.ffn.linear_0",)),
        f"{ours}.feed_forward.output": Recipe((f"{theirs}.ffn.linear_1",)),
        f"{ours}.around_feed_forward.norm": Recipe((f"{theirs}.ffn.layer_norm",)),
    }
    if side == "decoder":
        for part, number in (("query", 0), ("memory", 1), ("output", 2)):
            rules[f"{ours}.cross_attention.{part}"] = Recipe((f"{theirs}.attention.linear_{number}",))
        rules[f"{ours}.around_cross_attention.norm"] = Recipe((f"{theirs}.attention.layer_norm",))
    return rules


def _layers(weights: Binary, side: str) -> int:
    numbers = (re.match(rf"{side}\.layer_(\d+)\.", name) for name in weights.names)
    return max((int(number[1]) + 1 for number in numbers if number), default=0)


def _from_zero(weights: Binary) -> bool:
    """Whether the decoder begins with an embedding of zeros; here that is a token more, `<pad>`."""
    return bool(weights.scalars.get("decoder.start_from_zero_embedding"))


def _scaled(weights: Binary, width: int) -> bool:
    """Whether embeddings are multiplied by sqrt(width), which is said by a mark or by the number itself."""
    said = set()
    for side in ("encoder", "decoder"):
        name = f"{side}.scale_embeddings"
        value = weights.scalars.get(name)
        if value is None or weights.is_mark(name):
            said.add(value != 0)
        elif value == 1.0 or abs(value - width**0.5) < 1e-3:
            said.add(value != 1.0)
        else:
            raise BadInput(f"This kind of network is not imported: its embeddings are multiplied by {value}.")
    if len(said) > 1:
        raise BadInput("This kind of network is not imported: only one side's embeddings are scaled.")
    return said.pop()


def _pieces(folder: Path, inside: Path, separate: bool, from_zero: bool) -> Pieces:
    places = (inside, folder)
    models = [place / name for place in places for name in _MODELS if (place / name).is_file()]
    if not models:
        if any((place / "bpe.model").is_file() for place in places):
            raise BadInput("Its words are cut by a bpe.model, which is not imported, only sentencepiece is.")
        raise BadInput(
            "There is no sentencepiece model beside model.bin. Copy it there from the checkpoint that the "
            f"model was made of: {' or '.join(_MODELS)}."
        )
    target = models[0].with_name("target.spm")
    more = ["<pad>"] * from_zero
    names, source_names = _vocab(inside, "target"), _vocab(inside, "source")
    special = [n for n in {*names, *more} if n in _SPECIAL or _UNSPEAKABLE.fullmatch(n) or _is_tag(n)]
    return by_vocab(
        models[0],
        target if models[0].name == "source.spm" and target.is_file() else models[0],
        [*names, *more],
        [*source_names, *more] if separate else None,
        special,
    )


def _is_tag(name: str) -> bool:
    return bool(multilingual.TAG.fullmatch(name) or marian.TAG.fullmatch(name))


def _vocab(inside: Path, side: str) -> list[str]:
    """The names of tokens, a list or (of old) a line each."""
    for name in ("shared_vocabulary", f"{side}_vocabulary"):
        if (inside / f"{name}.json").is_file():
            found = read_json(inside / f"{name}.json")
            if not isinstance(found, list) or not all(isinstance(token, str) for token in found):
                raise BadInput(f"{name}.json is not a list of tokens.")
            return found
        if (inside / f"{name}.txt").is_file():
            try:
                return (inside / f"{name}.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
            except UnicodeDecodeError:
                raise BadInput(f"{name}.txt is not a list of tokens.") from None
    raise BadInput(f"There is no {side}_vocabulary.json nor shared_vocabulary.json beside model.bin.")


def _frame(source: Source, about: Config, pieces: Pieces, from_zero: bool) -> tuple[Frame, dict[str, str]]:
    """What stands around a text, and the names of the languages' tags."""
    config = source.config
    eos = pieces.token(config.text("eos_token", "</s>"))
    start: list[int | str] = [
        pieces.token("<pad>" if from_zero else config.text("decoder_start_token", "<s>") or "<s>")
    ]
    names = [name for name in pieces.names if _is_tag(name)]
    tags, to_one = codes(names), any(marian.TAG.fullmatch(name) for name in names)
    before: list[int | str] = []
    after: list[int | str] = [eos] if from_zero or tags or config.yes("add_source_eos", False) else []
    if tags and to_one:
        before = [TARGET]
    elif tags and config.values.get("decoder_start_token", "") is None:  # mBART of 25 languages
        after, start = [eos, SOURCE], [TARGET]
    elif tags and source.tokenizer.yes("legacy_behaviour", False):
        after, start = [eos, SOURCE], [*start, TARGET]
    elif tags:
        before, start = [SOURCE], [*start, TARGET]
    elif config.yes("add_source_bos", False):
        before = [pieces.token(config.text("bos_token", "<s>"))]
    if begins := about.text("target_prefix"):
        start = [*start, pieces.token(begins)]
    found = [n for n in ("<pad>", "<blank>") if n in pieces.names]
    frame = Frame(
        pad=pieces.token(*found) if found else eos,
        eos=eos,
        unknown=pieces.token(config.text("unk_token", "<unk>")),
        before=tuple(before),
        after=tuple(after),
        decoder_start=tuple(start),
        tags={code: pieces.token(name) for code, name in tags.items()},
        special=pieces.special,
    )
    return frame, tags


def _pairs(source: Source, about: Config, tags: dict[str, str]) -> Pairs:
    pair = about.text("from_code"), about.text("to_code")
    return (pair,) if all(pair) else marian.pairs_of(source, list(tags))
