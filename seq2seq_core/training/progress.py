"""How far a run has come, and the file that it is gone on from."""

from dataclasses import dataclass, field
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch

from seq2seq_core.errors import TrainingError
from seq2seq_core.training.watching import Watched


@dataclass(slots=True)
class Progress:
    """How far a run has come: what a resumed run needs besides tensors."""

    epoch: int = 0
    batch: int = 0  # within the epoch
    update: int = 0
    pieces: int = 0  # target tokens seen
    seconds: float = 0.0  # spent, in all sessions
    loss_sum: float = 0.0  # since the last validation,
    loss_pieces: int = 0  # over this many tokens
    best_bleu: float = -1.0
    best_update: int = 0
    stale: int = 0  # validations since the best one
    finished: bool = False
    log: list[dict[str, Any]] = field(default_factory=list)
    watched: list[Watched] = field(default_factory=list)


def read_state(path: Path, device: torch.device | str = "cpu") -> dict[str, Any]:
    """Read state.pt; TrainingError if it is damaged."""
    try:
        state: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    except OSError as error:
        raise TrainingError(f"{path} cannot be read: {error.strerror}") from error
    except (RuntimeError, UnpicklingError, EOFError) as error:
        raise TrainingError(f"{path} is damaged and cannot be gone on from; remove its folder to start anew") from error
    return state
