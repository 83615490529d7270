"""The way data flows, Luong's and Bahdanau's side by side, with the numbers of this very step."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from seq2seq_core.registry import Models
from ui.how_it_works.case import Case, other_case
from ui.how_it_works.flow_view import flow_view
from ui.how_it_works.flow_view.flows import FLOWS
from ui.how_it_works.flow_view.layout import Flow
from ui.how_it_works.parts import case_said
from ui.shared.saving import File, Picture, about, draw_menu
from ui.shared.shell import muted


def draw(case: Case, models: Models) -> None:
    """The chosen model first, then the other kind."""
    st.markdown(
        "A decoder writes one token at a time. **Luong** takes the step first and looks with the *current* state; "
        "**Bahdanau** looks with the *previous* state, and what it sees enters the step. Scores, softmax and weighted "
        "average are the same."
    )
    kinds = [case.config.attention, *(kind for kind in ("luong", "bahdanau") if kind != case.config.attention)]
    flows = []
    for kind in kinds:
        other = other_case(case, models, attention=kind)
        flows.append((_caption(case, other), flow_of(kind, other)))
    flow_view(flows, case.word, key="flow")
    said = about(*(f"{flow.title}: {name}" for name, flow in flows), case_said(case))
    draw_menu("flow", "data-flow", Picture([".flows"], said), File("json", "every box", lambda: flows_json(flows)))
    muted(
        "Each box: its shape, and the norm of its vector or matrix at this step. A thick frame marks the state that "
        "decides where to look; the orange bar is the source token you chose. Bars of scores run from the lowest to "
        "the highest, those of weights from 0.",
        "flow",
    )


def flows_json(flows: Sequence[tuple[str, Flow]]) -> str:
    """The drawings as data: every box with its shape and norm, every arrow."""
    return json.dumps([{"model": name} | asdict(flow) for name, flow in flows], ensure_ascii=False, indent=1)


def flow_of(kind: str, case: Case | None) -> Flow:
    """One picture, with numbers where there is a model."""
    if case is None:
        return FLOWS[kind](None, None)
    said = case.target[case.step]
    probability = math.exp(_log_prob(case))
    return FLOWS[kind](case.config, case.anatomy, case.previous, f"{said}  {probability:.2f}")


def _log_prob(case: Case) -> float:
    """Of the token that is said at this step, in this model."""
    return case.anatomy.log_probability(case.logit(case.translation.target.ids[case.step]))


def _caption(case: Case, other: Case | None) -> str:
    if other is None:
        return "no model of this kind is here: boxes without numbers"
    return other.name if other is case else f"{other.name}, forced decoding of the same"
