"""Qualified names of calls as patterns, and the bytes of a Python file that tell which of them it may hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

STARS = {"": "", "*": r"(?:[^.]+\.)+", "**": r"(?:[^.]+\.)*"}
PLACEHOLDER = "{model}"
ANY_MEMBER = "*"  # in a qualified name: a member that is chosen when the code runs
CHOOSING = (b"getattr", b"vars", b"__dict__")  # words of the code that reads a member of a module by its name
WORD = re.compile(rb"\w+")
IMPORT = b"import"
SPACED = bytes(byte if WORD.match(bytes([byte])) else 32 for byte in range(256))  # all but words become spaces

Owner = TypeVar("Owner")


@dataclass(frozen=True)
class Form(Generic[Owner]):
    """A qualified name's pattern, and whose it is; group 'model' of the pattern is the member that a call names.

    A file that holds such a call has `root` in an import, and anywhere all of `words` and one of `lasts`, the call's
    last words.
    """

    owner: Owner
    text: str
    root: str
    words: frozenset[bytes]
    lasts: frozenset[bytes]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of whole names; few of all forms are ever asked for."""
        return re.compile(self.text)


def form(owner: Owner, root: str, call: str, members: Iterable[str]) -> Form[Owner]:
    """The form of a call below a root: '*.' is one or more names between, '**.' any number, '{model}' any member."""
    stars = call[: call.rfind("*") + 1]
    below = call.removeprefix(f"{stars}.") if stars else call
    first, *words, last = (*root.split("."), *below.split("."))
    members = (*members, ANY_MEMBER)
    named = "(?P<model>" + "|".join(map(re.escape, members)) + ")"
    ending = re.escape(below).replace(re.escape(PLACEHOLDER), named)
    return Form(
        owner,
        f"{re.escape(root)}\\.{STARS[stars]}{ending}",
        first,
        frozenset(word.encode() for word in words if word != PLACEHOLDER),
        frozenset((*CHOOSING, *map(str.encode, members)) if last == PLACEHOLDER else (last.encode(),)),
    )


class CallIndex(Generic[Owner]):
    """Forms of calls, by their root and last word; made of (owner, root, call, members), as `form` takes them."""

    def __init__(self, calls: Iterable[tuple[Owner, str, str, Iterable[str]]]) -> None:
        self._needed = lru_cache(1 << 12)(self._needed_by)
        self._by_root: dict[bytes, list[Form[Owner]]] = {}
        self._by_ends: dict[tuple[str, str], list[Form[Owner]]] = {}
        for one in (form(*call) for call in calls):
            self._by_root.setdefault(one.root.encode(), []).append(one)
            for last in one.lasts:
                self._by_ends.setdefault((one.root, last.decode()), []).append(one)

    def find(self, call: str) -> tuple[Owner, str | None] | None:
        """Whose call this is, the first that fits, and the member that it names."""
        root, _, below = call.partition(".")
        for one in self._by_ends.get((root, below.rpartition(".")[2]), ()):
            fits = one.pattern.fullmatch(call)
            if fits is not None:
                return one.owner, fits.groupdict().get("model")
        return None

    def last_words(self, data: bytes, imported: set[bytes], anywhere: Iterable[bytes]) -> set[str]:
        """Last words of the calls that a file with these words in its imports may hold, and what it holds of others."""
        roots = frozenset(self._by_root.keys() & imported)
        tails = tuple(anywhere)
        known = self._needed(roots, tails).intersection(_words(data))
        found = {
            last for root in roots for one in self._by_root[root] if one.words <= known for last in one.lasts & known
        }
        found.update(tail.rpartition(b".")[2] for tail in tails if known.issuperset(tail.split(b".")) and tail in data)
        return {last.decode() for last in found}

    def _needed_by(self, roots: frozenset[bytes], tails: tuple[bytes, ...]) -> frozenset[bytes]:
        forms = [one for root in roots for one in self._by_root[root]]
        return frozenset(word for tail in tails for word in tail.split(b".")).union(
            *(one.words | one.lasts for one in forms)
        )


@lru_cache(maxsize=2)
def _words(data: bytes) -> list[bytes]:
    """The words of a file, as they come; asked for several times in a row."""
    return data.translate(SPACED).split()


def import_words(data: bytes) -> set[bytes]:
    """The words on a Python file's lines that hold 'import'; `find` reads the rest at the speed of memory."""
    lines = []
    place = data.find(IMPORT)
    while place >= 0:
        end = data.find(b"\n", place)
        end = len(data) if end < 0 else end
        lines.append(data[data.rfind(b"\n", 0, place) + 1 : end])
        place = data.find(IMPORT, end)
    return set(b"\n".join(lines).translate(SPACED).split())
