"""Weights of a model as processes use them, in a file that all processes of a machine map into their memory.

A model folder holds float16 in the order of torch; a process needs float32, the decoder's matrices column by column,
and would make a copy of its own of every model. Where ALIGNSCOPE_SHARED_WEIGHTS names a folder, the first process that
loads a model writes that copy there, and all of them map it: what nobody changes lies in memory once. The folder must
belong to who runs the app, nobody else may write to it, and it can be deleted when no process runs.
"""

import os
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from safetensors.torch import save as write_tensors

from seq2seq_core.files import write_bytes

VARIABLE = "ALIGNSCOPE_SHARED_WEIGHTS"
Weights = dict[str, torch.Tensor]  # by the name of the parameter
_BY_COLUMN = "by column:"  # stands before the name of a matrix that is stored the other way round


def shared(name: str, make: Callable[[], Weights]) -> Weights:
    """The weights that `make` gives, mapped where a folder is named for that; `name` is theirs alone, such as a hash.

    Where the folder cannot be used, as on a full disk, this process has a copy of its own.
    """
    folder = os.environ.get(VARIABLE)
    if not folder:
        return make()
    path = Path(folder) / f"{name}.safetensors"
    try:
        return _map(path)
    except (OSError, SafetensorError):
        made = make()
    try:
        write_bytes(path, write_tensors(dict(map(_as_stored, made.items()))))
        return _map(path)
    except (OSError, SafetensorError):
        return made


def _map(path: Path) -> Weights:
    return dict(_as_used(item) for item in load_file(path).items())


def _as_stored(item: tuple[str, torch.Tensor]) -> tuple[str, torch.Tensor]:
    """A file holds rows one after another, so a matrix by columns is stored with rows and columns exchanged."""
    name, weight = item
    return (name, weight) if weight.is_contiguous() else (_BY_COLUMN + name, weight.t().contiguous())


def _as_used(item: tuple[str, torch.Tensor]) -> tuple[str, torch.Tensor]:
    name, weight = item
    return (name.removeprefix(_BY_COLUMN), weight.t()) if name.startswith(_BY_COLUMN) else (name, weight)
