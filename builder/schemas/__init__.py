"""The tables: columns with a sentence each, keys, references, order. Everything else takes its shape from here."""

from builder.schemas.columns import Table
from builder.schemas.discussions import DISCUSSIONS, TALK
from builder.schemas.extracted_metadata import EXTRACTED_METADATA
from builder.schemas.mapping_events import MAPPING_EVENTS
from builder.schemas.mappings import MAPPINGS
from builder.schemas.models import MODELS
from builder.schemas.pairs import PAIRS
from builder.schemas.repositories import QUERIES, REPOSITORIES
from builder.schemas.snapshots import SNAPSHOTS

# a release adds those of dataset/derived.py
TABLES = (
    *(MODELS, SNAPSHOTS, REPOSITORIES, MAPPINGS, PAIRS, EXTRACTED_METADATA, QUERIES),
    *(DISCUSSIONS, MAPPING_EVENTS),
)
BY_NAME = {table.name: table for table in TABLES}

__all__ = [
    "BY_NAME",
    "DISCUSSIONS",
    "EXTRACTED_METADATA",
    "MAPPINGS",
    "MAPPING_EVENTS",
    "MODELS",
    "PAIRS",
    "QUERIES",
    "REPOSITORIES",
    "SNAPSHOTS",
    "TABLES",
    "TALK",
    "Table",
]
