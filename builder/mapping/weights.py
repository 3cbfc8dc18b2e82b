"""Files of weights in a repository's tree, and what stands for them under Git LFS; none is ever loaded."""

from collections.abc import Iterable

from builder import patterns as re
from builder.mapping.found import Found, Target
from builder.records import dataclass
from builder.reference.signatures import Signatures, WeightsFormat

HEAD = 1024  # bytes that tell what a file is; git-lfs's specification keeps pointers below as many
MAX_HEADER = 100_000_000  # bytes of a safetensors header, by its specification
POINTER = re.compile(
    rb"version https://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/v1\n(?:[^\n]*\n)*?"
    rb"oid sha256:(?P<sha256>[0-9a-f]{64})\n(?:[^\n]*\n)*?size (?P<size>\d{1,18})\n?"
)


@dataclass(frozen=True)
class WeightsFile:
    """A file of weights; `size` in bytes and `sha256` are those of the weights, also where a pointer tells them.

    None: the object is missing, or (`sha256` alone) the file is too large to be read.
    """

    path: str
    blob: str
    form: str
    size: int | None
    sha256: str | None


def formats(path: str, signatures: Signatures) -> list[WeightsFormat]:
    """The formats that a file of this name may have; none for what is called like no weights."""
    name = path.rpartition("/")[2].lower()
    return [one for one in signatures.weights if name.endswith(one.suffixes)]


def pointer(path: str, blob: str, head: bytes, signatures: Signatures) -> WeightsFile | None:
    """The weights that a Git LFS pointer stands for; None where `head` is no such pointer."""
    found = POINTER.match(head)
    if found is None:
        return None
    return WeightsFile(path, blob, named(path, signatures), int(found["size"]), found["sha256"].decode())


def named(path: str, signatures: Signatures) -> str:
    """The format that a file's name says; the end of its name where several formats have it."""
    known = formats(path, signatures)
    return known[0].name if len(known) == 1 else path.rpartition(".")[2].lower()


def sniffed(path: str, head: bytes, size: int, signatures: Signatures) -> str | None:
    """The format that a file has by its name and by its first bytes; None: it has none."""
    text = head.decode("latin-1")
    fits = (one for one in formats(path, signatures) if one.begins.match(text) is not None)
    return next((one.name for one in fits if not one.header or _has_header(head, size)), None)


def _has_header(head: bytes, size: int) -> bool:
    return 0 < int.from_bytes(head[:8], "little") <= min(size - 8, MAX_HEADER)


def by_path(files: Iterable[WeightsFile]) -> dict[str, tuple[str, Found]]:
    """Path -> git's object id, and the place that the file is."""
    return {file.path: (file.blob, _place(file)) for file in files}


def _place(file: WeightsFile) -> Found:
    """Whose weights these are, their SHA-256 says where `snapshots` has it: until then nothing does."""
    name = file.path.rpartition("/")[2]
    return Found(
        target=Target(library=file.form, call="", loads="model", hub=""),
        line=1,
        column=1,
        argument_line=1,
        code=f"sha256:{file.sha256}" if file.sha256 is not None else "",
        expression=name if file.size is None else f"{name}, {file.size} bytes",
        name=None,
        resolution="dynamic",
        usage="unresolved",
        hops=None,
    )
