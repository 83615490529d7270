"""Models small enough to make on the spot, real in everything but size. The sentences are our own."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

from seq2seq_core.analysis.lexicon import LEXICON, learn_lexicon, write_lexicon
from seq2seq_core.checkpoint import CONFIG, save_checkpoint
from seq2seq_core.model.batching import pad, shift_right
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import PAD, Vocabulary, train_vocabulary

PAIRS = [
    ("The cat sleeps.", "Le chat dort."),
    ("The cat saw the dog.", "Le chat a vu le chien."),
    ("The dog saw the cat.", "Le chien a vu le chat."),
    ("The black cat sleeps on the red chair.", "Le chat noir dort sur la chaise rouge."),
    ("I do not like cold tea.", "Je n'aime pas le thé froid."),
    ("She gave it to him.", "Elle le lui a donné."),
    ("Where did you put my keys?", "Où as-tu mis mes clés ?"),
    ("We have never seen the sea.", "Nous n'avons jamais vu la mer."),
    ("They will come back when the rain stops.", "Ils reviendront quand la pluie s'arrêtera."),
    ("He reads a book every evening.", "Il lit un livre chaque soir."),
    ("Do you want some bread and butter?", "Voulez-vous du pain et du beurre ?"),
    ("Six foxes jump over five lazy zebras.", "Six renards sautent par-dessus cinq zèbres paresseux."),
]
VOCABULARY_SIZE = 160
NAMES = ("bahdanau", "luong-general", "no-attention")
LUONG = {
    "luong-general": dict(score="general"),
    "luong-general-no-feeding": dict(score="general", input_feeding=False),
    "luong-dot": dict(score="dot", encoder_size=24),
    "luong-scaled-dot": dict(score="scaled-dot", encoder_size=24),
    "luong-concat": dict(score="concat"),
    "luong-location": dict(score="location"),
    "luong-local-m": dict(score="general", scope="local-m", window=2),
    "luong-local-p": dict(score="general", scope="local-p", window=2),
}
FAMILY = ("bahdanau", *LUONG, "no-attention")  # all kinds; NAMES are those that most tests use


def tiny_config(name: str = "bahdanau") -> ModelConfig:
    """The shape of the tiny model called `name`, one of FAMILY."""
    sizes = dict(vocabulary_size=VOCABULARY_SIZE, embedding_size=16, encoder_size=20, decoder_size=24, dropout=0.0)
    if name == "bahdanau":
        return ModelConfig(attention="bahdanau", score="additive", **sizes)
    if name in LUONG:
        return ModelConfig.model_validate(sizes | dict(attention="luong", input_feeding=True) | LUONG[name])
    return ModelConfig(attention="none", **sizes)


def copy_to_german(root: Path) -> None:
    """Copy the models in en-fr/ to en-de/, where they call their French German."""
    for folder in filter(Path.is_dir, (root / "en-fr").iterdir()):
        copied = Path(shutil.copytree(folder, root / "en-de" / folder.name))
        config = json.loads((copied / CONFIG).read_text())
        (copied / CONFIG).write_text(json.dumps(config | {"target_language": "German"}))


def tiny_vocabulary() -> Vocabulary:
    """A real SentencePiece vocabulary of both languages; it has no <, > or &."""
    return train_vocabulary([text for pair in PAIRS for text in pair], VOCABULARY_SIZE)


def tiny_model(name: str = "bahdanau", seed: int = 0) -> Seq2Seq:
    """An untrained model, ready to decode."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return Seq2Seq(tiny_config(name)).eval()


def learn_by_heart(model: Seq2Seq, vocabulary: Vocabulary, updates: int = 80) -> None:
    """Teach a model PAIRS, in a second or so: its translations mean something and its attention looks somewhere."""
    sources = vocabulary.encode_ids([source for source, _ in PAIRS])
    targets = pad(vocabulary.encode_ids([target for _, target in PAIRS]))  # (B, T)
    lengths = torch.tensor([len(ids) for ids in sources])
    optimiser = torch.optim.Adam(model.parameters(), lr=2e-2)
    for _ in range(updates):
        source, state = model.encode(pad(sources), lengths)
        logits = model.logits(model.unroll(shift_right(targets), state, source).features)  # (B, T, V)
        loss = cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=PAD)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def save_tiny_models(root: Path, vocabulary: Vocabulary, names: Sequence[str] = NAMES, *, updates: int = 80) -> None:
    """Write a trained tiny English-French model of each name under `root`, and the lexicon of the family."""
    write_lexicon(root / "en-fr" / LEXICON, learn_lexicon(PAIRS, ("en", "fr")))
    for name in names:
        model = tiny_model(name)
        learn_by_heart(model, vocabulary, updates)
        save_checkpoint(root / "en-fr" / name, model, vocabulary, source_language="en", target_language="fr")
