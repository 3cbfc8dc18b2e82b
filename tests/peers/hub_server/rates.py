"""Limits of requests per window, as the Hub has and tells them."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hub_server.accounts import Account
from hub_server.answers import Refusal
from hub_server.hub import Hub
from hub_server.traffic import Request

_LOCK = threading.Lock()


def bucket_of(path: str) -> str:
    """Which limit a request counts for."""
    if "/resolve/" in path:
        return "resolvers"
    return "api" if path.startswith("/api/") else "pages"


@contextmanager
def limited(hub: Hub, request: Request, account: Account | None) -> Iterator[dict[str, str]]:
    """The headers that tell what is left; 429 with the same where nothing is. Refusals carry them, too."""
    bucket = bucket_of(request.path)
    if bucket not in hub.limits:
        yield {}
        return
    most, seconds = hub.limits[bucket]
    key = bucket, account.name if account else None
    with _LOCK:
        began, used = hub.windows.get(key, (0.0, 0))
        now = time.monotonic()
        if now - began >= seconds:
            began, used = now, 0
        hub.windows[key] = began, used + 1
    left = max(most - used - 1, 0)
    headers = {
        "RateLimit": f'"{bucket}";r={left};t={int(began + seconds - now)}',
        "RateLimit-Policy": f'"fixed window";"{bucket}";q={most};w={seconds}',
    }
    if used >= most:
        raise Refusal(429, "We had to rate limit you", headers=headers)
    try:
        yield headers
    except Refusal as refusal:
        refusal.headers |= headers
        raise
