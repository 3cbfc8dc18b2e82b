"""A Hugging Face Hub on loopback for tests: `with serve(folder) as hub`, and the Hub's own clients are its guests.

Left out: Xet storage (clients need HF_HUB_DISABLE_XET=1, see `Hub.environment`), pull requests, private and gated
repositories, redirects to a content network, and the checks of a card's YAML.
"""

from hub_server.accounts import ACCOUNTS, READ_TOKEN, STRANGER_TOKEN, WRITE_TOKEN, Account
from hub_server.hub import Hub
from hub_server.server import serve

__all__ = ["ACCOUNTS", "READ_TOKEN", "STRANGER_TOKEN", "WRITE_TOKEN", "Account", "Hub", "serve"]
