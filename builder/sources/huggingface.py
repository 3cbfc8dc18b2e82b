"""All public models of the Hugging Face Hub by its list endpoint; later what has changed, come, gone or moved since."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import pyarrow as pa

from builder.engine.crawl import Round
from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.errors import HubError
from builder.hub.client import Hub, Refused, model_path
from builder.hub.properties import LISTED, OF_ONE
from builder.redaction.exclusions import Exclusions
from builder.sources.dump_files import records
from builder.sources.hub_records import GONE, RECORD, RECORDS, SEEN, normalise
from builder.sources.known_ids import Ids, missing

VERSION = 2
PAGE = 1000  # models: the most that the Hub gives at once
PROBES = 50  # models that are asked for one by one, per page of the journal
RESTARTS = 5  # times that a list may lose its place
OVERLAP = timedelta(minutes=10)  # of two rounds: the Hub's machines need not agree on the time
COUNTS = ("disabled", "downloads", "downloadsAllTime", "gated", "likes", "private")
AFTER = {"list": "done", "changed": "sweep", "sweep": "probe", "probe": "done"}


@dataclass(frozen=True)
class Place:
    """Where a round stands: its phase, the path of the next page, the positions of its first and its next record.

    `began` is when it began, and `since` when the round before did, by the Hub's own clock.
    """

    phase: str
    next: str | None
    first: int
    position: int
    began: str | None
    since: str | None

    @property
    def event(self) -> str:
        """What the rows of this phase tell."""
        return SEEN if self.phase == "sweep" else RECORD


def placed(cursor: str) -> Place:
    """The place that a page's cursor names."""
    return Place(**json.loads(cursor))


@dataclass(frozen=True)
class HuggingFace:
    """The live list of a Hub. With a `limit` it is only so many models in `order`, and nobody knows what is gone."""

    name: str
    hub: Hub
    limit: int | None
    order: Literal["createdAt", "downloads"]
    exclusions: Exclusions

    def digest(self) -> str:
        """What makes pages belong together: the settings, the exclusions, this code's version."""
        return digest(VERSION, self.name, self.limit, self.order, sorted(self.exclusions.hashes))

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        """The rest of a round. The first lists everything; a later one lists what was changed since, then the counts of
        all that are there, then asks for those one by one that are missing from it, or new to it.
        """
        place = placed(cursor) if cursor else self._start(look)
        while place.phase != "done":
            for page in (self._probe if place.phase == "probe" else self._walk)(look, place, before):
                yield page
                place = placed(page.cursor or "")

    def _start(self, look: Round) -> Place:
        last = placed(look.previous) if look.previous else None
        at = last.position if last else 0
        if last is None or self.limit is not None:
            return Place("list", None, at, at, None, None)
        return Place("changed", None, at, at, None, last.began)

    def _walk(self, look: Round, place: Place, before: Callable[[], list[str]]) -> Iterator[Page]:
        """One phase of lists, page by page. A place that is lost is looked for again; no model is listed twice."""
        phase, restarts = place.phase, 0
        seen = Ids.of(before()[look.first :], place.event, place.first)
        while place.phase == phase:
            asked = place.next
            try:
                values, following, headers = self.hub.page(asked or "/api/models", () if asked else self._asked(place))
            except Refused as refused:
                restarts += 1
                if asked is None or restarts > RESTARTS:
                    raise HubError(f"{self.hub.endpoint} refuses the list of models: {refused}") from refused
                place = replace(place, next=None)
                continue
            if not isinstance(values, list):
                raise HubError(f"{self.hub.endpoint} gives no list of models: see `peatmoss doctor --live`")
            fresh, over = self._fresh(values, place, seen)
            restarts += 0 if fresh else 1
            if restarts > RESTARTS and following == asked:
                raise HubError(f"{self.hub.endpoint} gives the same page of models again and again: try later")
            began = place.began or parsedate_to_datetime(headers["Date"]).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            page = self._page(look, place, fresh)
            end = over or following is None
            place = replace(
                place,
                phase=AFTER[phase] if end else phase,
                next=None if end else following,
                position=place.position + len(fresh),
                began=began,
            )
            yield replace(page, cursor=json.dumps(asdict(place)))

    def _asked(self, place: Place) -> list[tuple[str, str]]:
        order = "lastModified" if place.phase == "changed" else "createdAt" if place.phase == "sweep" else self.order
        shown = COUNTS if place.phase == "sweep" else LISTED
        size = min(PAGE, self.limit or PAGE)
        return [("limit", str(size)), ("sort", order), ("direction", "-1"), *(("expand[]", name) for name in shown)]

    def _fresh(self, values: list[Any], place: Place, seen: Ids) -> tuple[list[Any], bool]:
        """The records of a page that no page before it gave, and whether it is the last that is wanted."""
        ids = [value.get("id") if isinstance(value, dict) else None for value in values]
        new = iter(seen.new([one for one in ids if isinstance(one, str)]))
        fresh = [value for value, one in zip(values, ids, strict=True) if not isinstance(one, str) or next(new)]
        if place.phase == "changed":
            since = _earlier(place.since)
            recent = [value for value in fresh if _modified(value) >= since]
            return recent, any(_modified(value) < since for value in values)
        left = None if self.limit is None else self.limit - (place.position - place.first)
        return fresh[:left], left is not None and len(fresh) >= left

    def _page(self, look: Round, place: Place, values: list[Any]) -> Page:
        """Records as rows; their positions count through all rounds."""
        found = [self._rows(raw, look, place) for raw in records(values, self.name)]
        if not found:
            return Page(RECORDS.empty_table(), SKIPPED_SCHEMA.empty_table())
        rows, skipped = zip(*found, strict=True)
        return Page(pa.concat_tables(rows), pa.concat_tables(skipped))

    def _rows(self, raw: Any, look: Round, place: Place) -> tuple[pa.Table, pa.Table]:  # noqa: ANN401
        faults = [(at + place.position, reason, detail) for at, reason, detail in raw.faults]
        moved = replace(raw, positions=[at + place.position for at in raw.positions], faults=faults)
        page = normalise(moved, self.name, look.taken_at, self.exclusions)
        events = pa.repeat(pa.scalar(place.event), page.rows.num_rows)
        index = page.rows.schema.get_field_index("told")
        return page.rows.set_column(index, RECORDS.field(index), events), page.skipped

    def _probe(self, look: Round, place: Place, before: Callable[[], list[str]]) -> Iterator[Page]:
        """The models that are missing from the list, or only in it, one by one."""
        wanted = missing(before(), place.first)
        for start in range(0, max(len(wanted), 1), PROBES):
            gone, there = [], []
            for model_id in wanted[start : start + PROBES]:
                known, value = self._ask(model_id)
                gone += [] if known else [(model_id, value.get("_id") if value else None)]
                there += [value] if value else []
            listed = self._page(look, place, there)
            left = self._gone(look, place.position + len(there), gone)
            last = start + PROBES >= len(wanted)
            position = place.position + len(there) + len(gone)
            place = replace(place, phase="done" if last else "probe", position=position)
            yield Page(pa.concat_tables([listed.rows, left]), listed.skipped, json.dumps(asdict(place)))

    def _ask(self, model_id: str) -> tuple[bool, dict[str, Any] | None]:
        """Whether a model is there under this name, and what the Hub tells of it, or of the one that it became."""
        shown = [("expand[]", name) for name in (*LISTED, *OF_ONE)]
        try:
            value = self.hub.json(model_path(model_id), shown)
        except Refused as refused:
            if refused.status // 100 == 3:
                new = unquote(urlsplit(refused.location).path.rpartition("/api/models/")[2])
                return False, self._ask(new)[1] if new and new != model_id else None
            return refused.status not in {401, 404, 410}, None
        if not isinstance(value, dict) or value.get("private"):
            return False, None
        return value.get("id") == model_id, value

    def _gone(self, look: Round, position: int, gone: list[tuple[str, str | None]]) -> pa.Table:
        """Rows that tell that a name leads nowhere any more; with the hub's own id of the model that it leads to."""
        rows = [
            {
                "model_id": model_id,
                "hub": "huggingface",
                "hub_id": own,
                "source": self.name,
                "collected_at": look.taken_at,
                "position": position + at,
                "told": GONE,
            }
            for at, (model_id, own) in enumerate(gone)
        ]
        return pa.Table.from_pylist(rows, RECORDS)


def _earlier(moment: str | None) -> str:
    """A moment before another by what two rounds overlap; '' is before everything."""
    if not moment:
        return ""
    return (datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.000Z") - OVERLAP).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _modified(value: Any) -> str:  # noqa: ANN401 - whatever the Hub lists
    found = value.get("lastModified") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
