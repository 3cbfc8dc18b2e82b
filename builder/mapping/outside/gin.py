"""gin's bindings, in its files and on command lines: `scope/module.function.parameter = "owner/name"`, `%MACRO`."""

from collections.abc import Sequence

from builder.mapping.formats.entries import Entry
from builder.mapping.found import Target
from builder.mapping.outside.wanted import Wanted

SUFFIX = ".gin"
MACRO = "%"
OPTION = "gin"  # in the name of each option that holds bindings
QUOTES = "\"' \t"


def expanded(entries: Sequence[Entry], path: str) -> Sequence[Entry]:
    """The entries of a file of gin with the values of its macros; those of other files as they are."""
    if not path.endswith(SUFFIX):
        return entries
    macros = {f"{MACRO}{entry.keys[0]}": entry.value for entry in entries if len(entry.keys) == 1}
    return [entry._replace(value=macros[entry.value]) if entry.value in macros else entry for entry in entries]


def calls(entries: Sequence[Entry], path: str) -> dict[tuple[str, ...], str]:
    """Path of keys -> the function or class whose parameters stand below it; none in other files."""
    paths = {entry.keys[:-1] for entry in entries if len(entry.keys) > 1} if path.endswith(SUFFIX) else ()
    return {keys: keys[-1].rpartition("/")[2] for keys in paths}


def bound(wanted: Wanted, names: Sequence[str]) -> Target | None:
    """What the parameter of a binding's path loads; of the path the scopes and all but the last module are left out."""
    if len(names) < 2:
        return None
    return wanted.parameter(names[-2].rpartition("/")[2], names[-1])


def on_command_line(wanted: Wanted, option: str, key: str) -> Target | None:
    """The same of an option's word: '--gin_bindings=load.name="owner/name"', '--gin.load.name="owner/name"'."""
    return bound(wanted, key.removeprefix(f"--{OPTION}.").split(".")) if OPTION in option else None
