"""The table of discussions, and how the steps hand on those of a model."""

import pyarrow as pa

from builder.schemas.columns import BOOL, INT, TEXT, TEXTS, TIME, Table, records
from builder.schemas.columns import Column as C

# discussions of a model as the steps hand them on with its snapshot, of which the merge makes rows of DISCUSSIONS
TIMED = {"is_pull_request": BOOL, "created_at": TIME, "closed_at": TIME}
TALK = pa.field("discussions", records(num=INT, title=TEXT, status=TEXT, **TIMED, comments=INT, author_role=TEXT))

DISCUSSIONS = Table(
    "discussions",
    "One row per discussion of a model, or issue or pull request that names a model its repository uses.",
    key=("subject", "subject_id", "num"),
    order=("subject_id", "subject", "num"),
    columns=(
        C("subject", TEXT, "What it belongs to: 'model' or 'repository'.", values=("model", "repository")),
        C("subject_id", TEXT, "The `model_id` or the `repository_id`."),
        C("num", INT, "Its number in the model's discussions or the repository's issues and pull requests."),
        C("title", TEXT, "Its title; e-mail addresses, tokens and names of people are masked."),
        C("state", TEXT, "'open', 'closed', 'merged' or 'draft'."),
        C("is_pull_request", BOOL, "Whether it is a pull request."),
        C("created_at", TIME, "When it was opened."),
        C("closed_at", TIME, "When it was closed or merged; null while it is open, or if the source does not say."),
        C("comments", INT, "Number of comments."),
        C("labels", TEXTS, "Its labels on the host; null for discussions of models, which have none."),
        C(
            "models",
            TEXTS,
            "Models it is about. For a repository: models of its mappings that the title or text names, by `model_id`"
            " if known; otherwise the model itself.",
        ),
        C(
            "libraries",
            TEXTS,
            "For a repository: libraries of its mappings that the title or text names; null for a model.",
        ),
        C(
            "author_role",
            TEXT,
            "Role of its author: 'owner', 'member', 'contributor', 'other' or 'bot'; never the name.",
        ),
    ),
)
