"""`.peatmoss.toml`: what it may say, and every fault in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.errors import SettingsError
from builder.repository.trees import open_files
from builder.scan import policy as policies
from builder.scan.settings_file import NAME, found

ACCEPTED = '[[accepted]]\nfinding = "unpinned"\nmodel = "reed/*"\nreason = "moves with us"\ndate = 2026-11-01\n'
FULL = f"""\
exclude = ["tests/", "*.md"]
contexts = "source"
license = "mit"
use = "commercial"
fail-on = ["conflict", "unpinned"]
baseline = "known.json"
new-only = true
{ACCEPTED}expires = "2027-01-01"
"""


def parse(data: bytes) -> policies.Policy:
    return policies.parse(data, NAME)


def test_everything_that_it_may_say() -> None:
    policy = parse(FULL.encode())
    assert (policy.exclude, policy.contexts) == (("tests/", "*.md"), ("source",))
    assert (policy.license, policy.use, policy.fail_on) == ("MIT", "commercial", ("conflict", "unpinned"))
    assert (policy.baseline, policy.new_only) == ("known.json", True)
    (one,) = policy.accepted
    assert (one.subject, one.reason, str(one.date), str(one.expires)) == (
        *("unpinned of reed/*", "moves with us"),
        *("2026-11-01", "2027-01-01"),
    )
    assert parse(b"").contexts == ("source", "example", "test", "vendored")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("colour = 1", ": colour: unknown key", id="unknown"),
        pytest.param("fail_on = 'gone'", ": fail_on: unknown key (did you mean 'fail-on'?)", id="an underscore"),
        pytest.param("exlude = []", ": exlude: unknown key (did you mean 'exclude'?)", id="a letter"),
        pytest.param("online = true", ": online: unknown key", id="nothing goes online by a file"),
        pytest.param(
            "fail-on = 'unpined'", "fail-on[0]: no 'unpined' (did you mean 'unpinned'?): conflict,", id="a kind"
        ),
        pytest.param("fail-on = 3", "fail-on: 3 is not a list", id="a number"),
        pytest.param("contexts = ['sources']", "no 'sources' (did you mean 'source'?)", id="a context"),
        pytest.param("contexts = []", "contexts: at least one is needed", id="no context"),
        pytest.param("license = 'mine'", "license: 'mine' is not an SPDX expression", id="a licence"),
        pytest.param("use = 'fun'", "use: 'fun': input should be 'commercial' or 'research'", id="a use"),
        pytest.param("baseline = '../a'", "baseline: '../a' does not lie in the folder", id="above"),
        pytest.param("baseline = '/a'", "baseline: '/a' does not lie in the folder", id="elsewhere"),
        pytest.param("new-only = true", f"{NAME}: new-only needs baseline", id="new to what"),
        pytest.param("new-only = 'yes'", "new-only: 'yes' is not true or false", id="a word"),
        pytest.param("accepted = {}", "accepted[0].finding: missing; accepted[0].reason: missing", id="an empty table"),
        pytest.param("accepted = 3", "accepted: 3 is not a list", id="no list"),
        pytest.param("exclude = {a = 1}", "exclude[0]: {'a': 1} is not text", id="a table of patterns"),
        pytest.param(
            "[[accepted]]\nfinding = 'gone'", "accepted[0].reason: missing; accepted[0].date: missing", id="bare"
        ),
        pytest.param(ACCEPTED.replace("moves with us", " "), "accepted[0].reason: empty", id="an empty reason"),
        pytest.param(
            ACCEPTED.replace("reason", "raeson"), "raeson: unknown key (did you mean 'reason'?)", id="a letter"
        ),
        pytest.param(ACCEPTED.replace("2026-11-01", "'soon'"), "'soon' is not a date such as", id="no date"),
        pytest.param(ACCEPTED.replace("2026-11-01", "2026"), "date: 2026 is not a date such as", id="a year"),
        pytest.param(ACCEPTED + "expires = 2026-10-01", "expires (2026-10-01) lies before date", id="over before"),
        pytest.param(ACCEPTED.replace('model = "reed/*"\n', ""), "model or path is missing", id="of everything"),
        pytest.param(ACCEPTED.replace("unpinned", "any"), "accepted[0].finding: no 'any'", id="another kind"),
        pytest.param("exclude = [", f"{NAME} is not TOML: ", id="no TOML"),
        pytest.param("a = " + "[" * 5000, f"{NAME} ", id="deep"),
    ],
)
def test_a_fault_is_one_line(text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as error:
        parse(text.encode())
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_one_acceptance_may_be_a_table_of_its_own() -> None:
    assert parse(ACCEPTED.replace("[[accepted]]", "[accepted]").encode()) == parse(ACCEPTED.encode())


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(SettingsError, match="is not TOML"):
        parse(b"a = '\xff'")
    assert parse(b"\xef\xbb\xbfuse = 'research'").use == "research"


@given(st.text())
def test_whatever_it_holds(text: str) -> None:
    try:
        parse(text.encode("utf-8", "surrogatepass"))
    except SettingsError as error:
        assert NAME in str(error)


def test_it_is_read_from_the_folder_also_where_git_ignores_it(tmp_path: Path, commit_files: Callable[..., str]) -> None:
    assert found(open_files(str(tmp_path))) is None
    commit_files(tmp_path, {".gitignore": NAME, "a.py": ""})
    (tmp_path / NAME).write_text("use = 'research'")
    policy = found(open_files(str(tmp_path)))
    assert policy is not None
    assert policy.use == "research"
    file = found(open_files(str(tmp_path / "a.py")))
    assert file == policy


def test_it_is_read_at_the_commit_that_is_scanned(tmp_path: Path, commit_files: Callable[..., str]) -> None:
    first = commit_files(tmp_path, {NAME: "use = 'research'"})
    commit_files(tmp_path, {NAME: "use = 'commercial'"})
    uses = [policy.use for at in (first, "main") if (policy := found(open_files(str(tmp_path), at)))]
    assert uses == ["research", "commercial"]


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_file_is_one_line(kind: str, tmp_path: Path) -> None:
    import os

    match kind:
        case "folder":
            (tmp_path / NAME).mkdir()
        case "link":
            (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
        case _:
            os.mkfifo(tmp_path / NAME)
    with pytest.raises(SettingsError, match="is no file: settings are read from a file, never through a link"):
        found(open_files(str(tmp_path)))
