"""Colab's forms: what a field lets people choose, in the comment behind it: `NAME = "a" #@param ["a", "b"]`."""

from __future__ import annotations

from builder import patterns as re
from builder.mapping.python.program.scopes import Binding
from builder.mapping.python.values.values import File, Str

MARK = b"@param"
FIELD = re.compile(rb"""[^\n"'#]*#\s*@param\s*(\[[^\]\n]*\])""")
CHOICE = re.compile(r"""(["'])([^"'\n]+)\1""")


def offered(file: File, binding: Binding) -> tuple[Str, ...]:
    """The texts that a form offers for what a statement assigns."""
    if binding.span is None or not file.facts.holds(MARK):
        return ()
    field = FIELD.match(file.facts.data, binding.span.end)
    if field is None:
        return ()
    line = file.facts.row(binding.span.start) + 1
    texts = (found[2] for found in CHOICE.finditer(field[1].decode("utf-8", "replace")))
    return tuple(Str(text, file.path, line, "constant", choice=True) for text in texts)
