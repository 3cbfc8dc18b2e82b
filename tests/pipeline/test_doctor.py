"""What the doctor says of this machine, and the command."""

from collections import namedtuple
from pathlib import Path

import finding
import listed
import llm_server
from huggingface_hub import constants

from builder.cli import app
from builder.pipeline import answering, doctor
from builder.settings import build as settings

STREAM = "transformers select:repo count:1"

Usage = namedtuple("Usage", "total used free")


def faults(folder: Path) -> dict[str, list[str]]:
    return {check.what: check.faults for check in doctor.machine(folder) if check.faults}


def test_a_machine_that_can_build(tmp_path):
    assert faults(tmp_path) == {}


def test_what_a_machine_lacks(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(1, 1, 10**8))
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "pyarrow" else object())
    assert faults(tmp_path) == {
        "git": ["there is none: install git"],
        "libraries": ["pyarrow cannot be imported: pip install '.[build]' in a checkout"],
        "disk space": ["0.1 GB are free, 2 GB are needed: give a --work elsewhere"],
    }


def test_the_command(tmp_path, monkeypatch, capsys):
    model = listed.model("moss/m1")
    model.discussions = [listed.discussion(1)]
    more = [listed.model(f"moss/n{number}", number) for number in range(2, 8)]
    with (
        listed.listing(tmp_path / "hub", model, *more) as hub,
        finding.sourcegraph({STREAM: ["github.com/a/b"]}) as search,
    ):
        hub.limits["api"] = (100, 60)
        (tmp_path / "repositories.toml").write_text(
            f'[[sources]]\nkind = "sourcegraph"\nname = "s"\nendpoint = "{search.url}"\n'
        )
        load = settings.load
        monkeypatch.setattr(settings, "load", lambda name: load(str(tmp_path / f"{name}.toml")))
        for name, value in hub.environment(tmp_path / "home").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        assert app.run(["doctor", "--live"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line[:4] for line in lines] == ["ok  "] * 14
        assert lines[-1] == f"ok  {search.url} stream"
        hub.fail("/refs$", status=404)
        assert app.run(["doctor", "--live"]) == 1
        out, err = capsys.readouterr()
        assert err == "peatmoss: 1 of these checks failed: see the lines above\n"
        assert "no  refs: the Hub refuses it: 404" in out


def test_what_a_model_server_can_do() -> None:
    with llm_server.serving(ways=frozenset(("json_object",))) as twin:
        check = answering.able(f"{twin.url}/")
    assert check.faults == []
    assert check.what.endswith(
        "(twin/reader on twin 1.0): guided choice no, json_schema no, json_object yes, log-probabilities no"
    )
    (fault,) = answering.able(twin.url).faults  # it has ended
    assert fault.startswith(f"no server answers at {twin.url}")
