"""Greedy decoding: say the best next token, again and again.

R sentences that have not ended.
"""

from collections.abc import Sequence

import torch

from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.decoding.interventions import Intervention
from seq2seq_core.decoding.options import DecodingOptions, Ids
from seq2seq_core.decoding.run import Run
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, START


@torch.inference_mode()
def greedy_search(
    models: Sequence[Seq2Seq],
    sources: Sequence[Ids],
    options: DecodingOptions,
    interventions: Sequence[Intervention] = (),
) -> list[tuple[Hypothesis, ...]]:
    """The greedy translation of each source, as each of the models has it. A sentence that has ended is decoded no
    further.
    """
    run = Run(models, sources, options, interventions)
    said: list[list[int]] = [[] for _ in sources]
    rows: list[list[int]] = [[] for _ in sources]  # the row that a sentence had at every step
    going_on = list(range(len(sources)))
    words = torch.full((len(sources),), START, device=run.device)
    while going_on:
        words = run.step(words, 1)[0][:, 0]
        for row, (sentence, word) in enumerate(zip(going_on, words.tolist(), strict=True)):
            said[sentence].append(word)
            rows[sentence].append(row)
        stay = [r for r, b in enumerate(going_on) if said[b][-1] != END and len(said[b]) < run.limits[b]]
        if len(stay) == len(going_on):
            continue
        going_on = [going_on[row] for row in stay]
        kept = torch.tensor(stay, dtype=torch.long, device=run.device)
        words = words[kept]
        run.reorder(kept)
    return [run.hypotheses(b, ids, rows[b]) for b, ids in enumerate(said)]
