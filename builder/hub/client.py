"""The one client of the Hugging Face Hub: what it is asked, how long it is left alone, what is asked again."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

import httpx2
import stamina
from huggingface_hub import constants, get_token
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils._headers import build_hf_headers  # public, but not by its type hints
from huggingface_hub.utils._http import parse_ratelimit_headers  # public, but not by its type hints
from huggingface_hub.utils.tqdm import disable_progress_bars
from stamina.instrumentation import set_on_retry_hooks

from builder import __version__
from builder.errors import HubError
from builder.hub.answers import next_path, not_json
from builder.web.limits import content

ATTEMPTS = 8
PASSING = {408, 429, 500, 502, 503, 504}  # statuses that another try may not meet again
LONGEST_WAIT_S = 300.0
SPARED = 50  # one request of so many is left to whoever else uses the same limit: another process, another program
MOST_JSON = 64_000_000  # bytes of one answer: a page of 1,000 models with all that the Hub tells has about 20 MB
GARBLED = 5  # times that an answer may be no JSON: a page that was cut is whole the next time, a page for people never
NOT_JSON = "an answer that is not JSON"

# a retry is no line of its own, neither ours nor the client's, and a bar of progress is for a terminal
set_on_retry_hooks(())
logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
logging.getLogger("httpx2").setLevel(logging.WARNING)
if not sys.stderr.isatty():
    disable_progress_bars()

SILENT_S = 5.0  # of silence, after which somebody who waits is told
LOG = logging.getLogger(__name__)

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
    return _wait(found.response) if status(found) in PASSING else False


def _wait(response: httpx2.Response) -> bool | float:
    """Seconds that an answer asks to wait; True where it does not say."""
    asked = response.headers.get("Retry-After", "")
    if asked.isdigit():
        return min(float(asked), LONGEST_WAIT_S)
    limit = parse_ratelimit_headers(response.headers)
    return min(limit.reset_in_seconds + 1.0, LONGEST_WAIT_S) if limit and not limit.remaining else True


def patiently(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls a method of the Hub's client that may be repeated, until it answers; its last error if it never does."""
    policy = stamina.retry(on=passing, attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=30.0)
    return policy(call)(*args, **kwargs)


class Refused(Exception):
    """An answer that will stay: its status, and the Hub's word for the reason ('GatedRepo', 'RepoNotFound' ...)."""

    def __init__(self, response: httpx2.Response, too_large: bool = False) -> None:
        self.status = response.status_code
        self.too_large = too_large  # it is left unread
        self.code = response.headers.get("X-Error-Code", "")
        self.message = response.headers.get("X-Error-Message", "")[:200]
        if too_large:
            self.message = f"an answer of more than {MOST_JSON:,} bytes"
        self.location = response.headers.get("Location", "")
        super().__init__(f"{self.status} {self.code or self.message}".strip())

    @property
    def reason(self) -> str:
        """As the reason of a skipped item."""
        if self.too_large:
            return "answer_too_large"
        if self.code == "GatedRepo" or self.status == 403:
            return "gated" if self.code == "GatedRepo" else "forbidden"
        return "not_found" if self.status in {401, 404, 410} else f"status_{self.status}"


class _Again(Exception):
    """An answer that may be another one the next time, after the wait that it asks for."""

    def __init__(self, what: str, wait: bool | float = True, refused: Refused | None = None) -> None:
        super().__init__(what)
        self.wait = wait
        self.refused = refused  # what it is if it stays


class Limits:
    """What the Hub said is left of each of its limits ('api', 'resolvers', 'pages'), and until when."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[int, float]] = {}

    def wait(self, bucket: str) -> None:
        """Returns once a request is not one too many, as far as is known."""
        left, until = self._left.get(bucket, (1, 0.0))
        pause = until - time.monotonic()
        if pause <= 0:
            self._left.pop(bucket, None)  # another window has begun
        elif left <= 0:
            time.sleep(pause)
            self._left.pop(bucket, None)
        else:
            self._left[bucket] = (left - 1, until)

    def note(self, headers: Mapping[str, str]) -> None:
        """Takes over what an answer says."""
        found = parse_ratelimit_headers(headers)
        if found:
            left = found.remaining - -(-(found.limit or 0) // SPARED)
            self._left[found.resource_type] = (left, time.monotonic() + found.reset_in_seconds + 1.0)


class Hub:
    """The Hub at `endpoint` (None: the client's own, by HF_ENDPOINT), as one process asks it.

    Files are always asked for anonymously; with `authorized` all else is asked with the login's token, for its higher
    limits. HubError where there is none, and where the Hub gives no answer for `patience_s` seconds.
    """

    def __init__(
        self, endpoint: str | None = None, authorized: bool = False, patience_s: float = 3600, timeout_s: float = 30
    ) -> None:
        self.endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        self.authorized = authorized
        self.patience_s = patience_s
        self.limits = Limits()
        token = get_token() if authorized else None
        if authorized and not token:
            raise HubError("there is no token: set HF_TOKEN or run `hf auth login`, or leave `authorized` out")
        if constants.HF_HUB_OFFLINE:
            raise HubError("HF_HUB_OFFLINE is set, and the settings ask the Hub: unset it, or build from a dump")
        self._headers = _headers(token)
        self._anonymous = _headers(None)
        self._client = httpx2.Client(timeout=timeout_s, follow_redirects=False)

    def json(self, path: str, params: Sequence[tuple[str, str]] = ()) -> Any:  # noqa: ANN401 - what JSON holds
        """The JSON at a path; Refused where the Hub says no, that it has moved, or more than MOST_JSON bytes."""
        return self.page(path, params)[0]

    def page(self, path: str, params: Sequence[tuple[str, str]] = ()) -> tuple[Any, str | None, httpx2.Headers]:
        """The JSON at a path, the path of the page after it, and the answer's headers."""
        garbled = 0

        def once() -> tuple[Any, str | None, httpx2.Headers]:
            nonlocal garbled
            with self._answer("api", path, self._headers, params) as answer:
                body = content(answer, MOST_JSON)
                if body is None:
                    raise Refused(answer, too_large=True)
                try:
                    value = json.loads(body)
                except (ValueError, RecursionError) as error:
                    garbled += 1
                    raise (not_json(answer, self.endpoint) if garbled == GARBLED else _Again(NOT_JSON)) from error
                return value, next_path(answer, self.endpoint), answer.headers

        return self._patiently(once)

    def content(self, path: str, most: int, span: tuple[int, int] | None = None) -> bytes | None:
        """At most `most` bytes of a file (of its bytes `span[0]` to `span[1]`, both included); None if it has more."""

        def once() -> bytes | None:
            found = bytearray()
            for chunk in self._chunks(path, span):
                found += chunk
                if len(found) > most:
                    return None
            return bytes(found)

        return self._patiently(once)

    def stream(self, path: str, size: int) -> Iterator[bytes]:
        """All bytes of a file, however often the connection breaks on the way."""
        at = 0
        while at < size:
            held: list[bytes] = []

            def some(start: int = at, held: list[bytes] = held) -> None:
                for chunk in self._chunks(path, (start + sum(map(len, held)), size - 1)):
                    held.append(chunk)
                    if len(held) == 64:
                        return

            self._patiently(some)
            if not held:
                raise HubError(f"{self.endpoint}{path} ends after {at:,} of {size:,} bytes: build again")
            at += sum(map(len, held))
            yield from held

    def _chunks(self, path: str, span: tuple[int, int] | None) -> Iterator[bytes]:
        headers = self._anonymous | ({"Range": f"bytes={span[0]}-{span[1]}"} if span else {})
        with self._answer("resolvers", path, headers, follow=True) as answer:
            if span and answer.status_code != 206 and span[0]:
                raise _Again("a whole file in the place of a part")
            yield from answer.iter_bytes(1 << 16)

    @contextmanager
    def _answer(
        self,
        bucket: str,
        path: str,
        headers: Mapping[str, str],
        params: Sequence[tuple[str, str]] = (),
        follow: bool = False,
    ) -> Iterator[httpx2.Response]:
        self.limits.wait(bucket)
        url = httpx2.URL(self.endpoint + path)
        asked = url.copy_merge_params(list(params)) if params else url  # parameters would take its own query away
        with self._client.stream("GET", asked, headers=dict(headers), follow_redirects=follow) as answer:
            self.limits.note(answer.headers)
            if answer.status_code in PASSING:
                stays = Refused(answer) if answer.status_code == 500 else None
                raise _Again(f"status {answer.status_code}", _wait(answer), stays)
            if answer.headers.get("X-Error-Message") == "Invalid credentials in Authorization header":
                raise HubError(f"{self.endpoint} does not accept the token: make a new one, or leave `authorized` out")
            if not answer.is_success:
                raise Refused(answer)
            yield answer

    def _patiently(self, once: Callable[[], T]) -> T:
        retry = stamina.retry(
            on=_again, attempts=None, timeout=self.patience_s, wait_initial=0.1, wait_max=60.0, wait_jitter=0.1
        )
        faults, began, said = 0, time.monotonic(), False

        def counted() -> T:
            nonlocal faults, said
            try:
                return once()
            except (httpx2.TransportError, httpx2.DecodingError):
                if not said and time.monotonic() - began > SILENT_S:
                    LOG.warning("no answer from %s yet, trying for %.0f s", self.endpoint, self.patience_s)
                    said = True
                raise
            except _Again as again:
                faults += again.refused is not None
                if again.refused and faults == ATTEMPTS:  # the Hub is up, and cannot answer this
                    raise again.refused from again
                raise

        try:
            return retry(counted)()
        except (_Again, httpx2.TransportError, httpx2.DecodingError) as error:
            what = str(error) or type(error).__name__
            raise HubError(
                f"{self.endpoint} has given no answer for {self.patience_s:,.0f} s ({what}): what came before is kept, "
                "the same command goes on where it was"
            ) from error


def model_path(model_id: str, *rest: str) -> str:
    """Path of a model's endpoint, whatever characters its id has: '/api/models/owner/name/tree/main'."""
    return "/".join(("/api/models", *(quote(part, safe="/") for part in (model_id, *rest))))


def file_path(model_id: str, revision: str, path: str) -> str:
    """Path of a model's file at a revision."""
    return f"/{quote(model_id, safe='/')}/resolve/{quote(revision, safe='')}/{quote(path, safe='/')}"


def _again(error: Exception) -> bool | float:
    return error.wait if isinstance(error, _Again) else isinstance(error, httpx2.TransportError | httpx2.DecodingError)


def _headers(token: str | None) -> dict[str, str]:
    return dict(build_hf_headers(token=token or False, library_name="peatmoss", library_version=__version__))
