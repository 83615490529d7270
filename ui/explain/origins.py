"""Where each target word comes from: the source, or what was said before it."""

from collections.abc import Sequence

import numpy as np

from figures.contributions import contributions_figure
from seq2seq_core.decoding.trace import Floats
from ui.explain.runs import Explained, say_name
from ui.shared.chart import draw_chart
from ui.shared.models import contributions
from ui.shared.shell import muted

MOST_NAMED = 8  # words of a line


def draw(explained: Sequence[Explained]) -> None:
    """A bar for every target word of every model."""
    for one in explained:
        if not one.target:
            continue
        if len(explained) > 1:
            say_name(one, "origins")
        nats = shown_nats(one)
        shares = source_shares(nats)
        draw_chart(
            contributions_figure(nats, shares, one.target),
            f"origins-{one.letter}",
            alt="How much of each target word comes from the source: "
            + ", ".join(f"{word.text} {share:.0%}" for word, share in zip(one.target, shares, strict=True)),
        )
        muted(in_words(one, shares), f"origins-said-{one.letter}")


def shown_nats(one: Explained) -> Floats:
    """What the source and what was said before add to each shown word (T, 2), in nats."""
    found = contributions(one.model, one.translation)
    return np.stack([found[list(one.target_tokens(t))].sum(axis=0) for t in range(len(one.target))])


def source_shares(nats: Floats) -> Floats:
    """The share (T,) of the source in what both add; what takes away counts as nothing, and nan where neither adds."""
    added = np.maximum(nats, 0)
    total = added.sum(axis=1)
    return np.divide(added[:, 0], total, out=np.full_like(total, np.nan), where=total > 0)


def in_words(one: Explained, shares: Floats) -> str:
    """The words to which what was said before adds more than the source."""
    named = [word.text for word, share in zip(one.target, shares, strict=True) if share < 0.5]
    if not named:
        return "To every word the source adds more than what was said before it."
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return f"What was said before adds more than the source to: {', '.join(named[:MOST_NAMED])}{more}."
