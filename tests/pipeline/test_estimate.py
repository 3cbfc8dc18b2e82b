"""What a build from a live Hub will cost, before it asks for anything."""

import command
import pytest

from builder.pipeline.estimate import describe, estimates
from builder.settings import build as settings


@pytest.mark.parametrize("name", ["hub", "live", "paper"])
def test_the_settings_that_come_with_it(name, tmp_path):
    done = command.here("build", "--config", name, "--plan", cwd=tmp_path)
    assert (done.returncode, done.stderr, [*tmp_path.iterdir()]) == (0, "", [])
    (estimate,) = estimates(settings.load(name))
    lines = done.stdout.splitlines()
    assert lines[: len(describe(estimate))] == describe(estimate)
    assert bool(lines[len(describe(estimate)) :]) == (name == "hub")  # which searches for repositories, too


def of(**more):
    source = {"kind": "huggingface", "name": "hub"} | more.pop("source", {})
    raw = {"sources": [source]} | more
    (found,) = estimates(settings.parse(raw, settings.Path(), "test"))
    return found


def test_the_paper_and_today():
    today = of()
    assert (today.models, today.snapshots) == (2_700_000, 162_000)
    assert today.requests == {"api": 2700 + 4 * 162_000, "resolvers": 3 * 162_000}
    assert 100 < today.hours < 120
    assert of(source={"authorized": True}).hours < today.hours * 0.7
    assert of(snapshots={"archive": "all", "archive_url": "a"}).bytes > 10**14


def test_a_hundred_models_take_minutes():
    assert of(source={"limit": 100, "order": "downloads"}).requests == {"api": 401, "resolvers": 300}
    assert of(source={"limit": 100, "order": "downloads"}).hours < 0.1


def test_what_asks_nobody_has_no_estimate(tmp_path):
    done = command.here("build", "--config", "sample", "--plan", cwd=tmp_path)
    assert done.stdout == "these settings send no requests: there is nothing to estimate\n"
