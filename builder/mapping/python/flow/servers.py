"""Which server a call asks: by its own arguments, or by those that its client was made with."""

from collections.abc import Iterator

from builder.mapping.python.flow import parameters
from builder.mapping.python.syntax.expressions import NONE, Attribute
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import CallString, Flag, Made, Site, Str
from builder.reference.signature_rules import Argument
from builder.reference.signatures import Match


def address(ev: Evaluator, match: Match, site: Site, calls: CallString) -> str | None:
    """The server that a call, or the client that it is a method of, says that it asks; '' where it is not known.

    `calls`: by which calls of the repository it is asked, as each may name a server of its own.
    """
    for place in (site, *_clients(ev, site)) if match.library.address else ():
        for keyword in match.library.address:
            values = parameters.argument(ev, place, Argument(names=(keyword,)), calls) or ()
            names = [value for value in ev.callers.settled(values, calls) if value != Flag(NONE.source)]
            if names:
                texts = {value.text for value in names if isinstance(value, Str)}
                return texts.pop() if len(texts) == 1 else ""  # of several callers' each its own
    return None


def _clients(ev: Evaluator, site: Site) -> Iterator[Site]:
    """The call that made the object whose method, or whose parts' method, a call is."""
    owner = site.call.function
    while isinstance(owner, Attribute):
        owner = owner.value
        for value in ev.evaluate(owner, site.point):
            if isinstance(value, Made) and value.site is not None:
                yield value.site
                return
