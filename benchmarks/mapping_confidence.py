"""How many of the places that the scanner reports are right in repositories that its rules had not seen.

python benchmarks/mapping_confidence.py: writes configs/signatures/confidence.toml, the `confidence` of mappings, and
prints how honest it is: what a table made without a repository says of it, beside what was right there.

Labels of repositories are compared with what the scanner of the last commit before those labels were known reports (git
history, repositories as in mapping_score.py); to them come the uses that were read by hand. A row is right where model
and usage are. The share of a cell of usage, resolution and context is drawn to that of usage and resolution together as
if PRIOR places had been read there, that one to the usage's, and that to the share of all. The places of one
repository and cell weigh MOST together, as they stand or fall together.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from mapping_diff import checkout, scanned
from mapping_score import HUBS, LABELS, Row, folder, place_of, same

from builder.mapping.context import context

HERE = Path(__file__).parent
RESULT = HERE.parent / "configs" / "signatures" / "confidence.toml"
SETS = (  # labels, scanner before them
    ("2026-11-sealed.csv", "8ca6359~1"),
    ("2026-11-28-open.csv", "90ba0eb~1"),
    ("2026-11-28-sealed.csv", "77f55af~1"),
    ("2026-11-29-sealed.csv", "c04be2d"),
    ("2026-11-29-second-sealed.csv", "4ffb8f1"),
    ("2026-11-29-third-sealed.csv", "d0fe279"),
    ("2026-11-29-fourth-sealed.csv", "948c517"),
    ("2026-11-30-sealed.csv", "fc94c3d"),
    ("2026-11-30-second-sealed.csv", "3a042b2"),
    ("2026-11-30-third-sealed.csv", "24d102f"),  # that of the opening takes ten minutes for one of them
)
READINGS = (
    *("mapping_read.csv", "mapping_read_2026-11.csv", "mapping_read_2026-11-28.csv", "mapping_read_2026-11-29.csv"),
    *("mapping_read_2026-11-29-second.csv", "mapping_read_2026-11-29-third.csv"),
    *("mapping_read_2026-11-29-third-sealed.csv", "mapping_read_2026-11-29-fourth-sealed.csv"),
    *("mapping_read_2026-11-30-sealed.csv", "mapping_read_2026-11-30-second-sealed.csv"),
    *("mapping_read_2026-11-30-third-sealed.csv", "mapping_read_2026-11-30-fresh.csv"),
)
NAMED = ("use", "component", "selectable", "hosted")  # usages of a row that says which model is loaded
COMPONENTS = ("tokenizer", "processor", "config")
PRIOR = 10  # with MOST the best of a grid by log loss, each repository left out in turn
MOST = 1
FEWEST = 5  # places of a usage, below which nothing is said of it
ANY = "*"
EDGES = (("0.9 to 1", 0.9), ("0.8 to 0.9", 0.8), ("below 0.8", 0.0))
HEAD = """# How many of the places that were read were right, by usage, resolution and context ("*": any other): the
# `confidence` of mappings, written by benchmarks/mapping_confidence.py. `share` is pooled where few were read, `places`
# counts those that were. Part of signatures.toml, and read with it.
"""
Cell = tuple[str, str, str]


class Reading(NamedTuple):
    """One reported place and whether it is right."""

    repository: str
    cell: Cell
    right: bool


def expected(label: Row) -> str:
    """The usage that a label stands for."""
    if label["is_true_usage"] != "yes":
        return "mention"
    head = label["note"].strip().partition(" ")[0].strip(":;,").lower()
    if head in NAMED:
        return head
    return "component" if head == "component-only" or label["component"] in COMPONENTS else "use"


def fits(row: Row, label: Row) -> bool:
    """Whether a row says of a model what its label does.

    Labels have one line per model and place, so that a tokenizer beside its model, or of one that is used elsewhere,
    has none of its own: a component is right where the model is used, or labelled as one whose components alone are.
    """
    if row["usage"] != "component":
        return bool(row["usage"] == expected(label))
    return expected(label) != "mention" or label["note"].strip().startswith("component-only")


def judged(row: Row, at: list[Row], known: list[Row]) -> bool | None:
    """Whether a row is right by the labels of its place, else by those of its repository; None: they do not tell."""
    here = [label for label in at if same(label["resolved_model_id"], row)]
    if here or row["usage"] == "mention":
        return any(fits(row, label) for label in here) if here else None
    found = [label for label in known if same(label["resolved_model_id"], row) and expected(label) != "mention"]
    return any(fits(row, label) for label in found)  # every pair of these repositories is labelled


def of_labels(path: Path, code: Path) -> Iterator[Reading]:
    """What a checkout's scanner reports of labelled repositories."""
    labels: dict[tuple[str, str], list[Row]] = defaultdict(list)
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            labels[row["repo"], row["commit"]].append(row)
    for (name, commit), ours in sorted(labels.items()):
        if (place := folder(name)) is None:
            raise SystemExit(f"set PEATMOSS_REPOSITORIES to a folder that holds {name.replace('+', '/')}")
        at = defaultdict(list)
        for one in ours:
            at[one["path"], one["line"]].append(one)
        seen = set()
        for row in scanned(code, [str(place), "--revision", commit]).values():
            key = (*place_of(row), row["model_name"], row["usage"])
            if row["hub"] in HUBS and row["model_name"] and row["usage"] in (*NAMED, "mention") and key not in seen:
                seen.add(key)
                right = judged(row, at[place_of(row)], ours)
                if right is not None:
                    yield Reading(name, (row["usage"], row["resolution"], row["context"]), right)


def of_reading(path: Path, labelled: set[str]) -> Iterator[Reading]:
    """The uses that were read by hand, of other repositories than those with labels."""
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            name = row["repository"].replace("/", "+")
            if row["right"] and name not in labelled:
                yield Reading(name, ("use", row["resolution"], context(row["path"])), row["right"] == "yes")


def weighted(readings: Iterable[Reading]) -> list[tuple[Reading, float]]:
    """Each place with its weight: those of one repository and cell weigh MOST at the most."""
    readings = list(readings)
    number = Counter((reading.cell, reading.repository) for reading in readings)
    return [(one, min(1.0, MOST / number[one.cell, one.repository])) for one in readings]


def shares(readings: Iterable[Reading]) -> dict[Cell, tuple[float, int]]:
    """Share and number of places read, for every cell and what it is pooled with; ('*', '*', '*') is all."""
    right, counted, read = Counter[Cell](), Counter[Cell](), Counter[Cell]()
    for reading, weight in weighted(readings):
        for level in _levels(reading.cell):
            right[level] += weight * reading.right  # type: ignore[assignment]
            counted[level] += weight  # type: ignore[assignment]
            read[level] += 1
    found: dict[Cell, tuple[float, int]] = {}
    for cell in sorted(read, key=lambda one: -one.count(ANY)):
        above = next((found[level][0] for level in _levels(cell)[1:]), right[cell] / counted[cell])
        found[cell] = ((right[cell] + PRIOR * above) / (counted[cell] + PRIOR), read[cell])
    return found


def _levels(cell: Cell) -> list[Cell]:
    """A cell, and what it is pooled with, from near to far."""
    usage, resolution, _ = cell
    return list(dict.fromkeys([cell, (usage, resolution, ANY), (usage, ANY, ANY), (ANY, ANY, ANY)]))


def said(table: dict[Cell, tuple[float, int]], cell: Cell) -> float:
    """What a table says of a cell."""
    return next(table[level][0] for level in _levels(cell) if level in table)


def honesty(readings: list[Reading]) -> Iterator[str]:
    """What a table made without a repository says of that one's places, in bins, beside what was right."""
    bins: dict[str, list[tuple[float, bool, float]]] = defaultdict(list)
    by_repository: dict[str, list[tuple[Reading, float]]] = defaultdict(list)
    for one, weight in weighted(readings):
        by_repository[one.repository].append((one, weight))
    for name, own in sorted(by_repository.items()):
        table = shares(one for one in readings if one.repository != name)
        for one, weight in own:
            share = said(table, one.cell)
            edge = next(text for text, low in EDGES if share >= low)
            bins[f"share {edge}"].append((share, one.right, weight))
            bins[f"usage {one.cell[0]}"].append((share, one.right, weight))
    for edge, group in sorted(bins.items()):
        whole = sum(weight for _, _, weight in group)
        mean = sum(share * weight for share, _, weight in group) / whole
        right = sum(weight for _, is_right, weight in group if is_right) / whole
        yield f"{edge:20} said {mean:.3f}, right {right:.3f} ({len(group)} places, weight {whole:.0f})"


def main() -> None:
    """Writes the table."""
    with ExitStack() as stack:
        readings: list[Reading] = []
        for name, before in SETS:
            readings += of_labels(LABELS / name, checkout(before, stack))
    labelled = {one.repository for one in readings}
    readings += [one for name in READINGS for one in of_reading(HERE / name, labelled)]
    table = shares(readings)
    text = HEAD
    for (usage, resolution, where), (share, read) in sorted(table.items()):
        if usage != ANY and table[usage, ANY, ANY][1] >= FEWEST:
            print(f"{usage:10} {resolution:16} {where:9} {share:.3f} of {read}")
            text += f'\n[[confidence]]\nusage = "{usage}"\nresolution = "{resolution}"\ncontext = "{where}"\n'
            text += f"share = {share:.3f}\nplaces = {read}\n"
    print(f"{len(readings)} places of {len({one.repository for one in readings})} repositories")
    print(*honesty(readings), sep="\n")
    RESULT.write_text(text)


if __name__ == "__main__":
    main()
