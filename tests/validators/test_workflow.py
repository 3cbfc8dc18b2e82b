"""What docs/scan-in-ci.md shows, the action and the hook, by the schemas and the program of those who run them."""

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from builder.bundled import PACKAGE

PYTHON = os.environ.get("PEATMOSS_CYCLONEDX")
ROOT = PACKAGE.parent
CODE = 'from transformers import AutoModel\n\nAutoModel.from_pretrained("reed/base"{})\n'
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PARTS = (ROOT / "docs/scan-in-ci.md").read_text().split("\n## ")[1:]
SNIPPETS = {
    part.partition("\n")[0]: block for part in PARTS for block in re.findall(r"```yaml\n(.*?)```", part, re.DOTALL)
}

pytestmark = pytest.mark.skipif(PYTHON is None, reason="PEATMOSS_CYCLONEDX names no Python: make test-formats")


def program(name: str, *arguments: object, cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    assert PYTHON is not None
    command = [str(Path(PYTHON).absolute().with_name(name)), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=os.environ | more, capture_output=True, text=True, check=False)


def by_schema(schema: str, path: Path) -> subprocess.CompletedProcess[str]:
    return program("check-jsonschema", "--builtin-schema", f"vendor.{schema}", path)


def test_the_action_is_valid(tmp_path: Path) -> None:
    done = by_schema("github-actions", ROOT / "action.yml")
    assert done.returncode == 0, done.stdout
    (tmp_path / "action.yml").write_text((ROOT / "action.yml").read_text().replace("shell: bash", "shel: bash"))
    assert by_schema("github-actions", tmp_path / "action.yml").returncode == 1


@pytest.mark.parametrize(
    ("title", "schema", "damage"),
    [
        pytest.param("GitHub Actions", "github-workflows", ("runs-on:", "runs-in:"), id="GitHub"),
        pytest.param("GitLab", "gitlab-ci", ("script:", "scripts:"), id="GitLab"),
    ],
)
def test_snippets_are_valid(title: str, schema: str, damage: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "right.yml").write_text(SNIPPETS[title])
    (tmp_path / "wrong.yml").write_text(SNIPPETS[title].replace(*damage))
    done = by_schema(schema, tmp_path / "right.yml")
    assert done.returncode == 0, done.stdout
    assert by_schema(schema, tmp_path / "wrong.yml").returncode == 1


def test_the_hook_and_its_snippet_are_valid(tmp_path: Path) -> None:
    done = program("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout
    (tmp_path / "config.yaml").write_text(SNIPPETS["pre-commit"])
    assert program("pre-commit", "validate-config", tmp_path / "config.yaml").returncode == 0
    (tmp_path / "config.yaml").write_text(SNIPPETS["pre-commit"].replace("rev:", "revision:"))
    assert program("pre-commit", "validate-config", tmp_path / "config.yaml").returncode == 1


def test_the_hook_runs(
    tmp_path: Path, commit_files: Callable[[Path, Mapping[str, str | bytes]], str], run_git: Callable[..., str]
) -> None:
    """As pre-commit runs it: installed from a commit of this checkout, in a repository of somebody's."""
    ours = tmp_path / "peatmoss"
    listed = run_git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    wanted = (
        "builder/",
        "configs/",
        "dataset_card/",
        "prompts/",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        ".pre-commit-",
    )
    files = {name: (ROOT / name).read_bytes() for name in listed if name.startswith(wanted) and (ROOT / name).is_file()}
    commit = commit_files(ours, files)
    theirs = tmp_path / "theirs"
    config = (
        SNIPPETS["pre-commit"]
        .replace("https://github.com/OWNER/peatmoss", str(ours))
        .replace("rev: main", f"rev: {commit}")
    )
    commit_files(theirs, {"use.py": CODE.format(""), ".pre-commit-config.yaml": config})
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PIP_CONSTRAINT": str(ROOT / "constraints.txt")}
    done = program("pre-commit", "run", "--all-files", cwd=theirs, **home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "failed: 1 unpinned (--fail-on unpinned, remote-code)" in done.stdout
    commit_files(theirs, {"use.py": CODE.format(f', revision="{COMMIT}"')})
    done = program("pre-commit", "run", "--all-files", cwd=theirs, **home)
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout + done.stderr
