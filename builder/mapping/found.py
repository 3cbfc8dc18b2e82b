"""What every reader of mapping gives: one place that names a model, whatever the language it stands in."""

from collections.abc import Callable
from dataclasses import field, fields, replace
from typing import Literal

from builder.records import dataclass
from builder.reference.signatures import Loads, Weights

Usage = Literal["use", "component", "selectable", "hosted", "unresolved", "mention"]
WEIGHTY = frozenset({"model", "adapter"})  # what has weights; everything else that is loaded is a component


def usage_of(loads: Loads) -> Usage:
    """What loading something of this kind is: a use where it has weights, else a component."""
    return "use" if loads in WEIGHTY else "component"


@dataclass(frozen=True)
class Target:
    """The call that a name ends up in: whose it is, what it loads and from which hub.

    `switch`: the options of which one must be given before it asks for weights (none: it never does); None: it does.
    `offered`: of what settings list one is taken, and which is open. `without`: the options with any of which it takes
    its weights from elsewhere.
    """

    library: str
    call: str
    loads: Loads
    hub: str
    switch: tuple[str, ...] | None = None
    offered: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """One place that names a model; lines and columns count from 1, columns in characters, cells from 0.

    `name` is the string that the argument resolves to (None: dynamic), `expression` the argument as written (None: left
    out), `defined_at` 'path:line' of the string where that is not in the call, `hops` the steps to it, `trail` the
    places that it came through, in the same form, from the string on. `fails`: why its program never comes to it.
    """

    target: Target
    line: int
    column: int
    argument_line: int
    code: str
    expression: str | None
    name: str | None
    resolution: str
    usage: Usage
    hops: int | None = 0
    defined_at: str | None = None
    revision: str | None = None
    weights: Weights | None = None
    trust_remote_code: bool | None = None
    cell: int | None = None
    trail: tuple[str, ...] = ()
    fails: str = ""

    def relocated(self, place: Callable[[str], str]) -> "Found":
        """The same with what `place` makes of the places of the string and of the way from it."""
        if self.defined_at is None and not self.trail:
            return self
        defined = place(self.defined_at) if self.defined_at is not None else None
        return replace(self, defined_at=defined, trail=tuple(map(place, self.trail)))


@dataclass(frozen=True)
class Demand:
    """What a repository's code takes from outside and loads as a model: how settings and commands reach a call.

    `keys` are the paths of settings' keys as the code reads them ('model.name_or_path'; of a record's field or an
    attribute its name alone), '*' for a key that the code leaves open, `options` command-line options with their dashes
    ('--model'), `environment` names of environment variables, `parameters` those of the repository's own functions and
    classes that nothing in its code calls with a name ('Encoder.source'), `scripts` what an option means to the file
    whose call loads it, by that file's own name ('train.py', '--model').
    """

    keys: dict[str, Target] = field(default_factory=dict)
    options: dict[str, Target] = field(default_factory=dict)
    environment: dict[str, Target] = field(default_factory=dict)
    parameters: dict[str, Target] = field(default_factory=dict)
    scripts: dict[tuple[str, str], Target] = field(default_factory=dict)

    def also(self, other: "Demand") -> "Demand":
        """Both of them; where they differ, this one."""
        return Demand(*(getattr(other, one.name) | getattr(self, one.name) for one in fields(self)))
