"""What must not be published, in one place: addresses and secrets are masked in text.

Every pattern takes time in proportion to the text: a run of characters is entered at its first one only.
"""

import contextlib
import json
import re
from typing import Any, NamedTuple

EMAIL, TOKEN = "<email>", "<token>"


class Shape(NamedTuple):
    """One shape of secret: text that is always in it, a pattern that RE2 reads too, what must not stand before it."""

    hint: str
    pattern: str
    left: str = "A-Za-z0-9"


# Sources: the issuers' documentation of their tokens, and the rules of public secret scanners.
SHAPES = (
    Shape("hf_", r"hf_[A-Za-z0-9]{30,}"),
    Shape("api_org_", r"api_org_[A-Za-z0-9]{30,}"),
    Shape("gh", r"gh[opsur]_[A-Za-z0-9]{30,}"),
    Shape("github_pat_", r"github_pat_[A-Za-z0-9_]{22,}"),
    Shape("glpat-", r"glpat-[A-Za-z0-9_-]{20,}"),
    Shape("sk-", r"sk-(?:[A-Za-z0-9]{32,}|(?:proj|svcacct|admin|ant|or)-[A-Za-z0-9_-]{20,})"),
    Shape("gsk_", r"gsk_[A-Za-z0-9]{40,}"),
    Shape("r8_", r"r8_[A-Za-z0-9]{37,}"),
    Shape("nvapi-", r"nvapi-[A-Za-z0-9_-]{40,}"),
    Shape("AKIA", r"AKIA[A-Z0-9]{16}"),
    Shape("ASIA", r"ASIA[A-Z0-9]{16}"),
    Shape("AIza", r"AIza[A-Za-z0-9_-]{35,}"),
    Shape("xox", r"xox[a-z]-[A-Za-z0-9-]{10,}"),
    Shape("npm_", r"npm_[A-Za-z0-9]{36,}"),
    Shape("pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{50,}"),
    Shape("eyJ", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*", "A-Za-z0-9_-"),
)
# Hexadecimal keys (Weights & Biases) look like commit ids: only the word before them tells.
HEX_KEY = r"((?:api[ _-]?key|wandb[ ._]login|login\(key)[^A-Za-z0-9\n]{0,12})[0-9a-f]{40}"
KEY_BEGIN = r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
KEY_REST = (
    r"(?:[^-]*+(?:-(?!----)[^-]*+)*+-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"|(?:(?:\s|\\[nr])*+[A-Za-z0-9+/=]{16,}+)*)"  # cut short: the lines of base64 that are there
)
URL_LOGIN = r"(://)[^\s/?#\"'<>@:]*+:[^\s/?#\"'<>]+@"

# What ends like a domain after an '@' and is none: files (icon@2x.png) and matrix products (q@k.transpose(...)).
# None of these is a top-level domain.
NOT_DOMAINS = (
    *("png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "json", "yaml", "yml", "txt", "html", "xml", "tgz", "whl"),
    *("ipynb", "safetensors", "bin", "onnx", "ckpt", "gguf", "pth", "npz"),
    *("transpose", "permute", "reshape", "view", "weight", "bias", "mean", "sum", "float", "double", "half", "conj"),
    *("numpy", "detach", "flatten", "inverse", "clone", "values", "shape"),
)
LOCAL = r"[\w.+%-]"
EMAIL_SHAPE = (
    rf"(?<!{LOCAL})"
    r"(?=[.+%-]*+\w)"  # '+@torch.no_grad()' in a diff is a decorator
    r"(?!git@)"  # git@host:owner/name is no person
    r"(?!(?<=\\)[nrt]@)"  # a decorator after an escaped line end
    rf"(?!(?<=/){LOCAL}*\.git@)"  # git+https://host/owner/name.git@branch
    rf"{LOCAL}++@"
    r"(?!v?\d+\.\d|self\.)"  # react@18.2.0
    rf"(?:[\w-]++\.)+(?!(?:{'|'.join(NOT_DOMAINS)})(?![\w-]))[^\W\d_]{{2,}}"
    rf"(?:{LOCAL}++(?=@))?"  # 'a@b.com1@c.org' leaves no second address behind
)

# RE2 pattern that matches every text which `mask` changes, and some that it does not: for whole columns at once.
SUSPECT = "|".join(
    (
        r"[^\s@/]@[^\s@]+\.[^\s\d]",
        r"://[^\s/]*:[^\s/]*@",
        KEY_BEGIN,
        f"(?i:{HEX_KEY})",
        *(shape.pattern for shape in SHAPES),
    )
)

_EMAIL = re.compile(EMAIL_SHAPE)
# (text that is always in it, pattern, what to write instead)
_SECRETS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("://", re.compile(URL_LOGIN), rf"\1{TOKEN}@"),
    ("PRIVATE KEY", re.compile(KEY_BEGIN + KEY_REST), TOKEN),
    ("", re.compile(HEX_KEY + r"(?![0-9a-z])", re.ASCII | re.IGNORECASE), rf"\1{TOKEN}"),
    *((s.hint, re.compile(rf"(?<![{s.left}]){s.pattern}(?![A-Za-z0-9])"), TOKEN) for s in SHAPES),
)


def mask(text: str) -> str:
    """The text with '<token>' for each secret and '<email>' for each e-mail address; masking again changes nothing."""
    for hint, pattern, instead in _SECRETS:
        if hint in text:
            text = pattern.sub(instead, text)
    return _EMAIL.sub(EMAIL, text) if "@" in text else text


def has_secret(text: str) -> bool:
    """Whether `mask` would find a secret (e-mail addresses are none)."""
    return any(hint in text and pattern.search(text) for hint, pattern, _ in _SECRETS)


def mask_json(text: str) -> str:
    """As `mask`, for JSON text: an escaped line end before a token must not hide it."""
    with contextlib.suppress(ValueError, RecursionError):
        text = json.dumps(_mask_within(json.loads(text)))
    return mask(text)


def _mask_within(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    match value:
        case str():
            return mask(value)
        case list():
            return [_mask_within(entry) for entry in value]
        case dict():
            return {mask(key): _mask_within(entry) for key, entry in value.items()}
    return value
