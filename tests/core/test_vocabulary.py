"""SentencePiece through our door: every text comes back, unknown tokens stay visible."""

import io

import pytest
import sentencepiece

from seq2seq_core.errors import CheckpointError, CorpusError
from seq2seq_core.vocabulary import END, PAD, START, UNKNOWN, Vocabulary, train_vocabulary

TEXTS = [
    "The cat sleeps.",
    "I don't know.",
    "L'ami n'est-il pas là ?",
    "<s> <b>x</b> &amp;",
    "</s> <unk> <pad>",
    "Hi 😀 👩‍👩‍👧!",
    "나는 고양이 cat",
    "قطة سوداء",
    "the cat saw the cat",
    "x" * 500,
]


@pytest.mark.parametrize("text", TEXTS)
def test_surfaces_joined_spell_the_input(tiny_vocabulary: Vocabulary, text: str) -> None:
    pieces = tiny_vocabulary.encode(text)
    assert "".join(pieces.surfaces[:-1]).replace("▁", " ").strip() == text
    assert len(pieces.ids) == len(pieces.surfaces) == len(pieces.unknown)
    assert pieces.ids[-1] == END
    assert pieces.surfaces[-1] == "</s>"


@pytest.mark.parametrize("text", TEXTS)
def test_a_piece_is_called_unknown_where_the_model_reads_the_unknown_id_and_nowhere_else(
    tiny_vocabulary: Vocabulary, text: str
) -> None:
    pieces = tiny_vocabulary.encode(text)
    assert [i == UNKNOWN for i in pieces.ids] == list(pieces.unknown)


@pytest.mark.parametrize(("text", "strange"), [("I 😀 you", "😀"), ("나는 cat", "나는"), ("قطة", "قطة")])
def test_unknown_pieces_keep_what_was_typed(tiny_vocabulary: Vocabulary, text: str, strange: str) -> None:
    pieces = tiny_vocabulary.encode(text)
    assert strange in [s for s, unknown in zip(pieces.surfaces, pieces.unknown, strict=True) if unknown]


def test_what_looks_like_a_special_piece_is_read_as_text(tiny_vocabulary: Vocabulary) -> None:
    ids = tiny_vocabulary.encode("<s> </s> <pad> <unk>").ids
    assert END not in ids[:-1]
    assert START not in ids
    assert PAD not in ids


def test_the_fast_way_gives_the_same_ids(tiny_vocabulary: Vocabulary) -> None:
    assert tiny_vocabulary.encode_ids(TEXTS) == [list(tiny_vocabulary.encode(text).ids) for text in TEXTS]


@pytest.mark.parametrize("text", ["The cat sleeps.", "Le chat a vu le chien.", "Où as-tu mis mes clés ?"])
def test_decoding_gives_the_text_back_without_special_pieces(tiny_vocabulary: Vocabulary, text: str) -> None:
    ids = tiny_vocabulary.encode(text).ids
    assert tiny_vocabulary.decode([START, *ids, PAD]) == text


def test_special_pieces_are_numbered_zero_to_three(tiny_vocabulary: Vocabulary) -> None:
    assert (PAD, UNKNOWN, START, END) == (0, 1, 2, 3)
    assert [tiny_vocabulary.surface(i) for i in range(4)] == ["<pad>", "<unk>", "<s>", "</s>"]


def test_training_gives_the_size_asked_for_and_the_same_bytes_again() -> None:
    texts = ["the cat sleeps on the mat", "le chat dort sur le tapis"]
    first, second = (train_vocabulary(texts, 30) for _ in range(2))
    assert len(first) == 30
    assert first.model == second.model


@pytest.mark.parametrize(("texts", "size"), [(["a b c"], 500), (["the quick brown fox jumps"], 6)])
def test_a_size_that_does_not_fit_the_texts_is_a_named_error(texts: list[str], size: int) -> None:
    with pytest.raises(CorpusError, match=f"no vocabulary of {size} tokens can be learnt"):
        train_vocabulary(texts, size)


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x00" * 100])
def test_bytes_that_are_no_vocabulary_are_refused(content: bytes) -> None:
    with pytest.raises(CheckpointError, match="not a SentencePiece model"):
        Vocabulary(content)


def test_a_vocabulary_with_other_special_pieces_is_refused() -> None:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["the cat sleeps"]), model_writer=model, vocab_size=15, model_type="bpe", minloglevel=2
    )
    with pytest.raises(CheckpointError, match="0, 1, 2, 3"):
        Vocabulary(model.getvalue())


def test_it_knows_whether_it_spells_pieces_as_another_does(tiny_vocabulary: Vocabulary) -> None:
    pieces = tiny_vocabulary.encode("The cat <b> sleeps.")
    assert any(pieces.unknown)
    assert tiny_vocabulary.spells(pieces.ids, pieces.surfaces)
    assert not tiny_vocabulary.spells(pieces.ids, ["x", *pieces.surfaces[1:]])
    assert not tiny_vocabulary.spells([len(tiny_vocabulary)], ["x"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("I can't tell.", "i can 't tell ."),
        ("i can 't tell .", "i can 't tell ."),
        ('He said: "Yes, TOM!"', "he said : '' yes , tom ! ''"),
        ("Élan’s out-of-the-way café", "élan 's out-of-the-way café"),
        ("Wait...", "wait ..."),
        ("私 は 猫 。", "私 は 猫 。"),
    ],
)
def test_a_tokenised_vocabulary_reads_what_is_typed_as_its_corpus_is_written(typed: str, read: str) -> None:
    texts = [read, "abcdefghijklmnopqrstuvwxyz é '' ' ... . , : ! ? ; 私 は 猫 。"]
    vocabulary = train_vocabulary(texts, 90, "tokenised")
    pieces = vocabulary.encode(typed)
    assert "".join(pieces.surfaces[:-1]).replace("▁", " ").strip() == read
    assert pieces.ids == vocabulary.encode(read).ids
    assert vocabulary.decode(pieces.ids) == read
