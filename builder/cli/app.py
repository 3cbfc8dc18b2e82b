"""Puts the commands together and turns every error into one line on standard error and an exit code."""

import errno
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from builder import __version__
from builder.cli import build, card, check, diff, doctor, evaluate, publish, remove, scan, skipped, status
from builder.errors import PeatmossError
from builder.redaction.controls import visible

FULL = {errno.ENOSPC, errno.EDQUOT}
INTERRUPTED = 130
STOPPED = "stopped: run the same command to go on where it was"

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The supply chain of pre-trained models as a living Hugging Face dataset.",
)
app.command(name="scan")(scan.command)
app.command(name="build")(build.command)
app.command(name="status")(status.command)
app.command(name="skipped")(skipped.command)
app.command(name="check")(check.command)
app.command(name="card")(card.command)
app.command(name="doctor")(doctor.command)
app.command(name="diff")(diff.command)
app.command(name="evaluate")(evaluate.command)
app.command(name="publish")(publish.command)
app.command(name="remove")(remove.command)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"peatmoss {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """The supply chain of pre-trained models as a living Hugging Face dataset."""


def run(arguments: Sequence[str]) -> int:
    """Runs a command line; exit code 0, 1 for an error told in one line, 2 for wrong usage, 130 when interrupted."""
    arguments = list(arguments)
    debug = "--debug" in arguments
    if debug:
        arguments.remove("--debug")  # taken anywhere on the line
    try:
        code = app(arguments or ["--help"], standalone_mode=False, prog_name="peatmoss") or 0
        return _tell(STOPPED, code) if code == INTERRUPTED else code
    except typer.TyperException as error:
        return _tell(f"{error.format_message()} (see peatmoss --help)", error.exit_code)
    except Exception as error:
        if _interrupted(error):
            return _tell(STOPPED, INTERRUPTED)
        if debug:
            raise
        line = explain(error)
        if line is None:
            line = f"unexpected {type(error).__name__}: {error} (--debug shows where; please report it)"
        return _tell(line, 1)


def _interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C is behind it: DuckDB's answer to that, or what went wrong while it was tidied up after."""
    if isinstance(error, RuntimeError) and str(error) == "Query interrupted":
        return True
    chain: BaseException | None = error
    while chain is not None and not isinstance(chain, KeyboardInterrupt):
        chain = chain.__cause__ or chain.__context__
    return chain is not None


def _tell(line: str, code: int) -> int:
    print(f"peatmoss: {visible(' '.join(line.split()))}", file=sys.stderr)
    return code


def explain(error: BaseException) -> str | None:
    """One line for an error that the user can mend, None for any other."""
    if isinstance(error, PeatmossError):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and not (error.name or "").startswith("builder"):
        return f"{error.name} is not installed: pip install 'peatmoss[build]'"
    if "No space left on device" in str(error):
        return _full(error)
    if type(error).__name__ == "OutOfMemoryException":  # duckdb's, which is not imported for its name alone
        return "DuckDB needs more memory than it may take: give it more with memory_mb in the settings"
    if isinstance(error, OSError):
        if error.errno in FULL:
            return _full(error)
        if error.errno is not None:
            return f"{_where(error)} cannot be used ({error.strerror}): mend that, or give another place"
    # what a library wrapped in an error of its own is told by the cause
    return explain(error.__cause__) if error.__cause__ else None


def _full(error: BaseException) -> str:
    return f"the disk is full ({_where(error)}): make room, then run the same command again; what is done is kept"


def _where(error: BaseException) -> str:
    return str(getattr(error, "filename", None) or error)
