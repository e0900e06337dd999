"""The tree that a beam search has grown for one sentence, as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.events import Node

LIVING = ("alive", "ended", "stopped")


class Place(NamedTuple):
    """Of a node: its step, and its number among the nodes of that step."""

    step: int
    number: int


@dataclass(frozen=True)
class Branch:
    """What one node stands for: all that was written up to it."""

    nodes: tuple[Node, ...]

    @property
    def tokens(self) -> tuple[int, ...]:
        return tuple(node.token for node in self.nodes)

    @property
    def text(self) -> str:
        return "".join(node.text for node in self.nodes).strip()

    @property
    def sum(self) -> float:
        """Log-probability of the whole, nats, before penalties."""
        return sum(node.score for node in self.nodes)


@dataclass(frozen=True)
class Tree:
    """A value: what is on the screen, and in hand, stays true while another one grows."""

    steps: tuple[tuple[Node, ...], ...] = ()

    def grown(self, step: int, nodes: tuple[Node, ...]) -> Tree:
        """With one more step; the first step begins it anew."""
        return Tree((*self.steps[:step], nodes))

    def __getitem__(self, place: Place) -> Node:
        return self.steps[place.step][place.number]

    @property
    def widest(self) -> int:
        return max(map(len, self.steps), default=0)

    def branch(self, place: Place) -> Branch:
        return Branch(tuple(self[step] for step in self.way(place)))

    def way(self, place: Place) -> list[Place]:
        """The nodes from the first step to this one."""
        way = [place]
        while (parent := self.parent(way[-1])) is not None:
            way.append(parent)
        return way[::-1]

    def parent(self, place: Place) -> Place | None:
        number = self[place].parent
        return Place(place.step - 1, number) if number >= 0 and place.step > 0 else None

    def child(self, place: Place) -> Place | None:
        """The best of its children."""
        if place.step + 1 >= len(self.steps):
            return None
        nodes = self.steps[place.step + 1]
        children = [number for number, node in enumerate(nodes) if node.parent == place.number]
        return (
            Place(place.step + 1, min(children, key=lambda number: nodes[number].rank)) if children else None
        )

    def find(self, tokens: Sequence[int]) -> list[Place]:
        """The nodes that write these tokens one after the other, as far as they are in the tree."""
        way: list[Place] = []
        for step, (token, nodes) in enumerate(zip(tokens, self.steps, strict=False)):
            parent = way[-1].number if way else -1
            number = next(
                (i for i, node in enumerate(nodes) if node.token == token and node.parent == parent), None
            )
            if number is None:
                break
            way.append(Place(step, number))
        return way
