"""Files of settings (YAML, JSON, TOML, INI, .env) -> the models that their keys name, and the commands they hold.

`read` needs nothing but the bytes; `found` asks what the repository wants.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field

from builder import patterns as re
from builder.mapping.formats.brackets import read_brackets
from builder.mapping.formats.entries import ELEMENT, MAX_ENTRIES, Entry, Positions, decoded
from builder.mapping.formats.markup import read_markup
from builder.mapping.formats.sections import read_sections
from builder.mapping.formats.yaml import read_yaml
from builder.mapping.found import Found
from builder.mapping.outside import commands, gin, requirements
from builder.mapping.outside.commands import Script
from builder.mapping.outside.entry_commands import entry_commands, set_variables, with_parameters
from builder.mapping.outside.json_patches import with_targets
from builder.mapping.outside.requirements import Requirement
from builder.mapping.outside.settings_keys import Search
from builder.mapping.outside.settings_revisions import with_revisions, with_trust
from builder.mapping.outside.settings_switches import NO_SWITCHES, Switches, switches
from builder.mapping.outside.terraform import variables, with_variables
from builder.mapping.outside.texts import Text
from builder.mapping.outside.wanted import Wanted
from builder.records import dataclass

MAX_BYTES = 500_000  # more is data: nobody writes settings as long
MAX_RECORDS = 50  # objects in a list at the root; more are data
MAX_VALUE = 300  # characters; nothing that names a model is as long
MAX_LINE = 300  # characters of a line that is kept whole
NO_SCRIPT = Script()
CONSTANT = re.compile(r"[-+]?[\d._]+(?:[eE][-+]?\d+)?|(?i:true|false|null|none|yes|no|on|off)|\W*")
LOCAL = re.compile(r"""\blocal\s+(\w+)\s*=\s*(["'])([^"'\n]*)\2""")  # of jsonnet


@dataclass(frozen=True)
class Settings:
    """What a file of settings holds: entries that could name something, commands, the variables set for them.

    `lines` are the entries' lines as they stand, `switches` the entries that are on, or off, `keys` those of all
    entries; `reason` says why nothing was read ('data').
    """

    entries: tuple[Entry, ...] = ()
    script: Script = NO_SCRIPT
    variables: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    lines: Mapping[int, str] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()
    switches: Switches = NO_SWITCHES
    keys: frozenset[tuple[str, ...]] = frozenset()
    reason: str | None = None


def read(data: bytes, kind: str) -> Settings:
    """The settings in a file of kind 'yaml', 'json', 'markup' or 'sections'."""
    if len(data) > MAX_BYTES:
        return Settings(reason="data")
    text = decoded(data)
    if kind == "yaml":
        entries = [*with_targets(with_parameters(read_yaml(text)))]
    elif kind == "json":
        entries = [*with_targets(_with_locals(read_brackets(text, Positions(text))[0], text))]
    elif kind == "markup":
        entries = read_markup(text)
    else:
        entries = with_variables(read_sections(text))
    if len(entries) > MAX_ENTRIES or _is_data(entries):
        return Settings(reason="data")
    script = commands.script(*entry_commands(entries))
    kept = [entry for entry in entries if len(entry.value) <= MAX_VALUE and not CONSTANT.fullmatch(entry.value)]
    lines = text.split("\n")
    shown = {row: lines[row - 1].strip() for row in {entry.place.line for entry in kept}}
    short = {row: line for row, line in shown.items() if len(line) <= MAX_LINE}
    keys = frozenset(entry.keys for entry in entries)
    required = requirements.read(text, settings=True)
    given = set_variables(kept)
    for name, value in variables(kept):
        given.setdefault(name, []).append(value)
    return Settings(tuple(kept), script, given, short, required, switches(entries), keys)


def found(
    settings: Settings, wanted: Wanted, outside: Mapping[str, Sequence[Text]] | None = None, path: str = ""
) -> list[Found]:
    """The models that settings name, in the order of their place; `outside` are variables that other files set.

    `defined_at` is ':line', without the path.
    """
    known = {**(outside or {}), **settings.variables}
    entries = gin.expanded(settings.entries, path)
    named = [*Search(entries, settings.lines, wanted, known, settings.switches, path, settings.keys).found()]
    made = [
        *with_trust(with_revisions(named, entries, wanted.signatures.revisions), entries, settings.switches.trusting),
        *commands.found(settings.script, wanted, outside=known),
    ]
    installed = {(one.line, one.name) for one in made}
    made += (one for one in requirements.found(settings.requirements, wanted) if (one.line, one.name) not in installed)
    places = {(one.line, one.column, one.name or "", one.target.loads): one for one in reversed(made)}
    return [places[place] for place in sorted(places)]


def set_of(data: bytes) -> dict[str, list[Text]]:
    """The variables that a YAML file sets for its containers and steps; their places are ':line'."""
    return set_variables(read_yaml(decoded(data)))


def _is_data(entries: Sequence[Entry]) -> bool:
    """Whether a file is a list of records."""
    records = {entry.parent for entry in entries if len(entry.keys) > 1 and entry.keys[0] == ELEMENT}
    return len(records) > MAX_RECORDS


def _with_locals(entries: list[Entry], text: str) -> list[Entry]:
    """The entries of jsonnet: its variables stand under their names, and are referred to as in other formats."""
    offsets = Positions(text)
    variables = {match[1]: (match[3], offsets.at(match.start(3))) for match in LOCAL.finditer(text)}
    referring = [
        entry._replace(value=f"${{{entry.value}}}") if entry.value in variables else entry for entry in entries
    ]
    return [*referring, *(Entry((name,), value, (place,), -1) for name, (value, place) in variables.items())]
