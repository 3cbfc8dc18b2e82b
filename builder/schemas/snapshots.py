"""The table `snapshots`."""

from builder.schemas.columns import INT, TEXT, TEXTS, TIME, Table, records
from builder.schemas.columns import Column as C

FILE = records(path=TEXT, size=INT, oid=TEXT, lfs_sha256=TEXT, security=TEXT)
SNAPSHOTS = Table(
    "snapshots",
    "One row per model captured at a revision.",
    key=("model_id", "revision"),
    order=("model_id", "revision"),
    references={"model_id": "models.model_id"},
    columns=(
        C("model_id", TEXT, "The model.", kept=True),
        C("hub", TEXT, "Hub of the model.", kept=True),
        C(
            "captured_at",
            TIME,
            "Date of the build that took it: `as_of` in its settings, otherwise its start.",
            kept=True,
        ),
        C("downloads", INT, "The monthly downloads that selected the model.", kept=True),
        C("file_count", INT, "Number of files.", kept=True),
        C("total_bytes", INT, "Total size of the files, if the source gives sizes.", kept=True),
        C("files", FILE, "Files at that revision, weights and configs first, at most 1,000."),
        C("parameters", INT, "Number of parameters, from the headers of the safetensors files.", kept=True),
        C("dtypes", records(dtype=TEXT, parameters=INT), "Data types of these parameters, and the number of each."),
        C("commit_count", INT, "Number of commits.", kept=True),
        C("commits", records(sha=TEXT, date=TIME, title=TEXT), "The newest 200 commits."),
        C("discussion_count", INT, "Number of discussions; `discussions` has the newest 200.", kept=True),
        C("branches", TEXTS, "Branches of the model's repository."),
        C("tags", TEXTS, "Git tags of the model's repository."),
        C(
            "omitted",
            TEXTS,
            "What could not be captured, and why: 'card:too_large', 'files:bad_path:2' ...",
            kept=True,
        ),
        C("status", TEXT, "'captured', or 'gone' when the model has left its hub since.", kept=True),
        C("archive", TEXT, "URL of the list of files that were archived, each with its SHA-256; null if none were."),
        C("config", TEXT, "The model's config.json, as JSON text."),
        C("card", TEXT, "The model card, e-mail addresses and tokens masked; its authors' text."),
        C("revision", TEXT, "Commit of the model's repository.", kept=True),
        C("card_sha256", TEXT, "SHA-256 of the published card text (UTF-8).", kept=True),
    ),
)
