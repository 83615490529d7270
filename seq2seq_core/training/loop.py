"""One training loop for every model.

What is learnt: the cross-entropy of the next token, with label smoothing (Szegedy et al. 2016), by Adam with warm-up
and linear decay. What is kept is the moving average of the weights. A run writes into one folder: `state.pt` to go on
from, and `checkpoint/` with the best weights so far and `training.jsonl`, a line per validation.

A group of processes makes the batches of one process, and each learns from its share of the sentences of every batch.
Their gradients add up to those of the whole, so all take the same step; the first one writes. What is drawn for the
data depends on the seed and the epoch alone, for any number of processes; dropout is drawn by each process anew at
every update, from the seed, the update and its rank.
"""

import io
import json
import math
import random
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch.optim.swa_utils import AveragedModel
from tqdm import tqdm

from seq2seq_core.checkpoint import CONFIG, VOCABULARY, WEIGHTS, TrainingRecord, save_checkpoint
from seq2seq_core.decoding.decode import batches_of, decode
from seq2seq_core.errors import GroupError, TrainingError
from seq2seq_core.evaluation.translation_scores import quality
from seq2seq_core.files import remove_leftovers, write_bytes, write_json
from seq2seq_core.model.batching import Batch
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.parallel_text import read_pairs
from seq2seq_core.processes import ALONE, Group
from seq2seq_core.recipe import RunConfig, TrainingConfig
from seq2seq_core.strict import parse
from seq2seq_core.text import straight_apostrophes
from seq2seq_core.training.data import read_data
from seq2seq_core.training.examples import batches, epoch_pairs
from seq2seq_core.training.learning import learn
from seq2seq_core.training.objective import moving_average, schedule
from seq2seq_core.training.progress import Progress, read_state
from seq2seq_core.training.watching import WATCHED_FILE, Watched, watch, watch_points
from seq2seq_core.vocabulary import Vocabulary, train_vocabulary

STATE, LOG, CHECKPOINT = "state.pt", "training.jsonl", "checkpoint"
SAVE_EVERY_SECONDS = 120.0


def pick_device(group: Group = ALONE) -> torch.device:
    """CUDA when there is one, for each process of a machine its own; GroupError if there are too few."""
    if not torch.cuda.is_available():
        return torch.device("cpu")
    devices = torch.cuda.device_count()
    if group.local_rank >= devices:
        raise GroupError(
            f"there are more processes than CUDA devices here ({devices}): start torchrun with --nproc-per-node "
            f"{devices}, or set CUDA_VISIBLE_DEVICES to nothing to train on processors"
        )
    torch.cuda.set_device(group.local_rank)
    return torch.device("cuda", group.local_rank)


def train(
    run: RunConfig,
    folder: Path,
    *,
    resume: bool = False,
    device: torch.device | None = None,
    command: str = "",
    group: Group = ALONE,
) -> bool:
    """Train one model into `folder`. Returns False without doing anything if that run has finished before.

    `resume` goes on from state.pt, to the same weights as if never stopped. TrainingError if there is a state of
    another configuration, or one that has not finished and `resume` is not given; if the loss is no longer a number or
    diverges; if the disk is full. All processes of a `group` call it alike, and see the same files.
    """
    device = device or pick_device(group)
    if (folder / STATE).exists():
        state = read_state(folder / STATE)
        if parse(RunConfig, state["run"], where=STATE) != run:
            raise TrainingError(f"{folder} holds a run of another configuration; remove the folder to start anew")
        if state["progress"]["finished"]:
            return False
        if not resume:
            raise TrainingError(
                f"{folder} holds a run that has not finished: go on with --resume, or remove the folder"
            )
    try:
        if group.is_first:
            remove_leftovers(folder, [STATE])
            remove_leftovers(folder / CHECKPOINT, [WEIGHTS, VOCABULARY, CONFIG, LOG, WATCHED_FILE])
        _Run(run, folder, device, command, group).go()
        group.wait()  # until all is written
    except OSError as error:
        raise TrainingError(
            f"{folder}: could not save ({error.strerror or error}); what was saved before is intact"
        ) from error
    return True


class _Run:
    """A run in progress: data, model, optimiser and `Progress`, and the loop over them."""

    def __init__(self, run: RunConfig, folder: Path, device: torch.device, command: str, group: Group) -> None:
        self.run, self.folder, self.device, self.command, self.group = run, folder, device, command, group
        self.config: TrainingConfig = run.training
        self.pairs, self.valid, self.corpora = read_data(run)
        self.vocabulary = Vocabulary(group.first(lambda: self._train_vocabulary().model))
        torch.manual_seed(self.config.seed)
        self.model = Seq2Seq(run.model).to(device)
        self.optimizer = torch.optim.Adam(
            self.model.parameters(), lr=1.0, betas=(0.9, 0.98), fused=self.config.fused_adam
        )
        self.averaged = AveragedModel(self.model, multi_avg_fn=moving_average(self.config.average))
        self.progress = Progress()
        self.batches = self._epoch_batches(0)
        self.updates = self.config.epochs * len(self.batches)  # epochs differ by a batch or two; the first one counts
        validations = self.config.epochs * self.config.validations_per_epoch
        self.validate_after = {round(n * self.updates / validations) for n in range(1, validations + 1)}
        self.watched_pairs = [] if run.data.watched is None else read_pairs(Path(run.data.watched))
        self.watch_points = watch_points(self.updates)
        if (folder / STATE).exists():
            self._load_state()

    def _train_vocabulary(self) -> Vocabulary:
        return train_vocabulary(
            (text for pair in self.pairs for text in (pair.source, straight_apostrophes(pair.target))),
            self.run.model.vocabulary_size,
            self.run.data.spelling,
        )

    def go(self) -> None:
        """Train to the end of the schedule, or until validation has not improved for `patience` validations."""
        saved = started = time.monotonic()
        before = self.progress.seconds
        bar = tqdm(
            total=self.updates,
            initial=self.progress.update,
            unit="update",
            desc=self.run.name,
            dynamic_ncols=True,
            disable=not self.group.is_first,
        )
        while not self._is_over():
            for batch in self.batches[self.progress.batch :]:
                self._watch_if_due()
                self._update(batch)
                self.progress.seconds = before + time.monotonic() - started
                bar.update()
                bar.set_postfix_str(
                    f"{self._pieces_per_second():,.0f} tokens/s, loss {self._mean_loss():.3f}", refresh=False
                )
                if self.progress.update in self.validate_after:
                    self._validate()
                    if self.group.is_first:
                        bar.write(f"{self.run.name} {json.dumps(self.progress.log[-1])}")
                    self._save_state()
                    saved = time.monotonic()
                elif time.monotonic() - saved > SAVE_EVERY_SECONDS:
                    self._save_state()
                    saved = time.monotonic()
                if self._is_over():
                    break
            else:
                self.progress.epoch, self.progress.batch = self.progress.epoch + 1, 0
                self.batches = self._epoch_batches(self.progress.epoch)
        self._watch_if_due(last=True)
        self.progress.finished = True
        self._write_readable()
        self._save_state()
        bar.close()

    def _is_over(self) -> bool:
        return self.progress.update >= self.updates or self.progress.stale >= self.config.patience

    def _update(self, batch: Batch) -> None:
        """One step of Adam, at the rate of the schedule."""
        self.model.train()
        rate = self.config.learning_rate * schedule(self.progress.update, self.updates, self.config)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        if self.group.size > 1:  # each process draws other numbers, and one that resumes those of an unbroken run
            chance = random.Random(f"{self.config.seed}/{self.progress.update}/{self.group.rank}")
            torch.manual_seed(chance.getrandbits(63))
        loss, pieces = learn(self.model, self.averaged, self.optimizer, batch.to(self.device), self.config, self.group)
        if not math.isfinite(loss):
            raise TrainingError(
                f"{self.run.name}: the loss is {loss} at update {self.progress.update}; try a lower learning_rate "
                f"(now {self.config.learning_rate}) or a smaller clip (now {self.config.clip})"
            )
        self.progress.update += 1
        self.progress.batch += 1
        self.progress.pieces += pieces
        self.progress.loss_sum += loss
        self.progress.loss_pieces += pieces

    def _validate(self) -> None:
        """Translate the validation sentences greedily; keep the averaged weights if BLEU is the best so far."""
        model, progress = self._mean_model(), self.progress
        score = quality(self._translate_valid(model), [pair.references for pair in self.valid])
        loss = self._mean_loss()
        progress.log.append(
            {
                "update": progress.update,
                "epoch": round(progress.update * self.config.epochs / self.updates, 2),
                "loss": round(loss, 4),
                "valid_bleu": round(score.bleu, 2),
                "valid_chrf": round(score.chrf, 2),
                "learning_rate": self.optimizer.param_groups[0]["lr"],
                "pieces": progress.pieces,
                "pieces_per_second": round(self._pieces_per_second()),
                "seconds": round(progress.seconds, 1),
            }
        )
        progress.loss_sum, progress.loss_pieces = 0.0, 0
        guess = math.log(self.run.model.vocabulary_size)
        if loss > guess + 1 and progress.update > self.config.warmup:
            raise TrainingError(
                f"{self.run.name}: training diverged: a loss of {loss:.2f} at update {progress.update} is worse than "
                f"guessing ({guess:.2f}); try a lower learning_rate (now {self.config.learning_rate})"
            )
        progress.stale += 1
        if score.bleu > progress.best_bleu:
            progress.best_bleu, progress.best_update, progress.stale = score.bleu, progress.update, 0
            if self.group.is_first:
                save_checkpoint(
                    self.folder / CHECKPOINT,
                    model,
                    self.vocabulary,
                    source_language=self.run.data.source_language,
                    target_language=self.run.data.target_language,
                    training=self._record(),
                )
        self._write_readable()

    def _translate_valid(self, model: Seq2Seq) -> list[str]:
        sources = self.vocabulary.encode_ids([pair.source for pair in self.valid])
        batches = batches_of(sources)

        def translate(batch: list[int]) -> list[str]:
            return [self.vocabulary.decode(best.ids) for best, *_ in decode(model, [sources[i] for i in batch])]

        texts = dict[int, str]()
        for batch, found in zip(batches, self.group.map(translate, batches), strict=True):
            texts.update(zip(batch, found, strict=True))
        return [texts[i] for i in range(len(sources))]

    def _mean_model(self) -> Seq2Seq:
        """The model with the averaged weights: what is validated, watched and kept."""
        model = self.averaged.module.eval()
        assert isinstance(model, Seq2Seq)
        return model

    def _record(self) -> TrainingRecord:
        return TrainingRecord(
            config=self.config,
            attribution=self.run.data.attribution,
            pairs=len(self.pairs),
            updates=self.updates,
            best_update=self.progress.best_update,
            pieces=self.progress.pieces,
            seconds=round(self.progress.seconds, 1),
            device=self.device.type,
            command=self.command,
            corpora=self.corpora,
        )

    def _watch_if_due(self, *, last: bool = False) -> None:
        seen = {watched.update for watched in self.progress.watched}
        if (
            self.watched_pairs
            and (last or self.progress.update in self.watch_points)
            and self.progress.update not in seen
        ):
            found = watch(self._mean_model(), self.vocabulary, self.watched_pairs, self.progress.update)
            self.progress.watched.append(found)

    def _write_readable(self) -> None:
        """training.jsonl, and the watched alignments of a model that has some."""
        if not self.group.is_first:
            return
        lines = "".join(json.dumps(line) + "\n" for line in self.progress.log)
        write_bytes(self.folder / CHECKPOINT / LOG, lines.encode())
        if any(watched.weights for watched in self.progress.watched):
            write_json(
                self.folder / CHECKPOINT / WATCHED_FILE,
                {
                    "pairs": [[pair.source, pair.target] for pair in self.watched_pairs],
                    "points": [asdict(watched) for watched in self.progress.watched],
                },
                indent=None,
            )

    def _pieces_per_second(self) -> float:
        return self.progress.pieces / max(self.progress.seconds, 1e-9)

    def _mean_loss(self) -> float:
        return self.progress.loss_sum / max(self.progress.loss_pieces, 1)

    def _epoch_batches(self, epoch: int) -> list[Batch]:
        c = self.config
        examples = epoch_pairs(
            self.pairs, concatenated=c.concatenated, source_noise=c.source_noise, seed=c.seed, epoch=epoch
        )
        return batches(
            examples,
            self.vocabulary,
            batch_tokens=c.batch_tokens,
            longest=c.longest,
            seed=c.seed,
            epoch=epoch,
            piece_dropout=c.piece_dropout,
        )

    def _save_state(self) -> None:
        if not self.group.is_first:
            return
        buffer = io.BytesIO()
        torch.save(
            {
                "run": self.run.model_dump(),
                "progress": asdict(self.progress),
                "model": self.model.state_dict(),
                "averaged": self.averaged.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "random": torch.get_rng_state(),
                "random_cuda": torch.cuda.get_rng_state_all() if self.device.type == "cuda" else [],
            },
            buffer,
        )
        write_bytes(self.folder / STATE, buffer.getvalue())

    def _load_state(self) -> None:
        state = read_state(self.folder / STATE, self.device)
        progress = state["progress"]
        self.progress = Progress(**{**progress, "watched": [Watched(**watched) for watched in progress["watched"]]})
        self.model.load_state_dict(state["model"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"].cpu())
        if state["random_cuda"] and self.device.type == "cuda":
            torch.cuda.set_rng_state_all([random.cpu() for random in state["random_cuda"]])
        if self.progress.epoch:
            self.batches = self._epoch_batches(self.progress.epoch)
