"""Decorators of other libraries that give a function's parameters their values, by qualified name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from builder.mapping.python.frameworks import parameterized
from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Site, Value

Given = Callable[[Evaluator, Site, Scope, str], Iterator[Value]]

DECORATORS: Mapping[str, Given] = {
    "parameterized.parameterized": parameterized.expanded,
    "parameterized.parameterized.expand": parameterized.expanded,
    "absl.testing.parameterized.parameters": parameterized.listed,
    "absl.testing.parameterized.named_parameters": parameterized.named,
    "ddt.data": parameterized.listed,
}
LAST_NAMES = frozenset(name.rpartition(".")[2] for name in DECORATORS)
