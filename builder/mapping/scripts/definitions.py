"""Which files of Rust may define a name, recognised by the bytes around it: the others need no parsing for that."""

from builder import patterns as re
from builder.mapping.python.syntax.regions import word_places

MAX_BEFORE = 500  # bytes between a keyword and the name that it defines
ENDS = re.compile(rb"[{};]")
TYPE = re.compile(rb"\b(?:struct|enum|union|trait|impl)\b")
ITEM = re.compile(rb"\b(?:fn|const|static|let|mut|ref)\s+\Z")
USE = re.compile(rb"\buse\b[^;]*\Z")
RECORD = re.compile(rb"\s*(?:::\s*)?(?:<[^{};]*>\s*)?\{")
FIELD = re.compile(rb"\s*[:,}](?!:)")
SET = re.compile(rb"\s*=(?!=)")


def may_have_type(data: bytes, name: bytes) -> bool:
    """Whether a file may declare a type of this name, or implement something for it."""
    return any(TYPE.search(ENDS.split(_before(data, place))[-1]) is not None for place in word_places(data, name))


def may_have_item(data: bytes, name: bytes) -> bool:
    """Whether a file may declare, import or set a function, constant or variable of this name."""
    for place in word_places(data, name):
        before = _before(data, place)
        if ITEM.search(before) or USE.search(before) or SET.match(data, place + len(name)):
            return True
    return False


def may_fill(data: bytes, name: bytes, key: bytes) -> bool:
    """Whether a file may hold a record of a struct of this name that sets a field of this name."""
    sets = any(FIELD.match(data, place + len(key)) for place in word_places(data, key))
    return sets and (b"Self" in data or any(RECORD.match(data, at + len(name)) for at in word_places(data, name)))


def _before(data: bytes, place: int) -> bytes:
    return data[max(place - MAX_BEFORE, 0) : place]
