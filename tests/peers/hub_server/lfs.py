"""Large files: Git LFS with its basic transfer and the Hub's own in parts, checked by sha256."""

import hashlib
import json
import shutil
from math import ceil
from pathlib import Path
from typing import IO, Any

from hub_server.accounts import writer
from hub_server.answers import Answer, Refusal, as_json
from hub_server.call import Call
from hub_server.objects import date
from hub_server.store import Repository
from hub_server.traffic import CHUNK

LFS_JSON = {"Content-Type": "application/vnd.git-lfs+json"}


def no_xet(call: Call) -> Answer:
    """What a client that uses Xet is told."""
    raise Refusal(400, "This test hub has no Xet storage: set HF_HUB_DISABLE_XET=1")


def batch(call: Call) -> Answer:
    """Where to send each object; one that is there needs no sending."""
    repository = call.repository()
    writer(call.account, repository.name)
    asked = json.loads(call.body.read())
    if asked.get("operation") != "upload":
        raise Refusal(400, "This test hub serves LFS uploads only: read files by resolve/")
    parts = "multipart" in asked.get("transfers", [])
    objects = [_instructions(call, repository, item, parts) for item in asked["objects"]]
    split = any("chunk_size" in item.get("actions", {}).get("upload", {}).get("header", {}) for item in objects)
    return as_json({"transfer": "multipart" if split else "basic", "objects": objects}, headers=LFS_JSON)


def _instructions(call: Call, repository: Repository, item: dict[str, Any], parts: bool) -> dict[str, Any]:
    answer = {"oid": item["oid"], "size": item["size"], "authenticated": True}
    if repository.large_path(item["oid"]).is_file():
        return answer
    place = f"{call.hub.url}/lfs-storage/{repository.kind}/{repository.name}/{item['oid']}"
    upload: dict[str, Any] = {"href": place, "header": {}}
    if parts and item["size"] > call.hub.part_bytes:
        count = ceil(item["size"] / call.hub.part_bytes)
        numbered = {str(number): f"{place}/{number}" for number in range(1, count + 1)}
        upload = {"href": f"{place}/complete", "header": {"chunk_size": str(call.hub.part_bytes)} | numbered}
    return answer | {"actions": {"upload": upload, "verify": {"href": f"{place}/verify", "header": {}}}}


# The addresses for content need no token: the real ones are signed.
def put(call: Call) -> Answer:
    """A whole object; 400 when its sha256 is another."""
    repository = call.repository()
    with repository.incoming() as file:
        digest = hashlib.sha256()
        for chunk in call.body.chunks():
            digest.update(chunk)
            file.write(chunk)
        _keep(repository, file, digest.hexdigest(), call.parts["oid"])
    return Answer(headers={"ETag": f'"{call.parts["oid"]}"'})


def put_part(call: Call) -> Answer:
    """One part of an object, kept until all are there."""
    repository = call.repository()
    with repository.incoming() as file:
        digest = hashlib.md5(usedforsecurity=False)
        for chunk in call.body.chunks():
            digest.update(chunk)
            file.write(chunk)
        repository.keep(file, _parts(call) / call.parts["part"])
    return Answer(headers={"ETag": f'"{digest.hexdigest()}"'})


def complete(call: Call) -> Answer:
    """Put the parts together; 400 when one is missing or the sha256 is another."""
    repository = call.repository()
    numbers = [part["partNumber"] for part in json.loads(call.body.read())["parts"]]
    places = [_parts(call) / str(number) for number in sorted(numbers)]
    if missing := [place.name for place in places if not place.is_file()]:
        raise Refusal(400, f"Parts were never sent: {', '.join(missing)}")
    with repository.incoming() as file:
        digest = hashlib.sha256()
        for place in places:
            with place.open("rb") as part:
                while chunk := part.read(CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
        _keep(repository, file, digest.hexdigest(), call.parts["oid"])
    shutil.rmtree(_parts(call), ignore_errors=True)
    return as_json({}, headers=LFS_JSON)


def _parts(call: Call) -> Path:
    return call.repository().folder / "parts" / call.parts["oid"]


def _keep(repository: Repository, file: IO[bytes], digest: str, oid: str) -> None:
    if digest != oid:
        raise Refusal(400, f"The content's sha256 is {digest}, not {oid}")
    repository.keep(file, repository.large_path(oid))


def verify(call: Call) -> Answer:
    """Whether an object is there in its size; 404 and 400 if not."""
    repository = call.repository()
    writer(call.account, repository.name)
    asked = json.loads(call.body.read())
    place = repository.large_path(call.parts["oid"])
    if not place.is_file():
        raise Refusal(404, f"LFS object {asked['oid']} was never sent")
    if place.stat().st_size != asked["size"] or asked["oid"] != call.parts["oid"]:
        raise Refusal(400, f"LFS object {asked['oid']} has {place.stat().st_size} bytes, not {asked['size']}")
    return as_json({}, headers=LFS_JSON)


def objects(call: Call) -> Answer:
    """Every LFS object of the repository, with a path that leads to it if any head or tag has one."""
    repository = call.repository()
    writer(call.account, repository.name)
    known = repository.references
    paths: dict[str | None, tuple[str, str]] = {}
    for name, commit_id in (*known.tags.items(), *known.branches.items()):
        paths |= {file.sha256: (path, name) for path, file in repository.commit(commit_id).files.items()}
    return as_json(
        [
            {"fileOid": place.name, "oid": place.name, "size": place.stat().st_size, "pushedAt": date(0)}
            | dict(zip(("filename", "ref"), paths.get(place.name, ("", None)), strict=True))
            for place in sorted((repository.folder / "lfs").glob("*"))
        ]
    )


def forget(call: Call) -> Answer:
    """Delete LFS objects for good; commits that hold them stay, and answer 404 for them."""
    repository = call.repository()
    writer(call.account, repository.name)
    for sha256 in json.loads(call.body.read())["deletions"]["sha"]:
        repository.large_path(Path(sha256).name).unlink(missing_ok=True)
    return as_json({})
