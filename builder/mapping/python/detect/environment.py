"""Environment variables that Python sets for code of the repository that reads them: `os.environ["MODEL"] = name`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from builder import patterns as re
from builder.mapping.found import Found, Target
from builder.mapping.python.detect import given_values
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import File

# `os.environ["NAME"] = value`, `os.environ.setdefault("NAME", value)`, `os.putenv("NAME", value)`, `setenv` of pytest;
# of a container `V1EnvVar(name="NAME", value=value)`, `{"name": "NAME", "value": value}`.
SETTING = re.compile(
    rb"""(?:environ\s*\[\s*["'](\w+)["']\s*\]\s*=(?!=)"""
    rb"""|(?:environ\.setdefault|putenv|setenv)\(\s*["'](\w+)["']\s*,"""
    rb"""|EnvVar\(\s*name\s*=\s*["'](\w+)["']\s*,\s*value\s*="""
    rb"""|\{\s*["']name["']\s*:\s*["'](\w+)["']\s*,\s*["']value["']\s*:)[ \t]*"""
)
# What a call is given in a table of variables: `environ.update({"NAME": value})`, `.env({...})`, `env={...}`,
# `environment_variables={...}` of a job.
TABLE = re.compile(
    rb"""\b(?:environ\.update|\w*env|(?:\w+_)?environment(?:_var(?:iable)?s)?|(?:\w+_)?env_var(?:iable)?s)\s*"""
    rb"""(?:\(|=|["']\s*:)\s*\{([^{}]{1,2000})\}"""
)
PAIR = re.compile(rb"""["'](\w+)["']\s*:\s*""")
ELEMENT = re.compile(rb"""[rfuRFU]{0,2}(?:"[^"\n]*"|'[^'\n]*')|[A-Za-z_][\w.]*(?:\[[^\]\n]*\])?""")
MARK = b"env"  # stands in all that these patterns begin with


def found(ev: Evaluator, file: File, variables: Mapping[str, Target]) -> Iterator[Found]:
    """The models that a file gives variables of the environment which other code loads from."""
    if not variables or not file.facts.holds(MARK):
        return
    if not any(name.encode() in file.facts.data for name in variables):
        return
    for match in SETTING.finditer(file.facts.data):
        target = variables.get(next(name for name in match.groups() if name).decode())
        if target is None or not file.facts.regions.is_code(match.start()):
            continue
        stands = file.facts.statement(match.start())
        value = ELEMENT.match(file.facts.data, match.end()) if not match[1] else None
        end = value.end() if value is not None else stands[1].end if stands is not None and match[1] else 0
        if end > match.end():
            yield from given_values.found(ev, file, match.start(), Span(match.end(), end), target, "environment")
    for table in TABLE.finditer(file.facts.data):
        yield from _listed(ev, file, table, variables)


def _listed(ev: Evaluator, file: File, table: re.Match[bytes], variables: Mapping[str, Target]) -> Iterator[Found]:
    """What a table gives the variables."""
    for pair in PAIR.finditer(file.facts.data, table.start(1), table.end(1)):
        target = variables.get(pair[1].decode())
        value = ELEMENT.match(file.facts.data, pair.end()) if target is not None else None
        if target is not None and value is not None and file.facts.regions.is_code(table.start()):
            yield from given_values.found(ev, file, pair.start(), Span(*value.span()), target, "environment")
