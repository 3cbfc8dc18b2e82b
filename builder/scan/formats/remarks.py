"""What is to be known of a model beside its licence, a sentence each: for every format that people read."""

from collections.abc import Iterator

from builder.column_values import LISTED
from builder.licences.interface import Verdict
from builder.scan.entries import Entry

STATUS = {
    "gone": "gone from its hub: keep a copy, or choose another model",
    "replaced": "another model has taken its name: check which of the two is meant",
    "unknown": "not public on its hub: private, gone, or never there",
}


def remarks(entry: Entry) -> Iterator[str]:
    """Sentences about one entry, what needs attention first; nothing for a model of which nothing is to be said."""
    facts, judgement = entry.facts, entry.judgement
    if facts is not None and facts.status in STATUS:
        yield STATUS[facts.status]
    if facts is not None and facts.reused_name:
        yield "another model had this name before: pin the commit that is meant"
    former = sorted({row["model_name"] for row in entry.places if row["identity"] == "former_name"} - {None})
    if former:
        yield f"renamed: the code says {', '.join(former)}"
    if entry.remote_code:
        yield "trust_remote_code: code from the model's repository runs"
    if judgement is not None and judgement.verdict is Verdict.REPOSITORY_LICENSE_MISSING:
        yield from _owed(entry)
    elif judgement is not None:
        via = f" (by its base model {judgement.via})" if judgement.via else ""
        if judgement.verdict not in (Verdict.COMPATIBLE, Verdict.MODEL_LICENSE_MISSING):
            yield f"{judgement.rule}{via}"
        owed = [text for text in judgement.obligations if text not in judgement.rule]
        if owed:
            yield f"its licence asks: {'; '.join(owed)}"
    if facts is not None and facts.bases:
        yield "made from " + ", ".join(f"{one.model_id} ({one.license or 'licence not known'})" for one in facts.bases)


def name_with_hub(entry: Entry) -> str:
    """A model's name, with its registry or service in brackets where that is none whose models are judged."""
    return f"{entry.name} ({entry.hub})" if is_elsewhere(entry) else entry.name


def is_elsewhere(entry: Entry) -> bool:
    """Whether a model is on another registry or service than those that tables list; its terms are not judged."""
    return entry.hub not in (None, *LISTED)


def _owed(entry: Entry) -> Iterator[str]:
    """What the licence asks for each use of the model, where there is no licence to hold it against."""
    from builder.licences.owed import owed

    if entry.facts is not None:
        for when, asked in owed(entry.facts.license).items():
            yield f"{when}: {'; '.join(asked)}"
