"""A file of known findings: what is written is read, and whatever else lies there is one line."""

from pathlib import Path

import pytest

from builder.errors import InputError
from builder.scan.baseline import read, write
from builder.scan.findings import Finding

FINDINGS = [Finding(kind, f"id{kind}", "reed/é", "why", "a.py", "source") for kind in ("unpinned", "conflict")]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert write(tmp_path / "known.json", [*FINDINGS, FINDINGS[0]]) == 2
    first = (tmp_path / "known.json").read_bytes()
    assert read(tmp_path / "known.json") == {"idconflict": "conflict of reed/é", "idunpinned": "unpinned of reed/é"}
    assert write(tmp_path / "known.json", FINDINGS[::-1]) == 2
    assert (tmp_path / "known.json").read_bytes() == first
    assert b'"line"' not in first


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "no such baseline: write it with peatmoss scan --write-baseline", id="none"),
        pytest.param(b"", "is damaged or no baseline: remove it", id="empty"),
        pytest.param(b'{"peatmoss_baseline": 1, "findings": [', "is damaged or no baseline", id="cut"),
        pytest.param(b"\xff\xfe\x00", "is damaged or no baseline", id="no text"),
        pytest.param(b"[" * 100_000, "is damaged or no baseline", id="deep"),
        pytest.param(b"[]", "is damaged or no baseline", id="a list"),
        pytest.param(b'{"findings": []}', "is damaged or no baseline", id="another file"),
        pytest.param(b'{"peatmoss_baseline": 2, "findings": []}', "of version 2, this peatmoss reads 1", id="newer"),
        pytest.param(b'{"peatmoss_baseline": "1"}', "of version '1', this peatmoss reads 1", id="a word"),
        pytest.param(b'{"peatmoss_baseline": true}', "of version True", id="a truth"),
        pytest.param(b'{"peatmoss_baseline": 1}', "is a damaged baseline", id="no findings"),
        pytest.param(b'{"peatmoss_baseline": 1, "findings": 3}', "is a damaged baseline", id="a number"),
        pytest.param(b'{"peatmoss_baseline": 1, "findings": [3]}', "is a damaged baseline", id="a finding of 3"),
        pytest.param(b'{"peatmoss_baseline": 1, "findings": [{"id": 3}]}', "is a damaged baseline", id="an id of 3"),
        pytest.param(b'{"peatmoss_baseline": 1, "findings": [{"id": "a"}]}', "is a damaged baseline", id="half"),
    ],
)
def test_another_file_is_one_line(content: bytes | None, sentence: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "known.json").write_bytes(content)
    with pytest.raises(InputError, match=r"known\.json") as error:
        read(tmp_path / "known.json")
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("content", "written"),
    [
        pytest.param('{"peatmoss_baseline": 7}', True, id="a baseline of another version"),
        pytest.param('{"name": "package"}', False, id="another file"),
        pytest.param("", False, id="an empty file"),
    ],
)
def test_nothing_else_is_overwritten(content: str, written: bool, tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text(content)
    if written:
        assert write(tmp_path / "known.json", FINDINGS) == 2
        return
    with pytest.raises(InputError, match="holds something else than a baseline, and is left as it is"):
        write(tmp_path / "known.json", FINDINGS)
    assert (tmp_path / "known.json").read_text() == content


def test_a_place_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write(tmp_path / "none/known.json", FINDINGS)
