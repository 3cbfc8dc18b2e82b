"""Branches, tags and histories."""

import json

from hub_server.accounts import writer
from hub_server.answers import Answer, Refusal, as_json
from hub_server.call import Call
from hub_server.names import check_reference
from hub_server.store import References, Repository
from hub_server.trees import next_link


def references(call: Call) -> Answer:
    """All branches and tags."""
    known = call.repository().references
    return as_json(
        {
            "branches": [_reference("heads", name, known.branches[name]) for name in sorted(known.branches)],
            "tags": [_reference("tags", name, known.tags[name]) for name in sorted(known.tags)],
            "converts": [],
            "pullRequests": [],
        }
    )


def _reference(kind: str, name: str, commit_id: str) -> dict[str, str]:
    return {"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": commit_id}


def commits(call: Call) -> Answer:
    """A page of a history, newest first."""
    repository = call.repository()
    history = list(repository.history(repository.resolve(call.parts["revision"])))
    page, size = int(call.query.get("p", ["0"])[0]), call.hub.commits_page
    shown = [
        {
            "id": commit.id,
            "title": commit.title,
            "message": commit.message,
            "date": commit.date,
            "authors": [{"user": commit.author}],
        }
        for commit in history[page * size : (page + 1) * size]
    ]
    link = next_link(call, p=str(page + 1)) if len(history) > (page + 1) * size else {}
    return as_json(shown, headers=link | {"X-Total-Count": str(len(history))})


def _open(call: Call) -> tuple[Repository, str]:
    repository = call.repository()
    writer(call.account, repository.name)
    return repository, call.parts["revision"]


def create_branch(call: Call) -> Answer:
    """A branch at a starting point, main without one; 409 if there is one."""
    repository, name = _open(call)
    fields = json.loads(call.body.read() or b"{}")
    with repository.lock:
        known = repository.references
        start = repository.resolve(fields.get("startingPoint") or "main")
        _add(known.branches, check_reference(name), start.id, f"Reference already exists: refs/heads/{name}")
        repository.refer(known)
    return as_json({})


def create_tag(call: Call) -> Answer:
    """A tag at the revision of the path; 409 if there is one."""
    repository, revision = _open(call)
    name = check_reference(json.loads(call.body.read())["tag"])
    with repository.lock:
        known = repository.references
        _add(known.tags, name, repository.resolve(revision).id, "Tag reference exists already")
        repository.refer(known)
    return as_json({})


def _add(names: dict[str, str], name: str, commit_id: str, taken: str) -> None:
    if name in names:
        raise Refusal(409, taken)
    names[name] = commit_id


def delete_branch(call: Call) -> Answer:
    """The branch is gone, its commits are not; main stays."""
    repository, name = _open(call)
    if name == "main":
        raise Refusal(400, "Cannot delete refs/heads/main")
    return _remove(repository, "branches", name)


def delete_tag(call: Call) -> Answer:
    """The tag is gone; 404 RevisionNotFound."""
    repository, name = _open(call)
    return _remove(repository, "tags", name)


def _remove(repository: Repository, kind: str, name: str) -> Answer:
    with repository.lock:
        known: References = repository.references
        if name not in getattr(known, kind):
            raise Refusal(404, f"Invalid rev id: {name}", "RevisionNotFound")
        del getattr(known, kind)[name]
        repository.refer(known)
    return as_json({})


def squash(call: Call) -> Answer:
    """One commit without a parent takes the branch's place, with the same files."""
    repository, name = _open(call)
    account = writer(call.account, repository.name)
    title = json.loads(call.body.read() or b"{}").get("message") or f"Super-squash branch '{name}'"
    with repository.lock:
        known = repository.references
        only = repository.record(None, account.name, title, "", repository.branch(name).files)
        known.branches[name] = only.id
        repository.refer(known)
    return as_json({})
