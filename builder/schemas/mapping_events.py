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
        C("path", TEXT, "Path of the file at that commit."),
        C(
            "event",
            TEXT,
            "What happened: 'added' (the file names the model for the first time, or again), 'removed', 'renamed' (the"
            " file has a new path) or 'repinned' (another revision).",
            values=EVENTS,
        ),
        C("model_id", TEXT, "The model in `models` that the name refers to today; null if there is none."),
        C("model_name", TEXT, "The model's name in the code."),
        C("date", TIME, "Committer date of the commit."),
        C("revision", TEXT, "Revision in the file after the commit; null if none, or if the use was removed."),
        C("before", TEXT, "The former path ('renamed') or the former revision ('repinned')."),
        C("library", TEXT, "Library that is called."),
        C("hub", TEXT, "Hub, registry or service that the model is from."),
        C("commit", TEXT, "The commit; only first parents of the scanned commit are followed."),
    ),
)
