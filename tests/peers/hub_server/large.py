"""Which files go to LFS: what the Hub's .gitattributes of a dataset names, what is large, what is no text."""

from fnmatch import fnmatchcase

REGULAR_BYTES = 10 * 2**20
_ENDINGS = (
    "7z arrow bin bz2 ckpt ftz gz h5 joblib lz4 mds mlmodel model msgpack npy npz onnx ot parquet pb pickle pkl pt pth "
    "rar safetensors tar tflite tgz wasm xz zip zst aac flac mp3 ogg wav bmp gif png tiff jpg jpeg webp mp4 webm"
)
PATTERNS = (*(f"*.{ending}" for ending in _ENDINGS.split()), "*.lfs.*", "*.tar.*", "*tfevents*")
ATTRIBUTES = "".join(f"{pattern} filter=lfs diff=lfs merge=lfs -text\n" for pattern in PATTERNS).encode()


def upload_mode(path: str, size: int, sample: bytes) -> str:
    """'lfs' or 'regular' for a file whose first bytes are `sample`."""
    if size == 0:
        return "regular"
    named = any(fnmatchcase(path.rpartition("/")[2], pattern) for pattern in PATTERNS)
    return "lfs" if named or size >= REGULAR_BYTES or not _is_text(sample) else "regular"


def _is_text(sample: bytes) -> bool:
    try:
        # The sample may end within a character, which has at most four bytes.
        sample[:-3].decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in sample


def ignored(path: str, rules: str) -> bool:
    """Whether the lines of a .gitignore leave the path out: names, paths, folders, '*' and '!'."""
    parts = path.split("/")
    names = [*parts, *("/".join(parts[: end + 1]) for end in range(len(parts)))]
    verdict = False
    for line in rules.splitlines():
        pattern = line.strip().removeprefix("!").strip("/")
        if pattern and not pattern.startswith("#") and any(fnmatchcase(name, pattern) for name in names):
            verdict = not line.strip().startswith("!")
    return verdict
