"""What `scan` writes against the official schemas: CycloneDX's own library, and Microsoft's validator of SARIF."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from command import Built, here

from builder.bundled import PACKAGE

CYCLONEDX, SARIF = os.environ.get("PEATMOSS_CYCLONEDX"), os.environ.get("PEATMOSS_SARIF")
VALIDATE = """\
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
validator = JsonStrictValidator(SchemaVersion[sys.argv[1]])
print([str(fault) for text in sys.argv[2:] if (fault := validator.validate_str(open(text).read()))])
"""
REPOSITORIES = sorted((PACKAGE / "sample/repositories").glob("*/*"))


def written(form: str, sample: Built, folder: Path) -> list[Path]:
    """Each repository of the sample in one format, with and without facts about models."""
    made = []
    for number, repository in enumerate(REPOSITORIES):
        for options in ((), ("--models", sample.work), ("--models", sample.work, "--fail-on", "unpinned,conflict")):
            path = folder / f"{number}-{len(options)}.sarif"
            path.write_text(here("scan", repository, "--format", form, *options, cwd=folder).stdout)
            made.append(path)
    return made


@pytest.mark.skipif(CYCLONEDX is None, reason="PEATMOSS_CYCLONEDX names no Python: make test-formats")
@pytest.mark.parametrize(("form", "version"), [("cyclonedx", "V1_6"), ("cyclonedx-1.7", "V1_7")])
def test_bills_of_materials_are_valid(form: str, version: str, sample: Built, tmp_path: Path) -> None:
    paths = written(form, sample, tmp_path)
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(json.loads(paths[0].read_text()) | {"components": [{"name": "no type"}]}))
    assert CYCLONEDX is not None
    for given, faults in ((paths, False), ([wrong], True)):
        done = subprocess.run(
            [CYCLONEDX, "-c", VALIDATE, version, *map(str, given)], capture_output=True, text=True, check=True
        )
        assert (done.stdout.strip() != "[]") is faults, done.stdout


@pytest.mark.skipif(SARIF is None, reason="PEATMOSS_SARIF names no validator: make test-formats")
def test_results_of_code_scanning_are_valid(sample: Built, tmp_path: Path) -> None:
    paths = written("sarif", sample, tmp_path)
    wrong = tmp_path / "wrong.sarif"
    wrong.write_text(paths[0].read_text().replace('"version": "2.1.0"', '"version": "2.1.0", "colour": 1'))
    assert SARIF is not None
    for given, faults in ((paths, False), ([wrong], True)):
        done = subprocess.run([SARIF, "validate", *map(str, given)], capture_output=True, text=True, check=False)
        assert (": error " in done.stdout) is faults, done.stdout
