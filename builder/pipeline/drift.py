"""Whether the Hub still answers as it is read: one request per endpoint in use, each answer held against its form."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from builder.errors import HubError
from builder.hub import reach
from builder.hub.client import Hub, Refused, file_path, model_path
from builder.hub.properties import LISTED, OF_ONE, unheard_of, withdrawn
from builder.pipeline.doctor import Check
from builder.sources.huggingface import COUNTS
from builder.sources.raw import RAW, of_record

# What is read of each answer: field -> its JSON type. Of records of models the source of records knows the types.
RECORD = ("id", "createdAt", "downloads", "gated", "lastModified", "likes", "private", "sha", "tags")
TREE = {"type": str, "path": str, "oid": str, "size": int}
COMMIT = {"id": str, "title": str, "date": str}
REFS = {"branches": list, "tags": list}
DISCUSSIONS = {"discussions": list, "count": int}
DISCUSSION = {"num": int, "title": str, "status": str, "isPullRequest": bool, "createdAt": str, "numComments": int}


def live(hub: Hub) -> Iterator[Check]:
    """What is asked for against the client's own list, then one request per endpoint against what is read of it.

    A Hub that does not answer at all is known within seconds, and the first request without an answer is the last.
    """
    yield Check("properties of a model", properties())
    try:
        reach.require(hub.endpoint)
    except HubError as error:
        yield Check(hub.endpoint, [str(error)])
        return
    for check in _endpoints(hub):
        yield check
        if check.stops:
            yield Check("the other endpoints", ["not asked, since this one gave no answer"])
            return


def _endpoints(hub: Hub) -> Iterator[Check]:
    shown = [("expand[]", name) for name in LISTED]
    found: list[Any] = []

    def listed() -> list[str]:
        values, following, headers = hub.page("/api/models", [("limit", "5"), ("sort", "downloads"), *shown])
        found.extend(values if isinstance(values, list) else ())
        return records(values) + paging(following, headers)

    yield _check(f"{hub.endpoint} list", listed)
    counts = [("limit", "2"), ("sort", "createdAt"), ("direction", "-1"), *(("expand[]", name) for name in COUNTS)]
    yield _check("list of counts", lambda: records(hub.json("/api/models", counts), ("id", "downloads", "likes")))
    one = next((value for value in found if isinstance(value, dict) and not value.get("gated")), None)
    if one is None or not isinstance(one.get("id"), str) or not isinstance(one.get("sha"), str):
        yield Check("endpoints of a model", ["the list names no model with its revision, so that none was asked for"])
        return
    name, sha = one["id"], one["sha"]
    whole = [*shown, *(("expand[]", name) for name in OF_ONE)]
    yield _check(f"{name} info", lambda: records([hub.json(model_path(name), whole)]))
    tree: list[Any] = []

    def files() -> list[str]:
        tree.extend(hub.json(model_path(name, "tree", sha), [("recursive", "true")]))
        return entries(tree, TREE)

    yield _check("tree", files)
    yield _check("commits", lambda: entries(hub.json(model_path(name, "commits", sha)), COMMIT))
    yield _check("refs", lambda: fields(hub.json(model_path(name, "refs")), REFS))
    yield _check("discussions", lambda: discussions(hub.json(model_path(name, "discussions"), [("p", "0")])))
    small = next((e["path"] for e in tree if e.get("type") == "file" and 0 < (e.get("size") or 0) < 1 << 20), None)

    def part() -> list[str]:
        data = hub.content(file_path(name, sha, small or ""), 1 << 20, (0, 0))
        return [] if data is not None and len(data) == 1 else ["a file is not given in parts (Range)"]

    if small:
        yield _check("files", part)


def properties() -> list[str]:
    """Properties that the Hub's client knows and this version does not, or the other way round."""
    new = [f"the Hub has '{name}', which this version neither reads nor passes over" for name in unheard_of()]
    return new + [f"'{name}' is asked for, and the Hub's client knows it no more" for name in withdrawn()]


def _check(what: str, look: Callable[[], list[str]]) -> Check:
    try:
        return Check(what, look())
    except Refused as refused:
        return Check(what, [f"the Hub refuses it: {refused}"])
    except HubError as error:
        return Check(what, [str(error)], stops=True)
    except (TypeError, AttributeError, KeyError) as error:
        return Check(what, [f"an answer of another form: {error}"])


def records(values: Any, needed: tuple[str, ...] = RECORD) -> list[str]:  # noqa: ANN401 - whatever the Hub answers
    """What of records of models would not be read, or is not there any more."""
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        return ["no list of records"]
    faults = [f"no model has '{name}' any more" for name in needed if not any(name in value for value in values)]
    for name in RAW:
        for value in values:
            try:
                of_record(value, name)
            except TypeError as error:
                faults.append(str(error))
                break
    return faults


def paging(following: str | None, headers: Any) -> list[str]:  # noqa: ANN401 - headers of an answer
    """Whether lists still tell their next page, the time and the limits."""
    faults = [] if following and "cursor=" in following else ["no next page: the header Link names no cursor"]
    return faults + [f"no header {name}" for name in ("Date", "RateLimit") if name not in headers]


def entries(values: Any, wanted: Mapping[str, type]) -> list[str]:  # noqa: ANN401
    """What the entries of a list lack."""
    if not isinstance(values, list) or not values:
        return ["no list of entries"]
    return fields(values[0], wanted)


def fields(value: Any, wanted: Mapping[str, type]) -> list[str]:  # noqa: ANN401
    """Fields that an object lacks, or that are of another type."""
    if not isinstance(value, dict):
        return ["no object"]
    return [
        f"'{name}' is {type(value[name]).__name__}, not {kind.__name__}" if name in value else f"no '{name}' any more"
        for name, kind in wanted.items()
        if not isinstance(value.get(name), kind)
    ]


def discussions(value: Any) -> list[str]:  # noqa: ANN401
    """What a page of discussions lacks."""
    found = fields(value, DISCUSSIONS)
    return found or (entries(value["discussions"], DISCUSSION) if value["discussions"] else [])
