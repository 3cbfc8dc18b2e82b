"""Modules that a call imports by a name that is given as a string, whatever imports them and when."""

from __future__ import annotations

from builder import patterns as re
from builder.mapping.python.flow import lookups
from builder.mapping.python.syntax.expressions import Attribute, Call, Name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import UNKNOWN, Point, Ref, Sequence, Str, Value, Values

# `pytest.importorskip`, `LazyLoader("st", globals(), "st")` (TensorFlow, and many copies of it), `lazy_loader.load`,
# `optional_import` (MONAI), `guard_import` (LangChain), and what repositories call functions of their own that do so.
IMPORTING = re.compile(
    r"(?i)_*(?:importorskip|(?:lazy|deferred|delayed)_*(?:module|load|import)\w*"
    r"|(?:try|optional|safe|safely|guard|maybe|soft|dynamic|require|ensure)_*import\w*"
    r"|import_*(?:optional|or_|if_|lib|module)\w*)$"
)
LOADERS = frozenset({"lazy_loader.load"})
QUICK = ("mport", "azy", "load", "_mod", "_Load")  # one of them is in every name that is matched
MAX_ARGUMENTS = 4  # that are looked at


def imported(ev: Evaluator, call: Call, point: Point) -> Values | None:
    """The modules that a call imports, of a library or of the repository; None for other calls."""
    function = call.function
    name = function.name if isinstance(function, Attribute | Name) else ""
    if not any(part in name for part in QUICK) or not _imports(ev, call, name, point):
        return None
    texts = [
        value.text
        for argument in call.arguments[:MAX_ARGUMENTS]
        if argument.name not in ("*", "**")
        for value in ev.evaluate(argument.value, point)
        if isinstance(value, Str)
    ]
    found = distinct(value for text in texts for value in _named(ev, text, point))
    if not found:
        return None
    pair = Sequence((found, (UNKNOWN,)))  # `module, is_there = optional_import(name)`
    return (*found, pair) if "ptional" in name else found


def _imports(ev: Evaluator, call: Call, name: str, point: Point) -> bool:
    if IMPORTING.match(name) is not None:
        return True
    return name == "load" and any(
        isinstance(value, Ref) and value.name in LOADERS for value in ev.evaluate(call.function, point)
    )


def _named(ev: Evaluator, text: str, point: Point) -> tuple[Value, ...]:
    """What a dotted name imports; nothing where it is none that is known."""
    if not all(part.isidentifier() for part in text.split(".")):
        return ()
    if ev.modules.is_known(text):
        return (Ref(text),)
    return tuple(lookups.imported(ev, text, point.file)) if ev.modules.find(text, point.file.path) else ()
