import copy
import pickle
import re
import subprocess
import sys

import pytest

from builder import patterns

# Counts what is compiled while the modules of a scan are imported: the patterns of Python itself, and few of ours.
IMPORTING = """
import sys
from re import _compiler
compiled, compile = [], _compiler.compile
def counted(pattern, flags=0):
    caller = sys._getframe(1)
    while caller.f_globals["__name__"] in ("re", "re._compiler"):
        caller = caller.f_back
    if caller.f_globals["__name__"].startswith("builder"):
        compiled.append(caller.f_globals["__name__"])
    return compile(pattern, flags)
_compiler.compile = counted
import builder.scan.report, builder.scan.repository, builder.reference.signatures
builder.reference.signatures.load_signatures()
print(len(compiled), *sorted(set(compiled)))
"""
MOST = 12


def test_importing_a_scan_compiles_few_patterns() -> None:
    number, *modules = subprocess.check_output([sys.executable, "-c", IMPORTING], text=True).split()
    assert int(number) <= MOST, f"these compile while they are imported; import patterns as re there: {modules}"


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [("a(b)?", 0, "abba"), ("a(b)?", re.IGNORECASE, "ABBA"), (b"^(?P<x>a)", re.MULTILINE, b"a\na")],
)
def test_a_pattern_is_like_a_compiled_one(pattern: str, flags: int, text: str) -> None:
    made, known = patterns.compile(pattern, flags), re.compile(pattern, flags)
    for name in ("pattern", "flags", "groups", "groupindex"):
        assert getattr(made, name) == getattr(known, name)
    for name in ("findall", "split"):
        assert getattr(made, name)(text) == getattr(known, name)(text)
    assert made == known
    assert known == made
    assert made == patterns.compile(pattern, flags)
    assert made != re.compile(text, flags)
    assert hash(made) == hash(known)
    assert repr(made) == repr(known)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
@pytest.mark.parametrize("used", [False, True])
def test_a_pattern_can_be_copied(copied: object, used: bool) -> None:
    made = patterns.compile("a+", re.IGNORECASE)
    assert not used or made.match("A")
    assert callable(copied)
    assert copied(made) == made
    assert copied(made).fullmatch("aA")


def test_a_fault_shows_when_the_pattern_is_used() -> None:
    made = patterns.compile("(")
    with pytest.raises(re.error):
        made.match("")
    with pytest.raises(AttributeError):
        made.unknown  # type: ignore[attr-defined]  # noqa: B018
