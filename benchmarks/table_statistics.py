"""`peatmoss stats` on a dataset of the size of the whole Hub, beside the same SQL in one bare DuckDB session.

    python benchmarks/table_statistics.py [--models N] [--mappings N] [--repositories N]

The tables are made up: models of 60,000 owners, places whose models follow a power law, cards for one model in fifty;
`pairs` is made of them by the build's own query, which is timed, too. Exits 1 where stats takes more than 60 s,
2,000 MB or twice the bare queries.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from measure import PEATMOSS, measure

from builder import schemas
from builder.analysis.statistics import answer, prepare, questions
from builder.dataset import manifest
from builder.dataset.opened import MEMORY, THREADS
from builder.engine.durable import write_json
from builder.tables import pairs

SECONDS, MEGABYTES, RATIO = 60, 2_000, 2
LICENCES = "['Apache-2.0', 'MIT', 'CC-BY-NC-4.0', 'LicenseRef-llama3', 'LicenseRef-openrail', 'GPL-3.0-only', NULL]"
QUERIES = {
    "models": f"""
        SELECT concat('owner', n % 60000, '/model', n) AS model_id, 'huggingface' AS hub, 'present' AS status,
          TIMESTAMP '2022-03-02' + INTERVAL (n % 1300) DAY AS created_at, 1000000 * (n % 7000) AS parameters,
          ['nlp', 'cv', 'audio', 'multimodal', 'other', NULL][1 + n % 6] AS domain,
          ['fill-mask', 'text-generation', 'image-classification', NULL][1 + n % 4] AS task,
          {LICENCES}[1 + n % 7] AS license_spdx, {LICENCES}[1 + n % 7] AS license,
          CASE WHEN n % 3 = 0 AND n > 9 THEN [{{'model_id': concat('owner', (n // 10) % 60000, '/model', n // 10),
            'relation': 'finetune'}}] END AS base_models
        FROM range({{models}}) AS r(n)""",
    "repositories": f"""
        SELECT concat('group', n % 90000, '/repository', n) AS repository_id, 'scanned' AS scan_status,
          {LICENCES}[1 + n % 5] AS license_spdx, ['LICENSE'] AS license_files
        FROM range({{repositories}}) AS r(n)""",
    "mappings": """
        SELECT n::VARCHAR AS mapping_id, concat('group', r % 90000, '/repository', r) AS repository_id,
          concat('owner', m % 60000, '/model', m) AS model_id, concat('owner', m % 60000, '/model', m) AS model_name,
          ['use', 'use', 'component', 'selectable', 'mention'][1 + n % 5] AS usage, 'literal' AS resolution,
          ['source', 'test', 'vendored', 'example'][1 + n % 4] AS context, n % 20 = 0 AS trust_remote_code,
          CASE WHEN n % 9 = 0 THEN 'abc' END AS revision, 'exact' AS identity,
          concat('Model.from_pretrained("', n, '")') AS code
        FROM (
          SELECT n, hash(n) % {repositories} AS r, floor({models} * pow((hash(n + 1) % 1000000) / 1e6, 4))::BIGINT AS m
          FROM range({mappings}) AS r(n)
        )""",
    "snapshots": """
        SELECT concat('owner', n % 60000, '/model', n) AS model_id, 'huggingface' AS hub, 'abc' AS revision,
          [{'sha': 'abc', 'date': TIMESTAMP '2023-01-01' + INTERVAL (n % 500) DAY, 'title': 'x'}] AS commits
        FROM range({models} // 50) AS r(n)""",
    "extracted_metadata": """
        SELECT concat('owner', n % 60000, '/model', n) AS model_id, 'abc' AS revision, 'mit' AS license,
          ['fill-mask'] AS tasks, [{'field': 'license', 'index': 0, 'source': 'front_matter', 'quote': 'mit',
          'start': 4, 'end': 7}] AS evidence
        FROM range({models} // 50) AS r(n)""",
}


def made(folder: Path, **sizes: int) -> float:
    """Writes the dataset; the seconds that `pairs` took."""
    known: dict[str, dict[str, object]] = {}
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(folder / "spill")}) as connection:
        for table in sorted(schemas.TABLES, key=lambda one: one is schemas.PAIRS):  # made of the others
            begun = time.perf_counter()
            if table is schemas.PAIRS:
                pairs.prepare(connection)
            query = pairs.QUERY if table is schemas.PAIRS else QUERIES.get(table.name, "")
            for size, number in sizes.items():
                query = query.replace(f"{{{size}}}", str(number))
            connection.register("columns_of", table.schema.empty_table())
            path = folder / table.name / "train-00000-of-00001.parquet"
            path.parent.mkdir(parents=True)
            more = f"UNION ALL BY NAME ({query})" if query else ""
            connection.execute(f"COPY (SELECT * FROM columns_of {more}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
            connection.execute(f"CREATE VIEW {table.name} AS FROM read_parquet('{path}')")
            ((rows,),) = connection.execute(f"SELECT count(*) FROM {table.name}").fetchall()
            known[f"{table.name}/{path.name}"] = {"rows": rows, "sha256": "", "bytes": path.stat().st_size}
            print(f"{table.name:20}{rows:12,} rows", flush=True)
            if table is schemas.PAIRS:
                seconds = time.perf_counter() - begun
    write_json(
        folder / manifest.NAME, {"format": 1, "as_of": "2026-11-01", "peatmoss": "", "files": known, "tables": {}}
    )
    return seconds


def bare(folder: Path) -> float:
    """Seconds of the same SQL over the same files in one DuckDB session, told apart by question where it is slow."""
    total = 0.0
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS}) as connection:
        for table in schemas.TABLES:
            connection.execute(f"CREATE VIEW {table.name} AS FROM read_parquet('{folder / table.name}/*.parquet')")
        prepare(connection)
        for question in questions():
            begun = time.perf_counter()
            answer(connection, question)
            seconds = time.perf_counter() - begun
            total += seconds
            if seconds > 1:
                print(f"  {question.name}: {seconds:.1f} s")
    return total


def main() -> int:
    """0 where all limits are kept."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--models", type=int, default=760_000)
    parser.add_argument("--mappings", type=int, default=4_000_000)
    parser.add_argument("--repositories", type=int, default=1_000_000)
    sizes = vars(parser.parse_args())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"pairs made in {made(folder, **sizes):.1f} s, licences judged")
        alone = bare(folder)
        whole = measure([*PEATMOSS, "stats", str(folder)])
        ratio = whole.seconds / alone
        print(f"peatmoss stats: {whole.seconds:.1f} s, {whole.megabytes:,.0f} MB")
        print(f"the same queries bare: {alone:.1f} s, {ratio:.2f} x")
    return 0 if whole.seconds <= SECONDS and whole.megabytes <= MEGABYTES and ratio <= RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
