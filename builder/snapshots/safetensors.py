"""How many parameters of which types a model has, by the headers of its safetensors files: no weights are read.

Source of the form: the safetensors format (eight bytes of length, then JSON of tensors with dtype and shape).
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable

FIRST_BYTES = 100_001  # nearly every header is shorter, so that one request tells all
LONGEST = 100_000_000  # bytes of a header, as the format's own readers have it
MOST_FILES = 200  # shards of a model
SHARD = re.compile(r"(?:model|pytorch_model|diffusion_pytorch_model)-\d{5}-of-\d{5}\.safetensors")

Read = Callable[[str, int, int], bytes]  # path, first and last byte -> these bytes


class BadHeader(Exception):
    """A file whose header is not what the format says."""


def chosen(paths: list[str]) -> list[str]:
    """The files that together hold a model once: 'model.safetensors', else its shards, else the only one there is."""
    top = sorted(path for path in paths if path.endswith(".safetensors") and "/" not in path)
    if "model.safetensors" in top:
        return ["model.safetensors"]
    shards = [path for path in top if SHARD.fullmatch(path)]
    return shards or (top if len(top) == 1 else [])


def parameters(files: dict[str, int], read: Read) -> dict[str, int] | None:
    """Parameters per type of a model's files (path -> size); None where there are none to read, or too many.

    BadHeader where one is not what it says.
    """
    paths = chosen(list(files))
    if not paths or len(paths) > MOST_FILES:
        return None
    counts: Counter[str] = Counter()
    for path in paths:
        counts.update(header(read, path, files[path]))
    return dict(sorted(counts.items()))


def header(read: Read, path: str, size: int) -> Counter[str]:
    """Parameters per type in one file of `size` bytes."""
    data = read(path, 0, min(size, FIRST_BYTES) - 1)
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(LONGEST, size - 8):
        raise BadHeader(f"{path}: a header of {length:,} bytes in a file of {size:,}")
    text = data[8 : 8 + length] if length <= len(data) - 8 else read(path, 8, length + 7)
    try:
        tensors = json.loads(text)
        found: Counter[str] = Counter()
        for name, tensor in tensors.items():
            if name != "__metadata__":
                found[str(tensor["dtype"])] += _count(tensor["shape"])
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError) as error:
        raise BadHeader(f"{path}: its header is no list of tensors") from error
    return found


def _count(shape: list[int]) -> int:
    count = math.prod(shape)
    if not isinstance(count, int) or not 0 <= count < 1 << 62:
        raise ValueError("no shape of a tensor")
    return count
