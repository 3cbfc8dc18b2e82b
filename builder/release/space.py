"""The page of a release in a static Space beside its dataset, since the Hub shows no HTML of a dataset's repository."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, constants

from builder.bundled import bundled
from builder.dataset import manifest, report
from builder.dataset.manifest import NAME
from builder.engine.durable import write_json
from builder.release.commit import Difference, Say, difference, friendly_errors, read_back, refuse_foreign, send
from builder.release.target import Target

PAGE = "index.html"


@dataclass(frozen=True)
class Placed:
    """What came of a page: the Space, the difference, and the commit that holds it (None for a dry run)."""

    space: str
    difference: Difference
    commit: str | None


@dataclass(frozen=True)
class Space:
    """A Space as it stands, and the manifest of the page that is there; none where it is absent or fresh."""

    target: Target
    there: dict[str, Any] | None

    @classmethod
    def look(cls, space: str, scratch: Path) -> "Space":
        """Reads it; PublishError where it holds anything but a page of ours."""
        with friendly_errors(space):
            target = Target(HfApi(), space, repo_type="space")
            target.look()
            there = target.manifest(scratch, target.head)
            refuse_foreign(target, there, scratch)
            return cls(target, there)

    def put_page(self, release: Path, dataset: str, scratch: Path, say: Say, *, dry_run: bool) -> Placed:
        """Writes the page of a release into a scratch folder, and puts it there."""
        return self.put(scratch, write(release, dataset, scratch), say, dry_run=dry_run)

    def put(self, folder: Path, made: dict[str, Any], say: Say, *, dry_run: bool) -> Placed:
        """Sends a page that was written into a folder as one commit, which is read back; none if it is there."""
        with friendly_errors(self.target.repo_id):
            before = {*(self.there or {"files": {}})["files"], *self.target.template()}
            changes = difference(self.target, folder, [*made["files"], NAME], before - made["files"].keys())
            if dry_run:
                return Placed(self.target.repo_id, changes, None)
            if changes:
                send(self.target, folder, changes, str(made["release"]), say)
                read_back(self.target, folder, made)
            else:
                say(f"nothing has changed in the Space {self.target.repo_id}: no commit")
            return Placed(self.target.repo_id, changes, str(self.target.head))


def page_of(space: str) -> str:
    """The address at which people look at a Space."""
    return f"{constants.ENDPOINT}/spaces/{space}"


def write(release: Path, dataset: str, folder: Path) -> dict[str, Any]:
    """Writes what a Space holds into a folder: the page of a release, README.md, the manifest, which it gives."""
    folder.mkdir(parents=True, exist_ok=True)
    known = manifest.read(release) or {}
    report.write(release, folder / PAGE)
    text = (bundled("dataset_card") / "space.md").read_text(encoding="utf-8")
    for name, value in (("DATASET", dataset), ("RELEASE", known["release"])):
        text = text.replace(f"{{{name}}}", value)
    (folder / "README.md").write_text(text, encoding="utf-8")
    files = {name: manifest.facts(folder / name) for name in (PAGE, "README.md")}
    made = {"format": manifest.FORMAT, "release": known["release"], "dataset": dataset, "files": files}
    write_json(folder / NAME, made)
    return made
