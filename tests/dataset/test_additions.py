"""Files that are added to a built dataset: whole, named by its manifest, also where the command is stopped."""

from pathlib import Path

import pytest
from command import Built

from builder.dataset import manifest
from builder.dataset.additions import add
from builder.dataset.staging import claimed
from builder.errors import InputError

FILES = {"figures/growth.svg": "picture", "report.html": "page"}


def known(folder: Path) -> dict[str, object]:
    found = manifest.read(folder)
    assert found is not None
    return found


def test_what_is_added_is_named_and_leaves_nothing_beside_it(sample_copy: Built) -> None:
    for text in ("page", "another"):
        add(sample_copy.out, known(sample_copy.out), {**FILES, "report.html": text})
        assert manifest.damages(sample_copy.out, known(sample_copy.out)) == []
        assert (sample_copy.out / "report.html").read_text() == text


@pytest.mark.parametrize("renamed", [0, 1], ids=["before the first file", "between two files"])
def test_a_stop_is_mended_by_the_same_command_and_by_the_next_build(
    sample_copy: Built, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    replace, count = Path.replace, []

    def stopped(path: Path, target: Path) -> Path:
        if target.name != manifest.NAME:
            count.append(target)
            if len(count) > renamed:
                raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", stopped)
        add(sample_copy.out, known(sample_copy.out), FILES)
    missing = [f"{name} is missing" for name in list(FILES)[renamed:]]
    assert manifest.damages(sample_copy.out, known(sample_copy.out)) == missing
    with claimed(sample_copy.out, "work"):  # as a build does
        pass
    add(sample_copy.out, known(sample_copy.out), FILES)
    assert manifest.damages(sample_copy.out, known(sample_copy.out)) == []


def test_what_a_kill_leaves_is_removed_by_the_next_build(sample_copy: Built) -> None:
    (sample_copy.out / ".tmp-12345678").write_text("half")
    with claimed(sample_copy.out, "work"):
        pass
    assert manifest.damages(sample_copy.out, known(sample_copy.out)) == []


def test_nothing_is_added_to_a_release(sample_copy: Built) -> None:
    with pytest.raises(InputError, match="is a published release, which stays as it is"):
        add(sample_copy.out, {**known(sample_copy.out), "release": "v1"}, FILES)
    assert not (sample_copy.out / "report.html").exists()
