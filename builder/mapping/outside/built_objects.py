"""Settings that build objects of the repository's own classes, as the Python calls that they stand for.

`instantiate` of hydra, `instantiate_from_config`, jsonargparse and their like read a dotted name and what stands beside
or below it, and call the one with the other: `target: encoders.Encoder`, `params: {arch: ...}`. Written as a call, each
such mapping is followed like any other: its arguments, and the defaults that it leaves out.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from builder import patterns as re
from builder.mapping.formats.brackets import read_brackets
from builder.mapping.formats.entries import ELEMENT, Entry, Place, Positions, decoded
from builder.mapping.formats.sections import read_sections
from builder.mapping.formats.yaml import TARGET, read_yaml
from builder.mapping.outside.embedded import BUILT, Inner
from builder.mapping.outside.settings_files import MAX_BYTES
from builder.mapping.outside.templates import References

# Keys whose value names what is built, and keys of its arguments where they stand apart.
BUILDING = frozenset(
    {TARGET, "target", "class_path", "type", "class", "cls", "class_name", "_class_", "_type_", "__class__", "py_class"}
    | {"_component_", "import_path", "factory", "object", "callable", "()", "class_type", "implementation"}
)
ARGUMENTS = frozenset(
    {
        "init_args",
        "params",
        "kwargs",
        "dict_kwargs",
        "init_parameters",
        "init_params",
        "arguments",
        "args",
        "parameters",
    }
)
POSITIONAL = "_args_"
NAMED = re.compile(  # a dotted name, or 'module:name', behind a key
    rb"""(?m)(?:%s)["']?[ \t]*[:=][ \t]*["']?([A-Za-z_][\w.]*[.:][A-Za-z_]\w*)|![a-z]+:([A-Za-z_][\w.]*\.\w+)"""
    % b"|".join(sorted(re.escape(key.encode()) for key in BUILDING))
)
NUMBER = re.compile(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
CONSTANTS = {"true": "True", "false": "False", "null": "None", "none": "None", "~": "None", "": "None"}
Find = Callable[[str, str], str | None]  # the path that a module's name means in a file, '/' behind that of a folder
MAX_OBJECTS = 200  # of one file
MAX_DEPTH = 12  # objects within objects


@dataclass
class _Node:
    """A mapping of settings: what stands under each of its keys."""

    items: dict[str, _Value] = field(default_factory=dict)


_Value = _Node | list[object] | Entry


def in_file(path: str, kind: str, data: bytes, find: Find) -> Iterator[Inner]:
    """The objects of own classes that a file of settings builds, as Python."""
    if len(data) > MAX_BYTES or not any(_own(match, path, find) for match in NAMED.finditer(data)):
        return
    text = decoded(data)
    if kind == "yaml":
        entries = read_yaml(text)
    else:
        entries = read_brackets(text, Positions(text))[0] if kind == "json" else read_sections(text)
    writing = _Writing(path, find, References(entries, {}))
    writing.objects(_tree(entries), 0)
    if not writing.lines:
        return
    source = "\n".join(text for text, _ in writing.lines).encode("utf-8", "replace")
    rows = text.split("\n")
    shown = {place.line: rows[place.line - 1].strip() for _, place in writing.lines}
    yield Inner(path, f"{path}#built", source, tuple(place for _, place in writing.lines), BUILT, lines=shown)


def _own(match: re.Match[bytes], path: str, find: Find) -> bool:
    return _imported((match[1] or match[2]).decode(), path, find) is not None


def _imported(name: str, path: str, find: Find) -> tuple[str, str] | None:
    """A dotted name as a module of the repository and what is taken from it; None where no module is."""
    parts = name.replace(":", ".").split(".")
    for end in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:end])
        found = find(module, path)
        if found is not None and not found.endswith("/"):
            return module, ".".join(parts[end:])
    return None


def _tree(entries: Sequence[Entry]) -> _Node:
    root = _Node()
    for entry in entries:
        _insert(root, ("", *entry.keys), entry)  # a list may be the root
    return root


def _insert(node: _Node, keys: tuple[str, ...], entry: Entry) -> None:
    key, rest = keys[0], keys[1:]
    if not rest:
        node.items[key] = entry
        return
    known = node.items.get(key)
    if rest[0] != ELEMENT:
        inner = known if isinstance(known, _Node) else _Node()
        node.items[key] = inner
        _insert(inner, rest, entry)
        return
    listed = known if isinstance(known, list) else list[object]()
    node.items[key] = listed
    if len(rest) == 1:
        listed.append(entry)
        return
    last = listed[-1] if listed else None
    if not isinstance(last, _Node) or _has(last, rest[1:]):  # an element that has the key is complete
        last = _Node()
        listed.append(last)
    _insert(last, rest[1:], entry)


def _has(node: _Node, keys: tuple[str, ...]) -> bool:
    for key in keys:
        found = node.items.get(key)
        if not isinstance(found, _Node):
            return isinstance(found, Entry)
        node = found
    return False


def _first(value: object) -> Place | None:
    """Where the first text of a value stands."""
    if isinstance(value, Entry):
        return value.place
    inner = value.items.values() if isinstance(value, _Node) else value if isinstance(value, list) else ()
    return next((place for one in inner if (place := _first(one)) is not None), None)


class _Writing:
    """Lines of Python, each with the place in the settings that it stands for."""

    def __init__(self, path: str, find: Find, references: References) -> None:
        self._path, self._find, self._references = path, find, references
        self.lines: list[tuple[str, Place]] = []
        self._left = MAX_OBJECTS

    def objects(self, value: object, depth: int) -> None:
        """The outermost objects below a value, each a statement."""
        if depth > MAX_DEPTH or self._left <= 0:
            return
        if isinstance(value, list):
            for element in value:
                self.objects(element, depth + 1)
        elif isinstance(value, _Node):
            target = self._target(value)
            if target is None:
                for inner in value.items.values():
                    self.objects(inner, depth + 1)
                return
            imports: list[tuple[str, Place]] = []
            lines = list(self._expression(value, target[0].place, imports, depth))
            self.lines += [*imports, *lines]

    def _target(self, node: _Node) -> tuple[Entry, str, str] | None:
        """What a mapping builds: the entry that says so, the module and the name within it."""
        for key, value in node.items.items():
            if key in BUILDING and isinstance(value, Entry):
                found = (
                    _imported(value.value, self._path, self._find) if "." in value.value or ":" in value.value else None
                )
                if found is not None:
                    return value, *found
        return None

    def _expression(
        self, value: object, place: Place, imports: list[tuple[str, Place]], depth: int
    ) -> Iterator[tuple[str, Place]]:
        """The lines of a value; `place` is that of what is around it."""
        if isinstance(value, Entry):
            yield self._scalar(value), value.place
        elif depth > MAX_DEPTH:
            yield "None", place
        elif isinstance(value, list):
            inside = _first(value) or place
            yield "[", inside
            for element in value:
                yield from self._expression(element, inside, imports, depth + 1)
                yield ",", inside
            yield "]", inside
        elif isinstance(value, _Node):
            target = self._target(value)
            if target is None:
                inside = _first(value) or place
                yield "{", inside
                yield from self._pairs(value, inside, imports, depth)
                yield "}", inside
            else:
                yield from self._call(value, target, imports, depth)

    def _pairs(
        self, node: _Node, place: Place, imports: list[tuple[str, Place]], depth: int
    ) -> Iterator[tuple[str, Place]]:
        for key, inner in node.items.items():
            first, *more = self._expression(inner, place, imports, depth + 1)
            yield f"{key!r}: {first[0]}", first[1]
            yield from more
            yield ",", place

    def _call(
        self, node: _Node, target: tuple[Entry, str, str], imports: list[tuple[str, Place]], depth: int
    ) -> Iterator[tuple[str, Place]]:
        named, module, name = target
        self._left -= 1
        imports.append((f"from {module} import {name.partition('.')[0]}", named.place))
        yield f"{name}(", named.place
        for key, inner in self._arguments(node, named):
            first, *more = self._expression(inner, named.place, imports, depth + 1)
            yield f"{key}={first[0]}" if key else first[0], first[1]
            yield from more
            yield ",", named.place
        yield ")", named.place

    @staticmethod
    def _arguments(node: _Node, named: Entry) -> Iterator[tuple[str, object]]:
        """What stands in the mapping of arguments, and beside it; positional ones first, without a key."""
        given: dict[str, _Value] = {}
        for key, inner in node.items.items():
            if inner is not named:
                given.update(inner.items if key in ARGUMENTS and isinstance(inner, _Node) else {key: inner})
        positional = given.pop(POSITIONAL, None)
        yield from (("", element) for element in positional) if isinstance(positional, list) else ()
        for key, inner in given.items():
            if key.isidentifier() and not keyword.iskeyword(key):
                yield key, inner

    def _scalar(self, entry: Entry) -> str:
        value = entry.value
        if value.lower() in CONSTANTS:
            return CONSTANTS[value.lower()]
        if NUMBER.fullmatch(value) is not None:
            return value
        texts = [text.text for text in self._references.expand(value)]
        return " or ".join(map(repr, texts)) or "..."
