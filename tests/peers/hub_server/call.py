"""A request on its way to its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qs

from hub_server.accounts import Account
from hub_server.hub import Hub
from hub_server.store import Repository
from hub_server.traffic import Body, Request


@dataclass(frozen=True)
class Call:
    """The hub, who asks, the named parts of the path (unquoted), and the body."""

    hub: Hub
    request: Request
    headers: Message
    body: Body
    account: Account | None = None
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, list[str]]:
        """Names to values, 'expand[]' as 'expand'."""
        values: dict[str, list[str]] = {}
        for name, given in parse_qs(self.request.query, keep_blank_values=True).items():
            values.setdefault(name.removesuffix("[]"), []).extend(given)
        return values

    def flag(self, name: str) -> bool:
        """Whether the query says yes."""
        return self.query.get(name, [""])[0].lower() in ("true", "1", "yes")

    @property
    def kind(self) -> str:
        """'models', 'datasets' or 'spaces'."""
        return self.parts.get("kind") or "models"

    def repository(self) -> Repository:
        """The repository of the path; 404 RepoNotFound."""
        return self.hub.store.find(self.kind, self.parts["name"])
