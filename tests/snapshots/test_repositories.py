"""A repository as a row: every column of the table that its files can tell."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from builder import schemas
from builder.repository.license_files import is_license
from builder.repository.trees import Entry, open_tree
from builder.snapshots import repositories

Commit = Callable[[Path, Mapping[str, str | bytes]], str]

MIT = "SPDX-License-Identifier: MIT\n"
APACHE = "SPDX-License-Identifier: Apache-2.0\n"
FILLED_LATER = {"scan_status", "files_scanned", "files_skipped", "scanned_at", "captured_at"}

FACTS = {"repository_id": "owner/name", "host": "local", "url": None, "found_by": [], "models_declared": None}


def capture(folder: Path) -> dict[str, object]:
    return repositories.capture(open_tree(str(folder)), FACTS)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_row_has_every_column_but_those_filled_later(tmp_path: Path) -> None:
    row = capture(tmp_path)
    assert row.keys() | FILLED_LATER == set(schemas.REPOSITORIES.schema.names)
    assert not row.keys() & FILLED_LATER
    assert pa.Table.from_pylist([row], schemas.REPOSITORIES.schema).num_rows == 1


def test_row_of_an_empty_folder(tmp_path: Path) -> None:
    row = capture(tmp_path)
    told = {name: value for name, value in row.items() if value is not None}
    assert told == {
        "repository_id": "owner/name",
        "host": "local",
        "languages": [],
        "size_kb": 0,
        "license_files": [],
        "dependencies": [],
        "found_by": [],
        "status": "present",
    }


def test_row_of_a_commit(tmp_path: Path, commit_files: Commit) -> None:
    files = {"a.py": "x" * 1499, "b.PY": "", "n.ipynb": "y" * 1600, "README.md": "z" * 400, "k.cu": "", "LICENSE": MIT}
    commit = commit_files(tmp_path, files | {"requirements.txt": "torch>=2\n", "sub/setup.py": "'timm'"})
    row = capture(tmp_path)
    assert row["commit"] == commit
    assert row["committed_at"] == datetime(2024, 5, 6, 5, 8, 9)
    assert row["default_branch"] == "main"
    assert row["languages"] == ["Jupyter Notebook", "Python", "Cuda"]
    assert row["size_kb"] == 4
    assert (row["license_files"], row["license_spdx"]) == (["LICENSE"], "MIT")
    assert row["dependencies"] == [
        {"name": "torch", "specifier": ">=2", "path": "requirements.txt"},
        {"name": "timm", "specifier": None, "path": "sub/setup.py"},
    ]


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("LICENSE", True),
        ("license.md", True),
        ("LICENCE.txt", True),
        ("LICENSE-APACHE", True),
        ("COPYING.LESSER", True),
        ("UNLICENSE", True),
        ("LICENSES/MIT.txt", True),
        ("LICENSES/sub/MIT.txt", False),
        ("sub/LICENSE", False),
        ("license_check.py", False),
        ("copying.js", False),
        ("NOTICE", False),
        ("MY-LICENSE", False),
    ],
)
def test_is_license(path: str, is_one: bool) -> None:
    assert is_license(path) is is_one


@pytest.mark.parametrize(
    ("files", "spdx"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({"LICENSE": "All rights of frogs reserved."}, None, id="not recognised"),
        pytest.param({"LICENSE": ""}, None, id="empty"),
        pytest.param({"LICENSE": MIT}, "MIT", id="one"),
        pytest.param({"LICENSE": MIT, "LICENSES/MIT.txt": MIT}, "MIT", id="the same twice"),
        pytest.param({"LICENSE": MIT, "COPYING": APACHE}, "Apache-2.0 AND MIT", id="two"),
        pytest.param(
            {"LICENSE-MIT": MIT, "LICENSES/Apache.txt": APACHE}, "Apache-2.0 AND MIT", id="one by its name alone"
        ),
        pytest.param({"LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE}, "Apache-2.0 OR MIT", id="a choice by names"),
        pytest.param({"MIT-LICENSE.txt": MIT}, "MIT", id="the licence's name first"),
        pytest.param({"MIT-LICENSE": MIT, "APACHE-LICENSE": APACHE}, "Apache-2.0 OR MIT", id="a choice, names first"),
        pytest.param(
            {"LICENSE": MIT, "LICENSE-MIT.txt": MIT, "LICENSE_APACHE": APACHE},
            "Apache-2.0 OR MIT",
            id="and a copy of one",
        ),
        pytest.param(
            {"COPYING": "SPDX-License-Identifier: Zlib", "LICENSE-MIT": MIT, "LICENSE-APACHE-2.0": APACHE},
            "(Apache-2.0 OR MIT) AND Zlib",
            id="a choice by names and another",
        ),
        pytest.param({"LICENSE-MIT": MIT, "LICENSE-APACHE": "?"}, None, id="one of a choice not recognised"),
        pytest.param({"LICENSE": MIT, "COPYING": "?"}, None, id="one of two not recognised"),
        pytest.param({"LICENSE": MIT, "COPYING": b" " * 1_000_001}, None, id="one of two too large"),
        pytest.param(
            {"COPYING": "SPDX-License-Identifier: MIT OR Apache-2.0", "LICENSE": "SPDX-License-Identifier: Zlib"},
            "(MIT OR Apache-2.0) AND Zlib",
            id="a choice and another",
        ),
        pytest.param({"sub/LICENSE": MIT}, None, id="of a part only"),
    ],
)
def test_license(tmp_path: Path, files: Mapping[str, str | bytes], spdx: str | None) -> None:
    row = capture(write(tmp_path, files))
    assert row["license_spdx"] == spdx
    assert row["license_files"] == sorted(path for path in files if not path.startswith("sub/"))


def test_license_that_the_object_database_lacks(tmp_path: Path, commit_files: Commit) -> None:
    commit_files(tmp_path, {"LICENSE": MIT, "requirements.txt": "torch"})
    for entry in open_tree(str(tmp_path)).entries():
        (tmp_path / ".git/objects" / entry.blob[:2] / entry.blob[2:]).unlink()
    row = capture(tmp_path)
    assert (row["license_spdx"], row["license_files"], row["dependencies"]) == (None, ["LICENSE"], [])


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"outside/LICENSE": MIT, "here/a.py": "x"})
    (tmp_path / "here/LICENSE").symlink_to("../outside/LICENSE")
    (tmp_path / "here/requirements.txt").symlink_to("/etc/hostname")
    row = capture(tmp_path / "here")
    assert (row["license_files"], row["license_spdx"], row["dependencies"]) == ([], None, [])


def test_paths_are_masked(tmp_path: Path) -> None:
    row = capture(write(tmp_path, {"LICENSE-jane" + "@example.org": MIT}))
    assert row["license_files"] == ["<email>"]


def test_languages_break_ties_by_name() -> None:
    files = [Entry(path, "file", 1, "") for path in ("a.rs", "b.go", "c.txt")]
    assert repositories.languages(files) == ["Go", "Rust"]
