"""A page that is run alone, as people do with a script: it works, or says how to open it."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsing import IN_BROWSER, ROOT, serving

pytestmark = IN_BROWSER
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("script", ["app.py", *PAGES])
def test_as_a_plain_script_it_says_how_to_open_the_app(script: str) -> None:
    run = subprocess.run([sys.executable, script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 1
    assert "streamlit run app.py" in run.stderr.splitlines()[-1]
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("script", PAGES)
def test_a_page_that_is_served_alone_works_without_the_others(page: Page, tiny_checkpoints: Path, script: str) -> None:
    with serving(script, tiny_checkpoints) as url:
        page.goto(url)
        expect(page.get_by_text("This page was opened alone")).to_be_visible()
        if script not in ("pages/about.py", "pages/corpus.py"):  # which ask for no sentence
            expect(page.get_by_role("textbox", name="Sentence to translate")).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
