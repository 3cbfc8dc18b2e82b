"""Command lines that Python code runs: `subprocess.run(["vllm", "serve", name])`, `os.system(f"...")`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder.mapping.context import is_of_others
from builder.mapping.faults import Faults
from builder.mapping.formats.entries import Place
from builder.mapping.formats.words import Command, Variable, Word
from builder.mapping.outside import commands
from builder.mapping.outside.commands import Script
from builder.mapping.python.detect.chains import reached
from builder.mapping.python.syntax.expressions import Argument
from builder.mapping.python.values import objects
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.strings import UNKNOWN_PART
from builder.mapping.python.values.values import File, Point, Ref, Sequence, Site, Str, Structure, Value, Values

RUNNING = frozenset(
    {"subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen"}
    | {"subprocess.getoutput", "subprocess.getstatusoutput", "os.system", "os.popen", "asyncio.create_subprocess_shell"}
)
BUILDING = "run_commands"  # a method of Modal's images: each of its arguments is a command
WORDS = tuple(sorted({name.rpartition(".")[2] for name in RUNNING} | {BUILDING}))
MODULES = (BUILDING.encode(), b"subprocess", b"os.system", b"os.popen", b"import system", b"import popen")
PARTS = (BUILDING.encode(), b"subprocess", b"system", b"popen")  # one of them is within each of MODULES
NAMES = ("args", "command", "cmd")
UNKNOWN = "${}"  # as a shell reads it: a variable without a name
MAX_SITES = 200  # of one file
MAX_TEXTS = 30  # of one call that gives them
MAX_COMMANDS = 300  # of one call that runs them: many may call an own `run_cmd`
MAX_LINES = 200  # of one text
MAX_STEPS = 200  # expressions asked for to tell who is called


def scripts(ev: Evaluator, faults: Faults) -> dict[str, Script]:
    """The command lines that each file's code runs, at the lines of the calls that name them."""
    found: dict[str, list[Command]] = {}
    for path, file in ev.files.items():
        if any(map(file.facts.holds, PARTS)) and any(map(file.facts.holds, MODULES)):
            for site in faults.until(path, _sites(ev, file)):
                for place, command in faults.until(path, _commands(ev, site)):
                    found.setdefault(place, []).append(command)
    return {path: commands.script(made) for path, made in found.items()}


def _sites(ev: Evaluator, file: File) -> Iterator[Site]:
    for place in sorted({place for word in WORDS for place in file.facts.places(word)})[:MAX_SITES]:
        stands = file.facts.statement(place)
        for placed in file.facts.calls(stands[1]) if stands is not None else ():
            if placed.call.word == place and stands is not None:
                point = Point(file, stands[0], stands[1].start, stands[1].block, placed.sources)
                if last_name(placed.call.function) == BUILDING:
                    yield ev.site(placed.call, point)
                    continue
                ev.start(MAX_STEPS)
                values = ev.evaluate(placed.call.function, point)
                if any(isinstance(value, Ref) and value.name in RUNNING for value in values):
                    yield ev.site(placed.call, point)


def _commands(ev: Evaluator, site: Site) -> Iterator[tuple[str, Command]]:
    """The commands of one call, at the calls of the functions around it that give their text."""
    if last_name(site.call.function) == BUILDING:
        for argument in site.call.arguments:
            if argument.name is None:
                yield from _given(ev, site, argument)
        return
    shown = given(site, NAMES, 0)
    if shown is not None:
        yield from _given(ev, site, shown)


def _given(ev: Evaluator, site: Site, shown: Argument) -> Iterator[tuple[str, Command]]:
    """The commands that one argument of a call holds."""
    ev.start()
    lists: list[Value] = [
        value for value in ev.evaluate(shown.value, site.point) if isinstance(value, Structure | Sequence)
    ]
    if lists:
        yield from _listed(ev, lists, site)
        return
    texts: Counter[Site] = Counter()
    for way in reached(ev, site, shown, lambda calls: ev.evaluate(shown.value, site.within(calls))):
        if texts[way.site] >= MAX_TEXTS or texts.total() >= MAX_COMMANDS:
            continue
        if isinstance(way.value, Str):
            texts[way.site] += 1
            place = _place(way.site)
            text = way.value.text.replace(UNKNOWN_PART, UNKNOWN)
            for command in commands.read(text, (place,) * min(text.count("\n") + 1, MAX_LINES)).commands:
                yield way.site.point.file.path, command
        elif isinstance(way.value, Structure | Sequence):
            texts[way.site] += 1
            yield from _listed(ev, [way.value], way.site)


def _listed(ev: Evaluator, lists: list[Value], site: Site) -> Iterator[tuple[str, Command]]:
    """The command whose words lists hold one after the other, with each text of a word at least once."""
    words = [_texts(element, site.point.file.path) for value in lists for element in objects.elements(ev, value)]
    for turn in range(min(max(map(len, words), default=0), MAX_TEXTS)):
        made = (_word(texts[turn % len(texts)], _place(site)) for texts in words)
        yield site.point.file.path, Command(tuple(made))


def _place(site: Site) -> Place:
    return Place(site.call.line, site.point.file.facts.column(site.call.start))


def _texts(values: Values, path: str) -> list[str]:
    """The texts of a word in a file; what tests give the source's own commands is the tests'."""
    texts = [value for value in distinct(values) if isinstance(value, Str)]
    return [value.text for value in texts if not is_of_others(value.path, path)] or [UNKNOWN_PART]


def _word(text: str, place: Place) -> Word:
    """One word of a list, with a variable without a name for what is not known of it."""
    pieces = [piece for part in text.split(UNKNOWN_PART) for piece in (part, Variable(""))][:-1]
    return Word(tuple(piece for piece in pieces if piece != ""), place)
