"""Two directions put together: an example worked by hand, and the published algorithm with loops over all cells."""

import random

import pytest

from seq2seq_core.alignments import HOWS, symmetrise
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.alignment_error import Links


def slowly(forward: Links, backward: Links, sources: int, targets: int, final: bool) -> Links:
    """Koehn et al. (2003) as Moses prints it (GROW-DIAG-FINAL-AND), e the target and f the source word."""
    neighbouring = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))
    union = {(t, s) for s, t in forward | backward}
    alignment = {(t, s) for s, t in forward & backward}

    def e_aligned(e: int) -> bool:
        return any((e, f) in alignment for f in range(sources))

    def f_aligned(f: int) -> bool:
        return any((e, f) in alignment for e in range(targets))

    added = True
    while added:
        added = False
        for e in range(targets):
            for f in range(sources):
                if (e, f) in alignment:
                    for down, right in neighbouring:
                        e_new, f_new = e + down, f + right
                        if (
                            (not e_aligned(e_new) or not f_aligned(f_new))
                            and (e_new, f_new) in union
                            and (e_new, f_new) not in alignment
                        ):
                            alignment.add((e_new, f_new))
                            added = True
    if final:
        for direction in (forward, backward):
            for e_new in range(targets):
                for f_new in range(sources):
                    if not e_aligned(e_new) and not f_aligned(f_new) and (f_new, e_new) in direction:
                        alignment.add((e_new, f_new))
    return {(s, t) for t, s in alignment}


# source 0 1 2 3 4, target 0 1 2 3 4. Both agree on 0-0 and 2-2.
FORWARD = {(0, 0), (2, 2), (1, 1), (4, 4), (3, 0)}
BACKWARD = {(0, 0), (2, 2), (2, 1), (4, 3)}


def test_intersection_and_union() -> None:
    assert symmetrise(FORWARD, BACKWARD, "intersection") == {(0, 0), (2, 2)}
    assert symmetrise(FORWARD, BACKWARD, "union") == {(0, 0), (2, 2), (1, 1), (4, 4), (3, 0), (2, 1), (4, 3)}


def test_grow_diag_by_hand() -> None:
    # Of 0-0 the neighbour 1-1 comes first, diagonal, both words new. Of 1-1 the neighbour 2-1 has both words linked.
    # 3-0 is next to none; 4-3 and 4-4 are not next to 2-2.
    assert symmetrise(FORWARD, BACKWARD, "grow-diag") == {(0, 0), (2, 2), (1, 1)}


def test_final_and_adds_links_of_two_new_words_forward_first() -> None:
    # 3-0: target 0 has a link. 4-4 is forward and both are new; then 4-3 of the other direction finds source 4 taken.
    assert symmetrise(FORWARD, BACKWARD, "grow-diag-final-and") == {(0, 0), (2, 2), (1, 1), (4, 4)}
    assert symmetrise(BACKWARD, FORWARD, "grow-diag-final-and") == {(0, 0), (2, 2), (1, 1), (4, 3)}


def test_a_grown_link_grows_again_in_the_same_round_and_in_the_next() -> None:
    chain = {(0, 0), (1, 0), (2, 0), (3, 1)}
    assert symmetrise({(0, 0)} | chain, {(0, 0)}, "grow-diag") == chain
    upwards = {(3, 3), (2, 2), (1, 1), (0, 0)}
    assert symmetrise({(3, 3)} | upwards, {(3, 3)}, "grow-diag") == upwards


@pytest.mark.parametrize("seed", range(5))
def test_against_loops_over_all_cells(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(60):
        sources, targets = draw.randint(1, 7), draw.randint(1, 7)
        density = draw.choice([0.15, 0.3, 0.6])
        cells = [(s, t) for s in range(sources) for t in range(targets)]
        forward, backward = ({cell for cell in cells if draw.random() < density} for _ in range(2))
        before = set(forward), set(backward)
        assert symmetrise(forward, backward, "grow-diag") == slowly(forward, backward, sources, targets, False)
        assert symmetrise(forward, backward, "grow-diag-final-and") == slowly(forward, backward, sources, targets, True)
        assert (forward, backward) == before


def test_every_way_lies_between_intersection_and_union() -> None:
    for how in HOWS:
        assert FORWARD & BACKWARD <= symmetrise(FORWARD, BACKWARD, how) <= FORWARD | BACKWARD


def test_other_ways_are_named() -> None:
    with pytest.raises(InputError, match="there are intersection, union, grow-diag, grow-diag-final-and"):
        symmetrise(set(), set(), "grow")  # type: ignore[arg-type]
