"""The shape of configs/signatures.toml: what it says of libraries, calls, settings, commands and scripts."""

import re
from dataclasses import field
from functools import cached_property
from typing import Annotated, Literal

from builder.records import dataclass
from builder.reference.limits import Limit, Strict

Loads = Literal["model", "adapter", "tokenizer", "processor", "config", "file"]
ANY = "*"  # among the keys of a command's pairs: any name, or none
Weights = Literal["requested", "random", "unknown"]
Words = Annotated[tuple[str, ...], Limit(min_length=1)]
Position = Annotated[int, Limit(ge=0)]
Qualified = Annotated[str, Limit(pattern=r"^(\*{1,2}\.)?(\w+|\{model\})(\.(\w+|\{model\}))*$")]


@dataclass(frozen=True)
class Argument(Strict):
    """Where a call holds a value: its position, counted from 0 (None: keyword only), and its keywords."""

    position: Position | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class WeightsArgument(Argument):
    """An argument that decides whether weights are requested, recognised by its source text (shell patterns).

    `random` says that they are not, `requested` that they are; any other constant says that they are, too.
    """

    random: tuple[str, ...] = ()
    requested: tuple[str, ...] = ()


@dataclass(frozen=True)
class LoadedArgument(Argument):
    """A further argument of a call that names something it loads: the tokenizer beside the model.

    `pairs` as in the call's own rule: key -> what is loaded.
    """

    loads: Loads = "model"
    pairs: dict[str, Loads] = field(default_factory=dict)


@dataclass(frozen=True)
class Backbone(WeightsArgument):
    """The model whose weights a call loads where its own are not requested, unless this argument says no.

    `models`: the name that the call itself gives -> the backbone's.
    """

    models: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ClassRule(Strict):
    """What `from_pretrained` of the classes that fit one of `names` (shell patterns) loads."""

    loads: Loads
    names: Words


@dataclass(frozen=True)
class Hub(Strict):
    """A hub, registry or service (see hubs.toml): how its names look, and what says that a name is one of them.

    `form`: what every name of it matches, so that others are paths of the machine; `listed`: its models are in the
    table `models`; `hosted`: they run at a service, and nobody loads weights; `spoken`: servers of others understand
    its requests, so that the address or the name says whose a name is.
    """

    name: str
    listed: bool = False
    hosted: bool = False
    spoken: bool = False
    form: re.Pattern[str] = re.compile(r"(?s).*")
    claims: re.Pattern[str] = re.compile(r"(?!)")
    routes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallRule(Strict):
    """Calls of a library that load something, and how to read their arguments (see signatures.toml)."""

    calls: Annotated[tuple[Qualified, ...], Limit(min_length=1)]
    loads: Literal[Loads, "class"]
    model: Argument = Argument()
    named_by: Literal["argument", "call", "module"] = "argument"
    modules: tuple[str, ...] = ()
    entry: Argument | None = None
    parts: dict[str, Loads] = field(default_factory=dict)
    file: Argument | None = None
    whole: bool = False
    template: Annotated[str, Limit(pattern=r"\{model\}")] | None = None
    pairs: dict[str, Loads] = field(default_factory=dict)
    optional: bool = False
    default: str | None = None
    also: tuple[LoadedArgument, ...] = ()
    weights: tuple[WeightsArgument, ...] = ()
    absent: Weights = "requested"
    backbone: Backbone | None = None
    unless: dict[str, tuple[str, ...]] = field(default_factory=dict)
    instead: dict[str, dict[str, str]] = field(default_factory=dict)
    anywhere: bool = False
    assigned: bool = False
    hosted: bool = False
    hub: str | None = None
    routed: bool = False
    task: Argument | None = None
    defaults: dict[str, str] = field(default_factory=dict)
    tasks: tuple[str, ...] = ()
    reads: Literal["name", "url"] = "name"


@dataclass(frozen=True)
class Library(Strict):
    """A library whose calls load models (see signatures.toml)."""

    name: str
    hub: str
    roots: tuple[str, ...] = ()
    calls: tuple[CallRule, ...] = ()
    alias: Annotated[str, Limit(pattern=r"\{name\}")] | None = None
    unowned: str | None = None
    bare: re.Pattern[str] | None = None
    form: re.Pattern[str] | None = None
    names: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    closed: bool = False
    domain: str | None = None
    files: bool = False
    trained: bool = False
    packages: frozenset[str] = frozenset()
    package: re.Pattern[str] | None = None
    pattern: re.Pattern[str] | None = None
    prefixes: tuple[str, ...] = ()
    urls: bool = False
    telling: str | None = None
    revision: tuple[str, ...] = ()
    pin: Annotated[str, Limit(min_length=1, max_length=1)] | None = None
    cut: Annotated[str, Limit(min_length=1, max_length=1)] | None = None
    copies: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    address: tuple[str, ...] = ()

    @cached_property
    def tag_of(self) -> dict[str, str]:
        """Name -> the tag of its default weights."""
        return {name: tag for tag, names in self.tags.items() for name in names}

    def template_of(self, name: str) -> str | None:
        """What the full name of one of its members is made of, wherever it is named."""
        rules = (rule.template for rule in self.calls if rule.named_by == "call") if name in self.members else ()
        return next(iter(rules), None)

    def is_package(self, module: str) -> bool:
        """Whether a module is itself a model of this library ('en_core_web_sm' of spaCy)."""
        return module in self.packages or (self.package is not None and self.package.fullmatch(module) is not None)


@dataclass(frozen=True)
class NameRules(Strict):
    """Which strings can be a model's name on a hub: whole strings that fit `pattern`, and none of the others.

    `local` are paths of the machine, `other` stand for a name, `providers` are names of services.

    `moved`: the names without an owner that the Hub has, or had -> what they are now. `url` is a page or file of a
    model on the Hub (groups 'name' and 'revision'), `marked` a text that says itself that it is one ('hf://owner/name'),
    `asked` the address at which a service of the Hub runs one (group 'name'), `packages` a package that may be one
    (groups 'name', 'version').
    """

    pattern: re.Pattern[str]
    local: tuple[re.Pattern[str], ...] = ()
    other: tuple[re.Pattern[str], ...] = ()
    moved: dict[str, str] = field(default_factory=dict)
    url: re.Pattern[str] = re.compile(r"(?!)")
    marked: re.Pattern[str] = re.compile(r"(?!)")
    asked: re.Pattern[str] = re.compile(r"(?!)")
    packages: tuple[re.Pattern[str], ...] = ()
    providers: tuple[re.Pattern[str], ...] = ()
    hubs: tuple[Hub, ...] = (Hub("huggingface", listed=True), Hub("pytorch", listed=True))

    @cached_property
    def hub(self) -> dict[str, Hub]:
        """The hubs by their name."""
        return {hub.name: hub for hub in self.hubs}

    @cached_property
    def route(self) -> dict[str, Hub]:
        """Word before a name -> the hub that it says the name is of."""
        return {route: hub for hub in self.hubs for route in hub.routes}

    def claimed(self, name: str) -> Hub | None:
        """The hub that a name is of by its form alone."""
        return next((hub for hub in self.hubs if hub.claims.fullmatch(name)), None)

    def answering(self, address: str) -> Hub | None:
        """The hub that answers at an address."""
        place = address.partition("://")[2] or address
        return next((hub for hub in self.hubs if place.startswith(hub.hosts)), None)
