"""Where a folder's repository comes from: its host, its 'owner/name' and its page, by the remote 'origin'."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from builder import patterns as re
from builder.records import dataclass
from builder.repository import git
from builder.repository.trees import escaped

HOSTS = frozenset({"bitbucket.org", "codeberg.org", "gitee.com", "github.com", "gitlab.com"})  # 'owner/name', public
SCP = re.compile(r"(?:[^@/\s]+@)?([\w.-]+):(?!//)(.+)")  # git@host:owner/name
OWNER_AND_NAME = re.compile(r"/*([\w~-][\w.~-]*)/(?!\.{1,2}/*$)([\w.-]+?)(?:\.git)?/*", re.ASCII)
LOCAL = "local"


@dataclass(frozen=True)
class Origin:
    """Which repository it is: 'owner/name', its host ('local' for one that is on no public host) and its page."""

    repository_id: str
    host: str = LOCAL
    url: str | None = None


def origin_of(folder: Path) -> Origin:
    """The repository that a folder is a clone of; 'local/NAME' by the folder's own name where that is on no host."""
    git_dir = git.find_git_dir(folder)
    found = public(git.origin_url(git_dir) or "") if git_dir else None
    place = folder.resolve()
    return found or Origin(local_id(LOCAL, (place.parent if place.name == ".git" else place).name or "root"))


def local_id(owner: str, name: str) -> str:
    """'owner/name' out of the names of two folders: no white space, no '.git', bytes that are no UTF-8 as \\xNN."""
    parts = (escaped(os.fsencode(part)) for part in (owner, name.removesuffix(".git")))
    return "/".join(re.sub(r"\s+", "-", part) for part in parts)


def public(address: str) -> Origin | None:
    """Host, 'owner/name' and page of a remote's address, without user and password; None if it is not public."""
    short = SCP.fullmatch(address)
    try:
        parts = urlsplit(address)
        host, path = (short[1], short[2]) if short else (parts.hostname or "", parts.path)
    except ValueError:
        return None
    host, found = host.lower().removeprefix("www."), OWNER_AND_NAME.fullmatch(path)
    if host not in HOSTS or found is None:
        return None
    name = f"{found[1]}/{found[2]}"
    return Origin(name, host, f"https://{host}/{name}")
