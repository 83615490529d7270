"""Files as other systems write them, made by hand after their sources: tokens, orientation, end tokens, text."""

import base64
import gzip
import io
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

import seq2seq_core as s2s
from seq2seq_core.alignments import AlignmentFile, of_translation, read_alignments, sniff
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from seq2seq_core.interchange import translations_json

TEXT = [("we sleep", "nous dormons bien"), ("yes", "oui")]
FIRST = [[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.6, 0.3], [0.0, 0.25, 0.75]]  # both sides with their end
SECOND = [[0.75, 0.25], [0.5, 0.5]]


def assert_is_our_pair(found: AlignmentFile, *, format: str) -> None:
    assert found.format == format
    first, second = found.pairs
    assert first.source == ("we", "sleep", "</s>")
    assert first.target == ("nous", "dormons", "bien", "</s>")
    assert second.source == ("yes", "</s>")
    assert (first.number, second.number) == (1, 2)
    assert first.links is None
    np.testing.assert_allclose(first.weights, FIRST, atol=1e-7)
    np.testing.assert_allclose(second.weights, SECOND, atol=1e-7)


class TestNematus:
    FILE = """0 ||| nous dormons bien ||| -1.5 ||| we sleep ||| 3 4
0.9 0.1 0.0
0.2 0.7 0.1
0.1 0.6 0.3
0.0 0.25 0.75

1 ||| oui ||| 0 ||| yes ||| 2 2
0.75 0.25
0.5 0.5
"""

    def test_rows_are_target_tokens_and_the_last_of_both_is_the_end(self) -> None:
        found = read_alignments(self.FILE.encode(), "x")
        assert_is_our_pair(found, format="nematus")
        assert found.pairs[0].score == -1.5
        (note,) = found.notes
        assert "2 of 2 sentences have a row or column more" in note

    def test_the_rows_count_and_not_the_numbers_that_tell_of_them(self) -> None:
        file = " 1 ||| oui merci ||| 0.0 ||| yes thank you ||| 1 ||| 1\n0.8 0.1 0.1 \n0.1 0.6 0.3 \n"
        (pair,) = read_alignments(file.encode(), "x").pairs
        assert (pair.source, pair.target) == (("yes", "thank", "you"), ("oui", "merci"))
        np.testing.assert_allclose(pair.weights, [[0.8, 0.1, 0.1], [0.1, 0.6, 0.3]], atol=1e-7)

    def test_of_several_translations_the_first_is_shown(self) -> None:
        block = "0 ||| {} ||| -1 ||| yes ||| 2 2\n1 0\n0 1\n"
        file = block.format("oui") + block.format("si") + block.replace("0 ||| {}", "1 ||| bien", 1)
        found = read_alignments(file.encode(), "x")
        assert [pair.target[0] for pair in found.pairs] == ["oui", "bien"]
        assert found.notes[0] == "of sentences with several translations the first is shown; 1 others are not"


class TestMarian:
    SOFT = "nous dormons bien ||| 0.9,0.1,0 0.2,0.7,0.1 0.1,0.6,0.3 0,0.25,0.75\noui ||| 0.75,0.25 0.5,0.5\n"

    def test_soft_alignments_need_the_source(self) -> None:
        sniffed = sniff(self.SOFT.encode(), "x")
        assert (sniffed.format, sniffed.questions) == ("marian", ("text",))
        assert sniffed.pairs[0].source == ()
        assert sniffed.pairs[0].target == ("nous", "dormons", "bien", "</s>")
        assert_is_our_pair(read_alignments(self.SOFT.encode(), "x", text=[(s, "") for s, _ in TEXT]), format="marian")

    def test_alignments_without_their_text_in_front(self) -> None:
        bare = "".join(line.split(" ||| ")[1] + "\n" for line in self.SOFT.splitlines())
        assert_is_our_pair(read_alignments(bare.encode(), "x", text=TEXT), format="marian")

    def test_an_n_best_list_with_scores(self) -> None:
        lines = [
            "0 ||| nous dormons bien ||| 0.9,0.1,0 0.2,0.7,0.1 0.1,0.6,0.3 0,0.25,0.75 ||| F0= -1.5 ||| -0.5",
            "0 ||| nous dormons ||| 0.9,0.1,0 0.2,0.7,0.1 0.1,0.6,0.3 ||| F0= -2.5 ||| -0.7",
            "1 ||| oui ||| 0.75,0.25 0.5,0.5 ||| WordScores= -0.1 -0.2 ||| F0= -0.3 ||| -0.1",
        ]
        found = read_alignments("\n".join(lines).encode(), "x", text=[(source, "") for source, _ in TEXT])
        assert_is_our_pair(found, format="marian")
        assert "1 others are not" in found.notes[0]

    def test_hard_alignments_link_the_ends_of_sentences_too(self) -> None:
        file = "nous dormons bien ||| 0-0 1-1 1-2 2-3\noui ||| 0-0 1-1\n"
        found = read_alignments(file.encode(), "x", text=TEXT)
        assert found.format == "marian"
        assert found.pairs[0].links == HandAlignment(frozenset({(0, 0), (1, 1), (1, 2), (2, 3)}))
        assert found.pairs[0].target == ("nous", "dormons", "bien", "</s>")
        assert "after its last word" in found.notes[0]

    def test_an_empty_translation_has_only_an_end(self) -> None:
        (pair,) = read_alignments(b" ||| 0.5,0.5\n", "x", text=[("yes", "")]).pairs
        assert (pair.source, pair.target) == (("yes", "</s>"), ("</s>",))


def test_opennmt_py_reports_links_behind_its_translation_and_maybe_a_score() -> None:
    file = "nous dormons bien ||| 0-0 1-1 1-2\t-0.25\noui ||| 0-0\t-0.5\n"
    found = read_alignments(file.encode(), "x", text=[(source, "") for source, _ in TEXT])
    assert [pair.target for pair in found.pairs] == [("nous", "dormons", "bien"), ("oui",)]
    assert found.pairs[0].links == HandAlignment(frozenset({(0, 0), (1, 1), (1, 2)}))


class TestFairseq:
    def test_soft_alignments_in_the_order_of_the_text(self) -> None:
        file = """S-1\tyes
H-1\t-0.25\toui
D-1\t-0.25\toui
P-1\t-0.1 -0.2
A-1\t0.750000,0.250000 0.500000,0.500000
S-0\twe sleep
T-0\tnous dormons
H-0\t-0.5\tnous dormons bien
A-0\t0.9,0.1,0.0 0.2,0.7,0.1 0.1,0.6,0.3 0.0,0.25,0.75
H-0\t-0.75\tnous dormons
A-0\t0.9,0.1,0.0 0.2,0.7,0.1 0.1,0.6,0.3
Generate test with beam=5: BLEU4 = 12.3
"""
        found = read_alignments(file.encode(), "x")
        assert_is_our_pair(found, format="fairseq")
        assert [pair.score for pair in found.pairs] == [-0.5, -0.25]
        assert found.notes[0].endswith("1 others are not")

    @pytest.mark.parametrize("alignment", ["0-0 1-1 1-2", "0 1 1"])
    def test_hard_alignments_new_and_old(self, alignment: str) -> None:
        file = f"S-0\twe sleep\nH-0\t-0.5\tnous dormons bien\nA-0\t{alignment}\n"
        (pair,) = read_alignments(file.encode(), "x").pairs
        assert pair.links == HandAlignment(frozenset({(0, 0), (1, 1), (1, 2)}))
        assert (pair.source, pair.target) == (("we", "sleep"), ("nous", "dormons", "bien"))

    def test_without_alignments_it_says_how_to_get_them(self) -> None:
        with pytest.raises(s2s.CorpusError, match="run fairseq-generate with --print-alignment"):
            read_alignments(b"S-0\tyes\nH-0\t-0.5\toui\n", "x")


class TestOurJson:
    @pytest.mark.parametrize("indent", [None, 1])
    def test_what_translate_says_and_the_app_saves(self, tiny_checkpoints: Path, indent: int | None) -> None:
        best = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate("The cat sleeps.", beam_size=2)
        file = json.dumps(translations_json(best), ensure_ascii=False, indent=indent)
        found = read_alignments(file.encode(), "x")
        assert found.format == "json"
        (pair,), ours = found.pairs, of_translation(best[0])
        assert (pair.source, pair.target, pair.score) == (ours.source, ours.target, best[0].log_prob)
        np.testing.assert_allclose(pair.weights, ours.weights, atol=1e-6)
        assert "several hypotheses" in found.notes[0]

    def test_json_lines_of_several_sentences(self, tiny_checkpoints: Path) -> None:
        model = s2s.load("en-fr/luong-general", tiny_checkpoints)
        sentences = ["The cat sleeps.", "The dog saw the cat."]
        file = "".join(json.dumps(translations_json(model.translate(sentence))) + "\n" for sentence in sentences)
        found = read_alignments(file.encode(), "x")
        assert [pair.source[1] for pair in found.pairs] == ["cat", "dog"]

    def test_hand_aligned_pairs_and_links_of_the_command_line(self) -> None:
        hand = '{"src_words": ["yes", "!"], "tgt_words": ["oui", "!"], "alignment": [[0, 0], [1, 1]]}\n'
        (pair,) = read_alignments(hand.encode(), "x").pairs
        assert (pair.source, pair.links) == (("yes", "!"), HandAlignment(frozenset({(0, 0), (1, 1)})))
        found = read_alignments(b'{"model": "en-fr/x", "links": [[0, 0]]}\n', "x", text=[("yes", "oui")])
        assert found.pairs[0].links == HandAlignment(frozenset({(0, 0)}))

    def test_a_model_without_attention_has_nothing_to_show(self, tiny_checkpoints: Path) -> None:
        said = s2s.load("en-fr/no-attention", tiny_checkpoints).translate("The cat sleeps.")
        with pytest.raises(s2s.CorpusError, match="object 1 is of a model without attention"):
            read_alignments(json.dumps(translations_json(said)).encode(), "x")


class TestInseq:
    """(source, target) matrices of an output whose first target token was given and not attributed."""

    VALUES = np.array([[0.75, 0.25, 0.5], [0.25, 0.5, -0.5]], dtype=np.float32)  # 2 source tokens, 3 target tokens

    def file(self, values: object, *, classes: bool) -> bytes:
        def instance(name: str, attributes: dict[str, object]) -> dict[str, object]:
            return {"__instance_type__": ["inseq", name], "attributes": attributes} if classes else attributes

        def tokens(words: str) -> list[object]:
            return [instance("TokenWithId", {"token": token, "id": 7}) for token in words.split()]

        sequence = {
            "source": tokens("▁yes </s>"),
            "target": tokens("<pad> ▁oui ▁! </s>"),
            "source_attributions": values,
            "target_attributions": None,
            "attr_pos_start": 1,
            "attr_pos_end": 4,
        }
        sequences = [instance("FeatureAttributionSequenceOutput", sequence)]
        told = {"info": {"attribution_method": "saliency"}, "sequence_attributions": sequences}
        return json.dumps(instance("FeatureAttributionOutput", told), indent=4, sort_keys=True).encode()

    def ways(self) -> dict[str, object]:
        array = {"dtype": "float32", "shape": [2, 3], "Corder": True}
        raw = self.VALUES.tobytes()
        return {
            "safetensors": base64.b64encode(save({"attribution": self.VALUES})).decode(),
            "half": base64.b64encode(save({"attribution": self.VALUES.astype(np.float16)})).decode(),
            "b64": {"__ndarray__": "b64:" + base64.b64encode(raw).decode()} | array,
            "b64.gz": {"__ndarray__": "b64.gz:" + base64.b64encode(gzip.compress(raw)).decode()} | array,
            "lists": {"__ndarray__": self.VALUES.tolist()} | array,
            "primitives": self.VALUES.tolist(),
        }

    @pytest.mark.parametrize("way", ["safetensors", "half", "b64", "b64.gz", "lists", "primitives"])
    def test_every_way_in_which_it_has_written_arrays(self, way: str) -> None:
        found = read_alignments(self.file(self.ways()[way], classes=way != "primitives"), "x")
        assert found.format == "inseq"
        (pair,) = found.pairs
        assert (pair.source, pair.target) == (("▁yes", "</s>"), ("▁oui", "▁!", "</s>"))
        np.testing.assert_array_equal(pair.weights, self.VALUES.T)
        assert found.notes[0] == "attributions by Inseq's method saliency"
        assert "values below zero" in found.notes[1]

    def test_a_third_axis_is_refused_with_the_way_out(self) -> None:
        values = np.ones((2, 3, 4)).tolist()
        with pytest.raises(s2s.CorpusError, match="sentence 1: its attributions have 3 axes.*aggregate"):
            read_alignments(self.file(values, classes=True), "x")

    def test_a_shape_that_the_numbers_do_not_have_is_refused(self) -> None:
        told = self.ways()["b64"]
        assert isinstance(told, dict)
        with pytest.raises(s2s.CorpusError, match=r"its shape \[20000, 3\] is not that of 6 numbers"):
            read_alignments(self.file(told | {"shape": [20000, 3]}, classes=True), "x")


class TestNumpy:
    def npz(self, **arrays: np.ndarray) -> bytes:
        stream = io.BytesIO()
        np.savez(stream, **arrays)
        return stream.getvalue()

    def npy(self, array: np.ndarray) -> bytes:
        stream = io.BytesIO()
        np.save(stream, array)
        return stream.getvalue()

    def test_one_matrix_of_any_number_type_and_order_in_memory(self) -> None:
        for array in (np.array(FIRST), np.asfortranarray(FIRST), np.array(FIRST, dtype=np.float32)):
            (pair,) = read_alignments(self.npy(array), "x.npy", text=TEXT[:1]).pairs
            np.testing.assert_allclose(pair.weights, FIRST, atol=1e-7)
            assert pair.target[-1] == "</s>"

    def test_a_padded_stack_is_cut_to_its_sentences(self) -> None:
        stack = np.zeros((2, 5, 3), dtype=np.float32)
        stack[0, :4, :3] = FIRST
        stack[1, :2, :2] = SECOND
        stack[1, 2:, 0] = 1  # what a decoder does after its end
        found = read_alignments(self.npy(stack), "x", text=TEXT)
        assert_is_our_pair(found, format="npz")
        assert any("larger than the sentences" in note for note in found.notes)

    def test_an_archive_of_anybody_in_the_order_of_its_numbers(self) -> None:
        arrays = {f"arr_{i}": np.full((1, 1), i / 16) for i in range(12)}
        found = read_alignments(self.npz(**arrays), "x")
        assert [float(pair.weights[0, 0]) for pair in found.pairs if pair.weights is not None] == [
            i / 16 for i in range(12)
        ]

    def test_what_numpy_itself_reads_of_ours(self) -> None:
        from seq2seq_core.alignments import AlignedPair, write_alignments

        pair = AlignedPair(("yes",), ("oui",), np.ones((1, 1), dtype=np.float32), HandAlignment(frozenset({(0, 0)})))
        with np.load(io.BytesIO(write_alignments([pair], "npz")), allow_pickle=False) as arrays:
            assert arrays["weights_1"].tolist() == [[1.0]]
            assert arrays["source_1"].tolist() == ["yes"]
            assert arrays["sure_1"].tolist() == [[0, 0]]


class TestCsv:
    def test_what_the_app_saves(self) -> None:
        file = (
            "target / source,we,sleep,</s>\nnous,0.9,0.1,0.0\ndormons,0.2,0.7,0.1\nbien,0.1,0.6,0.3\n</s>,0,0.25,0.75\n"
        )
        found = read_alignments(file.encode(), "x.csv")
        assert found.format == "csv"
        assert found.pairs[0].target == ("nous", "dormons", "bien", "</s>")
        np.testing.assert_allclose(found.pairs[0].weights, FIRST, atol=1e-7)

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_any_table_of_words_and_numbers(self, delimiter: str) -> None:
        file = "\n".join(
            delimiter.join(row) for row in (["", "we", "sleep"], ["nous", ".9", ".1"], ["dormons", "0", "1"])
        )
        found = read_alignments(file.encode(), "x")
        assert (found.format, found.pairs[0].source) == ("csv", ("we", "sleep"))


class TestPharaoh:
    @pytest.mark.parametrize(
        "line",
        ["0-0 1?1", "0-0 1p1", "0-0 1 p 1", "0-0 1-1p", "0-0 1-1P", "0-0S 1-1?", "0-0:0.9 1p1:0.2", "0-0/1 1-1p/.5"],
    )
    def test_possible_links_as_anybody_writes_them(self, line: str) -> None:
        (pair,) = read_alignments(f"{line}\n".encode(), "x").pairs
        assert pair.links == HandAlignment(frozenset({(0, 0)}), frozenset({(1, 1)}))

    def test_a_line_without_links_is_a_sentence_without_links(self) -> None:
        found = read_alignments(b"0-0\n\n1-1\n", "x")
        assert [len(pair.links.sure) for pair in found.pairs if pair.links is not None] == [1, 0, 1]


class TestTalp:
    def test_words_and_sentences_count_from_one(self) -> None:
        found = read_alignments(
            b"0001 1 1 S\n0001 2 3 P\n0003 1 2\n", "x", text=[("a b", "x y z"), ("a", "x"), ("a", "x y")]
        )
        assert found.format == "talp"
        assert [pair.links for pair in found.pairs] == [
            HandAlignment(frozenset({(0, 0)}), frozenset({(1, 2)})),
            HandAlignment(),
            HandAlignment(frozenset({(0, 1)})),
        ]
        assert sniff(b"1 1 1\n1 2 2\n", "x").questions == ("text",)

    def test_some_count_from_zero(self) -> None:
        found = read_alignments(b"0 0 0 S 0.9\n0 1 2 P 0.1\n1 0 1\n", "x")
        assert found.pairs[0].links == HandAlignment(frozenset({(0, 0)}), frozenset({(1, 2)}))
        assert found.pairs[1].links == HandAlignment(frozenset({(0, 1)}))
        assert any("count from 0" in note for note in found.notes)
