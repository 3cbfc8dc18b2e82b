"""models.lock: the commits of the models whose places in the code take none. Its format is stable (docs/pinning.md)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from builder.errors import InputError
from builder.mapping.pinning.python import COMMIT

NAME = "models.lock"
VERSION = 1


@dataclass(frozen=True)
class Locked:
    """A model with its commit and licence (None where it is not known), and where it is loaded.

    `places`: 'path:line' and why no commit stands there.
    """

    model: str
    hub: str
    commit: str
    license: str | None
    places: tuple[tuple[str, str], ...]


def written(models: Sequence[Locked]) -> bytes | None:
    """The file for these models, sorted; None without any."""
    if not models:
        return None
    listed = [
        {
            "model": one.model,
            "hub": one.hub,
            "commit": one.commit,
            "license": one.license,
            "places": [{"place": place, "why": why} for place, why in sorted(set(one.places))],
        }
        for one in sorted(models, key=lambda one: (one.hub, one.model))
    ]
    return (json.dumps({"version": VERSION, "models": listed}, ensure_ascii=True, indent=1) + "\n").encode()


def read(data: bytes | None) -> Mapping[tuple[str, str], str]:
    """The commits of a file by hub and model, which stay as they are; InputError for what is no lock."""
    if data is None:
        return {}
    try:
        content = json.loads(data)
        version = content["version"]
        found = {(one["hub"], one["model"]): one["commit"] for one in content["models"]} if version == VERSION else {}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            f"{NAME} is no file of locked models: correct it, or remove it to have it written anew"
        ) from error
    if version != VERSION:
        raise InputError(f"{NAME} is of version {version!r}, this is for {VERSION}: remove it to have it written anew")
    if not all(isinstance(commit, str) and COMMIT.fullmatch(commit) for commit in found.values()):
        raise InputError(f"{NAME} names a commit that is none: correct it, or remove it to have it written anew")
    return found
