"""What reads each kind of file that holds no Python: bytes and what the repository's code asks for -> places.

Each is a reader of its own; here is only which one, and what a file must hold before it is read at all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from builder.mapping.formats.entries import decoded
from builder.mapping.formats.script_files import (
    docker_text,
    make_text,
    model_text,
    pipeline_text,
    process_text,
    shell_text,
    unit_text,
)
from builder.mapping.found import Found
from builder.mapping.kinds import SETTINGS
from builder.mapping.outside import (
    commands,
    documents,
    embedded,
    listings,
    other_notebooks,
    requirements,
    settings_files,
)
from builder.mapping.outside.decisions import is_decision, is_plan, is_report
from builder.mapping.outside.records import is_record
from builder.mapping.outside.texts import Text, in_file
from builder.mapping.outside.wanted import Wanted

PAGE, PAGES = "page", (".html", ".htm", ".xhtml")  # read for the commands that they show, after their scripts
Outside = Callable[[], Mapping[str, Sequence[Text]]]  # the variables that other files set
Reader = Callable[[str, bytes, Wanted, Outside], list[Found]]


def _settings(kind: str, path: str, data: bytes, wanted: Wanted, outside: Outside) -> list[Found]:
    if len(data) > settings_files.MAX_BYTES or not wanted.passes(data):
        return []
    settings, given = settings_files.read(data, kind), outside()
    made = settings_files.found(settings, wanted, given, path)
    return [*made, *embedded.in_written(settings.script, _last(data), wanted, given)]


def _commands(as_shell: Callable[[str], str], _path: str, data: bytes, wanted: Wanted, outside: Outside) -> list[Found]:
    if not wanted.passes(data):
        return []
    script, given = commands.read(as_shell(decoded(data))), outside()
    made = commands.found(script, wanted, outside=given)
    return [*made, *embedded.in_written(script, _last(data), wanted, given)]


def _shell(path: str, data: bytes, wanted: Wanted, outside: Outside) -> list[Found]:
    return _commands(partial(shell_text, path=path), path, data, wanted, outside)


def _last(data: bytes) -> int:
    return data.count(b"\n") + 1


def _document(kind: str, path: str, data: bytes, wanted: Wanted, _: Outside) -> list[Found]:
    page = documents.read(data, kind)
    made = documents.found(page, wanted)  # its blocks show it sooner than its words
    if made and is_decision(path, decoded(data)):
        made = documents.found(page, wanted, tools=False)
    if is_plan(path):
        made = _mentions(made)
    elif is_report(path):
        made = [one for found in made for one in (_mentions([found]) if _is_set(found) else [found])]
    front = documents.front_matter(data) if kind == "markdown" else None
    if front is None:
        return made
    settings = settings_files.found(settings_files.read(front, "yaml"), wanted, path=path)
    return [*(one for one in settings if one.usage == "mention"), *made]


def _requirements(_path: str, data: bytes, wanted: Wanted, _: Outside) -> list[Found]:
    return requirements.found(requirements.read(decoded(data)), wanted)


def _literals(path: str, data: bytes, wanted: Wanted, _: Outside) -> list[Found]:
    return other_notebooks.found(path, data, wanted)


def _listing(path: str, data: bytes, wanted: Wanted, _: Outside) -> list[Found]:
    return listings.found(path, data, wanted)


READERS: dict[str, Reader] = {
    **{kind: partial(_settings, kind) for kind in (*SETTINGS, "markup")},
    "shell": _shell,
    "dockerfile": partial(_commands, docker_text),
    "makefile": partial(_commands, make_text),
    "procfile": partial(_commands, process_text),
    "unit": partial(_commands, unit_text),
    "modelfile": partial(_commands, model_text),
    "groovy": partial(_commands, pipeline_text),
    "markdown": partial(_document, "markdown"),
    "rst": partial(_document, "rst"),
    PAGE: partial(_document, PAGE),
    "requirements": _requirements,
    "code": _literals,
    "listing": _listing,
}


def read(kind: str, path: str, data: bytes, wanted: Wanted, outside: Outside) -> list[Found]:
    """The places of one file, given what others set; where a string was defined is given with the file's path."""
    found = placed(READERS[kind](path, data, wanted, outside), path)
    if found and kind in ("yaml", "json") and is_record(path, data):
        return _mentions(found)
    return found


def _mentions(found: Iterable[Found]) -> list[Found]:
    return [replace(one, usage="mention", weights=None) for one in found]


def _is_set(found: Found) -> bool:
    """Whether a place sets a variable and runs nothing."""
    return found.target.call.startswith("variable")


def placed(found: Iterable[Found], path: str) -> list[Found]:
    """Places whose strings' places are without the file's path, with it."""
    return [one.relocated(lambda place: in_file(place, path)) for one in found]
