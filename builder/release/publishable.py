"""May this dataset be published? The rules that are held before anything is said to the Hub."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from builder.dataset.manifest import NAME
from builder.dataset.method import is_share_alike
from builder.dataset.verify import verify
from builder.errors import PublishError
from builder.release.stage import Form
from builder.schemas import BY_NAME

# what git takes, and what can be mistaken neither for the branch nor for the id of a commit
TAG = re.compile(r"(?!main$|[0-9a-f]{7,40}$|.*\.\.|.*\.$|.*\.lock$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
NEEDED = ("as_of", "sources", "inputs")  # of the build's manifest


@dataclass(frozen=True)
class Rules:
    """What the caller asked for, and which rules are set aside."""

    form: str = "parquet"
    tag: str | None = None
    allow_local: bool = False
    allow_share_alike: bool = False
    force: bool = False


@dataclass(frozen=True)
class Allowed:
    """A publication that breaks no rule: its form, its tag, and the faults that the card has to name."""

    form: Form
    tag: str
    problems: list[str]


def publishable(folder: Path, rules: Rules) -> Allowed:
    """PublishError naming the rule and the option that sets it aside; OutputError where there is no dataset."""
    form = next((form for form in get_args(Form) if form == rules.form), None)
    if form is None:
        raise PublishError(f"there is no format '{rules.form}': give --format parquet or arrow")
    known, problems = verify(folder)
    named = {*known, *known["tables"]}
    if lacking := [key for key in (*NEEDED, *BY_NAME) if key not in named]:
        raise PublishError(f"{folder / NAME} lacks {lacking[0]}: build the dataset again")
    if problems and not rules.force:
        raise PublishError(f"{folder} has faults ({problems[0]}): build it again, or publish it with --force")
    _sources(known, rules)
    tag = rules.tag or f"v{known['as_of'][:7].replace('-', '.')}"
    if not TAG.fullmatch(tag):
        raise PublishError(f"'{tag}' is not a name for a release: use letters, digits, '.', '_' and '-', like v2026.11")
    return Allowed(form, tag, problems)


def _sources(known: dict[str, Any], rules: Rules) -> None:
    local = [source["name"] for source in known["sources"] if source["kind"] == "local"]
    if local and known["tables"]["repositories"]["rows"] and not rules.allow_local:
        raise PublishError(
            f"the source '{local[0]}' is a folder of this machine: add --allow-local to publish its rows"
        )
    shared = [source for source in known["sources"] if is_share_alike(source["license"])]
    if shared and not rules.allow_share_alike:
        raise PublishError(
            f"the source '{shared[0]['name']}' is under {shared[0]['license']}, a share-alike licence, which may"
            " apply to the dataset too: publish under its terms, or add --allow-share-alike"
        )


def next_tag(release: str, tags: dict[str, str]) -> str:
    """A free name for one more release of the same month: v2026.11-1, v2026.11-2 ..."""
    stem, _, number = release.rpartition("-")
    if not (stem and number.isdigit()):
        stem, number = release, "0"
    at = int(number) + 1
    while f"{stem}-{at}" in tags:
        at += 1
    return f"{stem}-{at}"
