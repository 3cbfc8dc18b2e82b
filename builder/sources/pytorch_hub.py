"""PyTorch Hub: the pages of a copy of pytorch/hub, the hubconf.py of the repositories that they load from, and the
models that torchvision, torchaudio and torchtext list themselves.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.errors import InputError, SkipItem
from builder.redaction.controls import has_unseen, visible
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import mask
from builder.reference.call_forms import PLACEHOLDER
from builder.reference.signatures import Signatures
from builder.repository import git
from builder.repository.trees import Entry, Tree, open_tree
from builder.sources.hub_records import RECORD, RECORDS
from builder.sources.hubconf import entry_points, is_model

VERSION = 3
PAPER = 362  # entry points in the paper's release
MOST_BYTES = 2_000_000  # of a page
DOMAINS = {"vision": "cv", "nlp": "nlp", "audio": "audio"}  # the pages' own tags
HEAD = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
VALUE = r"""(?:['"](?P<{0}>[^'"\n]+)['"]|(?P<{0}_name>[A-Za-z_]\w*))"""
LOAD = re.compile(
    r"hub\s*\.\s*load\(\s*(?:repo_or_dir\s*=\s*)?"
    + VALUE.format("repository")
    + r"\s*,\s*(?:#[^\n]*\n\s*)?(?:model\s*=\s*)?"
    + VALUE.format("entry")
)
ASSIGNED = re.compile(r"""^[ \t>]*(?:#[ \t]*)?(\w+)[ \t]*=[ \t]*['"]([^'"\n]+)['"]""", re.MULTILINE)
REPOSITORY = re.compile(r"([A-Za-z0-9][\w.-]*/[\w.-]+)(?::[^\s]*)?")


def loads(text: str) -> list[tuple[str, str]]:
    """(repository, entry point) of every `torch.hub.load` on a page, also of those that are commented out.

    A name stands for every text that the page assigns to it.
    """
    assigned: dict[str, list[str]] = {}
    for name, value in ASSIGNED.findall(text):
        assigned.setdefault(name, []).append(value)
    found = []
    for call in LOAD.finditer(text):
        repositories, entries = (
            [call[part]] if call[part] else assigned.get(call[f"{part}_name"], []) for part in ("repository", "entry")
        )
        for one in repositories:
            named = REPOSITORY.fullmatch(one)
            found += [(named[1], entry) for entry in entries if named and is_model(entry)]
    return list(dict.fromkeys(found))


def front_matter(text: str) -> dict[str, Any]:
    """What stands at a page's head; nothing where that is no YAML."""
    head = HEAD.match(text)
    try:
        value = yaml.safe_load(head[1]) if head else None
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def summary(counts: Counter[str]) -> str:
    """How many entry points were found where, beside the paper's."""
    by_source = ", ".join(f"{counts[source]} by {source}" for source in ("card", "hubconf", "registry"))
    return f"{sum(counts.values())} entry points: {by_source} (the paper's release: {PAPER})"


@dataclass(frozen=True)
class PytorchHub:
    """Source of PyTorch Hub's models: `path` is a copy of pytorch/hub, `repositories` a folder of owner/name ones.

    `signatures` name the models that PyTorch's own libraries list; without them these are left out.
    """

    name: str
    path: str
    repositories: str | None
    taken_at: datetime
    exclusions: Exclusions
    signatures: Signatures | None = None

    @cached_property
    def _pages(self) -> Tree:
        return open_tree(self.path)

    @cached_property
    def _trees(self) -> dict[str, Tree]:
        """The repositories that are there, by their names in lower case."""
        if self.repositories is None:
            return {}
        root = Path(self.repositories)
        if not root.is_dir():
            raise InputError(f"{root}: no such folder; sources.repositories names a folder of owner/name repositories")
        folders = [folder for owner in sorted(root.iterdir()) if owner.is_dir() for folder in sorted(owner.iterdir())]
        known = [folder for folder in folders if folder.is_dir() and (git.find_git_dir(folder) or _has_code(folder))]
        return {f"{one.parent.name}/{one.name.removesuffix('.git')}".lower(): open_tree(str(one)) for one in known}

    @cached_property
    def inputs(self) -> dict[str, str]:
        """Digest of everything that is read, by a name that tells nothing of this machine."""
        read = {"pages": self._pages.digest} | {name: tree.digest for name, tree in self._trees.items()}
        return {f"{self.name}/{name}": value for name, value in read.items()}

    def digest(self) -> str:
        """What the page depends on: pages, repositories, the exclusions, this code's version."""
        return digest(VERSION, self.name, self.inputs, self.taken_at, sorted(self.exclusions.hashes), self._listed)

    def pages(self, start: int) -> Iterator[Page]:
        """One page of RECORDS."""
        if start:
            return
        rows: dict[str, dict[str, Any]] = {}
        skipped: list[dict[str, str]] = []
        spelled: dict[str, str] = {}
        for entry, text in self._texts():
            if not HEAD.match(text):  # a file about the copy itself
                skipped.append({"item": mask(entry.path), "reason": "no_front_matter"})
                continue
            pairs = loads(text)
            for repository, name in pairs:
                spelled.setdefault(repository.lower(), repository)
                self._add(rows, spelled[repository.lower()], name, "card", text)
            if not pairs:
                skipped.append({"item": mask(entry.path), "reason": "no_entry_point"})
        for known, tree in self._trees.items():
            try:
                for name, source in entry_points(tree).items():
                    self._add(rows, spelled.get(known, known), name, source, None)
            except SkipItem as skip:
                skipped.append({"item": known, "reason": skip.reason, "detail": skip.detail})
        for library, model_id, domain in self._listed:
            rows.setdefault(model_id, self._row(model_id, "pytorch", library, "registry") | {"domain": domain})
        reasons = [self._reason(model_id) for model_id in rows]
        kept = [row | {"position": at} for at, row in enumerate(rows.values()) if reasons[at] is None]
        left = [{"item": f"{self.name}#{at}", "reason": reason} for at, reason in enumerate(reasons) if reason]
        yield Page(pa.Table.from_pylist(kept, RECORDS), pa.Table.from_pylist(skipped + left, SKIPPED_SCHEMA))

    @cached_property
    def _listed(self) -> list[tuple[str, str, str | None]]:
        """(library, model id, domain) of the models that PyTorch's own libraries list."""
        libraries = self.signatures.libraries if self.signatures is not None else ()
        return [
            (library.name, (library.template_of(name) or PLACEHOLDER).replace(PLACEHOLDER, name), library.domain)
            for library in libraries
            if library.hub == "pytorch" and library.closed
            for name in library.members
        ]

    def _reason(self, model_id: str) -> str | None:
        """Why a model is skipped."""
        if self.exclusions.covers(model_id, model_id.partition("#")[0]):
            return "excluded"
        return "bad_id" if has_unseen(model_id) else None

    def _texts(self) -> Iterator[tuple[Entry, str]]:
        """The Markdown files at the top of the copy; InputError where none is a page."""
        pages = [one for one in self._pages.entries() if one.kind == "file" and one.path.endswith(".md")]
        named = [one for one in pages if one.size <= MOST_BYTES and "/" not in one.path]
        texts = [(entry, (data or b"").decode("utf-8", "replace")) for entry, data in self._pages.read(named)]
        yield from texts
        if not any(HEAD.match(text) for _, text in texts):
            raise InputError(f"{self.path}: no pages of PyTorch Hub; name a copy of pytorch/hub")

    def _add(self, rows: dict[str, dict[str, Any]], repository: str, entry: str, source: str, text: str | None) -> None:
        model_id = f"{repository}#{entry}"
        if model_id in rows:
            return
        head = front_matter(text) if text else {}
        tags = [visible(mask(str(tag))) for tag in head.get("tags") or []] if isinstance(head.get("tags"), list) else []
        domains = {DOMAINS[tag] for tag in tags if tag in DOMAINS}
        card = None if text is None else mask(text)
        tree = self._trees.get(repository.lower())
        rows[model_id] = self._row(model_id, repository.partition("/")[0], "torch", source) | {
            "revision": tree.commit if tree else None,
            "tags": tags,
            "domain": None if not domains else domains.pop() if len(domains) == 1 else "multimodal",
            "card": card,
            "card_sha256": None if card is None else hashlib.sha256(card.encode()).hexdigest(),
        }

    def _row(self, model_id: str, author: str, library: str, source: str) -> dict[str, Any]:
        """The record of a model of which no more is known."""
        return {
            "model_id": model_id,
            "hub": "pytorch",
            "author": author,
            "library": library,
            "tags": [],
            "entrypoint_source": source,
            "source": self.name,
            "collected_at": self.taken_at,
            "told": RECORD,
        }


def _has_code(folder: Path) -> bool:
    return any(folder.glob("*.py"))
