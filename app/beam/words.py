"""What is said of a node of the tree."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.beam.tree import Place, Tree
from app.decoding.fields import fields
from engine.events import Node
from engine.search.penalties import length_penalty

translate = QCoreApplication.translate


def number(value: float) -> str:
    return QLocale().toString(value, "f", 2)


def piece(node: Node) -> str:
    return node.text.strip() or translate("BeamPanel", "(end)")


def fate(node: Node) -> str:
    """What became of it, for a reader; for a pruned one, why."""
    match node.fate:
        case "alive":
            return translate("BeamPanel", "goes on")
        case "ended":
            return translate("BeamPanel", "finished")
        case "stopped":
            return translate("BeamPanel", "cut at the maximum length")
        case "beaten":
            return translate("BeamPanel", "pruned: others ranked higher")
        case "overtaken":
            return translate("BeamPanel", "pruned: the search was over")
        case "prefix":
            return translate("BeamPanel", "pruned: you chose otherwise")
        case "banned":
            return translate("BeamPanel", "pruned: the word is banned")
    rule = next((field.label for field in fields() if field.name == node.fate), node.fate)
    return translate("BeamPanel", "pruned by the rule “{rule}”").format(rule=rule)


def account(tree: Tree, place: Place, a: float) -> str:
    """The ledger of a node: how its score comes about. a: the length penalty."""
    node, whole = tree[place], tree.branch(place).sum
    divisor = length_penalty(place.step + 1, a)
    parts = [
        translate("BeamPanel", "“{piece}” {score}").format(piece=piece(node), score=number(node.score)),
        translate("BeamPanel", "sum {sum}").format(sum=number(whole)),
        translate("BeamPanel", "length penalty ÷ {divisor}").format(divisor=number(divisor)),
    ]
    added = node.total - whole / divisor
    if abs(added) > 0.005:
        parts.append(translate("BeamPanel", "other penalties {added}").format(added=number(added)))
    parts += [
        translate("BeamPanel", "score {total}").format(total=number(node.total)),
        translate("BeamPanel", "rank {rank}").format(rank=node.rank + 1),
        fate(node),
    ]
    return "  ·  ".join(parts)
