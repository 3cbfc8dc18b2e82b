"""Faults on the wire, by rule: an error instead of an answer, an answer that is lost, cut or late."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from hub_server.answers import Answer, Refusal
from hub_server.traffic import Request

Match = str | Callable[[Request], bool]


def matches(match: Match, request: Request) -> bool:
    """Whether the rule means the request: a regular expression found in 'METHOD path', or a function of the request."""
    return re.search(match, str(request)) is not None if isinstance(match, str) else match(request)


@dataclass
class Fault:
    """One rule; it works `left` times more and has worked `hits` times."""

    match: Match
    left: int
    status: int | None = None
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False
    after: bool = False
    cut: int | None = None
    reset: bool = False
    garble: int | None = None  # the answer ends after so many bytes, and says that this is its length
    again: bool = False  # the answer to the last request of this path, once more
    stall: float = 0.0
    hits: int = 0

    @property
    def instead(self) -> Answer | None:
        """The error that takes the answer's place."""
        return Refusal(self.status, self.message, headers=self.headers).answer() if self.status else None


class Chaos:
    """Faults at random: what a bad day does to the answers of a hub."""

    def __init__(self, match: Match, random: Random, share: float) -> None:
        self.match, self.random, self.share = match, random, share
        self.hits = 0
        self._lock = threading.Lock()

    def take(self, request: Request) -> Fault | None:
        """A fault for this request, or none."""
        if not matches(self.match, request):
            return None
        with self._lock:
            if self.random.random() >= self.share:
                return None
            self.hits += 1
            kind = self.random.randrange(10)
            at = self.random.randrange(1, 200)
        match kind:
            case 0:
                return Fault("", 1, 429, headers={"Retry-After": "0"})
            case 1:
                return Fault("", 1, 429)
            case 2 | 3 | 4 | 5:
                return Fault("", 1, (500, 502, 503, 504)[kind - 2])
            case 6:
                return Fault("", 1, lost=True)
            case 7:
                return Fault("", 1, cut=at, reset=True)
            case 8:
                return Fault("", 1, cut=at)
        return Fault("", 1, garble=at)


class Faults:
    """The rules of a hub, oldest first."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.chaos: Chaos | None = None
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """One rule more; it is returned, so that a test can read its hits."""
        with self._lock:
            self.rules.append(fault)
        return fault

    def take(self, request: Request) -> Fault | None:
        """The oldest rule that means this request and is not used up, with one use counted."""
        # A rule's function may itself ask the hub, so nothing is held while it runs.
        for fault in list(self.rules):
            if fault.left > 0 and matches(fault.match, request) and self._use(fault):
                return fault
        return self.chaos.take(request) if self.chaos else None

    def _use(self, fault: Fault) -> bool:
        with self._lock:
            if fault.left <= 0:
                return False
            fault.left -= 1
            fault.hits += 1
            return True

    def clear(self) -> None:
        """No rules any more."""
        with self._lock:
            self.rules.clear()
            self.chaos = None
