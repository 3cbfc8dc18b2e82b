"""The files of a tree without some of them, by patterns as .gitignore has them."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from builder.records import dataclass
from builder.repository.trees import Entry, Tree

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def matching(patterns: Sequence[str]) -> "GitIgnoreSpec":
    """The patterns together, the last that matches decides; ValueError for what is no pattern."""
    from pathspec import GitIgnoreSpec  # most scans leave nothing out, and need not wait for it

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except Exception as error:
        raise ValueError(f"{' '.join(patterns)!r} is no pattern such as 'docs/' or '*.md'") from error


def without(tree: Tree, patterns: Sequence[str], paths: Iterable[str] = ()) -> Tree:
    """The tree without what patterns match, and without these paths; the tree itself where it has nothing of both."""
    left_out = set(paths)
    if patterns:
        left_out |= set(matching(patterns).match_files(entry.path for entry in tree.entries()))
    gone = frozenset(entry.path for entry in tree.entries() if entry.path in left_out)
    return Without(tree, gone) if gone else tree


def idle(tree: Tree, patterns: Sequence[str]) -> list[str]:
    """The patterns that match no file of a tree."""
    paths = [entry.path for entry in tree.entries()]
    return [one for one in patterns if not any(matching([one.removeprefix("!")]).match_files(paths))]


@dataclass(frozen=True)
class Wrapped:
    """A tree, as a base of those that show it otherwise."""

    tree: Tree

    @property
    def commit(self) -> str | None:
        """That of the tree, so that rows can be compared."""
        return self.tree.commit

    @property
    def committed_at(self) -> datetime | None:
        """That of the tree."""
        return self.tree.committed_at

    @property
    def default_branch(self) -> str | None:
        """That of the tree."""
        return self.tree.default_branch

    def entries(self) -> list[Entry]:
        """Every path of the tree, sorted."""
        return self.tree.entries()

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
        """As the tree."""
        return self.tree.read(entries)

    def pieces(self, entry: Entry) -> Generator[bytes]:
        """As the tree."""
        return self.tree.pieces(entry)


@dataclass(frozen=True)
class Without(Wrapped):
    """A tree of which some files are left out."""

    gone: frozenset[str]

    @cached_property
    def digest(self) -> str:
        """Another one wherever other files are left out."""
        return sha256("\0".join((self.tree.digest, *sorted(self.gone))).encode()).hexdigest()

    def entries(self) -> list[Entry]:
        """Every path that is left, sorted."""
        return [entry for entry in self.tree.entries() if entry.path not in self.gone]


def everything(tree: Tree) -> list[Entry]:
    """Every path of a tree, also what is left out of it, links and submodules: what is there, though it is not read."""
    while isinstance(tree, Wrapped):
        tree = tree.tree
    return tree.entries()
