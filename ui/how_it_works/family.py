"""The family table of a language pair, from evaluation.json files, and what it says beside what the papers say."""

from collections.abc import Mapping

import streamlit as st

from seq2seq_core.decoding.options import BEAM
from seq2seq_core.evaluation.bootstrap import SAMPLES
from seq2seq_core.evaluation.family import Finding, Member, comparable_alignments, compare, members_of
from seq2seq_core.evaluation.results import SENTENCES, Results
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.registry import Models, name_in_pair, of_pair
from ui.shared.alike import say_unmatched
from ui.shared.evaluated import comparable, evaluated, provenance
from ui.shared.number_table import Bar, Cell, Table, number, number_table
from ui.shared.shell import muted

CLAIMS = {  # what is claimed, where, and which models it takes to test it
    "attention": (
        "Attention is better than none",
        "Luong et al. 2015, Table 1; Bahdanau et al. 2015, Table 1",
        "a model without attention",
    ),
    "dot-global": (
        "Dot suits global attention better than general",
        "Luong et al. 2015, section 5.3 and Table 4",
        "global dot and global general",
    ),
    "general-local": (
        "General suits local attention better than dot",
        "Luong et al. 2015, section 5.3 and Table 4",
        "local-p with general and with dot",
    ),
    "concat": ("Concat does not do well", "Luong et al. 2015, section 5.3", "global concat and another score"),
    "local": (
        "Local attention is better than global",
        "Luong et al. 2015, section 4.2 and Table 4",
        "general, global and local",
    ),
    "predictive": (
        "Predicting the window is better than moving it step by step",
        "Luong et al. 2015, Table 4",
        "local-p and local-m, both with general",
    ),
    "feeding": ("Input feeding helps", "Luong et al. 2015, Table 1", "global general with input feeding and without"),
    "location": ("Location does not learn good alignments", "Luong et al. 2015, section 5.3", "location"),
}

ALIGNMENT_ERROR = (
    " Alignment error against hand-aligned pairs, 0 is best; one step later: with the row after each token's own, at "
    "which that token is the input (Luong et al. 2015, footnote 14)."
)
ONE_STEP_LATER_IS_WORSE = (
    " Here that is worse for every model: the row at which a token is chosen aligns it better than the row after it."
)
DIGITS = {"BLEU": 1, "alignment error": 2}  # that are shown


def draw(pair: str, models: Models, chosen: str) -> None:
    """The table, then claim by claim."""
    results = evaluated(of_pair(pair, models), models)
    members, configs = read_family(results, models)
    if not members:
        st.info("No model of this pair was evaluated yet:")
        st.code(
            f"python -m seq2seq_core evaluate --all --pair {pair} --data FILE.tsv --gold FILE.jsonl", language="bash"
        )
        return
    if not say_unmatched((member.name for member in members), models) and len(members) > 1:
        st.markdown(
            "These models share encoder, sizes, vocabulary, data order, seed and budget. They differ in attention "
            "and in how the decoder uses it, so a difference in the table is one of these, or of chance: each was "
            "trained once."
        )
    number_table(family_table(members, chosen), key="family")
    st.caption(
        "BLEU and chrF of held-out sentences. Concatenated: how much of its BLEU a model keeps when two sentences come "
        "as one input; a few percent either way are chance, so it may exceed 100%." + _said_of_alignment(members)
    )
    aligned = {
        f"{a.sentences} hand-aligned pairs of {a.data}, {a.spelling} spelling"
        for a in comparable_alignments(results).values()
    }
    whose = provenance(list(comparable(results, SENTENCES, BEAM).values()))
    muted(" · ".join([whose, *sorted(aligned)]), "family-provenance")
    if len(members) == 1:
        st.info("This pair has one evaluated model. To test what the papers claim takes at least two to compare.")
        return
    st.header("What the papers say, and what these models say", anchor=False)
    findings = {finding.claim: finding for finding in compare(members, configs)}
    for key, (claim, source, _) in CLAIMS.items():
        if finding := findings.get(key):
            icon = "question_mark" if finding.close or _is_level(finding) else "check" if finding.holds else "close"
            with st.container(gap=None, key=f"finding-{key}"):
                st.markdown(f":material/{icon}: **{claim}** ({source}).")
                st.text(said(finding))
    if any(finding.interval for finding in findings.values()):
        st.caption(
            f"Bootstrap: {SAMPLES:,} draws of the test sentences, the same for both models (Koehn 2004). Where the "
            "difference changes its sign, other sentences might say the opposite. Another seed might too: each model "
            "was trained once."
        )
    if untested := [f"{claim}: {needs}" for key, (claim, _, needs) in CLAIMS.items() if key not in findings]:
        muted("What cannot be tested here, and the models that it takes:\n" + "\n".join(untested), "untested")


def read_family(results: Mapping[str, Results], models: Models) -> tuple[list[Member], dict[str, ModelConfig]]:
    """The figures of each model, and what it is."""
    members = members_of(results)
    configs = {m.name: config.model for m in members if (config := models[m.name].config) is not None}
    return members, configs


def family_table(members: list[Member], chosen: str) -> Table:
    """One row a model, in the order of BLEU; with alignment errors where some are known."""
    best = max((m.beam_bleu or 0.0 for m in members), default=0.0) or 1.0
    ordered = sorted(members, key=lambda m: -(m.beam_bleu or 0.0))
    columns: dict[str, list[Cell]] = {
        "model": [name_in_pair(m.name) for m in ordered],
        "greedy BLEU": [_figure(m.greedy_bleu, 1) for m in ordered],
        f"beam {BEAM} BLEU": [_figure(m.beam_bleu, 1) for m in ordered],
        **({"": [Bar((m.beam_bleu or 0.0) / best) for m in ordered]} if len(members) > 1 else {}),
        "chrF": [_figure(m.beam_chrf, 1) for m in ordered],
        "concatenated": ["–" if m.kept is None else f"{m.kept:.0%}" for m in ordered],
    }
    if _aligned(members):
        columns["alignment error"] = [_figure(m.aer, 2) for m in ordered]
        columns["one step later"] = [_figure(m.aer_one_step_later, 2) for m in ordered]
    rows = list(zip(*columns.values(), strict=True))
    marked = frozenset(i for i, m in enumerate(ordered) if m.name == chosen)
    return Table("The family", list(columns), rows, marked=marked, tone="primary")


def _said_of_alignment(members: list[Member]) -> str:
    """What the columns of alignment errors are; nothing where no model has any."""
    pairs = [(m.aer, m.aer_one_step_later) for m in members if m.aer is not None and m.aer_one_step_later is not None]
    worse = all(later > own for own, later in pairs)
    return (ALIGNMENT_ERROR + ONE_STEP_LATER_IS_WORSE * worse) if pairs else ""


def _aligned(members: list[Member]) -> bool:
    """Whether some model was held against a hand alignment."""
    return any(m.aer is not None for m in members)


def said(finding: Finding) -> str:
    """A finding in words: agreement or not, and by how much."""
    first, second = name_in_pair(finding.first), name_in_pair(finding.second)
    size = number(abs(finding.ahead), DIGITS[finding.measure]) + " BLEU" * (finding.measure == "BLEU")
    if _is_level(finding):
        ahead = f"{first} and {second} are level in {finding.measure}"
    elif finding.measure == "BLEU":
        ahead = f"{first} is {size} ahead of {second}" if finding.holds else f"{first} is {size} behind {second}"
    else:
        ahead = f"{second}’s alignment error is {size} {'above' if finding.holds else 'below'} that of {first}"
    if finding.interval is not None:
        ahead += f" ({_samples_said(finding)})"
    if finding.close or _is_level(finding):
        return f"Too close to tell here: {ahead}."
    return f"{'So it is here' if finding.holds else 'Not so here'}: {ahead}."


def _is_level(finding: Finding) -> bool:
    """Whether no difference is left in the digits that are shown."""
    return round(finding.ahead, DIGITS[finding.measure]) == 0


def _samples_said(finding: Finding) -> str:
    """Between which differences other draws of the test sentences lie, in the direction that is told."""
    assert finding.interval is not None
    low, high = finding.interval if finding.holds else (-finding.interval[1], -finding.interval[0])
    digits = DIGITS[finding.measure]
    return f"{number(low, digits)} to {number(high, digits)} in 95% of bootstrap samples"


def _figure(value: float | None, digits: int) -> Cell:
    return "–" if value is None else number(value, digits)
