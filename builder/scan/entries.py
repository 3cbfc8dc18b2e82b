"""What a scan found as one entry per model: where it is used, whether it is pinned, and what its licence comes to.

Pure: rows of `mappings`, facts about models and the repository's licence in, entries out. All formats read these.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from builder import patterns as re
from builder.column_values import LISTED, NAMED, USAGES
from builder.licences.interface import Exposure, Judgement, Use
from builder.records import dataclass

if TYPE_CHECKING:
    from builder.licences.expressions import Declared

CONTEXTS = ("source", "example", "test", "docs", "vendored")  # the first is the strongest place of a model
COMMIT = re.compile(r"[0-9a-fA-F]{40}")
Row = dict[str, Any]
Pin = Literal["pinned", "floating", "mixed"]


@dataclass(frozen=True)
class Base:
    """A model that another was made from, with its licence (None where it is not known)."""

    model_id: str
    relation: str | None
    license: str | None


@dataclass(frozen=True)
class Facts:
    """What is known of a model, as of a date (ISO 8601).

    `license` in the words of `pairs.model_license`: SPDX where known, else as declared. `bases`: nearest first.
    `license_known`: whether None says that the model declares none.
    `status` as in `models`, or 'unknown' where its hub does not show it to everybody. None is not known.
    """

    model_id: str
    revision: str | None = None
    status: str | None = None
    license: str | None = None
    license_spdx: str | None = None
    license_known: bool = True
    bases: tuple[Base, ...] = ()
    reused_name: bool | None = None
    gated: str | None = None
    renamed_to: str | None = None
    as_of: str | None = None
    task: str | None = None

    @property
    def shown_license(self) -> str | None:
        """The licence in words for people; None where it is not known."""
        known = self.license_known and self.status != "unknown"
        return self.license or "none declared" if known else None


@dataclass(frozen=True)
class Entry:
    """A model that a repository uses; its tokenizer, configuration and other files belong to it.

    `places`: rows of `mappings`, the strongest first. `choice`: the place of a choice ('path:line') among whose values
    the model is, where it is nothing more. `pin` is None where nothing can be pinned: a hosted model, or one that is on
    neither the Hugging Face Hub nor PyTorch Hub.
    """

    name: str
    model_id: str | None
    hub: str | None
    usage: str
    places: tuple[Row, ...]
    choice: str | None = None
    pin: Pin | None = None
    remote_code: bool = False
    facts: Facts | None = None
    exposure: Exposure | None = None
    judgement: Judgement | None = None

    @property
    def context(self) -> str:
        """The context of its strongest place: an entry of 'test' has no place in source."""
        return str(self.places[0]["context"])


def entries(
    rows: Iterable[Row],
    facts: Mapping[str, Facts] | None = None,
    repository: "Declared" = None,
    use: Use | None = None,
    *,
    mentions: bool = False,
) -> list[Entry]:
    """The models of a scan's rows: those in source first, then the strongest use, then by name.

    `facts` by model_id, else by the name as written. Models of other registries and services are not judged. With
    `mentions` models that are only named are entries, too; places whose model is not known are none.
    """
    wanted = USAGES if mentions else NAMED
    named: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if (row["model_id"] or row["model_name"]) and row["usage"] in wanted:
            named[_key(row)].append(row)
    offered = _choices(named)
    made = [
        _entry(places, offered.get(key), facts or {}, repository, use)
        for key, places in ((key, sorted(found, key=_weakness)) for key, found in named.items())
    ]
    return sorted(made, key=_order)


def _key(row: Row) -> tuple[str, ...]:
    """What makes two rows one model's: its id, else its name with the hub; a short name means what its library says."""
    if row["model_id"]:
        return ("", row["model_id"])
    name = row["model_name"]
    return (row["hub"] or "", name.lower()) if "/" in name else (row["hub"] or "", row["library"], name)


def _weakness(row: Row) -> tuple[int, bool, int]:
    """Sorts places: source before all else, the model's name before a library's own default, then by usage."""
    unnamed = row["resolution"] == "default" and row["expression"] is None
    return CONTEXTS.index(row["context"]), unnamed, USAGES.index(row["usage"])


def _order(entry: Entry) -> tuple[int, int, str]:
    return CONTEXTS.index(entry.context), USAGES.index(entry.usage), entry.name.lower()


def place(row: Row) -> str:
    """'path:line' of a row, 'path[cell]:line' in a notebook."""
    cell = "" if row["cell"] is None else f"[{row['cell']}]"
    return f"{row['path']}{cell}:{row['line']}"


def choices(entries: Iterable[Entry]) -> list[list[Entry]]:
    """The entries of each choice together: values of one place that are used alike."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.choice is not None:
            groups.setdefault((entry.choice, entry.usage), []).append(entry)
    return list(groups.values())


def _choices(named: Mapping[tuple[str, ...], list[Row]]) -> dict[tuple[str, ...], str]:
    """For each model that is only a value of choices, the place with the most values; none where it has just one.

    Of several components that one place names it takes one, too. Values and components are counted apart.
    """
    values: Counter[tuple[str, str]] = Counter()
    at: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for key, rows in named.items():
        usages = {row["usage"] for row in rows}
        if len(usages) == 1 and usages <= {"selectable", "component"}:
            at[key] = sorted({(place(row), row["usage"]) for row in rows})
            values.update(at[key])
    best = {key: max(places, key=lambda one: (values[one], one)) for key, places in at.items()}
    return {key: one[0] for key, one in best.items() if values[one] > 1}


def _entry(
    places: list[Row], choice: str | None, facts: Mapping[str, Facts], repository: "Declared", use: Use | None
) -> Entry:
    first = places[0]
    name = first["model_id"] or first["model_name"]
    usage = min((row["usage"] for row in places), key=USAGES.index)
    known = facts.get(name) if first["hub"] in (None, *LISTED) else None
    exposure = exposed(places, usage)
    return Entry(
        name=name,
        model_id=first["model_id"],
        hub=first["hub"],
        usage=usage,
        places=tuple(places),
        choice=choice,
        pin=pinned(places),
        remote_code=any(row["trust_remote_code"] is True for row in places),
        facts=known,
        exposure=exposure,
        judgement=_judged(known, repository, exposure, use),
    )


def pinned(places: Iterable[Row]) -> Pin | None:
    """Whether the places that load a model name a commit of it; a branch or a tag is none, a file's hash is one.

    None where nothing is loaded, or from a place where no commit can be named.
    """
    fixed = [not floats(row) for row in places if _can_be_pinned(row)]
    if not fixed:
        return None
    return "pinned" if all(fixed) else "mixed" if any(fixed) else "floating"


def floats(row: Row) -> bool:
    """Whether a place loads whatever a model's repository holds on the day: it could name a commit, and does not."""
    return _can_be_pinned(row) and row["identity"] != "file_hash" and COMMIT.fullmatch(row["revision"] or "") is None


def _can_be_pinned(row: Row) -> bool:
    return row["usage"] in ("use", "component", "selectable") and has_commits(row)


def has_commits(row: Row) -> bool:
    """Whether models are loaded from repositories with commits: PyTorch's builders carry their weights' hashes."""
    return row["hub"] in (None, "huggingface") or (row["hub"] == "pytorch" and "#" in (row["model_name"] or ""))


def exposed(places: Iterable[Row], usage: str) -> Exposure | None:
    """How a model's weights reach people, as in `pairs`; None of a mention."""
    if any(row["identity"] == "file_hash" for row in places):
        return Exposure.BUNDLED
    if usage == "hosted":
        return Exposure.HOSTED
    return Exposure.REFERENCED if usage in NAMED else None


def _judged(
    facts: Facts | None, repository: "Declared", exposure: Exposure | None, use: Use | None
) -> Judgement | None:
    """None where nothing is known of the model, and for a mention."""
    if facts is None or facts.shown_license is None or exposure is None:
        return None
    from builder.licences.judge import inherited, judge  # the tables of licences, which a scan without facts needs not

    own = judge(facts.license, repository, exposure, use=use)
    return inherited(own, [(base.model_id, base.license) for base in facts.bases], repository, exposure, use=use)
