"""Records that nothing changes: what they have of data classes, and what a hash tells."""

from builder.mapping.immutable import immutable


@immutable(frozen=True, slots=True)
class Pair:
    first: str
    second: int = 0


@immutable(frozen=True, eq=False, slots=True)
class Place:
    line: int


def test_the_same_values_are_the_same_record() -> None:
    assert Pair("a") == Pair("a", 0)
    assert Pair("a") != Pair("a", 1)
    assert len({Pair("a"), Pair("a", 0), Pair("b")}) == 2


def test_each_is_one_of_its_own_without_eq() -> None:
    assert len({Place(1), Place(1)}) == 2
