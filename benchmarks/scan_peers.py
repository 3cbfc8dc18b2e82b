"""`peatmoss scan` beside all that answers the same question, on every labelled repository, in one run and one table.

python benchmarks/scan_peers.py [LABELS.csv ...]: all files of tests/labels unless given. Beside the scanners of
mapping_peers.py (each in an environment of its own below PEATMOSS_PEERS): PeaTMOSS's way of reading Python, by the
interpreter that PEATMOSS_SCALPEL names, and a search for the known ids of the Hub's list of July 2024. Repositories
whose names PEATMOSS_APART holds (SHA-256 of owner/name in lower case, one a line) are left out. The network is off.

Recall and false uses as in mapping_peers.py. A licence is right where the report gives beside the model's name the one
that the list has; ours is given the list as a table of models (--models), whose time is told apart. Seconds are of
processor time, children's included, so that a busy machine stretches them less than a clock's.
"""

import csv
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from mapping_peers import ARGUMENTS, LIMIT_S, LOADED, VERSIONS, checked_out, holds, installed, normal, strings
from mapping_score import LABELS, folder
from measure import LIST_2024, PEATMOSS

from builder.reference.licenses import license_spdx

OURS, WITH_TABLE, SEARCH, PAPER = "peatmoss scan", "  with --models", "search for known ids", "PeaTMOSS's way"
ID = re.compile(r"[\w.-]+/[\w.-]*\w", re.ASCII)
UNKNOWN = {"", "unknown", "noassertion", "none", "other"}
# What PeaTMOSS's extractor takes of a file (ExtractSource.fetch_match_called): calls of imported modules by the last
# word of a signature; the strings among their arguments, in its favour, whatever the argument.
EXTRACT = """
import ast, json, sys, warnings
from pathlib import Path
from scalpel.core.mnode import MNode
warnings.simplefilter("ignore")
words, found = set(sys.argv[2].split(",")), []
for path in Path(sys.argv[1]).rglob("*.py"):
    node = MNode("local")
    try:
        node.source = path.read_text("utf-8")
        node.gen_ast()
        imported = set(node.parse_import_stmts())
        calls = node.parse_func_calls()
    except Exception:
        continue
    for call in calls:
        name = call["name"].split(".")
        if name[-1] in words and name[0] in imported:
            found += [one for one in call["params"] if isinstance(one, str)]
print(json.dumps(found))
"""
WORDS = "from_pretrained,pipeline,SentenceTransformer,CrossEncoder,create_model,hf_hub_download,load,from_hparams"
# The list as a table of models, as a release has it.
TABLE = """
COPY (
  SELECT id AS model_id, []::VARCHAR[] AS former_ids, 'present' AS status, declared AS license, spdx AS license_spdx
  FROM (
    SELECT id, list_filter(tags, lambda tag: starts_with(tag, 'license:'))[1][9:] AS declared
    FROM read_parquet('{list}')
  ) LEFT JOIN spdx USING (declared)
) TO '{out}'
"""


def table(out: Path) -> dict[str, str]:
    """Writes the table of models; the licence of each, by the name as it is compared."""
    with duckdb.connect() as connection:
        query = (
            f"SELECT DISTINCT tag[9:] FROM (SELECT unnest(tags) AS tag FROM '{LIST_2024}') WHERE tag LIKE 'license:%'"
        )
        declared = [one for (one,) in connection.execute(query).fetchall()]
        connection.execute("CREATE TABLE spdx (declared VARCHAR, spdx VARCHAR)")
        connection.executemany("INSERT INTO spdx VALUES (?, ?)", [[one, license_spdx(one)] for one in declared])
        connection.execute(TABLE.format(list=LIST_2024, out=out))
        rows = connection.execute(f"SELECT model_id, coalesce(license_spdx, license) FROM '{out}'").fetchall()
    return {normal(name): licence or "" for name, licence in rows}


def processor(command: list[str]) -> tuple[str, float]:
    """What a command prints, and the seconds of processor time that it and its children took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "NO_COLOR": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package, as the peers are, has its bytecode
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, timeout=LIMIT_S, env=environment
        )
    except subprocess.TimeoutExpired:
        return "", float(LIMIT_S)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(text: str) -> Any:  # noqa: ANN401 - any JSON
    """The JSON in what a scanner prints; None where there is none."""
    start = re.search(r"[\[{]", text)
    try:
        return json.loads(text[start.start() :]) if start is not None else None
    except ValueError:
        return None


def licences(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """(name, licence) where an object has both, the licence in an object right below it, too."""
    if isinstance(value, list):
        for inner in value:
            yield from licences(inner)
    if not isinstance(value, dict):
        return
    inner = [one for one in value.values() if isinstance(one, dict)]
    told = [one for part in (value, *inner) for key, one in part.items() if re.search(r"(?i)licen[cs]e(s|_id)?$", key)]
    said = {one for given in told for one in strings(given) if one.casefold() not in UNKNOWN}
    for name in (one for one in value.values() if isinstance(one, str)):
        yield from ((normal(name), licence) for licence in said)
    for one in value.values():
        yield from licences(one)


def searched(tree: Path, known: dict[str, str]) -> tuple[set[str], float]:
    """The known ids that stand anywhere in a folder's files, and the seconds that the search took."""
    began, found = time.process_time(), set()
    for path in tree.rglob("*"):
        if path.is_file():
            found |= {normal(one) for one in ID.findall(path.read_bytes().decode("utf-8", "replace"))} & known.keys()
    return found, time.process_time() - began


def ours(text: str) -> set[str]:
    """The names that our report says are loaded."""
    rows = [json.loads(line) for line in text.splitlines()]
    return {
        normal(row[key]) for row in rows if row["usage"] in LOADED for key in ("model_id", "model_name") if row[key]
    }


def labelled(files: list[Path]) -> dict[tuple[str, str], list[dict[str, str]]]:
    """The labels by repository and commit, without the repositories that are kept apart."""
    place = os.environ.get("PEATMOSS_APART")
    apart = set(Path(place).read_text().split()) if place else set()
    found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for path in files:
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                name = row["repo"].replace("+", "/").lower()
                if hashlib.sha256(name.encode()).hexdigest() not in apart:
                    found[row["repo"], row["commit"]].append(row)
    return found


def main() -> None:
    """A line per scanner."""
    files = [Path(one) for one in sys.argv[1:]] or sorted(LABELS.glob("*.csv"))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: Counter[str] = Counter()
    scalpel = os.environ.get("PEATMOSS_SCALPEL")
    with tempfile.TemporaryDirectory() as name:
        models = Path(name) / "models.parquet"
        known = table(models)
        root = Path(os.environ.get("PEATMOSS_PEERS", name))
        programs = {peer: str(installed(peer, root)) for peer in VERSIONS}
        for (repository, commit), rows in sorted(labelled(files).items()):
            git_dir = folder(repository)
            if git_dir is None:
                continue
            with tempfile.TemporaryDirectory() as inner:
                tree = Path(inner) / repository.replace("+", "-")
                checked_out(git_dir, commit, tree)
                true = {r["resolved_model_id"] for r in rows if r["is_true_usage"] == "yes" and r["resolved_model_id"]}
                none = {r["resolved_model_id"] for r in rows if r["is_true_usage"] == "no"} - true - {""}
                licensed = {one for one in true if known.get(normal(one))}
                counts[""].update(repositories=1, pairs=len(true), none=len(none), licensed=len(licensed))

                def add(peer: str, names: set[str], took: float, told: set[tuple[str, str]] = frozenset()) -> None:  # type: ignore[assignment]
                    seconds[peer] += took
                    counts[peer]["found"] += sum(holds(names, one) for one in true)  # noqa: B023 - called at once
                    counts[peer]["wrong"] += sum(normal(one) in names for one in none)  # noqa: B023
                    said = {(one, license_spdx(licence) or licence) for one, licence in told}
                    for one in licensed:  # noqa: B023
                        mine = {licence for at, licence in said if at == normal(one)}
                        counts[peer]["licences"] += bool(mine)
                        counts[peer]["right"] += mine == {known[normal(one)]}

                scan = [*PEATMOSS, "scan", str(tree), "--no-cache"]
                text, took = processor([*scan, "--format", "jsonl"])
                add(OURS, ours(text), took)
                text, took = processor([*scan, "--format", "json", "--models", str(models)])
                made = report(text) or {"mappings": [], "models": []}  # a scan that fails finds nothing
                mapped = "\n".join(json.dumps(row) for row in made["mappings"])
                add(WITH_TABLE, ours(mapped), took, set(licences(made["models"])))
                for peer, program in programs.items():
                    text, took = processor([program, *(one.format(folder=tree) for one in ARGUMENTS[peer])])
                    made = report(text)
                    add(peer, {normal(one) for one in strings(made)}, took, set(licences(made)))
                if scalpel:
                    text, took = processor([scalpel, "-c", EXTRACT, str(tree), WORDS])
                    add(PAPER, {normal(one) for one in report(text) or ()}, took)
                add(SEARCH, *searched(tree, known))
            print(f"{repository}: {len(true)} pairs", file=sys.stderr, flush=True)
    total = counts[""]
    print(
        f"{total['repositories']} repositories, {total['pairs']} pairs ({total['licensed']} with a licence in the "
        f"list), {total['none']} ids that are used nowhere; load {os.getloadavg()[0]:.1f}"
    )
    print("| | pairs found | ids of non-uses | licences told | of them right | seconds |\n|---|---|---|---|---|---|")
    for peer in (OURS, WITH_TABLE, *VERSIONS, PAPER, SEARCH):
        c = counts[peer]
        share = c["found"] / max(1, total["pairs"])
        told = f"{c['wrong']} | {c['licences']} | {c['right']} | {seconds[peer]:.1f}"
        print(f"| {peer.strip()} | {c['found']} ({share:.2f}) | {told} |")


if __name__ == "__main__":
    main()
