"""Forced decoding: what a model would have looked at, had it said a given target.

B batch, T target length, V vocabulary size.
"""

from collections.abc import Sequence

import torch

from seq2seq_core.decoding.hypothesis import Hypothesis, hypothesis_of
from seq2seq_core.decoding.options import Ids
from seq2seq_core.decoding.recorder import Recorder
from seq2seq_core.decoding.stepper import best_tokens
from seq2seq_core.model.batching import pad, shift_right
from seq2seq_core.model.seq2seq import Seq2Seq


@torch.inference_mode()
def force_targets(
    model: Seq2Seq, sources: Sequence[Ids], targets: Sequence[Ids], *, candidates: int
) -> list[Hypothesis]:
    """Decode given targets, each ending with the end token: all steps of all sentences at once."""
    device = model.embedding.weight.device
    lengths = [len(source) for source in sources]
    source, state = model.encode(pad(sources).to(device), torch.tensor(lengths))
    target = pad(targets).to(device)  # (B, T)
    unrolled = model.unroll(shift_right(target), state, source)
    logits = model.logits(unrolled.features)  # (B, T, V)
    right = logits.gather(2, target[:, :, None])[:, :, 0] - logits.logsumexp(dim=-1)  # (B, T)
    recorder = Recorder(candidates)
    for t, (query, attention) in enumerate(zip(unrolled.course.queries, unrolled.course.attentions, strict=True)):
        recorder.record(query, attention, best_tokens(logits[:, t], candidates), target[:, t, None], right[:, t, None])
    return [hypothesis_of(ids, recorder.trace([b] * len(ids), lengths[b], ids)) for b, ids in enumerate(targets)]
