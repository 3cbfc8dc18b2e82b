"""The command `peatmoss`: one file per command, errors as one line. Imports stand inside, for the start-up time."""

import io
import os
import sys


def main() -> None:
    """Entry point. The current folder leaves `sys.path` first: nothing of a scanned repository may be imported."""
    try:
        here = os.path.realpath(os.curdir)  # no pathlib: as little as possible is imported before the path is clean
    except FileNotFoundError:
        sys.exit("peatmoss: the current folder is gone: change to one that exists, then run the same command again")
    if here != os.path.realpath(f"{__file__}/../../.."):
        sys.path[:] = [entry for entry in sys.path if entry and os.path.realpath(entry) != here]
    os.environ["PYTHONSAFEPATH"] = "1"  # for what multiprocessing starts with `python -c`, which looks here first
    if sys.stdout is None or sys.stderr is None:
        print("peatmoss: standard output or standard error is closed: open both", file=sys.stderr)
        os._exit(2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a pipe in the C locale has no 'é', and gets '\\xe9'
    from builder.cli.app import run

    code = run(sys.argv[1:])
    if code or sys.argv[1:2] == ["scan"]:  # a scan has nothing to end in order, and much to take apart
        from contextlib import suppress

        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # nobody reads it any more, which the code says already
                stream.flush()
        os._exit(code)  # a stopped build's threads may be anywhere: an orderly end would complain of each
    sys.exit(code)
