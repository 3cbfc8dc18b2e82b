"""PowerShell's scripts in a shell's words, each line at its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.formats.powershell import power_text


def words(text: str) -> list[str]:
    return power_text(text).split()


@pytest.mark.parametrize(
    ("text", "made"),
    [
        pytest.param('$A = "x"', 'A="x"', id="variable"),
        pytest.param('[string] $A = "x"', 'A="x"', id="with its type"),
        pytest.param('$script:A = "x"; $B = $script:A', 'A="x"; B=${A}', id="scopes"),
        pytest.param('$env:A = "x"', 'export A="x"', id="environment"),
        pytest.param("run $env:A ${env:B}", "run ${A} ${B}", id="environment read"),
        pytest.param('$A = @("x", "y")', 'A=("x" "y")', id="list"),
        pytest.param('$A = @{ k = "x"; "l" = "y" }', 'A=( [k]="x" ["l"]="y")', id="hashtable"),
        pytest.param("run $A[$k]", "run ${A[$k]}", id="element"),
        pytest.param("run a `\n  b", "run a \\ b", id="continued"),
        pytest.param("& run a", "run a", id="call operator"),
        pytest.param("$out = run a", "out= ; run a", id="command whose output is kept"),
        pytest.param("<# run a #> run b # c", "run b", id="comments"),
        pytest.param("if ($x -eq 1) { run a } else { run b }", "if true ; then run a ; else run b ; fi", id="branch"),
        pytest.param("foreach ($m in $all) { run $m }", "for m in ${all[@]} ; do run $m ; done", id="loop"),
        pytest.param("switch ($x) { 'a' { run a } }", "case $x in 'a') run a ;; esac", id="switch"),
        pytest.param("function F($a) { run $a }\nF x", "F() { a=$1 ; run $a ; } F x", id="function"),
        pytest.param(
            "function F { param([string]$a, $b) run $b }\nF -b y x", "F() { a=$1 ; b=$2 ; run $b ; } F x y", id="named"
        ),
        pytest.param('[CmdletBinding()]\nparam([string]$A = "x", $B)', 'A="x" ;', id="parameters"),
        pytest.param('$c.DownloadFile("u", "f")', 'Invoke-WebRequest -Uri "u" -OutFile "f"', id="client"),
        pytest.param("try { run a } catch { run b }", "run a ; run b ;", id="try"),
    ],
)
def test_words(text: str, made: str) -> None:
    assert words(text) == made.split()


@given(st.text(alphabet="$@(){}[]\"'`#;|&=\n aif", max_size=60))
def test_lines_stay_where_they_are(text: str) -> None:
    assert power_text(text).count("\n") >= text.count("\n")


def test_deep_and_open_blocks_take_no_long() -> None:
    assert power_text("try { " * 5000)
    assert power_text("if (" * 2000)
