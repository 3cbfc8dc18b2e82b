"""What a build shows of itself: plain lines off a terminal, a bar that vanishes on one."""

import io
import re

import pytest
from command import PROGRESS

from builder.cli.progress import Progress


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_step_becomes_one_plain_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.begin("mappings", 12)
        progress.advance(5)
        progress.advance(7)
        assert shown(capsys) == []
        progress.end("12 of 12 items run")
    (line,) = shown(capsys)
    assert re.fullmatch(r"mappings {17}12 of 12 items run \(0\.\d s\)", line)


def test_items_are_counted_where_nothing_else_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        for items in (1000, 234):
            progress.begin("collect hub", None)
            progress.advance(items)
            progress.end("")
    assert [line.split("  ")[-1].split(" (")[0].strip() for line in shown(capsys)] == ["1,000 done", "234 done"]


def test_long_name_stays_on_its_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    with Progress() as progress:
        progress.begin("collect " + "h" * 200, None)
        progress.end("nothing new")
    (line,) = shown(capsys)
    assert line.startswith("collect " + "h" * 200 + " nothing new")


def test_brackets_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.begin("step", None)
        progress.end("[red]1 item[/red]")
    assert "[red]1 item[/red]" in shown(capsys)[0]


def test_error_in_a_step_leaves_no_half_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), Progress() as progress:
        progress.begin("done", None)
        progress.end("nothing new")
        progress.begin("broken", 3)
        raise KeyError
    (line,) = shown(capsys)
    assert PROGRESS.fullmatch(line)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_terminal_shows_a_bar_and_keeps_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with Progress() as progress:
        progress.begin("mappings", 12)
        progress.advance(5)
        progress.bars.refresh()
        progress.end("12 of 12 items run")
    text = terminal.getvalue()
    assert "5/12" in text
    assert re.search(r"mappings {17}12 of 12 items run \(0\.\d s\)\n", text)
