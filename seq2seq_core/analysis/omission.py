"""Which source words a translation says: leave a word out of the source and see whether the translation loses ground.

Attention cannot answer this. A model without attention has none, and a model with it looks somewhere also where the
translation leaves everything out. So, by forced decoding, other models score it once from the whole source and once
without the word: if it says the word, then some token of it is now much less probable. Leaving one out is Li, Monroe
and Jurafsky (2016), "Understanding Neural Networks through Representation Erasure".

It is the loss of probability that counts, not of its logarithm: what has nothing to do with the source is improbable
with the word and without it, and its logarithm jumps all the same. And no model judges its own translation, which is
by its making what the model finds probable from exactly this source. benchmarks/omission.py measures how often the
others are right.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from seq2seq_core.decoding.options import Ids
from seq2seq_core.function_words import kind_of
from seq2seq_core.model.attention import SCORES
from seq2seq_core.model.batching import by_length, pad, shift_right
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.text import clean, split_words
from seq2seq_core.translator import Translator
from seq2seq_core.wanted import check_wanted

TRANSLATED_FROM = 0.2  # what some token's probability must fall by, in the mean of the ensemble, for a translated word
BATCH_TOKENS = 1000  # tokens of targets scored together

Span = tuple[int, int]  # of characters, start and end
Losses = NDArray[np.float64]  # (content words,)


def content_words(text: str, language: str) -> list[Span]:
    """Where the content words of a clean text are; `language` is the code of a pair, for example "en"."""
    return [(start, end) for start, end in split_words(text) if kind_of(text[start:end], language) == "content"]


def losses(translator: Translator, pairs: Sequence[tuple[str, str]], language: str) -> list[Losses]:
    """The most probability that any token of a translation loses without each content word of its source.

    `pairs` are clean (source, translation) texts; the result has one array (content words,) for each pair. A
    translation may be empty.
    """
    vocabulary = translator.checkpoint.vocabulary
    sources, targets, counts = [], [], []
    for source, target in pairs:
        words = content_words(source, language)
        texts = [source, *(clean(source[:start] + source[end:]) for start, end in words)]
        sources += [vocabulary.encode(text).ids for text in texts]
        targets += [vocabulary.encode(target).ids] * len(texts)
        counts.append(len(texts))
    found = probabilities(translator.checkpoint.model, sources, targets)
    ends = np.cumsum(counts).tolist()
    return [
        np.array([(found[end - count] - without).max() for without in found[end - count + 1 : end]], dtype=np.float64)
        for end, count in zip(ends, counts, strict=True)
    ]


@torch.inference_mode()
def probabilities(
    model: Seq2Seq, sources: Sequence[Ids], targets: Sequence[Ids], *, batch_tokens: int = BATCH_TOKENS
) -> list[NDArray[np.float32]]:
    """The probabilities (T,) of every token of each target, as forced decoding finds them, and nothing else.

    About `batch_tokens` tokens of targets are scored together.
    """
    found: dict[int, NDArray[np.float32]] = {}
    for batch in by_length([max(len(s), len(t)) for s, t in zip(sources, targets, strict=True)], batch_tokens):
        check_wanted()
        said = pad([targets[i] for i in batch])  # (B, T)
        lengths = torch.tensor([len(sources[i]) for i in batch])
        source, state = model.encode(pad([sources[i] for i in batch]), lengths)
        logits = model.logits(model.unroll(shift_right(said), state, source).features)  # (B, T, V)
        chosen = (logits.gather(2, said[:, :, None])[:, :, 0] - logits.logsumexp(dim=-1)).exp()
        found |= {i: row[: len(targets[i])].numpy() for i, row in zip(batch, chosen, strict=True)}
    return [found[i] for i in range(len(sources))]


def translated(ensemble: Sequence[Losses]) -> NDArray[np.bool_]:
    """The verdict on every content word of a source, from the `losses` that each member of the ensemble found."""
    return np.mean(ensemble, axis=0) >= TRANSLATED_FROM


def choose_ensemble(configs: Mapping[str, ModelConfig]) -> list[str]:
    """One model of each kind of attention ("none", "bahdanau", "luong"), from the configurations of all by name.

    Of several of a kind the plainest: global, with input feeding, and with the score that `SCORES` names first. So the
    ensemble stays the same when a family grows.
    """
    scores = ["", *SCORES]

    def plainness(name: str) -> tuple[bool, bool, int]:
        config = configs[name]
        return config.scope != "global", not config.input_feeding, scores.index(config.score or "")

    kinds: dict[str, list[str]] = {}
    for name, config in configs.items():
        kinds.setdefault(config.attention, []).append(name)
    return [min(names, key=plainness) for names in kinds.values()]
