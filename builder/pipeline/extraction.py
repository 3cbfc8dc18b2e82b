"""The step `extraction`: every card read into typed fields, with the answers of a language model if there is one."""

import functools
from dataclasses import astuple
from datetime import datetime
from typing import Any

import pyarrow as pa

from builder.engine.durable import digest
from builder.engine.step import Result
from builder.extraction import card
from builder.llm import answer_journal
from builder.llm.reader import Reader
from builder.pipeline.context import Context, Planned, item_digest
from builder.pipeline.questions import QUESTIONS
from builder.pipeline.snapshots import CARD, CARD_DIGEST, card_rows
from builder.tables.records import of_step, relation

ANSWERED = ("key", "status", "text", "card_tokens", "output_tokens", "server")


def plan(context: Context, reader: Reader | None = None) -> Planned:
    """Every card that a snapshot holds, with the answers of the language model if there is one."""
    run = functools.partial(_extract, as_of=context.as_of, provenance=reader.provenance() if reader else {})
    asked = [reader.digest, reader.prompt_sha256, astuple(context.budget)] if reader else []
    fingerprint = digest(card.VERSION, card.ROWS.to_string(), asked)
    step = context.step("extraction", fingerprint, card.ROWS, run)
    snapshots, taken = card_rows(context)
    check = functools.partial(of_step, context.workspace, "snapshots", check=True)
    if reader is None:
        query = f"SELECT item, {item_digest(*CARD_DIGEST)} AS digest, {CARD} FROM {snapshots} WHERE card IS NOT NULL"
        return Planned(step, query, taken.digest, check)
    answers, inputs = _answers(context, reader)
    query = f"""
SELECT item, {item_digest(*CARD_DIGEST, "first", "others", "cut")} AS digest, {CARD}, first, others, cut
FROM {snapshots} LEFT JOIN ({answers}) USING (item) WHERE card IS NOT NULL"""
    return Planned(step, query, digest(taken.digest, inputs), check)


def _answers(context: Context, reader: Reader) -> tuple[str, str]:
    """SQL of the answers by item, and the digest of what it reads.

    Those to the first part stand apart: few cards have more, and a list of long texts has to fit in memory.
    """
    asked = of_step(context.workspace, "questions")
    journal = answer_journal.path_of(context.workspace.root, reader.digest)
    answer = "{" + ", ".join(f"'{name}': said.{name}" for name in ANSWERED) + "}"
    query = f"""
WITH asked AS (SELECT item, key, part, cut FROM {relation(asked, pa.schema([("item", pa.string()), *QUESTIONS]))}),
said AS (SELECT item, part, cut, {answer} AS answer
  FROM asked JOIN {answer_journal.relation(journal)} AS said USING (key)),
more AS (SELECT item, list(answer ORDER BY part) AS others FROM said WHERE part > 0 GROUP BY item)
SELECT item, answer AS first, cut, others FROM said LEFT JOIN more USING (item) WHERE part = 0"""
    return query, digest(asked.digest, answer_journal.digest(journal))


def _extract(item: dict[str, Any], as_of: datetime, provenance: dict[str, Any]) -> Result:
    said = [item["first"], *(item["others"] or ())] if item.get("first") else []
    row = card.extract(item, [card.Answered(**answer) for answer in said], bool(item.get("cut")))
    named = provenance if said else {}
    return Result([{**row, **named, **card.for_models(item["card"] or ""), "extracted_at": as_of}])
