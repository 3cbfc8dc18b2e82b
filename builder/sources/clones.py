"""Repositories by their addresses: the newest commit of each, in a bare clone of ours without history.

git speaks https only, asks nobody for a password and reads no settings, credentials or hooks of the user's: what is
not public is not fetched.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from builder.errors import InputError
from builder.redaction.exclusions import Exclusions
from builder.repository import git
from builder.repository.origins import LOCAL, local_id, public
from builder.sources.local import LocalRepository, read

NOT_OURS = {"GIT_WORK_TREE", "GIT_NO_LAZY_FETCH"}
NONE = Exclusions()
REFUSED = "Authentication failed"  # what some hosts answer for what is not there, too
ENVIRONMENT = {name: value for name, value in git.ENVIRONMENT.items() if name not in NOT_OURS} | {
    "GIT_ALLOW_PROTOCOL": "https:http",
    "GIT_ASKPASS": "true",
    "HOME": os.devnull,  # no .netrc
}


def find(
    folder: Path, urls: tuple[str, ...], timeout_s: float, exclusions: Exclusions = NONE
) -> Iterator[LocalRepository]:
    """The repositories at these addresses, fetched into `folder` as owner/name; clones of others are removed there.

    One that cannot be fetched is as it was fetched before, else its record's `error` tells why there is none. What is
    excluded is not asked for.
    """
    named = {_name(url): url for url in urls}
    places = {name: url for name, url in named.items() if not exclusions.covers(name)}
    for owner in folder.iterdir() if folder.is_dir() else ():
        for clone in owner.iterdir():
            if f"{owner.name}/{clone.name}" not in places:
                shutil.rmtree(clone)
    for name, url in sorted(named.items()):
        clone = folder / name
        if name not in places:
            yield LocalRepository(name, str(clone), None, LOCAL, None, None)
            continue
        error = fetch(clone, url, timeout_s)
        try:
            yield read(clone, name, None)
        except InputError as unread:
            yield LocalRepository(name, str(clone), None, LOCAL, None, None, error or str(unread))


def _name(url: str) -> str:
    """'owner/name' of an address, the same for all its spellings on a public host."""
    known = public(url)
    owner, name = urlsplit(url).path.rstrip("/").split("/")[-2:]
    return known.repository_id if known else local_id(owner, name)


def fetch(clone: Path, url: str, timeout_s: float) -> str | None:
    """Brings the newest commit of the address's own branch; why not, in one line, where that fails."""
    try:
        if not (clone / "HEAD").is_file():
            shutil.rmtree(clone, ignore_errors=True)
            clone.mkdir(parents=True)
            _git(clone, timeout_s, "init", "--quiet", "--bare", "--template=")
            _git(clone, timeout_s, "config", "remote.origin.url", url)
        told = _git(clone, timeout_s, "ls-remote", "--symref", url, "HEAD").split()
        if len(told) < 3 or told[0] != "ref:":
            return f"{url}: it has no commit"
        branch = told[1]
        _git(clone, timeout_s, "fetch", "--quiet", "--depth=1", "--no-tags", url, f"+{branch}:{branch}")
        _git(clone, timeout_s, "symbolic-ref", "HEAD", branch)
    except subprocess.TimeoutExpired:
        return f"{url}: not there within {timeout_s:g} s"
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
        if lines and REFUSED in lines[-1]:
            return f"{url}: not there, or not public"
        return f"{url}: {lines[-1].removeprefix('fatal: ') if lines else f'git ended with {error.returncode}'}"
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise InputError(git.NO_GIT if missing else f"{clone}: {error.strerror}") from error
    return None


def _git(clone: Path, timeout_s: float, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | ENVIRONMENT
    command = ["git", "-c", f"core.hooksPath={os.devnull}", "-c", "gc.auto=0", "--git-dir", str(clone), *arguments]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=timeout_s, check=True
    )
    return done.stdout.decode("utf-8", "backslashreplace")
