"""Arguments and options that several commands have, each in one place."""

from pathlib import Path
from typing import Annotated

import typer

DATASET = Path("peatmoss")  # the folder that a build writes, and the default of Dataset and Built
Dataset = Annotated[Path, typer.Argument(metavar="FOLDER", help="A dataset, built or downloaded.")]
Built = Annotated[Path, typer.Argument(metavar="FOLDER", help="A built dataset.")]

NoConfig = Annotated[bool, typer.Option("--no-config", help="Do not read the .peatmoss.toml of the scanned folder.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Do not use or write the cache of earlier scans.")]
