"""Beam search: keep the K best hypotheses that have not ended; a sentence is done when K have.

A hypothesis ends when its end token is among the K best continuations of its sentence. Sentences that are done leave
the batch, and so do places of the beam that hold nothing.

B sentences, K beam size, R rows (hypotheses that are decoded on), n continuations weighed of each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.decoding.interventions import Intervention
from seq2seq_core.decoding.options import DecodingOptions, Ids
from seq2seq_core.decoding.run import Run
from seq2seq_core.decoding.search_tree import TreeBuilder
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, START


@torch.inference_mode()
def beam_search(
    models: Sequence[Seq2Seq],
    sources: Sequence[Ids],
    options: DecodingOptions,
    interventions: Sequence[Intervention] = (),
) -> list[list[tuple[Hypothesis, ...]]]:
    """The n best translations of each source, best first, each as each of the models has it."""
    beam = _Beam(models, sources, options, interventions)
    while beam.goes_on:
        continuations = beam.expand()
        beam.finish(continuations)
        beam.reorder(continuations)
    return [beam.best_of(sentence) for sentence in range(len(sources))]


@dataclass(frozen=True, slots=True)
class _Continuations:
    """Of every sentence, the n best continuations of each of its K hypotheses, side by side: place i continues the
    hypothesis i // n. What is not there has the log-probability -inf."""

    each: int  # n
    ids: Tensor  # (B, K * n)
    log_probs: Tensor  # (B, K * n) of the token
    totals: Tensor  # (B, K * n) of the whole hypothesis


@dataclass(frozen=True, slots=True)
class _Ending:
    """A hypothesis that has come to an end at some step, as a place in the search."""

    rank: float  # length-normalised log-probability
    step: int  # the step that said its last token
    row: int  # the row of that step
    last: int  # its last token: the end token, unless the search ran out of room


class _Beam:
    """A beam search in progress."""

    def __init__(
        self,
        models: Sequence[Seq2Seq],
        sources: Sequence[Ids],
        options: DecodingOptions,
        interventions: Sequence[Intervention],
    ) -> None:
        self.options, self.K, B = options, options.beam_size, len(sources)
        self.run = Run(models, sources, options, interventions)
        self.limits = self.run.limits
        self.endings: list[list[_Ending]] = [[] for _ in sources]
        self.trees = [TreeBuilder(self.K) for _ in sources]
        self.goes_on = set(range(B))  # sentences that are not done
        device = self.run.device
        self.slots = torch.arange(0, B * self.K, self.K, device=device)  # (R,) place b * K + k of each row in the beams
        self.totals = torch.zeros(B, device=device)  # (R,) log-probability of each row
        self.words = torch.full((B,), START, device=device)  # (R,) what each row said last
        self.history: list[tuple[list[int], list[int]]] = []  # per step, of each new row: its parent and its word

    def expand(self) -> _Continuations:
        """Take a step with every row, and weigh how each may go on."""
        # Of one hypothesis at most K continuations and the end can matter.
        ids, log_probs = self.run.step(self.words, self.K + 1)  # (R, n)
        B, n = len(self.limits), ids.shape[1]

        def side_by_side(values: Tensor, nothing: float) -> Tensor:
            places = values.new_full((B * self.K, n), nothing)
            places[self.slots] = values
            return places.reshape(B, self.K * n)

        return _Continuations(
            n,
            side_by_side(ids, 0),
            side_by_side(log_probs, -torch.inf),
            side_by_side(self.totals[:, None] + log_probs, -torch.inf),
        )

    def finish(self, all_of_them: _Continuations) -> None:
        """Put those aside that end here. The tree of a search keeps all."""
        c, n, step = all_of_them, all_of_them.each, self.run.time - 1
        bar = c.totals.topk(self.K, dim=-1).values[:, -1:]  # (B, 1), what the K-th best has
        ending = (c.ids == END) & (c.totals >= bar) & (c.totals > -torch.inf)
        if self.options.keep_search:
            _, kept = self._kept(c)
            for b in self.goes_on:
                self.trees[b].grow(step, n, c.ids[b], c.log_probs[b], c.totals[b], kept=kept[b], finished=ending[b])
        self._put_aside(c, *ending.nonzero(as_tuple=True))

    def reorder(self, all_of_them: _Continuations) -> None:
        """Go on with the K best of each sentence that do not end here, if the sentence is not done."""
        c, step = all_of_them, self.run.time - 1
        totals, places = self._kept(c)  # (B, K)
        for b in [b for b in self.goes_on if step + 1 == self.limits[b] and len(self.endings[b]) < self.K]:
            self._run_out_of_room(b, c, totals[b], places[b])
        nothing_left = (totals == -torch.inf).all(dim=1).tolist()  # all that was allowed has ended
        self.goes_on = {
            b
            for b in self.goes_on
            if len(self.endings[b]) < self.K and step + 1 < self.limits[b] and not nothing_left[b]
        }
        going_on = torch.zeros_like(totals, dtype=torch.bool)
        going_on[sorted(self.goes_on)] = True
        alive = going_on & (totals > -torch.inf)
        sentences, _ = alive.nonzero(as_tuple=True)  # (R,)
        chosen = places[alive]  # (R,)
        parents = self._rows(c, sentences, chosen)
        self.words = c.ids[sentences, chosen]
        self.totals = totals[alive]
        self.slots = alive.reshape(-1).nonzero()[:, 0]
        self.history.append((parents.tolist(), self.words.tolist()))
        self.run.reorder(parents)

    def best_of(self, sentence: int) -> list[tuple[Hypothesis, ...]]:
        """The n best of what has ended, finished ones first: each with its trace, found by going back from its end."""
        found = sorted(self.endings[sentence], key=lambda end: (end.last == END, end.rank), reverse=True)
        return [self._walk_back(end, sentence) for end in found[: self.options.n_best]]

    def _kept(self, c: _Continuations) -> tuple[Tensor, Tensor]:
        """Totals and places (B, K) of the best continuations that do not end."""
        totals, places = c.totals.masked_fill(c.ids == END, -torch.inf).topk(self.K, dim=-1)
        return totals, places

    def _run_out_of_room(self, b: int, c: _Continuations, totals: Tensor, places: Tensor) -> None:
        """At its length limit, what a sentence still holds counts as unfinished."""
        left = places[totals > -torch.inf]
        self._put_aside(c, torch.full_like(left, b), left)

    def _put_aside(self, c: _Continuations, sentences: Tensor, places: Tensor) -> None:
        """Remember that hypotheses end with these continuations: numbers b and i, one of each for every hypothesis."""
        step = self.run.time - 1
        columns = (c.totals[sentences, places], self._rows(c, sentences, places), c.ids[sentences, places])
        for b, total, row, last in zip(*(column.tolist() for column in (sentences, *columns)), strict=True):
            self.endings[b].append(_Ending(self._rank(total, step + 1), step, row, last))

    def _rows(self, c: _Continuations, sentences: Tensor, places: Tensor) -> Tensor:
        """The rows of the hypotheses that are continued at these places of these sentences."""
        row_of_slot = self.slots.new_full((len(self.limits) * self.K,), -1)
        row_of_slot[self.slots] = torch.arange(len(self.slots), device=self.slots.device)
        return row_of_slot[sentences * self.K + places // c.each]

    def _rank(self, log_prob: float, length: int) -> float:
        return float(log_prob / length**self.options.length_penalty)

    def _walk_back(self, end: _Ending, sentence: int) -> tuple[Hypothesis, ...]:
        """From a hypothesis' end to its start: its words, and the row that it was at every step."""
        ids, rows = [end.last], [end.row]
        for parents, words in reversed(self.history[: end.step]):
            ids.append(words[rows[-1]])
            rows.append(parents[rows[-1]])
        return self.run.hypotheses(sentence, ids[::-1], rows[::-1], tuple(self.trees[sentence].nodes) or None)
