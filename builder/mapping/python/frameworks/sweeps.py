"""Searches over settings: of Weights & Biases, Optuna, Ray Tune, hyperopt and scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.frameworks.written_calls import written_calls
from builder.mapping.python.values import objects
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import (
    CallString,
    Made,
    Pairs,
    Point,
    Ref,
    Sequence,
    Site,
    Str,
    Structure,
    Value,
    Values,
)

WANDB = b"wandb"
RUN = "wandb.Run"
VALUES = ("values", "value")


def elements(ev: Evaluator, site: Site, position: int, calls: CallString, *names: str) -> Values:
    """Every element of a list that a call is given."""
    shown = given(site, names, position)
    owners = ev.evaluate(shown.value, site.within(calls)) if shown is not None else ()
    return step(distinct(value for owner in owners for element in objects.elements(ev, owner) for value in element))


def first(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`tune.choice([...])`, `tune.grid_search([...])`."""
    return elements(ev, site, 0, calls, "categories", "values")


def second(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`trial.suggest_categorical("name", [...])`, `hp.choice("name", [...])`."""
    return elements(ev, site, 1, calls, "choices", "options")


def grid(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`ParameterGrid({"name": [...]})`: a dictionary with every value of each key."""
    shown = given(site, ("param_grid", "param_distributions"), 0)
    owners = ev.evaluate(shown.value, site.within(calls)) if shown is not None else ()
    tables = [_each_value(ev, owner) for owner in owners if isinstance(owner, Structure | Pairs)]
    return (Sequence(tuple((table,) for table in tables)),) if tables else ()


def _each_value(ev: Evaluator, table: Value) -> Pairs:
    """A dictionary of lists as one of their elements."""
    keys = [element for element in objects.elements(ev, table) if all(isinstance(key, Str) for key in element)]
    lists = [[owner for key in element for owner in objects.item(ev, table, (key,), ())] for element in keys]
    values = [
        distinct(one for owner in owners for part in objects.elements(ev, owner) for one in part) for owners in lists
    ]
    return Pairs(tuple(zip(keys, values, strict=True)))


def run(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`wandb.init(...)`."""
    return (Made(RUN, site),)


def configured(ev: Evaluator, owner: Made | Ref, name: str, point: Point) -> Values:
    """`wandb.config`, `run.config`: what `init` and sweeps of the repository say of it."""
    if name != "config":
        return ()
    return ev.apart(("wandb", point.file.path), lambda: distinct(_said(ev, point)), ())


def _said(ev: Evaluator, point: Point) -> Iterator[Value]:
    others = (file for file in ev.files.values() if file is not point.file and file.facts.holds(WANDB))
    for file in (point.file, *others):
        for site in written_calls(ev, file, "init", "wandb.init", RUN):
            shown = given(site, ("config",), None)
            yield from ev.evaluate(shown.value, site.point) if shown is not None else ()
        for site in written_calls(ev, file, "sweep", "wandb.sweep"):
            shown = given(site, ("sweep",), 0)
            for table in ev.evaluate(shown.value, site.point) if shown is not None else ():
                for inner in objects.item(ev, table, (Str("parameters", "", 0),), ()):
                    yield _swept(ev, inner)


def _swept(ev: Evaluator, table: Value) -> Pairs:
    """The parameters of a sweep, each with its value or its values."""
    pairs: list[tuple[Values, Values]] = []
    for element in objects.elements(ev, table):
        for spec in objects.item(ev, table, element, ()):
            plural, single = (objects.item(ev, spec, (Str(word, "", 0),), ()) for word in VALUES)
            listed = [one for owner in plural for part in objects.elements(ev, owner) for one in part]
            pairs.append((element, distinct(one for one in (*listed, *single) if isinstance(one, Str))))
    return Pairs(tuple(pairs))


CALLS = {
    "ray.tune.choice": first,
    "ray.tune.grid_search": first,
    "hyperopt.hp.choice": second,
    "hyperopt.hp.pchoice": second,
    "sklearn.model_selection.ParameterGrid": grid,
    "sklearn.model_selection.ParameterSampler": grid,
    "wandb.init": run,
}
MEMBERS = {"wandb": configured, RUN: configured}
METHODS = {"suggest_categorical": second}
