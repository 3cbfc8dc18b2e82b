"""Widgets of Streamlit: what they offer, and what they give before anybody touches them."""

from __future__ import annotations

from builder.mapping.python.frameworks import choices
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import CallString, Flag, Ref, Sequence, Site, Values

ROOTS = ("streamlit", "streamlit.sidebar")
ONE = ("selectbox", "radio", "select_slider")  # give the first of their options, or the one at `index`
SEVERAL = ("multiselect", "pills", "segmented_control")  # give none of them, or `default`
TEXTS = ("text_input", "text_area")
PLACES = ("columns", "tabs")  # give several places to put widgets in
PLACE = ("container", "expander", "form", "popover", "empty", "chat_message", "status")
MAX_PLACES = 12


def chosen(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`st.selectbox(label, options, index=0)`: the option at the index, and all others as choices."""
    options, index = given(site, ("options",), 1), given(site, ("index",), 2)
    if options is None:
        return ()
    offered = distinct(choices.of(ev, options.value, site.within(calls)))
    places = ev.evaluate(index.value, site.within(calls)) if index is not None else (Flag("0"),)
    numbers = [int(value.source) for value in places if isinstance(value, Flag) and value.source.isdigit()]
    first = [choices.taken(offered[number]) for number in numbers if number < len(offered)]
    return distinct((*first, *offered))


def several(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`st.multiselect(label, options, default)`: a list of what is chosen, of `pills` one alone."""
    options, default = given(site, ("options",), 1), given(site, ("default",), 2)
    chosen_first = ev.evaluate(default.value, site.within(calls)) if default is not None else ()
    offered = distinct(choices.of(ev, options.value, site.within(calls))) if options is not None else ()
    listed: Values = (Sequence((offered,)),) if offered else ()
    return distinct((*step(chosen_first, "argument_parser"), *listed, *offered))


def text(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`st.text_input(label, value)`."""
    shown = given(site, ("value",), 1)
    return step(ev.evaluate(shown.value, site.within(calls)), "argument_parser") if shown is not None else ()


def place(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """A place on the page, which has the same widgets."""
    return (Ref(ROOTS[0]),)


def places(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """Several places on the page."""
    return (Sequence(((Ref(ROOTS[0]),),) * MAX_PLACES),)


KINDS = ((ONE, chosen), (SEVERAL, several), (TEXTS, text), (PLACE, place), (PLACES, places))
CALLS = {f"{root}.{name}": answer for root in ROOTS for names, answer in KINDS for name in names}
