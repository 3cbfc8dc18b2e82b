"""Calls of the languages' own libraries that hand a value on: `Object.values(x)`, `String::from(x)`, `useState(x)`."""

from posixpath import dirname

from builder.mapping.scripts.schemas import schema
from builder.mapping.scripts.tree import (
    APART,
    Call,
    Function,
    Imported,
    Index,
    Member,
    Name,
    Node,
    Record,
    Sequenced,
    Text,
    last_word,
)
from builder.mapping.scripts.values import Evaluation, Frame, Value, farther

# Calls that give their first argument, by their last words.
FIRST = frozenset(
    {"freeze", "parse", "stringify", "structuredClone", "String", "Array.from", "Set", "WeakSet", "Promise.resolve",
     "Promise.all", "Promise.allSettled", "Promise.race", "encodeURI", "encodeURIComponent", "decodeURIComponent",
     "Some", "Ok", "Box::new", "Arc::new", "Rc::new", "Arc::from", "Rc::from", "String::from", "PathBuf::from",
     "Cow::from", "Cow::Borrowed", "Cow::Owned", "Path::new", "OnceCell::new", "Mutex::new", "RwLock::new",
     "Box::from", "RefCell::new", "Cell::new", "markRaw", "useMemoizedFn", "useDeferredValue", "toRaw", "seal", "URL",
     "from_str", "from_slice", "to_string"}
)  # fmt: skip
HELD = frozenset({"useState", "useSignal", "createSignal", "useStateRef"})  # a list that begins with it
CELLS = {
    "useRef": "current",
    "ref": "value",
    "shallowRef": "value",
    "signal": "value",
    "writable": "value",
    "readable": "value",
}
RUN = frozenset(
    {
        "useMemo",
        "computed",
        "createMemo",
        "lazy",
        "memo",
        "Lazy::new",
        "LazyLock::new",
        "LazyCell::new",
        "get_or_init",
        "get_or_try_init",
        "useCallback",
    }
)
WRAPPING = frozenset({"useMemo", "useCallback", "memo", "forwardRef", "observer", "cache", "debounce", "throttle"})
READING = frozenset({"readFileSync", "readFile", "readJson", "readJsonSync", "readJSON", "fetch", "file", "import_json",
                     "read_to_string", "include_str", "loadJson", "resolve", "join", "URL", "get", "open"})  # fmt: skip
SPLITTING = APART | {"split", "splitn"}
OWN = FIRST | RUN
RESPONSE = frozenset({"json", "data", "text"})


def built_in(ask: Evaluation, call: Call, frame: Frame | None) -> list[Value] | None:
    """What such a call gives; None for another one."""
    made = schema(ask, call, frame) if call.file.language == "javascript" else None
    if made is not None:
        return made
    word, arguments = last_word(call.callee), call.arguments
    written = _name(call.callee)
    first = arguments[0] if arguments else None
    if isinstance(call.callee, Name):
        shown = "::".join(call.callee.name.split("::")[-2:])
        word = shown if shown in OWN else word
    if isinstance(call.callee, Member) and not arguments and word in RESPONSE:
        return ask.evaluate(call.callee.owner, frame)
    if word in READING and first is not None:
        file = _file(ask, call, frame)
        if file is not None:
            return file
    if first is None:
        return None
    parts = _apart(call, word) if call.file.language == "rust" else None
    if parts is not None:
        return [Value(parts, frame=frame)]
    if word in FIRST or written in FIRST:
        return ask.evaluate(first, frame)
    place = call.start, call.end, call.file
    if word in HELD:
        return [Value(Sequenced(*place, [_wrapped(first), *arguments[1:]]), frame=frame)]
    if word in CELLS:
        return [Value(Record(*place, [(CELLS[word], first)]), frame=frame)]
    if word in RUN and isinstance(first, Function):
        return [one for result in first.results for one in farther(ask.evaluate(result, frame))]
    if word in WRAPPING:
        return ask.evaluate(first, frame)
    return _collection(ask, call, word, written, frame)


def _apart(call: Call, word: str) -> Sequenced | None:
    """The owner and the name that an id is taken apart into: no owner, and the whole id for the name.

    So each name keeps its own owner, where the id can be several.
    """
    place, first = (call.start, call.end, call.file), call.arguments[0]
    nobody = Text(call.start, call.start, call.file, "")
    if word == "split_id":  # of hf-hub
        return Sequenced(*place, [nobody, first])
    if word in SPLITTING and isinstance(call.callee, Member) and call.file.text(call.arguments[-1]).strip("'\"") == "/":
        return Sequenced(*place, [nobody, call.callee.owner])
    return None


def _wrapped(first: Node) -> Node:
    """What `useState(() => x)` begins with."""
    return first.results[0] if isinstance(first, Function) and first.results else first


def _collection(ask: Evaluation, call: Call, word: str, written: str, frame: Frame | None) -> list[Value] | None:
    place, first = (call.start, call.end, call.file), call.arguments[0]
    if written in {
        "Object.values",
        "Object.keys",
        "Object.entries",
        "Map",
        "HashMap::from",
        "BTreeMap::from",
        "Object.fromEntries",
    }:
        made: list[Value] = []
        for value in ask.evaluate(first, frame):
            pairs = _pairs(ask, value)
            keys = [Text(node.start, node.start, node.file, key) for key, node in pairs]
            nodes = [node for _, node in pairs]
            match written:
                case "Object.values":
                    made.append(Value(Sequenced(*place, nodes), frame=value.frame))
                case "Object.keys":
                    made.append(Value(Sequenced(*place, keys), frame=value.frame))
                case "Object.entries":
                    both = [Sequenced(*place, pair) for pair in zip(keys, nodes, strict=True)]
                    made.append(Value(Sequenced(*place, both), frame=value.frame))
                case _:
                    made.append(Value(Record(*place, list(pairs)), frame=value.frame))
        return made
    if written == "Object.assign":
        return [Value(Record(*place, [(None, one) for one in call.arguments]), frame=frame)]
    if word == "get" and isinstance(call.callee, Member):
        owner = call.callee.owner
        return ask.evaluate(Index(*place, owner, first), frame) or None
    return None


def _pairs(ask: Evaluation, value: Value) -> list[tuple[str, Node]]:
    """Keys and values of a record, or of a list of pairs."""
    node = value.node
    if isinstance(node, Record):
        return [(key, inner) for key, inner in node.entries if key is not None]
    pairs: list[tuple[str, Node]] = []
    for item in ask.elements(value):
        if isinstance(item.node, Sequenced) and len(item.node.items) == 2:
            keys = ask.evaluate(item.node.items[0], item.frame)
            if len(keys) == 1 and keys[0].text is not None:
                pairs.append((keys[0].text, item.node.items[1]))
    return pairs


def _file(ask: Evaluation, call: Call, frame: Frame | None) -> list[Value] | None:
    """A JSON file of the repository that a call reads, or whose path it puts together; None if it is none."""
    word = last_word(call.callee)
    texts = [one.text for argument in call.arguments for one in ask.evaluate(argument, frame) if one.text is not None]
    named = next((text for text in reversed(texts) if text.endswith(".json")), None)
    if named is None:
        inner = [one for argument in call.arguments for one in ask.evaluate(argument, frame)]
        held = [one for one in inner if one.node.file.language == "json" and one.text is None]
        return held or None
    below = named.lstrip("./")
    path = ask.modules.resolve(named if named[0] == "." else f"./{below}", call.file.path)
    path = path or ask.modules.ending(below, f"{dirname(call.file.path)}/")
    return (ask.json_of(path) or None) if path is not None and word else None


def _name(callee: Node) -> str:
    """`Object.values` of a callee, or its one word."""
    if isinstance(callee, Member) and isinstance(callee.owner, Name):
        return f"{callee.owner.name}.{callee.key}"
    if isinstance(callee, Imported):
        return callee.name
    return last_word(callee) if not isinstance(callee, Name) else callee.name
