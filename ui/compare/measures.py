"""The measures of two rows of attention, in words and worked out with the numbers of this sentence. Plain text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figures.words import Word
from seq2seq_core.analysis.alignment_measures import coverage_difference, divergences, entropy, jensen_shannon, overlap
from seq2seq_core.decoding.trace import Floats
from ui.compare.laid import Laid

MOST_TERMS = 6  # of a sum that are written out


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is, for those who ask."""

    name: str
    formula: str  # LaTeX
    meaning: str


MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "Overlap",
            r"1 - \tfrac{1}{2} \sum_s |a_s - b_s|",
            "How much of the attention lies on the same source words: 1 for equal rows, 0 for rows that share no word. "
            "For rows that sum to one it is one minus their total variation distance.",
        ),
        Measure(
            "Jensen-Shannon distance",
            r"\sqrt{\tfrac{1}{2} \sum_s p_s \log_2 \tfrac{p_s}{m_s} + \tfrac{1}{2} \sum_s q_s \log_2 \tfrac{q_s}{m_s}}"
            r",\quad m = \tfrac{p + q}{2}",
            "0 for equal rows, 1 for rows that share no word; unlike the overlap it counts a word that one row leaves "
            "out altogether for more. p and q are the rows divided by their sums, which matters for local-p attention "
            "alone: its rows sum to less than one.",
        ),
        Measure(
            "Same strongest word",
            r"\arg\max_s a_s = \arg\max_s b_s",
            "Whether both look most at the same source word.",
        ),
        Measure(
            "Normalised entropy",
            r"-\tfrac{1}{\log S} \sum_s a_s \log a_s",
            "The entropy of a row (divided by its sum) as a share of the largest there can be: 0 where it looks at a "
            "single word, 1 where it looks at all alike.",
        ),
        Measure(
            "Coverage",
            r"\sum_t a_{ts}",
            "How much attention a source word gets from all rows together: about 1 where it was translated once.",
        ),
    )
}


def strongest(row: Floats, source: Sequence[Word]) -> str:
    """The source word that a row weighs most, with its weight."""
    most = int(row.argmax())
    return f"{source[most].text} ({row[most]:.2f})"


def work_out(name: str, laid: Laid, row: int, column: int | None = None) -> str:
    """A measure of one row with its numbers put in; coverage is of one source word, `column` or the one whose differs
    most.
    """
    a, b, source = laid.a[row], laid.b[row], laid.source
    word = laid.target[row].text
    match name:
        case "Overlap":
            gaps = np.abs(a - b)
            order = np.argsort(-gaps, kind="stable")[:MOST_TERMS]
            lines = [f"{source[s].text}: |{a[s]:.3f} − {b[s]:.3f}| = {gaps[s]:.3f}" for s in order]
            rest = len(source) - len(order)
            lines += [f"{rest} more words: {gaps.sum() - gaps[order].sum():.3f}"] if rest else []
            result = float(overlap(a[None], b[None])[0])
            lines.append(f"sum {gaps.sum():.3f}; overlap of {word}: 1 − {gaps.sum():.3f} / 2 = {result:.3f}")
            return "\n".join(lines)
        case "Jensen-Shannon distance":
            first, second = (float(row[0]) for row in divergences(a[None], b[None]))
            result = float(jensen_shannon(a[None], b[None])[0])
            lines = [
                f"{letter}'s row sums to {s:.3f} and is divided by that"
                for letter, s in (("A", a.sum()), ("B", b.sum()))
                if s < 0.999
            ]
            lines += [
                f"from A to the middle: {first:.4f} bits; from B to the middle: {second:.4f} bits",
                f"distance of {word}: √({first:.4f} / 2 + {second:.4f} / 2) = {result:.3f}",
            ]
            return "\n".join(lines)
        case "Same strongest word":
            same = "the same" if laid.agreement.same[row] else "not the same"
            return f"{word}: A looks most at {strongest(a, source)}, B at {strongest(b, source)}: {same}"
        case "Normalised entropy":
            lines = []
            for letter, weights in (("A", a), ("B", b)):
                order = np.argsort(-weights, kind="stable")[:3]
                shown = ", ".join(f"{source[s].text} {weights[s]:.3f}" for s in order)
                lines.append(f"{letter}: {shown}, … over {len(source)} words: {float(entropy(weights[None])[0]):.3f}")
            return f"{word}\n" + "\n".join(lines)
    s = int(np.abs((laid.a - laid.b).sum(axis=0)).argmax()) if column is None else column
    lines = []
    for letter, weights in (("A", laid.a), ("B", laid.b)):
        order = np.argsort(-weights[:, s], kind="stable")[:3]
        shown = " + ".join(f"{weights[t, s]:.3f} ({laid.target[t].text})" for t in order)
        lines.append(f"{letter}: {shown} + … = {weights[:, s].sum():.3f}")
    return f"{source[s].text}\n" + "\n".join(lines)


def numbers(laid: Laid, row: int | None, column: int | None = None) -> list[tuple[str, str, str]]:
    """All measures as (name, of the row, in all); the row's are empty where none is chosen. No word of the sentence."""
    agreement, T = laid.agreement, len(laid.target)
    entropies = {"A": entropy(laid.a), "B": entropy(laid.b)}
    chosen = row is not None
    lines = [
        ("Overlap", f"{agreement.overlap[row]:.3f}" if chosen else "", f"{agreement.mean_overlap:.3f}"),
        (
            "Jensen-Shannon distance",
            f"{agreement.distance[row]:.3f}" if chosen else "",
            f"{agreement.mean_distance:.3f}",
        ),
        (
            "Same strongest word",
            ("yes" if agreement.same[row] else "no") if chosen else "",
            f"{int(agreement.same.sum())} of {T}",
        ),
    ]
    for letter, own in entropies.items():
        lines.append((f"Normalised entropy of {letter}", f"{own[row]:.3f}" if chosen else "", f"{own.mean():.3f}"))
    if column is not None:
        for letter, weights in (("A", laid.a), ("B", laid.b)):
            lines.append((f"Coverage by {letter}", f"{weights[:, column].sum():.3f}", ""))
    here = "" if column is None else f"{abs(float((laid.a - laid.b)[:, column].sum())):.3f}"
    lines.append(("Coverage, difference", here, f"{coverage_difference(laid.a, laid.b):.3f}"))
    return lines


def in_words(laid: Laid) -> list[str]:
    """The map of A - B read aloud, one line a row."""
    return [
        f"{word.text}: A looks most at {strongest(a, laid.source)}, B at {strongest(b, laid.source)}; "
        f"overlap {overlap_here:.2f}"
        for word, a, b, overlap_here in zip(laid.target, laid.a, laid.b, laid.agreement.overlap, strict=True)
    ]
