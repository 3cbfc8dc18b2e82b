"""ScanCode's expressions in SPDX's words; ScanCode itself is not needed for that."""

import pytest

from builder.snapshots.license_detection import spdx_of


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("unknown-license-reference", id="a pointer"),
        pytest.param("warranty-disclaimer AND generic-cla", id="asides"),
        pytest.param("mit AND unknown", id="something unknown beside it"),
        pytest.param("mit AND (", id="no expression"),
    ],
)
def test_no_licence(expression):
    assert spdx_of(expression) is None


@pytest.mark.parametrize(
    ("expression", "spdx"),
    [
        pytest.param("mit", "MIT", id="one"),
        pytest.param("bsd-new AND mit", "BSD-3-Clause AND MIT", id="two"),
        pytest.param("(mit AND warranty-disclaimer) AND mit", "MIT", id="an aside, and twice"),
        pytest.param("apache-2.0 OR mit", "Apache-2.0 OR MIT", id="a choice"),
        pytest.param("gpl-2.0 WITH linux-syscall-exception-gpl", "GPL-2.0-only WITH Linux-syscall-note", id="with"),
        pytest.param("llama-3.1-license-2024", "LicenseRef-llama3.1", id="Llama"),
        pytest.param("moss-license", "LicenseRef-scancode-moss-license", id="of nobody else"),
    ],
)  # fmt: skip
def test_licence(expression, spdx):
    assert spdx_of(expression) == spdx
