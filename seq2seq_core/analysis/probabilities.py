"""How probable a model finds what is said, word by word."""

import numpy as np

from seq2seq_core.decoding.trace import Floats, Translation


def probabilities(translation: Translation, level: str = "words") -> Floats:
    """The probability of every target word, or of every one of the "pieces" (tokens), given those before it: (T,).

    That of a word is the product over its tokens.
    """
    log_probs = translation.trace.log_probs
    if level == "words":
        log_probs = np.array([log_probs[list(group)].sum() for group in translation.target.groups], dtype=np.float32)
    found: Floats = np.exp(log_probs)
    return found
