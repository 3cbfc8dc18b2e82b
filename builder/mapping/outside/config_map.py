"""Variables that a ConfigMap of Kubernetes, or a generator of Kustomize, gives to containers in other files.

Source: kubernetes.io/docs, "ConfigMaps"; kubectl.docs.kubernetes.io, "configMapGenerator".
"""

from builder.mapping.formats.entries import ELEMENT, decoded
from builder.mapping.formats.yaml import read_yaml
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import ASSIGNMENT, MAX_VALUES


def variables(path: str, data: bytes) -> dict[str, list[Text]]:
    """The variables that a file's ConfigMaps hold, with their places ('path:line')."""
    found: dict[str, list[Text]] = {}
    for entry in read_yaml(decoded(data)):
        name, value = entry.keys[-1], entry.value
        literal = ASSIGNMENT.match(value) if name == ELEMENT and "literals" in entry.keys else None
        if literal is not None:
            name, value = literal[1], value[literal.end() :]
        elif len(entry.keys) != 2 or entry.keys[0] != "data" or "\n" in value:
            continue
        if len(found.setdefault(name, [])) < MAX_VALUES:
            found[name].append(Text(value, f"{path}:{entry.place.line}", 1))
    return found
