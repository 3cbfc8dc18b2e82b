"""Faults on the wire, by rule: an error instead of an answer, an answer that is lost, cut or late."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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
    stall: float = 0.0
    hits: int = 0

    @property
    def instead(self) -> Answer | None:
        """The error that takes the answer's place."""
        return Refusal(self.status, self.message, headers=self.headers).answer() if self.status else None


class Faults:
    """The rules of a hub, oldest first."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
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
        return None

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
