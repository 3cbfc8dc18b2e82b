import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.files import as_utf8, read
from builder.repository.trees import SourceFile

TEXT = 'naïve = "owner/name"\r\n'


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"a = 1\n", "a = 1\n", id="ASCII"),
        pytest.param(TEXT.encode(), TEXT, id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), TEXT, id="UTF-8 with its mark"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), TEXT, id="UTF-16, as PowerShell writes it"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, id="UTF-16, the other order"),
        pytest.param(b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"), TEXT, id="UTF-32"),
        pytest.param(TEXT.encode("cp1252"), TEXT, id="Windows' own"),
        pytest.param("# coding: gbk\n# 模型\n".encode("gbk"), "# coding: gbk\n# 模型\n", id="a cookie"),
        pytest.param(
            "#!x\n# -*- coding: latin-1 -*-\n# é\n".encode("latin-1"),
            "#!x\n# -*- coding: latin-1 -*-\n# é\n",
            id="second line",
        ),
        pytest.param("# coding: nonsense\n# é\n".encode("cp1252"), "# coding: nonsense\n# é\n", id="no encoding"),
        pytest.param("# coding: rot13\n# é\n".encode("cp1252"), "# coding: rot13\n# é\n", id="no encoding of text"),
        pytest.param("é".encode() + b"\xff", "é�", id="one fault"),
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    assert as_utf8(data).decode() == text


def test_bytes_that_are_no_text_stay() -> None:
    assert as_utf8(b"a\0\xff") == b"a\0\xff"


@given(st.binary())
def test_nothing_is_refused(data: bytes) -> None:
    as_utf8(data)


def test_what_has_no_reader_is_no_file() -> None:
    files = read([SourceFile("bin/data", "", b"1 2 3"), SourceFile("bin/run", "b", b"#!/bin/sh\nls\n")])
    assert len(files) == 1
    assert (files.texts["bin/run"].kind, files.blob("bin/run")) == ("shell", "b")


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        pytest.param(b"a\rb\r", b"a\nb\n", id="carriage returns alone"),
        pytest.param(b"a\r\nb\r\n", b"a\r\nb\r\n", id="Windows' own"),
        pytest.param(b"a\rb\n", b"a\rb\n", id="one within a line"),
    ],
)
def test_line_ends(data: bytes, lines: bytes) -> None:
    assert as_utf8(data) == lines
