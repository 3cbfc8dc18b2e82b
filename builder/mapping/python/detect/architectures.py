"""A default that classes of several architectures load: for which of them it is stays open.

`Options.model = "acme/net"` that GemmaForCausalLM, MllamaForConditionalGeneration and Glm4vModel are given, each in a
class of its own: no weights fit all of them, so that the others are used with a value that is set. The classes are
those of transformers, whose names begin with their architecture's ('GPT2LMHeadModel').
"""

from collections.abc import Iterable
from dataclasses import replace

from builder import patterns as re
from builder.mapping.python.detect.findings import Finding

DEFAULTS = frozenset({"argument_parser", "config_file", "dataclass", "default", "environment"})
FAMILY = re.compile(
    r"([A-Z]\w*?)_?(?:For[A-Z]\w*|(?:LMHead|DoubleHeads|Encoder|Decoder|Text|Vision|Audio)?Model(?:With\w+)?)"
)
GENERIC = re.compile(r"Auto|PreTrained|\w*EncoderDecoder")  # these load weights of any architecture
LOADING = "from_pretrained"
PART = "subfolder"  # weights of several architectures in the folders of one repository


def told_apart(places: Iterable[Finding]) -> list[Finding]:
    """The places; those of a shared default that are not of the architecture which its name says are selectable."""
    places = list(places)
    groups: dict[tuple[str, str], list[int]] = {}
    for at, place in enumerate(places):
        one = place.found
        if one.usage == "use" and one.resolution in DEFAULTS and one.name and one.defined_at:
            groups.setdefault((one.defined_at, one.name), []).append(at)
    for (_, name), group in groups.items():
        families = {family for at in group if (family := _family(places[at])) is not None}
        if not _differ(families):
            continue
        fitting = max((family for family in families if family in _plain(name)), key=len, default=None)
        for at in group:
            if fitting is None or _family(places[at]) not in (None, fitting):
                places[at] = places[at]._replace(found=replace(places[at].found, usage="selectable"))
    return places


def _family(place: Finding) -> str | None:
    """The architecture of the class that a call loads ('gpt2'); None for one that loads any."""
    target, (kind, _, method) = place.found.target, place.found.target.call.rpartition(".")
    name = kind.rpartition(".")[2]
    found = FAMILY.fullmatch(name) if GENERIC.match(name) is None else None
    if found is None or target.library != "transformers" or method != LOADING or PART in place.found.code:
        return None
    return _plain(found[1])


def _differ(families: set[str]) -> bool:
    """Whether no weights are of all of them: one whose name begins another's is its kin ('qwen2' and 'qwen2vl')."""
    least = min(families, key=len, default="")
    return any(not family.startswith(least) for family in families)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()
