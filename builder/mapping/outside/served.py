"""Keys and options that say that a model is asked for at a server, which has it: no weights are loaded here."""

from builder import patterns as re
from builder.mapping.outside.keys import plain

# Keys and options, as `plain` has them, beside which a name is one that a server is asked for.
SERVED = frozenset(
    {
        "apibase",
        "baseurl",
        "apiurl",
        "serverurl",
        "endpoint",
        "endpointurl",
        "azureendpoint",
        "deploymentname",
        "messages",
        "existingservice",
        "externalurl",
        "externalendpoint",
    }
)
# Keys beside which, in JSON that a command is given, a name is one that a request is for.
REQUESTED = SERVED | {"prompt", "input", "inputs", "maxtokens", "stream"}
# Options of commands that ask a server, further to SERVED: they end so.
ASKING = ("baseurl", "apiurl", "serverurl", "backendsurl", "apibase", "staticbackends", "staticmodels")
# The address of a host in a domain of its own, which is neither this machine nor a container beside it.
REMOTE = re.compile(
    r"https?://(?:[^/@\s]*@)?(?!localhost\b|127\.|0\.0\.0\.0|host\.docker)(?=[^/:\s]*[A-Za-z])[\w-]+\.[\w.-]+(?:[:/]|$)"
)


def is_remote(address: str) -> bool:
    """Whether an address is that of a server elsewhere: what is asked of it is loaded there."""
    return REMOTE.match(address) is not None and ".svc" not in address


def is_served(key: str) -> bool:
    """Whether a key or option gives the address of a server, which has the models that are named beside it."""
    return plain(key) in SERVED


def is_asking(option: str) -> bool:
    """Whether an option of a command gives a server that is asked for the models which other options name."""
    return is_served(option) or plain(option) == "url" or plain(option).endswith(ASKING)
