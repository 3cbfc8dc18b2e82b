"""Components of Gradio and ipywidgets: what they offer, and what they give before anybody touches them."""

from __future__ import annotations

from builder.mapping.python.frameworks import choices
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import CallString, Made, Site, Values

CHOOSING = ("Dropdown", "Radio", "CheckboxGroup", "Select", "ToggleButtons", "Combobox", "SelectMultiple")
HOLDING = ("Textbox", "Text", "State", "Textarea")
ROOTS = ("gradio", "gradio.components", "gradio.inputs", "ipywidgets")


def chosen(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`gr.Dropdown(choices, value=...)`: its value, and all others as choices."""
    listed, default = given(site, ("choices", "options"), 0), given(site, ("value", "default"), None)
    first = ev.evaluate(default.value, site.within(calls)) if default is not None else ()
    offered = choices.of_pairs(ev, listed.value, site.within(calls)) if listed is not None else ()
    return distinct((Made(f"gradio.{last_name(site.call)}", site), *step(first, "argument_parser"), *offered))


def held(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`gr.Textbox(value=...)`, `gr.State(value)`."""
    shown = given(site, ("value",), 0)
    first = ev.evaluate(shown.value, site.within(calls)) if shown is not None else ()
    return distinct((Made(f"gradio.{last_name(site.call)}", site), *step(first, "argument_parser")))


CALLS = {
    f"{root}.{name}": answer
    for root in ROOTS
    for names, answer in ((CHOOSING, chosen), (HOLDING, held))
    for name in names
}
