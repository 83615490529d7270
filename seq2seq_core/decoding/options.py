"""How to search, and the limits of searching."""

from collections.abc import Sequence
from dataclasses import dataclass

from seq2seq_core.errors import InputError

Ids = Sequence[int]

BEAM = 5  # the beam size at which models are measured
MOST_BEAMS = 20


@dataclass(frozen=True, slots=True)
class DecodingOptions:
    """How to search. A beam of 1 is greedy decoding."""

    beam_size: int = 1
    n_best: int = 1
    length_penalty: float = 1.0  # hypotheses are ranked by log_prob / length ** length_penalty
    prefix: tuple[int, ...] = ()  # target ids that every hypothesis must begin with
    candidates: int = 10  # alternatives kept in the trace of each step
    keep_search: bool = False  # every continuation that a beam search weighed, as Trace.search
    batch_tokens: int = 4000  # padded source tokens decoded together, a beam counting as one
    longest: int | None = None  # tokens of a target before decoding gives up; None: see `longest_target`

    def __post_init__(self) -> None:
        if not 1 <= self.beam_size <= MOST_BEAMS:
            raise InputError(f"beam size {self.beam_size} is not between 1 and {MOST_BEAMS}")
        if not 1 <= self.n_best <= self.beam_size:
            raise InputError(f"n-best {self.n_best} is not between 1 and the beam size, {self.beam_size}")
        if not 0 <= self.length_penalty <= 5:
            raise InputError(f"length penalty {self.length_penalty} is not between 0 and 5")
        if self.longest is not None and self.longest < 1:
            raise InputError(f"a longest target of {self.longest} tokens leaves no room for any")

    def limit(self, source_length: int) -> int:
        """How many tokens a target for so many source tokens may have; always room for the prefix and one more."""
        usual = longest_target(source_length) if self.longest is None else self.longest
        return max(usual, len(self.prefix) + 1)


GREEDY = DecodingOptions()


def longest_target(source_length: int) -> int:
    """How many tokens a translation may have before decoding gives up."""
    return min(2 * source_length + 10, source_length + 100)
