"""Who a token stands for, and what that account may change."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub_server.answers import Refusal

# Put together here, so that no scanner takes them for real ones.
WRITE_TOKEN = "hf_" + "w" * 34
READ_TOKEN = "hf_" + "r" * 34
STRANGER_TOKEN = "hf_" + "s" * 34


@dataclass(frozen=True)
class Account:
    """A user with one token; `role` is the token's, 'read' or 'write'."""

    name: str
    role: str
    organizations: tuple[str, ...] = ()

    def owns(self, name: str) -> bool:
        """Whether the repository `owner/name` is in a namespace of this account."""
        return name.partition("/")[0] in (self.name, *self.organizations)


ACCOUNTS: Mapping[str, Account] = {
    WRITE_TOKEN: Account("owner", "write", ("team",)),
    READ_TOKEN: Account("owner", "read", ("team",)),
    STRANGER_TOKEN: Account("stranger", "write"),
}


def account_of(authorization: str, accounts: Mapping[str, Account]) -> Account | None:
    """The account of an Authorization header, None for an empty one and for a token nobody has."""
    return accounts.get(authorization.removeprefix("Bearer ").strip())


def signed_in(account: Account | None) -> Account:
    """The account; 401 when the request had no token."""
    if account is None:
        raise Refusal(401, "Invalid username or password.")
    return account


def writer(account: Account | None, name: str) -> Account:
    """The account, if it may write to the repository; else 401 or 403, worded as the Hub does."""
    known = signed_in(account)
    if known.role != "write":
        raise Refusal(403, "you must use a write token to upload to a repository")
    if not known.owns(name):
        raise Refusal(403, "pass `create_pr=1` as a query parameter to create a Pull Request")
    return known
