"""Traits of traitlets: `model = Unicode("owner/name").tag(config=True)`, `Enum([...], default_value=...)`."""

from __future__ import annotations

from builder.mapping.python.frameworks import choices
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import CallString, Site, Values

TEXTS = ("Unicode", "CUnicode", "Any", "ObjectName", "DottedObjectName", "Instance")
ENUMERATED = ("Enum", "CaselessStrEnum", "FuzzyEnum")
ROOTS = ("traitlets", "traitlets.traitlets")


def text(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """The default of a trait."""
    shown = given(site, ("default_value",), 0)
    return step(ev.evaluate(shown.value, site.within(calls)), "dataclass") if shown is not None else ()


def enumerated(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """The default, and all values as choices."""
    listed, default = given(site, ("values",), 0), given(site, ("default_value",), 1)
    first = ev.evaluate(default.value, site.within(calls)) if default is not None else ()
    offered = choices.of(ev, listed.value, site.within(calls)) if listed is not None else ()
    return distinct((*step(first, "dataclass"), *offered))


CALLS = {
    f"{root}.{name}": answer
    for root in ROOTS
    for names, answer in ((TEXTS, text), (ENUMERATED, enumerated))
    for name in names
}
