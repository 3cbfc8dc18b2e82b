"""git over the network: the newest commit of a public address, by processes that end with this one.

git speaks https only, asks nobody for a password and reads no settings, credentials or hooks of the user's: what is
not public is not fetched. It starts helpers of its own, which outlive it: they are one process group with a supervisor,
which ends the group when this process is gone, however it ended.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.errors import InputError
from builder.repository import git

NOT_OURS = {"GIT_WORK_TREE", "GIT_NO_LAZY_FETCH"}
REFUSED = "Authentication failed"  # what some hosts answer for what is not there, too
ENVIRONMENT = {name: value for name, value in git.ENVIRONMENT.items() if name not in NOT_OURS} | {
    "GIT_ALLOW_PROTOCOL": "https:http",
    "GIT_ASKPASS": "true",
    "HOME": os.devnull,  # no .netrc
}
OLD_FAULTS = (
    *("badDate", "badDateOverflow", "badEmail", "badName", "badTimezone", "missingEmail", "missingNameBeforeEmail"),
    *("missingSpaceBeforeDate", "missingSpaceBeforeEmail", "multipleAuthors", "zeroPaddedDate", "zeroPaddedFilemode"),
    *("badFilemode", "missingTaggerEntry", "nulInCommit"),
)
CUT = "fatal: fetch-pack: invalid index-pack output"  # all that git says where a limit ends the reader of its pack
PARTIAL = ("-c", "remote.origin.promisor=true")
MEMORY = 4 << 30  # bytes of address space of each of git's processes: a small pack can unfold to any size
OPTIONS = {
    "core.fsync": "all",  # a clone is renamed into its place: what it holds is on the disk before
    "core.hooksPath": os.devnull,
    "fetch.unpackLimit": "1",  # everything in one pack, so that a limit on the size of a file is one on the clone
    "gc.auto": "0",
    "fetch.fsckObjects": "true",  # no names such as .GIT or git~1 in a tree, no submodule address that runs something
    # faults of old tools in commits of honest repositories: none of them matters to who reads files
    **{f"fetch.fsck.{fault}": "ignore" for fault in OLD_FAULTS},
}
# Becomes git under limits, with an empty standard input. Before, it leaves a guard in the process group, which ends the
# group when the pipe of the first standard input closes: only this process holds its other end. It is a script of sh
# because a Python of its own takes 20 ms, a third of a small clone.
SUPERVISOR = """
ulimit -f "$1"; ulimit -v "$2" 2>/dev/null; shift 2
exec 3<&0 </dev/null
(read -r _ <&3; kill -9 0) >/dev/null 2>&1 &
exec "$@" 3<&-
"""
BLOCK, KB = 512, 1024  # units of ulimit -f and -v


class FetchError(Exception):
    """Why an address gave no commit, in a few words that can follow the address and a colon."""


@dataclass(frozen=True)
class Limits:
    """Seconds for all that an address is asked, and bytes of what it may send."""

    timeout_s: float
    most_bytes: int


@dataclass(frozen=True)
class Remote:
    """An address, until when (time.monotonic) it may be asked, and how much it may send."""

    url: str
    limits: Limits
    end: float

    @classmethod
    def of(cls, url: str, limits: Limits) -> "Remote":
        """The address, whose time begins now."""
        return cls(url, limits, time.monotonic() + limits.timeout_s)

    def prepare(self, clone: Path) -> None:
        """Makes the folder a bare repository without commits, whose origin is the address."""
        clone.mkdir(parents=True)
        self._git(clone, "init", "--quiet", "--bare", "--template=")
        self._git(clone, "config", "remote.origin.url", self.url)

    def newest(self, clone: Path) -> tuple[str, str]:
        """The address's own branch ('refs/heads/...') and its commit; FetchError where it has none."""
        answer = self._git(clone, "ls-remote", "--symref", self.url, "HEAD").split()
        if len(answer) < 5 or answer[0] != "ref:":  # 'ref: <branch> HEAD', then '<commit> HEAD'
            raise FetchError("it has no commit")
        return answer[1], answer[3]

    def fetch(self, clone: Path, branch: str) -> None:
        """Brings the newest commit of the branch, without history, and points HEAD at it."""
        self._git(clone, "fetch", "--quiet", "--depth=1", "--no-tags", self.url, f"+{branch}:{branch}")
        self._git(clone, "symbolic-ref", "HEAD", branch)

    def clone_without(self, clone: Path, blob_bytes: int) -> None:
        """The newest commit of the address's own branch in a new bare clone, without files of `blob_bytes` and more.

        One process of git; a host that cannot leave files out sends them all.
        """
        options = ("--bare", "--quiet", "--depth=1", "--single-branch", "--no-tags", "--template=")
        limit = f"--filter=blob:limit={blob_bytes}"
        clone.parent.mkdir(parents=True, exist_ok=True)
        self._git(clone, "clone", *options, limit, self.url, str(clone))
        self._set_origin(clone)

    def clone_history(self, clone: Path) -> None:
        """All commits and trees of the address's own branch in a new bare clone, and no file's content."""
        options = ("--bare", "--quiet", "--single-branch", "--no-tags", "--template=", "--filter=blob:none")
        clone.parent.mkdir(parents=True, exist_ok=True)
        self._git(clone, "clone", *options, self.url, str(clone))
        self._set_origin(clone)

    def fetch_blobs(self, clone: Path, blobs: Sequence[str]) -> None:
        """Brings these objects in one answer."""
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", "--recurse-submodules=no")
        self._git(clone, *PARTIAL, "-c", "fetch.negotiationAlgorithm=noop", "fetch", *options, "origin", *blobs)
        self._set_origin(clone)

    def _set_origin(self, clone: Path) -> None:
        """Forgets that the clone is partial: git would ask for whatever is missing as soon as anything is read."""
        url = self.url.replace("\\", "\\\\").replace('"', '\\"')
        text = f'[core]\n\trepositoryformatversion = 0\n\tbare = true\n[remote "origin"]\n\turl = "{url}"\n'
        (clone / "config").write_text(text, encoding="utf-8")

    def _git(self, clone: Path, *arguments: str) -> str:
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        code, out, err = self._run(["git", *options, "--git-dir", str(clone), *arguments])
        if code == 0:
            return out.decode("utf-8", "backslashreplace")
        lines = err.decode("utf-8", "backslashreplace").strip().splitlines()
        if any(path.lstat().st_size >= self.limits.most_bytes for path in clone.rglob("*")):
            raise FetchError(f"it has more than {self.limits.most_bytes / 1e6:,.0f} MB: raise max_mb of its source")
        if unsafe := next((line for line in lines if line.startswith("error: object ")), None):
            raise FetchError(f"a tree or commit that git refuses ({unsafe.rpartition(': ')[2]})")
        if lines == [CUT]:
            most = f"{self.limits.most_bytes / 1e6:,.0f} MB"
            raise FetchError(f"it has more than {most}, or what it sends is damaged: raise max_mb of its source")
        if lines and REFUSED in lines[-1]:
            raise FetchError("not there, or not public")
        raise FetchError(lines[-1].removeprefix("fatal: ") if lines else f"git ended with {code}")

    def _run(self, command: list[str]) -> tuple[int, bytes, bytes]:
        """Exit code, output and errors of a command; FetchError where there is no time left for it."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        limits = (str(-(-self.limits.most_bytes // BLOCK)), str(MEMORY // KB))
        supervised = ["/bin/sh", "-c", SUPERVISOR, "sh", *limits, *command]
        if shutil.which("git") is None:
            raise InputError(git.NO_GIT)
        alive, held = os.pipe()
        try:
            with subprocess.Popen(
                supervised,
                stdin=alive,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=clean | ENVIRONMENT,
                start_new_session=True,
            ) as process:
                try:
                    out, err = process.communicate(timeout=max(self.end - time.monotonic(), 0.0))
                except BaseException:
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.killpg(process.pid, signal.SIGKILL)
                    raise
        except subprocess.TimeoutExpired as error:
            raise FetchError(f"not there within {self.limits.timeout_s:g} s") from error
        finally:
            os.close(alive)
            os.close(held)
        return process.returncode, out, err
