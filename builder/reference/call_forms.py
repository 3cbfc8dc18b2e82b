"""Qualified names of calls as patterns, and the bytes of a Python file that tell which of them it may hold."""

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from builder import patterns as re
from builder.records import dataclass

STARS = {"": "", "*": r"(?:[^.]+\.)+", "**": r"(?:[^.]+\.)*"}
PLACEHOLDER = "{model}"
ANY_MEMBER = "*"  # in a qualified name: a member that is chosen when the code runs
CHOOSING = (b"getattr", b"vars", b"__dict__")  # words of the code that reads a member of a module by its name
WORD = re.compile(rb"\w+")
IMPORT = b"import"
LAZY = b"azy"  # of `LazyLoader`, `lazy_loader`, `lazy_module`
SPACED = bytes(byte if WORD.match(bytes([byte])) else 32 for byte in range(256))  # all but words become spaces

Owner = TypeVar("Owner")


@dataclass(frozen=True)
class Form(Generic[Owner]):
    """A qualified name's pattern, and whose it is; group 'model' of the pattern is the member that a call names.

    A file that holds such a call has `root` in an import, and anywhere all of `words` and one of `lasts`, the call's
    last words.
    """

    owner: Owner
    root: str
    stars: str
    below: str
    members: tuple[str, ...]
    words: frozenset[bytes]
    lasts: frozenset[bytes]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of whole names; few of all forms are ever asked for."""
        named = "(?P<model>" + "|".join(map(re.escape, self.members)) + ")"
        ending = re.escape(self.below).replace(re.escape(PLACEHOLDER), named)
        return re.compile(f"{re.escape(self.root)}\\.{STARS[self.stars]}{ending}")


def form(owner: Owner, root: str, call: str, members: Iterable[str]) -> Form[Owner]:
    """The form of a call below a root: '*.' is one or more names between, '**.' any number, '{model}' any member."""
    stars = call[: call.rfind("*") + 1]
    below = call.removeprefix(f"{stars}.") if stars else call
    _, *words, last = (*root.split("."), *below.split("."))
    members = (*members, ANY_MEMBER)
    return Form(
        owner,
        root,
        stars,
        below,
        members,
        frozenset(word.encode() for word in words if word != PLACEHOLDER),
        frozenset((*CHOOSING, *map(str.encode, members)) if last == PLACEHOLDER else (last.encode(),)),
    )


class CallIndex(Generic[Owner]):
    """Forms of calls, by their root and last word; made of (owner, root, call, members), as `form` takes them.

    The forms below a root are made when its first call is asked for: most repositories import few of all libraries.
    """

    def __init__(self, calls: Iterable[tuple[Owner, str, str, Iterable[str]]]) -> None:
        self._needed = lru_cache(1 << 12)(self._needed_by)
        self._calls: dict[str, list[tuple[Owner, str, str, Iterable[str]]]] = {}
        for call in calls:
            self._calls.setdefault(call[1].partition(".")[0], []).append(call)
        self._roots = {root.encode(): root for root in self._calls}
        self._below: dict[str, tuple[list[Form[Owner]], dict[bytes, list[Form[Owner]]]]] = {}

    def _forms(self, root: str) -> tuple[list[Form[Owner]], dict[bytes, list[Form[Owner]]]]:
        """The forms below a root: all of them, and by their last words."""
        if root not in self._below:
            forms = [form(*call) for call in self._calls.get(root, ())]
            by_last: dict[bytes, list[Form[Owner]]] = {}
            for one in forms:
                for last in one.lasts:
                    by_last.setdefault(last, []).append(one)
            self._below[root] = forms, by_last
        return self._below[root]

    def find(self, call: str) -> tuple[Owner, str | None] | None:
        """Whose call this is, the first that fits, and the member that it names."""
        root, _, below = call.partition(".")
        if root not in self._calls:
            return None
        for one in self._forms(root)[1].get(below.rpartition(".")[2].encode(), ()):
            fits = one.pattern.fullmatch(call)
            if fits is not None:
                return one.owner, fits.groupdict().get("model")
        return None

    def last_words(self, data: bytes, imported: set[bytes], anywhere: Iterable[bytes]) -> set[str]:
        """Last words of the calls that a file with these words in its imports may hold, and what it holds of others."""
        roots = frozenset(self._roots[word] for word in self._roots.keys() & imported)
        tails = tuple(anywhere)
        known = self._needed(roots, tails).intersection(_words(data))
        found = {
            last
            for _, by_last in map(self._forms, roots)
            for last in by_last.keys() & known
            if any(one.words <= known for one in by_last[last])
        }
        found.update(tail.rpartition(b".")[2] for tail in tails if known.issuperset(tail.split(b".")) and tail in data)
        return {last.decode() for last in found}

    def _needed_by(self, roots: frozenset[str], tails: tuple[bytes, ...]) -> frozenset[bytes]:
        forms = [one for root in roots for one in self._forms(root)[0]]
        return frozenset(word for tail in tails for word in tail.split(b".")).union(
            *(one.words | one.lasts for one in forms)
        )


@lru_cache(maxsize=2)
def _words(data: bytes) -> list[bytes]:
    """The words of a file, as they come; asked for several times in a row."""
    return data.translate(SPACED).split()


def import_words(data: bytes) -> set[bytes]:
    """The words on a Python file's lines that hold 'import' or 'lazy'; `find` reads the rest at the speed of memory.

    A call that imports what a string names may go on in the next line: `LazyLoader(`, `importorskip(`.
    """
    lines = []
    for mark in (IMPORT, LAZY):
        place = data.find(mark)
        while place >= 0:
            end = data.find(b"\n", place)
            if end >= 0 and data[end - 1 : end] == b"(" and WORD.match(data, end - 2) is not None:
                end = data.find(b"\n", end + 1)
            end = len(data) if end < 0 else end
            lines.append(data[data.rfind(b"\n", 0, place) + 1 : end])
            place = data.find(mark, end)
    return set(b"\n".join(lines).translate(SPACED).split())
