"""Text that must be shown as it is, in places where Streamlit reads Markdown: alerts and captions."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER = "\u2060"  # invisible; it stops what a backslash does not:
_READ_ANYWAY = re.compile(
    r"(\\:|\\@|www(?=\\\.)"  # :smile:, a@b.org and www.a.org, which become links,
    r"|\\[<~>-](?=\\[>=-]))",  # and ->, <-, <->, --, >=, <= and ~=, which become arrows, dashes and signs
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Markdown that shows `text` literally."""
    return _READ_ANYWAY.sub(rf"\1{_JOINER}", _PUNCTUATION.sub(r"\\\1", text))
