"""What repositories may hold, and hosts may answer, to do harm: each is a reason, or is read as the text that it is."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import git_server
import pytest
from loopback import Loopback, Reply, answering

from builder.errors import InputError
from builder.reference.signatures import load_signatures
from builder.repository import git
from builder.repository.origins import Origin
from builder.repository.remote import FetchError, Limits
from builder.repository.scanned import Scanned
from builder.repository.store import Store
from builder.repository.trees import GitTree
from builder.scan.repository import is_read, scan_tree

LOAD = 'from transformers import AutoModel\nAutoModel.from_pretrained("gpt2")\n'
Make = Callable[[Mapping[str, str]], str]


class Host:
    """A host with one repository, made out of git's objects: names that no file system takes, modes, links."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.url = folder / "owner/name", f"{address}/owner/name"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.folder], check=True)
        for setting in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
            self.git("config", setting, "true")

    def git(self, *arguments: str, given: bytes = b"") -> str:
        command = ["git", "-C", str(self.folder), "-c", "user.name=n", "-c", "user.email=e", *arguments]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout.decode().strip()

    def blob(self, data: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", given=data)

    def tree(self, *entries: tuple[str, str, str]) -> str:
        """A tree of (mode, object, name)."""
        kinds = {"040000": "tree", "160000": "commit"}
        lines = [f"{mode} {kinds.get(mode, 'blob')} {blob}\t{name}\0" for mode, blob, name in entries]
        return self.git("mktree", "-z", "--missing", given="".join(lines).encode())

    def commit(self, tree: str) -> None:
        self.git("update-ref", "refs/heads/main", self.git("commit-tree", tree, "-m", "odd"))


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    (tmp_path / "served").mkdir()
    with git_server.serving(tmp_path / "served") as address:
        yield Host(tmp_path / "served", address)


@contextmanager
def opened(tmp_path: Path, url: str) -> Iterator[GitTree]:
    store = Store(tmp_path / "store", Limits(60, 10**8), 1000, 10**9, 0)
    store.recover()
    with store.opened("owner/name", url, is_read) as tree:
        yield tree


def scanned(tmp_path: Path, url: str) -> Scanned:
    with opened(tmp_path, url) as tree:
        return scan_tree(tree, Origin("owner/name", "github.com", "https://github.com/owner/name"), load_signatures())


def paths(found: Scanned) -> set[str]:
    return {row["path"] for row in found.rows if row["usage"] == "use"}


def test_links_are_not_followed(tmp_path: Path, host: Host) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text(LOAD)
    links = [("120000", host.blob(target.encode()), name) for name, target in (("a.py", str(outside)), ("b.py", "../"))]
    host.commit(host.tree(*links, ("100644", host.blob(LOAD.encode()), "c.py")))
    found = scanned(tmp_path, host.url)
    assert (paths(found), found.files_scanned) == ({"c.py"}, 1)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("CON", id="a device of Windows"),
        pytest.param("aux.py", id="a device with an ending"),
        pytest.param("a\\b.py", id="a backslash"),
        pytest.param("C:a.py", id="a drive"),
        pytest.param("-rf.py", id="an option"),
        pytest.param("a\nb.py", id="a line end"),
        pytest.param("a\x1b[31m.py", id="colours of a terminal"),
    ],
)
def test_names_that_other_systems_do_not_take_are_names(tmp_path: Path, host: Host, name: str) -> None:
    host.commit(host.tree(("100644", host.blob(LOAD.encode()), name), ("100644", host.blob(LOAD.encode()), "z.py")))
    assert paths(scanned(tmp_path, host.url)) == {"z.py"} | ({name} if name.endswith(".py") else set())


@pytest.mark.parametrize(
    "name", [".git", ".GIT", "git~1", ".g\u200cit", "..", ".git "], ids=["git", "GIT", "short", "unseen", "up", "blank"]
)
def test_names_that_would_be_a_repository_of_their_own_are_refused(tmp_path: Path, host: Host, name: str) -> None:
    hooks = host.tree(("100755", host.blob(b"#!/bin/sh\ntouch /tmp/no\n"), "post-checkout"))
    inner = host.tree(("040000", hooks, "hooks"))
    host.commit(host.tree(("040000", inner, name), ("100644", host.blob(LOAD.encode()), "a.py")))
    with pytest.raises(FetchError, match="git refuses"), opened(tmp_path, host.url):
        pass


@pytest.mark.parametrize(
    "address", ["ext::sh -c 'touch {}'", "--upload-pack=touch {}", "file://{}"], ids=["ext", "option", "file"]
)
def test_submodules_are_never_fetched(tmp_path: Path, host: Host, address: str) -> None:
    text = f'[submodule "s"]\n\tpath = s\n\turl = {address.format(tmp_path / "ran")}\n\tupdate = !touch ran\n'
    entries = [("100644", host.blob(text.encode()), ".gitmodules"), ("160000", "1" * 40, "s")]
    host.commit(host.tree(*entries, ("100644", host.blob(LOAD.encode()), "a.py")))
    with pytest.raises(FetchError, match="git refuses"), opened(tmp_path, host.url):
        pass
    assert not (tmp_path / "ran").exists()


def test_filters_do_not_run_and_pointers_stay_pointers(tmp_path: Path, host: Host) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 548105171\n"
    files = {
        ".gitattributes": "* filter=lfs diff=lfs export-subst ident\n",
        ".lfsconfig": "[lfs]\n\turl = http://127.0.0.1:1/\n",
        "a.py": LOAD,
        "model.safetensors": pointer,
    }
    host.commit(host.tree(*(("100644", host.blob(text.encode()), name) for name, text in files.items())))
    found = scanned(tmp_path, host.url)
    assert paths(found) == {"a.py"}
    assert [row["code"] for row in found.rows if row["path"] == "model.safetensors"] == [f"sha256:{'a' * 64}"]


def test_a_small_pack_of_a_large_file(tmp_path: Path, host: Host) -> None:
    host.commit(
        host.tree(("100644", host.blob(bytes(20_000_000)), "a.py"), ("100644", host.blob(LOAD.encode()), "b.py"))
    )
    found = scanned(tmp_path, host.url)
    assert (paths(found), found.unread) == ({"b.py"}, {"too large": 1})


def test_folders_that_hold_each_other_ten_times(tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five trees of ten entries are a hundred thousand paths, eight a hundred million."""
    tree, mode = host.blob(LOAD.encode()), "100644"
    for _ in range(5):
        tree, mode = host.tree(*((mode, tree, f"d{n}") for n in range(10))), "040000"
    host.commit(tree)
    monkeypatch.setattr(git, "MOST_PATHS", 50_000)
    with pytest.raises(FetchError, match="more than 50,000 paths"), opened(tmp_path, host.url) as found:
        found.entries()
    with pytest.raises(InputError, match="more than 50,000 paths"):
        git.changes(host.folder, git.resolve(host.folder), 10)


@pytest.fixture
def answers() -> Iterator[Loopback]:
    with answering(lambda asked: Reply(404)) as running:
        yield running


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        pytest.param(Reply(403, [b"You have triggered an abuse detection mechanism."]), "403", id="403, abuse"),
        pytest.param(Reply(404), "not found", id="it has vanished"),
        pytest.param(Reply(429, [b"slow down"], {"Retry-After": "1"}), "429", id="429"),
        pytest.param(Reply(451, [b"Repository unavailable due to DMCA takedown."]), "451", id="451"),
        pytest.param(Reply(500), "500", id="500"),
        pytest.param(Reply(200, [b"<html>log in"], {"Content-Type": "text/html"}), "no commit", id="a page"),
        pytest.param(Reply(301, [], {"Location": "file:///etc/passwd"}), "file", id="moved to a file"),
        pytest.param(Reply(301, [], {"Location": "/owner/name/info/refs?service=git-upload-pack"}), ".", id="round"),
        pytest.param(
            Reply(200, [b"0000", None], {"Content-Type": "application/x-git-upload-pack-advertisement"}), ".", id="cut"
        ),
    ],
)
def test_a_host_that_says_no_is_a_reason(tmp_path: Path, answers: Loopback, reply: Reply, said: str) -> None:
    answers.faults = [reply] * 100
    with pytest.raises(FetchError, match=said), opened(tmp_path, f"{answers.url}/owner/name"):
        pass
