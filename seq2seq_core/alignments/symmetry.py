"""One alignment of two: of the links from source to target and those from target to source.

Och and Ney (2003), "A Systematic Comparison of Various Statistical Alignment Models", section 4 (intersection, union),
and Koehn, Och and Marcu (2003), "Statistical Phrase-Based Translation", section 3.1 (grow-diag-final-and, as Moses has
it since: "final" asks that both words are without a link).
"""

from typing import Literal, get_args

from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.alignment_error import Links

How = Literal["intersection", "union", "grow-diag", "grow-diag-final-and"]
HOWS: tuple[How, ...] = get_args(How)

# (source, target) steps from a link to its neighbours, in the order in which Moses looks at them
_NEIGHBOURS = ((0, -1), (-1, 0), (0, 1), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1))


def symmetrise(forward: Links, backward: Links, how: How) -> Links:
    """Put two sets of links together; both are (source, target), whichever direction found them."""
    if how not in HOWS:
        raise InputError(f"there is no way “{how}” to put links together; there are {', '.join(HOWS)}")
    if how == "intersection":
        return forward & backward
    if how == "union":
        return forward | backward
    links = _grow_diag(forward, backward)
    if how == "grow-diag-final-and":
        for direction in (forward, backward):
            _final_and(links, direction)
    return links


def _grow_diag(forward: Links, backward: Links) -> Links:
    """From the intersection to neighbours in the union, diagonal ones too, of which a word has no link yet.

    The order is that of the published algorithm, since it decides: links by target, then source word, each seen in the
    same round in which it came, again until a round adds none.
    """
    union = forward | backward
    links = forward & backward
    in_order = sorted(union, key=lambda link: (link[1], link[0]))
    sources, targets = {s for s, _ in links}, {t for _, t in links}
    grown = True
    while grown:
        grown = False
        for s, t in in_order:
            if (s, t) not in links:
                continue
            for right, down in _NEIGHBOURS:
                near = s + right, t + down
                if near in union and near not in links and (near[0] not in sources or near[1] not in targets):
                    links.add(near)
                    sources.add(near[0])
                    targets.add(near[1])
                    grown = True
    return links


def _final_and(links: Links, direction: Links) -> None:
    """Add those of one direction of which neither word has a link yet."""
    sources, targets = {s for s, _ in links}, {t for _, t in links}
    for s, t in sorted(direction, key=lambda link: (link[1], link[0])):
        if s not in sources and t not in targets:
            links.add((s, t))
            sources.add(s)
            targets.add(t)
