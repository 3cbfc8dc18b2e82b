import copy
import dataclasses
import pickle

from builder.records import dataclass


@dataclass(frozen=True)
class Plain:
    """Some fields."""

    name: str
    size: int = 3
    seen: tuple[str, ...] = dataclasses.field(default=(), compare=False)
    key: str = dataclasses.field(default="x", repr=False)


@dataclasses.dataclass(frozen=True)
class Known:
    """The same fields."""

    name: str
    size: int = 3
    seen: tuple[str, ...] = dataclasses.field(default=(), compare=False)
    key: str = dataclasses.field(default="x", repr=False)


@dataclass(frozen=True)
class Derived(Plain):
    """A field more."""

    more: int = 0


@dataclass(frozen=True)
class Empty:
    """No field."""


@dataclass(frozen=True)
class Own:
    """Methods of its own stay."""

    name: str

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return self.name


@dataclass
class Loose:
    """Python's own."""

    name: str


@dataclass(frozen=True, slots=True)
class Slotted:
    """No dictionary."""

    name: str
    size: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """Each is one of its own."""

    line: int


def test_a_record_is_shown_compared_and_hashed_like_pythons_own() -> None:
    assert repr(Plain("a", seen=("b",))) == repr(Known("a", seen=("b",))).replace("Known", "Plain")
    assert Plain("a") == Plain("a", 3, ("seen",))
    assert Plain("a") != Plain("a", 4)
    assert Plain("a") != Known("a")
    assert Plain("a") != Derived("a")
    assert Derived("a", more=1) == Derived("a", more=1)
    assert Derived("a") != Derived("a", more=1)
    assert hash(Plain("a")) == hash(Plain("a", seen=("b",)))
    assert len({Plain("a"), Plain("a", 3), Plain("b")}) == 2
    assert Empty() == Empty()
    assert len({Empty(), Empty()}) == 1


def test_a_record_can_be_replaced_and_copied() -> None:
    assert dataclasses.replace(Plain("a"), size=5) == Plain("a", 5)
    assert dataclasses.asdict(Plain("a")) == dataclasses.asdict(Known("a"))
    assert [one.name for one in dataclasses.fields(Derived)] == ["name", "size", "seen", "key", "more"]
    made = Derived("a", more=2)
    assert copy.deepcopy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made


def test_methods_of_a_class_stay() -> None:
    assert repr(Own("a")) == "a"
    assert hash(Own("a")) == 7
    assert Own("a") == Own("a")


def test_other_forms_are_pythons_own() -> None:
    assert Loose("a") == Loose("a")
    assert Loose.__hash__ is None


def test_records_with_slots() -> None:
    assert not hasattr(Slotted("a"), "__dict__")
    assert repr(Slotted("a")) == "Slotted(name='a', size=0)"
    assert len({Slotted("a"), Slotted("a", 0), Slotted("a", 1)}) == 2
    assert dataclasses.replace(Slotted("a"), size=2) == Slotted("a", 2)
    assert pickle.loads(pickle.dumps(Slotted("a"))) == Slotted("a")


def test_without_eq_each_is_one_of_its_own() -> None:
    assert len({Place(1), Place(1)}) == 2
    assert repr(Place(1)) == "Place(line=1)"
