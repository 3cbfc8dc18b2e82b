"""Repositories by their addresses: the newest commit of each, in a bare clone of ours without history.

A clone is never changed: a newer commit is fetched into a folder of its own, which is then renamed. So a kill or a loss
of power leaves the clone of before or the new one, and whatever else is found in its place is fetched again.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from builder.engine.durable import sync
from builder.errors import InputError
from builder.redaction.exclusions import Exclusions
from builder.repository import git
from builder.repository.origins import LOCAL, local_id, public
from builder.repository.remote import FetchError, Limits, Remote
from builder.sources.local import LocalRepository, read

NONE = Exclusions()
INCOMING, OUTGOING = ".incoming", ".outgoing"  # no owner's name begins with a dot


def find(
    folder: Path, urls: tuple[str, ...], limits: Limits, exclusions: Exclusions = NONE
) -> Iterator[LocalRepository]:
    """The repositories at these addresses, fetched into `folder` as owner/name; clones of others are removed there.

    One that cannot be fetched is as it was fetched before, else its record's `error` tells why there is none. What is
    excluded is not asked for.
    """
    named = {_name(url): url for url in urls}
    wanted = {name: url for name, url in named.items() if not exclusions.covers(name)}
    recover(folder)
    for owner in folder.iterdir() if folder.is_dir() else ():
        if not owner.is_dir():
            owner.unlink()
            continue
        for clone in owner.iterdir():
            if f"{owner.name}/{clone.name}" not in wanted:
                _remove(clone)
    for name, url in sorted(named.items()):
        clone = folder / name
        if name not in wanted:
            yield LocalRepository(name, str(clone), None, LOCAL, None, None)
            continue
        error = fetch(folder, name, url, limits)
        try:
            yield read(clone, name, None)
        except InputError as unread:
            yield LocalRepository(name, str(clone), None, LOCAL, None, None, error or str(unread))


def _name(url: str) -> str:
    """'owner/name' of an address, the same for all its spellings on a public host."""
    known = public(url)
    owner, name = urlsplit(url).path.rstrip("/").split("/")[-2:]
    return known.repository_id if known else local_id(owner, name)


def recover(folder: Path) -> None:
    """Ends what a killed fetch left: a clone that was being replaced goes back to its place, half a new one goes."""
    for before in sorted((folder / OUTGOING).glob("*/*")):
        clone = folder / before.relative_to(folder / OUTGOING)
        if not clone.exists():
            clone.parent.mkdir(parents=True, exist_ok=True)
            before.rename(clone)
    for left in (INCOMING, OUTGOING):
        _remove(folder / left)


def fetch(folder: Path, name: str, url: str, limits: Limits) -> str | None:
    """Brings the newest commit of the address's own branch; why not, in one line, where that fails.

    The clone stays where it holds that commit whole; anything else in its place is replaced.
    """
    clone, incoming = folder / name, folder / INCOMING / name
    try:
        _remove(incoming)
        remote = Remote.of(url, limits)
        remote.prepare(incoming)
        branch, commit = remote.newest(incoming)
        if not _stands(clone, url, branch, commit):
            remote.fetch(incoming, branch)
            _replace(clone, incoming, folder / OUTGOING / name)
    except FetchError as error:
        return f"{url}: {error}"
    except OSError as error:
        raise InputError(f"{clone}: {error.strerror}") from error
    finally:
        recover(folder)
    return None


def _stands(clone: Path, url: str, branch: str, commit: str) -> bool:
    """Whether the clone is of this address and branch, and holds the commit with all of its files."""
    try:
        if git.find_git_dir(clone) != clone or git.resolve(clone) != commit:
            return False
        named = git.origin_url(clone), f"{git.HEAD_BRANCH}{git.default_branch(clone)}"
        return named == (url, branch) and git.is_complete(clone, commit)
    except InputError:
        return False


def _replace(clone: Path, incoming: Path, outgoing: Path) -> None:
    """Puts the new clone in place of the old one, which `recover` brings back should the second step not come."""
    for parent in (clone.parent, outgoing.parent):
        parent.mkdir(parents=True, exist_ok=True)
    if clone.exists() or clone.is_symlink():
        clone.rename(outgoing)
    incoming.rename(clone)
    sync(clone.parent)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
