"""BART and DistilBART, PEGASUS, Blenderbot and Blenderbot-small: summaries and conversation, mostly English.

Lewis et al. 2020, "BART"; Shleifer and Rush 2020, "Pre-trained summarization distillation"; Zhang et al.
2020, "PEGASUS"; Roller et al. 2021, "Recipes for building an open-domain chatbot".
"""

from __future__ import annotations

from engine.importers import fairseq
from engine.importers.config import Source
from engine.importers.pieces import Pieces, by_ends, by_json, by_merges, by_rule
from engine.importers.plan import Plan, Wish, decoding, for_task
from engine.importers.weights import Tensors
from engine.text.framed import Frame

_NAMES = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_SMALL = ("__start__", "__end__", "__null__", "__unk__")


def bart(source: Source, weights: Tensors, wish: Wish) -> Plan:
    pieces = _byte_level(source, space_first=False)
    bos, eos = pieces.token("<s>"), pieces.token("</s>")
    frame = Frame(
        pad=pieces.token("<pad>"),
        eos=eos,
        unknown=pieces.token("<unk>"),
        before=(bos,),
        after=(eos,),
        decoder_start=_start(source),
        special=pieces.special,
    )
    return _plan(source, weights, wish, pieces, frame, "summarise")


def pegasus(source: Source, weights: Tensors, wish: Wish) -> Plan:
    model = source.path("spiece.model")
    if model:
        offset = source.tokenizer.whole("offset", 103, least=0, most=1000)
        masks = ["<mask_1>", "<mask_2>", *(f"<unk_{i}>" for i in range(2, offset))]
        pieces = by_rule(model, ["<pad>", "</s>", *masks[:offset]], 2, [])
    else:
        pieces = by_json(source.needed("tokenizer.json", "spiece.model"))
    eos = pieces.token("</s>")
    frame = Frame(
        pad=pieces.token("<pad>"),
        eos=eos,
        unknown=pieces.token("<unk>"),
        after=(eos,),
        decoder_start=_start(source),
        special=pieces.special,
        spelling={"<n>": "\n"},
    )
    return _plan(source, weights, wish, pieces, frame, "summarise")


def blenderbot(source: Source, weights: Tensors, wish: Wish) -> Plan:
    pieces = _byte_level(source, space_first=True)
    eos = pieces.token("</s>")
    frame = Frame(
        pad=pieces.token("<pad>"),
        eos=eos,
        unknown=pieces.token("<unk>"),
        after=(eos,),
        decoder_start=_start(source),
        separator="   ",  # two as in training (ParlAI's delimiter), and the one that opens every turn
        special=pieces.special,
    )
    return _plan(source, weights, wish, pieces, frame, "chat")


def blenderbot_small(source: Source, weights: Tensors, wish: Wish) -> Plan:
    files = source.needed("vocab.json"), source.needed("merges.txt")
    pieces = by_ends(*files, _SMALL, "__unk__")
    frame = Frame(
        pad=pieces.token("__null__"),
        eos=pieces.token("__end__"),
        unknown=pieces.token("__unk__"),
        decoder_start=_start(source),
        special=pieces.special,
        spelling={"__newln__</w>": "\n"},
    )
    return _plan(source, weights, wish, pieces, frame, "chat")


def _start(source: Source) -> tuple[int, ...]:
    start = (source.decoder_start(),)
    if "forced_bos_token_id" in source.generation:
        return (*start, source.generation.token("forced_bos_token_id"))
    return start


def _byte_level(source: Source, *, space_first: bool) -> Pieces:
    path = source.path("tokenizer.json")
    if path:
        return by_json(path)
    files = source.needed("vocab.json"), source.needed("merges.txt")
    return by_merges(*files, _NAMES, space_first=space_first)


def _plan(
    source: Source, weights: Tensors, wish: Wish, pieces: Pieces, frame: Frame, usual_task: str
) -> Plan:
    network, rules = fairseq.network(source.config, weights)
    task, pairs = wish.task or usual_task, wish.pairs or (("en", "en"),)
    options, prefix = for_task(source, task)
    prefix = prefix if wish.prefix is None else wish.prefix
    tokenizer = pieces.framed(frame)
    if prefix:
        tokenizer["frame"]["prefixes"] = {"": prefix}
    longest = network["longest"]
    writes = longest - len(frame.decoder_start) + 1
    return Plan(
        network=network,
        rules=rules,
        ignored=fairseq.IGNORED,
        tokenizer=tokenizer,
        files=pieces.files,
        task=task,
        pairs=pairs,
        max_source=longest,
        max_target=writes,
        decoding=decoding(options, writes, len(frame.decoder_start)),
    )
