"""Search error or model error? Compare the translation that was wanted with the one that was found.

Both are scored by the same model. If it finds the wanted one better than its own, the search missed it; if not, no
search would have helped.
"""

from dataclasses import dataclass

from seq2seq_core import Translation


@dataclass(frozen=True, slots=True)
class Verdict:
    """The scores of both translations: log-probability, and divided by the number of tokens."""

    own: float
    wanted: float
    own_per_piece: float
    wanted_per_piece: float
    same: bool

    @property
    def search_error(self) -> bool:
        """By the score that the search ranks by: log-probability per token."""
        return not self.same and self.wanted_per_piece > self.own_per_piece

    @property
    def depends_on_length(self) -> bool:
        """Whether the plain log-probability would say otherwise."""
        return not self.same and (self.wanted > self.own) != self.search_error


def judge(own: Translation, wanted: Translation) -> Verdict:
    """Compare a model's own translation with a forced one of the same sentence."""
    return Verdict(
        own=own.log_prob,
        wanted=wanted.log_prob,
        own_per_piece=own.log_prob / len(own.target.ids),
        wanted_per_piece=wanted.log_prob / len(wanted.target.ids),
        same=own.target.ids == wanted.target.ids,
    )
