"""Links that nobody made: every page opens, with what is usual in place of what cannot be used."""

import random
from pathlib import Path
from types import ModuleType

import pytest

import ui.bottleneck.state
import ui.compare.state
import ui.corpus.state
import ui.explain.state
import ui.how_it_works.state
import ui.shared.state
import ui.step_through.state
from seq2seq_core.registry import known_models
from tests.app.translating import visitor
from tests.faults.strange import strange_text
from ui.shared.remembered import Row, read_table

STATES: dict[str, ModuleType] = {
    "app.py": ui.shared.state,
    "pages/step_through.py": ui.step_through.state,
    "pages/compare.py": ui.compare.state,
    "pages/explain.py": ui.explain.state,
    "pages/bottleneck.py": ui.bottleneck.state,
    "pages/how_it_works.py": ui.how_it_works.state,
    "pages/corpus.py": ui.corpus.state,
}
GIVEN = [
    "", "0", "1", "2", "-1", "9" * 30, "1e9", "nan", "٣", "en-fr", "en-de", "../en-fr", "bahdanau", "luong-general",
    "none", "words", "pieces", "hidden", "same", "free", "own", "1-2", "0-0-bahdanau", "3", "a-b-c", "2=chien",
    "0=</s>", "The cat sleeps.", "uniform", "row:1:0.5,0.5", "t1=0", "0:chat", ",,,", "::", "%00", "<b>",
]  # fmt: skip
FUZZ = pytest.mark.fuzz


def rows_of(page: str) -> list[Row]:
    shared = [] if STATES[page] is ui.shared.state else list(ui.shared.state.TABLE)
    return [*shared, *STATES[page].TABLE]


def strange_link(page: str, chance: random.Random) -> dict[str, list[str]]:
    names = [row.link for row in rows_of(page) if row.link]
    chosen = chance.sample(names, chance.randint(1, len(names)))
    if chance.random() < 0.2:
        chosen.append(strange_text(chance)[:30].encode("utf-8", "ignore").decode() or "x")
    return {name: [_value(chance) for _ in range(chance.choice([1, 1, 1, 2, 9]))] for name in chosen}


def _value(chance: random.Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(GIVEN)
    return strange_text(chance)[:2000].encode("utf-8", "ignore").decode()


@pytest.mark.parametrize("script", STATES)
@pytest.mark.parametrize(("seed", "count"), [(0, 100), pytest.param(1, 3000, marks=FUZZ)])
def test_the_table_of_a_page_reads_whatever_a_link_says(
    tiny_checkpoints: Path, script: str, seed: int, count: int
) -> None:
    chance, models = random.Random(f"{script} {seed}"), known_models(tiny_checkpoints)
    for _ in range(count):
        link = strange_link(script, chance)
        values, wrong = read_table(rows_of(script), link, models)
        assert values.keys() == {row.key for row in rows_of(script)}
        assert all(said.encode() for said in wrong)


@pytest.mark.parametrize("script", STATES)
@pytest.mark.parametrize(("seed", "count"), [(0, 1), *(pytest.param(s, 30, marks=FUZZ) for s in range(1, 6))])
def test_the_page_opens_by_whatever_link(
    tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch, script: str, seed: int, count: int
) -> None:
    chance = random.Random(f"{script} opened {seed}")
    visit = visitor(tiny_checkpoints, monkeypatch, None if script == "app.py" else script)
    for _ in range(count):
        visit(**strange_link(script, chance))  # which asserts that there is no exception
