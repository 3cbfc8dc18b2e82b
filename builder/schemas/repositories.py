"""The tables `repositories`, and `queries` that found them."""

from builder.schemas.columns import BOOL, INT, TEXT, TEXTS, TIME, Table, records
from builder.schemas.columns import Column as C

FOUND = records(source=TEXT, query=TEXT, slice=TEXT, total=INT, complete=BOOL)
REPOSITORIES = Table(
    "repositories",
    "One row per repository that was found or given, whether or not it could be scanned.",
    key=("repository_id",),
    order=("repository_id",),
    columns=(
        C("repository_id", TEXT, "'owner/name'."),
        C("description", TEXT, "Description on the host, at most 300 characters."),
        C("stars", INT, "Stars on the host."),
        C("license_spdx", TEXT, "Licence detected from the files, as an SPDX expression; null when not recognised."),
        C("license_declared", TEXT, "Licence as the host reports it."),
        C("languages", TEXTS, "Programming languages, most bytes first."),
        C("topics", TEXTS, "Topics on the host."),
        C("dependencies", records(name=TEXT, specifier=TEXT, path=TEXT), "Machine-learning packages that it requires."),
        C("url", TEXT, "Page of the repository; null for a local one."),
        C("created_at", TIME, "When the repository was created."),
        C("pushed_at", TIME, "When it was last pushed to."),
        C("scan_status", TEXT, "'scanned', 'partial' (some files unreadable), 'not_fetched' or 'failed'."),
        C("files_scanned", INT, "Number of files read in the search for models."),
        C("files_skipped", INT, "Number of files that should have been read, but could not be."),
        C("forks", INT, "Forks on the host."),
        C("is_fork", BOOL, "Whether it is a fork."),
        C("is_archived", BOOL, "Whether it is archived."),
        C("size_kb", INT, "Total size of its files, in kB (1,000 bytes)."),
        C("issue_count", INT, "Number of issues on the host, open and closed."),
        C("pull_request_count", INT, "Number of pull requests on the host, open and closed."),
        C(
            "model_issue_count",
            INT,
            "Number of its issues in `discussions`, which name one of its models or their libraries; null: not read.",
        ),
        C("model_pull_request_count", INT, "Number of its pull requests in `discussions`, likewise."),
        C("license_files", TEXTS, "Paths of the licence files."),
        C("models_declared", TEXTS, "Models that the host lists as used (only for Spaces); null if it lists none."),
        C(
            "found_by",
            FOUND,
            "Sources and queries that found it, with the slice of the query, its number of results, and whether all"
            " were returned.",
        ),
        C("former_ids", TEXTS, "Names that the repository had before."),
        C("status", TEXT, "'present', 'empty', 'gone' or 'blocked' (by the host, for legal reasons or abuse)."),
        C(
            "host",
            TEXT,
            "Where the repository is hosted ('github.com'); 'local' for a folder on the machine of the build.",
        ),
        C("default_branch", TEXT, "Default branch on the host."),
        C("committed_at", TIME, "Date of `commit`."),
        C("scanned_at", TIME, "Date of the build that scanned it: `as_of` in its settings, otherwise its start."),
        C("captured_at", TIME, "Date of the build that read its files and licence, likewise."),
        C("commit", TEXT, "Commit that was read; null for a folder that is not under git."),
        C("host_id", TEXT, "The host's own immutable id."),
        C(
            "fingerprint",
            TEXT,
            "SHA-256 of the set of contents of its source files: the same for exact copies and unchanged forks.",
        ),
    ),
)

QUERIES = Table(
    "queries",
    "One row per search query for repositories, or part (slice) of one.",
    key=("source", "query", "slice"),
    order=("source", "query", "slice"),
    columns=(
        C("source", TEXT, "Name of the source in the build's settings."),
        C("query", TEXT, "The query, as it was sent."),
        C("slice", TEXT, "Part of the query that one search covered, in the source's syntax; '' for all of it."),
        C("total", INT, "Number of results, as the source reports it; null if it does not."),
        C("complete", BOOL, "Whether the source returned all of them."),
        C("asked_at", TIME, "When it was sent: the date of the build."),
    ),
)
