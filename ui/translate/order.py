"""In which order the chosen models stand: one that was taken away and is chosen again returns to where it was."""

from collections.abc import Sequence


def with_places(known: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """All places: the chosen models in their order, and between them those of `known` that are not chosen now."""
    inside = set(known)
    rest = iter([name for name in chosen if name in inside])
    return [next(rest) if name in chosen else name for name in known] + [name for name in chosen if name not in inside]


def in_places(chosen: Sequence[str], places: Sequence[str]) -> list[str]:
    """The chosen models, each in its place; one that has none comes last."""
    return sorted(chosen, key=lambda name: places.index(name) if name in places else len(places))


def put_at(chosen: Sequence[str], place: int, name: str) -> list[str]:
    """The chosen models with `name` at a place; the one that was there goes where `name` was."""
    swapped = list(chosen)
    other = swapped.index(name)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    return swapped
