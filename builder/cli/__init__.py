"""The command `peatmoss`: one file per command, errors as one line. Imports stand inside, for the start-up time."""

# ruff: noqa: PTH - as little as possible is imported before the path is clean

import os
import sys


def main() -> None:
    """Entry point. The current folder leaves `sys.path` first: nothing of a scanned repository may be imported."""
    here = os.path.realpath(os.curdir)
    if here != os.path.realpath(os.path.join(__file__, *[os.pardir] * 3)):
        sys.path[:] = [entry for entry in sys.path if entry and os.path.realpath(entry) != here]
    os.environ["PYTHONSAFEPATH"] = "1"  # for what multiprocessing starts with `python -c`, which looks here first
    from builder.cli.app import run

    code = run(sys.argv[1:])
    if code:
        os._exit(code)  # a stopped build's threads may be anywhere: an orderly end would complain of each
    sys.exit(code)
