"""A command's words as program, options and arguments."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from builder import patterns as re
from builder.mapping.formats.words import Command, Word
from builder.mapping.outside.keys import plain
from builder.mapping.outside.variables import ASSIGNMENT, DECLARING, KEYWORDS
from builder.records import dataclass

INTERPRETER = re.compile(r"(?:python|pypy)\d?(?:\.\d+)?(?:\.exe)?|py")

OPTION = re.compile(r"--?[A-Za-z][\w.-]*")
REDIRECT = re.compile(r"[<>&|]+")
RUNNERS = frozenset(
    {"run", "exec", "launch", "--", "sudo", "time", "nohup", "env", "uvx", "pipx", "npx", "srun", "command"}
)
RUNNING = re.compile(r"(?:^|/)(?:python|pypy|torchrun|accelerate|deepspeed)[\d.]*$")  # take a module to run
SCRIPT = re.compile(r".*\.(?:py|sh|bash|slurm|sbatch|js|ts)")

# Programs that run what they are given, and cannot be told from it.
HANDING = re.compile(r"(?:bash|z?sh|uv|poetry|pdm|hatch|rye|pixi|accelerate|torchrun|deepspeed|srun|make|just|task)")

NO_PROGRAM = re.compile(r"[^,;()]*[,;()]|[\"'][^\"']*[\"'],")  # how what is no command begins
OFF = frozenset({"false", "no", "off", "0", "none", ""})
KEPT = "line"  # in a command's own dictionary, as a cached property is
TRUSTED = "trustremotecode"  # as `plain` has it


@dataclass(frozen=True)
class Option:
    """An option as given: its name, and the words that may be its values (none for a flag)."""

    name: str
    values: tuple[Word, ...]


@dataclass(frozen=True)
class Line:
    """A command without what a shell reads of it itself: keywords, assignments, redirections."""

    words: tuple[Word, ...]

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """All options, in their order."""
        return tuple(_options(self.words))

    @cached_property
    def program(self) -> str:
        """The first word; '' where a variable holds it."""
        return self.words[0].literal or "" if self.words else ""

    @cached_property
    def trusts(self) -> bool | None:
        """Whether an option lets a model's own code run; None where none speaks of it."""
        given = {plain(option.name): option.values for option in self.options}
        if TRUSTED not in given:
            return False if f"no{TRUSTED}" in given else None
        values = given[TRUSTED]
        return not values or values[0].literal is None or values[0].literal.lower() not in OFF

    @cached_property
    def script(self) -> str:
        """What runs, in a word: the script or module that the program is given, else the program."""
        literals = [word.literal or "" for word in self.words]
        for before, word in zip(["", *literals], literals, strict=False):
            if SCRIPT.fullmatch(word) or before == "-m":
                return word.rpartition("/")[2]
        return self.program.rpartition("/")[2]

    @property
    def is_run(self) -> bool:
        """Whether a line of a document is a command: not options alone, nor an argument of a call in a sentence."""
        return not self.words or self.words[0].literal is None or NO_PROGRAM.match(self.words[0].start) is None

    @cached_property
    def module(self) -> str:
        """The module that `python -m` runs; '' if none."""
        literals = [word.literal or "" for word in self.words]
        place = literals.index("-m") if "-m" in literals[:-1] else 0
        return literals[place + 1] if any(map(RUNNING.search, literals[:place])) else ""

    def around(self, word: Word) -> str:
        """The command's text on the line that a word stands in."""
        return self._texts[word.place.line]

    @cached_property
    def _texts(self) -> dict[int, str]:
        lines: dict[int, list[str]] = {}
        for word in self.words:
            lines.setdefault(word.place.line, []).append(word.written)
        return {number: " ".join(words) for number, words in lines.items()}

    def behind(self, count: int, flags: Sequence[str]) -> list[Word]:
        """The arguments behind the first words: what is no option and no option's value. `flags` take no value."""
        found = []
        taken = False
        for word in self.words[count:]:
            option = OPTION.match(word.start)
            if option is None and not taken:
                found.append(word)
            taken = option is not None and "=" not in word.start and word.start not in flags
        return found


def line(command: Command) -> Line:
    """The words of a command that its program sees; kept with the command, which a function runs many times."""
    kept: Line | None = vars(command).get(KEPT)
    if kept is None:
        kept = vars(command)[KEPT] = _line(command)
    return kept


def _line(command: Command) -> Line:
    words: list[Word] = []
    skip = False
    for word in command.words[: len(command.words) - command.listed or None]:
        literal = word.literal
        if skip:
            skip = False
        elif literal is not None and REDIRECT.fullmatch(literal):
            skip = True
        elif words or not (literal in KEYWORDS or literal in DECLARING or ASSIGNMENT.match(word.start)):
            words.append(word)
    return Line(tuple(words))


def _options(words: Sequence[Word]) -> Iterator[Option]:
    name: str | None = None
    values: list[Word] = []
    for word in words:
        option = OPTION.match(word.start)
        if option is None:
            values.append(word)
            continue
        if name is not None:
            yield Option(name, tuple(values))
        name, values = option[0], []
        rest = word.start[option.end() :]
        if rest.startswith("="):
            yield Option(name, (word.behind(option.end() + 1),))
            name = None
    if name is not None:
        yield Option(name, tuple(values))


def program_name(word: str) -> str:
    """A program without its folder; 'python' for every interpreter of Python."""
    name = word.replace("\\", "/").rpartition("/")[2]
    return "python" if INTERPRETER.fullmatch(name) else name


def runs_itself(program: str) -> bool:
    """Whether a command's program is an image or a tool, and no interpreter, script or module of Python."""
    if ":" in program:
        return True
    return "." not in program and INTERPRETER.fullmatch(program) is None and HANDING.fullmatch(program) is None
