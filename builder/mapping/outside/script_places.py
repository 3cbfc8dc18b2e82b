"""Whether the script that a command runs is where the command says: one that is not there loads nothing."""

from collections.abc import Collection
from posixpath import normpath
from typing import Literal

from builder.mapping.outside.command_line import Line, program_name

ScriptPlace = Literal["there", "elsewhere", "missing", "unknown"]
STARTING = frozenset(  # programs before a script of Python, which run it where the command is given
    {"python", "torchrun", "accelerate", "deepspeed", "srun", "nohup", "env", "time", "sudo", "uv", "poetry", "pipenv"}
    | {"streamlit", "horovodrun", "mpirun", "numactl", "rye", "pdm", "hatch", "pixi", "ipython", "coverage", "kernprof"}
)


def script_of(line: Line) -> str:
    """The relative path of the script of Python that a command runs here; '' where it is not known, or elsewhere."""
    first = program_name(line.words[0].literal or "") if line.words else ""
    if first not in STARTING and not first.endswith(".py"):
        return ""
    found = next((text for word in line.words if (text := word.literal or "").endswith(".py")), "")
    return "" if found.startswith(("/", "~", "$")) or ":" in found or "\\" in found else found


def script_place(path: str, paths: Collection[str]) -> ScriptPlace:
    """Where a script is: 'there' below any folder, 'elsewhere' by its name, 'missing'; 'unknown' in another's folder.

    `paths` are those of the repository's Python.
    """
    if not paths:
        return "unknown"
    inner = normpath(path)
    while inner.startswith("../"):
        inner = inner[3:]
    name, folder = inner.rpartition("/")[2], inner.partition("/")[0] if "/" in inner else ""
    if any(f"/{one}".endswith(f"/{inner}") for one in paths):
        return "there"
    if any(f"/{one}".endswith(f"/{name}") for one in paths):
        return "elsewhere"
    around = not folder or any(f"/{folder}/" in f"/{one}" for one in paths)
    return "missing" if around else "unknown"


def lacks_module(module: str, paths: Collection[str]) -> bool:
    """Whether a module's package is among the paths of a repository's Python, and the module is not."""
    inner = f"/{module.replace('.', '/')}"
    around = f"{inner.rpartition('/')[0]}/" if "." in module else "\0"
    own = [path for path in (f"/{path}" for path in paths) if around in path]
    return bool(own) and not any(path.endswith(f"{inner}.py") or f"{inner}/" in path for path in own)
