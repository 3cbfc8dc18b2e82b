"""Names that registries and services give models: whose a name is, by its route, the address asked, or its form."""

from typing import NamedTuple

from builder import patterns as re
from builder.reference.signature_rules import Hub, NameRules

HUGGING_FACE = "huggingface"
MAX_NAME = 150  # characters
FORM = re.compile(r"(?a)(?=.*[A-Za-z])[A-Za-z0-9@][\w.@+-]*(?:[/:][\w.@+-]+)*")
ROUTE = re.compile(r"(?a)([\w.-]+)[/:](.+)")
PULLED = ("hf.co/", "huggingface.co/")  # Ollama's own word for a repository of the Hub
OWNED = re.compile(r"(?a)[\w.-]+/[\w.-]+")
ARN = "arn:"  # of Amazon's services: a resource of somebody's account, not a model's name


class Asked(NamedTuple):
    """Whom a call asks: the hub that its signature says (None: its library's), and how its names are read.

    `address` is the server that it asks (None: it says nothing, '': not known); `routed`: words before '/' or ':' say
    whose a name is, and without one its form does.
    """

    hub: str | None = None
    address: str | None = None
    routed: bool = False


ITSELF = Asked()  # the library's own hub, and no server


class Served(NamedTuple):
    """A name without its route, and its hub; `asked`: of a server of one's own, which may serve a model of the Hub."""

    name: str
    hub: str
    asked: bool = False


def served(written: str, hub: Hub, rules: NameRules, asked: Asked) -> Served | None:
    """What a name means where a call names models of `hub`; None where it can be no name."""
    if len(written) > MAX_NAME or FORM.fullmatch(written) is None or written.startswith(ARN):
        return None
    if written.startswith(PULLED):
        return _of_hub(written.partition("/")[2])
    if asked.routed:
        return _routed(written, rules)
    return _spoken(written, hub, rules, asked.address) if hub.spoken else Served(written, hub.name)


def _of_hub(name: str) -> Served:
    """An owner's name on the Hub, behind what routers put before it, without what stands behind it."""
    return Served("/".join(name.partition(":")[0].split("/")[-2:]), HUGGING_FACE)


def _routed(written: str, rules: NameRules) -> Served | None:
    found = ROUTE.fullmatch(written)
    hub = rules.route.get(found[1].lower()) if found is not None else None
    if found is None or hub is None:
        claimed = rules.claimed(written)
        return Served(written, claimed.name) if claimed is not None else None
    if hub.listed:
        return _of_hub(found[2])
    return _spoken(found[2], hub, rules, "") if hub.spoken else Served(found[2], hub.name)


def _spoken(written: str, hub: Hub, rules: NameRules, address: str | None) -> Served | None:
    """A name in a request that servers of many understand."""
    answering = rules.answering(address) if address else None
    if answering is not None:
        return _of_hub(written) if answering.listed else Served(written, answering.name)
    claimed = rules.claimed(written)
    if claimed is not None:
        return Served(written, claimed.name)
    if OWNED.fullmatch(written):
        return Served(written, HUGGING_FACE, asked=True)
    return Served(written, hub.name) if address is None and "/" not in written else None
