"""Merges what the sources and steps left into one Parquet file per table, under a commit record of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from builder import schemas
from builder.engine import commits, lease
from builder.engine.commits import Commit
from builder.engine.durable import digest, replacing
from builder.engine.ordered import ordered
from builder.engine.slices import ROWS, rebatched
from builder.engine.sql import quoted
from builder.engine.step import ITEM, ITEMS_SCHEMA
from builder.engine.workspace import Workspace
from builder.extraction import card
from builder.licences import terms
from builder.mapping.identity import stage
from builder.redaction.exclusions import Exclusions
from builder.reference.signatures import Signatures
from builder.schemas import Table
from builder.sources.discussions import TALKS
from builder.sources.finds import FINDS
from builder.tables import discussion_queries, mapping_queries, pairs, queries, repository_queries
from builder.tables.records import Listing, Part, hidden, newest_complete, of_source, of_step, records, relation
from builder.tables.repository_queries import LICENSES

VERSION = 6
STEPS = {  # step -> the name of its rows in the queries, and the table that they make
    "snapshots": ("snapshot_rows", schemas.SNAPSHOTS),
    "extraction": ("extraction_rows", schemas.EXTRACTED_METADATA),
    "repositories": ("repository_rows", schemas.REPOSITORIES),
    "mappings": ("mapping_rows", schemas.MAPPINGS),
    "history": ("event_rows", schemas.MAPPING_EVENTS),
}


@dataclass(frozen=True)
class Merge:
    """What a merge needs to know: the sources of model records, what to leave out, how names become ids."""

    workspace: Workspace
    listings: list[Listing]
    record_schema: pa.Schema
    exclusions: Exclusions
    signatures: Signatures
    given: dict[str, list[str]] = field(default_factory=dict)  # table -> sources that give its rows as they are
    finds: tuple[str, ...] = ()  # sources that find repositories
    talks: tuple[str, ...] = ()  # journals of their discussions
    history: bool = False  # whether the table of events is wanted, of which an earlier build may have left rows
    detected: bool = False  # whether licences were detected by their texts

    @property
    def _steps(self) -> list[str]:
        return [step for step in STEPS if self.history or step != "history"]

    def inputs(self) -> str:
        """Digest of everything the tables depend on."""
        sources = [of_source(self.workspace, listing.name).digest for listing in self.listings]
        sources += [of_source(self.workspace, name).digest for names in self.given.values() for name in names]
        sources += [of_source(self.workspace, name).digest for name in (*self.finds, *self.talks)]
        steps = [of_step(self.workspace, step).digest for step in self._steps]
        steps.append(self._licenses().digest)
        facts = [(one.name, one.taken_at, one.complete, one.first) for one in self.listings]
        shape = [table.schema.to_string() for table in schemas.TABLES]
        rules = (self.signatures.sha256, terms.version())
        return digest(VERSION, sources, steps, facts, shape, sorted(self.exclusions.hashes), rules)

    def run(self, connection: duckdb.DuckDBPyConnection, advance: Callable[[int], None]) -> bool:
        """Writes the tables; False where nothing they depend on has changed."""
        inputs = self.inputs()
        folder = self.workspace.tables
        done = commits.read_each(folder, schemas.BY_NAME).values()
        if len(done) == len(schemas.TABLES) and all(c.inputs == inputs and commits.whole(folder, c) for c in done):
            return False
        folder.mkdir(parents=True, exist_ok=True)
        self._views(connection)
        for table, query in self._queries():
            if table is schemas.MAPPINGS:
                self._candidates(connection)
            if table is schemas.PAIRS:
                pairs.prepare(connection)
            heavy = table in (schemas.SNAPSHOTS, schemas.EXTRACTED_METADATA, schemas.DISCUSSIONS)
            connection.execute(queries.AS_WRITTEN if heavy else queries.OPTIMIZED)
            rows = self._write(connection, table, query, inputs)
            advance(rows)
        commits.drop(folder, schemas.BY_NAME)
        return True

    def shapes(self) -> dict[str, pa.Schema]:
        """Schemas of the written tables, as their files have them."""
        folder = self.workspace.tables
        written = commits.read_each(folder, schemas.BY_NAME)
        return {name: pq.read_schema(folder / commit.files["rows"].name) for name, commit in written.items()}

    def _queries(self) -> list[tuple[Table, str]]:
        """In the order in which one needs the other: ids of models first."""
        return [
            (schemas.MODELS, queries.models(self.exclusions)),
            (schemas.SNAPSHOTS, queries.of_models(schemas.SNAPSHOTS, "snapshot_rows")),
            (schemas.EXTRACTED_METADATA, queries.of_models(schemas.EXTRACTED_METADATA, "extraction_rows")),
            (schemas.REPOSITORIES, repository_queries.repositories(self.exclusions)),
            (schemas.MAPPINGS, mapping_queries.mappings(self.exclusions)),
            (schemas.PAIRS, pairs.QUERY),
            (schemas.QUERIES, repository_queries.QUERIES),
            (schemas.MAPPING_EVENTS, mapping_queries.mapping_events(self.exclusions)),
            (schemas.DISCUSSIONS, discussion_queries.discussions(self.exclusions)),
        ]

    def _views(self, connection: duckdb.DuckDBPyConnection) -> None:
        for listing in self.listings:
            of_source(self.workspace, listing.name, check=True)
        views = {
            "recorded": f"({records(self.workspace, self.listings, self.record_schema)})",
            "hidden": f"({hidden(self.workspace, self.listings, self.record_schema)})",
            "mapping_items": relation(of_step(self.workspace, "mappings", "items", check=True), ITEMS_SCHEMA),
        }
        views["license_rows"] = relation(self._licenses(check=True), pa.schema([ITEM, *LICENSES]))
        for view, names, schema in (("finds", self.finds, FINDS), ("talks", self.talks, TALKS)):
            parts = [of_source(self.workspace, name, check=True) for name in names] or [Part((), "")]
            views[view] = f"({' UNION ALL '.join(f'FROM {relation(part, schema)}' for part in parts)})"
        for step, (view, table) in STEPS.items():
            rows = of_step(self.workspace, step, check=True) if step in self._steps else Part((), "")
            views[view] = self._with_given(table, relation(rows, _of_rows(table)))
        for view, source in views.items():
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM {source}")
        self._identities(connection)

    def _licenses(self, check: bool = False) -> Part:
        return of_step(self.workspace, "licenses", check=check) if self.detected else Part((), "")

    def _identities(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Who is who among the records: names taken over, what counts, what moved, what older records tell alone."""
        connection.execute(queries.REPLACED)
        connection.execute(queries.RECORDS)
        connection.execute(queries.REVISIONS)
        connection.execute(queries.NEWEST.format(complete=newest_complete(self.listings)))
        moved = self.signatures.names.moved
        connection.execute(queries.MOVED, [list(moved), list(moved.values())])
        connection.execute(queries.RENAMED)
        connection.execute(queries.carried())

    def _with_given(self, table: Table, rows: str) -> str:
        """A step's rows, and those that sources give of what no step has made."""
        for name in self.given.get(table.name, ()):
            more = relation(of_source(self.workspace, name, check=True), _of_rows(table))
            more = f"(FROM {more} ANTI JOIN {rows} made USING ({', '.join(table.key)}))"
            rows = f"(FROM {rows} UNION ALL BY NAME FROM {more})"
        return rows

    def _candidates(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Per distinct name the ids that it may mean, in order of preference."""
        rows = " UNION ALL ".join(f"SELECT library, model_name FROM {view}" for view in ("mapping_rows", "event_rows"))
        names = f"SELECT DISTINCT library, model_name FROM ({rows}) WHERE model_name IS NOT NULL ORDER BY ALL"
        stage(connection, connection.execute(names).fetchall(), self.signatures)

    def _write(self, connection: duckdb.DuckDBPyConnection, table: Table, query: str, inputs: str) -> int:
        folder = self.workspace.tables
        rows = 0
        unnamed = folder / f"{table.name}.parquet"
        with replacing(unnamed) as path:
            parts = ordered(connection, query, table.order, table.schema, self.workspace.root / "spill" / table.name)
            batches = (batch for part in parts for batch in part.to_batches())
            with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
                for part in rebatched(batches, table.schema):
                    writer.write_table(part, row_group_size=ROWS)
                    rows += part.num_rows
        file = commits.adopt(unnamed, table.name, rows)
        items, older = rows, {}
        if table is schemas.MODELS:
            ((items,),) = connection.execute("SELECT count(*) FROM recorded WHERE told = 'record'").fetchall()
            older = {"older_record": items - rows} if items > rows else {}
        lease.check(self.workspace)
        commits.write(folder, Commit(table.name, inputs, items, rows, older, {"rows": file}))
        written = quoted(str(folder / file.name))
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {table.name} AS SELECT * FROM read_parquet({written})")
        return rows


def _of_rows(table: Table) -> pa.Schema:
    """Columns of the rows that steps and sources make for a table: more than it has, of cards and of discussions."""
    columns = card.ROWS if table is schemas.EXTRACTED_METADATA else table.schema
    return pa.schema([ITEM, *columns, *([schemas.TALK] if table is schemas.SNAPSHOTS else [])])
