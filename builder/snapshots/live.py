"""A model of a live Hub at a revision as a row of `snapshots`: files, card, config, history, discussions, parameters.

Only what anybody may read: private and gated models are skipped before a file of theirs is asked for, and files are
asked for without a token.
"""

import functools
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from builder.engine.step import Result
from builder.errors import SkipItem
from builder.hub.client import Hub, Refused, file_path, model_path
from builder.hub.eval_results import FOLDER
from builder.redaction.privacy import mask, mask_json
from builder.snapshots import entries, safetensors
from builder.snapshots.archive import Archive
from builder.snapshots.models import LISTED, of_record, place
from builder.snapshots.safetensors import BadHeader

VERSION = 3
NEWEST = 200  # commits and discussions that a row holds
MOST_FILES = 500_000
MOST_CARD, MOST_CONFIG = 2_000_000, 5_000_000  # bytes
ADAPTER_CONFIG = "adapter_config.json"  # of PEFT: names the model that it adapts
MOST_RESULTS, RESULT_BYTES = 100, 100_000  # files of results that are read, and bytes of one
OPEN = {None, "no"}
EVAL_FILES = pa.list_(pa.struct([("path", pa.string()), ("text", pa.string())]))


@dataclass(frozen=True)
class Access:
    """How to reach a Hub: what `Hub` takes."""

    endpoint: str | None
    authorized: bool
    patience_s: float
    timeout_s: float


@functools.cache
def _hub(access: Access) -> Hub:
    """One client per process, so that it knows what is left of its limits."""
    return Hub(access.endpoint, access.authorized, access.patience_s, access.timeout_s)


def capture(item: dict[str, Any], access: Access, archive: Archive) -> Result:
    """One row. SkipItem 'no_revision', 'gated', 'private', 'disabled', 'not_found', 'renamed', 'revision_gone' ...

    What cannot be had of an otherwise readable model stands in `omitted`.
    """
    _refuse(item)
    hub = _hub(access)
    try:
        if hub.authorized:
            _is_public(hub, item["model_id"])
        return Result([_Capture(hub, item, archive, []).row()])
    except Refused as refused:
        raise _skip(refused) from refused


def _refuse(item: dict[str, Any]) -> None:
    """SkipItem where the record already says that the model cannot be read."""
    if not item["revision"]:
        raise SkipItem("no_revision", "the Hub names no commit, so that nothing can be pinned")
    if item["gated"] not in OPEN:
        raise SkipItem("gated", f"access must be asked for ({item['gated']})")
    if item["disabled"]:
        raise SkipItem("disabled", "the Hub has disabled it")


def _is_public(hub: Hub, model_id: str) -> None:
    """SkipItem where the token would show what others do not see."""
    shown = [("expand[]", name) for name in ("private", "gated", "disabled")]
    found = hub.json(model_path(model_id), shown)
    if found.get("private"):
        raise SkipItem("private", "it has become private since it was listed")
    if found.get("gated"):
        raise SkipItem("gated", "access must be asked for by now")


def _skip(refused: Refused) -> SkipItem:
    if refused.status // 100 == 3:
        return SkipItem("renamed", "it has another name by now")
    if refused.code == "RevisionNotFound":
        return SkipItem("revision_gone", "the revision is not there any more")
    return SkipItem(refused.reason, str(refused))


@dataclass(frozen=True)
class _Capture:
    hub: Hub
    item: dict[str, Any]
    archive: Archive
    omitted: list[str]

    def row(self) -> dict[str, Any]:
        item = self.item
        files = self._files()
        sizes = [file["size"] for file in files]
        card = self._card(files)
        counts = self._parameters(files)
        commits, commit_count = self._commits()
        discussions, discussion_count = self._discussions()
        refs = self._json("refs") or {}
        ranked = sorted(files, key=place)
        return {
            "model_id": item["model_id"],
            "hub": item["hub"],
            "revision": item["revision"],
            "captured_at": item["collected_at"],
            "downloads": item["downloads"],
            "files": [entries.published(file) for file in ranked[:LISTED]],
            "more_files": [entries.published(file) for file in ranked[LISTED:]] or None,
            "file_count": len(files),
            "total_bytes": sum(sizes) if None not in sizes else None,
            "card": card,
            "card_sha256": None if card is None else hashlib.sha256(card.encode()).hexdigest(),
            "config": self._config(files),
            "commits": commits,
            "commit_count": commit_count,
            "branches": entries.names(refs.get("branches")),
            "tags": entries.names(refs.get("tags")),
            "discussions": discussions,
            "discussion_count": discussion_count,
            "parameters": None if counts is None else sum(counts.values()),
            "dtypes": None if counts is None else [{"dtype": k, "parameters": n} for k, n in counts.items()],
            "archive": self._archived(files),
            "omitted": sorted(self.omitted),
            "status": "captured",
            "eval_files": self._eval_files(files),
            **of_record(item),
        }

    def _files(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        path: str | None = model_path(self.item["model_id"], "tree", self.item["revision"])
        params = [("recursive", "true")]
        while path:
            page, path, _ = self.hub.page(path, params)
            params = []
            found += [entries.file(entry) for entry in page if entry.get("type") == "file"]
            if len(found) > MOST_FILES:
                self.omitted.append("files:too_many")
                break
        return entries.inside(found, self.omitted)

    def _json(self, *rest: str, params: tuple[tuple[str, str], ...] = ()) -> Any:  # noqa: ANN401
        try:
            return self.hub.json(model_path(self.item["model_id"], *rest), params)
        except Refused as refused:
            self.omitted.append(f"{rest[0]}:{_why(refused)}")
            return None

    def _commits(self) -> tuple[list[dict[str, Any]] | None, int | None]:
        """The newest commits, and how many there are."""
        path: str | None = model_path(self.item["model_id"], "commits", self.item["revision"])
        found: list[dict[str, Any]] = []
        total = None
        while path and len(found) < NEWEST:
            try:
                page, path, headers = self.hub.page(path)
            except Refused as refused:
                self.omitted.append(f"commits:{_why(refused)}")
                return None, None
            total = headers.get("X-Total-Count", total)
            found += [entries.commit(one) for one in page]
        count = int(total) if total and total.isdigit() else None if path else len(found)
        return found[:NEWEST], count

    def _discussions(self) -> tuple[list[dict[str, Any]] | None, int | None]:
        """The newest discussions, and how many there are."""
        found: list[dict[str, Any]] = []
        count, number = None, 0
        while count is None or len(found) < min(count, NEWEST):
            page = self._json("discussions", params=(("p", str(number)),))
            if page is None:
                return None, None
            count, more = int(page.get("count") or 0), page.get("discussions") or []
            if not more:
                break
            found += [entries.discussion(one, self.item["model_id"]) for one in more]
            number += 1
        return found[:NEWEST], count

    def _text(self, files: list[dict[str, Any]], path: str, most: int, name: str) -> str | None:
        """A small file's text; None where there is none, or it is too large."""
        size = next((file["size"] for file in files if file["path"] == path), None)
        if size is None:
            return None
        data = None if size > most else self._bytes(path, name, most)
        if data is None:
            if size > most:
                self.omitted.append(f"{name}:too_large")
            return None
        return data.decode("utf-8", "replace")

    def _bytes(self, path: str, name: str, most: int, span: tuple[int, int] | None = None) -> bytes | None:
        try:
            return self.hub.content(file_path(self.item["model_id"], self.item["revision"], path), most, span)
        except Refused as refused:
            if refused.reason == "gated":
                raise SkipItem("gated", "its files must be asked for") from refused
            self.omitted.append(f"{name}:{_why(refused)}")
            return None

    def _card(self, files: list[dict[str, Any]]) -> str | None:
        text = self._text(files, "README.md", MOST_CARD, "card")
        return None if text is None else mask(text)

    def _eval_files(self, files: list[dict[str, Any]]) -> list[dict[str, str]]:
        """The files in which the repository keeps results of its evaluation, masked."""
        paths = sorted(
            f["path"] for f in files if f["path"].startswith(FOLDER) and f["path"].endswith((".yaml", ".yml"))
        )
        if len(paths) > MOST_RESULTS:
            self.omitted.append("eval_results:too_many")
        texts = {path: self._text(files, path, RESULT_BYTES, "eval_results") for path in paths[:MOST_RESULTS]}
        return [{"path": mask(path), "text": mask(text)} for path, text in texts.items() if text is not None]

    def _config(self, files: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - JSON text, or None
        there = {file["path"] for file in files}
        if "config.json" in there:
            config = self._parsed(files, "config.json")
            return None if config is None else mask_json(json.dumps(config))
        adapter = self._parsed(files, ADAPTER_CONFIG) if ADAPTER_CONFIG in there else None
        if isinstance(adapter, dict):  # in the form in which the Hub shows it
            return mask_json(json.dumps({"peft": adapter}))
        return self.item["config"]  # what the Hub itself made out of another file

    def _parsed(self, files: list[dict[str, Any]], path: str) -> Any:  # noqa: ANN401 - what the file holds, or None
        text = self._text(files, path, MOST_CONFIG, "config")
        try:
            return None if text is None else json.loads(text)
        except (ValueError, RecursionError):
            self.omitted.append("config:not_json")
            return None

    def _parameters(self, files: list[dict[str, Any]]) -> dict[str, int] | None:
        def read(path: str, first: int, last: int) -> bytes:
            data = self._bytes(path, "safetensors", last - first + 1, (first, last))
            if data is None:
                raise BadHeader(f"{path} cannot be read")
            return data

        try:
            return safetensors.parameters({f["path"]: f["size"] for f in files if f["size"]}, read)
        except BadHeader:
            self.omitted.append("safetensors:bad_header")
            return None

    def _archived(self, files: list[dict[str, Any]]) -> str | None:
        if self.archive.what == "none":
            return None
        model_id, revision = self.item["model_id"], self.item["revision"]
        kept = self.archive.keep(self.hub, model_id, revision, files)
        if kept is None:
            self.omitted.append("archive:changed_on_the_way")
        return kept


def _why(refused: Refused) -> str:
    return "disabled" if refused.code == "DiscussionsDisabled" else refused.reason
