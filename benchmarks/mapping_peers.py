"""The scanner beside those that people install: pairs found, names of non-uses reported, seconds, in one run.

python benchmarks/mapping_peers.py [LABELS.csv]: for the labelled repositories that PEATMOSS_REPOSITORIES holds. Each
peer is installed into an environment of its own below PEATMOSS_PEERS (a temporary folder unless given) and told to stay
off the network. A pair counts as found where the report holds the model's id as a whole string, whatever it says of it;
a non-use as reported where the report holds the id of a place labelled as none, and of no true pair of that repository.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mapping_score import LABELS, folder
from measure import PEATMOSS

from builder.repository.trees import open_tree

VERSIONS = {"weight-audit": "0.1.3", "airom": "0.5.0", "ai-bom": "3.6.0"}
ARGUMENTS = {
    "weight-audit": ["scan", "--json", "{folder}"],
    "airom": ["fs", "{folder}", "-o", "json", "--offline", "--no-cve", "--include-tests", "--quiet"],
    "ai-bom": ["scan", "{folder}", "--format", "json", "--quiet", "--no-telemetry", "--deep"],
}
OURS = "peatmoss"
LOADED = {"use", "component", "selectable", "hosted"}
LIMIT_S = 600
PURL = "pkg:huggingface/"


def installed(name: str, root: Path) -> Path:
    """The peer's program, installed where it is not yet."""
    place = root / name
    if not (place / "bin" / name).exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        wanted = f"{name}=={VERSIONS[name]}"
        subprocess.run([str(place / "bin/pip"), "install", "--quiet", wanted], check=True)
    return place / "bin" / name


def checked_out(git_dir: Path, commit: str, target: Path) -> None:
    """The files of a commit, written to a folder; links are left out, as nobody follows them."""
    tree = open_tree(str(git_dir), commit)
    for entry, data in tree.read(entry for entry in tree.entries() if entry.kind == "file"):
        if data is not None:
            path = target / entry.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Every string in a report."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from strings(inner)
        case list():
            for inner in value:
                yield from strings(inner)


def normal(name: str) -> str:
    """An id as it is compared: without the purl's prefix, revision and letter case."""
    return name.removeprefix(PURL).partition("@")[0].casefold().replace("#", ":")


def reported(name: str, program: list[str], tree: Path) -> tuple[set[str], float]:
    """The names in a scanner's report on a folder, and the seconds it took."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "NO_COLOR": "1"}
    began = time.perf_counter()
    try:
        done = subprocess.run(
            program, capture_output=True, text=True, errors="replace", check=False, timeout=LIMIT_S, env=environment
        )
    except subprocess.TimeoutExpired:
        return set(), float(LIMIT_S)
    seconds = time.perf_counter() - began
    if name == OURS:
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        names = {row[key] for row in rows if row["usage"] in LOADED for key in ("model_id", "model_name") if row[key]}
    else:
        try:
            names = set(strings(json.loads(done.stdout[re.search(r"[\[{]", done.stdout).start() :])))
        except (AttributeError, ValueError):  # no report
            names = set()
    return {normal(one) for one in names}, seconds


def holds(names: set[str], label: str) -> bool:
    """Whether a report names a labelled id; one without an owner equals one of the same name with an owner."""
    wanted = normal(label)
    tail = wanted.rsplit("/", 1)[-1]
    return wanted in names or tail in names or ("/" not in wanted and any(n.rsplit("/", 1)[-1] == tail for n in names))


def main() -> None:
    """A line per scanner."""
    labels: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with Path(sys.argv[1] if sys.argv[1:] else LABELS / "mapping_labels.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            labels[row["repo"], row["commit"]].append(row)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        root = Path(os.environ.get("PEATMOSS_PEERS", name))
        programs = {peer: [str(installed(peer, root))] for peer in VERSIONS}
        for (repository, commit), rows in sorted(labels.items()):
            if (git_dir := folder(repository)) is None:
                continue
            with tempfile.TemporaryDirectory() as inner:
                tree = Path(inner) / repository.replace("+", "-")
                checked_out(git_dir, commit, tree)
                true = {r["resolved_model_id"] for r in rows if r["is_true_usage"] == "yes" and r["resolved_model_id"]}
                none = {r["resolved_model_id"] for r in rows if r["is_true_usage"] == "no"} - true - {""}
                counts[""].update(repositories=1, pairs=len(true), none=len(none))
                commands = {p: [*programs[p], *(a.format(folder=tree) for a in ARGUMENTS[p])] for p in VERSIONS}
                commands[OURS] = [*PEATMOSS, "scan", str(tree), "--format", "jsonl", "--no-cache"]
                for peer, command in commands.items():
                    found, took = reported(peer, command, tree)
                    seconds[peer] += took
                    counts[peer]["found"] += sum(holds(found, one) for one in true)
                    counts[peer]["wrong"] += sum(normal(one) in found for one in none)
    total = counts[""]
    print(f"{total['repositories']} repositories, {total['pairs']} pairs, {total['none']} ids that are used nowhere")
    for peer in (OURS, *VERSIONS):
        found, wrong = counts[peer]["found"], counts[peer]["wrong"]
        share = found / max(1, total["pairs"])
        print(
            f"{peer:14} pairs {found:4} ({share:.2f})  ids of non-uses {wrong:4}  {seconds[peer]:7.1f} s"
            f"  {seconds[peer] / max(0.1, seconds[OURS]):5.2f} x ours"
        )


if __name__ == "__main__":
    main()
