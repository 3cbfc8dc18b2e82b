"""What is in a commit: listed in pages, or asked for by path."""

import base64
import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode

from hub_server.answers import Answer, Refusal, as_json
from hub_server.call import Call
from hub_server.objects import Commit, pointer
from hub_server.store import Repository

MOST_PATHS = 1000


def next_link(call: Call, **changed: str) -> dict[str, str]:
    """The header that leads to the next page: this request with other values in its query."""
    query = parse_qs(call.request.query) | {name: [value] for name, value in changed.items()}
    return {"Link": f'<{call.hub.url}{call.request.path}?{urlencode(query, doseq=True)}>; rel="next"'}


def tree(call: Call) -> Answer:
    """The entries of a folder, or of all below it; 404 EntryNotFound for a folder that is not there."""
    repository, folder = call.repository(), call.parts.get("path", "").strip("/")
    commit, expand = repository.resolve(call.parts["revision"]), call.flag("expand")
    if folder not in commit.folders:
        raise Refusal(404, f'{folder} does not exist on "{call.parts["revision"]}"', "EntryNotFound")
    paths = _below(commit, folder, call.flag("recursive"))
    if cursor := call.query.get("cursor"):
        paths = paths[bisect_right(paths, base64.urlsafe_b64decode(cursor[0]).decode()) :]
    size = call.hub.tree_page_expanded if expand else call.hub.tree_page
    size = min(size, int(call.query.get("limit", [size])[0]))
    page, more = paths[:size], len(paths) > size
    link = next_link(call, cursor=base64.urlsafe_b64encode(page[-1].encode()).decode()) if more else {}
    return as_json([_entry(repository, commit, path, expand) for path in page], headers=link)


def _below(commit: Commit, folder: str, recursive: bool) -> Sequence[str]:
    start = f"{folder}/" if folder else ""
    # '0' is the character after '/'.
    end = bisect_left(commit.paths, f"{folder}0") if folder else len(commit.paths)
    below = commit.paths[bisect_left(commit.paths, start) : end]
    return below if recursive else [path for path in below if "/" not in path[len(start) :]]


def paths_info(call: Call) -> Answer:
    """The entries at some paths; paths that are not there are left out."""
    repository = call.repository()
    commit = repository.resolve(call.parts["revision"])
    body = call.body.read()
    if "json" in call.headers.get("Content-Type", ""):
        fields = json.loads(body)
        paths, expand = fields["paths"], bool(fields.get("expand"))
    else:
        form = parse_qs(body.decode())
        paths, expand = form.get("paths", []), form.get("expand", [""])[0].lower() == "true"
    if len(paths) > MOST_PATHS:
        raise Refusal(413, "too many parameters")
    found = [path.strip("/") for path in paths]
    return as_json([_entry(repository, commit, path, expand) for path in found if path and commit.entry(path)])


def _entry(repository: Repository, commit: Commit, path: str, expand: bool) -> dict[str, Any]:
    if file := commit.files.get(path):
        entry: dict[str, Any] = {"type": "file", "path": path, "oid": file.oid, "size": file.size}
        if file.sha256:
            size = len(pointer(file.sha256, file.size))
            entry["lfs"] = {"oid": file.sha256, "size": file.size, "pointerSize": size}
    else:
        entry = {"type": "directory", "path": path, "oid": commit.folders[path], "size": 0}
    if expand:
        last = _last_change(repository, commit, path)
        entry["lastCommit"] = {"id": last.id, "title": last.title, "date": last.date}
        if entry["type"] == "file":
            entry["securityFileStatus"] = {"status": "unscanned", "avScan": None, "pickleImportScan": None}
    return entry


def _last_change(repository: Repository, commit: Commit, path: str) -> Commit:
    last = commit
    for older in repository.history(commit):
        if older.entry(path) != commit.entry(path):
            break
        last = older
    return last
