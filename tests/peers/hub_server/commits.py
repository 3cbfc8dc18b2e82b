"""Uploads by the API: how to send each file, and the commit that puts all of them in place at once."""

import base64
import json
import re
from collections.abc import Callable
from typing import Any

from hub_server.accounts import writer
from hub_server.answers import Answer, Refusal, as_json
from hub_server.call import Call
from hub_server.large import ignored, upload_mode
from hub_server.names import check_path
from hub_server.objects import Commit, File, large_file, parents
from hub_server.store import Repository

DANGLING = (
    "Your push was rejected because an LFS pointer pointed to a file that does not exist. For instance, this can "
    "happen if you used git push --no-verify to push your changes. Offending file: - {path}"
)
Files = dict[str, File]
Operation = Callable[[Repository, Files, dict[str, Any]], None]


def _refuse_pull_request(call: Call) -> None:
    if call.flag("create_pr") or call.parts["revision"].startswith("refs/pr/"):
        raise Refusal(400, "This test hub has no pull requests")


def preupload(call: Call) -> Answer:
    """For each file 'lfs' or 'regular', whether .gitignore leaves it out, and what is at its path now."""
    repository = call.repository()
    writer(call.account, repository.name)
    _refuse_pull_request(call)
    head = repository.branch(call.parts["revision"])
    asked = json.loads(call.body.read())
    rules = asked.get("gitIgnore", _ignore_rules(repository, head))
    return as_json({"commitOid": head.id, "files": [_plan(head, rules, file) for file in asked["files"]]})


def _plan(head: Commit, rules: str, file: dict[str, Any]) -> dict[str, Any]:
    path, there = file["path"], head.files.get(file["path"])
    mode = upload_mode(path, file["size"], base64.b64decode(file.get("sample") or ""))
    plan = {"path": path, "uploadMode": mode, "shouldIgnore": ignored(path, rules)}
    return plan | ({"oid": there.etag} if there else {})


def _ignore_rules(repository: Repository, head: Commit) -> str:
    file = head.files.get(".gitignore")
    return repository.content(file).read_text(errors="replace") if file else ""


def commit(call: Call) -> Answer:
    """All operations of the lines or none; 412 when the parent the client names is not the head any more."""
    repository = call.repository()
    account = writer(call.account, repository.name)
    _refuse_pull_request(call)
    header, operations = _lines(call.body.read())
    with repository.lock:
        head = repository.branch(call.parts["revision"])
        _check_parent(header.get("parentCommit"), head)
        files = dict(head.files)
        for key, value in operations:
            OPERATIONS[key](repository, files, value)
        _check_folders(files)
        made = repository.record(head, account.name, header["summary"], header.get("description", ""), files)
        known = repository.references
        known.branches[call.parts["revision"].removeprefix("refs/heads/")] = made.id
        repository.refer(known)
    url = f"{call.hub.url}{repository.url_path}/commit/{made.id}"
    return as_json({"success": True, "commitOid": made.id, "commitUrl": url, "hookOutput": ""})


def _lines(body: bytes) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
    try:
        lines = [json.loads(line) for line in body.splitlines() if line.strip()]
        rows = [(line["key"], line["value"]) for line in lines]
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(400, f"Invalid commit payload: {error}") from error
    if not rows or rows[0][0] != "header" or not rows[0][1].get("summary"):
        raise Refusal(400, "Invalid commit payload: the first line must be a header with a summary")
    if unknown := {key for key, _ in rows[1:]} - set(OPERATIONS):
        raise Refusal(400, f"Invalid commit payload: unknown operation {', '.join(sorted(unknown))}")
    return rows[0][1], rows[1:]


def _check_parent(parent: str | None, head: Commit) -> None:
    if parent is None:
        return
    if not re.fullmatch("[A-Fa-f0-9]{5,40}", parent):
        raise Refusal(400, f"Invalid parentCommit: {parent}")
    if not head.id.startswith(parent.lower()):
        raise Refusal(412, "A commit has happened since. Please refresh and try again.")


def _put(files: Files, path: str, file: File) -> None:
    files[check_path(path)] = file


def _check_folders(files: Files) -> None:
    if both := {folder for path in files for folder in parents(path)} & files.keys():
        raise Refusal(400, f"Invalid path: {min(both)} is a file and a folder")


def _add_file(repository: Repository, files: Files, value: dict[str, Any]) -> None:
    content = value["content"]
    data = base64.b64decode(content) if value.get("encoding") == "base64" else content.encode()
    _put(files, value["path"], repository.add(data))


def _add_large(repository: Repository, files: Files, value: dict[str, Any]) -> None:
    place = repository.large_path(value["oid"]) if re.fullmatch("[0-9a-f]{64}", value["oid"]) else None
    if place is None or not place.is_file():
        raise Refusal(400, DANGLING.format(path=value["path"]))
    _put(files, value["path"], large_file(value["oid"], place.stat().st_size))


def _delete_file(_repository: Repository, files: Files, value: dict[str, Any]) -> None:
    if files.pop(value["path"], None) is None:
        raise Refusal(404, f"A file with this name doesn't exist: {value['path']}", "EntryNotFound")


def _delete_folder(_repository: Repository, files: Files, value: dict[str, Any]) -> None:
    folder = value["path"].strip("/") + "/"
    below = [path for path in files if path.startswith(folder)]
    if not below:
        raise Refusal(404, f"A folder with this name doesn't exist: {value['path']}", "EntryNotFound")
    for path in below:
        del files[path]


OPERATIONS: dict[str, Operation] = {
    "file": _add_file,
    "lfsFile": _add_large,
    "deletedFile": _delete_file,
    "deletedFolder": _delete_folder,
}
