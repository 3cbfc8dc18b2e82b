"""What must not be published, in one place: addresses and secrets are masked in text.

The patterns take time in proportion to the text. secrets and addresses say what is looked for.
"""

import contextlib
import json
from functools import cache
from typing import Any

from builder import patterns as re
from builder.redaction import addresses, secrets
from builder.redaction.addresses import EMAIL
from builder.redaction.secrets import TOKEN, mask_secrets

__all__ = ["EMAIL", "TOKEN", "has_secret", "mask", "mask_json", "mask_people", "suspects"]

# Characters that nobody sees: between two letters of a token they would hide it.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

# '@name' of an account; '@scope/package', 'package@1.0', '@tf.function' and '@cached()' are none
MENTION = re.compile(r"(?<![\w/.@-])@[A-Za-z0-9][A-Za-z0-9_-]{0,38}(?![\w/(-]|\.\w)")


def mask(text: str) -> str:
    """The text with '<token>' for each secret and '<email>' for each e-mail address; masking again changes nothing."""
    return _visibly(text, _mask)


def mask_people(text: str) -> str:
    """As `mask`, and '@<name>' for each account that a text speaks to, as titles of issues do."""
    return MENTION.sub("@<name>", mask(text))


def has_secret(text: str) -> bool:
    """Whether `mask` would find a secret (e-mail addresses are none)."""
    return _visibly(text, mask_secrets) != text


def _mask(text: str) -> str:
    return addresses.mask_addresses(mask_secrets(text))


def _visibly(text: str, change: Any) -> str:  # noqa: ANN401 - a function of a text
    made: str = change(text)
    if not made.isascii() and INVISIBLE.search(made):
        visible = INVISIBLE.sub("", made)
        clean: str = change(visible)
        return made if clean == visible else clean
    return made


@cache
def suspects() -> tuple[str, ...]:
    """RE2 patterns of which one matches every text that `mask` changes, and some that it does not.

    For whole columns at once; apart, since one pattern of all is ten times as slow.
    """
    return "|".join((INVISIBLE.pattern, *addresses.SUSPECT)), *secrets.suspects()


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
