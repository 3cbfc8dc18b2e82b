"""ScanCode itself on licences' texts, and in a build; `make test-licenses` has it in an environment of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("scancode", reason="ScanCode is not installed: make test-licenses")

import licensedcode

from builder.snapshots.license_detection import detect

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of ScanCode's own parts
TEXTS = Path(licensedcode.__file__).parent / "data/licenses"  # of ScanCode's own LicenseDB
SETTINGS = """
as_of = 2026-11-01T00:00:00Z
[[sources]]
kind = "local"
name = "ours"
path = "repositories"
root = true
"""


def text(key: str) -> bytes:
    """A licence's text as ScanCode has it, without the YAML at its head."""
    return (TEXTS / f"{key}.LICENSE").read_text(encoding="utf-8").split("---\n", 2)[2].encode()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Moss grows where it is wet. " * 40, id="no licence"),
        pytest.param(b"All rights reserved. Ask the author for a commercial license.", id="a licence of one's own"),
        pytest.param(b"\x00\xff" * 1000, id="no text"),
    ],
)
def test_nothing_is_detected(data):
    assert detect(data) is None


@pytest.mark.parametrize(
    ("key", "spdx"),
    [
        pytest.param("mit", "MIT", id="MIT"),
        pytest.param("apache-2.0", "Apache-2.0", id="Apache"),
        pytest.param("bsd-new", "BSD-3-Clause", id="BSD"),
        pytest.param("gpl-3.0", "GPL-3.0-only", id="GPL"),
        pytest.param("cc-by-nc-4.0", "CC-BY-NC-4.0", id="not for commerce"),
        pytest.param("llama-2-license-2023", "LicenseRef-llama2", id="Llama 2"),
        pytest.param("llama-3.1-license-2024", "LicenseRef-llama3.1", id="Llama 3.1"),
        pytest.param("gemma-tou-2024-04-01", "LicenseRef-gemma", id="Gemma"),
        pytest.param("bigscience-open-rail-m", "LicenseRef-bigscience-openrail-m", id="RAIL"),
        pytest.param("deepseek-la-1.0", "LicenseRef-deepseek-license", id="DeepSeek"),
        pytest.param("qwen-2024", "LicenseRef-scancode-qwen-2024", id="Qwen"),
    ],
)
def test_detected(key, spdx):
    assert detect(text(key)) == spdx


def test_a_build_reads_each_text_once(tmp_path):
    for name, files in {
        "fen/rail": {"LICENSE": text("bigscience-open-rail-m")},
        "fen/again": {"LICENSE.txt": text("bigscience-open-rail-m")},
        "fen/choice": {"LICENSE-MIT": text("mit"), "LICENSE-APACHE": text("apache-2.0")},
        "fen/notice": {"NOTICE": text("isc"), "pyproject.toml": b'[project]\nlicense = "MIT"\n'},
        "fen/declared": {"package.json": b'{"license": "BSD-3-Clause"}'},
        "fen/own": {
            "LICENSE": b"Nobody may use this without asking me first.",
            "setup.cfg": b"[metadata]\nlicense=MIT",
        },
        "fen/none": {"app.py": b"print()\n"},
    }.items():
        for path, data in files.items():
            place = tmp_path / "repositories" / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    (tmp_path / "mine.toml").write_text(SETTINGS)
    command = [sys.executable, "-m", "builder", "build", "--config", "mine.toml", "--work", "work", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (shard,) = (tmp_path / "out/repositories").glob("*.arrow")
    rows = pa.ipc.open_stream(shard).read_all().to_pylist()
    assert {row["repository_id"]: row["license_spdx"] for row in rows} == {
        "fen/rail": "LicenseRef-bigscience-openrail-m",
        "fen/again": "LicenseRef-bigscience-openrail-m",
        "fen/choice": "Apache-2.0 OR MIT",
        "fen/notice": "ISC",
        "fen/declared": "BSD-3-Clause",
        "fen/own": None,
        "fen/none": None,
    }
    notes = list((tmp_path / "work/licenses").glob("*/*.json"))
    assert len(notes) == 5  # of six texts, two are one
    assert "what ScanCode" in (tmp_path / "out/README.md").read_text()
    assert "scancode-toolkit" in json.loads((tmp_path / "out/MANIFEST.json").read_text())["tools"]
