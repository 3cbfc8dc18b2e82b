"""What the Hub is asked for is what its own client knows: the next property is noticed here."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from huggingface_hub import HfApi

from builder.hub import properties
from builder.pipeline import drift


def test_every_property_of_the_client_is_asked_for_or_passed_over() -> None:
    assert properties.unheard_of() == []
    assert properties.withdrawn() == []


def expanded(function: Callable[..., Any]) -> set[str]:
    """The properties that the client's own documentation says a question of it can have."""
    told = function.__doc__ or ""
    return set(re.findall(r'`"([\w-]+)"`', told[told.index("expand") :]))


def test_of_single_models_alone_is_what_the_client_cannot_ask_a_list_for() -> None:
    listed, of_one = expanded(HfApi.list_models), expanded(HfApi.model_info)
    assert set(properties.LISTED) <= listed
    assert of_one - listed == set(properties.OF_ONE)


def test_none_is_listed_twice() -> None:
    named = [*properties.LISTED, *properties.OF_ONE, *properties.PASSED_OVER]
    assert len(named) == len(set(named))


def test_a_new_property_and_one_that_went_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(properties, "LISTED", tuple({*properties.LISTED, "bogOak"} - {"sha"}))
    found = drift.properties()
    assert any("'sha'" in fault for fault in found)
    assert any("'bogOak'" in fault for fault in found)
    assert len(found) == 2
