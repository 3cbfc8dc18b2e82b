"""Python files that are settings: `text_encoder = "owner/name"` in a file that the code reads as such."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from builder import patterns as re
from builder.mapping.context import context
from builder.mapping.found import WEIGHTY, Found, Target, usage_of
from builder.mapping.names import hub_name, is_known
from builder.mapping.python.program.facts import Facts
from builder.reference.signatures import Signatures

# A part of the path that says so; elsewhere an assignment is the code's own.
SETTINGS = re.compile(r"(?i)(?:^|[/_.-])(?:cfgs?|confs?|configs?|configurations?|settings)(?=[/_.-])")
MIN_OFFERED = 3  # different models that make what a key is given a table of which one is taken
VALUE = re.compile(rb"""\s*(?::[^=\n]*)?=\s*(?:"([^"'\n]+)"|'([^"'\n]+)')""")


def found(path: str, facts: Facts, keys: Mapping[str, Target], signatures: Signatures) -> Iterator[Found]:
    """The models that a file of settings gives the keys that the code demands."""
    asked = {key.rpartition(".")[2]: target for key, target in keys.items()}
    for key in sorted(asked) if SETTINGS.search(path) is not None else ():
        made = []
        for place in facts.places(key) if facts.holds(key.encode()) else ():
            value = VALUE.match(facts.data, place + len(key))
            one = _found(facts, place, value, asked[key], signatures) if value is not None else None
            made += [one] if one is not None else []
        yield from _together(made, path)


def _together(made: list[Found], path: str) -> Iterator[Found]:
    """What one key of a file is given: on offer where many things are, and only named where a test makes settings."""
    offered = len({one.name for one in made}) >= MIN_OFFERED
    for one in made:
        if context(path) == "test":
            yield replace(one, usage="mention")
        else:
            yield replace(one, usage="selectable") if offered and one.usage == "use" else one


def _found(facts: Facts, place: int, value: re.Match[bytes], target: Target, signatures: Signatures) -> Found | None:
    written = (value[1] or value[2]).decode("utf-8", "replace")
    library = signatures.by_name.get(target.library)
    name = hub_name(written, None, library, signatures.names) if library is not None else None
    if name is None or library is None or not is_known(name.name, library, signatures.names):
        return None
    line = facts.row(place) + 1
    return Found(
        target=target,
        line=line,
        column=facts.column(place),
        argument_line=line,
        code=facts.excerpt(place, value.end()),
        expression=facts.excerpt(value.start(1 if value[1] else 2) - 1, value.end()),
        name=name.name,
        resolution="config_file",
        usage=usage_of(target.loads),
        revision=name.revision,
        weights="requested" if target.loads in WEIGHTY else None,
    )
