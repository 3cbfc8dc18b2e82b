"""The models among the words of one command: by the rules of known commands, by options and by 'key=value'."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.mapping.formats.brackets import read_brackets
from builder.mapping.formats.entries import Positions
from builder.mapping.formats.words import Word
from builder.mapping.found import Target
from builder.mapping.names import SERVICE, Name, at_service, hub_name, hub_url, loads_of_file, marked, packaged
from builder.mapping.outside.command_line import RUNNERS, Line, Option, program_name
from builder.mapping.outside.keys import plain
from builder.mapping.outside.served import REQUESTED, is_asking, is_served
from builder.mapping.outside.stems import SERVICES
from builder.mapping.outside.variables import Text, Variables
from builder.mapping.outside.wanted import HUB, Goal, Wanted
from builder.mapping.services import Asked
from builder.reference.signature_rules import CommandRule, Loads, Weights

SPOKEN = "openai"  # whose requests hold the model's name
PAIR = re.compile(r"\+{0,2}([A-Za-z_@][\w.@/-]*)=")
MAX_POSITIONS = 8  # arguments of one command
OPENING = frozenset({"{", "["})
FILES = frozenset(
    {"--include", "--filename", "--file", "--allow-patterns", "--hf-file", "-i"}
)  # which a download takes
ANY = re.compile(r"[*?$]$|\*[^.]*$")  # a pattern that weights may fit
SETTING = frozenset({"-e", "--env", "--build-arg"})  # options that set an environment variable
# Programs whose options never reach code of the repository.
OTHERS = frozenset(
    {
        "git",
        "pip",
        "pip3",
        "conda",
        "mamba",
        "apt",
        "apt-get",
        "npm",
        "yarn",
        "aws",
        "gcloud",
        "az",
        "helm",
        "terraform",
    }
    | {"curl", "wget", "ollama", "litellm", "openai", "llm", "aider", "claude", "gh", "ffmpeg", "rsync", "tar"}
)


@dataclass(frozen=True)
class Value:
    """A word that names a model, what it stands for and what it is for.

    `line` is the command's text on the word's line, `read` tells that code reads the variable which holds the name;
    `weights` are not requested where an option is missing that asks for them, or where the command cannot run.
    """

    word: Word
    text: Text
    name: Name
    target: Target
    line: str
    revision: str | None = None
    read: bool = False
    weights: Weights = "requested"


class _Values:
    def __init__(self, line: Line, variables: Variables, wanted: Wanted) -> None:
        self.line, self.variables, self.wanted = line, variables, wanted
        self.program = program_name(line.program)

    def all(self) -> Iterator[Value]:
        """By the rules that fit the command, then by what options and keys mean to the repository's code."""
        yield from self._asked()
        for rule, count in self._rules():
            if not self._excluded(rule):
                yield from self._by_rule(rule, count)
        own = self.wanted.shell_script(self.line.script) is not None and not self.wanted.is_wrapper(self.line.script)
        if not own and self.program not in OTHERS and plain(self.program) not in self.wanted.foreign:
            yield from self._by_demand()

    def _asked(self) -> Iterator[Value]:
        """What a service of the Hub is asked for: the address names it, or the request does."""
        rules = self.wanted.signatures.names
        texts = [(word, text) for word in self.line.words for text in self.variables.expand(word)]
        addresses = [text.text for _, text in texts if any(service in text.text for service in SERVICES)]
        if not addresses:
            return
        target = Target(SERVICE, self.program, "model", HUB.hub)
        to_hub = next((one for one in addresses if (hub := rules.answering(one)) is not None and hub.listed), None)
        for word, text in texts:
            name = at_service(text.text, rules)
            if name is None and to_hub is not None and text.text[:1] in OPENING:
                given = (value for key, value in key_values(text.text) if key == "model")
                found = (hub_name(one, None, HUB, rules, asked=Asked(SPOKEN, to_hub)) for one in given)
                name = next((one._replace(hosted=True) for one in found if one is not None), None)
            if name is not None:
                yield Value(word, text, name, target, self.line.around(word))

    def _rules(self) -> Iterator[tuple[CommandRule, int]]:
        """The rules that fit the command, each with the number of words before its arguments."""
        words = self.line.words
        yield from ((rule, 1) for rule in self.wanted.everywhere)
        for start, word in enumerate(words[:40]):
            text = word.literal
            if text is None:
                continue
            for rule in self.wanted.commands(text):
                end = self._fits(rule, start)
                if end is not None:
                    yield rule, end
            for rule in self.wanted.images.get(re.split("[:@]", text)[0], ()):
                yield rule, start + 1

    def _fits(self, rule: CommandRule, start: int) -> int | None:
        """The number of words up to a rule's last; one word alone must be the program itself."""
        words = self.line.words
        if len(rule.words) == 1 and start and words[start - 1].literal not in RUNNERS:
            return None
        place = start + 1
        for wanted in rule.words[1:]:
            while place < len(words) and words[place].start != wanted and words[place].start.startswith("-"):
                place += 1
            if place >= len(words) or words[place].literal != wanted:
                return None
            place += 1
        return place

    def _excluded(self, rule: CommandRule) -> bool:
        for option in self.line.options:
            values = rule.unless.get(option.name)
            given = option.values[0].literal if option.values else None
            if values is not None and ("*" in values or given in values):
                return True
        return False

    def _by_rule(self, rule: CommandRule, count: int) -> Iterator[Value]:
        arguments = self.line.behind(count, rule.flags)
        target = Target(rule.library, " ".join(rule.words), self._loads(rule, arguments), rule.hub)
        revision = self._revision(rule)
        named = {plain(option) for option in rule.options}
        for option in self.line.options:
            if option.values and plain(option.name) in named:
                yield from self._values(option.values[0], _below(target, option.name), rule.reads, revision)
            if option.values and option.name in rule.pairs:
                yield from self._by_pairs(option.values[0], rule.pairs[option.name], _below(target, option.name))
        if rule.argument is not None:
            for word in arguments[rule.argument : None if rule.many else rule.argument + 1]:
                if (
                    rule.reads != "url"
                    or rule.loads != "file"
                    or "/resolve/" in word.written
                    or "/raw/" in word.written
                ):
                    yield from self._values(word, target, rule.reads, revision)
        for position, pairs in rule.pairs.items():
            if position.isdigit() and int(position) < len(arguments):
                yield from self._by_pairs(arguments[int(position)], pairs, target)

    def _loads(self, rule: CommandRule, arguments: Sequence[Word]) -> Loads:
        """What a download fetches: weights, unless the files that it names hold none."""
        if rule.loads != "file" or rule.reads in ("url", "package"):
            return rule.loads
        behind = 0 if rule.argument is None or rule.many else rule.argument + 1
        files = [word.written for word in arguments[behind:]] if behind else []
        for option in self.line.options:
            if option.name in FILES:
                files += [word.written for word in option.values]
        return (
            "model"
            if not files or any(loads_of_file(file) == "model" or ANY.search(file) for file in files)
            else "file"
        )

    def _revision(self, rule: CommandRule) -> str | None:
        given = (
            option.values[0].literal for option in self.line.options if option.values and option.name in rule.revision
        )
        return next((revision for revision in given if revision), None)

    def _by_pairs(self, word: Word, pairs: Mapping[str, Loads], target: Target) -> Iterator[Value]:
        """'key=value,key=value': the values of the keys that a rule names."""
        for text in self.variables.expand(word):
            given = key_values(text.text)
            for key, value in given if not _is_request(text.text, given) else ():
                if key in pairs:
                    yield from self._value(word, text._replace(text=value), replace(target, loads=pairs[key]))

    def _by_demand(self) -> Iterator[Value]:
        served = any(is_asking(option.name) for option in self.line.options)
        for option in self.line.options:
            goal = self._goal(option)
            if goal is not None and (goal.sure or not served):
                yield from self._wanted(option, goal)
            for word in option.values:
                yield from self._keyed(word, option.name)
        yield from self._positional()
        for word in self.line.words:
            if not word.start.startswith("-"):
                yield from self._keyed(word, "")

    def _goal(self, option: Option) -> Goal | None:
        """What an option names to the code that the command runs."""
        if self._runs(option):
            return None
        words = (word.literal or "" for word in self.line.words)
        return self.wanted.option(option.name, self.line.script) or self.wanted.own_option(option.name, [*words])

    def _positional(self) -> Iterator[Value]:
        """The arguments without dashes of a script or command of the repository's own."""
        names = [(word.literal or "").rpartition("/")[2] for word in self.line.words]
        said = (name for before, name in zip(["", *names], names, strict=False) if before in RUNNERS)
        runs = (name for name in (self.line.script, *said) if name in names and self.wanted.takes_positions(name))
        script = next(runs, None)
        if script is None:
            return
        for place, word in enumerate(self.line.behind(names.index(script) + 1, ())[:MAX_POSITIONS], 1):
            target = self.wanted.position(script, place)
            for text in self.variables.expand(word) if target is not None else ():
                if target is not None and ("/" in text.text or self.wanted.is_known(text.text, target)):
                    yield from self._value(word, text, replace(target, call=script, switch=None))

    def _wanted(self, option: Option, goal: Goal) -> Iterator[Value]:
        many = option.name.endswith("s")
        for word in option.values if many else option.values[:1]:
            for text in self.variables.expand(word):
                for part in text.text.split(",") if many else (text.text,):
                    if goal.sure or "/" in part:
                        yield from self._value(
                            word,
                            text._replace(text=part),
                            replace(goal.target, call=f"{self.line.script} {option.name}".strip(), switch=None),
                            weights=self._weights(goal.target),
                        )

    def _runs(self, option: Option) -> bool:
        """Whether an option is the interpreter's own, and tells the module to run."""
        module = self.line.module
        return option.name == "-m" and module != "" and bool(option.values) and option.values[0].literal == module

    def _weights(self, target: Target) -> Weights:
        """Whether the command asks for weights."""
        if self.line.module and self.wanted.lacks(self.line.module):
            return "unknown"
        given = {option.name for option in self.line.options}
        return "requested" if target.switch is None or not given.isdisjoint(target.switch) else "random"

    def _keyed(self, word: Word, option: str) -> Iterator[Value]:
        """What stands behind keys within a word: 'key=value,key=value' or JSON."""
        variable = option in SETTING
        if "=" not in word.start and "{" not in word.start:
            return
        for text in self.variables.expand(word):
            given = key_values(text.text)
            for key, value in given if not _is_request(text.text, given) else ():
                last = key.rpartition(".")[2]
                goal = self.wanted.variable(key) if variable else self.wanted.key(last)
                if goal is not None and (goal.sure or "/" in value):
                    read = variable and self.wanted.read(key)
                    yield from self._value(
                        word,
                        text._replace(text=value),
                        replace(goal.target, call=f"{self.line.script} {key}".strip()),
                        read=read,
                    )

    def _values(self, word: Word, target: Target, reads: str, revision: str | None) -> Iterator[Value]:
        texts = self.variables.expand(word)
        if not texts and reads == "url":  # an address with a key that is set elsewhere
            texts = [Text(word.written)]
        for text in texts:
            yield from self._value(word, text, target, reads, revision)

    def _value(
        self,
        word: Word,
        text: Text,
        target: Target,
        reads: str = "name",
        revision: str | None = None,
        *,
        read: bool = False,
        weights: Weights = "requested",
    ) -> Iterator[Value]:
        name = self._name(text.text, target, reads)
        if reads == "url" and target.loads == "file":
            target = replace(target, loads=loads_of_file(text.text))
        if name is not None:
            said: Weights = "requested" if name.trained and weights == "random" else weights
            yield Value(word, text, name, target, self.line.around(word), revision or name.revision, read, said)

    def _name(self, text: str, target: Target, reads: str) -> Name | None:
        signatures = self.wanted.signatures
        if reads == "url":
            return hub_url(text, signatures.names)
        if reads == "marked":
            return marked(text, signatures.names) or hub_url(text, signatures.names)
        if reads == "package":
            return packaged(text, signatures.by_name[target.library], signatures.names)
        return self.wanted.name(text, target) or marked(text, signatures.names)


def values(line: Line, variables: Variables, wanted: Wanted) -> Iterator[Value]:
    """The models that a command names, as far as the variables before it are known."""
    return _Values(line, variables, wanted).all()


def _below(target: Target, option: str) -> Target:
    return replace(target, call=f"{target.call} {option}".strip())


def _is_request(text: str, given: Sequence[tuple[str, str]]) -> bool:
    """Whether keys say that a server is asked: its address among pairs, or what requests hold in JSON."""
    if text[:1] in OPENING:
        return any(plain(key) in REQUESTED for entry in read_brackets(text, Positions(text))[0] for key in entry.keys)
    return any(is_served(key) for key, _ in given)


def key_values(text: str) -> list[tuple[str, str]]:
    """Keys and values of 'key=value,key=value', or of an object of JSON."""
    if text[:1] in OPENING:
        return [(entry.key, entry.value) for entry in read_brackets(text, Positions(text))[0]]
    found = []
    for part in text.split(","):
        pair = PAIR.match(part.strip())
        if pair is not None:
            found.append((pair[1], part.strip()[pair.end() :]))
    return found
