import pytest
from transformers import AutoModel

from triage.topics import TOPICS, Topics


@pytest.fixture(scope="session")
def tiny():
    return AutoModel.from_pretrained("hf-internal-testing/tiny-random-bert")


def test_hidden_size_is_small(tiny):
    assert tiny.config.hidden_size < 100


def test_topic_is_one_of_ours():
    assert Topics.load("google-bert/bert-base-uncased").of("Where is my parcel?") in TOPICS
