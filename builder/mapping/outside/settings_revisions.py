"""What stands beside a model's name in settings: `revision: <commit>`, `trust_remote_code: true`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from builder.mapping.formats.entries import Entry
from builder.mapping.found import Found
from builder.mapping.outside.keys import plain


def revisions(entries: Iterable[Entry], keys: Collection[str]) -> dict[int, Entry]:
    """By the mapping that they stand in, the entries that give a revision; none of a mapping that has two."""
    given: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if plain(entry.keys[-1]) in keys:
            given[entry.parent].append(entry)
    return {parent: found[0] for parent, found in given.items() if len(found) == 1}


def with_revisions(found: Sequence[Found], entries: Sequence[Entry], keys: Collection[str]) -> list[Found]:
    """The places of a file of settings, each at the revision beside it where a mapping names one model."""
    given = revisions(entries, keys) if found else {}
    if not given:
        return list(found)
    parents = {entry.place: entry.parent for entry in entries}
    names: defaultdict[int | None, set[str | None]] = defaultdict(set)
    for one in found:
        names[parents.get((one.line, one.column))].add(one.name)  # type: ignore[call-overload] # a place is a tuple
    made = []
    for one in found:
        parent = parents.get((one.line, one.column))  # type: ignore[call-overload]
        entry = given.get(parent) if parent is not None and len(names[parent]) == 1 else None
        known = one.revision is None and entry is not None and "$" not in entry.value and "{" not in entry.value
        made.append(replace(one, revision=entry.value) if known and entry is not None else one)
    return made


def with_trust(found: Sequence[Found], entries: Sequence[Entry], trusting: Mapping[int, bool]) -> list[Found]:
    """The places of a file of settings, each with what its mapping says of the code of models."""
    if not trusting:
        return list(found)
    parents = {(entry.place.line, entry.place.column): entry.parent for entry in entries}
    said = [trusting.get(parents.get((one.line, one.column), -1)) for one in found]
    return [
        one if trust is None else replace(one, trust_remote_code=trust) for one, trust in zip(found, said, strict=True)
    ]
