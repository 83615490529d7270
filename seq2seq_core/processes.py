"""The processes that work on one thing together, as torchrun starts them; a process alone is a group of one.

    torchrun --nproc-per-node 2 -m seq2seq_core align --model en-fr/luong-general --data pairs.tsv

Every process runs the whole command. What takes long is shared out: `map` and `stream` deal items to the processes and
put the results in order again, `add` sums tensors. What is short every process does for itself. The first one alone
writes files and speaks.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed.distributed_c10d import PrefixStore, Store
from torch.distributed.rendezvous import rendezvous
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from seq2seq_core.errors import GroupError

PATIENCE = timedelta(minutes=30)  # how long one process waits for another before it gives up

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Group:
    """One process of `size`, the one called `rank`, counted from 0; of those on this machine the one `local_rank`."""

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    store: Store | None = None  # what all see, whichever of them have ended

    @property
    def is_first(self) -> bool:
        """Whether this process is the one that writes files and speaks."""
        return self.rank == 0

    def stream(
        self, work: Callable[[Item], Result], items: Sequence[Item], *, at_once: int | None = None
    ) -> Iterator[Result]:
        """The results of `work` on items, in their order, in the first process; the others work and get nothing.

        Items are dealt like cards, `at_once` to each process before the results are put together; all of them unless
        said. GroupError if another process ends before its time.
        """
        if self.size == 1:
            yield from map(work, items)
            return
        step = self.size * (at_once or len(items))
        for start in range(0, len(items), step or 1):
            dealt = items[start : start + step]
            mine = [work(item) for item in dealt[self.rank :: self.size]]
            of_each: list[list[Result]] | None = [[]] * self.size if self.is_first else None
            with _all_there():
                dist.gather_object(mine, of_each)
            if of_each is not None:
                yield from (of_each[i % self.size][i // self.size] for i in range(len(dealt)))

    def map(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        *,
        at_once: int | None = None,
        progress: Callable[[], object] = lambda: None,
    ) -> list[Result]:
        """The same with all results in every process: for what is small. `progress` is called for each in the first."""
        found = []
        for result in self.stream(work, items, at_once=at_once):
            found.append(result)
            progress()
        return self.first(lambda: found)

    def first(self, make: Callable[[], Result]) -> Result:
        """What `make` returns in the first process; the others do not call it and get the same."""
        made = [make() if self.is_first else None]
        if self.size > 1:
            with _all_there():
                dist.broadcast_object_list(made)
        (value,) = made
        return value  # type: ignore[return-value]  # the first one's None was replaced

    def add(self, tensors: Sequence[Tensor]) -> None:
        """Give each tensor the sum over all processes, in place; they are of one type and lie on one device."""
        if self.size == 1:
            return
        together = parameters_to_vector(tensors)  # one message instead of many
        with _all_there():
            dist.all_reduce(together)
        vector_to_parameters(together, tensors)

    def wait(self) -> None:
        """Wait until all processes are here."""
        self.first(lambda: None)

    def may_complain(self) -> bool:
        """Whether this process is the first that has something to complain of: the others would only repeat it."""
        return self.store is None or self.store.compare_set("complained", "", str(self.rank)) == str(self.rank).encode()


ALONE = Group()


def group_size() -> int:
    """How many processes torchrun started, without joining them; 1 where it did not start this one."""
    return int(os.environ["WORLD_SIZE"]) if dist.is_torchelastic_launched() else 1


@contextmanager
def joined() -> Iterator[Group]:
    """The group that torchrun started, for as long as the block lasts; ALONE where it did not start this process."""
    if group_size() == 1:
        yield ALONE
        return
    store, rank, size = next(rendezvous("env://", timeout=PATIENCE))
    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
    dist.init_process_group(backend, store=PrefixStore("work", store), rank=rank, world_size=size, timeout=PATIENCE)
    yield Group(rank, size, int(os.environ["LOCAL_RANK"]), store)
    dist.destroy_process_group()  # not after an error: others may wait for this one for ever


@contextmanager
def _all_there() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise GroupError("another process of this group has ended, so this one cannot go on") from error
