"""The paper's rule for the domain of a model."""

import pytest

from builder.reference.domains import DOMAINS, TASKS_BY_DOMAIN, domain_of

CASES = [
    pytest.param([], None, id="no task"),
    pytest.param(["pytorch", "license:mit", "Text Generation"], None, id="tags that are no task"),
    pytest.param(["text-generation"], "nlp", id="one task"),
    pytest.param(["text-generation", "summarization", "en"], "nlp", id="two tasks of one domain"),
    pytest.param(["text-classification", "audio-classification"], "multimodal", id="tasks of two domains"),
    pytest.param(["feature-extraction"], "multimodal", id="feature extraction is multimodal"),
    pytest.param(["text-to-image"], "multimodal", id="between two kinds of data"),
    pytest.param(["reinforcement-learning"], "other", id="none of the three"),
    pytest.param(["reinforcement-learning", "fill-mask"], "multimodal", id="'other' counts as a domain"),
]


@pytest.mark.parametrize(("tasks", "domain"), CASES)
def test_domain_of(tasks: list[str], domain: str | None) -> None:
    assert domain_of(iter(tasks)) == domain


def test_every_task_has_one_domain() -> None:
    assert len(DOMAINS) == sum(len(tasks.split()) for tasks in TASKS_BY_DOMAIN.values())
