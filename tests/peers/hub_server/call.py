"""A request on its way to its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qs, quote

from hub_server.accounts import Account
from hub_server.answers import Refusal
from hub_server.catalog import Recorded
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
        """The repository of the path; 404 RepoNotFound, and 307 where it has another name by now."""
        name = self.parts["name"]
        if self.kind == "models" and (name in self.hub.catalog.models or name in self.hub.catalog.renamed):
            return self.recorded()
        return self.hub.store.find(self.kind, name)

    def recorded(self) -> Recorded:
        """The repository of a listed model; as the Hub, to strangers a private one is not there."""
        name = self.parts["name"]
        if new := self.hub.catalog.renamed.get(name):
            where = self.request.path.replace(quote(name), quote(new), 1)
            query = f"?{self.request.query}" if self.request.query else ""
            raise Refusal(307, f"Temporary Redirect. Redirecting to {where}", headers={"Location": where + query})
        found = self.hub.catalog.repository(name)
        private = found is not None and found.model.record.get("private")
        if found is None or (private and not (self.account and self.account.owns(name))):
            if self.account is None:
                raise Refusal(401, "Invalid username or password.", "RepoNotFound")
            raise Refusal(404, "Repository not found", "RepoNotFound")
        return found
