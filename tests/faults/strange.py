"""Text that nobody expects, drawn at random: scripts, marks, controls, code, and what is far too long."""

import random
import sys

CODE = [
    "<script>alert(1)</script>", "<b>x</b>", "&amp;", "**a**", ":smile:", "$x^2$", "[a](http://b)", "`x`", "# a",
    "|a|b|", "'; DROP TABLE x; --", "../../etc/passwd", "%s%n", "{0}", "{{7*7}}", "${HOME}", "$(id)", "\\u0000", "\\",
    "\"", "''", "=1+1", "@a", "</s>", "<s>", "<unk>", "<pad>", "null", "NaN", "1e999", "-0", "0x10", "true", "None",
]  # fmt: skip
CHARACTERS = [
    "\u0301", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u00ad", "\ufffd", "\uffff", "\U0010ffff", "\ue000",
    "\u2028", "\x00", "\x07", "\x1b", "\x7f", "\x85", "\xa0", "\u3000", "\t", "\n", "\r", "\x0b", "\x0c", "\ud800",
    "\udfff", "▁", "’", "ß", "İ", "ﬁ", "한", "猫", "न", "ि", "ق", "👩‍👩‍👧", "🇫🇷", "😀", "…", "—", "½", "٣", "𝔘", "Ǆ",
]  # fmt: skip
WORDS = ["the", "cat", "The", "dog", "sleeps", "red", "chair", ".", ",", "?", "a", "I'm", "don't", "x" * 60]


def strange_text(chance: random.Random) -> str:
    """A text of one to many parts, some of them known words, with or without spaces between them."""
    parts = [_part(chance) for _ in range(chance.choice([0, 1, 2, 3, 5, 8, 8, 20, 150]))]
    if chance.random() < 0.1:
        parts = [chance.choice(parts or ["a"])] * chance.choice([2, 50, 400])
    return chance.choice(["", " ", " ", " ", "  "]).join(parts)


def _part(chance: random.Random) -> str:
    match chance.randrange(8):
        case 0:
            return chance.choice(CODE)
        case 1:
            return chance.choice(CHARACTERS)
        case 2:
            return "".join(chance.choice(CHARACTERS) for _ in range(chance.randint(2, 6)))
        case 3:
            return chr(chance.randrange(sys.maxunicode + 1))
        case 4:
            return "".join(chr(chance.randrange(32, 0x250)) for _ in range(chance.randint(1, 12)))
        case _:
            return chance.choice(WORDS)
