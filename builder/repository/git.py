"""git's object database, read and nothing else: whatever a repository's own settings say, nothing of it runs.

Every call names the git directory, so git never searches for one; the environment is ours, the transports are shut,
and only plumbing that reads objects is used (`git archive` and `git log` obey attributes and signature programs).
"""

import hashlib
import os
import subprocess
import tempfile
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from builder import patterns as re
from builder.errors import InputError
from builder.records import dataclass

CHUNK = 1 << 20  # bytes read at once
ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",  # also overrules a repository's own protocol.*.allow
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_WORK_TREE": os.sep,  # overrules core.worktree, which may point anywhere or nowhere
    "LC_ALL": "C",
}
OPTIONS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "protocol.allow": "never",
    "safe.directory": "*",
}
WINDOW = 32  # object ids in flight: few enough to fit any pipe, so that writing never waits for reading
NO_GIT = "git is not installed (no `git` on the PATH): install it to read repositories under git"
MOST_PATHS = 2_000_000  # of a commit: the largest that are known have half of it
MAX_DAMAGED = 100  # objects that may end git before the whole object database counts as damaged
HEAD_BRANCH, ORIGIN_BRANCH = "refs/heads/", "refs/remotes/origin/"
KINDS = {"040000": "folder", "120000": "symlink", "160000": "submodule"}  # every other mode is a file


@dataclass(frozen=True)
class TreeLine:
    """One path of a commit as `git ls-tree` tells it; `size` is None where the object database lacks the blob."""

    path: bytes
    kind: str
    blob: str
    size: int | None


def blob_id(file: BinaryIO | FileIO, size: int) -> str:
    """Git's object id of `size` bytes of content: SHA-1 of a header and the content."""
    digest = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def find_git_dir(folder: Path) -> Path | None:
    """The git directory of a work tree (its .git), or the folder itself if it is one; None for a plain folder."""
    try:
        if (folder / ".git").exists():
            return folder / ".git"
        return folder if (folder / "HEAD").is_file() and (folder / "objects").is_dir() else None
    except PermissionError as error:
        raise InputError(f"{folder}: cannot open this folder ({error.strerror}); make it readable") from error


def resolve(git_dir: Path, revision: str | None = None) -> str:
    """Object id of the commit that `revision` names, HEAD when None; InputError tells what is wrong otherwise."""
    name = "HEAD" if revision is None else revision
    found = _git(git_dir, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode == 0:
        return found.stdout.decode().strip()
    if b"Needed a single revision" not in found.stderr:
        raise damaged(git_dir, _reason(found))
    if revision is not None:
        raise InputError(f"{git_dir}: no commit for revision {revision!r}; fetch it, or give one that `git log` shows")
    if _git(git_dir, "rev-parse", "--verify", "HEAD").returncode == 0:
        raise damaged(git_dir, "the commit of HEAD is missing")
    raise InputError(f"{git_dir}: HEAD names no commit (an empty repository?); commit first, or give a revision")


def committed_at(git_dir: Path, commit: str) -> datetime | None:
    """Committer's date of a commit, naive UTC; None where it holds no date that a calendar has."""
    header, _, _ = _answer(git_dir, "cat-file", "commit", commit).partition(b"\n\n")
    found = re.search(rb"^committer .*> (-?\d{1,15}) [+-]\d+$", header, re.MULTILINE)
    with suppress(OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(int(found[1]), UTC).replace(tzinfo=None) if found else None
    return None


def default_branch(git_dir: Path) -> str | None:
    """Branch that the origin shows first where a clone recorded it, else the one HEAD is on; None when detached."""
    for name, prefix in ((f"{ORIGIN_BRANCH}HEAD", ORIGIN_BRANCH), ("HEAD", HEAD_BRANCH)):
        found = _git(git_dir, "symbolic-ref", "--quiet", name)
        branch = found.stdout.decode("utf-8", "backslashreplace").strip()
        if found.returncode == 0 and branch.startswith(prefix):
            return branch.removeprefix(prefix)
    return None


def origin_url(git_dir: Path) -> str | None:
    """Address of the remote 'origin' as written; it may hold a password. None if there is none."""
    found = _git(git_dir, "config", "--local", "--get", "remote.origin.url")
    return found.stdout.decode("utf-8", "backslashreplace").strip() or None


def is_complete(git_dir: Path, commit: str) -> bool:
    """Whether every object that the commit leads to is there."""
    return _git(git_dir, "rev-list", "--objects", "--quiet", "--end-of-options", commit).returncode == 0


def list_tree(git_dir: Path, commit: str) -> list[TreeLine]:
    """Every path of a commit, in git's order; InputError when a folder of it is missing, or there are MOST_PATHS."""
    listing = _bounded(git_dir, "ls-tree", "-r", "-z", "--long", "--full-tree", commit)
    return [_tree_line(line) for line in listing.split(b"\0") if line]


def list_work_tree(git_dir: Path, folder: Path) -> list[bytes]:
    """Paths in a work tree that git tracks, or would track: what its ignore files leave out is left out."""
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name")
    found = _git(git_dir, "--work-tree", str(folder.absolute()), *listing, cwd=folder)
    if found.returncode != 0:
        raise damaged(git_dir, _reason(found))
    return sorted({path for path in found.stdout.split(b"\0") if path})


@dataclass(frozen=True)
class Change:
    """A path that a commit changes; `blob` is what it holds since, None where it is gone or no file any more."""

    commit: str
    date: datetime
    path: bytes
    blob: str | None


def changes(git_dir: Path, commit: str, most: int) -> list[Change]:
    """What each commit on the way to this one changes against its first parent, the oldest first.

    InputError where these are more than `most` commits, or an object of theirs is missing.
    """
    way = _answer(git_dir, "rev-list", "--first-parent", "--parents", "--timestamp", f"--max-count={most + 1}", commit)
    lines = [line.split()[:3] for line in reversed(way.decode().splitlines())]
    if len(lines) > most:
        raise InputError(f"more than {most:,} commits")
    dates = {line[1]: datetime.fromtimestamp(max(int(line[0]), 0), UTC).replace(tzinfo=None) for line in lines}
    asked = b"".join(" ".join(line[1:]).encode() + b"\n" for line in lines)
    found = _bounded(git_dir, "diff-tree", "--stdin", "--root", "-r", "-z", "--no-renames", given=asked)
    made, at, parts = [], "", iter(found.split(b"\0"))
    for part in parts:
        if part.startswith(b":"):  # ':<old mode> <mode> <old blob> <blob> <status>', then the path
            _, mode, _, blob, _ = part.decode().split(" ")
            is_file = mode.startswith("100")
            made.append(Change(at, dates[at], next(parts), blob if is_file else None))
        elif part:
            at = part.decode().strip()
    return made


def _tree_line(line: bytes) -> TreeLine:
    facts, _, path = line.partition(b"\t")
    mode, _, blob, size = facts.decode().split()
    return TreeLine(path, KINDS.get(mode, "file"), blob, int(size) if size.isdigit() else None)


def read_blobs(git_dir: Path, blobs: Iterable[str]) -> Iterator[bytes | None]:
    """Contents of these objects, in order, read as asked for; None for one that is missing or unreadable."""
    rest, lost = iter(blobs), 0
    pending: deque[str] = deque()
    while True:
        yield from _batch(git_dir, rest, pending)
        if not pending:
            return
        pending.popleft()  # git ended at this one; those behind it are asked for again
        lost += 1
        if lost > MAX_DAMAGED:
            raise damaged(git_dir, f"git ended at {lost} of its objects")
        yield None


def _batch(git_dir: Path, rest: Iterator[str], pending: deque[str]) -> Iterator[bytes | None]:
    """Answers of one git process; what stays in `pending` was asked for and not answered before git ended."""
    with _start(git_dir, "cat-file", "--batch") as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - for the type checker
        unsent = list(pending)
        try:
            while True:
                fresh = list(islice(rest, WINDOW - len(pending)))
                pending.extend(fresh)
                unsent += fresh
                if not pending:
                    return
                os.write(process.stdin.fileno(), b"".join(b"%s\n" % blob.encode() for blob in unsent))
                unsent = []
                header = process.stdout.readline().split()  # '<id> <type> <size>' or '<id> missing'
                if len(header) == 2:
                    data = None
                elif len(header) == 3 and len(read := process.stdout.read(int(header[2]) + 1)) > int(header[2]):
                    data = read[:-1]
                else:
                    return
                pending.popleft()
                yield data
        except BrokenPipeError:
            return
        finally:
            process.kill()


def blob_pieces(git_dir: Path, blob: str) -> Generator[bytes]:
    """Content of one object, CHUNK bytes at a time; OSError where it is missing or unreadable."""
    with _start(git_dir, "cat-file", "blob", blob) as process:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        try:
            while piece := process.stdout.read(CHUNK):
                yield piece
            if process.wait() != 0:
                raise OSError(f"{git_dir}: git cannot read the object {blob}")
        finally:
            process.kill()


def _bounded(git_dir: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Output of git that names paths: of a few small folders, each ten times in the next, there are endless ones."""
    found, paths = bytearray(), 0
    with tempfile.TemporaryFile() as asked:
        asked.write(given)
        asked.seek(0)
        with _start(git_dir, *arguments, stdin=asked.fileno()) as process:
            assert process.stdout is not None  # noqa: S101 - for the type checker
            try:
                while piece := process.stdout.read(CHUNK):
                    found += piece
                    paths += piece.count(b"\0")
                    if paths > MOST_PATHS:
                        raise InputError(f"{git_dir}: more than {MOST_PATHS:,} paths")
                whole = process.wait() == 0
            finally:
                process.kill()
    return bytes(found) if whole else _answer(git_dir, *arguments, given=given)  # tells what is wrong


def damaged(git_dir: Path, reason: str) -> InputError:
    """The error for an object database that git cannot read as it should."""
    return InputError(f"{git_dir}: damaged git directory: {reason}; clone it again")


def _command(git_dir: Path, *arguments: str) -> list[str]:
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    return ["git", "--no-pager", *options, "--git-dir", str(git_dir), *arguments]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | ENVIRONMENT


def _start(git_dir: Path, *arguments: str, stdin: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    command, environment = _command(git_dir, *arguments), _environment()
    try:
        return subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=null, env=environment)
    except FileNotFoundError as error:
        raise InputError(NO_GIT) from error


def _git(
    git_dir: Path, *arguments: str, cwd: Path | None = None, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    command = _command(git_dir.absolute() if cwd else git_dir, *arguments)
    try:
        return subprocess.run(command, input=given, capture_output=True, env=_environment(), cwd=cwd, check=False)
    except FileNotFoundError as error:
        raise InputError(NO_GIT) from error


def _answer(git_dir: Path, *arguments: str, given: bytes = b"") -> bytes:
    found = _git(git_dir, *arguments, given=given)
    if found.returncode != 0:
        raise damaged(git_dir, _reason(found))
    return found.stdout


def _reason(found: subprocess.CompletedProcess[bytes]) -> str:
    lines = found.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ") if lines else f"git ended with {found.returncode}"
