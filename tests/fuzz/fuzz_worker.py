"""Scans the repositories that it is told, one a line, and answers what was wrong with each; started by fuzz_mapping.py.

A line is a JSON object of paths and contents (a character per byte); an answer holds what is wrong, a digest of the
rows and the seconds of processor time that one scan took.
"""

import hashlib
import json
import re
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import builder
from builder.mapping.repository import is_candidate, map_repository
from builder.redaction.privacy import mask
from builder.reference.signatures import load_signatures
from builder.repository.scanned import Scanned
from builder.repository.trees import SourceFile

LIMIT_S = 5.0  # of processor time, for one scan
PLACE = re.compile(r"(.*?):(?:cell(\d+):)?(\d+)", re.DOTALL)
COMMIT = "c" * 40
LINK = f"https://github.com/owner/name/blob/{COMMIT}"
Row = dict[str, Any]


def scan(files: dict[str, bytes]) -> Scanned:
    """The repository's rows."""
    read = [
        SourceFile(path, hashlib.sha1(data).hexdigest(), data) for path, data in files.items() if is_candidate(path)
    ]
    return map_repository("owner/name", COMMIT, LINK, list(files), read, load_signatures())


def faults(files: dict[str, bytes], rows: list[Row]) -> Iterator[str]:
    """What is wrong with rows, each time in the same words."""
    shown = {mask(path): data for path, data in files.items()}
    for row in rows:
        yield from _place_faults(row, shown)
        for column, value in row.items():
            if isinstance(value, str):
                yield from _text_faults(column, value)
    for key, count in Counter(row["mapping_id"] for row in rows).items():
        if count > 1:
            same = [(row["path"], row["line"], row["call"]) for row in rows if row["mapping_id"] == key]
            yield f"mapping_id given twice: {same}"


def _place_faults(row: Row, shown: dict[str, bytes]) -> Iterator[str]:
    if row["path"] not in shown:
        yield f"path of no file: {row['path']!r}"
        return
    for column in ("line", "argument_line"):
        if not _exists(shown[row["path"]], row[column], row["cell"]):
            yield f"{column} that its file has not: {row['path']}:{row[column]}, cell {row['cell']}"
    if row["column"] < 1:
        yield f"column {row['column']}"
    if row["defined_at"] is not None:
        place = PLACE.fullmatch(row["defined_at"])
        cell = int(place[2]) if place and place[2] else None
        if not place or place[1] not in shown or not _exists(shown[place[1]], int(place[3]), cell):
            yield f"defined_at that is no place: {row['defined_at']!r}"


def _exists(data: bytes, line: int, cell: int | None) -> bool:
    if cell is None:
        return 1 <= line <= len(re.findall(rb"\r\n?|\n", data)) + 1  # a file of an old Mac ends its lines by \r alone
    try:
        notebook = json.loads(data.decode("utf-8-sig", "replace"))
        cells = notebook.get("cells") or [one for sheet in notebook["worksheets"] for one in sheet["cells"]]
        source = cells[cell].get("source", cells[cell].get("input"))
    except (ValueError, LookupError, TypeError, AttributeError):
        return b"\0" in data  # UTF-16, which is not read here
    text = "".join(part for part in source if isinstance(part, str)) if isinstance(source, list) else source
    return 1 <= line <= text.count("\n") + 1


def _text_faults(column: str, value: str) -> Iterator[str]:
    if mask(value) != value:
        yield f"{column} is not masked: {value!r}"
    try:
        value.encode()
    except UnicodeEncodeError:
        yield f"{column} is no text: {value!r}"


class TooSlow(BaseException):
    """Raised in the middle of a scan that takes more than its time; nothing that catches exceptions catches it."""


def _limit(seconds: float) -> None:
    """Raises TooSlow after so long; the parser lets nothing be raised: twice as long, and SIGPROF ends the process."""
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    signal.setitimer(signal.ITIMER_PROF, 2 * seconds)


def _too_slow(number: int, frame: object) -> None:
    raise TooSlow


def answer(files: dict[str, bytes]) -> dict[str, Any]:
    """What is wrong with the scan of a repository, in a few words first; and what tells two scans apart."""
    try:
        _limit(LIMIT_S)
        started = time.process_time()
        found = scan(files)
        seconds = time.process_time() - started
        _limit(0)
    except (Exception, TooSlow) as error:  # any: that is what is looked for
        _limit(0)
        said = f"{_raised(error)}\n{traceback.format_exc(limit=-12)}"
        return {"faults": [said], "digest": "", "seconds": LIMIT_S, "rows": 0}
    wrong = list(dict.fromkeys(faults(files, found.rows)))
    told = json.dumps([found.rows, found.files_scanned, found.unread])
    digest = hashlib.sha256(told.encode()).hexdigest()
    return {"faults": wrong, "digest": digest, "seconds": seconds, "rows": len(found.rows)}


def _raised(error: BaseException) -> str:
    """'KeyError in builder/mapping/formats/yaml.py, read': the same for the same fault."""
    root = Path(builder.__file__).parents[1]
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(root)]
    ours = [frame for frame in frames if "fuzz" not in frame.filename]
    at = (ours or frames)[-1]
    what = "slow" if isinstance(error, TooSlow) else type(error).__name__
    return f"{what} in {Path(at.filename).relative_to(root)}, {at.name}"


def main() -> None:
    """Answers until its input ends."""
    signal.signal(signal.SIGVTALRM, _too_slow)
    for line in sys.stdin:
        files = {path: text.encode("latin-1") for path, text in json.loads(line).items()}
        print(json.dumps(answer(files)), flush=True)


if __name__ == "__main__":
    main()
