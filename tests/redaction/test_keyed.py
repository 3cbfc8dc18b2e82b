"""Secrets that only the word before them tells."""

import pytest

from builder.redaction.keyed import is_random, mask_keyed

HEX = "0a1b2c3d4e5f60718293a4b5c6d7e8f9" * 2
MIXED = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3" * 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("tokenizer = 'owner/Llama-3.1-70B-Instruct-GPTQ-Int4'", id="tokenizer"),
        pytest.param(f"tokenizer_revision = '{HEX[:40]}'", id="revision of a tokenizer"),
        pytest.param(f"token_sha256: {HEX}", id="sum of a token"),
        pytest.param(f"commit = '{HEX[:40]}'", id="commit"),
        pytest.param(f"cache_key = '{HEX[:40]}'", id="key of a cache"),
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
def test_kept(text):
    assert mask_keyed(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"COHERE_API_KEY={MIXED[:40]}", "COHERE_API_KEY=<token>", id="variable"),
        pytest.param(f"export MISTRAL_API_KEY='{MIXED[:32]}'", "export MISTRAL_API_KEY='<token>'", id="quotes"),
        pytest.param(f"together_api_key: {HEX}", "together_api_key: <token>", id="hexadecimal"),
        pytest.param(f'"apiKey": "{MIXED[:32]}",', '"apiKey": "<token>",', id="JSON"),
        pytest.param(rf"{{\"api_key\": \"{MIXED[:32]}\"}}", r"{\"api_key\": \"<token>\"}", id="JSON in a string"),
        pytest.param(f'os.environ["SECRET_KEY"] = "{MIXED[:50]}"', 'os.environ["SECRET_KEY"] = "<token>"', id="item"),
        pytest.param(f"Authorization: Bearer {HEX[:40]}", "Authorization: Bearer <token>", id="header"),
        pytest.param(f"X-Api-Key: {MIXED[:32]}", "X-Api-Key: <token>", id="header with a dash"),
        pytest.param(f"tool --token {MIXED[:32]} x", "tool --token <token> x", id="option"),
        pytest.param(f"wandb login {HEX[:40]}", "wandb login <token>", id="login"),
        pytest.param(f"?key={MIXED[:39]}&x=1", "?key=<token>&x=1", id="query of an address"),
        pytest.param("HEROKU_API_KEY=01234567-89ab-cdef-0123-456789abcdef", "HEROKU_API_KEY=<token>", id="UUID"),
        pytest.param(
            "aws_secret_access_key = " + "wJalr/UtnFEMI+K7MDENG/bPxRfiCYzQq1w2e3r4",
            "aws_secret_access_key = <token>",
            id="base 64",
        ),
        pytest.param("password = 'Tr0ub4dor&3xyz'", "password = '<token>'", id="password"),
        pytest.param('db_passwd: "hunter2x"', 'db_passwd: "<token>"', id="password in YAML"),
        pytest.param("DB_PASSWORD=Tr0ub4dor&3\n", "DB_PASSWORD=<token>\n", id="password without quotes"),
        pytest.param(f"a token={HEX[:32]} é secret={HEX[:32]}", "a token=<token> é secret=<token>", id="several"),
        pytest.param(f"İ API_KEY={MIXED[:32]}", "İ API_KEY=<token>", id="letter that grows in lower case"),
    ],
)
def test_masked(before, after):
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
        (HEX[:32], True),
        (HEX[:31], True),  # letters and digits change as often as in base 36
        (MIXED[:20], True),
        (MIXED[:19], False),
    ],
)
def test_is_random(value, random):
    assert is_random(value) == random
