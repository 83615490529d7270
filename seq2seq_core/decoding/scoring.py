"""How probable given targets are, and nothing else: for whoever scores many, and looks at none.

B batch, T target length, V vocabulary size.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from seq2seq_core.decoding.options import Ids
from seq2seq_core.model.batching import by_length, pad, shift_right
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.wanted import check_wanted

BATCH_TOKENS = 1000  # tokens of targets scored together


@torch.inference_mode()
def log_probabilities(
    model: Seq2Seq, sources: Sequence[Ids], targets: Sequence[Ids], *, batch_tokens: int = BATCH_TOKENS
) -> list[NDArray[np.float32]]:
    """The log-probabilities (T,) of every token of each target, as forced decoding finds them, and nothing else.

    About `batch_tokens` tokens of targets are scored together.
    """
    found: dict[int, NDArray[np.float32]] = {}
    for batch in by_length([max(len(s), len(t)) for s, t in zip(sources, targets, strict=True)], batch_tokens):
        check_wanted()
        said = pad([targets[i] for i in batch])  # (B, T)
        lengths = torch.tensor([len(sources[i]) for i in batch])
        source, state = model.encode(pad([sources[i] for i in batch]), lengths)
        logits = model.logits(model.unroll(shift_right(said), state, source).features)  # (B, T, V)
        chosen = logits.gather(2, said[:, :, None])[:, :, 0] - logits.logsumexp(dim=-1)
        found |= {i: row[: len(targets[i])].numpy() for i, row in zip(batch, chosen, strict=True)}
    return [found[i] for i in range(len(sources))]
