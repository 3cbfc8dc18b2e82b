"""Licences by ScanCode, and by peatmoss' own rules, beside what packages declare: at least 95 % of 60 files agree.

    python benchmarks/licence_detection.py FOLDER ... [--most 40]

It needs the extra `licenses`. Each folder holds installed packages: a site-packages, or a node_modules. Taken are the
packages that declare an SPDX expression and have exactly one licence file; of files with the same bytes one is read, of
each licence at most `--most` files. Disagreements are listed.
"""

import argparse
import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path
from typing import NamedTuple

from builder.reference.licenses import detect_license, license_spdx
from builder.repository.license_files import is_license
from builder.snapshots.license_detection import detect


class Sample(NamedTuple):
    """A licence file of a package, and the expression that the package declares."""

    package: str
    declared: str
    data: bytes


def python_packages(folder: Path) -> Iterator[Sample]:
    """Packages with License-Expression in their metadata."""
    for info in sorted(folder.glob("*.dist-info")):
        metadata = BytesParser().parsebytes((info / "METADATA").read_bytes(), headersonly=True)
        spdx = license_spdx(metadata["License-Expression"])
        files = [path for path in info.rglob("*") if path.is_file() and is_license(path.name)]
        if spdx and len(files) == 1:
            yield Sample(metadata["Name"], spdx, files[0].read_bytes())


def node_packages(folder: Path) -> Iterator[Sample]:
    """Packages with a license in their package.json."""
    for path in sorted(folder.rglob("package.json")):
        try:
            said = json.loads(path.read_bytes())
        except ValueError:
            continue
        spdx = license_spdx(said.get("license")) if isinstance(said.get("license"), str) else None
        files = [file for file in path.parent.iterdir() if file.is_file() and is_license(file.name)]
        if spdx and said.get("name") and len(files) == 1:
            yield Sample(said["name"], spdx, files[0].read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=40)
    options = parser.parse_args()
    found = (one for folder in options.folders for one in (*python_packages(folder), *node_packages(folder)))
    known: set[str] = set()
    taken: Counter[str] = Counter()
    right: Counter[str] = Counter()
    started = time.perf_counter()
    for sample in found:
        seal = hashlib.sha256(sample.data).hexdigest()
        if seal in known or taken[sample.declared] >= options.most:
            continue
        known.add(seal)
        taken[sample.declared] += 1
        said = detect(sample.data)
        right["ScanCode"] += said == sample.declared
        right["own rules"] += detect_license(sample.data.decode("utf-8", "replace")) == sample.declared
        if said != sample.declared:
            print(f"{sample.package}: declares {sample.declared}, its file says {said}", flush=True)
    total = taken.total()
    print(f"{total} licence files: " + ", ".join(f"{name} {count}" for name, count in taken.most_common()))
    for name, count in right.most_common():
        print(f"{name}: {count} agree ({count / max(total, 1):.1%}; wanted of ScanCode at least 95 % of 60)")
    print(f"{time.perf_counter() - started:.1f} s, the index included")


if __name__ == "__main__":
    main()
