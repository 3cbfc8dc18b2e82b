"""Scanning one repository beside its limits: files a second, the bare parser, PeaTMOSS's own way, the cache, memory.

python benchmarks/mapping.py [OWNER/NAME | --mixed]: of the git repositories OWNER/NAME in the folder that
PEATMOSS_REPOSITORIES names, else the one of them with the most Python files; with --mixed all of them as one tree, each
below its name, committed to a repository of its own. Seconds are of processor time, git's own included.
PeaTMOSS's way takes part where PEATMOSS_SCALPEL names the python of an environment that holds python-scalpel:
python3 -m venv ../scalpel && ../scalpel/bin/pip install -r benchmarks/requirements-mapping.txt
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from functools import partial
from pathlib import Path
from statistics import median

import tree_sitter_python
from measure import PEATMOSS, measure
from tree_sitter import Language, Parser

from builder.records import dataclass
from builder.reference.signatures import load_signatures
from builder.repository import git
from builder.repository.origins import Origin, public
from builder.repository.trees import Entry, GitTree, Tree, open_files, open_tree
from builder.scan import cache as scan_cache
from builder.scan.repository import scan_tree

REPOSITORIES = os.environ.get("PEATMOSS_REPOSITORIES")
SCALPEL = os.environ.get("PEATMOSS_SCALPEL")
PYTHON = (".py", ".pyw")
BINARY_LOOK = 8000  # bytes in which git looks for a NUL before it calls a file binary
ROUNDS = 5
LEAST_FILES = 2500
BIG = 70_000_000  # bytes of text of the repository whose scan's memory is told
SCALPEL_S = 60.0  # what is not read by then stays out: the files come in a seeded random order
SEED = 5
AUTHOR = ("-c", "user.name=nobody", "-c", "user.email=")
# What PeaTMOSS's extractor asks scalpel for, file by file (ExtractSource.fetch_match_called), with the imports of every
# level, which it changed scalpel for. Left out, in its favour: the search for signatures among the calls, and that
# every file was read once for each library.
EXTRACT = """
import ast, json, sys, time, warnings
from pathlib import Path
from scalpel.core.mnode import MNode
warnings.simplefilter("ignore")
read, spent = [], 0.0
for path in sorted(Path(sys.argv[1]).iterdir()):
    source = path.read_bytes().decode("utf-8", "replace")
    started = time.process_time()
    node = MNode("local")
    node.source = source
    try:
        node.gen_ast()
        node.parse_import_stmts()
        imports = [one for one in ast.walk(node.ast) if isinstance(one, (ast.Import, ast.ImportFrom))]
        node.parse_func_calls()
        failed = False
    except Exception:
        failed = True
    read.append([int(path.stem), time.process_time() - started, failed])
    spent += read[-1][1]
    if spent > float(sys.argv[2]):
        break
print(json.dumps(read))
"""


@dataclass(frozen=True)
class Part(GitTree):
    """Some files of a commit, as a tree of its own; `asked` are those that were read."""

    only: Callable[[Entry], bool]
    asked: list[Entry] = field(default_factory=list)

    def entries(self) -> list[Entry]:
        """The files that `only` says."""
        return [entry for entry in super().entries() if self.only(entry)]

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
        """As GitTree, and notes them."""
        for entry, data in super().read(entries):
            self.asked.append(entry)
            yield entry, data


def repositories() -> dict[str, Path]:
    """The folders of the repositories at hand, by OWNER/NAME."""
    if not REPOSITORIES or not Path(REPOSITORIES).is_dir():
        raise SystemExit("set PEATMOSS_REPOSITORIES to a folder of OWNER/NAME git repositories")
    folders = {"/".join(path.parts[-2:]): path for path in sorted(Path(REPOSITORIES).glob("*/*")) if path.is_dir()}
    if not folders:
        raise SystemExit(f"{REPOSITORIES} holds no folder OWNER/NAME")
    return folders


def chosen(folders: dict[str, Path], scratch: Path) -> tuple[str, Path]:
    """Name and folder of the repository to scan; a mixed one is made in `scratch`."""
    if sys.argv[1:] == ["--mixed"]:
        for name, folder in folders.items():
            unpack(open_tree(str(folder)), scratch / name)
        commit_all(scratch)
        return f"mixed/{len(folders)}-repositories", scratch
    if sys.argv[1:]:
        name = sys.argv[1]
        if name not in folders:
            raise SystemExit(f"{REPOSITORIES} holds no {name}; it has {', '.join(folders)}")
        return name, folders[name]
    name = max(folders, key=lambda one: sum(map(is_python, open_tree(str(folders[one])).entries())))
    return name, folders[name]


def is_python(entry: Entry) -> bool:
    return entry.kind == "file" and entry.path.endswith(PYTHON)


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time, in this process and in the git that it waits for."""
    before = _processor()
    work()
    return _processor() - before


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def scan(folder: Path, origin: Origin, only: Callable[[Entry], bool] = lambda entry: True) -> list[Entry]:
    """One scan from nothing but the repository; the files that were read."""
    git_dir = git.find_git_dir(folder)
    assert git_dir is not None
    part = Part(git_dir, git.resolve(git_dir), only)
    scan_tree(part, origin, load_signatures())
    return part.asked


def limit(folder: Path, asked: list[Entry]) -> set[str]:
    """The least that finding calls takes: the same files listed, read, prefiltered, and parsed where they pass."""
    parser, signatures = Parser(Language(tree_sitter_python.language())), load_signatures()
    tree = open_tree(str(folder))
    tree.entries()
    passed = set()
    for entry, data in tree.read(asked):
        if data is not None and is_python(entry) and signatures.call_words(data):
            parser.parse(data)
            passed.add(entry.path)
    return passed


def texts(tree: Tree) -> Iterator[tuple[Entry, bytes]]:
    """The files of a tree that git would call text."""
    for entry, data in tree.read(entry for entry in tree.entries() if entry.kind == "file"):
        if data is not None and b"\0" not in data[:BINARY_LOOK]:
            yield entry, data


def speed(folder: Path, origin: Origin) -> None:
    """Scans and limits in turn, the median of ROUNDS; then Python alone, ours and PeaTMOSS's."""
    sizes = {entry.path: entry.size for entry, _ in texts(open_tree(str(folder)))}
    python = {path for path in sizes if path.endswith(PYTHON)}
    print(f"files of text: {len(sizes):,} (wanted: {LEAST_FILES:,}), {len(python):,} of them Python")
    asked: list[Entry] = []
    first = spent(lambda: asked.extend(scan(folder, origin)))
    passed = limit(folder, asked)
    scans, limits, alone, fitting = [], [], [], []
    for _ in range(ROUNDS):
        limits.append(spent(lambda: limit(folder, asked)))
        scans.append(spent(lambda: scan(folder, origin)))
        alone.append(spent(lambda: scan(folder, origin, is_python)))
        fitting.append(spent(lambda: scan(folder, origin, lambda entry: entry.path in passed)))
    print(f"median (least - most) of {ROUNDS} rounds in turn; load of the machine {os.getloadavg()[0]:.1f}")
    print(f"scan: {spread(scans)} s ({first:.3g} with the signatures read first), {len(asked):,} files read")
    print(f"  = {spread(len(sizes) / one for one in scans)} files of text a second (wanted: 800)")
    ratios = [one / least for one, least in zip(scans, limits, strict=True)]
    print(f"limit: read, prefilter, bare parse of the {len(passed):,} that pass: {spread(limits)} s")
    print(f"  scan = {spread(ratios)} x (wanted: 2.0)")
    theirs = peatmoss(folder, python)
    for which, paths, seconds in (("all", python, alone), ("those that pass", passed, fitting)):
        ours = sum(sizes[path] for path in paths) / 1e6 / median(seconds)
        print(f"Python, {which}: {ours:.1f} MB/s{beside(ours, [theirs[path] for path in paths if path in theirs])}")


def peatmoss(folder: Path, python: set[str]) -> dict[str, tuple[int, float, bool]]:
    """Bytes, seconds and failure of PeaTMOSS's way, by path; of a random part of the files where all take too long."""
    if not SCALPEL or not Path(SCALPEL).exists():
        print("PeaTMOSS's way left out: PEATMOSS_SCALPEL names no python (see the head of this file)")
        return {}
    drawn = [(entry.path, data) for entry, data in texts(open_tree(str(folder))) if entry.path in python]
    random.Random(SEED).shuffle(drawn)
    with tempfile.TemporaryDirectory() as scratch:
        for number, (_, data) in enumerate(drawn):
            (Path(scratch) / f"{number:06}").write_bytes(data)
        said = subprocess.check_output([SCALPEL, "-c", EXTRACT, scratch, str(SCALPEL_S)], text=True)
    read = json.loads(said.splitlines()[-1])
    return {drawn[number][0]: (len(drawn[number][1]), seconds, failed) for number, seconds, failed in read}


def beside(ours: float, theirs: list[tuple[int, float, bool]]) -> str:
    """Megabytes a second as a multiple of PeaTMOSS's."""
    if not theirs:
        return ""
    rate = sum(size for size, _, _ in theirs) / 1e6 / sum(seconds for _, seconds, _ in theirs)
    failed = sum(failed for _, _, failed in theirs)
    return f" = {ours / rate:.1f} x PeaTMOSS's {rate:.2f} (wanted: 10), asked of {len(theirs):,}, failed at {failed}"


def again(folder: Path, origin: Origin) -> None:
    """A first and a second scan with the cache: of a commit, and of the files as they lie in a work tree."""
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch) / "work"
        unpack(open_tree(str(folder)), work)
        commit_all(work)
        for what, place, revision in (("commit", folder, "HEAD"), ("work tree", work, None)):
            once = partial(cached, place, revision, Path(scratch) / what, origin)
            first = spent(once)
            second = [spent(once) for _ in range(ROUNDS)]
            print(f"second scan of a {what}: {spread(second)} s after {first:.3g} s", end="")
            print(f" = {first / median(second):.0f} x faster (wanted: 20)")


def commit_all(folder: Path) -> None:
    """Make a folder a repository of one commit that holds all of its files."""
    for command in (["init", "--quiet"], ["add", "--all", "--force"], ["commit", "--quiet", "--message=all"]):
        subprocess.run(["git", *AUTHOR, *command], cwd=folder, check=True)


def cached(place: Path, revision: str | None, cache: Path, origin: Origin) -> None:
    """What `peatmoss scan` does before it shows anything."""
    tree, signatures = open_files(str(place), revision), load_signatures()
    name = scan_cache.key(tree, origin, signatures)
    if scan_cache.load(cache, name) is None:
        scan_cache.store(cache, name, scan_tree(tree, origin, signatures))


def unpack(tree: Tree, folder: Path, size: int = 0) -> int:
    """Writes the text of a tree to a folder; to `size` bytes again and again, each time with an empty line more."""
    written = turn = 0
    while turn == 0 or written < size:
        turn += 1
        for entry, data in texts(tree):
            path = folder / (f"copy-{turn}" if size else "") / entry.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data + b"\n" * (turn - 1))
            written += len(data)
            if 0 < size <= written:
                break
    return written


def memory(folder: Path) -> None:
    """The peak of the whole command on a big repository."""
    with tempfile.TemporaryDirectory() as scratch:
        copies = Path(scratch) / folder.name  # by its name a repository is told from a copy of a library
        size = unpack(open_tree(str(folder)), copies, BIG)
        found = measure([*PEATMOSS, "scan", str(copies), "--format", "jsonl", "--no-cache"])
        rows = len(found.output.splitlines())
    print(f"scan of {size / 1e6:.0f} MB of text, {rows:,} rows: peak {found.megabytes:.0f} MB (wanted: 500)")


def spread(values: Iterable[float]) -> str:
    """Median (least - most)."""
    kept = sorted(values)
    return f"{median(kept):.3g} ({kept[0]:.3g} - {kept[-1]:.3g})"


def main() -> None:
    """All figures, as they come."""
    with tempfile.TemporaryDirectory() as scratch:
        name, folder = chosen(repositories(), Path(scratch))
        print(f"{name} at {open_tree(str(folder)).commit}")
        origin = public(f"https://github.com/{name}") or Origin(name)
        speed(folder, origin)
        again(folder, origin)
        memory(folder)


if __name__ == "__main__":
    main()
