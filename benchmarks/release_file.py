"""A SQLite release of the paper's size (281,638 models, 44,337 pairs) to tables: at most 60 s and 1 GB.

Beside it: SQLite's own client reading every row of the same file.
"""

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from measure import PEATMOSS, measure

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/peers"))
import release_file

SETTINGS = '[[sources]]\nkind = "release"\nname = "paper"\npath = "PeaTMOSS.db"\ntaken_at = 2023-07-01\n'


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        release_file.write(folder / "PeaTMOSS.db", 281_638, 44_337, 14_296, 28_575)
        start = time.monotonic()
        with closing(sqlite3.connect(folder / "PeaTMOSS.db")) as database:
            rows = sum(len(database.execute(f"SELECT * FROM {table}").fetchall()) for table in release_file.TABLES)
        limit = time.monotonic() - start
        (folder / "release.toml").write_text(SETTINGS)
        places = [f"--{key}={folder / key}" for key in ("work", "out")]
        done = measure([*PEATMOSS, "build", "--config", str(folder / "release.toml"), *places])
        print(done.output)
        print(f"release of 281,638 models and 44,337 pairs: {done.seconds:.1f} s, {done.megabytes:.0f} MB")
        print(f"SQLite reading its {rows:,} rows: {limit:.1f} s; {done.seconds / limit:.1f} x")


if __name__ == "__main__":
    main()
