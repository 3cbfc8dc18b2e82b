"""The tables `repositories`, and `queries` that found them."""

from builder.schemas.columns import BOOL, INT, TEXT, TEXTS, TIME, Table, records
from builder.schemas.columns import Column as C

FOUND = records(source=TEXT, query=TEXT, slice=TEXT, total=INT, complete=BOOL)
REPOSITORIES = Table(
    "repositories",
    "One row per repository that was looked at for models.",
    key=("repository_id",),
    order=("repository_id",),
    columns=(
        C("repository_id", TEXT, "'owner/name'."),
        C("description", TEXT, "Description on the host, at most 300 characters."),
        C("stars", INT, "Stars on the host."),
        C("license_spdx", TEXT, "Licence detected from the files, as an SPDX expression; null when not recognised."),
        C("license_declared", TEXT, "Licence in the host's word."),
        C("languages", TEXTS, "Programming languages, most bytes first."),
        C("topics", TEXTS, "Topics on the host."),
        C("dependencies", records(name=TEXT, specifier=TEXT, path=TEXT), "Machine-learning packages it asks for."),
        C("url", TEXT, "Page of the repository; null for a local one."),
        C("created_at", TIME, "When the repository was made."),
        C("pushed_at", TIME, "When it was last pushed to."),
        C("scan_status", TEXT, "'scanned', 'partial' (some files unreadable), 'not_fetched' or 'failed'."),
        C("files_scanned", INT, "Files read for models."),
        C("files_skipped", INT, "Files that should have been read and could not be."),
        C("forks", INT, "Forks on the host."),
        C("is_fork", BOOL, "Whether it is a fork."),
        C("is_archived", BOOL, "Whether it is archived."),
        C("size_kb", INT, "Size of the files that were looked at, in kB (1,000 bytes)."),
        C("issue_count", INT, "Issues on the host, open and closed."),
        C("pull_request_count", INT, "Pull requests on the host, open and closed."),
        C(
            "model_issue_count",
            INT,
            "Issues that name a mapped model or its library: those in `discussions`; null: unread.",
        ),
        C("model_pull_request_count", INT, "Pull requests in `discussions`, likewise."),
        C("license_files", TEXTS, "Paths of the licence files."),
        C("models_declared", TEXTS, "Models that the host itself says it uses (Spaces); null where it says nothing."),
        C(
            "found_by",
            FOUND,
            "Sources and queries that found it: slice of the query, its results, whether all of them were given.",
        ),
        C("former_ids", TEXTS, "Names that the repository had before."),
        C("status", TEXT, "'present', 'empty', 'gone' or 'blocked' (by the host, for legal reasons or abuse)."),
        C("host", TEXT, "Where the repository lives ('github.com'), 'local' for a folder of this machine."),
        C("default_branch", TEXT, "Branch that the repository shows first."),
        C("committed_at", TIME, "Date of that commit."),
        C("scanned_at", TIME, "Date of the build that scanned it: `as_of` of its settings, else when it began."),
        C("captured_at", TIME, "Date of the build that read its files and licence, likewise."),
        C("commit", TEXT, "Commit that was read; null for a folder that is not under git."),
        C("host_id", TEXT, "The host's own immutable id."),
        C("fingerprint", TEXT, "SHA-256 of the set of contents of its source files: the same for copies and forks."),
    ),
)

QUERIES = Table(
    "queries",
    "One row per query that a source was asked for repositories, or per slice of one.",
    key=("source", "query", "slice"),
    order=("source", "query", "slice"),
    columns=(
        C("source", TEXT, "Name of the source in the build's settings."),
        C("query", TEXT, "What was asked, as it was sent."),
        C("slice", TEXT, "Part of the query that was asked at once, in the source's words; '' for the whole."),
        C("total", INT, "Results that there are, as the source says; null where it does not."),
        C("complete", BOOL, "Whether every one of them was given."),
        C("asked_at", TIME, "When it was asked: the build's moment."),
    ),
)
