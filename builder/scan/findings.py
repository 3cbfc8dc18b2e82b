"""What of a scan needs attention: kinds of findings and their ids, and what stays undecided. All formats write these.

Pure: entries and rows in, findings out. Nothing passes for want of facts: a model of which they are missing, a call
whose model is not known and a file that was not read are undecided.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from builder.column_values import LISTED
from builder.licences.interface import Verdict
from builder.records import dataclass
from builder.scan.entries import Entry, Row, floats, place

Level = Literal["error", "warning", "note"]


class Kind(NamedTuple):
    """A kind of finding: how grave it is, what it is, and what to do."""

    level: Level
    text: str
    help: str


KINDS = {  # the strongest first
    "conflict": Kind(
        "error", "A model's licence is not compatible with the repository's.", "Choose another model, or read the rule."
    ),
    "gone": Kind("error", "A model is gone from its hub.", "Keep a copy of it, or choose another model."),
    "remote-code": Kind(
        "warning",
        "A call runs code from the model's repository.",
        "Read that code and pin its commit, or leave trust_remote_code out.",
    ),
    "reused-name": Kind("warning", "Another model had this name before.", "Pin the commit of the model that is meant."),
    "unknown-license": Kind(
        "warning", "No rule knows the licence of a model, or it declares none.", "Ask its authors, or choose another."
    ),
    "condition": Kind(
        "note", "A model may be used under conditions.", "Check whether the repository's use of the model meets them."
    ),
    "unpinned": Kind(
        "note",
        "A model is loaded without a fixed commit.",
        "Give the call revision= with a commit of 40 hexadecimal digits.",
    ),
}
# What keeps findings from being known: a call whose model is not found, a file that was not read.
OPEN = ("unresolved", "unread")
# Where findings count unless somebody says otherwise: what runs. Documents show, they do not run.
COUNTING = ("source", "example", "test", "vendored")
OF_VERDICT = {Verdict.INCOMPATIBLE: "conflict", Verdict.CONDITIONAL: "condition"}
# Files of these were never code or settings of the repository's own: they leave nothing open.
REASONS = {"missing": "not readable (a partial clone, or no permission)"}  # in plain words; any other is as it is
HARMLESS = ("binary", "minified", "too large to be settings")
NO_LICENCES = "the table of models has no licences"
NO_FACTS = "nothing is known about it: give --models TABLE or --online"


@dataclass(frozen=True)
class Finding:
    """One thing to look at, or that could not be decided: `kind` of KINDS or OPEN, `model` ('' if not known), `text`.

    `id` stays the same while the code does, whatever the lines: of a model's licence, status and name it is that of the
    model, of pins and remote code that of the call in its file. `row`: its place; None for a file as a whole.
    """

    kind: str
    id: str
    model: str
    text: str
    path: str
    context: str
    row: Row | None = None
    entry: Entry | None = None

    @property
    def where(self) -> str:
        """'path:line', of a file as a whole its path."""
        return self.path if self.row is None else place(self.row)


def findings(entries: Iterable[Entry], rows: Iterable[Row], unread: Mapping[str, Sequence[str]]) -> "Found":
    """What is found and what is undecided, both with the strongest kinds first, each in the order of the entries."""
    models = [entry for entry in entries if entry.usage != "mention"]
    found = [one for entry in models for one in _of_model(entry)]
    found += _of_places(models, rows)
    undecided = [one for entry in models for one in _undecided(entry)]
    undecided += [_remote(row) for row in rows if _may_trust(row)]
    undecided += [
        Finding("unresolved", _id("unresolved", row["mapping_id"]), "", "its model is not known", *_at(row))
        for row in rows
        if row["usage"] == "unresolved"
    ]
    undecided += _unread(unread)
    order = [*KINDS, *OPEN]
    return Found(*(sorted(each, key=lambda one: order.index(one.kind)) for each in (found, undecided)))


class Found(NamedTuple):
    """Findings, and what could not be decided."""

    findings: list[Finding]
    undecided: list[Finding]


def _of_model(entry: Entry) -> Iterator[Finding]:
    facts, judgement = entry.facts, entry.judgement
    if judgement is not None and judgement.verdict in OF_VERDICT:
        via = f" (by its base model {judgement.via})" if judgement.via else ""
        yield _made(OF_VERDICT[judgement.verdict], entry, f"{judgement.rule}{via}")
    if facts is None or facts.status == "unknown":
        return
    if facts.status == "gone":
        yield _made("gone", entry, "gone from its hub")
    if facts.status == "replaced" or facts.reused_name:
        yield _made("reused-name", entry, "another model had this name before")
    if not facts.license_known:
        return
    if facts.license is None:
        yield _made("unknown-license", entry, "declares no licence")
    elif not _known(facts.license):
        yield _made("unknown-license", entry, f"no rule knows the licence '{facts.license}'")


def _undecided(entry: Entry) -> Iterator[Finding]:
    """The kinds that nobody can decide for a model, with the reason."""
    facts, judgement = entry.facts, entry.judgement
    licences = ("conflict", "condition")
    if entry.hub not in (None, *LISTED):
        missing = f"of {entry.hub}, which is not looked up"
    elif facts is None:
        missing = NO_FACTS
    elif facts.status == "unknown":
        missing = "it is not public on its hub"
    else:
        if facts.status is None:
            yield _made("gone", entry, "the table of models does not say whether it is still there")
        if facts.reused_name is None and facts.status != "replaced":
            yield _made(
                "reused-name", entry, "not known here whether the name was another model's: give --models TABLE"
            )
        if not facts.license_known:
            yield _made("unknown-license", entry, NO_LICENCES)
        open_ = _open_licence(entry)
        if open_ is not None and (judgement is None or judgement.verdict not in OF_VERDICT):
            yield from (_made(kind, entry, open_) for kind in licences)
        elif open_ is not None and judgement is not None and judgement.verdict is Verdict.CONDITIONAL:
            yield _made("conflict", entry, open_)
        return
    yield from (
        _made(kind, entry, missing) for kind in ("conflict", "gone", "reused-name", "unknown-license", "condition")
    )


def _open_licence(entry: Entry) -> str | None:
    """Why the licences of a model and the repository cannot be held against each other; None where they can."""
    judgement, facts = entry.judgement, entry.facts
    if judgement is None:
        return NO_LICENCES
    if judgement.verdict is Verdict.REPOSITORY_LICENSE_MISSING:
        return "the repository has no licence: give --license SPDX or --license proprietary"
    if judgement.verdict in (Verdict.MODEL_LICENSE_MISSING, Verdict.NOT_COVERED):
        return judgement.rule + (f" (its base model {judgement.via})" if judgement.via else "")
    missing = [base.model_id for base in facts.bases if base.license is None] if facts is not None else []
    return f"the licence of its base model {missing[0]} is not known" if missing else None


def _known(licence: str) -> bool:
    """Whether rules know the terms of a licence: of a choice, those of one alternative."""
    from builder.licences.expressions import alternatives, named  # tables that a scan without facts needs not
    from builder.licences.terms import terms_of

    expressions, others = named(licence)
    return not others and all(
        any(all(terms_of(spdx) is not None for spdx in way) for way in alternatives(one)) for one in expressions
    )


def _of_places(entries: Iterable[Entry], rows: Iterable[Row]) -> Iterator[Finding]:
    """Calls at no fixed commit, and calls that run a model's code, the strongest place first."""
    for entry in entries:
        ordinals = _ordinals(entry.places)
        for row in entry.places:
            if row["trust_remote_code"] is True:
                yield _call("remote-code", entry.name, "code from the model's repository runs", row, ordinals, entry)
            if floats(row):
                yield _call("unpinned", entry.name, "loaded without a fixed commit", row, ordinals, entry)
    nameless = [row for row in rows if row["usage"] == "unresolved" and row["trust_remote_code"] is True]
    ordinals = _ordinals(nameless)
    for row in nameless:
        yield _call(
            "remote-code", "", "code from the repository of the model, whose name was not found, runs", row, ordinals
        )


def _call(
    kind: str, model: str, text: str, row: Row, ordinals: Mapping[str, int], entry: Entry | None = None
) -> Finding:
    """A finding of one call."""
    key = _id(kind, *_same(row), str(ordinals[row["mapping_id"]]))
    return Finding(kind, key, model, text, *_at(row), entry)


def _same(row: Row) -> tuple[str, str, str]:
    return row["path"], row["call"] or "", _written(row)


def _ordinals(rows: Iterable[Row]) -> dict[str, int]:
    """For each row, by its key, which of the equal calls of its file it is."""
    counts, made = Counter[tuple[str, str, str]](), {}
    for row in sorted(rows, key=lambda row: (row["path"], row["cell"] or 0, row["line"], row["column"])):
        made[row["mapping_id"]] = counts[_same(row)]
        counts[_same(row)] += 1
    return made


def _may_trust(row: Row) -> bool:
    """Whether a call may run a model's code or not, as a value says that is not known."""
    return row["trust_remote_code"] is None and "trust_remote_code" in (row["code"] or "") and row["usage"] != "mention"


def _remote(row: Row) -> Finding:
    text = "the value of trust_remote_code is not known"
    return Finding("remote-code", _id("remote-code?", row["mapping_id"]), row["model_name"] or "", text, *_at(row))


def _unread(unread: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """The files that could not be read, but for those where that does no harm."""
    for reason, paths in unread.items():
        if reason not in HARMLESS:
            text = f"not read: {REASONS.get(reason, reason)}"
            yield from (Finding("unread", _id("unread", path), "", text, path, "source") for path in paths)


def _made(kind: str, entry: Entry, text: str) -> Finding:
    """A finding of a model, at its strongest place."""
    name = min(_written(row) for row in entry.places).lower()  # as the code has it: the hub may rename a model
    return Finding(kind, _id(kind, entry.hub or "", name), entry.name, text, *_at(entry.places[0]), entry)


def _at(row: Row) -> tuple[str, str, Row]:
    return row["path"], row["context"], row


def _written(row: Row) -> str:
    """What a place is about, as the code has it."""
    return str(row["model_name"] or row["model_id"] or row["expression"] or "")


def _id(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]
