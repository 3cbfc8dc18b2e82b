"""The pages in docs/ are true: what they show runs, what they name is there."""

import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_step_in_twenty_lines_runs(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "steps.md").read_text(), re.DOTALL)
    (tmp_path / "count.py").write_text(code)
    said = [
        subprocess.run(
            [sys.executable, "count.py"], cwd=tmp_path, capture_output=True, text=True, timeout=1000, check=True
        )
        for _ in range(2)
    ]
    assert [one.stdout for one in said] == ["(2, 2)\n", "(0, 2)\n"]
    body = re.search(r"^def count.*?run_step.*?$", code, re.DOTALL | re.MULTILINE)
    assert body is not None
    assert len([line for line in body[0].splitlines() if line.strip()]) <= 20


def test_links_lead_somewhere() -> None:
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), (page.name, target)
