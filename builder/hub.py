"""The one client of the Hugging Face Hub: which answers are asked for again, and after how long."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import httpx2
import stamina
from huggingface_hub.errors import HfHubHTTPError
from stamina.instrumentation import set_on_retry_hooks

ATTEMPTS = 8
PASSING = {408, 429, 500, 502, 503, 504}  # statuses that another try may not meet again
LONGEST_WAIT_S = 300.0

set_on_retry_hooks(())  # a retry is no line of its own on the terminal

P = ParamSpec("P")
T = TypeVar("T")


def status(error: BaseException) -> int | None:
    """HTTP status of an error of the Hub's client, None if there was no answer at all."""
    return getattr(getattr(error, "response", None), "status_code", None)


def passing(error: Exception) -> bool | float:
    """Whether another try may go better; the seconds that the Hub asks for, where it does."""
    code = status(error)
    if code is None:
        return isinstance(error, httpx2.TransportError | ConnectionError | TimeoutError)
    asked = error.response.headers.get("Retry-After", "") if isinstance(error, HfHubHTTPError) else ""
    if code in PASSING and asked.isdigit():
        return min(float(asked), LONGEST_WAIT_S)
    return code in PASSING


def patiently(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls a method of the Hub's client that may be repeated, until it answers; its last error if it never does."""
    policy = stamina.retry(on=passing, attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=30.0)
    return policy(call)(*args, **kwargs)
