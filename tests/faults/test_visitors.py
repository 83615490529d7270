"""Many visitors for a while: nobody meets with an error, and the server's memory does not grow."""

from pathlib import Path

import pytest

from seq2seq_core.parallel_text import read_lines
from tests.e2e.browsing import ROOT, server_of
from tests.faults.visitors import receive_visitors
from tests.tiny_models import PAIRS


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_few_visitors_meet_with_no_error(tiny_checkpoints: Path) -> None:
    with server_of("app.py", tiny_checkpoints) as (url, process):
        tally = receive_visitors(url, process, [s for s, _ in PAIRS], visitors=4, seconds=8, pause=0.2)
    assert tally.errors == []
    assert len(tally.answers) >= 4


@pytest.mark.soak
@pytest.mark.shipped
def test_twenty_visitors_stay_for_half_an_hour(request: pytest.FixtureRequest) -> None:
    sentences = [line.split("\t")[0] for line in read_lines(ROOT / "sets" / "en-fr" / "everyday.tsv")]
    minutes = 30.0
    with server_of("app.py", ROOT / "checkpoints") as (url, process):
        tally = receive_visitors(url, process, sentences, visitors=20, seconds=60 * minutes, pause=6)
    print(f"\n20 visitors for {minutes:.0f} minutes: {tally.told(after=60 * minutes / 3)}")
    assert tally.errors == []
    assert tally.megabytes_per_hour(after=60 * minutes / 3) < 100
