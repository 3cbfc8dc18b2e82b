"""Shell scripts that hand all their arguments on: to a script in Python, or to another program."""

from collections.abc import Mapping

from builder import patterns as re

COMMANDS = re.compile(rb"[^\n;|&]+")
FILE = re.compile(rb"[\w.-]+")
ALL_ARGUMENTS = re.compile(rb"""[ ]"?\$[@*]""")

RUNNING = re.compile(rb"""(?m)^[ \t]*(?:exec|sudo|time|env)[ \t]+[^\n#;|]*[ ]"?\$[@*]"?[ \t]*(?:&[ \t]*)?$""")


def running(shells: Mapping[str, bytes]) -> frozenset[str]:
    """The own names of the shell scripts that become another program with all their arguments (`exec tool "$@"`)."""
    return frozenset(path.rpartition("/")[2] for path, data in shells.items() if RUNNING.search(data) is not None)


def wrapped(shells: Mapping[str, bytes]) -> dict[str, str]:
    """Shell scripts by their own name -> the Python script that they hand all their arguments to."""
    found = {path.rpartition("/")[2]: _handed_to(data) for path, data in shells.items()}
    return {name: script.decode("utf-8", "replace") for name, script in found.items() if script is not None}


def _handed_to(data: bytes) -> bytes | None:
    """The first Python script with all arguments behind it in one command. Each byte is looked at a few times."""
    if b"$@" not in data and b"$*" not in data:
        return None
    for command in COMMANDS.findall(data):
        behind = max((found.start() for found in ALL_ARGUMENTS.finditer(command)), default=0)
        for word in FILE.findall(command, 0, behind):
            end = word.rfind(b".py")
            if end > 0:
                return bytes(word[: end + 3])
    return None
