"""The models among a command's words by what the repository's own code does with its options and arguments."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from builder import patterns as re
from builder.mapping.formats.words import Word
from builder.mapping.found import Target
from builder.mapping.outside import gin
from builder.mapping.outside.command_line import RUNNERS, Line, Option, program_name
from builder.mapping.outside.command_naming import Naming, Value
from builder.mapping.outside.key_values import is_request, key_values, named_by
from builder.mapping.outside.keys import plain
from builder.mapping.outside.own_scripts import Run
from builder.mapping.outside.script_places import script_of
from builder.mapping.outside.served import is_asking
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import Variables
from builder.mapping.outside.wanted import HUB, Goal, Wanted
from builder.reference.signature_rules import Weights

PATH = re.compile(r"[A-Z]\w*(?:\.\w+)+")  # of keys, which yacs writes in capitals
MAX_POSITIONS = 8  # arguments of one command
EXPECTING = re.compile(
    r"--?(?:require|expect|assert|verify|filter|exclude|label|tag|annotation)"
)  # take what is compared
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


class ByDemand:
    """The words of one command that the repository's code, or a program that it builds, loads."""

    def __init__(self, line: Line, variables: Variables, wanted: Wanted) -> None:
        self.line, self.variables, self.wanted = line, variables, wanted
        self.naming = Naming(line, variables, wanted)

    def values(self) -> Iterator[Value]:
        """By options, by arguments and by keys within words; nothing of a program whose options are its own."""
        if self._is_others():
            return
        script = script_of(self.line)
        place = self.wanted.script_at(script) if script and not self.variables.cloned else "unknown"
        ours = not self.variables.cloned or "/" in script or bool(self.line.module)  # not a script of what is cloned
        run = self.wanted.run(self.line) if ours else Run()
        for value in self._all():
            if run.asks:
                yield replace(value, name=value.name._replace(asked=True))
            elif place == "missing" or run.fails:
                yield replace(value, weights="unknown", fails=run.fails if place != "missing" else "")
            else:
                yield replace(value, text=value.text._replace(offered=True)) if place == "elsewhere" else value

    def may_find(self) -> bool:
        """Whether the command has a word whose variables may name a model, whatever they hold."""
        words = self.line.words
        return not self._is_others() and (
            any(self._goal(option) is not None for option in self.line.options)
            or any(word.literal is None and ("=" in word.start or "{" in word.start) for word in words)
            or any(PATH.fullmatch(word.literal or "") for word in words)
            or self._taking() is not None
        )

    def _is_others(self) -> bool:
        """Whether the command runs a program whose options are its own."""
        script, program = self.line.script, program_name(self.line.program)
        own = self.wanted.shell_script(script) is not None and not self.wanted.is_wrapper(script)
        return own or program in OTHERS or plain(program) in self.wanted.foreign

    def _all(self) -> Iterator[Value]:
        served = any(is_asking(option.name) for option in self.line.options)
        for option in self.line.options:
            goal = self._goal(option)
            if goal is not None and (goal.sure or not served):
                yield from self._wanted(option, goal)
            for word in option.values:
                yield from self._keyed(word, option.name)
        yield from self._positional()
        yield from self._paired()
        for word in self.line.words:
            if not word.start.startswith("-"):
                yield from self._keyed(word, "")

    def _goal(self, option: Option) -> Goal | None:
        """What an option names to the code that the command runs."""
        if self._runs(option):
            return None
        bound = gin.on_command_line(self.wanted, option.name, option.name)
        goal = Goal(bound, sure=True) if bound is not None else self.wanted.option(option.name, self.line.script)
        return goal or (self.wanted.own_option(option.name) if self._runs_own else None)

    @cached_property
    def _runs_own(self) -> bool:
        """Whether the command runs a program that the repository's Rust builds; of a long command asked once."""
        return self.wanted.programs.run_by([word.literal or "" for word in self.line.words])

    def _taking(self) -> tuple[str, int] | None:
        """The script or command of the repository's own that takes arguments, and the words up to its name."""
        names = [(word.literal or "").rpartition("/")[2] for word in self.line.words]
        said = (name for before, name in zip(["", *names], names, strict=False) if before in RUNNERS)
        runs = (name for name in (self.line.script, *said) if name in names and self.wanted.takes_positions(name))
        return next(((script, names.index(script) + 1) for script in runs), None)

    def _positional(self) -> Iterator[Value]:
        """The arguments without dashes of a script or command of the repository's own."""
        taking = self._taking()
        if taking is None:
            return
        script, count = taking
        for place, word in enumerate(self.line.behind(count, ())[:MAX_POSITIONS], 1):
            target = self.wanted.position(script, place)
            for text in self.variables.expand(word) if target is not None else ():
                if target is not None and ("/" in text.text or self.wanted.is_known(text.text, target)):
                    yield from self.naming.word(word, text, replace(target, call=script, switch=None))

    def _paired(self) -> Iterator[Value]:
        """Words behind paths of keys, as yacs and its copies take them: `MODEL.NAME owner/name`."""
        for key, word in pairwise(self.line.words):
            path = key.literal or ""
            target = self.wanted.demanded(path.split(".")) if PATH.fullmatch(path) else None
            for text in self.variables.expand(word) if target is not None else ():
                if target is not None and "/" in text.text:
                    made = replace(target, call=f"{self.line.script} {path}".strip(), switch=None)
                    yield from self.naming.word(word, text, made)

    def _wanted(self, option: Option, goal: Goal) -> Iterator[Value]:
        many = option.name.endswith("s")
        for word in option.values if many else option.values[:1]:
            for text in self.variables.expand(word):
                for part in text.text.split(",") if many else (text.text,):
                    if goal.sure or "/" in part:
                        yield from self.naming.word(
                            word,
                            text._replace(text=part.strip(gin.QUOTES)),
                            self._target(goal.target, option),
                            weights=self._weights(goal.target),
                        )

    def _target(self, target: Target, option: Option) -> Target:
        """What an option's value is to the command: no more than a config where its weights come from elsewhere."""
        known = self.line.script.endswith(".py")  # a launcher's own script may load the weights all the same
        elsewhere = known and not self._valued.isdisjoint(target.without)
        made = replace(target, call=f"{self.line.script} {option.name}".strip(), switch=None, without=())
        return replace(made, loads="config") if elsewhere else made

    @cached_property
    def _valued(self) -> set[str]:
        """The options that are given a value; of a long command asked once."""
        return {option.name for option in self.line.options if _has_value(option)}

    def _runs(self, option: Option) -> bool:
        """Whether an option is the interpreter's own, and tells the module to run."""
        module = self.line.module
        return option.name == "-m" and module != "" and bool(option.values) and option.values[0].literal == module

    def _weights(self, target: Target) -> Weights:
        """Whether the command asks for weights."""
        if self.line.module and self.wanted.lacks(self.line.module):
            return "unknown"
        return "requested" if target.switch is None or not self._given.isdisjoint(target.switch) else "random"

    @cached_property
    def _given(self) -> set[str]:
        return {option.name for option in self.line.options}

    def _keyed(self, word: Word, option: str) -> Iterator[Value]:
        """What stands behind keys within a word: 'key=value,key=value' or JSON."""
        variable = option in SETTING
        if EXPECTING.match(option) is not None:
            return
        if "=" not in word.start and "{" not in word.start:
            return
        for text in self.variables.expand(word):
            given = key_values(text.text)
            for key, value in given if not is_request(text.text, given) else ():
                last = key.rpartition(".")[2]
                if variable and plain(key) in self.wanted.pairs:
                    yield from self._listed(word, text, key)
                    continue
                bound = gin.on_command_line(self.wanted, option, key)
                goal = self.wanted.variable(key) if variable else self.wanted.key(last)
                goal = Goal(bound, sure=True) if bound is not None else goal
                if goal is not None and (goal.sure or "/" in value):
                    read = variable and self.wanted.read(key)
                    yield from self.naming.word(
                        word,
                        text._replace(text=value.strip(gin.QUOTES)),
                        replace(goal.target, call=f"{self.line.script} {key}".strip()),
                        read=read,
                    )

    def _listed(self, word: Word, text: Text, key: str) -> Iterator[Value]:
        """What a variable lists: `-e LORA_ADAPTERS=owner/a,owner/b`."""
        library, keys = self.wanted.pairs[plain(key)]
        for value, loads in named_by(text.text.partition("=")[2], keys):
            target = Target(library, f"{self.line.script} {key}".strip(), loads, HUB.hub)
            yield from self.naming.word(word, text._replace(text=value), target)


def _has_value(option: Option) -> bool:
    """Whether an option is given something, or is a switch; `--load_dir ""` is neither."""
    return not option.values or option.values[0].literal not in ("", "None")
