"""Writes figures/ of a dataset: the paper's figures for its rows and more, each as SVG with the CSV behind it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from builder.analysis.figures.catalogue import Drawn, drawn
from builder.dataset.additions import add
from builder.dataset.opened import opened
from builder.engine.durable import replacing
from builder.errors import InputError

NAME = "figures"


def write(folder: Path, out: Path | None = None, only: Iterable[str] = ()) -> tuple[Path, list[Drawn]]:
    """Writes figures into a dataset's folder, noted in its manifest, or into `out`; gives that folder, and the figures.

    InputError where there is no dataset, where it is a published release and no `out` is given (a release stays as it
    is), or where `only` names no figure.
    """
    with opened(folder) as (connection, known):
        if out is None and "release" in known:
            raise InputError(f"{folder} is a published release, which stays as it is: give a folder with --out")
        made = list(drawn(connection, only))
    texts = dict(_files(made))
    if out is None:
        add(folder, known, {f"{NAME}/{name}": text for name, text in texts.items()})
        return folder / NAME, made
    for name, text in texts.items():
        with replacing(out / name) as temporary:
            temporary.write_bytes(text.encode("utf-8"))
    return out, made


def _files(made: Iterable[Drawn]) -> Iterator[tuple[str, str]]:
    """Name and text of each file: a figure, and its data."""
    for one in made:
        yield f"{one.figure.name}.svg", one.svg
        yield f"{one.figure.name}.csv", one.data.csv()
