"""Options of command lines: what `args.model` stands for where a parser has `--model`."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

from builder import patterns as re
from builder.mapping.python.flow import own_options, parameters
from builder.mapping.python.frameworks import choices, positions
from builder.mapping.python.syntax.expressions import Attribute, dotted
from builder.mapping.python.syntax.regions import word_places
from builder.mapping.python.values import classes
from builder.mapping.python.values.arguments import given, keyword
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import (
    Definition,
    ExternalInput,
    File,
    Flag,
    Instance,
    Namespace,
    Point,
    Site,
    Str,
    SymbolicParameter,
    Unknown,
    Value,
    Values,
)
from builder.reference.signatures import Argument

DECLARING = (
    "add_argument",
    "add_option",
    "addoption",
    "DEFINE_string",
    "DEFINE_enum",
    "DEFINE_list",
    "DEFINE_multi_string",
)
SETTING = "set_defaults"
# What a library calls it further; words that others have, too.
FURTHER = {b"configargparse": ("add", "add_arg")}
UNSET = {"store_true": "False", "store_false": "True"}
MAX_IMPORTED = 50  # files looked through for an option
WORDS = (*(word.encode() for word in (*DECLARING, SETTING)), *FURTHER)
# Names that people give to what comes from a command line or a file of settings.
SETTINGS = re.compile(r"(?i)(.*_|)(args?|opts?|options?|hparams?|hps?|cfg|conf(ig)?s?|params?|settings?|flags?)")


class Options:
    """Every option that a file of the repository declares, by file and name."""

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev
        self._nearby: dict[str, list[str]] = {}
        self._folders: dict[str, list[str]] = defaultdict(list)
        for path in ev.files:
            self._folders[path.rpartition("/")[0]].append(path)

    def declared(self, path: str, name: str) -> list[Site]:
        """The calls of a file that declare an option which is stored under a name."""
        return self._ev.apart(("declared", path, name), lambda: self._look_declared(path, name), [])

    def _look_declared(self, path: str, name: str) -> list[Site]:
        file = self._ev.files[path]
        found = [self._site(file, place) for place in self._near_name(file, name)]
        if own_options.hands_on(self._ev):
            found += own_options.sites(self._ev, file, name)
        return [site for site in found if site is not None and self._name(site) == name]

    def _near_name(self, file: File, name: str) -> list[int]:
        """Where the calls begin in whose text the name of an option may stand."""
        data = file.facts.data
        words = (*DECLARING, *(word for mark, more in FURTHER.items() if file.facts.holds(mark) for word in more))
        calls = sorted(place for word in words if word.encode() in data for place in file.facts.places(word))
        spellings = {name.encode(), name.replace("_", "-").encode()}
        named = (place for spelling in spellings for place in word_places(data, spelling)) if calls else ()
        before = (bisect_right(calls, place) - 1 for place in named)
        return sorted({calls[number] for number in before if number >= 0})

    def _site(self, file: File, place: int) -> Site | None:
        stands = file.facts.statement(place)
        for call, sources in file.facts.calls(stands[1]) if stands is not None else ():
            if call.word == place and stands is not None:
                scope, statement = stands
                return self._ev.site(call, Point(file, scope, statement.start, statement.block, sources))
        return None

    def _name(self, site: Site) -> str | None:
        """The attribute that an option is stored under."""
        dest = keyword(site, "dest")
        names = [name for value in self.names(site) if (name := value.lstrip("-"))]
        if dest is not None:
            values = self._ev.evaluate(dest.value, site.point)
            return next((value.text for value in values if isinstance(value, Str)), None)
        long = next((name for name, written in zip(names, self.names(site), strict=False) if written[:2] == "--"), None)
        shown = long or next(iter(names), None)
        return shown.replace("-", "_") if shown else None

    def names(self, site: Site) -> list[str]:
        """The option's spellings, as written."""
        shown = [argument for argument in site.call.arguments if argument.name is None]
        if last_name(site.call).startswith("DEFINE"):
            shown = shown[:1]
        values = (value for argument in shown for value in self._ev.evaluate(argument.value, site.point))
        return [value.text for value in values if isinstance(value, Str)]

    def of(self, namespace: Namespace, name: str) -> Values:
        """The values of an option, declared in the file that asks its parser, or in the nearest one that has it."""
        return self._nearest(namespace.path, name) or (ExternalInput("option", f"--{name}"),)

    def _nearest(self, path: str, name: str) -> Values:
        nothing: Values = ()
        return self._ev.apart(("option", path, name), lambda: self._look_nearest(path, name), nothing)

    def _look_nearest(self, path: str, name: str) -> Values:
        for place in (path, *self._near(path)):
            sites = self.declared(place, name)
            further = (*self._set(place, name), *self._listed(place, name))
            if sites or further:
                return distinct((*further, *(value for site in sites for value in self._values(site))))
        return ()

    def _listed(self, path: str, name: str) -> Values:
        """The default of an option that a file declares by a list or table of options."""
        return step(own_options.listed(self._ev, self._ev.files[path], name), "argument_parser")

    def _set(self, path: str, name: str) -> Values:
        """What `parser.set_defaults(name=value)` gives an option in a file."""
        file = self._ev.files[path]
        places = file.facts.places(SETTING) if file.facts.holds(SETTING.encode()) else ()
        sites = [site for place in places if (site := self._site(file, place)) is not None]
        found = (parameters.argument(self._ev, site, Argument(names=(name,)), ()) or () for site in sites)
        return step(
            distinct(value for values in found for value in values if isinstance(value, Str)), "argument_parser"
        )

    def _near(self, path: str) -> list[str]:
        """Files that declare options: those that the file imports, then those of its folder."""
        if path not in self._nearby:
            self._nearby[path] = self._look_near(path)
        return self._nearby[path]

    def _look_near(self, path: str) -> list[str]:
        imported = self._ev.importers.imported(path)[:MAX_IMPORTED]
        found = dict.fromkeys((*imported, *self._folders[path.rpartition("/")[0]]))
        return [other for other in found if other != path and self._declares(other)]

    def _declares(self, path: str) -> bool:
        file = self._ev.files[path]
        return any(map(file.facts.holds, WORDS)) or (own_options.hands_on(self._ev) and own_options.declares(file))

    def _values(self, site: Site) -> Values:
        found: list[Value] = []
        default = given(site, ("default",), 1 if last_name(site.call).startswith("DEFINE") else None)
        if default is None:
            found.extend(self._unset(site))
        elif not self._is_required(site):  # else the parser ends without a value of the command line
            found.extend(step(self._ev.evaluate(default.value, site.point), "argument_parser"))
        allowed = given(site, ("choices", "enum_values"), 2 if last_name(site.call) == "DEFINE_enum" else None)
        if allowed is not None:
            found.extend(choices.of(self._ev, allowed.value, site.point))
        const = keyword(site, "const")
        if const is not None:
            found.extend(choices.marked(self._ev.evaluate(const.value, site.point)))
        if not any(name.startswith("-") for name in self.names(site)) and last_name(site.call) == "add_argument":
            found.extend(positions.declared(site, self._positional(site.point.file)))
        found.extend(
            ExternalInput("option", name if name.startswith("-") else f"--{name}") for name in self.names(site)
        )
        return distinct(found)

    def _is_required(self, site: Site) -> bool:
        required = keyword(site, "required")
        return required is not None and Flag("True") in self._ev.evaluate(required.value, site.point)

    def _positional(self, file: File) -> list[Site]:
        """The arguments without dashes that a file declares."""
        sites = (self._site(file, place) for place in file.facts.places("add_argument"))
        known = [site for site in sites if site is not None]
        return [site for site in known if not any(name.startswith("-") for name in self.names(site))]

    def _unset(self, site: Site) -> list[Value]:
        """What a switch is that the command line leaves out."""
        action = keyword(site, "action")
        values = self._ev.evaluate(action.value, site.point) if action is not None else ()
        return [Flag(UNSET[value.text]) for value in values if isinstance(value, Str) and value.text in UNSET]

    def guessed(self, expression: Attribute, values: Values, point: Point) -> Values:
        """The values of an attribute; where nothing is known of its owner but a name that settings have, the option or
        the field of a record of that name that is nearest.
        """
        if any(not isinstance(value, Unknown | SymbolicParameter) for value in values):
            return values
        owner = dotted(expression.value)
        if owner is None or not SETTINGS.fullmatch(owner.rpartition(".")[2]):
            return values
        found = self._nearest(point.file.path, expression.name) or self._fields(point, expression.name)
        return found or (ExternalInput("key", expression.name),)

    def _fields(self, point: Point, name: str) -> Values:
        """The fields of that name of the records of a file."""
        kinds = (Definition(point.file, scope) for scope in point.file.facts.module.children if name in scope.names)
        records = [kind for kind in kinds if kind.scope.kind == "class" and classes.is_record(self._ev, kind)]
        values = (classes.attribute(self._ev, Instance(kind), name, ()) for kind in records)
        return distinct(value for found in values for value in found)
