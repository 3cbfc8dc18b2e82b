"""A web API that is asked politely: its limits are kept, passing faults are waited out, tokens go to it alone."""

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx2
import stamina

from builder import __version__
from builder.errors import ApiError
from builder.web.limits import REDIRECTS, content

USER_AGENT = f"peatmoss/{__version__} (https://arxiv.org/abs/2402.00699; rebuild of the PeaTMOSS dataset)"
PASSING = {408, 429, 500, 502, 503, 504}  # statuses that another try may not meet again
MOST_JSON = 64_000_000  # bytes of one answer
FAULTS = 5  # times that one request may be answered by a fault of the server's own, or by what is no JSON
MOST_REDIRECTS = 5
# https://docs.github.com/rest/using-the-rest-api/best-practices: at least a minute where no header says how long
SECONDARY = ("secondary rate limit", "abuse detection", "temporarily blocked")
SECONDARY_WAIT_S = 60.0

T = TypeVar("T")


class Refused(Exception):
    """An answer that will stay: its status and what it says."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}".strip())
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Answer:
    """JSON, and the headers that came with it."""

    value: Any
    headers: httpx2.Headers


@dataclass(frozen=True)
class Body:
    """What is sent as JSON, and the statuses that say that it asks too much."""

    value: Mapping[str, Any]
    too_much: Set[int]


class _Again(Exception):
    """An answer that may be another one the next time, after the wait that it asks for (True: nobody says)."""

    def __init__(self, what: str, wait: bool | float = True, fault: bool = False) -> None:
        super().__init__(what)
        self.wait = wait
        self.fault = fault  # of the server's own: it may stay


class Api:
    """The API at `base`, as one process asks it; `authorization` is a header's value.

    ApiError where it gives no answer of use for `patience_s` seconds, or does not accept the token; `remedy` says what
    to do about the latter. `secondary_wait_s` is waited where a limit is met that does not say for how long.
    """

    def __init__(
        self,
        base: str,
        authorization: str | None = None,
        patience_s: float = 3600,
        timeout_s: float = 60,
        remedy: str = "make a new token",
        secondary_wait_s: float = SECONDARY_WAIT_S,
    ) -> None:
        self.base = base.rstrip("/")
        self.patience_s = patience_s
        self.remedy = remedy
        self.secondary_wait_s = secondary_wait_s
        self.requests = 0
        self._free: dict[str, float] = {}  # what is limited -> when it may be asked again (time.monotonic)
        headers = {"User-Agent": USER_AGENT}
        self._headers = headers | ({"Authorization": authorization} if authorization else {})
        self._client = httpx2.Client(timeout=timeout_s, follow_redirects=False)

    def json(
        self, path: str, params: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The JSON at a path, None where there is nothing (204); Refused where the API says no."""
        return self._json(path, params, headers or {}, None)

    def post(self, path: str, body: Mapping[str, Any], too_much: Set[int] = frozenset()) -> Answer:
        """The JSON with which a path answers to a body, for questions that change nothing: they may be asked again.

        Refused at once where the status is one of `too_much`: a smaller question may be answered.
        """
        return self._json(path, (), {}, Body(body, too_much))

    def pause(self, path: str, seconds: float) -> None:
        """Nothing more is asked of what is limited together with the path, for so long."""
        self._free[_bucket(path)] = time.monotonic() + seconds

    def _json(
        self,
        path: str,
        params: Sequence[tuple[str, str]],
        headers: Mapping[str, str],
        body: Body | None,
    ) -> Answer:
        def once() -> Answer:
            with self._answer(path, params, headers, body) as answer:
                read = content(answer, MOST_JSON)
                if read is None:
                    raise Refused(answer.status_code, f"an answer of more than {MOST_JSON:,} bytes")
                if answer.status_code == 204:
                    return Answer(None, answer.headers)
                try:
                    return Answer(json.loads(read), answer.headers)
                except (ValueError, RecursionError) as error:
                    raise _Again("an answer that is not JSON", fault=True) from error

        return self._patiently(once)

    def lines(self, path: str, params: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> Iterator[str]:
        """The lines of one answer as they come; httpx2.TransportError where it breaks off, Refused as `json`."""
        opened = self._patiently(lambda: self._opened(path, params, headers))
        try:
            yield from opened.iter_lines()
        finally:
            opened.close()

    def _opened(
        self,
        path: str,
        params: Sequence[tuple[str, str]],
        headers: Mapping[str, str],
        body: Body | None = None,
    ) -> httpx2.Response:
        answer = self._send(path, params, headers, body)
        try:
            self._judge(answer, body.too_much if body else ())
        except BaseException:
            answer.close()
            raise
        return answer

    @contextmanager
    def _answer(
        self,
        path: str,
        params: Sequence[tuple[str, str]],
        headers: Mapping[str, str],
        body: Body | None,
    ) -> Iterator[httpx2.Response]:
        answer = self._opened(path, params, headers, body)
        try:
            yield answer
        finally:
            answer.close()

    def _send(
        self,
        path: str,
        params: Sequence[tuple[str, str]],
        headers: Mapping[str, str],
        body: Body | None,
    ) -> httpx2.Response:
        """The answer to a request, after redirects within the API: a token is shown to nobody else."""
        url = httpx2.URL(self.base + path)
        url = url.copy_merge_params(list(params)) if params else url
        for _ in range(MOST_REDIRECTS):
            self._wait(path)
            self.requests += 1
            method = "GET" if body is None else "POST"
            request = self._client.build_request(
                method, url, headers={**self._headers, **headers}, json=body and body.value
            )
            answer = self._client.send(request, stream=True)
            self._note(path, answer)
            if answer.status_code not in REDIRECTS or body is not None:
                return answer
            target = urljoin(str(url), answer.headers.get("Location", ""))
            answer.close()
            if urlsplit(target)[:2] != urlsplit(self.base)[:2]:
                raise Refused(answer.status_code, f"it has moved to {urlsplit(target).netloc or 'nowhere'}")
            url = httpx2.URL(target)
        raise Refused(301, "it moves round and round")

    def _wait(self, path: str) -> None:
        """Returns once a request is not one too many, as far as is known."""
        pause = self._free.pop(_bucket(path), 0.0) - time.monotonic()
        if pause > 0:
            time.sleep(pause)

    def _note(self, path: str, answer: httpx2.Response) -> None:
        """Takes over what an answer says of its limit: nothing left, and until when."""
        if answer.headers.get("x-ratelimit-remaining") == "0" and (left := _reset(answer)):
            self._free[_bucket(path)] = time.monotonic() + left

    def _judge(self, answer: httpx2.Response, too_much: Collection[int]) -> None:
        """Returns where an answer is one; else says whether to try again, to give it up, or to give up all."""
        if answer.status_code == 401:
            raise ApiError(
                f"{self.base} does not accept the token (it may have expired): {self.remedy}, and run it again; "
                "what came before is kept"
            )
        if not answer.is_success:
            raise self._refusal(answer, too_much)

    def _refusal(self, answer: httpx2.Response, too_much: Collection[int]) -> Exception:
        """What to raise for an answer that is none."""
        answer.read()
        status, said = answer.status_code, _message(answer)
        limited = status == 429 or (status == 403 and self._is_limit(answer, said))
        if limited:
            return _Again(f"a limit ({status})", _asked(answer) or self.secondary_wait_s)
        if status in PASSING and status not in too_much:
            return _Again(f"status {status}", _asked(answer) or True, fault=True)
        return Refused(status, said)

    @staticmethod
    def _is_limit(answer: httpx2.Response, said: str) -> bool:
        spent = answer.headers.get("x-ratelimit-remaining") == "0" or "Retry-After" in answer.headers
        return spent or any(words in said.lower() for words in (*SECONDARY, "rate limit exceeded"))

    def _patiently(self, once: Callable[[], T]) -> T:
        faults = 0

        def again(error: Exception) -> bool | float:
            nonlocal faults
            if isinstance(error, _Again):
                faults += error.fault
                return error.wait if faults < FAULTS else False
            return isinstance(error, httpx2.TransportError | httpx2.DecodingError)

        policy = stamina.retry(
            on=again, attempts=None, timeout=self.patience_s, wait_initial=0.1, wait_max=60.0, wait_jitter=0.1
        )
        try:
            return policy(once)()
        except (_Again, httpx2.TransportError, httpx2.DecodingError) as error:
            what = str(error) or type(error).__name__
            raise ApiError(
                f"{self.base} gives no answer of use ({what}): what came before is kept, the same command goes on "
                "where it was"
            ) from error


def _bucket(path: str) -> str:
    """What is limited together: GitHub's search of code, its other searches, all else."""
    return path if path.startswith("/search/") else ""


def _asked(answer: httpx2.Response) -> float:
    """Seconds that an answer asks to wait; 0 where it does not say."""
    asked = answer.headers.get("Retry-After", "")
    if asked.isdigit():
        return float(asked)
    return _reset(answer) if answer.headers.get("x-ratelimit-remaining") == "0" else 0.0


def _reset(answer: httpx2.Response) -> float:
    """Seconds until a limit is free again, by the server's own clock; 0 where it does not say."""
    until = answer.headers.get("x-ratelimit-reset", "")
    if not until.isdigit():
        return 0.0
    try:
        now = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (KeyError, TypeError, ValueError):
        now = time.time()
    return max(float(until) - now, 0.0) + 1.0


def _message(answer: httpx2.Response) -> str:
    """What an answer says is wrong, on one line."""
    try:
        value = answer.json()
        text = value.get("message") or value.get("error") or "" if isinstance(value, dict) else ""
    except (ValueError, RecursionError):
        text = answer.text if answer.headers.get("Content-Type", "").startswith("text/plain") else ""
    return " ".join(str(text).split())[:200]
