"""Accounts and repositories: who am I, create, delete, what is in it."""

import hashlib
import json
from typing import Any

from hub_server.accounts import signed_in, writer
from hub_server.answers import Answer, Refusal, as_json
from hub_server.call import Call
from hub_server.names import check_repository
from hub_server.objects import Commit, date, pointer
from hub_server.store import Repository

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
    made = call.hub.store.create(kind, name, account.name)
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
    """A repository at a revision: all properties but the expensive ones, or those of `expand`."""
    repository = call.repository()
    commit = repository.resolve(call.parts.get("revision", "main"))
    known = _properties(repository, commit, call.flag("blobs"))
    asked = call.query.get("expand")
    if asked is None:
        return as_json(known)
    if unknown := sorted(set(asked) - set(known)):
        raise Refusal(400, f"Invalid expand: {', '.join(unknown)}")
    return as_json({name: value for name, value in known.items() if name in {"_id", "id", *asked}})


def _properties(repository: Repository, commit: Commit, blobs: bool) -> dict[str, Any]:
    return {
        "_id": _id(repository.kind, repository.name),
        "id": repository.name,
        "author": repository.name.rpartition("/")[0],
        "sha": commit.id,
        "createdAt": date(0),
        "lastModified": commit.date,
        "private": False,
        "gated": False,
        "disabled": False,
        "tags": [],
        "description": "",
        "citation": None,
        "cardData": None,
        "downloads": 0,
        "downloadsAllTime": 0,
        "likes": 0,
        "mainSize": 0,
        "trendingScore": 0,
        "usedStorage": sum(file.stat().st_size for file in (repository.folder / "lfs").glob("*")),
        "siblings": [_sibling(commit, path, blobs) for path in sorted(commit.files)],
    }


def _sibling(commit: Commit, path: str, blobs: bool) -> dict[str, Any]:
    file = commit.files[path]
    if not blobs:
        return {"rfilename": path}
    large = {"sha256": file.sha256, "size": file.size, "pointerSize": len(pointer(file.sha256 or "", file.size))}
    sizes = {"rfilename": path, "blobId": file.oid, "size": file.size}
    return sizes | ({"lfs": large} if file.sha256 else {})


def _id(*names: str) -> str:
    return hashlib.sha1("/".join(names).encode(), usedforsecurity=False).hexdigest()[:24]
