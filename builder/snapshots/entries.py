"""Entries of the Hub's answers about one model, as values of a row of `snapshots`: no names, nothing unmasked."""

import re
from datetime import UTC, datetime
from typing import Any

from builder.redaction.privacy import mask, mask_people

DRIVE = re.compile(r"[A-Za-z]:[\\/]")
BOTS = ("bot", "-ci")  # ends of names of accounts that no person writes with


def file(entry: dict[str, Any]) -> dict[str, Any]:
    """A tree's entry as one of `snapshots.files`; where the size is no number it is null."""
    lfs = entry.get("lfs") or {}
    size = entry.get("size")
    return {
        "path": str(entry.get("path")),
        "size": size if isinstance(size, int) else None,
        "oid": entry.get("oid"),
        "lfs_sha256": lfs.get("oid") or lfs.get("sha256"),
        "security": None,
    }


def inside(files: list[dict[str, Any]], omitted: list[str]) -> list[dict[str, Any]]:
    """The files whose paths stay within the model; how many others were listed goes to `omitted`."""
    kept = [one for one in files if is_inside(str(one["path"]))]
    if len(kept) < len(files):
        omitted.append(f"files:bad_path:{len(files) - len(kept)}")
    return kept


def is_inside(path: str) -> bool:
    """Whether a path leads to a file below the folder that it is joined to, on any system."""
    parts = path.replace("\\", "/").split("/")
    return not {"", ".", ".."} & set(parts) and "\0" not in path and not DRIVE.match(path)


def published(file: dict[str, Any]) -> dict[str, Any]:
    """The file as a row shows it: its path masked."""
    return file | {"path": mask(file["path"])}


def commit(one: dict[str, Any]) -> dict[str, Any]:
    """One of `snapshots.commits`: no author."""
    return {"sha": one.get("id"), "date": time(one.get("date")), "title": mask(str(one.get("title") or ""))}


def discussion(one: dict[str, Any], model_id: str) -> dict[str, Any]:
    """One of the discussions of a snapshot (schemas.TALK): no author, but what the author is to the model."""
    comments = one.get("numComments")
    return {
        "num": one.get("num"),
        "title": mask_people(str(one.get("title") or "")),
        "status": one.get("status"),
        "is_pull_request": one.get("isPullRequest"),
        "created_at": time(one.get("createdAt")),
        "closed_at": time(one.get("closedAt")),
        "comments": comments if isinstance(comments, int) else None,
        "author_role": _role(one.get("author") or {}, model_id),
    }


def _role(author: dict[str, Any], model_id: str) -> str:
    """What a discussion's author is to the model: no name is kept."""
    name = str(author.get("name") or "").lower()
    if name.endswith(BOTS):
        return "bot"
    if name and name == model_id.partition("/")[0].lower():
        return "owner"
    return "member" if author.get("isOwner") or author.get("isOrgMember") else "other"


def names(entries: list[dict[str, Any]] | None) -> list[str] | None:
    """Names of branches or tags, masked; None where they could not be had."""
    return None if entries is None else [mask(str(entry.get("name"))) for entry in entries]


def time(text: Any) -> datetime | None:  # noqa: ANN401 - a JSON value
    """A moment as the Hub writes it, naive UTC; None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (TypeError, ValueError, OverflowError):
        return None
