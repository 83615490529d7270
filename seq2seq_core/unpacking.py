"""Gzip files that come from anywhere: what they tell of their size is not believed, but counted while they are read."""

import zlib

from seq2seq_core.errors import CorpusError

GZIP = b"\x1f\x8b"


def unpacked(raw: bytes, name: str, most: int) -> bytes:
    """What a gzip file holds, or any other file as it is; CorpusError as soon as that is more than `most` bytes."""
    if raw.startswith(GZIP):
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            raw = stream.decompress(raw, most + 1)
        except zlib.error as error:
            raise CorpusError(f"{name} cannot be unpacked: {error}") from error
        if len(raw) <= most and not stream.eof:
            raise CorpusError(f"{name} cannot be unpacked: it ends in the middle")
    if len(raw) > most:
        raise CorpusError(f"{name} has more than {most:,} bytes, which is the most that is read")
    return raw
