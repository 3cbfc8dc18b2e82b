"""The models among the words of one command: of a service that it asks, by rules, and by what the code demands."""

from collections.abc import Iterator
from dataclasses import replace

from builder.mapping.formats.words import Word
from builder.mapping.found import Target
from builder.mapping.names import SERVICE, at_service, hub_name
from builder.mapping.outside.command_demand import ByDemand
from builder.mapping.outside.command_edits import edits, may_edit
from builder.mapping.outside.command_line import Line, program_name
from builder.mapping.outside.command_naming import Value
from builder.mapping.outside.command_rules import ByRules
from builder.mapping.outside.key_values import OPENING, is_request, key_values
from builder.mapping.outside.served import is_remote
from builder.mapping.outside.stems import SERVICES
from builder.mapping.outside.variables import Variables
from builder.mapping.outside.wanted import HUB, Wanted
from builder.mapping.services import Asked

MAX_PROGRAMS = 4  # that one variable may hold
SPOKEN = "openai"  # whose requests hold the model's name


def values(line: Line, variables: Variables, wanted: Wanted, *, asking: bool = True) -> Iterator[Value]:
    """The models that a command names, as far as the variables before it are known; `asking`: it may ask a service."""
    if asking:
        yield from _asked(line, variables, wanted)
    yield from edits(line, variables, wanted)
    for run in _with_program(line, variables):
        for value in (*ByRules(run, variables, wanted).values(), *ByDemand(run, variables, wanted).values()):
            shown = value if run is line else replace(value, line=line.around(value.word))
            yield shown if line.trusts is None else replace(shown, trusts=line.trusts)


def may_name(line: Line, wanted: Wanted) -> bool:
    """Whether `values` may give something for a command that asks no service, whatever its variables hold."""
    nothing = Variables()
    if len(line.words) > 1 and line.words[0].literal is None:
        return True
    return may_edit(line) or ByRules(line, nothing, wanted).may_find() or ByDemand(line, nothing, wanted).may_find()


def _with_program(line: Line, variables: Variables) -> list[Line]:
    """A command whose program a variable holds (`"$HF" download`), with each that it may be; else as it is."""
    first = line.words[0] if line.words else None
    if first is None or first.literal is not None:
        return [line]
    programs = dict.fromkeys(tuple(text.text.split()) for text in variables.expand(first))
    made = [[Word((word,), first.place) for word in words] for words in [*programs][:MAX_PROGRAMS] if words]
    return [Line((*words, *line.words[1:])) for words in made] or [line]


def _asked(line: Line, variables: Variables, wanted: Wanted) -> Iterator[Value]:
    """What a server is asked for: a service's address names it, or the request does, whoever is asked."""
    rules = wanted.signatures.names
    texts = [(word, text) for word in line.words for text in variables.expand(word)]
    addresses = [text.text for _, text in texts if any(service in text.text for service in SERVICES)]
    requests = [(word, text) for word, text in texts if text.text[:1] in OPENING and '"model"' in text.text]
    if not addresses and not requests:
        return
    target = Target(SERVICE, program_name(line.program), "model", HUB.hub)
    to_hub = next((one for one in addresses if (hub := rules.answering(one)) is not None and hub.listed), None)
    for word, text in texts if addresses else ():
        name = at_service(text.text, rules)
        if name is not None:
            yield Value(word, text, name, target, line.around(word))
    address = to_hub or next((text.text for _, text in texts if "://" in text.text and " " not in text.text), "")
    for word, text in requests:
        given = key_values(text.text)
        named = (value for key, value in given if key == "model") if to_hub or is_request(text.text, given) else ()
        found = (hub_name(one, None, HUB, rules, asked=Asked(SPOKEN, address)) for one in named)
        name = next((one for one in found if one is not None), None)
        if name is not None:
            hosted = name._replace(hosted=True) if to_hub else name._replace(asked=name.asked or is_remote(address))
            yield Value(word, text, hosted, target, line.around(word))
