"""Files that commands add to a built dataset later: its manifest names them, and its next build removes them."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from builder.dataset import manifest
from builder.engine.durable import TEMPORARY, sync, write_json
from builder.errors import InputError


def add(folder: Path, known: dict[str, Any], files: Mapping[str, str]) -> None:
    """Writes texts into a built dataset, by their paths in it, and their facts into its manifest `known`.

    The manifest goes first: a stop in between leaves a dataset of which `check` says what is missing and which the
    same command mends, never a file that nobody owns up to. InputError where it is a published release: that stays.
    """
    if "release" in known:
        raise InputError(f"{folder} is a published release, which stays as it is: give another place with --out")
    waiting = {}
    try:
        for name, text in files.items():
            temporary = folder / f"{TEMPORARY}{secrets.token_hex(4)}"  # where the next build looks for what is left
            waiting[name] = temporary
            temporary.write_bytes(text.encode("utf-8"))
            sync(temporary)
            known["files"][name] = manifest.facts(temporary)
        write_json(folder / manifest.NAME, known)
        for name, temporary in waiting.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            temporary.replace(path)
            sync(path.parent)
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)
