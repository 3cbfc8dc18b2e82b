"""Accounts and repositories: who am I, create, delete, what is in it."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from hub_server import listing
from hub_server.accounts import signed_in, writer
from hub_server.answers import Answer, Refusal, as_json
from hub_server.call import Call
from hub_server.catalog import Recorded
from hub_server.names import check_repository
from hub_server.objects import Commit, date, pointer
from hub_server.store import Repository

SDKS = {"gradio", "docker", "static"}  # of Spaces, which begin with a README.md that names theirs
KINDS = {"model": "models", "dataset": "datasets", "space": "spaces"}


def whoami(call: Call) -> Answer:
    """The account behind the token."""
    account = signed_in(call.account)
    token = {"displayName": "test", "role": account.role, "createdAt": date(0)}
    return as_json(
        {
            "type": "user",
            "id": _id(account.name),
            "name": account.name,
            "fullname": account.name,
            "orgs": [{"type": "org", "name": name, "roleInOrg": "write"} for name in account.organizations],
            "auth": {"type": "access_token", "accessToken": token},
        }
    )


def validate_card(call: Call) -> Answer:
    """What the Hub says of a card before a commit; of its YAML only that it is there."""
    content = json.loads(call.body.read())["content"]
    missing = {"message": "empty or missing yaml metadata in repo card"}
    return as_json({"errors": [], "warnings": [] if content.lstrip().startswith("---") else [missing]})


def _asked(call: Call) -> tuple[str, str, dict[str, Any]]:
    fields = json.loads(call.body.read())
    owner = fields.get("organization") or signed_in(call.account).name
    kind = KINDS.get(fields.get("type") or "model")
    if kind is None:
        raise Refusal(400, f"Invalid repository type: {fields['type']}")
    return kind, f"{owner}/{fields['name']}", fields


def create(call: Call) -> Answer:
    """A new, public repository; 409 if there is one."""
    kind, name, fields = _asked(call)
    check_repository(fields["name"])
    account = signed_in(call.account)
    owner = name.partition("/")[0]
    if account.role != "write" or not account.owns(name):
        raise Refusal(403, f'You don\'t have the rights to create a {kind[:-1]} under the namespace "{owner}"')
    if fields.get("private") or fields.get("visibility", "public") != "public":
        raise Refusal(400, "This test hub has public repositories only")
    files = {}
    if kind == "spaces":
        if fields.get("sdk") not in SDKS:
            raise Refusal(400, f"Invalid sdk: {fields.get('sdk')}")
        files = {"README.md": f"---\ntitle: {fields['name']}\nsdk: {fields['sdk']}\n---\n".encode()}
    made = call.hub.store.create(kind, name, account.name, files)
    there = call.hub.store.find(kind, name)
    answer: dict[str, Any] = {"url": call.hub.url + there.url_path, "name": name, "id": _id(kind, name)}
    if made is None:
        raise Refusal(409, f"You already created this {kind[:-1]} repo: {name}", **answer)
    return as_json(answer)


def delete(call: Call) -> Answer:
    """The repository is gone."""
    kind, name, _ = _asked(call)
    call.hub.store.find(kind, name)
    writer(call.account, name)
    call.hub.store.delete(kind, name)
    return as_json({})


def may_read(call: Call) -> Answer:
    """Nothing, if the account may read (or write) here."""
    name = call.repository().name
    if "write" in call.parts:
        writer(call.account, name)
    return as_json({})


def info(call: Call) -> Answer:
    """A repository at a revision: all its properties, or `_id`, `id` and those of `expand`."""
    repository = call.repository()
    if isinstance(repository, Recorded):
        return listing.info(call)
    commit = repository.resolve(call.parts.get("revision", "main"))
    asked = call.query.get("expand", list(PROPERTIES))
    if unknown := sorted(set(asked) - set(PROPERTIES)):
        raise Refusal(400, f"Invalid expand: {', '.join(unknown)}")
    shown = {name: PROPERTIES[name](repository, commit) for name in PROPERTIES if name in {"_id", "id", *asked}}
    if call.flag("blobs"):
        shown["siblings"] = [_sibling(commit, path, True) for path in sorted(commit.files)]
    return as_json(shown)


def _sibling(commit: Commit, path: str, blobs: bool) -> dict[str, Any]:
    file = commit.files[path]
    if not blobs:
        return {"rfilename": path}
    large = {"sha256": file.sha256, "size": file.size, "pointerSize": len(pointer(file.sha256 or "", file.size))}
    sizes = {"rfilename": path, "blobId": file.oid, "size": file.size}
    return sizes | ({"lfs": large} if file.sha256 else {})


def _id(*names: str) -> str:
    return hashlib.sha1("/".join(names).encode(), usedforsecurity=False).hexdigest()[:24]


def _stored(repository: Repository) -> int:
    return sum(file.stat().st_size for file in (repository.folder / "lfs").glob("*"))


# No clock, no card and no visitor changes what is here.
PROPERTIES: dict[str, Callable[[Repository, Commit], Any]] = {
    "_id": lambda repository, _: _id(repository.kind, repository.name),
    "id": lambda repository, _: repository.name,
    "author": lambda repository, _: repository.name.rpartition("/")[0],
    "sha": lambda _, commit: commit.id,
    "createdAt": lambda *_: date(0),
    "lastModified": lambda _, commit: commit.date,
    "private": lambda *_: False,
    "gated": lambda *_: False,
    "disabled": lambda *_: False,
    "tags": lambda *_: [],
    "description": lambda *_: "",
    "citation": lambda *_: None,
    "cardData": lambda *_: None,
    "downloads": lambda *_: 0,
    "downloadsAllTime": lambda *_: 0,
    "likes": lambda *_: 0,
    "mainSize": lambda *_: 0,
    "trendingScore": lambda *_: 0,
    "usedStorage": lambda repository, _: _stored(repository),
    "siblings": lambda _, commit: [_sibling(commit, path, False) for path in sorted(commit.files)],
}
