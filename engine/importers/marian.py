"""Marian's models in the hub's layout: OPUS-MT, also tc-big and with several target languages.

Junczys-Dowmunt et al. 2018, "Marian: fast neural machine translation in C++"; Tiedemann and Thottingal 2020,
"OPUS-MT".
"""

from __future__ import annotations

import re

from engine.errors import BadInput
from engine.importers import fairseq
from engine.importers.config import Source
from engine.importers.languages import codes, known, short
from engine.importers.pieces import by_vocab, names_in
from engine.importers.plan import Pairs, Plan, Wish, decoding, product
from engine.importers.weights import Tensors
from engine.text.framed import TARGET, Frame

TAG = re.compile(r">>.+<<")


def plan(source: Source, weights: Tensors, wish: Wish) -> Plan:
    network, rules = fairseq.network(source.config, weights)
    separate = source.path("target_vocab.json") if network["source_vocab"] else None
    names = names_in(source.needed("vocab.json"))
    pieces = by_vocab(
        source.needed("source.spm"),
        source.needed("target.spm"),
        names_in(separate) if separate else names,
        names if separate else None,
        ("</s>", "<unk>", "<pad>"),
    )
    tagged = [name for name in pieces.names if TAG.fullmatch(name)]
    tags = codes(tagged)
    pairs = wish.pairs or pairs_of(source, list(tags))
    if tags and (other := {target for _, target in pairs} - set(tags)):
        raise BadInput(f"The model has no token for {min(other)!r}, only for {', '.join(sorted(tags))}.")
    start = source.decoder_start()
    frame = Frame(
        pad=source.config.token("pad_token_id", pieces.token("<pad>")),
        eos=source.config.token("eos_token_id", pieces.token("</s>")),
        unknown=pieces.token("<unk>"),
        before=(TARGET,) if tags else (),
        after=(pieces.token("</s>"),),
        decoder_start=(start,),
        tags={code: pieces.token(name) for code, name in tags.items()},
        special=(*pieces.special, *map(pieces.names.index, tagged)),
    )
    longest = network["longest"]
    return Plan(
        network=network,
        rules=rules,
        ignored=fairseq.IGNORED,
        tokenizer=pieces.framed(frame),
        files=pieces.files,
        task="translate",
        pairs=pairs,
        max_source=longest,
        max_target=longest,
        decoding=decoding(source.generation, longest),
    )


def pairs_of(source: Source, targets: list[str]) -> Pairs:
    """The languages, where the checkpoint or its name tells them."""
    name = re.search(
        r"opus-mt(?:-tc-\w+?)?-([A-Za-z_]+)-([A-Za-z_]+)$",
        source.config.text("_name_or_path") or source.folder.name,
    )
    found = [
        (source.tokenizer.text("source_lang"), source.tokenizer.text("target_lang")),
        (name[1], name[2]) if name else ("", ""),
    ]
    for a, b in found:
        if known(a) and (targets or known(b)):
            return product([short(a)], targets or [short(b)])
    raise BadInput("The checkpoint does not say its languages. Name them: --pairs en-fr, or en-fr,en-es.")
