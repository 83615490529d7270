"""Text that must be shown as it is, in places where Streamlit reads Markdown: alerts and captions."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_WORD_JOINER = "\u2060"  # invisible; between a colon and a letter it stops :smile: and :red[...]


def plain(text: str) -> str:
    """Markdown that shows `text` literally."""
    return _PUNCTUATION.sub(r"\\\1", text).replace(r"\:", rf"\:{_WORD_JOINER}")
