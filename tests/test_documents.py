"""What the documents promise is so: commands, options, settings, code blocks, links; and what they must not hold."""

import contextlib
import dataclasses
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import command
import datasets
import duckdb
import pyarrow as pa
import pytest
import typer
from command import Built

from builder import schemas
from builder.build import ORDER
from builder.bundled import PACKAGE
from builder.cli.app import app
from builder.licences.interface import Judgement
from builder.scan import findings, policy
from builder.scan.entries import Entry, Facts
from builder.scan.report import Report
from builder.settings import build as settings
from builder.settings.sources import KINDS

ROOT = PACKAGE.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
OF_SCANS = ("docs/scan-in-ci.md",)  # pages whose TOML is a .peatmoss.toml
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
OPTIONS = [(name, option) for name, one in sorted(COMMANDS.items()) for option in one.params]
ABOUT_SECRETS = ("builder/redaction/", "tests/redaction/")  # made-up addresses are their subject

pytestmark = pytest.mark.skipif(not README.is_file(), reason="no checkout")


def pages() -> dict[str, str]:
    """README and the pages of docs/, by their path."""
    return {str(path.relative_to(ROOT)): path.read_text() for path in (README, *sorted(DOCS.glob("*.md")))}


def blocks(language: str, *names: str) -> list[str]:
    """Code blocks of a language, of all pages or of these."""
    texts = [text for name, text in pages().items() if name in (names or pages())]
    found = [block for text in texts for block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)]
    return [text for kind, text in found if kind == language]


def called() -> Iterator[list[str]]:
    """Every command of ours in code blocks and in the first cells of tables, as its words."""
    lines = [
        line.removeprefix("$ ") for kind in ("", "console") for block in blocks(kind) for line in block.splitlines()
    ]
    cells = re.findall(r"^\| `(peatmoss [^`]+)` \|", "\n".join(pages().values()), re.MULTILINE)
    for line in [*lines, *cells]:
        if line.startswith("peatmoss "):
            words = shlex.split(line.partition(" #")[0])[1:]
            if words[0] in COMMANDS or not words[0].endswith(":"):  # "peatmoss: 6 files" is output
                yield words


# Commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_command_stands_in_the_pages(name: str) -> None:
    assert re.search(rf"\bpeatmoss {name}\b", "".join(pages().values()))


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name}-{option.name}" for name, option in OPTIONS])
def test_option_has_its_sentence(name: str, option: typer.core.TyperOption) -> None:
    assert option.help
    assert option.help.endswith(".")


def test_help_of_build_names_every_step_and_settings() -> None:
    helps = {option.name: option.help for option in COMMANDS["build"].params}
    assert [step for step in ORDER if step not in helps["only"]] == []
    assert [name for name in settings.named() if f"'{name}'" not in helps["config"]] == []


def test_commands_of_the_pages_exist() -> None:
    lines = list(called())
    assert len(lines) >= 30
    for name, *words in lines:
        assert name in COMMANDS
        known = {text for option in COMMANDS[name].params for text in option.opts}
        assert {word for word in words if word.startswith("-")} <= known, (name, words)


@pytest.mark.parametrize("name", sorted(pages()))
def test_options_that_a_page_names_exist(name: str) -> None:
    known = {text for one in COMMANDS.values() for option in one.params for text in option.opts}
    known |= {"--debug", "--version", "--help"}
    known |= {"--no-kill", "--requeue", "--num-cpus", "--temp-dir"}  # of Slurm and Ray
    assert set(re.findall(r"`(--[a-z-]+)", pages()[name])) <= known


def test_targets_of_make_exist() -> None:
    text = "".join(pages().values()) + (ROOT / "CONTRIBUTING.md").read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert {"dataset", "test", "lint", "bench"} <= named <= targets


def test_readme_is_short_and_shows_first() -> None:
    lines = README.read_text().splitlines()
    assert len(lines) <= 150
    first = "\n".join(lines[:45])
    assert "$ peatmoss scan" in first
    assert '"code":' in first
    assert '"quote":' in first


def test_every_page_is_named_in_the_readme() -> None:
    assert [name for name in pages() if name.startswith("docs/") and f"({name})" not in README.read_text()] == []


# What the commands print


def shown(text: str) -> list[str]:
    """Lines as they are compared: without spaces at their ends and within, and without times."""
    lines = [re.sub(r"\(\d+\.\d s\)", "(SECONDS)", " ".join(line.split())) for line in text.splitlines()]
    return [line for line in lines if line]


def consoles() -> Iterator[tuple[str, str, str]]:
    """Every command of the blocks 'console': its page, its line, and what the page says that it prints."""
    for name in pages():
        for block in blocks("console", name):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                line, _, printed = part.partition("\n")
                yield name, line, printed


@pytest.fixture(scope="module")
def checkout(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample's repositories where a checkout has them, and with a built dataset."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(PACKAGE / "sample", folder / "builder/sample")
    shutil.copytree(sample.out, folder / "peatmoss")
    shutil.copytree(sample.work, folder / "work")
    return folder


@pytest.mark.parametrize(
    ("page", "line", "printed"), [pytest.param(*one, id=f"{one[0]}: {one[1]}") for one in consoles()]
)
def test_a_command_prints_what_its_page_shows(
    page: str, line: str, printed: str, checkout: Path, sample: Built
) -> None:
    """A line '...' stands for any number of lines."""
    arguments = shlex.split(line)[1:]
    done = sample.done if arguments[0] == "build" and "--plan" not in arguments else None
    if done is None:
        done = command.run(
            *arguments, cwd=checkout, env=command.environment(PEATMOSS_CACHE=str(checkout / "cache"), GITHUB_TOKEN="")
        )
    assert done.returncode == 0, done.stderr
    both = shown(done.stderr + done.stdout if done is sample.done else done.stdout + done.stderr)
    wanted = shown(printed)
    if "..." in wanted:
        wanted = wanted[: wanted.index("...")]
        both = both[: len(wanted)]
    assert both == wanted, page


def test_rows_that_the_readme_shows_are_rows_of_the_sample(sample: Built) -> None:
    texts = blocks("json", "README.md")
    assert len(texts) == 2
    for table, text in zip(("mappings", "extracted_metadata"), texts, strict=True):
        told = json.loads(text)
        evidence = told.pop("evidence", [])
        rows = datasets.load_dataset(str(sample.out), table, split="train").to_list()
        found = [row for row in rows if {key: row[key] for key in told} == told]
        assert found
        entries = [entry for row in found for entry in row.get("evidence") or []]
        assert all(any(said.items() <= entry.items() for entry in entries) for said in evidence)


# Code


def test_python_of_the_pages_runs(sample: Built, tmp_path: Path) -> None:
    """All of it in one go, from the folder in which the sample was built, reaching no Hub."""
    code = "\n".join(blocks("python", "README.md", "docs/loading.md"))
    assert "load_dataset(" in code
    assert ".download_and_prepare()" in code
    known = command.environment(HF_HOME=str(tmp_path), HF_HUB_OFFLINE="1")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=sample.out.parent, env=known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    text = README.read_text()
    printed = re.search(r"^```python\n.*?^```\n\n```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert printed
    assert done.stdout.startswith(printed[1])


def test_sql_of_the_pages_runs(sample: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample.out.parent)
    (query,) = blocks("sql", "docs/loading.md")
    assert duckdb.connect().execute(query).fetchall()


def test_the_public_function_is_as_its_page_says(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("PEATMOSS_CACHE", str(checkout / "cache"))
    page = pages()["docs/scanning.md"]
    shown = re.search(r"^```python\n(.*?)^```\n\n```\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert shown is not None
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(shown[1], {})
    assert said.getvalue() == shown[2]
    for record in (Report, Entry, Facts, Judgement):
        assert f"| {', '.join(f'`{field.name}`' for field in dataclasses.fields(record))} |" in page


EVENTS = (  # which the sample has none of
    ("moss-lab/ticket-triage", "openai/whisper-small", datetime(2022, 10, 30)),
    ("fen-audio/field-notes", "openai/whisper-small", datetime(2023, 2, 1)),
    ("moss-lab/summary-desk", "facebook/nllb-200-distilled-600M", datetime(2022, 8, 1)),
)


def test_questions_print_what_their_page_shows(sample: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample.out.parent)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    (code,) = blocks("python", "docs/questions.md")
    found = re.findall(r"^```sql\n(.*?)^```\n\n```\n(.*?)^```$", pages()["docs/questions.md"], re.DOTALL | re.MULTILINE)
    assert len(found) == len(blocks("sql", "docs/questions.md")) == 6
    names: dict[str, Any] = {}
    exec(code, names)
    events = [{"repository_id": one, "model_id": two, "date": at, "event": "added"} for one, two, at in EVENTS]
    duckdb.register("mapping_events", pa.Table.from_pylist(events, schemas.MAPPING_EVENTS.schema))
    for query, printed in found:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            names["ask"](query)
        assert said.getvalue() == printed


def test_settings_of_the_pages_are_valid(tmp_path: Path) -> None:
    texts = [text for text in blocks("toml") if text not in blocks("toml", *OF_SCANS)]
    made = [settings.parse(tomllib.loads(text), tmp_path, "a page") for text in texts]
    told = {source.kind for one in made for source in one.sources}
    assert told == {*KINDS}


def test_settings_of_scans_in_the_pages_are_valid_and_show_every_key() -> None:
    made = [policy.parse(text.encode(), "a page") for text in blocks("toml", *OF_SCANS)]
    assert {name for one in made for name in one.model_fields_set} == policy.Policy.model_fields.keys()


def test_every_kind_of_finding_is_explained() -> None:
    text = (DOCS / "scan-in-ci.md").read_text()
    assert re.findall(r"^\| `([\w-]+)` \|", text.partition("| kind |")[2].partition("\n\n")[0], re.MULTILINE) == [
        *findings.KINDS
    ]
    (option,) = (one for one in COMMANDS["scan"].params if one.name == "fail_on")
    assert set(re.findall(r"'([\w-]+)'", option.help)) == {*findings.KINDS}


def test_the_readme_names_all_settings_that_come_with_the_project() -> None:
    (sentence,) = re.findall(r"follows a settings file: yours, (.*?) the default", README.read_text(), re.DOTALL)
    assert sorted(re.findall(r"`(\w+)`", sentence)) == settings.named()


def test_tables_of_the_readme_are_those_of_schemas() -> None:
    lines = re.findall(r"^\| `(\w+)`[^|]*\| [^|]* \| ([^|]*) \|$", README.read_text(), re.MULTILINE)
    told = {name: tuple(re.findall(r"`(\w+)`", key)) for name, key in lines}
    assert {name: told.get(name) for name in schemas.BY_NAME} == {t.name: t.key for t in schemas.TABLES}


# Text


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "CHANGELOG.md", *sorted(pages())])
def test_relative_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", (ROOT / name).read_text())
    missing = [link for link in links if "://" not in link and not (ROOT / name).parent.joinpath(link).exists()]
    assert missing == []


def test_files_that_documents_name_exist() -> None:
    text = "".join(pages().values()) + (ROOT / "CONTRIBUTING.md").read_text()
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
