"""align in every format and in two directions, and alignments: files of any system, from the command line."""

import json
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.alignments import FORMATS, HOWS, read_alignments, regroup, symmetrise
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from tests.core.commands import ok, refused, run
from tests.tiny_models import PAIRS

LUONG = ("align", "--model", "en-fr/luong-general")
FEW = [(source, target) for source, target in PAIRS if "." in source][:4]


@pytest.fixture(autouse=True)
def _tiny_models(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(tiny_checkpoints))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{source}\t{target}\n" for source, target in FEW), encoding="utf-8")
    return path


def links(line: str) -> set[tuple[int, int]]:
    return {(int(i), int(j)) for i, j in (link.split("-") for link in line.split())}


class TestAlign:
    @pytest.mark.parametrize("format", FORMATS)
    def test_every_format_is_read_again_with_what_the_model_has(
        self, format: str, data: Path, tmp_path: Path, tiny_checkpoints: Path
    ) -> None:
        file = tmp_path / "out"
        ok(*LUONG, "--data", str(data), "--format", format, "--output", str(file))
        found = read_alignments(file.read_bytes(), "out", text=FEW)
        assert found.format == format
        model = s2s.load("en-fr/luong-general", tiny_checkpoints)
        lines = ok(*LUONG, "--data", str(data))
        for pair, line, (source, target) in zip(found.pairs, lines, FEW, strict=True):
            assert (pair.source, pair.target) == (tuple(source.split()), tuple(target.split()))
            if pair.links is not None:
                assert pair.links.sure == links(line)
            if pair.weights is not None:
                expected = regroup(model.force(source, target), pair.source, pair.target)
                np.testing.assert_allclose(pair.weights, expected, atol=1e-6)
        kept = FORMATS[format].keeps
        assert all((pair.weights is not None) == ("weights" in kept) for pair in found.pairs)

    def test_text_goes_to_standard_output_and_numpy_only_to_a_file(self, data: Path, tmp_path: Path) -> None:
        file = tmp_path / "out"
        ok(*LUONG, "--data", str(data), "--format", "talp", "--output", str(file))
        assert ok(*LUONG, "--data", str(data), "--format", "talp") == file.read_text().splitlines()
        assert "numpy is not text: say where it goes with --output" in refused(
            *LUONG, "--data", str(data), "--format", "npz"
        )

    def test_a_typographic_apostrophe_changes_no_links(self, tmp_path: Path) -> None:
        straight, curly = tmp_path / "straight.tsv", tmp_path / "curly.tsv"
        straight.write_text("She gave it to him.\tElle l'a donné, n'est-ce pas.\n", encoding="utf-8")
        curly.write_text(straight.read_text(encoding="utf-8").replace("'", "’"), encoding="utf-8")
        assert ok(*LUONG, "--data", str(curly)) == ok(*LUONG, "--data", str(straight))

    def test_one_matrix_in_two_directions(self, data: Path, tiny_checkpoints: Path) -> None:
        both = {how: ok(*LUONG, "--data", str(data), "--symmetrize", how) for how in HOWS}
        assert both["intersection"] == ok(*LUONG, "--data", str(data), "--by", "both-ways")
        forward = ok(*LUONG, "--data", str(data), "--by", "words")
        for i, line in enumerate(both["union"]):
            assert links(both["intersection"][i]) <= links(both["grow-diag"][i]) <= links(line)
            assert links(forward[i]) <= links(line)
            backward = (links(line) - links(forward[i])) | links(both["intersection"][i])
            for how in HOWS:
                assert links(both[how][i]) == symmetrise(links(forward[i]), backward, how)

    def test_another_direction_from_a_file_turned_or_not(self, data: Path, tmp_path: Path) -> None:
        forward = ok(*LUONG, "--data", str(data))
        straight, turned = tmp_path / "straight", tmp_path / "turned"
        straight.write_text("0-0 1-2\n" * len(FEW))
        turned.write_text("0-0 2-1\n" * len(FEW))
        for options in (("--other", str(straight)), ("--other", str(turned), "--other-turned")):
            lines = ok(*LUONG, "--data", str(data), "--symmetrize", "union", *options)
            assert [links(line) for line in lines] == [links(line) | {(0, 0), (1, 2)} for line in forward]

    def test_a_line_that_cannot_be_aligned_keeps_its_place(self, tmp_path: Path) -> None:
        file, out = tmp_path / "pairs.tsv", tmp_path / "out"
        file.write_text("The cat sleeps.\tLe chat dort.\nno translation\nThe dog\tLe chien\n")
        result = run(*LUONG, "--data", str(file), "--format", "pharaoh", "--output", str(out))
        assert result.exit_code == 1
        assert "line 2: there is no translation" in result.stderr
        assert [bool(line) for line in out.read_text().splitlines()] == [True, False, True]
        told = run(*LUONG, "--data", str(file), "--format", "json").stdout.splitlines()
        assert [json.loads(line)["number"] for line in told] == [1, 3]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (("--other", "x"), "--other is put together with the links by --symmetrize: say how"),
            (("--symmetrize", "union", "--other-turned"), "--other-turned is about the links of --other"),
            (("--symmetrize", "union", "--by", "tokens"), "leave --by tokens out"),
            (("--format", "json", "--json"), "for everything as JSON say --format json"),
            (("--format", "csv", "--method", "input-gradient"), "has values below zero, which are no weights"),
            (("--symmetrize", "union", "--other", "/nowhere"), "/nowhere cannot be read"),
        ],
    )
    def test_options_that_make_no_sense_together(self, options: tuple[str, ...], message: str, data: Path) -> None:
        assert message in " ".join(refused(*LUONG, "--data", str(data), *options).split())

    def test_another_number_of_sentences_in_the_other_direction(self, data: Path, tmp_path: Path) -> None:
        (tmp_path / "one").write_text("0-0\n")
        told = refused(*LUONG, "--data", str(data), "--symmetrize", "union", "--other", str(tmp_path / "one"))
        assert "has 1 sentences, but" in " ".join(told.split())


class TestAlignments:
    def test_two_directions_of_an_aligner(self, tmp_path: Path) -> None:
        forward, reverse = tmp_path / "forward", tmp_path / "reverse"
        forward.write_text("0-0 1-1 3-0\n\n")
        reverse.write_text("0-0 2-1\n1-1\n")
        for how in HOWS:
            lines = ok("alignments", str(forward), "--other", str(reverse), "--symmetrize", how)
            assert links(lines[0]) == symmetrise({(0, 0), (1, 1), (3, 0)}, {(0, 0), (2, 1)}, how)
            assert links(lines[1]) == symmetrise(set(), {(1, 1)}, how)

    def test_any_format_into_any_other(self, tmp_path: Path, data: Path) -> None:
        file = tmp_path / "soft.jsonl"
        ok(*LUONG, "--data", str(data), "--format", "json", "--output", str(file))
        nematus, back = tmp_path / "soft.nematus", tmp_path / "back.npz"
        result = run("alignments", str(file), "--format", "nematus", "--output", str(nematus))
        assert "JSON, 4 sentences" in result.stderr
        ok("alignments", str(nematus), "--format", "npz", "--output", str(back))
        for pair, other in zip(*(read_alignments(f.read_bytes(), "x").pairs for f in (file, back)), strict=True):
            assert pair.source == other.source
            np.testing.assert_array_equal(pair.weights, other.weights)

    def test_links_from_weights_by_a_threshold_and_with_text(self, tmp_path: Path) -> None:
        file, text = tmp_path / "marian", tmp_path / "text.tsv"
        file.write_text("le chat ||| 0.5,0.4,0.1 0.1,0.7,0.2 0,0,1\n")
        text.write_text("the cat\tle chat\n")
        assert ok("alignments", str(file), "--data", str(text)) == ["0-0 1-1"]
        assert ok("alignments", str(file), "--data", str(text), "--at-least", "0.3") == ["0-0 1-0 1-1"]
        assert ok("alignments", str(file), "--data", str(text), "--symmetrize", "union") == ["0-0 1-1"]

    def test_where_words_count_from(self, tmp_path: Path) -> None:
        file = tmp_path / "links"
        file.write_text("1-1 2-2\n")
        assert ok("alignments", str(file), "--counts-from", "1") == ["0-0 1-1"]
        result = run("alignments", str(file))
        assert result.stdout == "1-1 2-2\n"
        assert "may count from 0 or from 1" in result.stderr

    def test_mistakes_are_messages(self, tmp_path: Path) -> None:
        file = tmp_path / "links"
        file.write_text("0-0\n")
        assert "its other direction is in a file of its own" in " ".join(
            refused("alignments", str(file), "--symmetrize", "union").split()
        )
        assert "has links and no weights" in refused("alignments", str(file), "--format", "csv")
        assert "cannot be read" in refused("alignments", str(tmp_path / "none"))
