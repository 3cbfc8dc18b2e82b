"""`peatmoss card`: the page follows from shards and manifest."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Built, complaint, here, run

from builder.cli import app
from builder.engine.durable import write_json


@pytest.fixture
def out(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def state(out: Path) -> list[bytes]:
    return [(out / name).read_bytes() for name in ("README.md", "MANIFEST.json")]


def test_a_true_page_is_left_alone(out: Path) -> None:
    before = state(out)
    assert run("card", cwd=out.parent).stdout == "peatmoss/README.md: up to date\n"
    assert state(out) == before


@pytest.mark.parametrize("damage", ["edited", "gone"])
def test_another_page_is_written_anew(out: Path, damage: str) -> None:
    before = state(out)
    page = out / "README.md"
    page.write_text(page.read_text().replace("num_examples: ", "num_examples: 1"))
    if damage == "gone":
        page.unlink()
    assert here("check", out, cwd=out.parent).returncode == 1
    assert here("card", out, cwd=out.parent).stdout == f"{out}/README.md: written\n"
    assert state(out) == before
    assert here("check", out, cwd=out.parent).returncode == 0


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="cut"),
        pytest.param(lambda data: data[:-900] + bytes([data[-900] ^ 1]) + data[-899:], id="one byte"),
        pytest.param(lambda data: b"", id="empty"),
    ],
)
@pytest.mark.parametrize("table", ["models", "snapshots", "mappings"])
def test_a_damaged_table_is_one_line(
    out: Path, table: str, damage: Callable[[bytes], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    (shard,) = (out / table).glob("*.arrow")
    shard.write_bytes(damage(shard.read_bytes()))
    before = state(out)
    assert app.run(["card", str(out)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"peatmoss: {shard} is not what MANIFEST.json says: build the dataset again"
    assert state(out) == before


def test_what_has_no_page_of_ours_is_told(out: Path, tmp_path: Path) -> None:
    assert "holds no built dataset" in complaint(here("card", "nowhere", cwd=tmp_path))
    manifest = json.loads((out / "MANIFEST.json").read_text())
    write_json(out / "MANIFEST.json", manifest | {"release": "v1"})
    assert "is a published release" in complaint(here("card", out, cwd=tmp_path))
