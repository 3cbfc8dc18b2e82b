"""The steps of a build in their order: what each reads, what each writes. The only module that knows the order.

collect (sources) -> snapshots -> repositories -> mappings -> history -> licenses -> discussions -> extraction -> merge
-> dataset (Arrow). Each step's items come from the committed files of what stands before it; what has not changed is
not done again. Where a language model reads the cards, extraction is three: questions (a step), answers (many at once,
kept in a journal), rows (a step).
"""

import functools
import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb

from builder import __version__, schemas
from builder.dataset import manifest, remote, staging
from builder.engine import commits, crawl, guard, journal, lease, plan, workspace
from builder.engine.commits import Commit
from builder.engine.durable import digest, read_json, sha256, write_json
from builder.engine.run import Engine, run_step
from builder.engine.sql import quoted
from builder.engine.workspace import Workspace
from builder.errors import DamagedError, PeatmossError
from builder.pipeline import (
    WORKERS_IMPORT,
    answering,
    discussions,
    extraction,
    history,
    inputs,
    licenses,
    mappings,
    questions,
    repositories,
    snapshots,
    status,
)
from builder.pipeline.context import Context, Planned
from builder.pipeline.facts import facts_of
from builder.redaction.exclusions import Exclusions
from builder.reference.signatures import Signatures, load_signatures
from builder.settings.build import Settings
from builder.snapshots.license_detection import installed
from builder.sources import hub_records, release
from builder.tables.checks import violations
from builder.tables.merge import Merge
from builder.wording import counted


class Report(Protocol):
    """How a build tells what it does."""

    def begin(self, step: str, total: int | None) -> None:
        """A step starts; `total` items if known."""

    def advance(self, items: int) -> None:
        """So many more items are done."""

    def end(self, text: str) -> None:
        """The step is over; what came of it in a few words."""


@dataclass(frozen=True)
class Build:
    """One build: what to do, where to keep what is done, where to put the dataset (a folder or an fsspec URL)."""

    settings: Settings
    work: Path
    out: str
    workers: int | None
    exclusions: Exclusions
    only: tuple[str, ...] = ()
    retry: frozenset[str] = frozenset()  # reasons for which skipped items are run again
    engine: str = "local"  # or "ray"
    address: str | None = None  # of a Ray cluster; None: one of this machine's own
    origin: str | None = None  # name or file of the settings

    def run(self, report: Report) -> dict[str, Any]:
        """Runs what is not done yet and gives the dataset's manifest; PeatmossError where something is in the way."""
        answering.check_startable(self.settings.extraction)
        place = workspace.create(self.work, self.settings.partitions)
        with lease.lease(place) as place, ExitStack() as held:
            # it clears what a killed build left: not before no other one can be running
            held.enter_context(staging.claimed(self.folder, str(self.work.absolute())))
            if self.url:
                held.enter_context(remote.claimed(self.url, str(self.work.absolute())))
            workspace.tidy(place)
            self._repairing(lambda: self._settle(place, report), report)
            if self.retry:
                self._repairing(lambda: answering.check_retried(place, self.retry), report)
            as_of = workspace.clock(place, self.settings.as_of)
            guard.preload(WORKERS_IMPORT)
            with self._engine() as engine:
                self._repairing(lambda: _Run(self, place, as_of, load_signatures(), report, engine).all(), report)
            workspace.finish(place, as_of)
        return manifest.read(self.folder) or {}

    def _settle(self, place: Workspace, report: Report) -> None:
        """Notes whose settings the workspace is of; says so where it was built from others before."""
        record = place.root / "settings.json"
        before = (read_json(record) or {}).get("settings")
        if self.origin and before and before != self.origin:
            report.begin("settings", None)
            report.end(f"{place.root} was built from {before}: its rows go; --work and --out keep both")
        if self.origin and before != self.origin:
            write_json(record, {"settings": self.origin})

    def _repairing(self, run: Callable[[], None], report: Report) -> None:
        """Runs the steps; what turns out to be damaged on the way is named, and made anew, each file once."""
        repaired: set[Path] = set()
        while True:
            try:
                return run()
            except DamagedError as error:
                if error.record in repaired:
                    raise
                repaired.add(error.record)
                report.begin("repair", None)
                error.record.unlink(missing_ok=True)
                report.end(f"{str(error).partition(': remove ')[0]}: it is made anew")

    def _engine(self) -> AbstractContextManager[Engine | None]:
        if self.engine == "local":
            return nullcontext()
        from builder.engine.cluster import cluster  # Ray is an extra of its own

        return cluster(self.address, self.workers)

    @property
    def url(self) -> str | None:
        """Where the dataset is sent in the end, if that is not a folder of this machine."""
        return self.out if "://" in self.out else None

    @property
    def folder(self) -> Path:
        """Folder in which the dataset is made."""
        return self.work / "dataset" if self.url else Path(self.out).resolve()  # a link's target, not the link


@dataclass(frozen=True)
class _Run:
    build: Build
    place: Workspace
    as_of: datetime
    signatures: Signatures
    report: Report
    engine: Engine | None

    def all(self) -> None:
        if self.build.only and "collect" not in self.build.only:
            for source in self._sources:
                if not journal.complete(self.place, source.name):
                    raise PeatmossError(f"source {source.name} is not collected completely: build without --only")
        for name, step in ORDER.items():
            if name in (self.build.only or ORDER):
                step(self)

    @functools.cached_property
    def _sources(self) -> list[inputs.Collected]:
        given = self.build.settings.sources
        made = (inputs.collected(self.place, source, self.build.exclusions) for source in given)
        facts = (facts_of(self.place, source, given, self.build.exclusions) for source in given)
        return [*itertools.chain.from_iterable(made), *filter(None, facts)]  # facts of what the others found: last

    @functools.cached_property
    def _context(self) -> Context:
        build = self.build
        return inputs.context(self.place, build.settings, self.signatures, self.as_of, build.workers, build.retry)

    def _collect(self) -> None:
        journal.begin(self.place, [*(source.name for source in self._sources), *self._context.talks])
        for source in self._sources:
            self.report.begin(f"collect {source.name}", None)
            if isinstance(source, inputs.CRAWLS):
                new = crawl.collect(self.place, source, self.as_of, self.report.advance)
            else:
                new = journal.collect(self.place, source, self.report.advance)
            summary = inputs.summary(self.place, source) if new else "nothing new"
            self.report.end(summary)

    def _history(self) -> None:
        if self.build.settings.repositories.history:
            self._step(history.plan(self._context))

    def _licenses(self) -> None:
        if installed() is not None:
            self._step(licenses.plan(self._context))

    def _discussions(self) -> None:
        for source in discussions.sources(self._context, self.build.exclusions):
            self.report.begin("discussions", None)
            new = crawl.collect(self.place, source, self.as_of, self.report.advance)
            self.report.end("" if new else "nothing new")

    def _extraction(self) -> None:
        chosen = self.build.settings.extraction
        reader = answering.reader_of(chosen) if chosen.serve or chosen.endpoint else None
        if reader:
            self._step(questions.plan(self._context, reader))
            answering.begin(self.place, reader, self.build.retry)
            with self._connection() as connection:
                self.report.begin("answers", answering.unanswered(self.place, connection, reader))
                new = answering.answer(self.place, connection, reader, chosen, self.report.advance)
            self.report.end("" if new else "nothing new")
        self._step(extraction.plan(self._context, reader))

    def _step(self, planned: Planned) -> None:
        with self._connection() as connection:
            made = plan.make(self.place, connection, planned.step, planned.query, planned.inputs, planned.check)
        self.report.begin(planned.step.name, made.items)
        ran, items = run_step(self.place, planned.step, made, self.report.advance, self.engine)
        done = counted(items, "item")
        self.report.end(f"{ran:,} of {done} run" if ran else f"nothing new, {done} done before")

    def _merge(self) -> None:
        merge = self._merger()
        self.report.begin("merge", None)
        with self._connection() as connection:
            new = merge.run(connection, self.report.advance)
        self.report.end("" if new else "nothing new")

    def _merger(self) -> Merge:
        given: dict[str, list[str]] = {}
        for source in self._sources:
            if isinstance(source, release.Release) and source.kind != "models":
                given.setdefault(source.kind, []).append(source.name)
        context = self._context
        known = (hub_records.RECORDS, self.build.exclusions, self.signatures, given)
        wanted = (self.build.settings.repositories.history, installed() is not None)
        return Merge(self.place, context.listings, *known, context.finds, context.talks, *wanted)

    def _dataset(self) -> None:
        self.report.begin("dataset", None)
        folder, url = self.build.folder, self.build.url
        sources = [manifest.entry_of(source) for source in self.build.settings.sources]
        read = {name: sha for source in self._sources for name, sha in inputs.read(self.place, source).items()}
        merged = commits.read_each(self.place.tables, schemas.BY_NAME)
        tools = manifest.tools()
        content = {name: commit.digest for name, commit in merged.items()}
        skipped = {line.step: dict(sorted(line.skipped.items())) for line in status.read(self.place) if line.skipped}
        sealed = digest(content, sources, read, tools, __version__, str(folder.absolute()), url, skipped)
        record = self.place.root / "dataset.json"
        known = read_json(record) or {}
        if known.get("inputs") == sealed and manifest.stands(folder, known["manifest"]):
            self.report.end("nothing new")
            return
        self._check(merged)
        from builder.dataset import output  # imports datasets, which costs a second

        output.write(self.place, folder, self.as_of, sources, read, self.report.advance, skipped)
        if url:
            remote.put(folder, url)
        write_json(record, {"inputs": sealed, "manifest": sha256(folder / manifest.NAME)})
        self.report.end("")

    def _check(self, merged: dict[str, Commit]) -> None:
        """PeatmossError where the merged tables break a rule: no dataset is made of such tables, however often."""
        tables = self.place.tables
        commits.verify(tables, merged.values(), "rows")
        with self._connection() as connection:
            for name, commit in merged.items():
                path = quoted(str(tables / commit.files["rows"].name))
                connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet({path})")
            broken = violations(connection, self._merger().shapes()) if merged else []
        if broken:
            raise PeatmossError("the merged tables are wrong, please report it: " + "; ".join(broken))

    @contextmanager
    def _connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = workspace.connect(self.place, self.build.settings.memory_mb)
        try:
            yield connection
        finally:
            connection.close()


ORDER: dict[str, Callable[[_Run], None]] = {
    "collect": _Run._collect,
    "snapshots": lambda run: run._step(snapshots.plan(run._context)),
    "repositories": lambda run: run._step(repositories.plan(run._context)),
    "mappings": lambda run: run._step(mappings.plan(run._context)),
    "history": _Run._history,
    "licenses": _Run._licenses,
    "discussions": _Run._discussions,
    "extraction": _Run._extraction,
    "merge": _Run._merge,
    "dataset": _Run._dataset,
}
