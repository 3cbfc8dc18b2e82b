"""Options of docopt: what its usage text says, and the defaults in it."""

from __future__ import annotations

from builder import patterns as re
from builder.mapping.python.syntax.expressions import Name
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import CallString, ExternalInput, Pairs, Site, Str, Values

OPTION = re.compile(r"(?<![\w-])(--[\w-]+)(?:[ =](?:<[^>\n]+>|[A-Z]\w*))?")
DEFAULT = re.compile(r"\[default:[ \t]*([^\]\n]+)\]")
DOCUMENTED = re.compile(rb'\A(?:[ \t]*#[^\n]*\n|\s)*[rRuU]?("""|\'\'\')(.*?)\1', re.DOTALL)
DOCSTRING = "__doc__"


def parsed(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`docopt(__doc__)`: each option with its default."""
    shown = given(site, ("doc", "docstring"), 0)
    if shown is None:
        return ()
    texts = [value.text for value in ev.evaluate(shown.value, site.within(calls)) if isinstance(value, Str)]
    if shown.value == Name(DOCSTRING):
        written = DOCUMENTED.match(site.point.file.facts.data)
        texts = [written[2].decode("utf-8", "replace")] if written is not None else []
    return tuple(_options(text, site) for text in texts)


def _options(text: str, site: Site) -> Pairs:
    """Each option, with the default that stands behind its last mention and before the next option."""
    path, first = site.point.file.path, 1
    found: dict[str, Values] = {}
    mentions = list(OPTION.finditer(text))
    for number, mention in enumerate(mentions):
        end = mentions[number + 1].start() if number + 1 < len(mentions) else len(text)
        default = DEFAULT.search(text, mention.end(), end)
        outside: Values = (ExternalInput("option", mention[1]),)
        if default is not None:
            line = first + text.count("\n", 0, default.start())
            found[mention[1]] = (Str(default[1].strip(), path, line, "argument_parser", 1), *outside)
        else:
            found.setdefault(mention[1], outside)
    return Pairs(tuple(((Str(option, path, 0),), values) for option, values in found.items()))


CALLS = {"docopt.docopt": parsed}
