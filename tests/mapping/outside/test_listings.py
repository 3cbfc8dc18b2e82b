import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.found import Demand
from builder.mapping.outside.listings import found
from builder.mapping.outside.wanted import Wanted
from builder.reference.signatures import load_signatures

WANTED = Wanted(Demand(), load_signatures(), deploys=True)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("models.txt", "acme/a b", id="a sentence"),
        pytest.param("models.txt", "acme/a, and then more of it", id="a sentence with a comma"),
        pytest.param("models.txt", "".join(f"acme/a{number}\n" for number in range(400)), id="data"),
        pytest.param("models.csv", "", id="empty table"),
        pytest.param("models.csv", "model\n\n", id="short row"),
        pytest.param("a.sql", "SELECT 'acme/a'", id="query"),
        pytest.param("a.sql", "INSERT INTO models (model_id) VALUES (1)", id="a number"),
    ],
)
def test_nothing(path: str, text: str) -> None:
    assert found(path, text.encode(), WANTED) == []


def test_place_of_a_value() -> None:
    (one,) = found("a.sql", b"INSERT INTO m (id, model) VALUES\n (1, 'acme/a');", WANTED)
    assert (one.line, one.column, one.name, one.usage) == (2, 7, "acme/a", "selectable")


@given(st.text(alphabet="INSERTOVALUES ()',;ma/-\n\t\""))
def test_any_text_is_read(text: str) -> None:
    for path in ("models.txt", "models.csv", "a.sql"):
        found(path, f"INSERT INTO m (model) VALUES {text}".encode(), WANTED)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("acme/a", id="alone"),
        pytest.param("acme/a  # best", id="comment"),
        pytest.param("acme/a,m.gguf", id="file"),
        pytest.param("acme/a | m-*.gguf", id="pattern"),
    ],
)
def test_a_line_each(line: str) -> None:
    assert [one.name for one in found("models.txt", line.encode(), WANTED)] == ["acme/a"]
