"""Opening the Step through page, editing on it, and what its tests read from it."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from tests.app.translating import SENTENCE, Visit, visitor
from ui.step_through.edits import Edit

BOTH = ["bahdanau", "luong-general"]
A = "en-fr/bahdanau"


def stepper(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """What opens the page with the sentence and both models, unless it is told otherwise."""
    return visitor(tiny_checkpoints, monkeypatch, "pages/step_through.py", text=SENTENCE, model=BOTH)


def shown(page: AppTest) -> dict[str, Any]:
    """What the step view was given."""
    views = [part.proto for part in page.get("bidi_component") if part.proto.component_name.endswith("step_view")]
    (view,) = views
    return json.loads(view.json)


def edit(page: AppTest, *interventions: s2s.Intervention, model: str = A) -> AppTest:
    """Make a change as the step view does."""
    history = page.session_state["history"]
    page.session_state["history"] = history.then((*history.now, Edit(model, interventions)))
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join([*(e.value for e in page.text), *(e.value for e in page.error), *(e.value for e in page.warning)])


def button(page: AppTest, label: str) -> Any:
    return next(one for one in page.button if one.label == label)
