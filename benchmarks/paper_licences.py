"""The licences of the PeaTMOSS paper's pairs: its result exactly, then what our rules say of the same pairs.

    python benchmarks/paper_licences.py DIRECTORY [--most SECONDS]

DIRECTORY holds the artifact's mapping.csv(.gz), all_gh_licenses.json(.gz), incompatibleMapping.json and the Linux
Foundation's sheet (Linux-Foundation-OSS-License-Compatibility.xlsx), see License-Analysis in
PurdueDualityLab/PeaTMOSS-Artifact. Exits 1 where the paper's numbers do not come out, or our judgement of all pairs
takes longer than it may.

The paper's quirks are kept: `unlicense` is read as "no licence"; the sheet's columns bls-1.0, lib-png and lib-tiff are
misspelt against its rows, so that these licences are unknown as a model's; repositories with several licences are left
out. One thing its alias table needs: `lgpl-3.0` of repositories is lgpl-3.0-only (without it 8 pairs are unknown more).
"""

import argparse
import csv
import gzip
import io
import json
import sys
import time
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter
from pathlib import Path

from builder.licences.interface import Exposure, Judgement, Verdict
from builder.licences.judge import judge
from builder.reference.licenses import scancode_spdx

SHEET = "Linux-Foundation-OSS-License-Compatibility.xlsx"
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ALIASES = {
    "bsd-new": "bsd-3-clause",
    "bsd-modified": "bsd-3-clause",
    "bsd-simplified": "bsd-2-clause",
    "openrail++": "openrail",
    "gpl-2.0": "gpl-2.0-only",
    "gpl-3.0": "gpl-3.0-only",
    "gpl-3.0-plus": "gpl-3.0-or-later",
    "agpl-3.0": "agpl-3.0-only",
    "lgpl-3.0": "lgpl-3.0-only",
    "lgpl-3.0-plus": "lgpl-3.0-or-later",
    "lgpl-2.1": "lgpl-2.1-only",
}
OTHERS = {
    *("other", "unknown", "unknown-license-reference", "warranty-disclaimer", "generic-cla", "commercial-license"),
    *("other-permissive", "other-copyleft"),
}
NONE, OTHER = "no license", "other"
SECOND = "incompatibleMapping.json"
PAPER = {
    "pairs": 22_861,
    "repositories with several licences": 387,
    "judged": 22_474,
    "compatible": 11_782,
    "identical": 5_756,
    "unknown": 10_638,
    "incompatible": 54,
    "gpl-3.0-only to apache-2.0": 25,
    "gpl-3.0-only to mit": 25,
    "agpl-3.0-only to mit": 2,
    "gpl-3.0-only to bsd-3-clause": 1,
    "agpl-3.0-only to apache-2.0": 1,
    "unknown: the repository has no licence": 9_022,
    "unknown: the sheet lacks the model's": 893,
    "unknown: the sheet lacks the repository's": 416,
    "unknown: the sheet does not say, or other": 307,
    f"incompatible by {SECOND}": 188,
}
PERMISSIVE = {"mit", "apache-2.0", "bsd-new", "bsd-simplified", "isc", "cc0-1.0", "zlib"}  # MIT-0: one RAIL pair more
FAMILIES = (("cc-by-nc",), ("rail", "deepfloyd"), ("deepfloyd",))
Pair = tuple[str, list[str] | None]  # the model's licence, the repository's: None where it has none


def text(directory: Path, name: str) -> str:
    """One of the artifact's files, packed or not."""
    packed = directory / f"{name}.gz"
    data = gzip.decompress(packed.read_bytes()) if packed.is_file() else (directory / name).read_bytes()
    return data.decode("utf-8")


def pairs(directory: Path) -> list[Pair]:
    """All pairs of the mapping with both licences."""
    licences = json.loads(text(directory, "all_gh_licenses.json"))
    rows = csv.reader(io.StringIO(text(directory, "mapping.csv")))
    return [(row[3].lower(), licences[row[0].partition("github.com/")[2].removesuffix(".git")]) for row in rows]


def sheet(path: Path) -> tuple[dict[tuple[str, str], str], list[str]]:
    """The sheet's cells by (model's licence, repository's licence), and a line for every misspelt column."""
    with zipfile.ZipFile(path) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        words = ["".join(part.itertext()) for part in shared.iter(f"{NAMESPACE}si")]
        cells = {}
        for cell in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{NAMESPACE}c"):
            value = cell.find(f"{NAMESPACE}v")
            if value is not None and value.text is not None:
                shared_word = cell.get("t") == "s"
                cells[place(cell.attrib["r"])] = words[int(value.text)] if shared_word else value.text
    columns = {column: name for (column, row), name in cells.items() if row == 1 and column != "A"}
    rows = {row: name for (column, row), name in cells.items() if column == "A" and row > 1}
    relation = {
        (of_model, of_repository): cells.get((column, row), "=")
        for column, of_model in columns.items()
        for row, of_repository in rows.items()
        if of_model != "Compatibility"
    }
    return relation, misspelt(set(columns.values()), set(rows.values()))


def place(reference: str) -> tuple[str, int]:
    """A cell's column and row: 'AB12' is ('AB', 12)."""
    column = reference.rstrip("0123456789")
    return column, int(reference.removeprefix(column))


def misspelt(columns: set[str], rows: set[str]) -> list[str]:
    """Columns that are no row, where a row that is no column has nearly their name."""
    found = []
    for column in sorted(columns - rows):
        likely = {row for row in rows - columns if sorted(letters(row)) == sorted(letters(column))}
        found += [f"column {column} is row {name} misspelt: unknown as a model's licence" for name in sorted(likely)]
    return found


def letters(name: str) -> str:
    """A name without its hyphens."""
    return name.replace("-", "")


def of_paper(name: str | None) -> str:
    """A licence in the paper's words."""
    if name is None or name == "unlicense":
        return NONE
    return OTHER if name in OTHERS else ALIASES.get(name, name)


def by_the_paper(found: list[Pair], relation: dict[tuple[str, str], str]) -> tuple[Counter[str], list[Pair]]:
    """The paper's numbers, and the pairs that it calls unknown."""
    models = {model for model, _ in relation}
    repositories = {repository for _, repository in relation}
    counts: Counter[str] = Counter(pairs=len(found))
    unknown = []
    for model, several in found:
        if several and len(several) > 1:
            counts["repositories with several licences"] += 1
            continue
        one, other = of_paper(model), of_paper(several[0] if several else None)
        counts["judged"] += 1
        counts["identical"] += one == other
        sign = "?" if one not in models or other not in repositories else relation[one, other]
        verdict = (
            "compatible" if one == other and sign != "?" else {"yes": "compatible", "no": "incompatible"}.get(sign)
        )
        counts[verdict or "unknown"] += 1
        if verdict == "incompatible":
            counts[f"{one} to {other}"] += 1
        if verdict is None:
            unknown.append((model, several))
            counts[f"unknown: {cause(one, other, models, repositories)}"] += 1
    return counts, unknown


def cause(model: str, repository: str, models: set[str], repositories: set[str]) -> str:
    """Why the sheet gives no verdict, in the paper's order."""
    if repository == NONE:
        return "the repository has no licence"
    if OTHER in (model, repository) or (model in models and repository in repositories):
        return "the sheet does not say, or other"
    return "the sheet lacks the repository's" if model in models else "the sheet lacks the model's"


def by_the_second_table(found: list[Pair], directory: Path) -> int:
    """Pairs that the artifact's incompatibleMapping.json forbids, repositories with several licences left out."""
    forbidden = json.loads(text(directory, SECOND))
    one_each = [(model, (several or [NONE])[0]) for model, several in found if len(several or []) < 2]
    return sum(repository in forbidden.get(model, []) for model, repository in one_each)


def judged(found: list[Pair], exposure: Exposure) -> list[Judgement]:
    """Our judgement of every pair, repositories with several licences too."""
    return [judge(model, [scancode_spdx(key) or key for key in several or []], exposure) for model, several in found]


def to_permissive(found: list[Pair], *family: str) -> int:
    """Pairs of a family of model licences with a repository whose one licence is permissive."""
    return sum(
        any(word in model for word in family)
        and bool(several)
        and len(several or []) == 1
        and (several or [""])[0] in PERMISSIVE
        for model, several in found
    )


def table(found: list[Pair]) -> None:
    """Prints our verdicts of some pairs, a column for each exposure."""
    counts = {exposure: Counter(one.verdict for one in judged(found, exposure)) for exposure in Exposure}
    print(f"  {'':28}" + "".join(f"{exposure:>12}" for exposure in Exposure))
    for verdict in Verdict:
        print(f"  {verdict:28}" + "".join(f"{counts[exposure][verdict]:12,}" for exposure in Exposure))


def main() -> int:
    """Prints the paper's numbers and ours; 0 where the paper's come out and ours are quick enough."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--most", type=float, default=2, help="seconds that judging all pairs may take")
    chosen = parser.parse_args()
    found = pairs(chosen.directory)
    relation, faults = sheet(chosen.directory / SHEET)
    for fault in faults:
        print(f"sheet: {fault}")
    counts, unknown = by_the_paper(found, relation)
    counts[f"incompatible by {SECOND}"] = by_the_second_table(found, chosen.directory)
    print(f"\n{'by the paper':42}{'paper':>8}{'here':>8}")
    for name, wanted in PAPER.items():
        print(f"{name:42}{wanted:8,}{counts[name]:8,}{'' if counts[name] == wanted else '  differs'}")
    begun = time.perf_counter()
    judged(found, Exposure.REFERENCED)
    seconds = time.perf_counter() - begun
    print(f"\nby our rules, all {len(found):,} pairs (one exposure judged in {seconds:.2f} s, not legal advice)")
    table(found)
    print(f"\nthe {len(unknown):,} that the paper calls unknown")
    table(unknown)
    for family in FAMILIES:
        print(f"of them {' and '.join(family)} to a permissive licence: {to_permissive(unknown, *family):,}")
    covered = sum(
        one.verdict.passes or one.verdict is Verdict.INCOMPATIBLE for one in judged(unknown, Exposure.DERIVED)
    )
    print(f"of them with a verdict of ours that is no missing or unknown licence (derived): {covered:,}")
    return 0 if all(counts[name] == wanted for name, wanted in PAPER.items()) and seconds <= chosen.most else 1


if __name__ == "__main__":
    sys.exit(main())
