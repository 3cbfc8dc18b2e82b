"""python upload.py OWNER/NAME: publish ./peatmoss from a checkout (the same as `peatmoss publish OWNER/NAME`)."""

import sys

from builder.cli.app import run

if __name__ == "__main__":
    sys.exit(run(["publish", *sys.argv[1:]]))
