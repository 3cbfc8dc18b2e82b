"""Puts the commands together and turns every error into one line on standard error and an exit code."""

import contextlib
import errno
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

import typer
import typer.core

from builder import __version__
from builder.cli import (
    build,
    card,
    check,
    dependants,
    diff,
    doctor,
    evaluate,
    export,
    figures,
    lineage,
    pin,
    publish,
    remove,
    report,
    scan,
    skipped,
    stats,
    status,
)
from builder.errors import PeatmossError
from builder.redaction.controls import visible

FULL = {errno.ENOSPC, errno.EDQUOT}
INTERRUPTED = 130
FAILED, WRONG = 1, 2
SAYS_WHAT_IT_FOUND = {"scan", "pin"}  # commands that stand in a workflow: 1 means findings
NO_READER = "standard output was closed before all of it was written"
STOPPED = "stopped: run the same command again to continue"

PLAIN = {  # what the library says of a value -> what people say
    "Input should be greater than or equal to 1": "it must be 1 or more",
    "Input should be a valid integer, unable to parse string as an integer": "it must be a whole number",
}
HELP = "Find the pre-trained models that code uses, and build the PeaTMOSS dataset of models and their use."
# in the order in which people need them
COMMANDS: dict[str, Callable[..., None]] = {
    "scan": scan.command,
    "pin": pin.command,
    "build": build.command,
    "status": status.command,
    "skipped": skipped.command,
    "check": check.command,
    "stats": stats.command,
    "figures": figures.command,
    "report": report.command,
    "lineage": lineage.command,
    "dependants": dependants.command,
    "export": export.command,
    "diff": diff.command,
    "publish": publish.command,
    "remove": remove.command,
    "card": card.command,
    "evaluate": evaluate.command,
    "doctor": doctor.command,
}


class Command(typer.core.TyperCommand):
    """A command whose help names no type beside a flag."""

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401 - types that typer does not export
        """The command's parameters, --help among them."""
        return as_written(without_types(super().get_params(ctx)))


class Group(typer.core.TyperGroup):
    """All commands; its own help names no type beside a flag either."""

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401 - types that typer does not export
        """The parameters before a command, --help among them."""
        return as_written(without_types(super().get_params(ctx)))


def without_types(parameters: list[Any]) -> list[Any]:
    """The parameters, flags showing no type: '<bool>' says nothing to a reader."""
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    return parameters


class AsWritten:
    """Words of the command line as values: what typer asks pydantic for, at a quarter of the start-up time."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - types that typer does not export
        """The value; () for none of an option that may be given several times."""
        return () if value is None and param.multiple else value


def as_written(parameters: list[Any]) -> list[Any]:
    """The parameters, flags and texts taking what is given without a check that none fails."""
    for parameter in parameters:
        kind = getattr(parameter, "type_descriptor", None)
        if kind is not None and kind.annotation in (bool, str, list[str]) and kind.parameter_info.parser is None:
            parameter.get_runtime_param = AsWritten
    return parameters


NAMES_OF_HELP = {"help_option_names": ["-h", "--help"]}


def _version(wanted: bool) -> None:
    if wanted:
        print(f"peatmoss {__version__}")
        raise typer.Exit


def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def with_commands(names: Iterable[str]) -> typer.Typer:
    """A program of these commands alone: to make all of them takes longer than to read a small repository."""
    made = typer.Typer(
        cls=Group, add_completion=False, pretty_exceptions_enable=False, help=HELP, context_settings=NAMES_OF_HELP
    )
    made.callback()(_options)
    for name in names:
        made.command(name=name, cls=Command, context_settings=NAMES_OF_HELP)(COMMANDS[name])
    return made


app = with_commands(COMMANDS)


def run(arguments: Sequence[str]) -> int:
    """Runs a command line; exit code 0, 1 for an error (one line), 2 for wrong usage, 130 when interrupted.

    Of a command whose 1 means that something was found, an error is 2, too; so is a reader that goes away.
    """
    arguments = _asking_for_help(list(arguments))
    debug = "--debug" in arguments
    if debug:
        arguments.remove("--debug")  # taken anywhere on the line
    failed = WRONG if arguments[:1] and arguments[0] in SAYS_WHAT_IT_FOUND else FAILED
    try:
        program = with_commands(arguments[:1]) if arguments and arguments[0] in COMMANDS else app
        code = program(arguments or ["--help"], standalone_mode=False, prog_name="peatmoss") or 0
        sys.stdout.flush()
        return _tell(STOPPED, code) if code == INTERRUPTED else code
    except typer.TyperException as error:
        named = f"{arguments[0]} " if arguments and arguments[0] in COMMANDS else ""
        return _tell(f"{plain(error.format_message())} (see peatmoss {named}--help)", error.exit_code)
    except (BrokenPipeError, SystemExit):  # the library makes the one of the other
        return _tell(NO_READER, WRONG)
    except Exception as error:
        if _interrupted(error):
            return _tell(STOPPED, INTERRUPTED)
        if debug:
            traceback.print_exc()
            return failed
        line = explain(error)
        if line is None:
            line = f"unexpected {type(error).__name__}: {error} (--debug shows where; please report it)"
        return _tell(line, failed)


def plain(message: str) -> str:
    """The library's message in plain words, where we have some."""
    for theirs, ours in PLAIN.items():
        message = message.replace(theirs, ours)
    return message


def _asking_for_help(arguments: list[str]) -> list[str]:
    """'help' and 'help COMMAND' as --help says them."""
    return [*arguments[1:], "--help"] if arguments[:1] == ["help"] else arguments


def _interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C is behind it: DuckDB's answer to that, or what went wrong while it was tidied up after."""
    if isinstance(error, RuntimeError) and str(error) == "Query interrupted":
        return True
    chain: BaseException | None = error
    while chain is not None and not isinstance(chain, KeyboardInterrupt):
        chain = chain.__cause__ or chain.__context__
    return chain is not None


def _tell(line: str, code: int) -> int:
    with contextlib.suppress(BrokenPipeError):  # standard error may lead into the same pipe
        print(f"peatmoss: {visible(' '.join(line.split()))}", file=sys.stderr)
    return code


def explain(error: BaseException) -> str | None:
    """One line for an error that the user can mend, None for any other."""
    if isinstance(error, PeatmossError):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and not (error.name or "").startswith("builder"):
        return f"{error.name} is not installed: pip install '.[build]' in a checkout"
    if "No space left on device" in str(error):
        return _full(error)
    if type(error).__name__ == "OutOfMemoryException":  # duckdb's, which is not imported for its name alone
        return "DuckDB needs more memory than it may use: raise memory_mb in the settings"
    if isinstance(error, OSError):
        if error.errno in FULL:
            return _full(error)
        if error.errno is not None:
            return f"{_where(error)} cannot be used ({error.strerror}): fix that, or give another place"
    # what a library wrapped in an error of its own is explained by its cause
    return explain(error.__cause__) if error.__cause__ else None


def _full(error: BaseException) -> str:
    return f"the disk is full ({_where(error)}): make room, then run the same command again; finished work is kept"


def _where(error: BaseException) -> str:
    return str(getattr(error, "filename", None) or error)
