"""What may be published, and the option that sets each rule aside."""

import json
import shutil
from pathlib import Path

import pytest
from command import Built
from publishing import MANIFEST

from builder.engine.durable import sha256, write_json
from builder.errors import OutputError, PublishError
from builder.release.publishable import Rules, publishable

LOCAL = Rules(allow_local=True)  # the sample's repositories are folders


@pytest.fixture
def built(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def manifest(built: Path, **changed: object) -> None:
    known = json.loads((built / MANIFEST).read_text()) | changed
    write_json(built / MANIFEST, {key: value for key, value in known.items() if value != "gone"})


def sources(built: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((built / MANIFEST).read_text())["sources"]
    return found


def test_the_release_is_named_by_its_month(built: Path) -> None:
    allowed = publishable(built, LOCAL)
    assert (allowed.form, allowed.tag, allowed.problems) == ("parquet", "v2026.11", [])


# Rows that are not for everybody


def test_rows_of_a_local_source_need_their_option(built: Path) -> None:
    with pytest.raises(
        PublishError, match="'repositories' is a folder of this machine: add --allow-local to publish its rows"
    ):
        publishable(built, Rules())
    # the option is for local rows alone
    with pytest.raises(PublishError, match="--allow-local"):
        publishable(built, Rules(force=True, allow_share_alike=True))


def test_a_local_source_without_rows_needs_no_option(built: Path) -> None:
    tables = json.loads((built / MANIFEST).read_text())["tables"]
    manifest(built, tables=tables | {"repositories": tables["repositories"] | {"rows": 0}})
    assert publishable(built, Rules(force=True)).tag == "v2026.11"


@pytest.mark.parametrize("name", ["CC-BY-SA-4.0", "ODbL-1.0", "GPL-3.0-only", "cc-by-sa", "AGPL-3.0-or-later"])
def test_a_share_alike_source_needs_its_option(built: Path, name: str) -> None:
    first, *others = sources(built)
    manifest(built, sources=[first | {"license": name}, *others])
    with pytest.raises(PublishError, match=f"'hub-2024-07' is under {name}, .*--allow-share-alike"):
        publishable(built, LOCAL)
    assert publishable(built, Rules(allow_local=True, allow_share_alike=True)).problems == []


@pytest.mark.parametrize("name", ["Apache-2.0", "CC-BY-4.0", "CC0-1.0", "MIT", "cc-by-nc-4.0"])
def test_other_licences_need_none(built: Path, name: str) -> None:
    manifest(built, sources=[one | {"license": name} for one in sources(built)])
    assert publishable(built, LOCAL).problems == []


# A build with faults


def test_a_flipped_byte_is_published_by_force_alone_and_named(built: Path) -> None:
    readme = built / "README.md"
    readme.write_bytes(readme.read_bytes() + b"x")
    with pytest.raises(PublishError, match=r"has faults \(README.md has other bytes .*\): build it again, or.*--force"):
        publishable(built, LOCAL)
    forced = publishable(built, Rules(allow_local=True, force=True))
    assert forced.problems == [f"README.md has other bytes than {MANIFEST} says"]


@pytest.mark.parametrize("key", ["as_of", "sources", "inputs", "models"])
@pytest.mark.parametrize("force", [False, True])
def test_a_manifest_that_lacks_something_is_not_enough(built: Path, key: str, force: bool) -> None:
    tables = json.loads((built / MANIFEST).read_text())["tables"]
    gone: dict[str, object] = {key: "gone"} if key != "models" else {"tables": {"mappings": tables["mappings"]}}
    manifest(built, **gone)
    with pytest.raises(PublishError, match=f"lacks {key}"):
        publishable(built, Rules(allow_local=True, force=force))


def test_no_dataset(tmp_path: Path, built: Path) -> None:
    with pytest.raises(OutputError, match="is not a folder"):
        publishable(tmp_path / "nothing", LOCAL)
    (tmp_path / "empty").mkdir()
    with pytest.raises(OutputError, match=f"holds no {MANIFEST}"):
        publishable(tmp_path / "empty", LOCAL)
    with pytest.raises(OutputError, match="is not a folder"):
        publishable(built / MANIFEST, LOCAL)


# Words


@pytest.mark.parametrize("form", ["", "csv", "Parquet", "parquet "])
def test_an_unknown_format(built: Path, form: str) -> None:
    with pytest.raises(PublishError, match=f"there is no format '{form}': give --format parquet or arrow"):
        publishable(built, Rules(form, allow_local=True))


@pytest.mark.parametrize(
    "tag",
    [
        *(
            "main",
            "-v1",
            ".v1",
            "v 1",
            "v1/2",
            "v1..2",
            "v1.",
            "v1.lock",
            "a" * 65,
            "ü",
            "v1\n",
            "v~1",
            "v^1",
            "a:b",
            "*",
        ),
        *("1234567", "deadbeef", "0" * 40),
    ],
)
def test_a_name_that_is_none_for_a_release(built: Path, tag: str) -> None:
    with pytest.raises(PublishError, match="is not a name for a release"):
        publishable(built, Rules(tag=tag, allow_local=True))


@pytest.mark.parametrize("tag", ["v2026.11", "v2026.11-1", "1", "202611", "a_b", "mainly", "v1.locked", "a" * 64])
def test_a_name_for_a_release(built: Path, tag: str) -> None:
    assert publishable(built, Rules(tag=tag, allow_local=True)).tag == tag


def test_the_dataset_stays_as_it_is(built: Path) -> None:
    before = {path: sha256(path) for path in built.rglob("*") if path.is_file()}
    publishable(built, LOCAL)
    assert {path: sha256(path) for path in built.rglob("*") if path.is_file()} == before
