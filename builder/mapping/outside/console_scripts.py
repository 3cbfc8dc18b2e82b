"""Commands that a package installs: `tool = "tool.cli:main"` in its pyproject.toml, setup.cfg or setup.py."""

from collections.abc import Mapping

from builder import patterns as re

FILES = ("pyproject.toml", "setup.cfg", "setup.py")
SECTIONS = (b"[project.scripts]", b"[tool.poetry.scripts]", b"console_scripts", b"[project.gui-scripts]")
ENTRY = re.compile(rb"""["']?([A-Za-z][\w.-]*)["']?\s*=\s*["']?([A-Za-z_][\w.]*)\s*:\s*[A-Za-z_][\w.]*""")
MAX_SECTION = 20_000  # bytes read behind a section's head


def console_scripts(texts: Mapping[str, bytes]) -> dict[str, str]:
    """Command -> own name of the file that it runs, as `demand.scripts` has it."""
    found: dict[str, str] = {}
    for path, data in texts.items():
        if path.rpartition("/")[2] in FILES:
            for section in SECTIONS:
                start = data.find(section)
                if start >= 0:
                    found.update(_entries(data[start : start + MAX_SECTION], section))
    return found


def _entries(text: bytes, section: bytes) -> dict[str, str]:
    """The entries up to the next section."""
    end = text.find(b"\n[", len(section))
    entries = ENTRY.findall(text if end < 0 else text[:end])
    return {name.decode(): f"{module.decode().rpartition('.')[2]}.py" for name, module in entries}
