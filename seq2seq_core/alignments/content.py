"""What an alignment file holds before anybody knows its format: bytes, and text where they are text.

Sizes that a file tells of itself are never believed: what is compressed is counted while it is read.
"""

from dataclasses import dataclass
from functools import cached_property

from seq2seq_core.errors import CorpusError
from seq2seq_core.parallel_text import decode_lines
from seq2seq_core.unpacking import unpacked

MOST_BYTES = 512 * 1024 * 1024  # of what a compressed file may unpack to
_BINARY = (b"PK\x03\x04", b"PK\x05\x06", b"\x93NUMPY")  # zip, empty zip, npy
HEAD = 200  # lines that are looked at to tell what a file is


@dataclass(frozen=True)
class Content:
    """The bytes of one file, unpacked if they were gzip, and its name for messages."""

    raw: bytes
    name: str

    @property
    def is_binary(self) -> bool:
        """Whether it is a zip or numpy file, which is never read as text."""
        return self.raw.startswith(_BINARY)

    @cached_property
    def lines(self) -> list[str]:
        """Its lines; CorpusError where it is not text."""
        return decode_lines(self.raw, self.name)

    @cached_property
    def text(self) -> str:
        return "\n".join(self.lines)

    @cached_property
    def head(self) -> list[str]:
        """Of a text the first lines that hold something."""
        return [line for line in self.lines if line.strip()][:HEAD]


def content_of(raw: bytes, name: str) -> Content:
    """Unpack a file if it is gzip; CorpusError where it is empty, damaged or too large."""
    content = Content(unpacked(raw, name, MOST_BYTES), name)
    if not content.is_binary and not content.head:
        raise CorpusError(f"{name} is empty")
    return content
