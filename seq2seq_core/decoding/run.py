"""One run of decoding: models that step together, and what each of them computed.

A model alone is the usual case. Several are an ensemble: each reads the sentence and steps by itself, and what may be
said next is weighed by the mean of their log-probabilities,

    score(y_t) = 1/M sum_m log p_m(y_t | y_<t, x)

which is not renormalised. Sutskever et al. (2014, section 3.6) and Luong et al. (2015, section 4) translate with
ensembles and do not say how they combine their members. This is the geometric mean of their probabilities. It makes the
score of a translation the mean of what each member finds of the whole, however it was searched for, where the logarithm
of an arithmetic mean cannot be told apart by members; and what one member finds all but impossible is not said because
another one is sure. Where members disagree, the probabilities exp(score) of a step sum to less than one.

M models, R rows (hypotheses that are decoded together), n continuations of each, V vocabulary size.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import torch
from torch import Tensor

from seq2seq_core.decoding.hypothesis import Hypothesis, hypothesis_of
from seq2seq_core.decoding.interventions import Intervention
from seq2seq_core.decoding.options import DecodingOptions, Ids
from seq2seq_core.decoding.recorder import Recorder
from seq2seq_core.decoding.search_tree import Node
from seq2seq_core.decoding.stepper import Stepper, best_of, best_tokens
from seq2seq_core.model.seq2seq import Seq2Seq


class Run:
    """What a search drives: `step` after the words it chose, `reorder` to the hypotheses that it goes on with."""

    def __init__(
        self,
        models: Sequence[Seq2Seq],
        sources: Sequence[Ids],
        options: DecodingOptions,
        interventions: Sequence[Intervention],
    ) -> None:
        """Let every model read the sources. The models share their vocabulary; the interventions are for each."""
        self.options = options
        self._steppers = [Stepper(model, sources, interventions) for model in models]
        self._recorders = [Recorder(options.candidates) for _ in models]
        self._first = self._steppers[0]
        self.lengths, self.device = self._first.lengths, self._first.device
        self.limits = [options.limit(length) for length in self.lengths]

    @property
    def time(self) -> int:
        """The steps taken so far."""
        return self._first.time

    def step(self, words: Tensor, count: int) -> tuple[Tensor, Tensor]:
        """Take one step after `words` (R,). Returns ids and log-probabilities (R, n) of what may be said next: the
        `count` best tokens, best first, or a forced one and then nothing (`Candidates.to_choose_from`).
        """
        taken = [stepper.step(words) for stepper in self._steppers]
        forced = self._first.forced(self.options.prefix)
        wanted = max(self.options.candidates, count)
        if len(taken) == 1:  # its mean is itself
            ((step, logits),) = taken
            best = best_tokens(logits, wanted, forced)
            ids, log_probs = best.to_choose_from(count)
            self._recorders[0].record(step.query, step.attention, best, ids, log_probs)
            return ids, log_probs
        of_each = [logits.log_softmax(dim=-1) for _, logits in taken]  # (R, V)
        ids, log_probs = best_of(reduce(torch.add, of_each) / len(of_each), count, forced).to_choose_from(count)
        for recorder, (step, _), own in zip(self._recorders, taken, of_each, strict=True):
            recorder.record(step.query, step.attention, best_of(own, wanted), ids, own.gather(1, ids))
        return ids, log_probs

    def reorder(self, rows: Tensor) -> None:
        """Go on with the hypotheses at `rows`, which may repeat, in that order."""
        for stepper in self._steppers:
            stepper.reorder(rows)

    def hypotheses(
        self, sentence: int, ids: Ids, rows: Sequence[int], search: tuple[Node, ...] | None = None
    ) -> tuple[Hypothesis, ...]:
        """The hypothesis of a sentence that said ids[t] in row rows[t] of step t, as each model has it: with that
        model's own log-probabilities and trace.
        """
        traces = [recorder.trace(rows, self.lengths[sentence], ids) for recorder in self._recorders]
        return tuple(hypothesis_of(ids, replace(trace, search=search)) for trace in traces)
