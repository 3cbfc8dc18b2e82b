"""What to look for outside Python: keys, options, variables and commands, from the data and what the code demands."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from posixpath import basename

from builder.mapping.found import WEIGHTY, Demand, Target, Usage, usage_of
from builder.mapping.names import Name, hub_name, is_known
from builder.mapping.outside.called import Scripts
from builder.mapping.outside.command_line import Line, program_name, runs_itself
from builder.mapping.outside.container_images import Images
from builder.mapping.outside.json_patches import PLACES
from builder.mapping.outside.keys import GENERAL, OPEN, plain
from builder.mapping.outside.own_programs import CARGO, Programs
from builder.mapping.outside.own_scripts import OwnScripts, Run
from builder.mapping.outside.queried_keys import queried
from builder.mapping.outside.script_places import ScriptPlace, lacks_module, script_place
from builder.mapping.outside.stems import MARKS, command_stems, has_module, key_stems, shortest
from builder.mapping.outside.tool_settings import Rules, by_last_key, words_of
from builder.mapping.outside.wrappers import running
from builder.mapping.services import Asked
from builder.records import dataclass
from builder.reference.outside_rules import CommandRule
from builder.reference.signature_rules import Library, Loads
from builder.reference.signatures import Signatures

HUB = Library("huggingface_hub", "huggingface", urls=True)  # whose names are those of keys of no one library
GIVEN = (b"$1", b"${1", b"$2", b"$@", b"OPTARG")  # in a script that loads what it is given
MAX_SHELLS = 100  # scripts whose names are looked for in all files
MIN_STEM = 5  # characters of a word that tells a tool's settings on its own
REPOSITORY = frozenset({"repo", "repoid"})  # of any kind: a model's only where the code loads what stands there


@dataclass(frozen=True)
class Goal:
    """What a key, an option or a variable names; `sure`: that it does needs no other sign.

    `called`: it is an argument of a call that loads, so that any name will do which the call takes.
    """

    target: Target
    sure: bool
    called: bool = False


class Wanted:
    """Which keys, options, variables and commands name a model, for one repository."""

    def __init__(
        self,
        demand: Demand,
        signatures: Signatures,
        scripted: frozenset[str] = frozenset(),
        paths: Collection[str] = (),
        wrappers: Mapping[str, str] | None = None,
        shells: Mapping[str, bytes] | None = None,
        programs: Programs | None = None,
        *,
        deploys: bool = False,
        named: frozenset[str] = frozenset(),
        own_scripts: OwnScripts | None = None,
    ) -> None:
        self.signatures = signatures
        self._paths, self._wrappers = paths, wrappers or {}
        self.scripted = scripted  # languages of `scripts` in which a file has a library of theirs
        self._options, self._environment = demand.options, demand.environment
        self._keys: dict[str, list[tuple[tuple[str, ...], Target]]] = {}  # by the last key of each path
        for key, target in demand.keys.items():
            path = tuple(map(plain, key.split(".")))
            if set(path) != {OPEN}:  # any key of any file says nothing
                self._keys.setdefault(path[-1], []).append((path, target))
        self._shells, self._handing = _by_name(shells or {}), running(shells or {})
        self._known: dict[str, Goal | None] = {}
        self._demand = demand
        self._lacking: dict[str, bool] = {}
        self._placed: dict[str, ScriptPlace] = {}
        self.programs = programs or Programs()
        self.scripts, self.own_scripts = Scripts(), own_scripts
        self.queried = queried((shells or {}).values())
        self.named = named  # suffixes of languages without a grammar whose code has a library, or names the Hub
        self.loads_elsewhere = deploys or bool(named or scripted)  # servers or scripts do, or code in other languages

    def key(self, key: str) -> Goal | None:
        """What a key of settings names, whatever its case, '-' and '_'; None if it names no model."""
        name = plain(key)
        if name not in self._known:
            self._known[name] = self._look_up(name)
        return self._known[name]

    def demanded(self, names: Sequence[str], folders: Sequence[str] = ()) -> Target | None:
        """What the code loads from under these keys, outermost first, of a file in these folders.

        The whole path that the code reads must be there: a group of settings may leave the keys out that its folder is
        named for. A key that says little and that the code reads alone is one at the root of a file.
        """
        last = plain(names[-1]) if names else ""
        paths = self._keys.get(last, self._keys.get(OPEN, ()))
        if not paths:
            return None
        keys = tuple(map(plain, names))
        around = (*map(plain, folders), *keys)
        for path, target in sorted(paths, key=lambda one: -len(one[0])):
            if len(path) == 1 and last in GENERAL and len(keys) > 1:
                continue
            held = around[len(around) - len(path) :]
            if len(path) <= len(around) and all(one in (key, OPEN) for one, key in zip(path, held, strict=True)):
                return target
        return None

    def option(self, option: str, script: str = "") -> Goal | None:
        """What an option of a command ('--model') names, to the script that runs where that is known."""
        script = self._wrappers.get(script, script)
        file = script if script.endswith(".py") else f"{script.rpartition('.')[2]}.py"
        own = self._demand.scripts.get((file, option))
        target = own or self._options.get(option)
        if own is None and target is not None and target.loads not in WEIGHTY and runs_itself(script):
            said = self.key(option)  # to another program than the script that takes such an option
            target = said.target if said is not None else target
        return Goal(target, sure=True) if target is not None else self.key(option)

    def own_option(self, option: str) -> Goal | None:
        """What an option names to the programs that the repository's Rust builds."""
        target = self.programs.options.get(option)
        return Goal(target, sure=False) if target is not None else None

    def takes_positions(self, script: str) -> bool:
        """Whether a script or command loads a model that it is given without an option."""
        script = self._wrappers.get(script, script)
        name = script if script.endswith(".py") else f"{script.rpartition('.')[2]}.py"
        return name in self._positional

    @cached_property
    def _positional(self) -> set[str]:
        return {script for script, option in self._demand.scripts if option.startswith("#")}

    def position(self, script: str, place: int) -> Target | None:
        """What a command's argument at a place, from 1, names to the script that runs."""
        script = self._wrappers.get(script, script)
        name = script if script.endswith(".py") else f"{script.rpartition('.')[2]}.py"
        return self._demand.scripts.get((name, f"#{place}"))

    def shell_script(self, name: str) -> bytes | None:
        """The text of the repository's only shell script of this name."""
        return self._shells.get(name)

    def is_wrapper(self, name: str) -> bool:
        """Whether a shell script hands all its arguments on to a script in Python or to another program."""
        return name in self._wrappers or name in self._handing

    def variable(self, name: str) -> Goal | None:
        """What an environment variable names."""
        target = self._environment.get(name)
        return Goal(target, sure=True) if target is not None else self.key(name)

    def parameter(self, function: str, name: str) -> Target | None:
        """What the repository's own function or class loads from a parameter that only settings give it."""
        return self._demand.parameters.get(f"{function.rpartition('.')[2]}.{name}")

    @cached_property
    def takes(self) -> bool:
        """Whether the code takes anything from outside that it loads: else what settings name reaches no call."""
        demand = self._demand
        return bool(demand.keys or demand.options or demand.environment)

    def lacks(self, module: str) -> bool:
        """Whether the repository has a module's package and not the module: running it fails."""
        if module not in self._lacking:
            self._lacking[module] = lacks_module(module, self._paths)
        return self._lacking[module]

    def script_at(self, path: str) -> ScriptPlace:
        """Where a script of Python is that a command names by its relative path."""
        if path not in self._placed:
            self._placed[path] = script_place(path, self._paths)
        return self._placed[path]

    def run(self, line: Line) -> Run:
        """What comes of it where a command runs a script of the repository's own."""
        script = self._wrappers.get(line.script, "")
        return self.own_scripts.run(line, script) if self.own_scripts is not None else Run()

    def read(self, name: str) -> bool:
        """Whether the code reads an environment variable of this name, and loads what it holds."""
        return name in self._environment

    def is_known(self, name: str, target: Target) -> bool:
        """Whether a name that no call shows is one of a target's library."""
        return is_known(name, self.signatures.by_name.get(target.library, HUB), self.signatures.names)

    def name(self, written: str, target: Target) -> Name | None:
        """The model that a text means to a target's library."""
        library = self.signatures.by_name.get(target.library, HUB)
        return hub_name(written, None, library, self.signatures.names, asked=Asked(target.hub))

    def placed(self, target: Target, name: Name, *, hosted: bool = False) -> tuple[Target, Usage]:
        """A call with the hub that a name in it is of, and what it is to the model; `hosted`: it asks a service."""
        hub = self.signatures.names.hub[name.hub or target.hub]
        target = replace(target, hub=hub.name)
        served = hub.hosted or name.asked or (hosted and hub.listed)
        return target, "hosted" if served else usage_of(target.loads)

    def commands(self, program: str) -> Iterable[CommandRule]:
        """Rules of the commands that begin with a program, whatever its folder."""
        return self._commands.get(program_name(program), ())

    @cached_property
    def everywhere(self) -> tuple[CommandRule, ...]:
        """Rules that fit any command."""
        return tuple(rule for rule in self.signatures.commands if not rule.words)

    @cached_property
    def pairs(self) -> dict[str, tuple[str, dict[str, Loads]]]:
        """Options of any command whose value is 'key=value,key=value', as `plain` has them -> library, key -> loads."""
        return {plain(option): (rule.library, keys) for rule in self.everywhere for option, keys in rule.pairs.items()}

    @cached_property
    def tools(self) -> Rules:
        """Rules of the keys of tools' own settings."""
        return by_last_key(self.signatures.tools)

    @cached_property
    def images(self) -> Images:
        """The images of containers that rules name."""
        return Images(self.signatures.commands)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Words of other providers, in the form of `plain`."""
        return frozenset(map(plain, self.signatures.foreign))

    def passes(self, data: bytes) -> bool:
        """Whether a file may name a model, recognised by the words in it alone."""
        text = data.lower()
        sure, others, commands = self._stems
        if any(stem in text for stem in sure) or any(stem in text for stem in commands):
            return True
        if b"/" not in text:
            return False
        given = (name for name in self._given if b"sh" in text or b"sh" not in name)
        return any(stem in text for stem in others) or any(name in text for name in given)

    def passes_script(self, data: bytes, language: str) -> bool:
        """Whether a file in another language is read: one holds the name of a module whose calls load models."""
        return language in self.scripted or has_module(data, language, self.signatures)

    @cached_property
    def _given(self) -> list[bytes]:
        """Names of the shell scripts that take arguments, as they stand in commands."""
        names = (name for name, data in self._shells.items() if any(mark in data for mark in GIVEN))
        return [(name if "." in name else f"/{name}").lower().encode() for name in islice(names, MAX_SHELLS)]

    @cached_property
    def _stems(self) -> tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...]]:
        """Lower-case words: of keys that tell on their own, of the other keys, of commands."""
        demand = self._demand
        sure = [name for rule in self.signatures.settings if rule.sure for name in rule.names]
        others = [name for rule in self.signatures.settings if not rule.sure for name in rule.names]
        given = (name.rpartition(".")[2] for name in demand.parameters)
        last = (key.rpartition(".")[2] for key in demand.keys)
        words = [word for rule in self.signatures.tools for word in words_of(rule)]
        tools = [word for word in words if len(word) >= MIN_STEM]
        others += [*(word for word in words if len(word) < MIN_STEM), *(key for _, key in self.queried)]
        own = [name.lower() for name in (*self.programs.names, CARGO) if self.programs.options]
        demanded = (*last, *tools, *demand.options, *demand.environment, *given, *self.pairs)
        return (
            shortest((*(stem for name in (*sure, *demanded) for stem in key_stems(name)), *MARKS, *own)),
            shortest((*(stem for name in others for stem in key_stems(name)), *self._programs(), *PLACES)),
            shortest(stem for rule in self.signatures.commands for stem in command_stems(rule)),
        )

    def _programs(self) -> Iterator[str]:
        """Names of the commands and scripts that take a model as a positional argument."""
        taking = self._positional
        names = [name for name, script in self._wrappers.items() if script in taking]
        yield from (name.removesuffix(".py").lower() for name in (*taking, *names))

    @cached_property
    def _commands(self) -> dict[str, list[CommandRule]]:
        commands: dict[str, list[CommandRule]] = {}
        for rule in self.signatures.commands:
            if rule.words:
                commands.setdefault(rule.words[0], []).append(rule)
        return commands

    def _look_up(self, name: str) -> Goal | None:
        single = next((target for path, target in self._keys.get(name, ()) if len(path) == 1), None)
        if single is not None and name not in GENERAL:
            return Goal(single, sure=True)
        rule = self.signatures.key(name)
        if rule is None or (name in REPOSITORY and not rule.sure):
            return None
        return Goal(Target(rule.library or HUB.name, "", rule.loads, HUB.hub), rule.sure)


def _by_name(shells: Mapping[str, bytes]) -> dict[str, bytes]:
    names = Counter(map(basename, shells))
    return {name: data for path, data in shells.items() if names[name := basename(path)] == 1}
