"""The graph of base models at the size of the whole Hub, and of real edges.

    python benchmarks/lineage.py [--models N] [--edges N] [--csv FILE]

Made-up edges first: most models have one base model, drawn so that old ones have most. FILE is a CSV (.zst too) of
source,target,edge, the base model first. Exits 1 where building takes more than 20 s, or one model's answer 0.1 s.
"""

import argparse
import random
import sys
import time
from pathlib import Path

import duckdb
from measure import DATA

from builder import schemas
from builder.analysis.lineage import Graph, graph, of_tables, summary

REAL = DATA / "hub_api" / "base_model_edges_2025-06.csv.zst"
BUILD, ANSWER = 20, 0.1
MADE = """
CREATE TABLE models AS
SELECT concat('owner/model', n) AS model_id, CASE WHEN n >= {models} - {edges} AND n > 1 THEN
  [{{'model_id': concat('owner/model', floor(n * pow((hash(n) % 1000000) / 1e6, 3))::BIGINT), 'relation': 'finetune'}}]
  END AS base_models
FROM range({models}) AS r(n)
"""


def tables(models: int, edges: int) -> duckdb.DuckDBPyConnection:
    """A connection with `models`; the other tables are empty."""
    connection = duckdb.connect(config={"memory_limit": "1GB", "threads": 2})
    connection.execute(MADE.format(models=models, edges=edges))
    for table in (schemas.SNAPSHOTS, schemas.EXTRACTED_METADATA):
        connection.register(table.name, table.schema.empty_table())
    return connection


def slowest(of: Graph, models: list[str]) -> float:
    """Seconds of the slowest answer among some models: its trees and its family."""
    worst = 0.0
    for model in models:
        begun = time.perf_counter()
        of.above(model), of.below(model), of.family(model)
        worst = max(worst, time.perf_counter() - begun)
    return worst


def show(of: Graph) -> None:
    """Prints what a graph comes to."""
    found = summary(of)
    print(f"{found.models:,} models, {found.edges:,} edges, {found.roots:,} roots, depth {found.depth}")
    for root, size in found.families:
        print(f"{size:9,}  {root}")
    print(f"circles: {len(found.circles)}")
    for circle in found.circles[:10]:
        print(f"  {len(circle)} models: {', '.join(circle[:6])}")


def main() -> int:
    """0 where the limits are kept."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--models", type=int, default=2_000_000)
    parser.add_argument("--edges", type=int, default=600_000)
    parser.add_argument("--csv", type=Path, default=REAL)
    chosen = parser.parse_args()
    with tables(chosen.models, chosen.edges) as connection:
        begun = time.perf_counter()
        made = of_tables(connection)
        build = time.perf_counter() - begun
    draw = random.Random(17).sample(sorted(made.models), 200)
    answer = slowest(made, draw)
    print(f"{chosen.models:,} models: built in {build:.1f} s, slowest of 200 answers {1000 * answer:.1f} ms")
    begun = time.perf_counter()
    show(made)
    print(f"counted in {time.perf_counter() - begun:.1f} s")
    if chosen.csv.is_file():
        rows = duckdb.sql(f"SELECT target, source, edge FROM read_csv('{chosen.csv}', header = true)").fetchall()
        print(f"\n{chosen.csv.name}: {len(rows):,} rows")
        show(graph((model, base, how) for model, base, how in rows if model and base and model != base))
    return 0 if build <= BUILD and answer <= ANSWER else 1


if __name__ == "__main__":
    sys.exit(main())
