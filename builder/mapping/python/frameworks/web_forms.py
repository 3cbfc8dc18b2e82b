"""What a request gives to a web application: the default that a field has where it is left out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import step
from builder.mapping.python.values.values import UNKNOWN, CallString, Ref, Site, Values

REQUESTS = ("flask.request", "quart.request", "bottle.request")
FIELDS = ("form", "args", "values", "json", "headers", "cookies", "query", "forms", "params")
BODY = "json"


def field(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`request.form.get("model", default)`: the default, which a request may override."""
    default = given(site, ("default",), 1)
    values = ev.evaluate(default.value, site.within(calls)) if default is not None else ()
    return (*step(values, "argument_parser"), UNKNOWN)


def body(root: str, ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`request.get_json()`: what `request.json` is."""
    return (Ref(f"{root}.{BODY}"),)


CALLS: dict[str, Callable[[Evaluator, Site, CallString], Values]] = {
    **{f"{root}.{name}.get": field for root in REQUESTS for name in FIELDS},
    **{f"{root}.get_json": partial(body, root) for root in REQUESTS},
}
