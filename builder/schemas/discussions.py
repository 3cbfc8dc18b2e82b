"""The table of discussions, and how the steps hand on those of a model."""

import pyarrow as pa

from builder.schemas.columns import BOOL, INT, TEXT, TEXTS, TIME, Table, records
from builder.schemas.columns import Column as C

# discussions of a model as the steps hand them on with its snapshot, of which the merge makes rows of DISCUSSIONS
TIMED = {"is_pull_request": BOOL, "created_at": TIME, "closed_at": TIME}
TALK = pa.field("discussions", records(num=INT, title=TEXT, status=TEXT, **TIMED, comments=INT, author_role=TEXT))

DISCUSSIONS = Table(
    "discussions",
    "One row per discussion of a model, and per issue or pull request of a repository that names a model it maps.",
    key=("subject", "subject_id", "num"),
    order=("subject_id", "subject", "num"),
    columns=(
        C("subject", TEXT, "Whose it is: 'model' or 'repository'.", values=("model", "repository")),
        C("subject_id", TEXT, "The `model_id` or the `repository_id`."),
        C("num", INT, "Its number there."),
        C("title", TEXT, "Its title, addresses, tokens and names of people masked."),
        C("state", TEXT, "'open', 'closed', 'merged' or 'draft'."),
        C("is_pull_request", BOOL, "Whether it proposes a change."),
        C("created_at", TIME, "When it was begun."),
        C("closed_at", TIME, "When it was closed or merged; null while it is open, or where the source does not say."),
        C("comments", INT, "How many comments it has."),
        C("labels", TEXTS, "Its labels on the host; null on a hub, which has none."),
        C(
            "models",
            TEXTS,
            "Models it is about: mapped ones that a repository's title or text name, by `model_id` where that is known;"
            " else the model itself.",
        ),
        C(
            "libraries",
            TEXTS,
            "Of a repository's: libraries of its mappings that title or text name; null of a model's.",
        ),
        C(
            "author_role",
            TEXT,
            "What its author is to it: 'owner', 'member', 'contributor', 'other' or 'bot'; no name.",
        ),
    ),
)
