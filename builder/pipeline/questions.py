"""The step `questions`: what a language model is to be asked about every card."""

import functools
from collections.abc import Mapping
from dataclasses import asdict, astuple
from typing import Any

import pyarrow as pa

from builder.engine.durable import digest
from builder.engine.step import Result
from builder.extraction import card
from builder.extraction import questions as asking
from builder.extraction.questions import Budget, Question
from builder.llm.reader import Reader
from builder.pipeline.context import Context, Planned, item_digest
from builder.pipeline.snapshots import CARD, CARD_DIGEST, card_rows
from builder.tables.records import of_step

QUESTIONS = pa.schema(
    [("key", pa.string()), ("text", pa.string()), ("part", pa.int64()), ("size", pa.int64()), ("cut", pa.bool_())]
    + [("choices", pa.list_(pa.string())), ("fields", pa.list_(pa.string()))]
)


def plan(context: Context, reader: Reader) -> Planned:
    """Every card that a snapshot holds: what the language model is to be asked about it."""
    budget, free_text = context.budget, context.settings.extraction.free_text
    fingerprint = digest(asking.VERSION, card.VERSION, reader.prompt_sha256, astuple(budget), free_text)
    run = functools.partial(_questions, budget=budget, free_text=free_text)
    step = context.step("questions", fingerprint, QUESTIONS, run)
    snapshots, taken = card_rows(context)
    query = f"SELECT item, {item_digest(*CARD_DIGEST)} AS digest, {CARD} FROM {snapshots} WHERE card IS NOT NULL"
    return Planned(step, query, taken.digest, functools.partial(of_step, context.workspace, "snapshots", check=True))


def _questions(item: dict[str, Any], budget: Budget, free_text: bool) -> Result:
    made, cut = questions_of(item, budget, free_text)
    return Result([{**asdict(question), "cut": cut} for question in made])


def questions_of(item: Mapping[str, Any], budget: Budget, free_text: bool) -> tuple[list[Question], bool]:
    """All questions about a card, those of its text first, and whether some of the text is left unread."""
    rules = card.ruled(item)
    made: list[Question] = []
    cut = False
    if free_text:
        made, cut = asking.questions(item["card"] or "", rules.front.end, rules.values, budget)
    groups = card.open_groups(item, rules)
    made += [
        Question(group.key, group.text, len(made) + at, len(group.text), group.choices)
        for at, group in enumerate(groups)
    ]
    return made, cut
