"""Environment variables that Python sets for code of the repository that reads them: `os.environ["MODEL"] = name`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from builder.mapping.found import WEIGHTY, Found, Target, usage_of
from builder.mapping.names import hub_name, is_known
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import File, Point, Str, distinct

SETTING = re.compile(rb"""environ\s*\[\s*["'](\w+)["']\s*\]\s*=(?!=)[ \t]*""")
ENVIRON = b"environ"
MAX_STEPS = 200


def found(ev: Evaluator, file: File, variables: Mapping[str, Target]) -> Iterator[Found]:
    """The models that a file's assignments give variables of the environment which other code loads from."""
    if not variables or not file.facts.holds(ENVIRON):
        return
    for match in SETTING.finditer(file.facts.data):
        target = variables.get(match[1].decode())
        if target is not None and file.facts.regions.is_code(match.start()):
            yield from _assigned(ev, file, match, target)


def _assigned(ev: Evaluator, file: File, match: re.Match[bytes], target: Target) -> Iterator[Found]:
    facts = file.facts
    stands = facts.statement(match.start())
    library = ev.signatures.by_name.get(target.library)
    if stands is None or library is None or stands[1].end <= match.end():
        return
    scope, statement = stands
    span = Span(match.end(), statement.end)
    ev.start(MAX_STEPS)
    for value in distinct(ev.evaluate(facts.expression(span), Point(file, scope, statement.start, statement.block))):
        name = hub_name(value.text, None, library, ev.signatures.names) if isinstance(value, Str) else None
        if name is None or not isinstance(value, Str) or not is_known(name.name, library, ev.signatures.names):
            continue
        line = facts.row(match.start()) + 1
        usage = "selectable" if value.choice or value.offered else usage_of(target.loads)
        here = value.path == file.path and value.line == line
        yield Found(
            target=target,
            line=line,
            column=facts.column(match.start()),
            argument_line=line,
            code=facts.excerpt(statement.start, statement.end),
            expression=facts.excerpt(*span),
            name=name.name,
            resolution="environment",
            usage="mention" if value.idle else usage,
            hops=value.hops,
            defined_at=None if here else f"{value.path}:{value.line}",
            revision=name.revision,
            weights="requested" if target.loads in WEIGHTY else None,
        )
