"""Every peer that repositories are found by, and settings that ask them all."""

from contextlib import ExitStack
from datetime import date
from pathlib import Path

import command
import finding
import pyarrow.parquet as pq
from code_search import TOKEN, CodeSearch, File, Repository, serving
from finding import dependent
from hub_server import serve
from loopback import Loopback

QUERY = '"import transformers" language:python'
STREAM = 'content:"import transformers" select:repo count:all'
LIST = "a1/r1\nfen/listed\n"


class World:
    """Every peer, settings that ask them all, and the command."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        files = [File(f"a{n}/r{n}", "src/f.py", 100 + n) for n in range(1050)]
        self.github: CodeSearch = stack.enter_context(
            serving(CodeSearch(files, [Repository("a1/r1", ("bert",), date(2020, 1, 1))]))
        )
        usage = {"pypi/timm": [dependent(n, f"A{n}/R{n}") for n in range(1, 30)]}
        self.ecosystems: Loopback = stack.enter_context(finding.ecosystems(usage))
        self.sourcegraph: Loopback = stack.enter_context(
            finding.sourcegraph({STREAM: [f"github.com/a{n}/r{n}" for n in range(1000, 1100)]})
        )
        self.hub = stack.enter_context(serve(folder / "hub"))
        self.hub.spaces = [{"_id": "1", "id": "fen/app", "models": ["gpt2"], "likes": 3, "sdk": "gradio"}]
        (folder / "mine.txt").write_text(LIST)
        (folder / "mine.toml").write_text(f"""
as_of = 2026-11-01
partitions = 4
[[sources]]
kind = "github"
name = "github"
api = "{self.github.url}"
queries = ['{QUERY}']
topics = ["bert"]
[[sources]]
kind = "ecosystems"
name = "ecosystems"
api = "{self.ecosystems.url}/api/v1"
packages = ["pypi/timm"]
[[sources]]
kind = "sourcegraph"
name = "sourcegraph"
endpoint = "{self.sourcegraph.url}"
queries = ['{STREAM}']
[[sources]]
kind = "spaces"
name = "spaces"
endpoint = "{self.hub.url}"
[[sources]]
kind = "list"
name = "mine"
path = "mine.txt"
taken_at = 2026-10-01
""")

    def build(self, work: str = "work", only: tuple[str, ...] = ("collect", "repositories", "merge")) -> command.Built:
        """A build of some steps."""
        steps = [part for step in only for part in ("--only", step)]
        environment = command.environment(GITHUB_TOKEN=TOKEN)
        return command.build_here(self.folder, "--config", "mine.toml", "--work", work, *steps, env=environment)

    def table(self, name: str, work: str = "work") -> list[dict[str, object]]:
        """Rows of a merged table."""
        (path,) = (self.folder / work / "tables").glob(f"{name}-*.parquet")
        return list(pq.read_table(path).to_pylist())
