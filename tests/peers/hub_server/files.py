"""Files by revision and path, whole or in part."""

import mimetypes
import re

from hub_server.answers import Answer, Refusal, Slice
from hub_server.call import Call
from hub_server.catalog import Recorded

_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE)


def part_of(asked: str | None, size: int) -> tuple[int, int] | None:
    """First byte and length of a Range header; None for the whole (also for several ranges); 416 when outside."""
    found = _RANGE.fullmatch(asked or "")
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
    if last and first and int(last) < int(first):
        return None
    if start >= end:
        raise Refusal(416, "Range Not Satisfiable", headers={"Content-Range": f"bytes */{size}"})
    return start, end - start


def resolve(call: Call) -> Answer:
    """The file, or the bytes of its Range; 404 EntryNotFound."""
    repository, path = call.repository(), call.parts["path"]
    gated = isinstance(repository, Recorded) and repository.model.record.get("gated")
    if gated and not (call.account and call.account.owns(repository.name)):
        raise Refusal(401 if call.account is None else 403, "Access to model is restricted.", "GatedRepo")
    commit = repository.resolve(call.parts["revision"])
    at = {"X-Repo-Commit": commit.id}
    file = commit.files.get(path)
    place = repository.content(file) if file else None
    if file is None or place is None or not place.is_file():
        raise Refusal(404, "Entry not found", "EntryNotFound", headers=at)
    name = path.rpartition("/")[2].replace('"', "")
    headers = at | {
        "ETag": f'"{file.etag}"',
        "Accept-Ranges": "bytes",
        "Content-Type": mimetypes.guess_type(path)[0] or "application/octet-stream",
        "Content-Disposition": f'inline; filename="{name.encode("ascii", "replace").decode()}"',
    }
    if file.sha256:
        headers |= {"X-Linked-Etag": f'"{file.sha256}"', "X-Linked-Size": str(file.size)}
    part = part_of(call.headers.get("Range"), file.size) if call.request.method == "GET" else None
    if part is None:
        return Answer(200, Slice(place, 0, file.size), headers)
    start, length = part
    span = {"Content-Range": f"bytes {start}-{start + length - 1}/{file.size}"}
    return Answer(206, Slice(place, start, length), headers | span)
