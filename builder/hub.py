"""The one client of the Hugging Face Hub: which answers are asked for again, and after how long."""

import logging
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import httpx2
import stamina
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils._http import parse_ratelimit_headers  # public, but not by its type hints
from huggingface_hub.utils.tqdm import disable_progress_bars
from stamina.instrumentation import set_on_retry_hooks

ATTEMPTS = 8
PASSING = {408, 429, 500, 502, 503, 504}  # statuses that another try may not meet again
LONGEST_WAIT_S = 300.0

# a retry is no line of its own, neither ours nor the client's, and a bar of progress is for a terminal
set_on_retry_hooks(())
logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
if not sys.stderr.isatty():
    disable_progress_bars()

P = ParamSpec("P")
T = TypeVar("T")


def fault(error: BaseException) -> BaseException | None:
    """The Hub's answer or the broken connection behind an error, which the client may have wrapped in its own."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, HfHubHTTPError | httpx2.TransportError):
        found = found.__cause__
    return found


def status(error: BaseException) -> int | None:
    """HTTP status of an error of the Hub's client, None if there was no answer at all."""
    return getattr(getattr(fault(error), "response", None), "status_code", None)


def passing(error: Exception) -> bool | float:
    """Whether another try may go better; the seconds that the Hub asks for, where it does."""
    found = fault(error)
    if not isinstance(found, HfHubHTTPError):
        return found is not None or isinstance(error, ConnectionError | TimeoutError)
    if status(found) not in PASSING:
        return False
    asked = found.response.headers.get("Retry-After", "")
    if asked.isdigit():
        return min(float(asked), LONGEST_WAIT_S)
    limit = parse_ratelimit_headers(found.response.headers)
    return min(limit.reset_in_seconds + 1.0, LONGEST_WAIT_S) if limit and not limit.remaining else True


def patiently(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls a method of the Hub's client that may be repeated, until it answers; its last error if it never does."""
    policy = stamina.retry(on=passing, attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=30.0)
    return policy(call)(*args, **kwargs)
