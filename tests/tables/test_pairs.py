"""Mappings, models and repositories in, `pairs` out: the real queries over small tables."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from builder import schemas
from builder.licences.judge import OURS
from builder.scan import entries
from builder.tables import pairs

Row = dict[str, Any]
MIT = {"repository_id": "oak/r", "license_spdx": "MIT", "license_files": ["LICENSE"]}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def made(
    connection: duckdb.DuckDBPyConnection,
    mappings: list[Row],
    models: list[Row],
    repositories: list[Row],
    cards: Sequence[Row] = (),
) -> list[Row]:
    """The rows of `pairs`; a mapping is a use of pine/a in oak/r unless it says otherwise."""
    use = {"repository_id": "oak/r", "model_id": "pine/a", "usage": "use", "context": "source"}
    given = [
        (schemas.MAPPINGS, [use | row for row in mappings]),
        (schemas.MODELS, models),
        (schemas.REPOSITORIES, repositories),
        (schemas.EXTRACTED_METADATA, [*cards]),
    ]
    for table, rows in given:
        connection.register(table.name, pa.Table.from_pylist(rows, table.schema))
    pairs.prepare(connection)
    found = connection.sql(f"FROM ({pairs.QUERY}) ORDER BY repository_id, model_id").to_arrow_table()
    assert found.schema.names == schemas.PAIRS.schema.names
    return found.cast(schemas.PAIRS.schema).to_pylist()


def one(connection: duckdb.DuckDBPyConnection, *arguments: list[Row]) -> Row:
    (row,) = made(connection, *arguments)
    return row


def base(model_id: str, *names: str, **more: Any) -> Row:
    return {
        "model_id": model_id,
        "license": "apache-2.0",
        "license_spdx": "Apache-2.0",
        "base_models": [{"model_id": name, "relation": "finetune"} for name in names],
    } | more


APACHE = base("pine/a")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NC = {"license": "cc-by-nc-4.0", "license_spdx": "CC-BY-NC-4.0"}


def test_empty_tables_make_no_pairs(connection: duckdb.DuckDBPyConnection) -> None:
    assert made(connection, [], [], []) == []


def test_a_name_of_no_model_makes_no_pair(connection: duckdb.DuckDBPyConnection) -> None:
    assert made(connection, [{"model_id": None}], [APACHE], [MIT]) == []


@pytest.mark.parametrize(
    ("place", "pinned"),
    [
        pytest.param({"revision": COMMIT}, True, id="a commit"),
        pytest.param({"revision": COMMIT.upper()}, True, id="in capitals"),
        pytest.param({"usage": "component", "revision": COMMIT}, True, id="a tokenizer"),
        pytest.param({"identity": "file_hash"}, True, id="a copied file"),
        pytest.param({}, False, id="nothing"),
        pytest.param({"revision": "main"}, False, id="a branch"),
        pytest.param({"revision": "v1.0"}, False, id="a tag"),
        pytest.param({"revision": COMMIT[:7]}, False, id="a short commit"),
        pytest.param({"hub": "pytorch", "model_name": "o/r#m"}, False, id="PyTorch Hub"),
        pytest.param({"hub": "pytorch", "model_name": "resnet50"}, None, id="a builder"),
        pytest.param({"usage": "hosted"}, None, id="hosted"),
        pytest.param({"usage": "mention", "revision": COMMIT}, None, id="a mention"),
    ],
)
def test_a_commit_alone_pins_as_in_a_scan(
    place: Row, pinned: bool | None, connection: duckdb.DuckDBPyConnection
) -> None:
    row = one(connection, [place], [APACHE], [MIT])
    assert row["pinned"] is pinned
    columns = {"usage": "use", "hub": None, "model_name": None, "identity": None, "revision": None}
    assert entries.pinned([columns | place]) == {True: "pinned", False: "floating", None: None}[pinned]


def test_places_are_one_row(connection: duckdb.DuckDBPyConnection) -> None:
    places = [
        {"usage": "mention", "context": "docs"},
        {"usage": "component", "revision": COMMIT, "trust_remote_code": False},
        {"usage": "use", "revision": COMMIT, "trust_remote_code": True},
    ]
    row = one(connection, places, [APACHE], [MIT])
    assert (row["usage"], row["places"], row["contexts"]) == ("use", 3, ["docs", "source"])
    assert (row["pinned"], row["trust_remote_code"]) == (True, True)  # a mention cannot pin
    assert (row["model_license"], row["repository_license"], row["exposure"]) == ("Apache-2.0", "MIT", "referenced")
    assert (row["verdict"], row["conflict_via"], row["dropped_terms"]) == ("compatible", None, [])


@pytest.mark.parametrize(
    ("place", "exposure"),
    [
        pytest.param({"usage": "mention"}, None, id="named only"),
        pytest.param({"usage": "unresolved"}, None, id="not found"),
        pytest.param({"usage": "use"}, "referenced", id="fetched"),
        pytest.param({"usage": None, "resolution": "release"}, "referenced", id="a release's, which tells no usage"),
        pytest.param({"usage": "selectable"}, "referenced", id="one of several"),
        pytest.param({"usage": "hosted"}, "hosted", id="called at a service"),
        pytest.param({"identity": "file_hash"}, "bundled", id="a file of weights in the repository"),
    ],
)
def test_exposure(connection: duckdb.DuckDBPyConnection, place: Row, exposure: str | None) -> None:
    row = one(connection, [place], [APACHE], [MIT])
    assert row["exposure"] == exposure
    assert (row["verdict"] is None) == (exposure is None)


@pytest.mark.parametrize(
    ("model", "repository", "verdict"),
    [
        pytest.param(
            {"license": None, "license_spdx": None}, {}, "model_license_missing", id="no licence of the model"
        ),
        pytest.param({}, {"license_spdx": None, "license_files": []}, "repository_license_missing", id="nor here"),
        pytest.param({}, {"license_spdx": None, "license_files": None}, "repository_license_missing", id="not read"),
        pytest.param({"license": "other", "license_spdx": None}, {}, "not_covered", id="other"),
        pytest.param(
            {"license": "other", "license_spdx": None, "license_name": "llama3"}, {}, "conditional", id="its name"
        ),
        pytest.param({"license": "mit, gpl-3.0", "license_spdx": None}, {}, "compatible", id="two licences"),
        pytest.param({}, {"license_spdx": None}, "compatible", id="a text that nobody recognises, nothing to drop"),
        pytest.param(NC, {"license_spdx": None}, "conditional", id="the same, with a limit"),
        pytest.param(NC, {"license_spdx": None, "license_declared": "MIT"}, "conditional", id="the host's word"),
    ],
)
def test_licences_that_are_missing_or_odd(
    connection: duckdb.DuckDBPyConnection, model: Row, repository: Row, verdict: str
) -> None:
    assert one(connection, [{}], [APACHE | model], [MIT | repository])["verdict"] == verdict


@pytest.mark.parametrize(
    ("models", "via"),
    [
        pytest.param([base("pine/a", "pine/b"), base("pine/b")], None, id="a base that asks no more"),
        pytest.param([base("pine/a", "pine/b"), base("pine/b", **NC)], "pine/b", id="its base"),
        pytest.param(
            [base("pine/a", "pine/b"), base("pine/b", "pine/c"), base("pine/c", **NC)], "pine/c", id="its root"
        ),
        pytest.param([base("pine/a", "pine/nowhere")], None, id="a base that is no model of ours"),
        pytest.param([base("pine/a", "pine/b"), base("pine/b", "pine/a")], None, id="a circle"),
        pytest.param([base("pine/a", "pine/a", **NC)], None, id="itself"),
        pytest.param(
            [base("pine/a", "pine/b", "pine/c"), base("pine/b"), base("pine/c", **NC)], "pine/c", id="a merge"
        ),
    ],
)
def test_base_models(connection: duckdb.DuckDBPyConnection, models: list[Row], via: str | None) -> None:
    assert one(connection, [{}], models, [MIT])["conflict_via"] == via


def test_a_base_model_that_only_the_card_names(connection: duckdb.DuckDBPyConnection) -> None:
    card = {"model_id": "pine/a", "revision": "1", "base_models": ["pine/b", "pine/nowhere"]}
    (row,) = made(connection, [{}], [APACHE, base("pine/b", **NC)], [MIT], [card])
    assert (row["verdict"], row["conflict_via"]) == ("conditional", "pine/b")


def test_pairs_do_not_mix(connection: duckdb.DuckDBPyConnection) -> None:
    models = [base("pine/a", "pine/b"), base("pine/b", **NC), base("pine/c")]
    repositories = [MIT, MIT | {"repository_id": "oak/s", "license_spdx": "CC-BY-NC-4.0"}]
    places = [{}, {"model_id": "pine/c"}, {"repository_id": "oak/s"}, {"repository_id": "oak/s", "model_id": "pine/b"}]
    found = {
        (row["repository_id"], row["model_id"]): row["verdict"]
        for row in made(connection, places, models, repositories)
    }
    assert found == {
        ("oak/r", "pine/a"): "conditional",
        ("oak/r", "pine/c"): "compatible",
        ("oak/s", "pine/a"): "compatible",
        ("oak/s", "pine/b"): "compatible",
    }


def test_a_licence_that_nobody_read_is_not_said_to_be_missing(connection: duckdb.DuckDBPyConnection) -> None:
    unread = one(connection, [{}], [APACHE], [{"repository_id": "oak/r", "license_files": None}])
    none = one(connection, [{}], [APACHE], [{"repository_id": "oak/r", "license_files": []}])
    assert (unread["rule"], unread["rule_source"]) == ("the repository's licence was not read", OURS)
    assert (none["rule"], none["rule_source"]) == ("the repository has no licence: nobody may use it", OURS)


TUNED = base("oak/tuned", "pine/a", license="mit", license_spdx="MIT")
SAID = {"model_id": "oak/tuned", "revision": "1", "github_repo": "https://github.com/Oak/R"}
OTHERS = {"model_id": "elm/tuned", "revision": "1", "github_repo": "https://github.com/oak/r"}


@pytest.mark.parametrize(
    ("models", "cards", "places", "published"),
    [
        pytest.param([TUNED], [], [{}], None, id="no card names a repository"),
        pytest.param([TUNED], [SAID | {"github_repo": "https://github.com/oak/other"}], [{}], None, id="another one"),
        pytest.param([base("oak/tuned")], [SAID], [{}], None, id="made from another model"),
        pytest.param([base("elm/tuned", "pine/a")], [OTHERS], [{}], None, id="of others, as cards of libraries' users"),
        pytest.param([TUNED], [SAID], [{}], ["oak/tuned"], id="of one owner"),
        pytest.param([TUNED], [SAID], [{"usage": "mention"}], ["oak/tuned"], id="the base is only named"),
        pytest.param(
            [base("elm/tuned", "pine/a")],
            [OTHERS],
            [{}, {"model_id": "elm/tuned", "usage": "mention"}],
            ["elm/tuned"],
            id="of others, and the repository names it",
        ),
        pytest.param(
            [TUNED | {"base_models": [{"model_id": "pine/b", "relation": "merge"}]}, base("pine/b", "pine/a")],
            [SAID],
            [{}],
            ["oak/tuned"],
            id="made from what was made from it",
        ),
    ],
)
def test_derived(
    connection: duckdb.DuckDBPyConnection,
    models: list[Row],
    cards: list[Row],
    places: list[Row],
    published: list[str] | None,
) -> None:
    rows = {row["model_id"]: row for row in made(connection, places, [APACHE, *models], [MIT], cards)}
    assert rows["pine/a"]["derived_models"] == published
    assert rows["pine/a"]["exposure"] == ("derived" if published else "referenced")


@pytest.mark.parametrize(
    ("base_licence", "own", "repository", "verdict"),
    [
        pytest.param("GPL-3.0-only", "MIT", "MIT", "incompatible", id="what is published is under another licence"),
        pytest.param(
            "GPL-3.0-only", "GPL-3.0-only", "MIT", "compatible", id="it keeps the model's, the code has another"
        ),
        pytest.param("GPL-3.0-only", None, "MIT", "incompatible", id="it has none: the repository's counts"),
        pytest.param("GPL-3.0-only", None, None, "repository_license_missing", id="nor has the repository"),
        pytest.param("LicenseRef-llama2", "LicenseRef-llama2", "MIT", "compatible", id="the same terms"),
        pytest.param(None, "MIT", "MIT", "model_license_missing", id="the base has none"),
    ],
)
def test_derived_is_judged_by_the_licence_of_what_is_passed_on(
    connection: duckdb.DuckDBPyConnection,
    base_licence: str | None,
    own: str | None,
    repository: str | None,
    verdict: str,
) -> None:
    models = [
        base("pine/a", license=base_licence, license_spdx=base_licence),
        base("oak/tuned", "pine/a", license=own, license_spdx=own),
    ]
    target = {"repository_id": "oak/r", "license_spdx": repository, "license_files": []}
    (row,) = made(connection, [{}], models, [target], [SAID])
    assert (row["verdict"], row["repository_license"]) == (verdict, repository)
