"""The command `peatmoss`: one file per command, errors as one line. Imports stand inside, for the start-up time."""

import os
import sys


def main() -> None:
    """Entry point. The current folder leaves `sys.path` first: nothing of a scanned repository may be imported."""
    from builder.bundled import PACKAGE

    here = os.path.realpath(os.curdir)  # noqa: PTH - as little as possible is imported before the path is clean
    if here != os.path.realpath(PACKAGE.parent):
        sys.path[:] = [entry for entry in sys.path if entry and os.path.realpath(entry) != here]
    from builder.cli.app import run

    sys.exit(run(sys.argv[1:]))
