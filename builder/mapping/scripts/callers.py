"""Who calls a function, and what members, fields and methods of objects are that no variable tells."""

from collections.abc import Iterator

from builder import patterns as re
from builder.mapping.scripts.tree import (
    PAYLOAD,
    Call,
    Class,
    File,
    Function,
    Imported,
    Member,
    Name,
    Node,
    Record,
    Text,
)
from builder.mapping.scripts.values import Evaluation, Frame, Value, distinct, opened

MAX_CALLS = 60
MAX_POSTED = 3  # records in the one that is posted, each in the one before
COMMON = frozenset(
    {"get", "set", "load", "init", "create", "run", "call", "start", "new", "build", "default", "from", "main"}
)
OPTIONS = frozenset({"default_value", "arg"})  # of Rust; options.py knows JavaScript's
LISTENING = (b"onmessage", b"addEventListener", b"parentPort")
FLAG = re.compile(r"--([\w-]+)")


class Callers:
    """Answers from all files of the repository, each asked once."""

    def __init__(self, ask: Evaluation) -> None:
        self._ask = ask
        self._of: dict[int, list[Call]] = {}
        self._classes: dict[tuple[str, str, str], list[Class]] = {}
        self._having: dict[str, list[Class]] = {}
        self._making: dict[tuple[str, str, str], list[Call]] = {}
        self._posting: dict[str, list[tuple[Record, frozenset[str]]]] = {}
        self._options: dict[File, dict[str, list[Record]]] = {}
        self._listening: dict[File, bool] = {}
        self._given_names: dict[File, list[tuple[str, str]]] = {}

    def of(self, function: Function) -> list[Call]:
        """The calls of a function of the repository."""
        key = id(function)
        if key not in self._of:
            self._of[key] = []  # while it is looked for
            self._of[key] = self._calls(function)[:MAX_CALLS]
        return self._of[key]

    def _calls(self, function: Function) -> list[Call]:
        owner = function.owner
        made = function.name == "constructor" and owner is not None
        name = owner.name if made and owner is not None else function.name
        if not name:
            return []
        names = [(name, function.file)]
        exported = [one for one, node in function.file.exports.items() if isinstance(node, Name) and node.name == name]
        if any(one == "default" for one in exported) or "default" in function.file.exports:
            stem = function.file.path.rpartition("/")[2].partition(".")[0]
            names += [(name, file) for file in self._ask.modules.mentioning(stem, function.file.language)]
        names += [(name, file) for file in self._ask.modules.mentioning(name, function.file.language)]
        found: dict[int, Call] = {}
        for word, file in names:
            candidates = file.calls.get(word, [])
            if file is not function.file or word not in file.data.decode("utf-8", "ignore"):
                candidates = [
                    *candidates,
                    *(call for alias in self._aliases(file, function) for call in file.calls.get(alias, [])),
                ]
            for call in candidates:
                if id(call) not in found and len(found) < MAX_CALLS and self._is_of(call, function, made):
                    found[id(call)] = call
        return list(found.values())

    def _is_of(self, call: Call, function: Function, made: bool) -> bool:
        if call.file is function.file and function.start <= call.start < function.end:
            return False  # it calls itself
        target: Node | None = function.owner if made else function
        values = self._ask.evaluate(call.callee)
        if any(value.node is target for value in values):
            return True
        if any(not isinstance(value.node, Imported) for value in values):
            return False
        if values or not isinstance(call.callee, Member):
            return False
        near = call.file is function.file or (
            function.owner is not None and function.owner.name.encode() in call.file.data
        )
        return function.owner is not None and (near or function.name not in COMMON)

    def classes(self, typed: str, file: File) -> list[Class]:
        """The classes, structs and enums of a name: this file's, else the other files'."""
        key = (typed, file.path, file.language)
        if key not in self._classes:
            own = file.classes.get(typed, [])
            others = () if own else self._ask.modules.with_types(typed, file.language)
            found = own or [one for other in others for one in other.classes.get(typed, ())]
            self._classes[key] = [one for one in found if one.fields or one.methods or one.words] or found[:1]
        return self._classes[key]

    def struct_fields(self, cls: Class, key: str) -> list[Node]:
        """What records of a struct's name set a field to, wherever they stand."""
        if cls.file.language != "rust" or key in cls.fields:
            return []
        files = [
            cls.file,
            *(one for one in self._ask.modules.with_records(cls.name, key, "rust") if one is not cls.file),
        ]
        records = (record for file in files for record in file.records if record.name == cls.name)
        return [inner for record in records for name, inner in record.entries if name == key]

    def only_field(self, member: Member, frame: Frame | None) -> list[Value]:
        """A field of what locks, cells and `Deref` hide, where one struct of the repository alone has that name."""
        key = member.key
        if member.file.language != "rust" or "_" not in key:
            return []
        if key not in self._having:
            files = self._ask.modules.mentioning(key, "rust")
            classes = (one for file in files for named in file.classes.values() for one in named)
            self._having[key] = [one for one in classes if f".{key}" in one.words]
        having = self._having[key]
        return self._ask.class_member(having[0], key, frame) if len(having) == 1 else []

    def methods(self, callee: Member) -> list[Function]:
        """The methods of a name, where nothing tells whose it is: those of its file, else the only one."""
        own = [one for one in callee.file.functions.get(callee.key, ()) if one.owner is not None]
        if own or callee.key in COMMON:
            return own[:4]
        files = self._ask.modules.with_items(callee.key, callee.file.language)
        others = [one for file in files for one in file.functions.get(callee.key, ()) if one.owner is not None]
        return others if len(others) == 1 else []

    def members(self, member: Member, frame: Frame | None) -> list[Value]:
        """What a member is, where its owner is not known: assigned to, an option's default, a message's part."""
        file, key = member.file, member.key
        if PAYLOAD in key:
            return self._held(member) or self._ask.evaluate(member.owner, frame)
        given = (value for node in file.members.get(key, ()) for value in self._ask.evaluate(node, frame))
        set_to = [value for value in given if not isinstance(value.node, Imported)]  # nothing of a library
        if set_to:
            return opened(set_to) if distinct(set_to) > 1 else set_to
        return self._option(file, key) or self._message(member)

    def _held(self, member: Member) -> list[Value]:
        """what a variant is made with: `Source::Hub("owner/name")` for `Source::Hub(name) => ...`."""
        path, _, position = member.key.partition(PAYLOAD)
        kind, _, variant = path.rpartition("::")
        key = (kind, variant, member.file.language)
        if key not in self._making:
            files = self._ask.modules.mentioning(variant, member.file.language)
            calls = (call for file in files for call in file.calls.get(variant, ()))
            self._making[key] = [call for call in calls if _makes(call, kind)]
        values: list[Value] = []
        for call in self._making[key]:
            if int(position) < len(call.arguments):
                given = self._ask.evaluate(call.arguments[int(position)])
                values += [value if value.caller else value._replace(caller=call) for value in given]
        return values

    def _option(self, file: File, key: str) -> list[Value]:
        """The default of a command line's option in this file."""
        plain = key.replace("-", "").replace("_", "").lower()
        for word in OPTIONS & file.calls.keys():
            for call in file.calls[word]:
                flags = [one.value for one in call.arguments if isinstance(one, Text)]
                named = {
                    (flag[1] if (flag := FLAG.search(text)) else text).replace("-", "").lower() for text in flags[:1]
                }
                if plain in named and len(call.arguments) > 1:
                    return [_argued(value) for value in self._default(call.arguments[-1], len(call.arguments) > 2)]
        if file not in self._options:
            self._options[file] = _with_defaults(file)
        for inner in self._options[file].get(plain, ()):
            given = self._default(inner, False)
            if given:
                return [_argued(value) for value in given]
        return []

    def _default(self, node: Node, bare: bool) -> list[Value]:
        if isinstance(node, Record):
            return [value for name, inner in node.entries if name == "default" for value in self._ask.evaluate(inner)]
        return self._ask.evaluate(node) if bare else []

    def _message(self, member: Member) -> list[Value]:
        """What other files post to a worker under this key."""
        owner, language = member.owner, member.file.language
        if not (isinstance(owner, Name | Member) and self._listens(member.file)):
            return []
        if language not in self._posting:
            files = self._ask.modules.mentioning("postMessage", language)
            calls = (call for file in files for call in file.calls.get("postMessage", ()))
            records = (one for call in calls for one in call.arguments[:1] if isinstance(one, Record))
            self._posting[language] = [(one, frozenset(_keys(one, 0))) for one in records]
        values = []
        for record, keys in self._posting[language]:
            if member.key in keys:
                values += self._posted(record, member.key, 0)
        return opened(values) if distinct(values) > 1 else values

    def _listens(self, file: File) -> bool:
        if file not in self._listening:
            self._listening[file] = any(mark in file.data for mark in LISTENING)
        return self._listening[file]

    def _posted(self, node: Node, key: str, depth: int) -> list[Value]:
        if not isinstance(node, Record) or depth > MAX_POSTED:
            return []
        found = [value for name, inner in node.entries if name == key for value in self._ask.evaluate(inner)]
        return found or [value for _, inner in node.entries for value in self._posted(inner, key, depth + 1)]

    def _aliases(self, file: File, function: Function) -> list[str]:
        """The names that a file gives to a function of another file."""
        if file not in self._given_names:
            every = ((name, one.value) for name, assigned in file.scope.names.items() for one in assigned)
            self._given_names[file] = [(name, value.name) for name, value in every if isinstance(value, Imported)]
        asked = {function.name, "default"}
        return [name for name, other in self._given_names[file] if other in asked and name != function.name]


def _argued(value: Value) -> Value:
    return Value(value.node, value.text, value.open, "argument_parser", value.hops + 1, value.caller, value.frame)


def _makes(call: Call, kind: str) -> bool:
    """Whether a call of a variant's name may make one of an enum."""
    made = call.callee.name if isinstance(call.callee, Name) else ""
    named = made.rpartition("::")[0].rpartition("::")[2]
    return bool(made) and (named in {"", "Self", kind.rpartition("::")[2]} or kind in {"", "Self"})


def _with_defaults(file: File) -> dict[str, list[Record]]:
    """The records below a key of a file's records that say what its default is, by the key without its signs."""
    found: dict[str, list[Record]] = {}
    for record in file.records:
        for name, inner in record.entries:
            if name is not None and isinstance(inner, Record) and any(key == "default" for key, _ in inner.entries):
                found.setdefault(name.replace("-", "").lower(), []).append(inner)
    return found


def _keys(node: Node, depth: int) -> Iterator[str]:
    """The keys of a record and of those in it."""
    if isinstance(node, Record) and depth <= MAX_POSTED:
        for name, inner in node.entries:
            if name is not None:
                yield name
            yield from _keys(inner, depth + 1)
