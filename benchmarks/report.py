"""`peatmoss report` and `figures` on a dataset of the size of the paper's: their seconds, and the size of the page.

    python benchmarks/report.py [--models N] [--mappings N] [--repositories N]

The tables are those of table_statistics.py, made up, three places to a pair, with a path, a line, an address
and a call of its own for each. Exits 1 where the page is larger than 5 MB.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb
from measure import PEATMOSS, measure
from table_statistics import QUERIES, made

BYTES = 5_000_000
# what a place has beside its model: paths and calls that repeat as those of real code do, commits that do not
PLACES = """ AS confidence, concat('src/part', hash(n) % 400, '/file', hash(n + 2) % 40, '.py') AS path,
  hash(n + 3) % 900 + 1 AS line, concat('https://example.org/group', r % 90000, '/repository', r, '/blob/',
  left(md5(r::VARCHAR), 32), '/', path, '#L', line) AS url,
  concat('AutoModel', hash(n) % 30, '.from_pretrained("', model_id, '", revision=R', hash(n) % 9, ')') AS code
"""


def main() -> int:
    """0 where the page is small enough."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--models", type=int, default=281_638)
    parser.add_argument("--mappings", type=int, default=135_000)
    parser.add_argument("--repositories", type=int, default=28_575)
    sizes = vars(parser.parse_args())
    whole = QUERIES["mappings"]
    start = whole.index("concat('Model.from_pretrained")
    end = whole.index("FROM (", start)
    end_of = whole[end:].replace("hash(n) %", "hash(n // 3) %").replace("hash(n + 1)", "hash(n // 3 + 1)")
    QUERIES["mappings"] = f"{whole[:start]}NULL::DOUBLE{PLACES}{end_of}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made(folder, **sizes)
        page = folder / "report.html"
        ran = measure([*PEATMOSS, "report", str(folder), "--out", str(page)])
        drawn = measure([*PEATMOSS, "figures", str(folder), "--out", str(folder / "drawn")])
        pictures = [path.stat().st_size for path in sorted((folder / "drawn").glob("*.svg"))]
        pairs = "SELECT count(*) FROM read_parquet(?) WHERE usage <> 'mention'"
        ((used,),) = duckdb.execute(pairs, [str(folder / "pairs" / "*.parquet")]).fetchall()
        size = page.stat().st_size
        text = page.read_text(encoding="utf-8")
    (said,) = [line for line in text.splitlines() if "are in this page" in line]
    print(said.partition(">")[2].partition(". ")[0])
    print(f"{used:,} pairs: {ran.seconds:.1f} s, {ran.megabytes:,.0f} MB of memory, {size / 1e6:.2f} MB of HTML")
    drawings = f"{len(pictures)} figures, {sum(pictures) / 1e6:.2f} MB of SVG"
    print(f"{drawings}: {drawn.seconds:.1f} s, {drawn.megabytes:,.0f} MB of memory")
    return 0 if size <= BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
