"""Names that Python code has in literal lists and dictionaries, or makes from them; nothing is run."""

import ast
from collections.abc import Iterator

MOST_STEPS = 8  # from one expression to the next
MOST_NAMES = 10_000


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """What runs when a module is imported, but for its `__main__` block."""
    for one in body:
        yield one
        match one:
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                continue
            case ast.If() | ast.Try() | ast.With() | ast.For():
                for part in ("body", "orelse", "finalbody"):
                    yield from statements(getattr(one, part, []))


def strings(value: ast.expr, body: list[ast.stmt], steps: int = MOST_STEPS) -> list[str]:
    """Strings of a list, or keys of a dictionary, which code writes in full; a name is what `body` assigns to it."""
    if steps == 0:
        return []
    match value:
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return [name for key, other in pairs for name in _key(key, other, body, steps)]
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return [
                name
                for part in parts
                for name in _key(None if isinstance(part, ast.Starred) else part, part, body, steps)
            ]
        case ast.Call(func=ast.Attribute(value=inner, attr="items" | "keys" | "copy")):
            return strings(inner, body, steps - 1)
        case ast.Call(func=ast.Name(id="list" | "tuple" | "set" | "sorted" | "reversed"), args=[inner]):
            return strings(inner, body, steps - 1)
        case ast.Call(func=ast.Name(id="dict"), args=given, keywords=keywords):
            own = [
                name for word in keywords for name in ([word.arg] if word.arg else strings(word.value, body, steps - 1))
            ]
            return [*(name for inner in given for name in strings(inner, body, steps - 1)), *own]
        case ast.BinOp(left=left, right=right, op=ast.Add() | ast.BitOr()):
            return [*strings(left, body, steps - 1), *strings(right, body, steps - 1)]
        case ast.DictComp(key=made, generators=loops) | ast.ListComp(elt=made, generators=loops):
            return _made(made, loops, body, steps)
        case ast.SetComp(elt=made, generators=loops) | ast.GeneratorExp(elt=made, generators=loops):
            return _made(made, loops, body, steps)
        case ast.Name(id=name):
            return next((strings(one, body, steps - 1) for one in _assigned(name, body)), [])
    return []


def _key(key: ast.expr | None, other: ast.expr, body: list[ast.stmt], steps: int) -> list[str]:
    """An element of a list or a key; without a key, what is unpacked there."""
    if key is None:
        return strings(other.value if isinstance(other, ast.Starred) else other, body, steps - 1)
    return [key.value] if isinstance(key, ast.Constant) and isinstance(key.value, str) else []


def _assigned(name: str, body: list[ast.stmt]) -> Iterator[ast.expr]:
    for one in statements(body):
        match one:
            case ast.Assign(targets=targets, value=value) if any(
                isinstance(target, ast.Name) and target.id == name for target in targets
            ):
                yield value
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value) if found == name:
                yield value


def _made(made: ast.expr, loops: list[ast.comprehension], body: list[ast.stmt], steps: int) -> list[str]:
    """What a comprehension makes of the names of literal lists; nothing where a condition leaves some out."""
    rows: list[dict[str, str]] = [{}]
    for loop in loops:
        if loop.ifs:
            return []
        names = strings(loop.iter, body, steps - 1)
        match loop.target:
            case ast.Name(id=name) | ast.Tuple(elts=[ast.Name(id=name), *_]):
                rows = [row | {name: text} for row in rows for text in names][:MOST_NAMES]
            case _:
                return []
    filled = (_filled(made, row) for row in rows)
    return [text for text in filled if text is not None]


def _filled(made: ast.expr, row: dict[str, str]) -> str | None:
    """A string that is made of constants and names; None where it is made of anything else."""
    match made:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return row.get(name)
        case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
            return _filled(inner, row)
        case ast.JoinedStr(values=parts):
            texts = [_filled(part, row) for part in parts]
            return "".join(text for text in texts if text is not None) if None not in texts else None
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _filled(left, row), _filled(right, row)
            return first + second if first is not None and second is not None else None
    return None
