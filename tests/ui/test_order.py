"""The order of the chosen models: taken away and chosen again, and changed on purpose."""

from ui.translate.order import in_places, put_at, with_places


def test_a_model_that_was_taken_away_returns_to_its_place() -> None:
    places = with_places((), ["a", "b", "c"])
    places = with_places(places, ["b", "c"])
    assert in_places(["b", "c", "a"], places) == ["a", "b", "c"]
    assert in_places(["b", "c", "new", "a"], places) == ["a", "b", "c", "new"]


def test_an_order_that_was_changed_on_purpose_is_the_one_to_return_to() -> None:
    places = with_places(["a", "gone", "b", "c"], put_at(["a", "b", "c"], 0, "c"))
    assert places == ["c", "gone", "b", "a"]
    assert in_places(["b", "a", "c"], places) == ["c", "b", "a"]
    assert in_places(["b", "gone"], places) == ["gone", "b"]


def test_the_one_that_was_there_goes_where_the_other_was() -> None:
    assert put_at(["a", "b", "c"], 1, "c") == ["a", "c", "b"]
    assert put_at(["a", "b", "c"], 1, "a") == ["b", "a", "c"]
    assert put_at(["a", "b"], 0, "a") == ["a", "b"]
