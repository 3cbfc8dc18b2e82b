"""A Hugging Face Hub on loopback for tests: `with serve(folder) as hub`, and the Hub's own clients are its guests.

It lists models (`Hub.catalog`) with the repositories behind them, private and gated ones among them.

Left out: Xet storage (clients need HF_HUB_DISABLE_XET=1, see `Hub.environment`), pull requests, private and gated
data sets, redirects to a content network, and the checks of a card's YAML.
"""

from hub_server.accounts import ACCOUNTS, READ_TOKEN, STRANGER_TOKEN, WRITE_TOKEN, Account
from hub_server.catalog import Model
from hub_server.hub import Hub
from hub_server.server import serve

__all__ = ["ACCOUNTS", "READ_TOKEN", "STRANGER_TOKEN", "WRITE_TOKEN", "Account", "Hub", "Model", "serve"]
