"""Every issuer's token of configs/secrets.toml: one is made up of each line, and what is nearly one stays."""

import re
import tomllib
from random import Random
from typing import Any

import pytest

from builder.bundled import bundled
from builder.redaction.lists import lists
from builder.redaction.privacy import has_secret, mask, suspects
from builder.redaction.tokens import mask_tokens

DIGITS = "0123456789" * 8
HEX = "0123456789abcdef" * 4
MIXED = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0z" * 4
LINES = [pytest.param(token, id=f"{token['issuer']} {token['start']}") for token in lists()["tokens"]]


def made_of(pattern: str, random: Random) -> str:
    """A text that a pattern of the list matches; what may repeat without end does so for a while."""
    return "".join(piece(op, value, random) for op, value in re._parser.parse(pattern))


def piece(op: object, value: Any, random: Random) -> str:
    match str(op):
        case "LITERAL":
            return chr(value)
        case "IN":
            return chr(
                random.choice(
                    [c for kind, c in value for c in (range(c[0], c[1] + 1) if str(kind) == "RANGE" else [c])]
                )
            )
        case "MAX_REPEAT":
            low, high, inner = value
            count = random.randint(low, min(int(high), low + 5))
            return "".join(piece(*one, random) for _ in range(count) for one in inner)
        case "SUBPATTERN":
            return "".join(piece(*one, random) for one in value[-1])
        case "BRANCH":
            return "".join(piece(*one, random) for one in random.choice(value[1]))
    raise AssertionError(op)


@pytest.mark.parametrize("token", LINES)
def test_token_of_each_line(token):
    pattern = re.compile(token["start"] + token["rest"])
    for seed in range(5):
        made = made_of(pattern.pattern, Random(seed))
        assert pattern.fullmatch(made)
        for frame in ("{}", 'key="{}")', "see {} there"):
            masked = mask(frame.format(made))
            assert masked == frame.format("<token>")
            assert mask(masked) == masked
        assert has_secret(made)
        assert any(re.search(pattern, made) for pattern in suspects())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("hf_" + "hub_download_of_a_file_with_a_long_name", id="name of a function"),
        pytest.param("sk-learn-contrib-something-that-is-long", id="name of a package"),
        pytest.param("xsk_live_" + MIXED[:24], id="letter before"),
        pytest.param("SK" + HEX[:31], id="one digit too few"),
        pytest.param("SK" + HEX[:33], id="one digit too many"),
        pytest.param("glpat-short", id="too short"),
        pytest.param("owner/opus-mt-pa-en-" + "some-very-long-name-of-a-model-in-punjabi", id="language of a model"),
        pytest.param("d41d8cd98f00b204e9800998ecf8427e.safetensors", id="file named by its sum"),
        pytest.param("api_endpoint_for_" + "something_that_goes_on", id="name with words"),
        pytest.param("https://discord.com/api/webhooks/{id}/{token}", id="webhook of a template"),
        pytest.param("curl -u $USER:$PASSWORD https://host.example", id="login of variables"),
        pytest.param("https://user:@host.example/x", id="no password"),
        pytest.param("s3://bucket/owner/name@main", id="address of a bucket"),
        pytest.param("https://github.com/owner/name-that-is-rather-long@main", id="branch"),
    ],
)
def test_kept(text):
    assert mask_tokens(text) == text
    assert not has_secret(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f'{{"username":"jo","key":"{HEX[:32]}"}}', '{"username":"jo","key":"<token>"}', id="Kaggle"),
        pytest.param(
            "https://hooks.slack.com/services/" + "T0123ABCD/B0123ABCD/" + MIXED[:24],
            "https://hooks.slack.com/services/<token>",
            id="Slack webhook",
        ),
        pytest.param(
            "https://discord.com/api/webhooks/" + DIGITS[:18] + "/" + MIXED[:60],
            "https://discord.com/api/webhooks/<token>",
            id="Discord webhook",
        ),
        pytest.param("AccountKey=" + MIXED[:86] + "==;x", "AccountKey=<token>;x", id="Azure storage"),
        pytest.param("?sv=2022&sig=" + MIXED[:43] + "%3D", "?sv=2022&sig=<token>", id="Azure signature"),
        pytest.param("curl -s -u me:secret9 x", "curl -s -u <token> x", id="curl"),
        pytest.param("sshpass -p hunter2x ssh", "sshpass -p <token> ssh", id="sshpass"),
        pytest.param("machine h login me password hunter2x", "machine h login me password <token>", id="netrc"),
        pytest.param('"auth": "' + MIXED[:24] + '"', '"auth": "<token>"', id="Docker"),
        pytest.param("//host/:_authToken=" + MIXED[:36], "//host/:_authToken=<token>", id="npmrc"),
        pytest.param("Authorization: Basic " + MIXED[:22] + "==", "Authorization: Basic <token>", id="basic"),
        pytest.param(f"https://{HEX[:40]}@github.com/o/n", "https://<token>@github.com/o/n", id="URL"),
        pytest.param("redis://:" + "hunter2x@host/0", "redis://<token>@host/0", id="URL without a user"),
        pytest.param("hf_" + MIXED[:10] + "\u200b" + MIXED[:24], "<token>", id="a blank of no width within"),
        pytest.param("hf_" + MIXED[:10] + "\u202e" + MIXED[:24] + " é", "<token> é", id="another direction within"),
    ],
)
def test_told_by_its_place(before, after):
    assert mask(before) == after
    assert has_secret(before)
    assert mask(after) == after


def test_what_nobody_sees_stays_where_it_hides_nothing():
    assert (
        mask("\u06cc\u200c\u0634 e\u0301 \U0001f469\u200d\U0001f4bb")
        == "\u06cc\u200c\u0634 e\u0301 \U0001f469\u200d\U0001f4bb"
    )


def test_the_lists_are_whole():
    text = (bundled("configs") / "secrets.toml").read_text(encoding="utf-8")
    assert len(tomllib.loads(text)["tokens"]) == text.count("{ issuer = ")
    assert all(
        rule["hint"] in rule["pattern"] or rule["hint"] in {"://", "Key=", "hooks.slack"} for rule in lists()["placed"]
    )
