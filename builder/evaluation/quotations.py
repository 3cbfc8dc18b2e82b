"""Labels that stand with their quotations, and how far those of answers agree with them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from builder.evaluation.labels import canonical
from builder.extraction.quote_search import fold


def values(said: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a label: {value, quote}, a list of them or another form
    """The values of a label that have a quotation."""
    entries = said if isinstance(said, list) else [said]
    return [entry for entry in entries if isinstance(entry, dict) and {"value", "quote"} <= entry.keys()]


def agreed(label: Any, row: Mapping[str, Any]) -> dict[str, tuple[int, int]]:  # noqa: ANN401
    """Per field, how many of a row's right values have the words that their label quotes, of how many.

    Two quotations agree where one holds the other. `label` may have other keys and values without quotations.
    """
    found = {}
    for field, said in label.items() if isinstance(label, dict) else ():
        pairs = [
            any(shared_words(quote, entry["quote"]) for entry in entries)
            for value, quote in _quoted(field, row)
            if (entries := [entry for entry in values(said) if _same(field, entry["value"], value)])
        ]
        if pairs:
            found[field] = (sum(pairs), len(pairs))
    return found


def shared_words(one: str, other: str) -> bool:
    """Whether one of two quotations holds the other."""
    one, other = fold(one), fold(other)
    return one in other or other in one


def _quoted(field: str, row: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    """A field's values with their quotations."""
    evidence: Iterable[Mapping[str, Any]] = row.get("evidence") or ()
    for entry in evidence:
        if entry["field"] == field:
            value = row[field]
            yield (value if entry["index"] is None else value[entry["index"]]), entry["quote"]


def _same(field: str, one: Any, other: Any) -> bool:  # noqa: ANN401
    """Whether two values of a field have the same form for comparing."""
    form = canonical(field, one)
    return form is not None and form == canonical(field, other)
