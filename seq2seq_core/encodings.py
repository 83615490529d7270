"""Text from bytes: UTF-8, and UTF-16 or UTF-32 that begin with a mark; of anything else, what it looks like."""

import codecs

from charset_normalizer import from_bytes

from seq2seq_core.errors import CorpusError

MARKED = {  # by the mark at the beginning; that of UTF-32 begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LIKELY = {  # what files of sentences are in, as Python calls it: as people and iconv do, the more common first
    "cp1252": ("Windows-1252 or Latin-1", "WINDOWS-1252"),
    "cp1250": ("Windows-1250", "WINDOWS-1250"),
    "iso8859_2": ("Latin-2", "ISO-8859-2"),
    "iso8859_15": ("Latin-9", "ISO-8859-15"),
    "cp1251": ("Windows-1251", "WINDOWS-1251"),
    "koi8_r": ("KOI8-R", "KOI8-R"),
    "cp1253": ("Windows-1253", "WINDOWS-1253"),
    "cp1254": ("Windows-1254", "WINDOWS-1254"),
    "mac_roman": ("Mac Roman", "MACINTOSH"),
    "shift_jis": ("Shift JIS", "SHIFT_JIS"),
    "euc_jp": ("EUC-JP", "EUC-JP"),
    "gb18030": ("GB 18030", "GB18030"),
    "big5": ("Big5", "BIG5"),
    "euc_kr": ("EUC-KR", "EUC-KR"),
}
LOOKED_AT = 20_000  # bytes around the first that is wrong
FEWEST = 12  # bytes that can look like UTF-16
SHOWN = 40  # characters of the line that it is in


def decode_text(raw: bytes, where: str) -> str:
    """The text without the mark at its beginning; CorpusError says what the bytes look like if they are no text."""
    encoding = next((MARKED[mark] for mark in MARKED if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        said = f"{where} is not {encoding.upper()} text: byte {error.start:,} cannot be read"
        looks = _unmarked(raw) or _likely(raw, error.start) if encoding == "utf-8" else ""
        raise CorpusError(said + looks) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        looks = _unmarked(raw) or ", which no text has: is this a text file?"
        raise CorpusError(f"{where}, line {line:,} has a NUL character{looks}")
    return text


def _unmarked(raw: bytes) -> str:
    """What to say of bytes that look like UTF-16, in which ASCII characters have a NUL beside them; "" of others."""
    sample = raw[:LOOKED_AT]
    if len(sample) < FEWEST:
        return ""
    for name, first in (("UTF-16-LE", 1), ("UTF-16-BE", 0)):
        if sample[first::2].count(0) > 0.3 * len(sample) / 2 and not sample[1 - first :: 2].count(0):
            return f". It looks like UTF-16 without a mark at its beginning: {_convert(name)}"
    return ""


def _likely(raw: bytes, position: int) -> str:
    """What bytes that are not UTF-8 look like, with the line of the first that is not, as it would read."""
    start = raw.rfind(b"\n", 0, position) + 1
    sample = raw[start : start + LOOKED_AT]
    found = from_bytes(sample, cp_isolation=list(LIKELY)).best()
    if found is not None:
        alike = found.could_be_from_charset  # these bytes read the same in all of them
        encoding = next((name for name in LIKELY if name in alike), found.encoding)
    elif _is_printable(sample.decode("cp1252", "replace")):
        encoding = "cp1252"  # of a few words nothing more can be told, and most such files are in it
    else:
        return ", and it looks like no other text: is this a text file?"
    title, converted_from = LIKELY.get(encoding, (encoding, encoding))
    line = raw[start : start + 4 * SHOWN].decode(encoding, "replace").splitlines()[0][:SHOWN]
    number = raw.count(b"\n", 0, start) + 1
    return f". It looks like {title} (line {number:,} would begin “{line}”): {_convert(converted_from)}"


def _is_printable(text: str) -> bool:
    return all(character.isprintable() or character.isspace() for character in text.replace("\ufffd", "\0"))


def _convert(encoding: str) -> str:
    return f"save it as UTF-8, for example by iconv -f {encoding} -t UTF-8"
