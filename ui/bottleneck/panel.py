"""One map of gradients: whose, with its attention path or without, and which others it can be compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.shared.reach import Reach


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One of the maps: whose, with its attention path or without, and in what words."""

    title: str
    kind: str
    model: str  # the short name
    reach: Reach
    path: bool | None  # whether the gradient goes through attention; None where there is none
    origin: str  # the model and its fingerprint

    @property
    def dash(self) -> str:
        """How its profile is drawn."""
        return {True: "solid", False: "dash", None: "dot"}[self.path]

    def norms(self, level: str) -> np.ndarray:
        """What is drawn, (target, source)."""
        return self.reach.norms[st.session_state["to"], level]


def by_model(panels: Sequence[Panel]) -> dict[str, list[Panel]]:
    """The maps of each model, which share a scale: sizes of gradients can be compared within a model only."""
    found: dict[str, list[Panel]] = {}
    for panel in panels:
        found.setdefault(panel.model, []).append(panel)
    return found
