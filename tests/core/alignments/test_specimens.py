"""Files as other programs wrote them: see specimens/README.md."""

from pathlib import Path

import numpy as np
import pytest

from seq2seq_core.alignments import HOWS, read_alignments, sniff, symmetrise
from seq2seq_core.evaluation.alignment_error import alignment_error_rate

SPECIMENS = Path(__file__).parent / "specimens"


def lines(name: str) -> list[str]:
    return (SPECIMENS / name).read_text(encoding="utf-8").splitlines()


class TestEflomal:
    TEXT = [(source, target) for source, target in (line.split("\t") for line in lines("eflomal-2.0.0.tsv"))]

    @pytest.mark.parametrize("direction", ["forward", "reverse"])
    def test_links_are_those_on_its_lines(self, direction: str) -> None:
        raw = (SPECIMENS / f"eflomal-2.0.0.{direction}").read_bytes()
        assert (sniff(raw, "x").format, sniff(raw, "x").questions) == ("pharaoh", ("text",))
        found = read_alignments(raw, "x", text=self.TEXT)
        assert found.notes == ()
        for pair, line, (source, target) in zip(found.pairs, raw.decode().splitlines(), self.TEXT, strict=True):
            assert pair.links is not None
            assert {f"{i}-{j}" for i, j in pair.links.sure} == set(line.split())
            assert (" ".join(pair.source), " ".join(pair.target)) == (source, target)

    def test_its_two_directions_put_together(self) -> None:
        files = [(SPECIMENS / f"eflomal-2.0.0.{name}").read_bytes() for name in ("forward", "reverse")]
        both = [[set(pair.links.sure) for pair in read_alignments(raw, "x").pairs if pair.links] for raw in files]
        found = {how: [symmetrise(f, b, how) for f, b in zip(*both, strict=True)] for how in HOWS}
        sizes = {how: sum(map(len, links)) for how, links in found.items()}
        assert sizes["intersection"] < sizes["grow-diag"] <= sizes["grow-diag-final-and"] <= sizes["union"]
        # She gave the book to her brother: neither direction links "a", the auxiliary, to anything.
        words = [(self.TEXT[2][0].split()[s], self.TEXT[2][1].split()[t]) for s, t in sorted(found["intersection"][2])]
        assert ("book", "livre") in words
        assert ("brother", "frère") in words


class TestJoeyNmt:
    TEXT = list(zip(lines("joeynmt-2.3.0.source"), lines("joeynmt-2.3.0.target"), strict=True))
    RAW = (SPECIMENS / "joeynmt-2.3.0.npz").read_bytes()

    def test_its_batch_of_attention_scores_is_cut_to_the_sentences(self) -> None:
        found = read_alignments(self.RAW, "joey.npz", text=self.TEXT)
        with np.load(SPECIMENS / "joeynmt-2.3.0.npz", allow_pickle=False) as arrays:
            for number, (pair, (source, target)) in enumerate(zip(found.pairs, self.TEXT, strict=True)):
                array = arrays[f"arr_{number}"]
                assert array.shape == (11, 9)  # the longest target and source of the batch, with their ends
                assert pair.source == (*source.split(), "</s>")
                assert pair.target == (*target.split(), "</s>")
                np.testing.assert_array_equal(pair.weights, array[: len(pair.target), : len(pair.source)])
                assert not array[:, len(pair.source) :].any()
                np.testing.assert_allclose(pair.weights.sum(axis=1), 1, atol=1e-5)
        assert not any("do not sum to 1" in note for note in found.notes)
        assert any("are larger than the sentences" in note for note in found.notes)

    def test_before_its_text_is_given_the_matrices_are_shown_as_they_are(self) -> None:
        sniffed = sniff(self.RAW, "joey.npz")
        assert (sniffed.format, sniffed.questions) == ("npz", ("text",))
        assert sniffed.pairs[0].weights is not None
        assert sniffed.pairs[0].weights.shape == (11, 9)


def test_fast_align_and_eflomal_say_nearly_the_same_in_the_same_direction() -> None:
    def links(name: str) -> list[set[tuple[int, int]]]:
        found = read_alignments((SPECIMENS / name).read_bytes(), name, text=TestEflomal.TEXT)
        return [set(pair.links.sure) for pair in found.pairs if pair.links]

    fast, eflomal = links("fast_align-systran-3.5.0.links"), links("eflomal-2.0.0.forward")
    turned = [{(t, s) for s, t in some} for some in eflomal]
    assert alignment_error_rate(fast, eflomal) < 0.2
    assert alignment_error_rate(fast, turned) > 0.3


def test_inseq() -> None:
    found = read_alignments((SPECIMENS / "inseq-0.7.1.json.gz").read_bytes(), "inseq.json.gz")
    assert found.format == "inseq"
    first, second = found.pairs
    assert first.source == ("▁the", "▁cat", "▁sleeps", "</s>")
    assert first.target == ("▁le", "▁chat", "▁dort", "</s>")  # not what was given to begin with, <pad>
    assert first.weights is not None
    assert second.weights is not None
    assert first.weights.tolist() == [
        [0.75, 0.125, 0, 0.125],
        [0.125, 0.75, 0, 0.125],
        [0, 0.25, 0.5, 0.25],
        [0.25, 0.25, 0.25, 0.25],
    ]
    assert second.weights.tolist() == [[0.5, 0.5], [0.25, 0.75]]
    assert found.notes == ("attributions by Inseq's method attention",)


class TestOpenNmt:
    RAW = (SPECIMENS / "opennmt-py-3.5.1.log").read_bytes()

    def test_its_log_of_attention(self) -> None:
        found = read_alignments(self.RAW, "onmt.log")
        assert found.format == "opennmt"
        assert len(found.pairs) == 10
        rows = [line.split() for line in self.RAW.decode().splitlines() if line[:1] == " " and line.strip()]
        for pair in found.pairs:
            assert pair.weights is not None
            assert pair.weights.shape == (len(pair.target), len(pair.source))
            for token, weights in zip(pair.target, pair.weights, strict=True):
                name, *numbers = rows.pop(0)
                assert token[:10] == name
                np.testing.assert_array_equal(weights, np.array(numbers, dtype=np.float32))
        assert not rows
        assert found.pairs[0].source == ("the", "cat", "sleeps", "on", "the", "chair", ".")
        assert found.pairs[0].target[-1] == "</s>"
        assert [pair.score is not None for pair in found.pairs] == [True] * 10

    def test_without_what_it_says_beside_the_tables_long_names_are_cut_off(self) -> None:
        tables = b"\n".join(line for line in self.RAW.splitlines() if not line.startswith((b"SENT", b"PRED")))
        found = read_alignments(tables, "onmt.log")
        assert "cut off" in found.notes[0]
        for pair, whole in zip(found.pairs, read_alignments(self.RAW, "onmt.log").pairs, strict=True):
            assert pair.source == tuple(token[:7] for token in whole.source)
            assert pair.target == tuple(token[:10] for token in whole.target)
