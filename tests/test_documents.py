"""What the documents promise is so: commands, options, settings, code blocks, links; and what they must not hold."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import command
import duckdb
import pytest
import typer
from command import Built

from builder import schemas
from builder.bundled import PACKAGE
from builder.cli.app import app
from builder.settings import build as settings

ROOT = PACKAGE.parent
README = ROOT / "README.md"
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
OPTIONS = [(name, option) for name, one in sorted(COMMANDS.items()) for option in one.params]
ABOUT_SECRETS = ("builder/redaction/", "tests/redaction/")  # made-up addresses are their subject

pytestmark = pytest.mark.skipif(not README.is_file(), reason="no checkout")


def blocks(language: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README.read_text(), re.DOTALL | re.MULTILINE)
    return [text for kind, text in found if kind == language]


def called() -> Iterator[list[str]]:
    """Every line of README's code blocks that calls the command, as its words."""
    for block in blocks(""):
        for line in block.splitlines():
            if line.startswith("peatmoss "):
                yield shlex.split(line.partition(" #")[0])[1:]


# Commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_command_stands_in_the_readme(name: str) -> None:
    assert re.search(rf"\bpeatmoss {name}\b", README.read_text())


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name}-{option.name}" for name, option in OPTIONS])
def test_option_has_its_sentence(name: str, option: typer.core.TyperOption) -> None:
    assert option.help
    assert option.help.endswith(".")


def test_commands_of_the_readme_exist() -> None:
    lines = list(called())
    assert len(lines) >= 4
    for name, *words in lines:
        assert name in COMMANDS
        known = {text for option in COMMANDS[name].params for text in option.opts}
        assert {word for word in words if word.startswith("-")} <= known, (name, words)


def test_options_that_the_readme_names_exist() -> None:
    known = {text for one in COMMANDS.values() for option in one.params for text in option.opts}
    known |= {"--debug", "--version", "--help"}
    later = {"--format"}  # of publishing
    assert set(re.findall(r"`(--[a-z-]+)", README.read_text())) - known <= later


def test_targets_of_make_exist() -> None:
    text = README.read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert {"dataset", "test", "lint", "bench"} <= named <= targets


def test_two_commands_stand_first() -> None:
    first = blocks("")[0].splitlines()
    assert [line.split("#")[0].strip() for line in first[:2]] == ["make dataset", "make test"]


# Code


def test_python_of_the_readme_runs(sample: Built, tmp_path: Path) -> None:
    """All of it in one go, from the folder in which the sample was built, reaching no Hub."""
    code = "\n".join(blocks("python"))
    assert "load_dataset(" in code
    assert ".download_and_prepare()" in code
    known = command.environment(HF_HOME=str(tmp_path), HF_HUB_OFFLINE="1")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=sample.out.parent, env=known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_sql_of_the_readme_runs(sample: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample.out.parent)
    (query,) = blocks("sql")
    assert duckdb.connect().execute(query).fetchall()


def test_settings_of_the_readme_are_valid(tmp_path: Path) -> None:
    made = [settings.parse(tomllib.loads(text), tmp_path, "README.md") for text in blocks("toml")]
    told = {source.kind for one in made for source in one.sources}
    assert told == {"git", "hub_dump", "huggingface", "local", "pytorch_hub", "release"}


def test_tables_of_the_readme_are_those_of_schemas() -> None:
    lines = re.findall(r"^\| `(\w+)`[^|]*\| [^|]* \| ([^|]*) \|$", README.read_text(), re.MULTILINE)
    told = {name: tuple(re.findall(r"`(\w+)`", key)) for name, key in lines}
    assert {name: told.get(name) for name in schemas.BY_NAME} == {t.name: t.key for t in schemas.TABLES}


# Text


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_relative_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", (ROOT / name).read_text())
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert missing == []


def test_files_that_documents_name_exist() -> None:
    text = "".join((ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    named = set(re.findall(r"`((?:builder|configs|tests|benchmarks|dataset_card)/[\w./]+)`", text))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_placeholder_is_left() -> None:
    assert re.findall(r"\b(?:FIGURE_\w+|TODO|TBD|FIXME|XXX)\b", README.read_text()) == []


def test_changelog_has_what_is_not_released() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert "\n## [Unreleased]\n" in text
    assert "keepachangelog.com" in text


# What no file may hold


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every file that git keeps, by its path; what is no text is left out."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no git checkout")
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (data := path.read_bytes()):
            found[name] = data.decode("utf-8", "replace")
    assert len(found) > 100
    return found


def places(texts: dict[str, str], pattern: str) -> list[tuple[str, str]]:
    compiled = re.compile(pattern)
    return [(name, found) for name, text in texts.items() for found in compiled.findall(text)]


def test_no_path_of_a_machine(texts: dict[str, str]) -> None:
    roots = "|".join(("home", "Users", "root", "work", "opt", "mnt"))
    assert places(texts, rf"(?<![\w.~*)}}\]-])/(?:{roots})/[A-Za-z0-9_.-]+") == []
    assert places(texts, rf"(?<!\w){re.escape(str(ROOT))}\b") == []


def test_no_mail_address(texts: dict[str, str]) -> None:
    named = {name: text for name, text in texts.items() if not name.startswith(ABOUT_SECRETS)}
    found = places(named, r"[\w.+%-]+@(?:[\w-]+\.)+[a-z]{2,}\b")
    reserved = re.compile(r"[@.](example|invalid|test|localhost)$|@example\.(org|com|net)$")  # RFC 2606
    no_person = re.compile(r"^git@|@(github\.com|gitlab\.com|codeberg\.org|host\.org)$|\.png$")
    assert [one for one in found if not reserved.search(one[1]) and not no_person.search(one[1])] == []


def test_no_package_registry(texts: dict[str, str]) -> None:
    words = ("py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs", "anaconda" + ".org")
    assert [one for word in words for one in places(texts, re.escape(word))] == []
    constraints = texts["constraints.txt"].splitlines()
    assert [line for line in constraints if not re.fullmatch(r"#.*|[\w.-]+==[\w.]+", line)] == []
