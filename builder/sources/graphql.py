"""GitHub's GraphQL API, asked about many repositories at once: answers, errors by what they are about, limits kept.

https://docs.github.com/graphql/overview/rate-limits-and-query-limits
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from builder.errors import ApiError
from builder.redaction.privacy import mask
from builder.web.client import Api, Refused

TOO_MUCH = frozenset((502, 504))  # how GitHub answers where a question takes it more than ten seconds
STATES = {"NOT_FOUND": "gone", "FORBIDDEN": "blocked"}  # type of an error -> status of the repository
LIMIT = "rateLimit { cost remaining resetAt }"


def ask(
    api: Api, path: str, text: str, variables: Mapping[str, Any], about: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Data and errors of an answer about these repositories, both by the alias in the question.

    Refused where it is too much for GitHub, so that fewer may be asked about; ApiError where one gets no answer.
    """
    many = len(about) > 1
    answer = api.post(path, {"query": text, "variables": variables}, TOO_MUCH if many else frozenset()).value
    data, errors = answer.get("data") or {}, answer.get("errors") or []
    failed = {error["path"][0]: error for error in errors if error.get("path")}
    if errors and not failed:
        raise _refusal(api, str(errors[0].get("message", "")), about)
    _wait(api, path, data.get("rateLimit"))
    return data, failed


def _refusal(api: Api, said: str, about: Sequence[str]) -> Exception:
    """What to raise where GitHub answers nothing at all: a time-out, or too much work, so that fewer are asked."""
    if len(about) > 1:
        return Refused(502, said)
    return ApiError(f"{api.base} does not answer a question about {about[0]}: {mask(said)}")


def state(error: Mapping[str, Any] | None) -> str | None:
    """Status of a repository by the error about it, 'gone' or 'blocked'; None where it is another error."""
    found = STATES.get(str((error or {}).get("type")))
    if found is None and error is not None and "blocked" in str(error.get("message", "")).lower():
        return "blocked"
    return found


def moment(text: str | None) -> datetime | None:
    """A moment as GitHub writes it, naive UTC."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None) if text else None


def _wait(api: Api, path: str, limit: Mapping[str, Any] | None) -> None:
    """Where the next request would be one too many, until when nothing is asked."""
    if limit and limit["remaining"] < limit["cost"]:
        until = moment(limit["resetAt"])
        if until is not None:
            left = (until - datetime.now(UTC).replace(tzinfo=None)).total_seconds()
            api.pause(path, max(left, 0.0) + 1.0)
