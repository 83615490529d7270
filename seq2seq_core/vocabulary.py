"""Sub-word tokens: a SentencePiece model shared by both languages, and how its tokens are shown.

Kudo and Richardson (2018), "SentencePiece"; Sennrich et al. (2016), byte pair encoding. Text goes in unchanged (the
"identity" rule): what the user typed is what the tokens spell. A model of a corpus that is published in tokens and in
lower case reads the text so too: those rules are part of its SentencePiece model.
"""

import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sentencepiece
from sentencepiece import SentencePieceNormalizer

from seq2seq_core.bpe_dropout import split_roughly, without_repeats, words_of
from seq2seq_core.errors import CheckpointError, CorpusError

PAD, UNKNOWN, START, END = 0, 1, 2, 3
END_PIECE = "</s>"
FORBIDDEN_IDS = [PAD, UNKNOWN, START]  # no translation has these tokens
CLINGING = ".,…)-'"

Spelling = Literal["as written", "tokenised"]
_STAND_ALONE = ("...", "''", *".,!?;:()")  # tokens of their own, with a space on both sides
_LAST_CAPITAL = "\u024f"  # the end of the Latin letters with accents


@dataclass(frozen=True, slots=True)
class Pieces:
    """One sentence in tokens. The last token is the end of the sentence, in `ids` and in `surfaces` alike."""

    ids: tuple[int, ...]
    surfaces: tuple[str, ...]  # an unknown token keeps the characters that were typed
    unknown: tuple[bool, ...]


class Vocabulary:
    """A trained SentencePiece model. Immutable; safe to share between threads."""

    def __init__(self, model: bytes):
        """Take the bytes of a SentencePiece model; CheckpointError if they are not one with our special tokens."""
        self.model = model
        self._processor = sentencepiece.SentencePieceProcessor()
        try:
            self._processor.load_from_serialized_proto(model)
        except RuntimeError as error:
            raise CheckpointError(f"the vocabulary is not a SentencePiece model: {error}") from error
        p = self._processor
        if (p.pad_id(), p.unk_id(), p.bos_id(), p.eos_id()) != (PAD, UNKNOWN, START, END):
            raise CheckpointError("the vocabulary does not number its pad, unknown, start and end tokens 0, 1, 2, 3")

    def __len__(self) -> int:
        return int(self._processor.get_piece_size())

    def encode(self, text: str) -> Pieces:
        """Split clean text into tokens and add the end token."""
        ids = self._processor.encode(text, return_type=int)
        surfaces = self._processor.encode(text, return_type=str)
        return Pieces(
            ids=(*ids, END),
            surfaces=(*surfaces, END_PIECE),
            unknown=(*(i == UNKNOWN for i in ids), False),
        )

    def encode_word(self, word: str) -> Pieces:
        """The tokens of a word inside a sentence, without an end token; "</s>" is the end token itself.

        Punctuation that clings to the word before it stands without a space in front.
        """
        if word == END_PIECE:
            return Pieces((END,), (END_PIECE,), (False,))
        if all(character in CLINGING for character in word):
            ids = [self._processor.piece_to_id(character) for character in word]
            return Pieces(tuple(ids), tuple(word), tuple(i == UNKNOWN for i in ids))
        pieces = self.encode(word)
        return Pieces(pieces.ids[:-1], pieces.surfaces[:-1], pieces.unknown[:-1])

    def encode_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of many texts, each with its end token: the fast way, for training."""
        ids: list[list[int]] = self._processor.encode(list(texts), return_type=int, add_eos=True)
        return ids

    def encode_roughly(self, texts: Sequence[str], dropout: float, seed: int) -> list[list[int]]:
        """The same, but every merge of tokens is left out with probability `dropout`: longer, other tokens each time.

        BPE-dropout (Provilkov et al. 2020): a model that meets a word in many spellings learns what its parts mean. The
        result is a function of the texts and the seed, in every process.
        """
        chance = random.Random(seed)
        ranks = {self.surface(i): -self._processor.get_score(i) for i in range(END + 1, len(self))}
        number = {self.surface(i): i for i in range(END + 1, len(self))}
        found = []
        for surfaces in self._processor.encode(list(texts), return_type=str):
            tokens = (token for word in words_of(surfaces) for token in split_roughly(word, ranks, dropout, chance))
            found.append([*without_repeats([number.get(token, UNKNOWN) for token in tokens], UNKNOWN), END])
        return found

    def decode(self, ids: Sequence[int]) -> str:
        """Turn token ids back into text, without special tokens."""
        return str(self._processor.decode([i for i in ids if i not in (PAD, START, END)]))

    def surface(self, piece_id: int) -> str:
        """The token as SentencePiece writes it, "▁" for a space in front."""
        return str(self._processor.id_to_piece(piece_id))

    def spells(self, ids: Sequence[int], surfaces: Sequence[str]) -> bool:
        """Whether these ids are these tokens here too. An unknown token may be anything."""
        return all(
            i == UNKNOWN or (i < len(self) and self.surface(i) == surface)
            for i, surface in zip(ids, surfaces, strict=True)
        )


def train_vocabulary(texts: Iterable[str], size: int, spelling: Spelling = "as written") -> Vocabulary:
    """Learn a byte-pair vocabulary of `size` tokens from clean texts of both languages.

    "tokenised": it reads every text in lower case and with spaces around punctuation, "Don't." as "don 't .", as the
    Tanaka corpus is published; so a visitor's sentence meets the model as the training text did.
    CorpusError if the texts are too few for so many tokens, or hold too many characters for so few.
    """
    model = io.BytesIO()
    reading: dict[str, Any] = {"normalization_rule_name": "identity"}
    if spelling == "tokenised":
        reading = {"normalizer": SentencePieceNormalizer(norm_map=_tokenising_rules())}
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=model,
            vocab_size=size,
            model_type="bpe",
            character_coverage=1.0,
            pad_id=PAD,
            unk_id=UNKNOWN,
            bos_id=START,
            eos_id=END,
            minloglevel=2,
            **reading,
        )
    except RuntimeError as error:
        raise CorpusError(f"no vocabulary of {size} tokens can be learnt from these texts: {error}") from error
    return Vocabulary(model.getvalue())


def _tokenising_rules() -> list[tuple[str, str]]:
    """What SentencePiece replaces, and by what."""
    replaced = {mark: f" {mark} " for mark in _STAND_ALONE} | {"'": " '", "’": " '", '"': " '' "}
    for capital in map(chr, range(ord("A"), ord(_LAST_CAPITAL) + 1)):
        if len(capital.lower()) == 1 and capital != capital.lower():
            replaced[capital] = capital.lower()
    return sorted(replaced.items())
