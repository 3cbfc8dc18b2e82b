"""What a build writes, read by a detector of secrets that is not ours: detect-secrets finds nothing in it."""

import json
import re
import string
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import dumps
import pyarrow as pa
import pytest
from command import Built, build_here
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

# All of its detectors but those of random text, which is what hashes of files and commits are, and that of addresses
# of machines, which are no secrets.
DETECTORS = (
    *("ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "CloudantDetector"),
    *("DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector", "IbmCloudIamDetector"),
    *("IbmCosHmacDetector", "JwtTokenDetector", "KeywordDetector", "MailchimpDetector", "NpmDetector"),
    *("OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector"),
    *("SoftlayerDetector", "SquareOAuthDetector", "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector"),
)
# As its detector of keywords reads it, whatever stands in quotation marks behind 'token' or 'password' is a secret:
# so are a mask and the names of tokenizers' settings.
NO_SECRET = re.compile(r"<\w+>|None|True|False|[\w.]*token[\w.]*|[\w.-]+/[\w.-]+", re.IGNORECASE)
DICE = Random(20261128)


def text(count: int, letters: str = string.ascii_letters + string.digits) -> str:
    return "".join(DICE.choice(letters) for _ in range(count))


def secrets() -> dict[str, str]:
    """A made-up secret of each form that the detectors know by its shape."""
    upper, lower, digits, hexadecimal = (
        string.ascii_uppercase + string.digits,
        string.ascii_lowercase,
        "1234567890",
        "0123456789abcdef",
    )
    return {
        "aws": "AKIA" + text(16, upper),
        "azure": "AccountKey=" + text(86) + "==",
        "basic": f"https://somebody:{text(16)}@git.example.org/a/b",
        "discord": f"M{text(23)}.{text(6)}.{text(27)}",
        "github": "ghp_" + text(36),
        "gitlab": "glpat-" + text(20),
        "jwt": f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.{text(43)}",
        "mailchimp": text(32, hexadecimal) + "-us12",
        "npm": "//registry.example.org/:_authToken=npm_" + text(36),
        "openai": f"sk-{text(20)}T3BlbkFJ{text(20)}",
        "pypi": "pypi-AgEIcHlwaS5vcmc" + text(80),
        "sendgrid": f"SG.{text(22)}.{text(43)}",
        "slack": f"xoxb-{text(12, digits)}-{text(12, digits)}-{text(24)}",
        "square": "sq0csp-" + text(43),
        "stripe": "sk_live_" + text(24),
        "telegram": f"{text(10, '123456789')}:AA{text(33)}",
        "twilio": "SK" + text(32, hexadecimal),
        "keyword": f"password = '{text(20)}'",
        "private": f"-----BEGIN RSA PRIVATE KEY-----\n{text(64)}\n{text(64)}\n-----END RSA PRIVATE KEY-----",
        "lower": f"api_key: '{text(32, lower + digits)}'",
    }


def found(lines: Iterable[str], folder: Path) -> list[tuple[str, str]]:
    """What the detector finds in lines of text: the kind of each secret, and its value."""
    path = folder / "text.txt"
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        every = [(one.type, one.secret_value or "") for one in scan_file(str(path))]
    return [(kind, value) for kind, value in every if not NO_SECRET.fullmatch(value)]


def values(cell: Any) -> Iterator[str]:
    """Every text of a cell, line by line."""
    if isinstance(cell, dict):
        yield from (text for one in cell.values() for text in values(one))
    elif isinstance(cell, list):
        yield from (text for one in cell for text in values(one))
    elif isinstance(cell, str):
        yield from cell.splitlines()


def written(out: Path) -> Iterator[str]:
    """All text of a built dataset: its cells, its page and what else it holds."""
    for path in sorted(out.rglob("*")):
        if path.suffix == ".arrow":
            for row in pa.ipc.open_stream(path.read_bytes()).read_all().to_pylist():
                yield from values(row)
        elif path.is_file():
            yield from path.read_text(encoding="utf-8").splitlines()


def test_it_finds_none_in_the_sample(sample: Built, tmp_path: Path) -> None:
    lines = list(written(sample.out))
    assert len(lines) > 5_000
    assert found(lines, tmp_path) == []


@pytest.fixture(scope="module")
def planted() -> dict[str, str]:
    return secrets()


def test_it_finds_what_is_planted(planted: dict[str, str], tmp_path: Path) -> None:
    """Else it could find none in a build, either."""
    missed = [name for name, secret in planted.items() if not found([*secret.splitlines()], tmp_path)]
    assert missed == []


def test_it_finds_none_in_a_build_of_them(planted: dict[str, str], tmp_path: Path) -> None:
    """Cards, tags, configs, code, settings and comments that hold every one of them."""
    every = "\n".join(f"{name}: {secret}" for name, secret in planted.items())
    flat = {name: secret.replace("\n", " ") for name, secret in planted.items()}
    record = {
        "id": "pine/birch",
        "sha": "1" * 40,
        "downloads": 100,
        "tags": ["license:mit", *flat.values()],
        "config": {"model_type": "bert", "note": flat, **flat},
        "cardData": {"license": "mit", "license_name": flat["github"], "datasets": [flat["aws"]], "note": flat},
        "card": f"---\nlicense: mit\n---\n# Card\n\n{every}\n\n```python\n{every}\n```\n",
    }
    dumps.store(tmp_path / "models.jsonl", [record])
    code = ["from transformers import AutoModel", "import os"]
    for secret in flat.values():
        code += [
            f"AutoModel.from_pretrained('pine/birch', token={secret!r})  # {secret}",
            f"os.environ['A'] = {secret!r}",
        ]
        code += [f"AutoModel.from_pretrained({'pine/' + secret!r})"]
    place = tmp_path / "code"
    place.mkdir()
    (place / "a.py").write_text("\n".join(code))
    (place / "a.yaml").write_text("".join(f"model: {json.dumps(secret)}\n" for secret in flat.values()))
    (place / "a.sh").write_text(
        "".join(f"A={secret!r} hf download pine/birch --token {secret!r}\n" for secret in flat.values())
    )
    (place / "README.md").write_text(f"```bash\nhf download pine/birch\n```\n{every}\n")
    (tmp_path / "settings.toml").write_text(
        '[[sources]]\nkind = "hub_dump"\nname = "dump"\npath = "models.jsonl"\ntaken_at = 2026-11-01\n'
        '[[sources]]\nkind = "local"\nname = "code"\npath = "code"\n'
    )
    built = build_here(tmp_path, "--config", "settings.toml")
    lines = list(written(built.out))
    assert sum("pine/birch" in line for line in lines) > len(planted)
    assert found(lines, tmp_path) == []
