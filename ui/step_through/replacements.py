"""What replaced attention did on many sentences: the table that `python -m benchmarks.replacements` has written."""

from seq2seq_core import Translation
from ui.shared.measured import measured


def told_of(kind: str, run: Translation) -> str | None:
    """In words, the share of output words that stay under a replacement; None if these weights were not measured."""
    for table in measured("replacements").values():
        rows = {(row["replacement"], row["fingerprint"]): row for row in table["rows"]}
        if row := rows.get((kind, run.fingerprint)):
            return (
                f"{row['function']:.0f}% of its function words and {row['content']:.0f}% of its content words stay, "
                f"in {table['sentences']:,} sentences of {table['data']}"
            )
    return None
