import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.formats.script_files import (
    docker_text,
    make_text,
    model_text,
    pipeline_text,
    process_text,
    unit_text,
)


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


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        pytest.param("[Service]", "", id="section"),
        pytest.param("Description=runs a model", "", id="description"),
        pytest.param("ExecStart=/srv/v serve o/n", "          /srv/v serve o/n", id="command"),
        pytest.param("ExecStartPre = -/bin/a", "                /bin/a", id="may fail"),
        pytest.param("ExecStart=a \\\n  o/n", "          a \\\n  o/n", id="lines"),
        pytest.param('Environment="A=b c" D=e', 'export      "A=b c" D=e', id="variables"),
    ],
)
def test_unit(text: str, shell: str) -> None:
    assert unit_text(text) == shell


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        pytest.param("# FROM a/b", "", id="comment"),
        pytest.param('SYSTEM """\nFROM a/b\n"""', "\n\n", id="text"),
        pytest.param("PARAMETER stop x", "", id="parameter"),
        pytest.param("FROM hf.co/o/n:Q4", "FROM hf.co/o/n:Q4", id="weights"),
        pytest.param("from hf.co/o/n", "from hf.co/o/n", id="lower case"),
        pytest.param("ADAPTER ./a.gguf", "ADAPTER ./a.gguf", id="adapter"),
    ],
)
def test_modelfile(text: str, shell: str) -> None:
    assert model_text(text) == shell


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        pytest.param("echo 'a b'", "", id="no step"),
        pytest.param("sh 'a b'", "a b", id="step"),
        pytest.param('sh "a b"; bat("c")', "a b        c", id="two"),
        pytest.param("sh(script: 'a', returnStdout: true)", "a", id="named"),
        pytest.param('steps {\n  sh """\n    a\n  """\n}', "\n\n    a", id="lines"),
    ],
)
def test_pipeline(text: str, shell: str) -> None:
    made = pipeline_text(text)
    assert made.strip(" \n") == shell.strip(" \n")
    assert made.count("\n") == text.count("\n")
