"""Alignscope's library: attention-based recurrent translation that keeps everything it computed.

>>> import seq2seq_core as s2s
>>> model = s2s.load("en-fr/bahdanau")
>>> best, *others = model.translate("The cat sleeps.", beam_size=5)
>>> best.text, best.trace.weights.shape  # doctest: +SKIP
"""

from seq2seq_core.decoding.interventions import (
    DropSource,
    ForceToken,
    Intervention,
    ReplaceWeights,
    SetWeights,
    SwapSource,
    Temperature,
)
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.decoding.trace import EnsembleTranslation, Side, Trace, Translation, merge_words
from seq2seq_core.ensemble import Ensemble, load_ensemble
from seq2seq_core.errors import (
    ChallengeError,
    CheckpointError,
    ConfigError,
    CorpusError,
    InputError,
    TrainingError,
    UserError,
)
from seq2seq_core.registry import ModelReference, known_models
from seq2seq_core.translator import Translator, load

__version__ = "0.1.0"

__all__ = [
    "ChallengeError",
    "CheckpointError",
    "ConfigError",
    "CorpusError",
    "DecodingOptions",
    "DropSource",
    "Ensemble",
    "EnsembleTranslation",
    "ForceToken",
    "InputError",
    "Intervention",
    "ModelReference",
    "ReplaceWeights",
    "SetWeights",
    "Side",
    "SwapSource",
    "Temperature",
    "Trace",
    "TrainingError",
    "Translation",
    "Translator",
    "UserError",
    "__version__",
    "known_models",
    "load",
    "load_ensemble",
    "merge_words",
]
