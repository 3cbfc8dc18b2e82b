"""Texts that grow: `command = "python train.py"`, then `command += f" --model {name}"`."""

from __future__ import annotations

from builder.mapping.python.program.scopes import Binding
from builder.mapping.python.values import strings
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import Point, Str, Values

MAX_TEXTS = 16  # that grow together; more are a product of branches


def grown(ev: Evaluator, before: Values, found: Binding, around: Point, given: Values, block: int | None) -> Values:
    """What a name has after a binding: what it had with a text behind it, where the binding adds one.

    `block` is that of the use: an addition in another one may not have been made.
    """
    texts = tuple(one for one in before if isinstance(one, Str)) if found.how == "extend" else ()
    if not texts or found.span is None or len(texts) > MAX_TEXTS:
        return distinct((*before, *given))
    here = around._replace(at=found.at, block=found.block, sources=())
    added = ev.evaluate(around.file.facts.expression(found.span), here)
    ends = tuple(one for one in added if isinstance(one, Str))[:MAX_TEXTS]
    longer = strings.joined((texts, ends)) if ends else ()
    always = bool(longer) and found.block in (block, 0)
    kept = tuple(one for one in before if not isinstance(one, Str)) if always else before
    return distinct((*kept, *longer, *given))
