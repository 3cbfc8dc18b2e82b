"""What code itself binds parameters of configurable functions to: gin's bindings, lists of keys and values of yacs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from builder import patterns as re
from builder.mapping.found import Found, Target
from builder.mapping.python.detect import given_values
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import File

# Within a string that gin parses, and `bind_parameter("function.parameter", value)`.
BINDING = re.compile(rb"""(?:[\w.]*\.)?(\w+)\.(\w+)\s*=\s*\\?(["'])([\w./-]+)\\?\3""")
PARAMETER = re.compile(rb"""\bbind_parameter\(\s*["'](?:[\w./]*[./])?(\w+)\.(\w+)["']\s*,\s*([^\s()]+)\s*\)""")
GIN = (b"gin.parse_config", b"gin.bind_parameter", b"gin_bindings")
# yacs and its copies: `merge_from_list(["MODEL.NAME", "owner/name"])`.
LIST = b"merge_from_list("
MARKS = (*GIN, LIST)  # without one of them a file binds nothing
PAIR = re.compile(rb"""["'](\w+(?:\.\w+)*)["']\s*,\s*(["'][^"'\n]+["']|[A-Za-z_][\w.]*)\s*(?=[,\])])""")


def found(ev: Evaluator, file: File, parameters: Mapping[str, Target], keys: Mapping[str, Target]) -> Iterator[Found]:
    """The models that parameters and keys which the code loads from are bound to."""
    data = file.facts.data
    if any(map(file.facts.holds, GIN)):
        for match in BINDING.finditer(data):
            target = parameters.get(f"{match[1].decode()}.{match[2].decode()}")
            if target is not None and not file.facts.regions.is_code(match.start()):
                text = file.facts.excerpt(*match.span(4))
                yield from given_values.named(ev, file, match.start(), text, target, "constant")
        for match in PARAMETER.finditer(data):
            target = parameters.get(f"{match[1].decode()}.{match[2].decode()}")
            if target is not None:
                yield from given_values.found(ev, file, match.start(), Span(*match.span(3)), target, "constant")
    if keys and file.facts.holds(LIST):
        for match in PAIR.finditer(data):
            target = keys.get(match[1].decode())
            if target is not None:
                yield from given_values.found(ev, file, match.start(), Span(*match.span(2)), target, "constant")
