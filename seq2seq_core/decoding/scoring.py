"""How probable given targets are, and nothing else: for whoever scores many, and looks at none.

B batch, T target length, V vocabulary size, N sources of one target, W steps that are wanted.
"""

from collections.abc import Collection, Sequence

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


@torch.inference_mode()
def log_probabilities_at(
    model: Seq2Seq,
    sources: Sequence[Ids],
    target: Ids,
    steps: Sequence[Collection[int]],
    *,
    batch_tokens: int = 2 * BATCH_TOKENS,
) -> NDArray[np.float32]:
    """The log-probabilities (N, T) of the tokens of one target from each source, at the `steps` that are wanted of it.

    nan at all others, which cost little: no source is followed beyond its last step, and what costs most, the scores of
    the whole vocabulary, is computed where it is wanted alone. About `batch_tokens` tokens of both sides are scored
    together.
    """
    found = torch.full((len(sources), len(target)), torch.nan)
    lengths = [max(wanted, default=0) + 1 for wanted in steps]
    ids = torch.tensor(target)
    for batch in by_length([len(s) + length for s, length in zip(sources, lengths, strict=True)], batch_tokens):
        check_wanted()
        asked = [(row, t) for row, i in enumerate(batch) for t in steps[i]]
        rows, at = torch.tensor(asked, dtype=torch.long).reshape(-1, 2).T  # (W,) each
        source, state = model.encode(pad([sources[i] for i in batch]), torch.tensor([len(sources[i]) for i in batch]))
        said = model.embed(shift_right(ids[None])[:, : max(lengths[i] for i in batch)])  # (1, T, D)
        outputs = model.decoder.follow(said.expand(len(batch), -1, -1), state, source).outputs  # (B, T, O)
        logits = model.logits(model.decoder.read_out(outputs[rows, at], said[0, at]))  # (W, V)
        chosen = logits.gather(1, ids[at][:, None])[:, 0] - logits.logsumexp(dim=-1)
        found[torch.tensor(batch)[rows], at] = chosen.float()
    return found.numpy()
