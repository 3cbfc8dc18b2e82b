"""What the steps over cards read: every card that a snapshot holds, with the facts of its record."""

import pyarrow as pa

from builder.pipeline.context import Context
from builder.pipeline.snapshots import SNAPSHOT_ROWS
from builder.tables.records import Part, of_step, relation

CARD = """model_id, revision, card, card_sha256, config, record_tags AS tags, record_task AS task,
  record_library AS library, record_parameters AS parameters, record_parameters_source AS parameters_source,
  record_languages AS languages, record_base_models AS base_models, record_eval_results AS eval_results, eval_files"""
CARD_DIGEST = (
    *("card_sha256", "record_tags", "record_task", "record_library", "record_parameters", "config"),
    *("record_languages", "record_base_models", "record_eval_results", "eval_files"),
)


def card_rows(context: Context) -> tuple[str, Part]:
    """SQL of the committed rows of snapshots, and the files that it reads."""
    taken = of_step(context.workspace, "snapshots")
    return relation(taken, pa.schema([("item", pa.string()), *SNAPSHOT_ROWS])), taken
