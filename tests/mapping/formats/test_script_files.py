import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.formats.script_files import docker_text, make_text, process_text


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        pytest.param("FROM a/b", "", id="image"),
        pytest.param("COPY a b", "", id="copy"),
        pytest.param("RUN a b", "    a b", id="run"),
        pytest.param("RUN --mount=type=cache a", " " * 23 + "a", id="option"),
        pytest.param("RUN a \\\n  # why\n  && b", "    a \\\n\\\n  && b", id="comment between lines"),
        pytest.param('CMD ["a", "b,c"]', '     "a"  "b,c" ', id="list of words"),
        pytest.param("ENV A=b C=d", "env A=b C=d", id="variables"),
        pytest.param("ENV A b", "env A=b", id="variable without a mark"),
        pytest.param("ARG A=b", "env A=b", id="argument"),
        pytest.param("RUN <<E\nfrom a\nE\nCMD b", "    <<E\nfrom a\nE\n    b", id="here-document"),
        pytest.param("ADD https://h/x y", "ADD https://h/x y", id="download"),
    ],
)
def test_dockerfile(text: str, shell: str) -> None:
    assert docker_text(text) == shell


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        pytest.param("all: a b", "", id="target"),
        pytest.param("\t@a $(B)", "  a $(B)", id="recipe"),
        pytest.param("\ta $$B", " a $B", id="variable of the shell"),
        pytest.param("A ?= b/c", 'A="b/c"', id="variable"),
        pytest.param("export A := 'b'", "A='b'", id="exported variable"),
        pytest.param("ifdef A\n  B = c\nendif", '\nB="c"\n', id="branch"),
    ],
)
def test_makefile(text: str, shell: str) -> None:
    assert make_text(text) == shell


def test_procfile() -> None:
    assert process_text("web: a b\nworker: c") == "     a b\n        c"


@settings(deadline=None)
@given(st.text(alphabet='RUNENVCMDab=[]",$#\\< \t\n\r\x00'))
def test_lines_stay_where_they_are(text: str) -> None:
    for as_shell in (docker_text, make_text, process_text):
        assert as_shell(text).count("\n") == text.count("\n")
