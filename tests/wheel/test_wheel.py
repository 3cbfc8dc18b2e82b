"""The wheel, installed where no checkout is: it does everything that the checkout does. Run with `make test-wheel`.

Minutes, and pip must reach its index: `pytest` alone leaves this folder out.
"""

import os
import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from email import message_from_string
from pathlib import Path

import pytest
from command import SAMPLE, Built, complaint, environment, told

from builder import __version__
from builder.bundled import PACKAGE

ROOT = PACKAGE.parent
LIMIT_MB = 130  # of the base install

Environment = Path  # a virtual environment's folder


def run(*command: object, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    known = environment(**more)
    return subprocess.run(list(map(str, command)), cwd=cwd, env=known, capture_output=True, text=True, check=False)


def done(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done(run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder))
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def install(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Environment]:
    """`install(requirement)`: a fresh environment that holds it, every version as constraints.txt has it."""

    def installed(requirement: str) -> Environment:
        folder = tmp_path_factory.mktemp("environment")
        venv.create(folder, with_pip=True)
        pip = [folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done(run(*pip, "--constraint", ROOT / "constraints.txt", requirement, cwd=folder))
        return folder

    return installed


@pytest.fixture(scope="module")
def full(wheel: Path, install: Callable[[str], Environment]) -> Environment:
    return install(f"{wheel}[build]")


@pytest.fixture(scope="module")
def base(wheel: Path, install: Callable[[str], Environment]) -> Environment:
    return install(str(wheel))


@pytest.fixture(scope="module")
def built(full: Environment, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("somewhere")
    result = run(full / "bin/peatmoss", "build", "--config", "sample", cwd=folder)
    done(result)
    return Built(folder / "work", folder / "peatmoss", result)


def site(folder: Environment) -> Path:
    (found,) = folder.glob("lib/python*/site-packages")
    return found


# The file


def test_wheel_holds_the_package_and_its_data_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    info = f"peatmoss-{__version__}.dist-info"
    assert {name.split("/")[0] for name in names} == {"builder", info}
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []
    assert {"builder/configs/sample.toml", "builder/dataset_card/README.md.jinja", f"{info}/licenses/LICENSE"} <= names
    for folder, place in (("builder", ROOT), ("configs", PACKAGE), ("dataset_card", PACKAGE)):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        wanted = {(place / path.relative_to(ROOT)).relative_to(ROOT).as_posix() for path in files}
        assert len(wanted) > 0
        assert wanted - names == set()


def test_metadata(wheel: Path) -> None:
    text = zipfile.ZipFile(wheel).read(f"peatmoss-{__version__}.dist-info/METADATA").decode()
    facts = message_from_string(text)
    assert (facts["Name"], facts["Version"], facts["License-Expression"]) == ("peatmoss", __version__, "Apache-2.0")
    assert facts["Requires-Python"] == ">=3.11"
    assert {"build", "dev"} <= set(facts.get_all("Provides-Extra", []))
    assert "make dataset" in facts.get_payload()


# With the extra


def test_it_is_the_installed_package_that_runs(full: Environment, tmp_path: Path) -> None:
    place = done(run(full / "bin/python", "-c", "import builder; print(builder.__file__)", cwd=tmp_path))
    assert Path(place.strip()).is_relative_to(site(full))
    assert done(run(full / "bin/peatmoss", "--version", cwd=tmp_path)) == f"peatmoss {__version__}\n"


def test_sample_is_that_of_the_checkout(built: Built, sample: Built) -> None:
    assert (built.out / "MANIFEST.json").read_text() == (sample.out / "MANIFEST.json").read_text()
    assert {path.name for path in built.out.parent.iterdir()} == {"work", "peatmoss"}


def test_second_build_does_nothing(built: Built, full: Environment) -> None:
    again = run(full / "bin/peatmoss", "build", cwd=built.out.parent)
    done(again)
    assert all(text.startswith("nothing new") for text in told(Built(built.work, built.out, again)).values())


def test_other_commands_run(built: Built, full: Environment) -> None:
    for name in ("status", "skipped", "check"):
        assert done(run(full / "bin/peatmoss", name, cwd=built.out.parent))


def test_a_page_with_its_figures_is_written(built: Built, full: Environment, tmp_path: Path) -> None:
    done(run(full / "bin/peatmoss", "report", built.out, "--out", tmp_path / "report.html", cwd=tmp_path))
    assert (tmp_path / "report.html").read_text().count("</svg>") == 7


def test_it_loads(built: Built, full: Environment, tmp_path: Path) -> None:
    code = 'from datasets import load_dataset\nprint(load_dataset("peatmoss", "mappings", split="train").num_rows)'
    more = {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    printed = done(run(full / "bin/python", "-c", code, cwd=built.out.parent, **more))
    assert printed.splitlines()[-1] == str(SAMPLE["mappings"])


# Without extras


def test_base_commands_help_and_say_what_to_install(base: Environment, tmp_path: Path) -> None:
    assert "build" in done(run(base / "bin/peatmoss", "--help", cwd=tmp_path))
    assert done(run(base / "bin/peatmoss", "build", "--help", cwd=tmp_path))
    line = complaint(run(base / "bin/peatmoss", "build", cwd=tmp_path))
    assert re.fullmatch(r"\w+ is not installed: pip install '\.\[build\]' in a checkout", line)
    assert list(tmp_path.iterdir()) == []


def test_scanning_needs_no_extra(base: Environment, tmp_path: Path) -> None:
    """What finds models in code is importable, and finds one."""
    code = """
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile
data = b'from transformers import AutoModel\\nAutoModel.from_pretrained("pine/birch")\\n'
scan = map_repository("o/r", None, None, ["a.py"], [SourceFile("a.py", "0", data)], load_signatures())
print([(row["model_name"], row["line"]) for row in scan.rows])
"""
    assert done(run(base / "bin/python", "-c", code, cwd=tmp_path)) == "[('pine/birch', 2)]\n"


def test_base_install_is_small(base: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    sizes: dict[str, int] = {}
    for path in site(base).rglob("*"):
        top = path.relative_to(site(base)).parts[0]
        if path.is_file() and not top.startswith(("pip", "setuptools", "_distutils_hack", "pkg_resources")):
            sizes[top] = sizes.get(top, 0) + path.stat().st_size
    megabytes = sum(sizes.values()) / 1e6
    most = ", ".join(f"{name} {sizes[name] / 1e6:.0f}" for name in sorted(sizes, key=lambda name: -sizes[name])[:5])
    with capsys.disabled():
        print(f"{os.linesep}base install: {megabytes:.0f} MB, at most {LIMIT_MB} ({most})")
    assert megabytes <= LIMIT_MB
