"""Tables that a release has beside those of a build, from which they are derived: `models_history`."""

from builder import schemas
from builder.schemas.columns import INT, TEXT, Column, Table

MODELS_HISTORY = Table(
    "models_history",
    "One row per release and model that was present in it: grows with every release, and is never rewritten.",
    key=("release", "model_id"),
    order=("release", "model_id"),
    columns=(
        *(Column("release", TEXT, "The release."), Column("model_id", TEXT, "The model.")),
        *(Column("downloads", INT, "Downloads in the 30 days before the release."), Column("likes", INT, "Likes.")),
        Column("status", TEXT, "Always 'present': models with another status are only in `models`."),
    ),
)
PUBLISHED = (*schemas.TABLES, MODELS_HISTORY)  # all tables of a release
