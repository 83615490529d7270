"""Greedy decoding: say the best next token, again and again.

R sentences that have not ended.
"""

from collections.abc import Sequence

import torch

from seq2seq_core.decoding.hypothesis import Hypothesis, hypothesis_of
from seq2seq_core.decoding.interventions import Intervention
from seq2seq_core.decoding.options import DecodingOptions, Ids
from seq2seq_core.decoding.recorder import Recorder
from seq2seq_core.decoding.stepper import Stepper, best_tokens
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, START


@torch.inference_mode()
def greedy_search(
    model: Seq2Seq, sources: Sequence[Ids], options: DecodingOptions, interventions: Sequence[Intervention] = ()
) -> list[Hypothesis]:
    """The greedy translation of each source. A sentence that has ended is decoded no further."""
    stepper, recorder = Stepper(model, sources, interventions), Recorder(options.candidates)
    limits = [options.limit(length) for length in stepper.lengths]
    said: list[list[int]] = [[] for _ in sources]
    token_log_probs: list[list[float]] = [[] for _ in sources]
    rows: list[list[int]] = [[] for _ in sources]  # the row that a sentence had at every step
    going_on = list(range(len(sources)))
    words = torch.full((len(sources),), START, device=stepper.device)
    while going_on:
        step, logits = stepper.step(words)
        best = best_tokens(logits, max(options.candidates, 1), stepper.forced(options.prefix))
        recorder.record(step.query, step.attention, best)
        ids, log_probs = (tensor[:, 0] for tensor in best.to_choose_from(1))
        for row, (sentence, word, log_prob) in enumerate(zip(going_on, ids.tolist(), log_probs.tolist(), strict=True)):
            said[sentence].append(word)
            token_log_probs[sentence].append(log_prob)
            rows[sentence].append(row)
        stay = [r for r, b in enumerate(going_on) if said[b][-1] != END and len(said[b]) < limits[b]]
        if len(stay) == len(going_on):
            words = ids
            continue
        going_on = [going_on[row] for row in stay]
        kept = torch.tensor(stay, dtype=torch.long, device=stepper.device)
        words = ids[kept]
        stepper.reorder(kept)
    return [
        hypothesis_of(ids, recorder.trace(rows[b], stepper.lengths[b], torch.tensor(token_log_probs[b])))
        for b, ids in enumerate(said)
    ]
