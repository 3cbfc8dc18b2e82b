import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.formats.sections import read_sections
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

SIGNATURES = load_signatures()


def found(**files: str) -> list[tuple[str, int, str | None, str | None]]:
    given = [SourceFile(name.replace("__", "."), "b", text.encode()) for name, text in files.items()]
    rows = map_repository("o/n", None, None, [one.path for one in given], given, SIGNATURES).rows
    return [(row["path"], row["line"], row["model_name"], row["defined_at"]) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('a = "${var.name}"', id="variable that nothing declares"),
        pytest.param("environment = {\n  HF_MODEL_ID = var.name\n}", id="without a default"),
        pytest.param('variable "name" {\n  description = "acme/net"\n}', id="description"),
        pytest.param("user_data = <<EOF\nvllm serve acme/net", id="here-document that does not end"),
    ],
)
def test_nothing(text: str) -> None:
    assert found(main__tf=text) == []


DEFAULT = 'variable "name" {\n  default = "acme/net"\n}\n'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param(DEFAULT + "environment = {\n  HF_MODEL_ID = var.name\n}\n", 5, id="variable"),
        pytest.param(DEFAULT + 'environment = {\n  HF_MODEL_ID = "${var.name}"\n}\n', 5, id="variable in a text"),
        pytest.param(
            'locals {\n\n  name = "acme/net"\n}\nenvironment = {\n  HF_MODEL_ID = local.name\n}\n', 6, id="local"
        ),
        pytest.param(DEFAULT + "user_data = <<-EOF\n  #!/bin/sh\n  vllm serve ${var.name}\n  EOF\n", 6, id="user data"),
        pytest.param(DEFAULT + 'command = ["vllm", "serve", var.name]\n', 4, id="list"),
    ],
)
def test_references(text: str, place: int) -> None:
    assert [(line, name) for _, line, name, _ in found(main__tf=text)] == [(place, "acme/net")]


def test_variables_of_the_folder() -> None:
    places = found(
        main__tf="environment = {\n  HF_MODEL_ID = var.name\n}\n",
        variables__tf=DEFAULT,
        prod__tfvars='name = "acme/prod"\n',
    )
    assert set(places) == {
        ("main.tf", 2, "acme/prod", "prod.tfvars:1"),
        ("main.tf", 2, "acme/net", "variables.tf:2"),
    }


def test_the_lines_of_a_here_document_keep_their_places() -> None:
    (entry,) = read_sections("a = <<-END\n    b\n      c\n    END\n")
    assert (entry.value, [tuple(place) for place in entry.places]) == ("b\n  c", [(2, 5), (3, 5)])


@given(st.lists(st.sampled_from(["a = <<-E\n", "E\n", "  b\n", "\n", 'c = "d"\n', "{", "}\n"])))
def test_every_entry_has_a_place_for_each_line(pieces: list[str]) -> None:
    text = "".join(pieces)
    for entry in read_sections(text):
        assert len(entry.places) == entry.value.count("\n") + 1
        assert all(1 <= place.line <= text.count("\n") + 1 for place in entry.places)
