"""Masking: what must stay, what must go, and that whole columns can be searched for it first."""

import random
import string
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from endless import not_endless
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.redaction import privacy
from builder.redaction.privacy import has_secret, mask

HEX = "0123456789abcdef" * 4
ADDRESS = "jane.doe" + "@" + "example.org"

KEPT = [
    pytest.param("@torch.no_grad()\ndef f(): ...", id="decorator"),
    pytest.param("+@torch.jit.script", id="decorator in a diff"),
    pytest.param(r'"x\n@torch.jit.script\n"', id="decorator after an escaped line end"),
    pytest.param("git@github.com:owner/name.git", id="ssh address of a repository"),
    pytest.param("git+https://github.com/owner/name.git@dev.branch", id="requirement with a branch"),
    pytest.param("ask user@example about it", id="handle"),
    pytest.param("react@18.2.0 foo@1.2.3-beta.rc bar@v2.0.x", id="package at a version"),
    pytest.param("@babel/core and @types/node.d", id="npm scope"),
    pytest.param("https://medium.com/@jane.doe/story", id="handle in a path"),
    pytest.param("assets/icon@2x.png", id="image of a double size"),
    pytest.param("a = q@k.transpose(-2, -1) + x@self.proj", id="matrix product"),
    pytest.param("commit " + HEX[:40], id="commit id"),
    pytest.param("sha256:" + HEX, id="sha-256"),
    pytest.param("owner/distilbert-task-specific-" + "a" * 40, id="model id that holds 'sk-'"),
    pytest.param("Helsinki-NLP/opus-mt-sk-some-language-pair-model", id="model of Slovak"),
    pytest.param("hf-internal-testing/tiny-random-bert", id="model of a testing owner"),
    pytest.param("hf_hub_download(repo_id='owner/name')", id="function that starts like a token"),
    pytest.param("http://localhost:8080/v1", id="port in a URL"),
    pytest.param("AKIA" + "B" * 30, id="longer than an AWS key"),
    pytest.param("ssh root@192.168.0.1", id="address of a machine"),
    pytest.param("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", id="public key"),
    pytest.param("AKIA" + "IOSFODNN7EXAMPLE_LIKE", id="an issuer's own example"),
    pytest.param("", id="nothing"),
]
TOKENS = [
    pytest.param("hf_" + "a" * 34, id="Hugging Face"),
    pytest.param("api_org_" + "a" * 34, id="Hugging Face organisation"),
    *(pytest.param(f"gh{kind}_" + "A1" * 18, id=f"GitHub gh{kind}") for kind in "oprsu"),
    pytest.param("github_pat_" + "A1" * 11 + "_" + "b" * 59, id="GitHub fine-grained"),
    pytest.param("glpat-" + "a_-1" * 5, id="GitLab"),
    pytest.param("sk-" + "aB1" * 16, id="OpenAI"),
    pytest.param("sk-proj-" + "a-B_" * 12, id="OpenAI project"),
    pytest.param("sk-ant-api03-" + "a-B_" * 12, id="Anthropic"),
    pytest.param("gsk_" + "a" * 52, id="Groq"),
    pytest.param("r8_" + "a" * 37, id="Replicate"),
    pytest.param("nvapi-" + "a" * 64, id="NVIDIA"),
    pytest.param("AKIA" + "Q2" * 8, id="AWS"),
    pytest.param("ASIA" + "Q2" * 8, id="AWS for a time"),
    pytest.param("AIza" + "a-B_1" * 7, id="Google"),
    pytest.param("xoxb-" + "1234567890-" * 2 + "aB1", id="Slack"),
    pytest.param("npm_" + "a" * 36, id="npm"),
    pytest.param("pypi-AgEI" + "a" * 60, id="PyPI"),
    pytest.param("eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + "." + "c" * 20, id="JWT"),
    pytest.param("-----BEGIN RSA " + "PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----", id="private key"),
    pytest.param("-----BEGIN " + r"PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----", id="private key in JSON"),
    pytest.param("-----BEGIN OPENSSH " + "PRIVATE KEY-----\n" + "b3BlbnNzaC1rZXktdjEA\n" + "A" * 70, id="cut short"),
]


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    assert mask(text) == text
    assert not has_secret(text)


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("frame", ["{}", 'token="{}")', "Bearer {}.", "https://{}@host/x", "müll ({}) é"])
def test_token(token: str, frame: str) -> None:
    assert mask(frame.format(token)) == frame.format("<token>")
    assert has_secret(frame.format(token))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(ADDRESS, "<email>", id="alone"),
        pytest.param(f"Jane <{ADDRESS}>.", "Jane <<email>>.", id="in brackets"),
        pytest.param(f"mailto:{ADDRESS}?x", "mailto:<email>?x", id="link"),
        pytest.param(f"Write to {ADDRESS}. Thanks", "Write to <email>. Thanks", id="end of a sentence"),
        pytest.param(f"{ADDRESS},{ADDRESS}/{ADDRESS}", "<email>,<email>/<email>", id="several"),
        pytest.param("a.b+c" + "@163.com", "<email>", id="domain that starts with digits"),
        pytest.param("jürgen" + "@bücher.example", "<email>", id="beyond ASCII"),
        pytest.param("x" * 200 + "@a.org", "<email>", id="long"),
        pytest.param(r"\n" + ADDRESS, "\\<email>", id="after an escaped line end"),
        pytest.param("a" + "@b.com1@c.org", "a@<email>", id="two run together"),
        pytest.param("joe" + "@b.com.png", "<email>.png", id="domain before an ending"),
    ],
)
def test_email(before: str, after: str) -> None:
    assert mask(before) == after
    assert not has_secret(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("clone https://me:" + "pa5s@host.org/x", "clone https://<token>@host.org/x", id="in a URL"),
        pytest.param("db://u:p@" + "ss@h", "db://<token>@h", id="password with an @"),
        pytest.param("WANDB_API_KEY=" + HEX[:40], "WANDB_API_KEY=<token>", id="variable"),
        pytest.param(
            f'os.environ["WANDB_API_KEY"] = "{HEX[:40]}"', 'os.environ["WANDB_API_KEY"] = "<token>"', id="env"
        ),
        pytest.param(f'wandb.login(key="{HEX[:40]}")', 'wandb.login(key="<token>")', id="argument"),
        pytest.param(f"wandb login {HEX[:40]}", "wandb login <token>", id="command"),
    ],
)
def test_secret_told_by_its_place(before: str, after: str) -> None:
    assert mask(before) == after
    assert has_secret(before)


# Texts put together from the parts that the patterns are made of, so that most of them hold something.
PARTS = [part.values[0] for part in (*KEPT, *TOKENS)]
PIECES = st.one_of(
    st.sampled_from([*PARTS, ADDRESS, "a@b.co", "@", ".", ":", "//", "://", "/", "\\n", "api_key", HEX[:40], "K", "ſ"]),
    st.text(max_size=5),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@settings(deadline=None)
@given(TEXTS)
@example("1@b.com1@b.com1@b.com")
@example("api_\u212aey=" + HEX[:40])
def test_suspect_matches_whatever_mask_changes(text: str) -> None:
    if mask(text) != text:
        assert suspicious(pa.array([text])).to_pylist() == [True]


@settings(deadline=None)
@given(TEXTS)
def test_masking_again_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)
    assert not has_secret(mask(text))


def test_suspect_is_narrow() -> None:
    plain = pa.array([name for name in PARTS if mask(name) == name and "@" not in name])
    assert len(plain) > 8
    found = suspicious(plain).to_pylist()
    hits = [name for name, hit in zip(plain.to_pylist(), found, strict=True) if hit]
    assert "AKIA" + "B" * 30 in hits
    assert all(any(start in name for start in ("AKIA", "sk-", "hf_")) for name in hits)


def suspicious(texts: pa.Array) -> pa.Array:
    hits = [pc.match_substring_regex(texts, pattern) for pattern in privacy.suspects()]
    return reduce(pc.or_, hits)


BEGIN = "-----BEGIN " + "PRIVATE KEY-----"
HOSTILE = [
    *("a", "@", "a@", "a.", "a@a.", "-", "sk-", "sk-ant-", "eyJ", "eyJ-", "eyJaaaaaaaa.", "://a:", ":", "api_key"),
    *("a1b2", "AIza", "xoxb-", "%+-", "é@é.", "git@", "/a.git@", BEGIN, f"{BEGIN}aaaa-", "-----BEGIN RSA "),
    *("A@B.png ", "\\n@a."),
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("start", ["", "a@", "://a:", BEGIN])
def test_time_grows_with_the_text_only(piece: str, start: str) -> None:
    text = start + (piece * 200_000)[:200_000]
    with not_endless():
        mask(text)


def test_random_base64_is_left_alone() -> None:
    letters = string.ascii_letters + string.digits + "+/"
    text = "".join(random.Random(7).choices(letters, k=500_000))
    assert mask(text) == text
