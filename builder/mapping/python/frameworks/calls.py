"""Calls of other libraries whose values are known, by qualified name; and methods known by their own name alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from builder.mapping.python.frameworks import gradio, omegaconf, pytest, streamlit
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import CallString, Made, Site, Values

Given = Callable[[Evaluator, Site, CallString], Values]


def _kept(name: str) -> Given:
    """The call as a value of its own, for whoever asks for its arguments."""
    return lambda ev, site, calls: (Made(name, site),)


CALLS: Mapping[str, Given] = {
    "pytest.param": pytest.made,
    "pytest.mark.parametrize": pytest.made,
    "parameterized.param": _kept("parameterized.param"),
    "click.option": _kept("click.option"),
    "click.argument": _kept("click.argument"),
    **omegaconf.CALLS,
    **streamlit.CALLS,
    **gradio.CALLS,
}
METHODS: Mapping[str, Given] = {
    "getfixturevalue": pytest.fixture_value,
    "getoption": pytest.option,
}
