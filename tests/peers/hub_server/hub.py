"""The hub as a test holds it: its address, what it was asked, and the faults it is told to make."""

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from hub_server.accounts import Account
from hub_server.catalog import Catalog
from hub_server.faults import Chaos, Fault, Faults, Match, matches
from hub_server.store import Store
from hub_server.traffic import Request

EVERYTHING = ""


@dataclass
class Hub:
    """A running hub; sizes of pages and parts may be set lower by a test that wants several."""

    url: str
    store: Store
    accounts: Mapping[str, Account]
    requests: list[Request] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    tree_page: int = 1000
    tree_page_expanded: int = 50
    commits_page: int = 50
    part_bytes: int = 64 * 2**20
    list_page: int = 1000
    discussions_page: int = 50
    spaces: list[dict[str, Any]] = field(default_factory=list)  # records that its list of Spaces gives
    expired: set[str] = field(default_factory=set)  # cursors that lead nowhere any more
    limits: dict[str, tuple[int, int]] = field(default_factory=dict)  # bucket -> requests, seconds of its window
    windows: dict[tuple[str, str | None], tuple[float, int]] = field(default_factory=dict)
    closed: threading.Event = field(default_factory=threading.Event)

    @cached_property
    def catalog(self) -> Catalog:
        """The models that the hub lists."""
        return Catalog(self.store.folder)

    def fail(
        self,
        match: Match,
        status: int | None = None,
        times: int = 1,
        retry_after: float | None = None,
        after: bool = False,
        message: str = "injected fault",
        headers: Mapping[str, str] | None = None,
    ) -> Fault:
        """Answer `status` instead; without one, close the connection without an answer. `after`: once the work is done.

        With `after` and a status the work is done too and the status sent, as a gateway in front of the Hub would.
        """
        waits = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
        sent = waits | dict(headers or {})
        return self.faults.add(Fault(match, times, status, message, sent, lost=status is None, after=after))

    def cut(self, match: Match, at: int, times: int = 1, reset: bool = False) -> Fault:
        """End the connection after `at` bytes of the body, in order or (`reset`) with a TCP reset."""
        return self.faults.add(Fault(match, times, cut=at, reset=reset))

    def stall(self, match: Match, seconds: float, times: int = 1, after: bool = False) -> Fault:
        """Do nothing for so long, before the work or (`after`) between the work and its answer."""
        return self.faults.add(Fault(match, times, stall=seconds, after=after))

    def chaos(self, seed: int, share: float, match: Match = EVERYTHING) -> Chaos:
        """Any fault, for so large a share of all answers."""
        self.faults.chaos = Chaos(match, random.Random(seed), share)
        return self.faults.chaos

    def garble(self, match: Match, at: int, times: int = 1) -> Fault:
        """End the body after `at` bytes, and say that this is all."""
        return self.faults.add(Fault(match, times, garble=at))

    def repeat(self, match: Match, times: int = 1) -> Fault:
        """Give the answer before once more."""
        return self.faults.add(Fault(match, times, again=True))

    def asked(self, match: Match = EVERYTHING) -> list[Request]:
        """The requests so far that a rule means: a regular expression found in 'METHOD path', or a function."""
        return [request for request in list(self.requests) if matches(match, request)]

    def sent(self, match: Match = EVERYTHING) -> int:
        """Bytes of bodies sent to these requests."""
        return sum(request.sent for request in self.asked(match))

    def received(self, match: Match = EVERYTHING) -> int:
        """Bytes of bodies received with these requests."""
        return sum(request.received for request in self.asked(match))

    def token(self, role: str = "write") -> str:
        """The first token of the role."""
        return next(token for token, account in self.accounts.items() if account.role == role)

    def environment(self, home: Path, token: str | None = None) -> dict[str, str]:
        """What a client in its own process needs on top of the environment: this hub, and nothing else on the network.

        `home` becomes HF_HOME (caches and settings); without a token the client is anonymous.
        """
        return {
            "HF_ENDPOINT": self.url,
            "HF_HOME": str(home),
            "HF_TOKEN": token or "",
            "HUGGING_FACE_HUB_TOKEN": "",
            # The client takes Xet whenever its package is there, and asks no server first.
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_UPDATE_CHECK": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            # datasets counts a download at a storage service of its own.
            "HF_UPDATE_DOWNLOAD_COUNTS": "0",
            "NO_PROXY": "127.0.0.1",
        }
