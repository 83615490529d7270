"""A model before a challenge set: what it says to each sentence, whether that passes, and what it aligns."""

from seq2seq_core.challenge.challenge_set import Challenge, judge
from seq2seq_core.ensemble import Ensemble
from seq2seq_core.evaluation.alignment_error import Links, alignment_error_rate, bootstrap_alignment
from seq2seq_core.evaluation.results import ChallengeAlignment, ChallengeAnswer, ChallengeScore
from seq2seq_core.evaluation.scores import listed, translate_in
from seq2seq_core.interchange import hard_alignment
from seq2seq_core.processes import ALONE, Group
from seq2seq_core.text import split_words
from seq2seq_core.translator import Translator


def take(
    translator: Translator | Ensemble, challenge: Challenge, *, beam_size: int = 1, group: Group = ALONE
) -> ChallengeScore:
    """Translate every sentence and judge it; for a model with attention, its alignment error rate as well."""
    texts, _ = translate_in(group, translator, [item.source for item in challenge.items], beam_size)
    answers = [
        ChallengeAnswer(id=item.id, text=text, passed=judge(item, text))
        for item, text in zip(challenge.items, texts, strict=True)
    ]
    alignment = None
    if isinstance(translator, Translator) and translator.checkpoint.config.model.attention != "none":
        alignment = align(translator, challenge)
    return ChallengeScore(
        model=translator.name,
        fingerprint=translator.fingerprint,
        data=challenge.data,
        data_sha256=challenge.sha256,
        beam_size=beam_size,
        sentences=len(answers),
        passed=sum(answer.passed for answer in answers),
        answers=answers,
        alignment=alignment,
    )


def align(translator: Translator, challenge: Challenge) -> ChallengeAlignment:
    """The alignment error rate on the hand-aligned references, forced, in words, by sure and possible links.

    Their spelling is natural as it stands; InputError for a model without attention.
    """
    forced = translator.force_many([(item.source, item.reference) for item in challenge.items])
    sure: list[Links] = [set(item.alignment.sure) for item in challenge.items]
    possible: list[Links] = [set(item.alignment.sure | item.alignment.possible) for item in challenge.items]

    def links(shift: int) -> list[Links]:
        return [hard_alignment(one, shift=shift, splits=(split_words, split_words)) for one in forced]

    found = links(shift=0)
    return ChallengeAlignment(
        aer=round(alignment_error_rate(found, sure, possible), 4),
        aer_one_step_later=round(alignment_error_rate(links(shift=1), sure, possible), 4),
        aer_samples=listed(bootstrap_alignment(found, sure, possible=possible), 4),
    )
