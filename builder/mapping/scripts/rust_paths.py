"""Rust's paths: `crate::config::MODEL`, `Which::Small`; what no file of the repository has is another crate's."""

from builder import patterns as re
from builder.mapping.scripts.tree import Call, Choice, Class, File, Imported, Name, Node
from builder.mapping.scripts.values import Evaluation, Frame, Value, farther

OWN = frozenset({"crate", "self", "super"})
WRITING = ("fmt", "as_str", "as_ref", "to_string")  # methods that give an enum as a text
PART = re.compile(r"::|[ ({]")
GENERIC = re.compile(r"::<.*?>|<|>")


def path_values(ask: Evaluation, node: Name, frame: Frame | None) -> list[Value]:
    """What a path is: a variable of another file, a member of a type, a variant of an enum, a crate's name."""
    words = [word for word in GENERIC.sub("", node.name).split("::") if word]
    if not words:
        return []
    head, last = words[0], words[-1]
    if head == "Self" and node.scope.owner is not None:
        words[0] = head = node.scope.owner.name
    home = node.scope.home(head)
    if home is not None and len(words) > 1:
        for one in home.names[head]:
            if isinstance(one.value, Imported):
                whole = f"{one.value.module}::{one.value.name}" if one.value.module else one.value.name
                return _found(ask, node, [*whole.split("::"), *words[1:]], frame)
    if len(words) == 1:
        for module in node.file.passed_on:
            made = _found(ask, node, [*module.split("::"), last], frame, False)
            if made:
                return made
        return _found(ask, node, words, frame, False)
    return _found(ask, node, words, frame)


def _found(ask: Evaluation, node: Name, words: list[str], frame: Frame | None, crate: bool = True) -> list[Value]:
    last, owner = words[-1], words[-2] if len(words) > 1 else ""
    if owner and owner not in OWN and (owner[:1].isupper() or owner.islower()):
        classes = _of_module(_classes(ask, node.file, owner), words[:-2])
        for cls in classes:
            made = _of_class(ask, cls, last, node, frame)
            if made:
                return made
        if classes and owner[:1].isupper():
            return []
    if not owner or owner[:1].islower() or owner in OWN:
        made = _item(ask, node, last, owner, frame)
        if made:
            return made
        classes = _of_module(_classes(ask, node.file, last), words[:-1]) if last[:1].isupper() else []
        if classes:
            return [Value(cls, frame=frame) for cls in classes]
    if not crate or words[0] in OWN or words[0][:1].isupper():
        return []
    module = "::".join(words[:-2]) if owner[:1].isupper() else "::".join(words[:-1])
    name = f"{owner}::{last}" if owner[:1].isupper() else last
    return [Value(Imported(node.start, node.end, node.file, module or words[0], name))]


def _of_class(ask: Evaluation, cls: Class, last: str, node: Name, frame: Frame | None) -> list[Value]:
    if last in cls.words.values() and not any(word.startswith(".") for word in cls.words if cls.words[word] == last):
        return [variant(ask, cls, last, node, frame)]
    if last == "default" and cls.chosen:
        return [variant(ask, cls, cls.chosen, node, frame)._replace(how="default")]
    made = ask.class_member(cls, last, frame)
    return made or ([Value(cls)] if last in {"parse", "new", "default", "from_args", "builder", "load"} else [])


def variant(ask: Evaluation, cls: Class, name: str, at: Node, frame: Frame | None = None) -> Value:
    """A variant of an enum, and what it is as a text: by its attributes, or by what the enum writes itself as."""
    made = Name(at.start, at.end, at.file, f"{cls.name}::{name}", at.file.scope)
    if name in cls.shown:
        return Value(made, cls.shown[name].value)
    for method in WRITING:
        for result in cls.methods[method].results if method in cls.methods else ():
            if isinstance(result, Choice):
                for label, option in zip(result.labels, result.options, strict=False):
                    if label is not None and any(PART.split(one.strip())[-1] == name for one in label.split("|")):
                        given = option.arguments[0] if isinstance(option, Call) and option.arguments else option
                        texts = {one.text for one in ask.evaluate(given, frame) if one.text and "/" in one.text}
                        return Value(made, texts.pop() if len(texts) == 1 else None)
    return Value(made)


def variants(ask: Evaluation, cls: Class, at: Node) -> list[Value]:
    """All variants of an enum that are texts which may name a model."""
    if not cls.shown and not any(method in cls.methods for method in WRITING):
        return []
    every = (variant(ask, cls, name, cls.shown.get(name, at)) for name in dict.fromkeys(cls.words.values()))
    return [one for one in every if one.text is not None]


def _item(ask: Evaluation, node: Name, name: str, module: str, frame: Frame | None) -> list[Value]:
    """A constant, static or function of the crate: of this file, of the file that the module is, or the only one."""
    definitions = [file for file in ask.modules.with_items(name, "rust") if name in file.scope.names]
    own = [file for file in definitions if file is node.file]
    named = [file for file in definitions if module and _is_module(file, module)]
    near = [file for file in definitions if _folder(file) == _folder(node.file)]
    chosen = (named if module not in OWN else []) or own or (near if len(near) == 1 else []) or definitions
    if len(chosen) != 1:
        return []
    values = []
    for one in chosen[0].scope.names[name]:
        if one.value is not None and not _leads_back(one.value, node):
            values += ask.evaluate(one.value, frame)
    return farther(values)


def _of_module(classes: list[Class], path: list[str]) -> list[Class]:
    """The types of the file that a path's module is, where several files have one of the name; else all."""
    named = [one for one in classes if path and path[-1] not in OWN and _is_module(one.file, path[-1])]
    return named or classes


def _leads_back(value: Node, node: Name) -> bool:
    return isinstance(value, Imported) and value.file is node.file


def _is_module(file: File, module: str) -> bool:
    stem = file.path.rpartition("/")[2].removesuffix(".rs")
    return module in {stem, file.path.rpartition("/")[0].rpartition("/")[2] if stem == "mod" else stem}


def _folder(file: File) -> str:
    return file.path.rpartition("/")[0]


def _classes(ask: Evaluation, file: File, name: str) -> list[Class]:
    own = file.classes.get(name)
    if own:
        return own
    return [one for other in ask.modules.with_types(name, "rust") for one in other.classes.get(name, ())]
