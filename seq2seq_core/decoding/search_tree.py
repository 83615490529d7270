"""What a beam search weighed: every continuation it looked at, kept or not, as one tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from torch import Tensor

Fate = Literal["kept", "finished", "pruned"]


@dataclass(frozen=True, slots=True)
class Node:
    """One continuation of one hypothesis. Its place in the tree is its place in the list of nodes."""

    parent: int  # place of the node that it continues; -1 at the first step
    step: int
    id: int  # the token
    log_prob: float  # of the token
    total: float  # of the whole path, the sum of log_prob along it
    fate: Fate


class TreeBuilder:
    """Grows the tree of one sentence while its search goes on."""

    def __init__(self, beam_size: int) -> None:
        self.nodes: list[Node] = []
        self._slots = [-1] * beam_size  # the node that each place of the beam holds

    def grow(
        self, step: int, each: int, ids: Tensor, log_probs: Tensor, totals: Tensor, *, kept: Tensor, finished: Tensor
    ) -> None:
        """Add the continuations of one step: `each` for every slot, slot by slot, in three rows (K * each,).

        `kept` (K,) are the places of the new beam among them, in order; `finished` (K * each,) marks those that ended.
        """
        new_beam = kept.tolist()
        ended = finished.tolist()
        nodes: dict[int, int] = {}  # node of each place; an empty slot has none
        for place, total in enumerate(totals.tolist()):
            if total > float("-inf"):
                nodes[place] = len(self.nodes)
                fate: Fate = "finished" if ended[place] else "kept" if place in new_beam else "pruned"
                parent = self._slots[place // each]
                self.nodes.append(Node(parent, step, int(ids[place]), float(log_probs[place]), total, fate))
        self._slots = [nodes.get(place, -1) for place in new_beam]


def path_to(nodes: Sequence[Node], leaf: int) -> list[int]:
    """The tokens from the root to a node."""
    ids: list[int] = []
    while leaf >= 0:
        ids.append(nodes[leaf].id)
        leaf = nodes[leaf].parent
    return ids[::-1]
