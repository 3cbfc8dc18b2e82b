"""What holds up a build of a million repositories: the stages, by their figures alone."""

from pathlib import Path
from typing import Any

import pytest

from builder.pipeline import scale, search_estimate
from builder.settings import build as settings

MILLION = 1_000_000


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (scale, search_estimate):
        monkeypatch.setattr(module, "github_token", lambda: "token")


def parsed(*sources: dict[str, Any], **more: Any) -> settings.Settings:
    named = [{"name": f"s{number}", **source} for number, source in enumerate(sources)]
    return settings.parse({"sources": named, **more}, Path(), "test")


ALL = parsed({"kind": "github"}, {"kind": "github_facts", "discussions": True})


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(parsed({"kind": "list", "path": "a", "taken_at": "2026-11-01"}), id="a list asks nobody"),
        pytest.param(parsed({"kind": "github"}, repositories={"fetch": False}), id="nothing is fetched"),
        pytest.param(parsed({"kind": "github_facts"}), id="nothing is found"),
    ],
)
def test_nothing_to_tell(wanted: settings.Settings) -> None:
    assert not scale.finds(wanted)


def test_the_stages_of_a_million() -> None:
    hours = {stage.name: stage.hours for stage in scale.stages(ALL, MILLION, 100)}
    assert hours[scale.SCANNING] == pytest.approx(MILLION * search_estimate.FETCH_S / 100 / 3600)
    assert hours.keys() == {"s0", "s1", "s1: issues and pull requests", scale.SCANNING}


def test_a_few_workers_are_what_holds_it_up_and_many_are_not() -> None:
    few, many = ("\n".join(scale.lines(ALL, workers)) for workers in (2, 256))
    assert "the slowest part is fetching and scanning (17.4 days)" in few
    assert "with 4 workers or more, it is s0 (9.6 days)" in few
    assert "the slowest part is s0 (9.6 days)" in many
    assert "or more" not in many
