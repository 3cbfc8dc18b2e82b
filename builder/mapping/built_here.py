"""Models that a repository builds under a name of its own: whoever asks for that name downloads nothing.

`ollama create NAME -f Modelfile` makes NAME of local weights, or of another model that its Modelfile names.
"""

from dataclasses import replace

from builder import patterns as re
from builder.mapping.files import Files
from builder.mapping.found import Found

HUB = "ollama"
CREATE = re.compile(rb"\bollama[ \t]+create[ \t]+(?:-f[ \t]+\S+[ \t]+)?[\"']?([A-Za-z0-9][\w./-]*)")


def told(found: dict[str, list[Found]], files: Files) -> dict[str, list[Found]]:
    """The places of every file; of the models that the repository builds itself they are mentions."""
    if not any(one.target.hub == HUB and one.name for places in found.values() for one in places):
        return found
    data = [one.data for one in files.texts.values()] + [one.facts.data for one in files.python.values()]
    built = {name.decode() for text in data if b"ollama" in text for name in CREATE.findall(text)}
    return {path: [_told(one, built) for one in places] for path, places in found.items()} if built else found


def _told(place: Found, built: set[str]) -> Found:
    own = place.target.hub == HUB and (place.name or "").partition(":")[0] in built
    return replace(place, usage="mention", weights=None) if own and place.usage != "mention" else place
