"""Whether a hub answers at all, known within seconds: for commands that a person waits for."""

import queue
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import httpx2
from huggingface_hub import constants

from builder.errors import HubError

PATIENCE_S = 5.0  # for everything, the name's address among it
PAUSE_S = 0.5


def require(endpoint: str | None = None, patience_s: float = PATIENCE_S) -> None:
    """Returns once the hub (None: the client's own, by HF_ENDPOINT) gives an answer of any kind; else HubError."""
    address = address_of(endpoint)
    why = _silent(address, patience_s)
    if why:
        raise HubError(f"{address} cannot be reached ({why}): check the network, or HF_ENDPOINT, and run it again")


def address_of(endpoint: str | None) -> str:
    """The address of a hub, None being the client's own (HF_ENDPOINT)."""
    return (endpoint or constants.ENDPOINT).rstrip("/")


def silent(addresses: Iterable[str], patience_s: float = PATIENCE_S) -> dict[str, str]:
    """Those of several servers that give no answer of any kind, and why; all are asked at once."""
    asked = list(dict.fromkeys(addresses))
    if not asked:
        return {}
    with ThreadPoolExecutor(len(asked)) as pool:
        found = zip(asked, pool.map(lambda address: _silent(address, patience_s), asked), strict=True)
    return {address: f"it cannot be reached ({why}): check the network" for address, why in found if why}


def _silent(address: str, patience_s: float) -> str | None:
    """Why a server gives no answer; None where it does."""
    answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()  # None for an answer, else why there was none
    end = time.monotonic() + patience_s

    def ask() -> None:
        while time.monotonic() < end:
            try:
                httpx2.head(address, timeout=patience_s)
                answers.put(None)
                return
            except httpx2.TransportError as error:
                answers.put(str(error) or type(error).__name__)
            except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
                answers.put(str(error))
                return
            time.sleep(PAUSE_S)

    thread = threading.Thread(target=ask, daemon=True)  # looking up a name cannot be interrupted
    thread.start()
    why = f"no answer within {patience_s:g} s"
    while (left := end - time.monotonic()) > 0:
        try:
            found = answers.get(timeout=left)
        except queue.Empty:
            break
        if found is None:
            return None
        why = found
        if not thread.is_alive():
            break
    return why
