"""The table of when uses began, changed and ended."""

from builder.schemas.columns import TEXT, TIME, Table
from builder.schemas.columns import Column as C

EVENTS = ("added", "removed", "renamed", "repinned")
MAPPING_EVENTS = Table(
    "mapping_events",
    "One row per commit at which a file of a repository begins, changes or ends its use of a model.",
    key=("repository_id", "commit", "path", "library", "model_name", "event"),
    order=("repository_id", "date", "commit", "path", "library", "model_name", "event"),
    references={"repository_id": "repositories.repository_id", "model_id": "models.model_id"},
    columns=(
        C("repository_id", TEXT, "The repository."),
        C("path", TEXT, "The file, as it is called at that commit."),
        C(
            "event",
            TEXT,
            "'added' (the file names it for the first time, or again), 'removed' (no longer), 'renamed' (another file"
            " names it since) or 'repinned' (at another revision).",
            values=EVENTS,
        ),
        C("model_id", TEXT, "The model in `models` that the name means today; null if it is none of them."),
        C("model_name", TEXT, "The model's name in the code."),
        C("date", TIME, "Its committer's date."),
        C("revision", TEXT, "Revision that the file pins since; null if none, or where the use was removed."),
        C("before", TEXT, "What was before: the file's name ('renamed'), or the pinned revision ('repinned')."),
        C("library", TEXT, "Library whose call it is."),
        C("hub", TEXT, "Hub, registry or service whose model it is."),
        C("commit", TEXT, "The commit, on the way of first parents to the one that was read."),
    ),
)
