"""Files of models kept by their SHA-256, on any file system that fsspec knows: the same content is there once.

'<url>/sha256/ab/abcd...' is a file; '<url>/models/<model_id>/<revision>.json' lists those of a snapshot.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import fsspec

from builder.errors import StepError
from builder.hub.client import Hub, file_path
from builder.snapshots.models import FIRST

WEIGHTS = FIRST[0]


@dataclass(frozen=True)
class Archive:
    """What is kept: nothing, 'small' (all but weights) or 'all'; and where (an fsspec URL)."""

    what: Literal["none", "small", "all"] = "none"
    url: str = ""

    def keep(self, hub: Hub, model_id: str, revision: str, files: list[dict[str, Any]]) -> str | None:
        """URL of the list of a snapshot's kept files; None where one's bytes are not those that were listed.

        StepError where the place cannot be written. What is there already is not fetched again.
        """
        target = f"{self.url.rstrip('/')}/models/{model_id}/{revision}.json"
        try:
            system, place = fsspec.core.url_to_fs(target)
            if system.exists(place):
                return target
            kept = []
            for file in files:
                if self.what == "all" or not file["path"].lower().endswith(WEIGHTS):
                    sha256 = self._file(hub, file_path(model_id, revision, file["path"]), file)
                    if sha256 is None:
                        return None
                    kept.append({"path": file["path"], "size": file["size"], "sha256": sha256})
            archived = {"model_id": model_id, "revision": revision, "kept": self.what, "files": kept}
            self._put(target, iter([json.dumps(archived, indent=1).encode()]))
        except OSError as error:
            raise StepError(f"{self.url}: the archive cannot be written ({error}): make room there") from error
        return target

    def _file(self, hub: Hub, path: str, file: dict[str, Any]) -> str | None:
        wanted = file["lfs_sha256"]
        if wanted:
            system, place = fsspec.core.url_to_fs(self._place(wanted))
            if system.exists(place) and system.size(place) == file["size"]:
                return str(wanted)
        return self._put(None, hub.stream(path, file["size"] or 0), wanted)

    def _place(self, sha256: str) -> str:
        return f"{self.url.rstrip('/')}/sha256/{sha256[:2]}/{sha256}"

    def _put(self, target: str | None, chunks: Iterator[bytes], wanted: str | None = None) -> str | None:
        """Writes bytes beside their place, then moves them there; their SHA-256, None where another is wanted."""
        incoming = f"{self.url.rstrip('/')}/incoming/{secrets.token_hex(8)}"
        system, place = fsspec.core.url_to_fs(incoming)
        system.makedirs(place.rpartition("/")[0], exist_ok=True)
        digest = hashlib.sha256()
        try:
            with system.open(place, "wb") as sink:
                for chunk in chunks:
                    digest.update(chunk)
                    sink.write(chunk)
            found = digest.hexdigest()
            if wanted and found != wanted:
                return None
            _, final = fsspec.core.url_to_fs(target or self._place(found))
            system.makedirs(final.rpartition("/")[0], exist_ok=True)
            system.mv(place, final)
        finally:
            if system.exists(place):
                system.rm(place)
        return found
