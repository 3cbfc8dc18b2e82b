"""Images of containers, by the references of registries."""

import pytest

from builder.mapping.outside.container_images import Images, untagged
from builder.reference.outside_rules import CommandRule

RULE = CommandRule(words=("serve",), library="server", images=("maker/server-openai", "maker/plain"))
IMAGES = Images([RULE])


@pytest.mark.parametrize(
    "reference",
    [
        "maker/server-openai",
        "maker/server-openai:v1.2",
        "maker/server-openai@sha256:0123456789abcdef",
        "maker/server-openai:v1@sha256:0123456789abcdef",
        "maker/server-openai:${TAG:-latest}",
        "docker.io/maker/server-openai:v1",
        "registry.example:5000/mirror/server-openai:v1",
        "registry.example/a/b/server-openai-cpu:v1",
        "docker.io/maker/plain",
    ],
)
def test_of_a_rule(reference: str) -> None:
    assert list(IMAGES.of(reference)) == [RULE]


@pytest.mark.parametrize(
    "reference", ["", "plain", "other/plain:v1", "other/openai", "other/my-server-openai", "maker"]
)
def test_of_none(reference: str) -> None:
    assert list(IMAGES.of(reference)) == []


@pytest.mark.parametrize(
    ("reference", "image"),
    [("host:5000/a/b:1", "host:5000/a/b"), ("a:1", "a"), ("a@sha256:0f", "a"), ("", "")],
)
def test_untagged(reference: str, image: str) -> None:
    assert untagged(reference) == image
