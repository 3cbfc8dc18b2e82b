import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from builder import bundled
from builder.errors import SettingsError
from builder.settings.build import Settings, load, named, parse
from builder.settings.sources import FINDING, Git, GitHubFacts, HubDump, HuggingFace, Local

DUMP = {"kind": "hub_dump", "name": "hub", "path": "models.jsonl", "taken_at": "2024-07-11"}
LOCAL = {"kind": "local", "name": "mine", "path": "repository"}


def faults(**settings: Any) -> list[str]:
    """What is wrong with settings of a dump and these, each with its place."""
    with pytest.raises(SettingsError) as caught:
        parse({"sources": [DUMP]} | settings, Path("/base"), "mine.toml")
    message = str(caught.value)
    assert message.startswith("mine.toml: ")
    assert "\n" not in message
    return message.removeprefix("mine.toml: ").split("; ")


def good(**settings: Any) -> Settings:
    return parse({"sources": [DUMP]} | settings, Path("/base"), "mine.toml")


def write(folder: Path, text: str | bytes) -> str:
    path = folder / "mine.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


# one fault


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({"mapping": {"workers": 0}}, "mapping.workers: 0 is not a positive number", id="no workers"),
        pytest.param({"mapping": {"workers": -2}}, "mapping.workers: -2 is not a positive number", id="fewer"),
        pytest.param({"mapping": {"workers": "4"}}, "mapping.workers: '4' is not a whole number", id="text"),
        pytest.param({"mapping": {"workers": 1.5}}, "mapping.workers: 1.5 is not a whole number", id="a fraction"),
        pytest.param({"mapping": {"workers": True}}, "mapping.workers: True is not a whole number", id="a truth"),
        pytest.param({"mapping": {"timeout_s": 0}}, "mapping.timeout_s: 0 is not a positive number", id="no time"),
        pytest.param(
            {"mapping": {"timeout_s": float("nan")}}, "mapping.timeout_s: nan is not a finite number", id="no number"
        ),
        pytest.param(
            {"mapping": {"timeout_s": float("inf")}}, "mapping.timeout_s: inf is not a finite number", id="for ever"
        ),
        pytest.param(
            {"mapping": {"timeout_s": 1e9}}, "mapping.timeout_s: 1000000000.0 is more than 1000000.0", id="for years"
        ),
        pytest.param({"mapping": {"memory_mb": 0}}, "mapping.memory_mb: 0 is not a positive number", id="no memory"),
        pytest.param({"memory_mb": 64}, "memory_mb: 64 is less than 128", id="too little for DuckDB"),
        pytest.param({"partitions": 0}, "partitions: 0 is less than 1", id="no partitions"),
        pytest.param({"partitions": 65537}, "partitions: 65537 is more than 65536", id="too many"),
        pytest.param(
            {"snapshots": {"min_downloads": -2}}, "snapshots.min_downloads: -2 is less than -1", id="downloads"
        ),
        pytest.param({"as_of": "yesterday"}, "as_of: 'yesterday' is not a date such as 2024-07-11", id="a word"),
        pytest.param({"as_of": 2024}, "as_of: 2024 is not a date such as 2024-07-11", id="a year is no date"),
        pytest.param({"as_of": "1720656000"}, "as_of: '1720656000' is not a date such as 2024-07-11", id="seconds"),
        pytest.param({"as_of": "2024-02-30"}, "as_of: '2024-02-30' is not a date such as 2024-07-11", id="no such day"),
        pytest.param({"mappings": {}}, "mappings: unknown key", id="an unknown table"),
        pytest.param({"local": 1}, "local: unknown key", id="a key that is a kind's name"),
        pytest.param({"mapping": {"wokers": 1}}, "mapping.wokers: unknown key (did you mean 'workers'?)", id="a key"),
        pytest.param({"partition": 3}, "partition: unknown key (did you mean 'partitions'?)", id="near a key"),
        pytest.param(
            {"min_download": 3},
            "min_download: unknown key (did you mean 'min_downloads' below [snapshots]?)",
            id="a key of a table",
        ),
        pytest.param({"colour": 3}, "colour: unknown key", id="near no key"),
        pytest.param(
            {"sources": [DUMP | {"taken-at": 1}]},
            "sources[0].taken-at: unknown key (did you mean 'taken_at'",
            id="dash",
        ),
        pytest.param({"mapping": 3}, "mapping: 3 is not a table", id="a number for a table"),
        pytest.param({"sources": []}, "sources: at least one is needed", id="no sources"),
        pytest.param({"sources": {}}, "sources: {} is not a list: write [[sources]]", id="a table for a list"),
        pytest.param({"sources": [7]}, "sources[0]: 7 is not a table", id="a number for a source"),
        pytest.param(
            {"snapshots": {"archive": "small"}},
            "snapshots: archive = 'small' needs archive_url: a folder or URL for the files",
            id="an archive nowhere",
        ),
        pytest.param(
            {"sources": [{"kind": "huggingface", "name": "hub", "endpoint": "hub.example"}]},
            "sources[0].endpoint: 'hub.example': ",
            id="an endpoint that is no address",
        ),
        pytest.param(
            {"sources": [{}]},
            "sources[0]: kind must be one of 'git', 'github_facts', 'hub_dump', ",
            id="no kind",
        ),
        pytest.param(
            {"sources": [DUMP | {"kind": "zip"}]},
            "sources[0]: kind must be one of 'git', 'github_facts', 'hub_dump', ",
            id="a wrong kind",
        ),
        pytest.param(
            {"sources": [DUMP, {"kind": "local", "name": "mine"}]},
            "sources[1].path: missing (source 'mine')",
            id="a missing path",
        ),
        pytest.param(
            {"sources": [DUMP | {"taken_at": 2024}]}, "sources[0].taken_at: 2024 is not a date such as", id="a bad date"
        ),
        pytest.param({"sources": [DUMP | {"path": 7}]}, "sources[0].path: 7 is not text", id="a path of another type"),
        pytest.param(
            {"sources": [DUMP | {"complete": "yes"}]}, "sources[0].complete: 'yes' is not true or false", id="yes"
        ),
        pytest.param({"sources": [DUMP | {"root": True}]}, "sources[0].root: unknown key", id="another kind's key"),
        pytest.param({"sources": [DUMP, DUMP]}, "sources: two are named 'hub', names must differ", id="one name twice"),
        pytest.param({"sources": [DUMP | {"name": "../up"}]}, "sources[0].name: '../up': string should", id="a path"),
        pytest.param({"sources": [DUMP | {"name": ""}]}, "sources[0].name: '': string should", id="an empty name"),
        pytest.param(
            {"sources": [DUMP | {"name": "a\n"}]}, "sources[0].name: 'a\\n': string should", id="a line break"
        ),
        pytest.param({"sources": [LOCAL | {"repository_id": "a"}]}, "sources[0].repository_id: 'a'", id="half an id"),
        pytest.param(
            {"sources": [LOCAL | {"root": True, "repository_id": "a/b"}]},
            "sources[0]: repository_id names a single repository, root takes many: leave one out",
            id="one id for many",
        ),
        pytest.param(
            {"sources": [DUMP | {"path": "bundled:nothing/x"}]},
            "sources[0].path: 'bundled:nothing/x' leads nowhere: nothing",
            id="a folder that the project does not have",
        ),
        pytest.param(
            {"sources": [DUMP | {"path": "~nobody-of-this-name/x"}]},
            "sources[0].path: '~nobody-of-this-name/x' leads nowhere",
            id="a home that there is not",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(settings, expected):
    (told,) = faults(**settings)
    assert told.startswith(expected)


def test_every_fault_is_told_at_once():
    told = faults(
        as_of=7,
        partitions=0,
        nothing=1,
        mapping={"workers": 0, "timeout_s": -1, "colour": "red"},
        sources=[DUMP | {"taken_at": "soon", "extra": 1}, {"kind": "local"}, {"kind": "zip"}],
    )
    assert {fault.partition(": ")[0] for fault in told} == {
        "as_of",
        "partitions",
        "nothing",
        "mapping.workers",
        "mapping.timeout_s",
        "mapping.colour",
        "sources[0].taken_at",
        "sources[0].extra",
        "sources[1].name",
        "sources[1].path",
        "sources[2]",
    }


def test_two_names_and_a_fault_elsewhere_are_told_at_once():
    assert len(faults(sources=[DUMP, LOCAL, DUMP], partitions=0)) == 2


def test_every_path_that_leads_nowhere_is_told_at_once():
    assert len(faults(sources=[DUMP | {"path": "bundled:no/x"}, DUMP | {"name": "b", "cards": "bundled:no/x"}])) == 2


def test_a_long_value_is_not_repeated_in_full():
    (told,) = faults(partitions="9" * 10_000)
    assert len(told) < 200


# what is well


def test_what_is_not_said_has_its_default():
    assert good() == good(partitions=64, mapping={}, snapshots={"min_downloads": 50})
    assert good().as_of is None


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        good().partitions = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        pytest.param("2024-07-11", datetime(2024, 7, 11), id="a day"),
        pytest.param("2024-07-11T02:00:00+02:00", datetime(2024, 7, 11), id="another zone"),
        pytest.param("2024-07-11T00:00:00", datetime(2024, 7, 11), id="no zone: UTC"),
    ],
)
def test_dates_are_naive_utc_as_text_and_as_toml(tmp_path, date, expected):
    assert good(as_of=date).as_of == expected
    text = f'as_of = {date}\n[[sources]]\nkind = "local"\nname = "a"\npath = "."\n'
    assert load(write(tmp_path, text)).as_of == expected


def test_whole_numbers_are_seconds_too():
    assert good(mapping={"timeout_s": 3}).mapping.timeout_s == 3.0


def test_limits_of_a_step_are_those_of_its_section():
    settings = good(
        **{name: {"workers": number} for number, name in enumerate(("mapping", "extraction", "snapshots"), 1)}
    )
    assert {
        step: settings.limits(step).workers for step in ("mappings", "extraction", "snapshots", "repositories")
    } == {
        "mappings": 1,
        "extraction": 2,
        "snapshots": 3,
        "repositories": None,
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("models.jsonl", "/base/models.jsonl", id="beside the settings"),
        pytest.param("../*/models.jsonl.gz", "/base/../*/models.jsonl.gz", id="a glob"),
        pytest.param("/data/models.jsonl", "/data/models.jsonl", id="absolute"),
        pytest.param("~/models.jsonl", str(Path.home() / "models.jsonl"), id="at home"),
        pytest.param("memory://models.jsonl", "memory://models.jsonl", id="a URL"),
        pytest.param("https://x.example/a?b=c", "https://x.example/a?b=c", id="a URL with a question"),
        pytest.param(
            "bundled:configs/sample.toml", str(bundled.bundled("configs") / "sample.toml"), id="the project's"
        ),
        pytest.param("bundled:configs", str(bundled.bundled("configs")), id="a folder of the project's"),
    ],
)
def test_paths_are_relative_to_the_folder_of_the_settings(path, expected):
    (dump, local) = good(sources=[DUMP | {"path": path, "cards": path}, LOCAL | {"path": path}]).sources
    assert (dump.path, dump.cards, local.path) == (expected, expected, expected)


# files


def test_a_file_is_read_from_anywhere(tmp_path, monkeypatch):
    (tmp_path / "settings").mkdir()
    write(tmp_path / "settings", '[[sources]]\nkind = "local"\nname = "a"\npath = "data"\n')
    monkeypatch.chdir(tmp_path)
    (source,) = load("settings/mine.toml").sources
    assert source.path == str(tmp_path / "settings" / "data")


@pytest.mark.parametrize("name", ["nothing.toml", "folder/nothing"])
def test_a_file_that_is_not_there_is_named(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=f"^{name}: no such file$"):
        load(name)


@pytest.mark.parametrize("name", ["nothing", "signatures", "licenses", "", "."])
def test_an_unknown_name_is_told_with_the_known_ones(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as caught:
        load(name)
    assert str(caught.value) == f"no settings '{name}': give a TOML file, or one of: {', '.join(named())}"
    assert "sample" in named()


@pytest.mark.parametrize(
    "text",
    ["as_of = ", "[sources", "a = 1\na = 2", '{"json": true}', b"\xff\xfe", "x = 'a\nb'"],
    ids=["half a line", "half a table", "a key twice", "JSON", "no UTF-8", "half a text"],
)
def test_what_is_no_toml_is_told_with_the_file(tmp_path, text):
    path = write(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path} is not TOML: ")
    assert "\n" not in str(caught.value)


def test_a_file_of_faults_is_named(tmp_path):
    path = write(tmp_path, "partitions = 0\n")
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert (
        str(caught.value)
        == f"{path}: partitions: 0 is less than 1; sources: at least one [[sources]] is needed: see docs/sources.md"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_cannot_be_read_is_told(tmp_path):
    path = write(tmp_path, "partitions = 1\n")
    Path(path).chmod(0)
    with pytest.raises(SettingsError, match=r"mine\.toml cannot be read: Permission denied"):
        load(path)


@pytest.mark.parametrize("name", named())
def test_settings_of_the_project_load_by_name(name):
    for source in load(name).sources:
        if isinstance(source, (Git, GitHubFacts, HuggingFace, *FINDING)):
            continue
        assert isinstance(source, HubDump | Local)
        assert Path(source.path).is_absolute() or "://" in source.path
