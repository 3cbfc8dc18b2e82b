"""Texts of which many branches each give one: which of them is a table's key stays open."""

from __future__ import annotations

from dataclasses import replace

from builder.mapping.python.values.values import Str, Values

MIN_BRANCHES = 3  # fewer are a default and what may stand in its place


def branched(values: Values) -> Values:
    """The values, with texts marked as those of many branches; elements of one list are none."""
    texts = {value.text for value in values if isinstance(value, Str) and not value.rows}
    if len(texts) < MIN_BRANCHES:
        return values
    return tuple(replace(value, branched=True) if isinstance(value, Str) else value for value in values)
