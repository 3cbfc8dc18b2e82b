"""Calls of other libraries whose values are known, by qualified name; and methods known by their own name alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from builder.mapping.python.frameworks import (
    config_nodes,
    docopt,
    environments,
    gradio,
    omegaconf,
    parsed_records,
    pytest,
    regular_expressions,
    sacred,
    settings_objects,
    streamlit,
    sweeps,
    traitlets,
    web_forms,
)
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import CallString, File, Made, Point, Ref, Site, Values

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
    **environments.CALLS,
    **settings_objects.CALLS,
    **docopt.CALLS,
    **traitlets.CALLS,
    **sweeps.CALLS,
    **parsed_records.CALLS,
    **web_forms.CALLS,
    **regular_expressions.CALLS,
}
METHODS: Mapping[str, Given] = {
    "getfixturevalue": pytest.fixture_value,
    "getoption": pytest.option,
    **sweeps.METHODS,
}
# What objects of other libraries give when they are called, and what an attribute or item of theirs is.
OBJECTS: Mapping[str, Callable[[Evaluator, Made, Site, CallString], Values]] = environments.OBJECTS
MEMBERS: Mapping[str, Callable[[Evaluator, Made | Ref, str, Point], Values]] = {
    **settings_objects.MEMBERS,
    **config_nodes.MEMBERS,
    **sweeps.MEMBERS,
}
# What decorators that are not called give the parameters of a function, by file and name.
PARAMETERS: Mapping[str, Callable[[Evaluator, File, str], Values]] = sacred.PARAMETERS
