"""What is asked about a card: by group of fields, each with a key of its own."""

import pytest

from builder.extraction import prompts
from builder.extraction.answers import GROUPS
from builder.extraction.prompts import CardPrompt
from builder.extraction.questions import Budget, Question, questions
from builder.llm.reader import Reader

CARD = "# Bog\n\nIt reads bogs and fens. Funded by grant K-1.\n"


def asked() -> dict[tuple[str, ...], Question]:
    return {one.fields: one for one in questions(CARD, 0, {}, Budget(4000, 2))[0]}


def test_a_changed_group_of_fields_is_asked_again_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    before, reader = asked(), Reader("reader", "reader", None, 500, 4000, CardPrompt(), free_text=True)
    digests = reader.digest, reader.prompt_sha256
    monkeypatch.setitem(prompts.EXAMPLES, "hyperparameters", ("# Bog. seed: 4", [{"quote": "seed: 4", "name": "seed"}]))
    prompts._asked.cache_clear()
    try:
        after = asked()
        assert (reader.digest == digests[0], before.keys() == after.keys()) == (True, True)
        changed = [fields for fields in after if after[fields].key != before[fields].key]
        assert changed == [fields for fields in GROUPS if "hyperparameters" in fields]
    finally:
        prompts._asked.cache_clear()


def test_fields_that_are_filled_are_not_asked_for() -> None:
    made, cut = questions(CARD, 0, {"grants": ["K-1"]}, Budget(4000, 2))
    assert not cut
    assert "grants" not in {name for one in made for name in one.fields}
    assert len({one.key for one in made}) == len(made) == len(GROUPS)
