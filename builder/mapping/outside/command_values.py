"""The models among the words of one command: of a service that it asks, by rules, and by what the code demands."""

from collections.abc import Iterator
from dataclasses import replace

from builder.mapping.found import Target
from builder.mapping.names import SERVICE, at_service, hub_name
from builder.mapping.outside.command_demand import ByDemand
from builder.mapping.outside.command_line import Line, program_name
from builder.mapping.outside.command_naming import Value
from builder.mapping.outside.command_rules import ByRules
from builder.mapping.outside.key_values import OPENING, key_values
from builder.mapping.outside.stems import SERVICES
from builder.mapping.outside.variables import Variables
from builder.mapping.outside.wanted import HUB, Wanted
from builder.mapping.services import Asked

SPOKEN = "openai"  # whose requests hold the model's name


def values(line: Line, variables: Variables, wanted: Wanted) -> Iterator[Value]:
    """The models that a command names, as far as the variables before it are known."""
    yield from _asked(line, variables, wanted)
    for value in (*ByRules(line, variables, wanted).values(), *ByDemand(line, variables, wanted).values()):
        yield value if line.trusts is None else replace(value, trusts=line.trusts)


def _asked(line: Line, variables: Variables, wanted: Wanted) -> Iterator[Value]:
    """What a service of the Hub is asked for: the address names it, or the request does."""
    rules = wanted.signatures.names
    texts = [(word, text) for word in line.words for text in variables.expand(word)]
    addresses = [text.text for _, text in texts if any(service in text.text for service in SERVICES)]
    if not addresses:
        return
    target = Target(SERVICE, program_name(line.program), "model", HUB.hub)
    to_hub = next((one for one in addresses if (hub := rules.answering(one)) is not None and hub.listed), None)
    for word, text in texts:
        name = at_service(text.text, rules)
        if name is None and to_hub is not None and text.text[:1] in OPENING:
            given = (value for key, value in key_values(text.text) if key == "model")
            found = (hub_name(one, None, HUB, rules, asked=Asked(SPOKEN, to_hub)) for one in given)
            name = next((one._replace(hosted=True) for one in found if one is not None), None)
        if name is not None:
            yield Value(word, text, name, target, line.around(word))
