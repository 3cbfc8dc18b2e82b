"""Where the link of an answer of the Hub to its next page may lead, and what to say of an answer that is none."""

from contextlib import suppress

import httpx2

from builder.errors import HubError

DEFAULT_PORTS = {"http": 80, "https": 443}


def not_json(answer: httpx2.Response, endpoint: str) -> HubError:
    """The error that says what came in the place of JSON."""
    kind = answer.headers.get("Content-Type", "something else").partition(";")[0]
    return HubError(
        f"{endpoint} answers with {kind} where JSON is expected: is this a Hub's address? "
        "Check `endpoint` or HF_ENDPOINT"
    )


def next_path(answer: httpx2.Response, endpoint: str) -> str | None:
    """The path behind `endpoint` of the page that the header Link (RFC 8288) names; None without one.

    HubError for a page elsewhere: another scheme, host or port, a login before the host ('hub@evil.example'), or a
    path that is not below the endpoint's own. The requests carry a token.
    """
    link = answer.links.get("next", {}).get("url")
    if not link:
        return None
    base = httpx2.URL(endpoint)
    with suppress(httpx2.InvalidURL):
        url = answer.url.join(link)
        path, above = url.raw_path.decode(), base.raw_path.decode().rstrip("/")
        if not url.userinfo and _origin(url) == _origin(base) and path.startswith(f"{above}/"):
            return path.removeprefix(above)
    raise HubError(
        f"{endpoint} leads to {link[:200]!r} for its next page, which is another address and is not asked: "
        "set `endpoint` or HF_ENDPOINT to the Hub's own address"
    )


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address (RFC 6454)."""
    return url.scheme, url.host, url.port or DEFAULT_PORTS.get(url.scheme)
