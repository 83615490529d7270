"""One step of learning, by one process or by several that share a batch."""

import torch
from torch.optim.swa_utils import AveragedModel

from seq2seq_core.model.batching import Batch
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.processes import ALONE, Group
from seq2seq_core.recipe import TrainingConfig
from seq2seq_core.training.objective import smoothed_loss
from seq2seq_core.vocabulary import PAD


def learn(
    model: Seq2Seq,
    averaged: AveragedModel,
    optimizer: torch.optim.Optimizer,
    batch: Batch,
    config: TrainingConfig,
    group: Group = ALONE,
) -> tuple[float, int]:
    """One step of Adam on a batch. Returns the loss, summed over the target tokens, and their number.

    Each process of a `group` computes the loss of its share; divided by the tokens of the whole batch, the gradients
    add up to those of the whole.
    """
    pieces = int((batch.target != PAD).sum())
    optimizer.zero_grad()
    loss = torch.zeros((), device=batch.target.device)
    if mine := batch.share(group.rank, group.size):
        with torch.autocast(mine.source.device.type, torch.bfloat16, enabled=config.precision == "bfloat16"):
            source, state = model.encode(mine.source, mine.lengths)
            unrolled = model.unroll(mine.previous, state, source)
            loss, _ = smoothed_loss(model, unrolled, mine.target, config.label_smoothing)
        (loss / pieces).backward()
    loss = loss.detach()
    if group.size > 1:
        group.add([loss, *_gradients(model)])
    torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip)
    optimizer.step()
    averaged.update_parameters(model)
    return loss.item(), pieces


def _gradients(model: Seq2Seq) -> list[torch.Tensor]:
    """Those of all parameters; zeros where a process had nothing to learn from."""
    found = []
    for parameter in model.parameters():
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        found.append(parameter.grad)
    return found
