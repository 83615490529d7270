"""Hand-aligned sentence pairs, and how far attention agrees with them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from pydantic import ValidationError, model_validator

from seq2seq_core.decoding.trace import Translation
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.alignment_error import alignment_error_rate, bootstrap_alignment
from seq2seq_core.evaluation.natural_spelling import natural_spelling
from seq2seq_core.evaluation.results import AlignmentScore, Spelling
from seq2seq_core.evaluation.scores import listed, sha256_of
from seq2seq_core.interchange import Splits, hard_alignment
from seq2seq_core.parallel_text import read_lines
from seq2seq_core.registry import languages_of
from seq2seq_core.strict import Strict
from seq2seq_core.text import Spelled, tokens_of_line
from seq2seq_core.translator import Translator


class GoldPair(Strict):
    """A sentence pair aligned by hand."""

    src_words: list[str]
    tgt_words: list[str]
    alignment: list[tuple[int, int]]  # sure links, source and target words counted from 0

    @model_validator(mode="after")
    def _check(self) -> Self:
        for word in [*self.src_words, *self.tgt_words]:
            if len(word.split()) != 1:
                raise ValueError(f"{word!r} is not one word")
        for s, t in self.alignment:
            if not (0 <= s < len(self.src_words) and 0 <= t < len(self.tgt_words)):
                raise ValueError(
                    f"link {s}-{t} is outside of {len(self.src_words)} source and {len(self.tgt_words)} target words"
                )
        return self


def evaluate_alignment(
    translator: Translator, rows: Sequence[GoldPair], gold: Path, spelling: Spelling = "natural"
) -> AlignmentScore:
    """Force-decode hand-aligned pairs `rows`, which come from the file `gold`, and compare the links.

    Of a pair the model reads the text as people write it, or with "tokenised" `spelling` the tokens as they are, with
    spaces between them.
    """
    forced, splits = force_gold(translator, rows, spelling)

    def links(shift: int) -> list[set[tuple[int, int]]]:
        return [
            hard_alignment(translation, shift=shift, splits=split)
            for translation, split in zip(forced, splits, strict=True)
        ]

    found, sure = links(shift=0), [set(row.alignment) for row in rows]
    return AlignmentScore(
        model=translator.name,
        fingerprint=translator.fingerprint,
        data=gold.name,
        data_sha256=sha256_of(gold),
        spelling=spelling,
        sentences=len(rows),
        aer=round(alignment_error_rate(found, sure), 4),
        aer_one_step_later=round(alignment_error_rate(links(shift=1), sure), 4),
        aer_samples=listed(bootstrap_alignment(found, sure), 4),
    )


def force_gold(
    translator: Translator, rows: Sequence[GoldPair], spelling: Spelling = "natural"
) -> tuple[list[Translation], list[Splits]]:
    """Force-decode hand-aligned pairs; returns what was said, and how to find the pairs' own tokens in it."""
    languages = languages_of(translator.name)
    texts = [
        (_spelled(row.src_words, languages[0], spelling), _spelled(row.tgt_words, languages[1], spelling))
        for row in rows
    ]
    forced = translator.force_many([(source.text, target.text) for source, target in texts])
    return forced, [(source.split, target.split) for source, target in texts]


def _spelled(tokens: Sequence[str], language: str, spelling: Spelling) -> Spelled:
    if spelling == "natural":
        return natural_spelling(tokens, language)
    return tokens_of_line(" ".join(tokens))


def read_gold(path: Path) -> list[GoldPair]:
    """Read hand-aligned pairs, JSON lines like `GoldPair`; CorpusError names the line that is not one."""
    rows = []
    for number, line in enumerate(read_lines(path), start=1):
        try:
            rows.append(GoldPair.model_validate_json(line))
        except ValidationError as error:
            raise CorpusError(
                f"{path}, line {number} is not a hand-aligned pair: {error.errors()[0]['msg']}"
            ) from error
    return rows
