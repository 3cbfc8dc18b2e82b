import re
from dataclasses import dataclass, field
from typing import Annotated, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from builder.bundled import bundled
from builder.reference.limits import Limit, Strict
from builder.reference.reading import read_as
from builder.reference.signature_files import checked, read_parts
from builder.reference.signatures import Signatures, load_signatures


@dataclass(frozen=True)
class Tree(Strict):
    name: Annotated[str, Limit(pattern="^[a-z]+$")]
    bark: re.Pattern[str] | None = None
    kind: Literal["oak", "elm"] = "oak"


@dataclass(frozen=True)
class Forest(Strict):
    trees: Annotated[tuple[Tree, ...], Limit(min_length=1)]
    tags: frozenset[str] = frozenset()
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)
    share: Annotated[float, Limit(ge=0, le=1)] = 1.0


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param({}, TypeError, id="a key is missing"),
        pytest.param({"trees": [{"name": "a", "age": 3}]}, TypeError, id="a key too many"),
        pytest.param({"trees": [7]}, AttributeError, id="no object"),
    ],
)
def test_data_that_does_not_fit(data: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        read_as(Forest, data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"trees": []}, id="too few"),
        pytest.param({"trees": [{"name": "A"}]}, id="another form"),
        pytest.param({"trees": [{"name": "a", "bark": "("}]}, id="no pattern"),
        pytest.param({"trees": [{"name": "a", "kind": "ash"}]}, id="none of the words"),
        pytest.param({"trees": [{"name": "a"}], "share": 2}, id="too much"),
    ],
)
def test_what_only_a_check_finds(data: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Forest).validate_python(data)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        pytest.param({"trees": [{"name": "a"}]}, Forest((Tree("a"),)), id="the least"),
        pytest.param(
            {"trees": [{"name": "a", "bark": "x+"}, {"name": "b", "kind": "elm"}]},
            Forest((Tree("a", re.compile("x+")), Tree("b", None, "elm"))),
            id="objects, patterns",
        ),
        pytest.param(
            {"trees": [{"name": "a"}], "tags": ["x", "x"], "near": {"b": ["c"]}, "share": 1},
            Forest((Tree("a"),), frozenset({"x"}), {"b": ("c",)}, 1.0),
            id="sets, tables of lists, numbers",
        ),
    ],
)
def test_both_ways_read_the_same(data: dict[str, object], value: Forest) -> None:
    for found in (read_as(Forest, data), TypeAdapter(Forest).validate_python(data)):
        assert found == value
        assert repr(found) == repr(value)


def test_the_bundled_rules_pass_the_check_that_a_scan_leaves_out() -> None:
    path = bundled("configs") / "signatures.toml"
    assert checked(Signatures, read_parts(path), path) == load_signatures()
