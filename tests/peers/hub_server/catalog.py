"""Models as the Hub lists them: records that a test gives, each with a repository of files behind it."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

from hub_server.answers import Refusal
from hub_server.objects import Commit, File, git_id, large_file
from hub_server.store import References, Repository

WEIGHTS = (".bin", ".safetensors", ".h5", ".msgpack", ".ot", ".onnx", ".pt", ".gguf")
Content = bytes | int  # the bytes, or how many there would be


@dataclass
class Model:
    """A listed model: its record, the contents of files (others of its siblings are made up), what is said of it."""

    record: dict[str, Any]
    files: Mapping[str, Content] = field(default_factory=dict)
    commits: int = 1
    discussions: list[dict[str, Any]] | None = field(default_factory=list)  # None: turned off
    tags: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its id, whatever the record's year calls it."""
        return str(self.record.get("id") or self.record["modelId"])

    @property
    def sha(self) -> str:
        """Its head."""
        return str(self.record.get("sha") or hashlib.sha1(self.name.encode(), usedforsecurity=False).hexdigest())

    @cached_property
    def contents(self) -> dict[str, Content]:
        """Every file, named by the record or by the test."""
        named = [entry["rfilename"] for entry in self.record.get("siblings") or ()]
        return {name: f"{name}\n".encode() for name in named} | dict(self.files)


class Recorded(Repository):
    """The repository of a listed model: a head of the record's id, and so many commits before it."""

    def __init__(self, folder: Path, model: Model) -> None:
        super().__init__(folder, "models", model.name)
        self.model = model

    @cached_property
    def head(self) -> Commit:
        """The commit that the record names."""
        files = {path: self._file(path, content) for path, content in self.model.contents.items()}
        return self._numbered(self.model.commits - 1, files)

    def _numbered(self, number: int, files: Mapping[str, File]) -> Commit:
        author = self.name.partition("/")[0]
        commit = Commit(None, number, author, f"update {number}" if number else "initial commit", "", dict(files))
        last = number == self.model.commits - 1
        vars(commit)["id"] = self.model.sha if last else hashlib.sha1(f"{self.name}{number}".encode()).hexdigest()
        return commit

    def _file(self, path: str, content: Content) -> File:
        size = content if isinstance(content, int) else len(content)
        if path.endswith(WEIGHTS) or isinstance(content, int):
            data = f"{path}{content}".encode() if isinstance(content, int) else content
            return large_file(hashlib.sha256(data).hexdigest(), size)
        return File(git_id("blob", content), size)

    def content(self, file: File) -> Path:
        path = super().content(file)
        if not path.is_file():
            held = next(name for name, one in self.head.files.items() if one == file)
            content = self.model.contents[held]
            self.write(path, bytes(content) if isinstance(content, int) else content)
        return path

    @property
    def references(self) -> References:
        return References({"main": self.model.sha}, dict.fromkeys(self.model.tags, self.model.sha))

    def commit(self, commit_id: str) -> Commit:
        return self.resolve(commit_id)

    def history(self, commit: Commit) -> Iterator[Commit]:
        yield self.head
        for number in reversed(range(self.model.commits - 1)):
            yield self._numbered(number, {})

    def resolve(self, revision: str) -> Commit:
        if revision != "main" and (len(revision) < 7 or not self.model.sha.startswith(revision)):
            raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return self.head


class Catalog:
    """The listed models; change them by `put` and `remove` only, so that the orders are made anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models: dict[str, Model] = {}
        self.renamed: dict[str, str] = {}
        self._orders: dict[tuple[str, bool], list[tuple[Any, ...]]] = {}
        self._open: dict[str, Recorded] = {}
        self.pages: dict[tuple[Any, ...], tuple[bytes, str | None]] = {}
        self._lock = RLock()

    def put(self, *models: Model) -> None:
        """Models more, or the same ones anew."""
        with self._lock:
            for model in models:
                self.models[model.name] = model
                self._open.pop(model.name, None)
            self._forget()

    def remove(self, name: str) -> None:
        """A model less."""
        with self._lock:
            del self.models[name]
            self._open.pop(name, None)
            self._forget()

    def rename(self, old: str, new: str) -> None:
        """Another name for a model; the old one leads to it."""
        model = self.models[old]
        self.remove(old)
        self.renamed[old] = new
        owner = {"author": new.partition("/")[0]} if "author" in model.record else {}
        record = model.record | {"id": new} | owner
        self.put(Model(record, model.files, model.commits, model.discussions, model.tags))

    def _forget(self) -> None:
        self._orders.clear()
        self.pages.clear()

    def repository(self, name: str) -> Recorded | None:
        """The repository of a listed model, None if there is no such model."""
        with self._lock:
            model = self.models.get(name)
            if model and name not in self._open:
                place = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
                self._open[name] = Recorded(self.folder / f"listed-{place}", model)
            return self._open.get(name)

    def after(self, by: str, down: bool, cursor: list[Any] | None, most: int) -> tuple[list[str], list[Any] | None]:
        """Names in an order from a cursor on, and the cursor of the page after them."""
        with self._lock:
            order = self._orders.get((by, down)) or self._order(by, down)
            start = bisect_right(order, _key(cursor, down), key=lambda entry: entry[:2]) if cursor else 0
            page = order[start : start + most]
            more = [*page[-1][2:4]] if start + most < len(order) else None
            return [entry[4] for entry in page], more

    def _order(self, by: str, down: bool) -> list[tuple[Any, ...]]:
        found = []
        for name, model in self.models.items():
            value = model.record.get(by)
            own = str(model.record.get("_id") or name)
            found.append(
                (*_key(["" if value is None else value, own], down), "" if value is None else value, own, name)
            )
        self._orders[by, down] = sorted(found)
        return self._orders[by, down]


def _key(cursor: list[Any], down: bool) -> tuple[Any, ...]:
    value, own = cursor
    if isinstance(value, str):  # dates of one form; numbers in the same order as dates
        value = tuple(-ord(sign) for sign in value) + (1,) if down else tuple(map(ord, value))
    else:
        value = (-value,) if down else (value,)
    return value, own


def loads(cursor: str) -> list[Any]:
    """A cursor out of an address; 400 for one that no page gave."""
    try:
        value, own = json.loads(bytes.fromhex(cursor))
    except ValueError as error:
        raise Refusal(400, "Invalid cursor") from error
    return [value, own]
