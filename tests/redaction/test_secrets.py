"""Every issuer's token of configs/secrets.toml: one is made up of each line, and what is nearly one stays."""

import re
import tomllib
from random import Random
from typing import Any

import pytest

from builder.bundled import bundled
from builder.redaction.privacy import has_secret, mask, suspects
from builder.redaction.secrets import is_random, lists, mask_keyed, mask_tokens

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
        pytest.param("hf_" + "x" * 34, id="placeholder of a token"),
        pytest.param("hf_" + "oauth_" + "callback_of_a_space_with_a_long_name", id="another function"),
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


KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9" * 2
BASE62 = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3" * 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("tokenizer = 'owner/Llama-3.1-70B-Instruct-GPTQ-Int4'", id="tokenizer"),
        pytest.param(f"tokenizer_revision = '{KEY[:40]}'", id="revision of a tokenizer"),
        pytest.param(f"token_sha256: {KEY}", id="sum of a token"),
        pytest.param(f"commit = '{KEY[:40]}'", id="commit"),
        pytest.param(f"cache_key = '{KEY[:40]}'", id="key of a cache"),
        pytest.param("token = os.environ['HUGGING_FACE_HUB_TOKEN_2024']", id="variable of the environment"),
        pytest.param("use_auth_token=True, revision='v1.0.0-beta2'", id="switch"),
        pytest.param("api_key = config.services.openai.v1.api_key_name", id="name of a setting"),
        pytest.param("special_tokens = ['<|endoftext|>', '[CLS]12345678901234567890']", id="tokens of a vocabulary"),
        pytest.param("num_tokens: 1000000000000000000000000", id="number"),
        pytest.param("secret_model = 'sentence-transformers/all-MiniLM-L6-v2'", id="model"),
        pytest.param("token: AutoModelForSeq2SeqLMWithValueHead", id="class"),
        pytest.param("password = 'your_password_1'", id="placeholder"),
        pytest.param("password = '${PASSWORD_1}'", id="template"),
        pytest.param("password: string1", id="word with a digit"),
        pytest.param("pwd = '/data/user1/files'", id="folder"),
        pytest.param("password = getpass('Password2: ')", id="call"),
        pytest.param("password=settings.db2.Password", id="attribute"),
        pytest.param("token = <token>", id="masked"),
        pytest.param("password = '<token>'", id="masked in quotes"),
    ],
)
def test_no_value_behind_a_word(text):
    assert mask_keyed(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"COHERE_API_KEY={BASE62[:40]}", "COHERE_API_KEY=<token>", id="variable"),
        pytest.param(f"export MISTRAL_API_KEY='{BASE62[:32]}'", "export MISTRAL_API_KEY='<token>'", id="quotes"),
        pytest.param(f"together_api_key: {KEY}", "together_api_key: <token>", id="hexadecimal"),
        pytest.param(f'"apiKey": "{BASE62[:32]}",', '"apiKey": "<token>",', id="JSON"),
        pytest.param(rf"{{\"api_key\": \"{BASE62[:32]}\"}}", r"{\"api_key\": \"<token>\"}", id="JSON in a string"),
        pytest.param(f'os.environ["SECRET_KEY"] = "{BASE62[:50]}"', 'os.environ["SECRET_KEY"] = "<token>"', id="item"),
        pytest.param(f"Authorization: Bearer {KEY[:40]}", "Authorization: Bearer <token>", id="header"),
        pytest.param(f"X-Api-Key: {BASE62[:32]}", "X-Api-Key: <token>", id="header with a dash"),
        pytest.param(f"tool --token {BASE62[:32]} x", "tool --token <token> x", id="option"),
        pytest.param(f"wandb login {KEY[:40]}", "wandb login <token>", id="login"),
        pytest.param(f"?key={BASE62[:39]}&x=1", "?key=<token>&x=1", id="query of an address"),
        pytest.param("HEROKU_API_KEY=01234567-89ab-cdef-0123-456789abcdef", "HEROKU_API_KEY=<token>", id="UUID"),
        pytest.param(
            "aws_secret_access_key = " + "wJalr/UtnFEMI+K7MDENG/bPxRfiCYzQq1w2e3r4",
            "aws_secret_access_key = <token>",
            id="base 64",
        ),
        pytest.param("password = 'Tr0ub4dor&3xyz'", "password = '<token>'", id="password"),
        pytest.param('db_passwd: "hunter2x"', 'db_passwd: "<token>"', id="password in YAML"),
        pytest.param("DB_PASSWORD=Tr0ub4dor&3\n", "DB_PASSWORD=<token>\n", id="password without quotes"),
        pytest.param(f"a token={KEY[:32]} é secret={KEY[:32]}", "a token=<token> é secret=<token>", id="several"),
        pytest.param(f"İ API_KEY={BASE62[:32]}", "İ API_KEY=<token>", id="letter that grows in lower case"),
    ],
)
def test_value_behind_a_word(before, after):
    assert mask_keyed(before) == after
    assert mask_keyed(after) == after


@pytest.mark.parametrize(
    ("value", "random"),
    [
        ("distilbertbaseuncasedfinetuned2", False),
        ("BertForSequenceClassification2", False),
        ("0" * 40, False),
        ("a" * 64, False),
        ("2024-01-01T00:00:00.000000Z", False),
        ("llama-2-70b-chat-hf-gptq-4bit-32g", False),
        (KEY[:32], True),
        (KEY[:31], True),  # letters and digits change as often as in base 36
        (BASE62[:20], True),
        (BASE62[:19], False),
    ],
)
def test_is_random(value, random):
    assert is_random(value) == random
