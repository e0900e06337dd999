"""Models of many languages at once: M2M100, NLLB-200, mBART-50 and mBART.

Fan et al. 2021, "Beyond English-centric multilingual machine translation"; NLLB team 2022, "No language left
behind"; Tang et al. 2021, "Multilingual translation from denoising pre-training".
"""

from __future__ import annotations

import re

from engine.errors import BadInput
from engine.importers import fairseq
from engine.importers.config import Source
from engine.importers.languages import codes
from engine.importers.pieces import Pieces, added_names, by_json, by_rule, by_vocab, names_in
from engine.importers.plan import Plan, Wish, decoding, product
from engine.importers.weights import Tensors
from engine.text.framed import SOURCE, TARGET, Frame

SPM = ("sentencepiece.bpe.model", "spm.model")
_FIRST = ("<s>", "<pad>", "</s>", "<unk>")
# `__fr__`, `fra_Latn`, `fr_XX`
TAG = re.compile(r"__[a-z]{2,3}__|[a-z]{3}_[A-Z][a-z]{3}|[a-z]{2}_[A-Z]{2}")


def plan(source: Source, weights: Tensors, wish: Wish) -> Plan:
    network, rules = fairseq.network(source.config, weights)
    pieces = _pieces(source)
    tagged = [name for name in pieces.names if TAG.fullmatch(name) and pieces.token(name) in pieces.special]
    tags = codes(tagged)
    if not tags:
        raise BadInput("The tokenizer does not name its languages. Get the whole folder.")
    if other := {language for pair in wish.pairs for language in pair} - set(tags):
        raise BadInput(f"The model has no token for {min(other)!r}, only for {', '.join(sorted(tags))}.")
    eos = pieces.token("</s>")
    # mBART and the first release of NLLB read the tag behind the text.
    one_pair = source.tokenizer.text("tokenizer_class").startswith("MBartTokenizer")
    behind = one_pair or source.tokenizer.yes("legacy_behaviour", False)
    frame = Frame(
        pad=pieces.token("<pad>"),
        eos=eos,
        unknown=pieces.token("<unk>"),
        before=() if behind else (SOURCE,),
        after=(eos, SOURCE) if behind else (eos,),
        decoder_start=(TARGET,) if one_pair else (source.decoder_start(), TARGET),
        tags={code: pieces.token(name) for code, name in tags.items()},
        special=pieces.special,
    )
    pairs, languages = wish.pairs, tuple(tags)
    if not pairs and "forced_bos_token_id" in source.generation:  # many languages to one
        one = source.generation.token("forced_bos_token_id")
        pairs = product(languages, [code for code, token in frame.tags.items() if token == one])
    longest = network["longest"]
    writes = longest - len(frame.decoder_start) + 1
    return Plan(
        network=network,
        rules=rules,
        ignored=fairseq.IGNORED,
        tokenizer=pieces.framed(frame),
        files=pieces.files,
        task="translate",
        pairs=pairs,
        languages=() if pairs else languages,
        max_source=longest,
        max_target=writes,
        decoding=decoding(source.generation, writes, len(frame.decoder_start)),
    )


def _pieces(source: Source) -> Pieces:
    model, vocab = source.path(*SPM), source.path("vocab.json")
    tags = added_names(source, TAG)
    if model and vocab:
        return by_vocab(model, model, [*names_in(vocab), *tags], None, [*_FIRST, *tags])
    if model:
        return by_rule(model, _FIRST, 3, [*tags, "<mask>"])
    return by_json(source.needed("tokenizer.json", *SPM))
