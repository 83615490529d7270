"""Links in and out of Pharaoh text, and what they say of a model's: worked by hand."""

import pytest

from seq2seq_core.evaluation.alignment_error import alignment_error_rate
from seq2seq_core.evaluation.hand_alignment import HandAlignment, LinkScore, read_links, score_links, write_links

GOLD = HandAlignment(frozenset({(0, 0), (1, 2), (2, 1)}), frozenset({(3, 2), (3, 3)}))


def test_sure_and_possible_links_are_read_and_written() -> None:
    read, wrong = read_links("2-1 0-0  1-2, 3?3 3?2", 4, 4)
    assert read == GOLD
    assert wrong == []
    assert write_links(GOLD) == "0-0 1-2 2-1 3?2 3?3"
    assert read_links(write_links(GOLD), 4, 4) == (GOLD, [])


def test_a_link_that_is_both_is_sure() -> None:
    assert read_links("0?0 0-0", 1, 1)[0] == HandAlignment(frozenset({(0, 0)}))


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("4-0", "no source word 4; they are 0 to 3"),
        ("0-9", "no target word 9; they are 0 to 3"),
        ("a-b", "a link is two numbers"),
        ("1", "a link is two numbers"),
        ("1--2", "a link is two numbers"),
        ("-1-0", "a link is two numbers"),
        ("٣-0", "a link is two numbers"),
        ("99999-0", "a link is two numbers"),
        ("<b>x</b>", "a link is two numbers"),
    ],
)
def test_a_link_that_is_wrong_is_named_by_its_place_and_the_others_hold(item: str, said: str) -> None:
    read, wrong = read_links(f"0-0 {item} 1-2", 4, 4)
    assert read == HandAlignment(frozenset({(0, 0), (1, 2)}))
    (message,) = wrong
    assert message.startswith(f"link 2, “{item[:20]}”")
    assert said in message


def test_very_many_links_are_cut_and_said_to_be() -> None:
    _, (message,) = read_links("0-0 " * 1001, 1, 1)
    assert "1,001 links are too many" in message


def test_clicks_go_from_none_to_sure_to_possible_to_none() -> None:
    once = HandAlignment().turned(1, 0)
    twice = once.turned(1, 0)
    assert (write_links(once), write_links(twice), write_links(twice.turned(1, 0))) == ("1-0", "1?0", "")
    assert not twice.turned(1, 0)


def test_a_worked_example_with_sure_and_possible_links() -> None:
    found = {(0, 0), (1, 2), (3, 3), (2, 3)}
    # |A| = 4, |S| = 3; of A two are sure, three are sure or possible: 1 - (2 + 3) / (4 + 3)
    assert score_links(found, GOLD) == LinkScore(3 / 4, 2 / 3, pytest.approx(2 / 7))


def test_possible_links_cost_nothing_when_missed_and_nothing_when_found() -> None:
    sure = {(0, 0), (1, 2), (2, 1)}
    assert score_links(sure, GOLD).error_rate == 0
    assert score_links(sure | {(3, 2)}, GOLD).error_rate == 0


def test_without_possible_links_the_error_rate_is_one_minus_the_f_score() -> None:
    gold = HandAlignment(GOLD.sure)
    score = score_links({(0, 0), (1, 1)}, gold)
    assert score.precision is not None
    assert score.recall is not None
    balance = 2 * score.precision * score.recall / (score.precision + score.recall)
    assert score.error_rate == pytest.approx(1 - balance)


def test_nothing_found_or_nothing_sure_has_no_share() -> None:
    assert score_links(set(), GOLD) == LinkScore(None, 0, 1)
    assert score_links({(0, 0)}, HandAlignment(possible=frozenset({(0, 0)}))) == LinkScore(1, None, 0)
    assert score_links(set(), HandAlignment()) == LinkScore(None, None, None)


def test_the_error_rate_of_a_corpus_takes_possible_links_too() -> None:
    found = [{(0, 0), (1, 1)}, {(0, 1)}]
    sure = [{(0, 0)}, {(0, 0)}]
    possible = [{(1, 1)}, {(0, 1)}]
    assert alignment_error_rate(found, sure) == pytest.approx(1 - 2 / 5)
    assert alignment_error_rate(found, sure, possible) == pytest.approx(1 - (1 + 3) / 5)
