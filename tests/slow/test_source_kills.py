"""kill -9 of a build over every kind of source, 55 times: in the end the tables of one that nobody disturbed."""

import hashlib
import random
import re
import shutil
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import command
import crawls
import dumps
import finding
import git_server
import github_graphql
import listed
import pytest
import release_file
from code_search import TOKEN, CodeSearch, File, serving
from hub_server import Hub

from builder import schemas
from builder.engine import commits, workspace
from builder.pipeline import status
from builder.settings import sources

SEED = 20261128
KILLS = 55  # of the hundred: 25 of the sample's build, 20 of publications
MODELS = 12
CODE = "from transformers import AutoModel\n\nAutoModel.from_pretrained('pine/model-{0}')\n"
PAGE = "---\ntitle: moss\n---\n\n```python\nimport torch\ntorch.hub.load('fen/moss', 'small')\n```\n"
DIGEST = re.compile(r"[0-9a-f]{12,64}")
SETTINGS = """
as_of = 2026-11-01T00:00:00Z
partitions = 4
[[sources]]
kind = "hub_dump"
name = "dump"
path = "models.jsonl"
taken_at = 2026-10-01
[[sources]]
kind = "local"
name = "local"
path = "local"
[[sources]]
kind = "git"
name = "git"
urls = {urls}
[[sources]]
kind = "huggingface"
name = "live"
endpoint = "{hub}"
patience_s = 30
[[sources]]
kind = "pytorch_hub"
name = "pytorch"
path = "pytorch"
taken_at = 2026-10-01
[[sources]]
kind = "release"
name = "paper"
path = "PeaTMOSS.db"
taken_at = 2023-07-01
[[sources]]
kind = "list"
name = "found"
path = "found.txt"
taken_at = 2026-10-01
[[sources]]
kind = "github"
name = "github"
api = "{github}"
queries = ['"import transformers" language:python']
topics = []
[[sources]]
kind = "ecosystems"
name = "ecosystems"
api = "{ecosystems}/api/v1"
packages = ["pypi/timm"]
[[sources]]
kind = "sourcegraph"
name = "sourcegraph"
endpoint = "{sourcegraph}"
queries = ["moss"]
[[sources]]
kind = "spaces"
name = "spaces"
endpoint = "{hub}"
[[sources]]
kind = "github_facts"
name = "facts"
api = "{facts}"
[repositories]
fetch = false
"""


class World(NamedTuple):
    """A folder with settings and what they name, and the Hub that they ask."""

    folder: Path
    hub: Hub

    @property
    def environment(self) -> dict[str, str]:
        return command.environment(GITHUB_TOKEN=TOKEN, **self.hub.environment(self.folder / "home"))


ARGUMENTS = ("--config", "every.toml", "--workers", 2)


@pytest.fixture
def world(tmp_path: Path, commit_files: Callable[..., str], run_git: Callable[..., str]) -> Iterator[World]:
    served = tmp_path / "served"
    for number in range(3):
        work = tmp_path / f"work-{number}"
        commit_files(work, {"load.py": CODE.format(number), "README.md": "# code\n" * 200})
        run_git(tmp_path, "clone", "--quiet", "--bare", str(work), str(served / f"reed/code-{number}"))
        shutil.rmtree(work)
    folder = tmp_path / "here"
    (folder / "local/moss").mkdir(parents=True)
    (folder / "local/moss/use.py").write_text(CODE.format(3))
    (folder / "pytorch").mkdir()
    (folder / "pytorch/fen_moss.md").write_text(PAGE)
    dumps.store(
        folder / "models.jsonl", [listed.record(f"birch/model-{n}", 100 + n, card="# b\n") for n in range(MODELS)]
    )
    (folder / "found.txt").write_text("fen/moss\nreed/code-0\n")
    release_file.write(folder / "PeaTMOSS.db", models=120, pairs=40, snapshots=10, repositories=9)
    models = [listed.model(f"pine/model-{number}", number) for number in range(1, MODELS)]
    found = CodeSearch([File(f"oak/a{n}", "src/f.py", 100 + n) for n in range(250)])
    dependents = {"pypi/timm": [finding.dependent(n, f"oak/b{n}") for n in range(1, 30)]}
    known = [f"oak/a{n}" for n in range(0, 250, 2)]
    with (
        git_server.serving(served) as url,
        listed.listing(tmp_path / "hub", *models, page=4) as hub,
        serving(found) as github,
        finding.ecosystems(dependents) as ecosystems,
        finding.sourcegraph({"moss": [f"github.com/oak/c{n}" for n in range(30)]}) as sourcegraph,
        github_graphql.serving() as facts,
    ):
        facts.repositories |= {name: github_graphql.repository(name, n) for n, name in enumerate(known)}
        hub.spaces = [{"_id": f"{n}", "id": f"fen/app-{n}", "models": ["gpt2"], "likes": n} for n in range(1, 9)]
        servers = {"hub": hub.url, "github": github.url, "ecosystems": ecosystems.url, "sourcegraph": sourcegraph.url}
        servers |= {"facts": facts.url}
        urls = [f"{url}/reed/code-{number}" for number in range(3)]
        (folder / "every.toml").write_text(SETTINGS.format(urls=urls, **servers))
        yield World(folder, hub)


def tables(folder: Path) -> dict[str, str]:
    """SHA-256 of every merged table."""
    files = {table.name: crawls.file(folder, table.name) for table in schemas.TABLES}
    return {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in files.items()}


def files(work: Path) -> set[str]:
    """Every file of a workspace but those of git's own, by its name without what tells its content or time."""
    found = (path.relative_to(work) for path in work.rglob("*") if path.is_file())
    return {DIGEST.sub("*", path.as_posix()) for path in found if "objects" not in path.parts}


def test_it_is_every_kind_of_source() -> None:
    written = SETTINGS.format(urls=[], hub="", github="", ecosystems="", sourcegraph="", facts="")
    assert {one["kind"] for one in tomllib.loads(written)["sources"]} == sources.KINDS.keys()


def test_a_build_over_every_source_that_is_killed_55_times_loses_nothing(world: World) -> None:
    dice = random.Random(SEED)
    started = time.monotonic()
    command.build(world.folder, *ARGUMENTS, env=world.environment)
    whole = time.monotonic() - started
    work, out = world.folder / "work", world.folder / "peatmoss"
    undisturbed, names = tables(world.folder), files(work)
    repositories = {row["repository_id"] for row in crawls.rows(world.folder, "repositories")}
    assert {f"reed/code-{number}" for number in range(3)} <= repositories
    assert {"oak/a248", "oak/b29", "oak/c29"} <= repositories
    assert sum("app-" in name for name in repositories) == 8
    manifest = (out / "MANIFEST.json").read_bytes()
    shutil.rmtree(work)
    shutil.rmtree(out)
    cut_off = begun = 0
    while cut_off < KILLS:
        process = command.start("build", *ARGUMENTS, cwd=world.folder, env=world.environment)
        time.sleep(dice.uniform(0.1, whole / 2))  # the next one goes on, and comes further
        ended = process.poll() is not None
        cut_off += not ended
        begun += (work / "workspace.json").exists()
        command.kill(process)
        if (work / "workspace.json").exists():
            for line in status.read(workspace.opened(work)):
                assert 0 <= line.done <= line.items
            for step in work.glob("steps/*"):
                assert all(commits.whole(step, commit) for commit in commits.read_all(step))
        if ended or dice.random() < 0.1:  # done; or a clone, a crawl and all others once more from their beginning
            if ended:
                assert process.returncode == 0
                assert tables(world.folder) == undisturbed
            shutil.rmtree(work, ignore_errors=True)
            shutil.rmtree(out, ignore_errors=True)
    assert begun > KILLS // 2  # else the kills came too early to say anything
    command.build(world.folder, *ARGUMENTS, env=world.environment)
    assert tables(world.folder) == undisturbed
    assert (out / "MANIFEST.json").read_bytes() == manifest
    assert files(work) == names
    assert [path for path in world.folder.rglob(".*") if path.name.startswith((".tmp", ".peatmoss"))] == []
