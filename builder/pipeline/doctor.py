"""Whether this machine can build; imports nothing that it may lack."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

NEEDED = ("datasets", "huggingface_hub", "jinja2", "pyarrow", "yaml")  # of the extra `build`
ROOM = 2_000_000_000  # bytes that a build of a few thousand models takes


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and what is wrong with it, each fault with its remedy or its place.

    Where it `stops`, whatever comes after it would meet the same fault.
    """

    what: str
    faults: list[str]
    stops: bool = False


def machine(folder: Path) -> Iterator[Check]:
    """What a build needs of this machine, for a workspace in `folder`."""
    python = ".".join(map(str, sys.version_info[:3]))
    old = sys.version_info < (3, 11)
    yield Check(f"Python {python}", ["3.11 or newer is needed: install one"] if old else [])
    yield Check("git", [] if shutil.which("git") else ["there is none: install git"])
    free = shutil.disk_usage(folder).free
    few = f"{free / 1e9:.1f} GB are free, {ROOM / 1e9:.0f} GB are needed: give a --work elsewhere"
    lacking = [name for name in NEEDED if find_spec(name) is None]
    remedy = f"{', '.join(lacking)} cannot be imported: pip install '.[build]' in a checkout"
    have = ", ".join(f"{name} {_version(name)}" for name in NEEDED if name not in lacking)
    yield Check("libraries" if lacking else f"libraries ({have})", [remedy] if lacking else [])
    room = [few] if free < ROOM else []
    yield Check("disk space" if room else f"disk space ({free / 1e9:,.0f} GB free)", room)


def _version(name: str) -> str:
    return version({"yaml": "pyyaml"}.get(name, name))
