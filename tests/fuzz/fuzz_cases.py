"""Repositories to be scanned by fuzz_mapping.py: files of corpus/, a few at a time, broken at random.

A case is made of its seed alone, so that a finding can be made again.
"""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random

CORPUS = Path(__file__).with_name("corpus")
Files = dict[str, bytes]

MAX_BYTES = 200_000  # of a file: what takes more than its time here takes too long everywhere
FOLDERS = ("", "", "", "", "tests/", "examples/", "docs/", "third_party/lib/", "a b/", "x\ny/", "caf\u00e9/", "\\xff/")
FOLDERS += ("100%/", "src/app/", "a#b?c=d/", "people@example.org/", "-m/", "d" * 300 + "/")
IDENTIFIER = re.compile(rb"[A-Za-z_][A-Za-z0-9_]{2,}")
LETTERS = "aB3dE5gH7jK9mN1pQrStUvWxYz0246cFhLoR"
SECRETS = (
    f"hf_{LETTERS}",
    f"ghp_{LETTERS}",
    f"AKIA{LETTERS[:16].upper()}",
    "//user:secret@example.org/",
    "a.b@example.org",
)

RAW = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xfe\xff", b"\xff\xfe", b"\xf4\x90\x80\x80", b"\x80" * 20, b"\0" * 3)
SYNTAX = tomllib.loads(Path(__file__).with_name("pieces.toml").read_text(encoding="utf-8"))
PIECES = (*SYNTAX["pieces"], *SECRETS)
NESTED = SYNTAX["nested"]


def load() -> Files:
    """The corpus, by the path that a file has in a repository."""
    found = sorted(path for path in CORPUS.rglob("*.txt"))
    return {path.relative_to(CORPUS).as_posix().removesuffix(".txt"): path.read_bytes() for path in found}


def repository(corpus: Files, random: Random) -> Files:
    """A few files of the corpus, most of them changed, some of them elsewhere."""
    made: Files = {}
    names = identifiers(corpus)
    for path in random.sample(sorted(corpus), random.randint(1, 8)):
        data = corpus[path]
        for _ in range(random.choice((0, 1, 1, 2, 2, 3, 5, 12))):
            data = changed(path, data, corpus, names, random)[:MAX_BYTES]
        made[(random.choice(FOLDERS) if random.random() < 0.3 else "") + path] = data
    return made


def identifiers(corpus: Files) -> list[bytes]:
    """Every word of the corpus that may be a name."""
    return sorted({word for data in corpus.values() for word in IDENTIFIER.findall(data)})


def changed(path: str, data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """A file with one change; in a notebook most stand in the source of a cell."""
    change = random.choice(CHANGES)
    if path.endswith(".ipynb") and random.random() < 0.8:
        return _in_cell(data, lambda source: change(source, corpus, names, random), random)
    return change(data, corpus, names, random)


def _in_cell(data: bytes, change: Callable[[bytes], bytes], random: Random) -> bytes:
    try:
        notebook = json.loads(data)
        cell = random.choice(notebook["cells"])
        source = cell["source"]
        if random.random() < 0.1:
            cell[random.choice(sorted(cell))] = random.choice((None, 3, [], [3, None], {}, "code", ["a", ["b"]], True))
        else:
            text = "".join(source) if isinstance(source, list) else source
            cell["source"] = change(text.encode()).decode("utf-8", "replace")
        return json.dumps(notebook, indent=random.choice((None, 1))).encode()
    except (ValueError, LookupError, TypeError, AttributeError):
        return change(data)


def _place(data: bytes, random: Random) -> int:
    """Anywhere, or at the begin of a line."""
    place = random.randint(0, len(data))
    return data.rfind(b"\n", 0, place) + 1 if random.random() < 0.3 else place


def _span(data: bytes, random: Random) -> tuple[int, int]:
    """A few bytes, or a few lines."""
    start = _place(data, random)
    end = start + int(random.expovariate(1 / random.choice((3, 30, 300))))
    if random.random() < 0.5:
        start, end = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", end) + 1
    return start, max(start, min(end, len(data)))


def flip(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """One bit, or one byte."""
    if not data:
        return data
    place = random.randrange(len(data))
    value = data[place] ^ (1 << random.randrange(8)) if random.random() < 0.5 else random.randrange(256)
    return data[:place] + bytes([value]) + data[place + 1 :]


def delete(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """A span, or all behind a place."""
    start, end = _span(data, random)
    return data[:start] + (b"" if random.random() < 0.1 else data[end:])


def duplicate(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """A span, some times; now and then very often."""
    start, end = _span(data, random)
    times = random.choice((1, 1, 1, 2, 2, 3, 10, 1000))
    return data[:end] + (data[start:end] * times)[:MAX_BYTES] + data[end:]


def move(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """A span to another place."""
    start, end = _span(data, random)
    rest = data[:start] + data[end:]
    place = _place(rest, random)
    return rest[:place] + data[start:end] + rest[place:]


def splice(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """A span of another file, in place of one."""
    other = corpus[random.choice(sorted(corpus))]
    start, end = _span(data, random)
    first, last = _span(other, random)
    return data[:start] + other[first:last] + data[random.choice((start, end)) :]


def insert(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """A piece of syntax, a secret, or bytes that are no UTF-8."""
    piece = random.choice(RAW) if random.random() < 0.05 else random.choice(PIECES).encode("utf-8", "replace")
    place = _place(data, random)
    return data[:place] + piece + data[place:]


def nest(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """One piece of syntax again and again; blocks deeper each time."""
    piece, times = random.choice(NESTED), random.choice((3, 3, 10, 30, 30, 300, 3000, 20_000))
    place = _place(data, random)
    if piece.endswith(":\n") and times <= 300:
        nested = "".join(" " * depth + piece for depth in range(times))
    else:
        nested = piece * times
    return data[:place] + nested.encode()[:MAX_BYTES] + data[place:]


def rename(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """A name by another, of this file or of any, in some or all of its places: things go in circles."""
    own = IDENTIFIER.findall(data)
    if not own:
        return data
    old, new = random.choice(own), random.choice(own if random.random() < 0.7 else names)
    share = random.choice((0.3, 1.0))
    return re.sub(rb"\b%s\b" % old, lambda match: new if random.random() < share else match[0], data)


def indent(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """Some lines more to the right, or to the left."""
    start, end = _span(data, random)
    inner = data[start:end]
    if random.random() < 0.5:
        shift = random.choice((b" ", b"    ", b"\t", b"  \t", b" " * 120))
        inner = shift + inner.replace(b"\n", b"\n" + shift)
    else:
        inner = re.sub(rb"(?m)^[ \t]{1,4}", b"", inner)
    return data[:start] + inner + data[end:]


def write_otherwise(data: bytes, corpus: Files, names: list[bytes], random: Random) -> bytes:
    """Other line ends, quotes, case or encoding."""
    kind = random.randrange(7)
    if kind < 2:
        return data.replace(b"\n", (b"\r\n", b"\r")[kind])
    if kind == 2:
        return data.replace(b"'", b'"') if random.random() < 0.5 else data.replace(b'"', b"'")
    if kind == 3:
        return data.replace(b"\n", b" " if random.random() < 0.5 else b"\\n")
    if kind == 4:
        return data.decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-16-le", "utf-8-sig", "utf-32")))
    if kind == 5:
        return data.replace(b"acme/", random.choice(SECRETS).encode() + b"/")
    return data.swapcase()


CHANGES = (flip, delete, duplicate, move, splice, insert, insert, insert, nest, rename, rename, indent, write_otherwise)
