import json
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from builder.mapping import files
from builder.mapping.faults import Faults, Limit
from builder.mapping.found import Found
from builder.mapping.outside import others
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.mapping.repository import map_repository
from builder.mapping.scripts import lists, modules
from builder.mapping.scripts.loads import Loading
from builder.reference.signatures import load_signatures
from builder.repository.scanned import Scanned
from builder.repository.trees import SourceFile

LOAD = b"from transformers import AutoModel\nAutoModel.from_pretrained('acme/%b')\n"


class Faulty(Facts):
    """Facts of a file in which one word cannot be read."""

    def statement(self, place):
        if self.data.startswith(b"FAULT", place + len("from_pretrained('acme/")):
            raise RecursionError
        return super().statement(place)


def count(end: int) -> Iterator[int]:
    yield from range(end)
    raise ValueError("nothing behind")


def test_a_fault_ends_the_answer_that_it_is_in() -> None:
    faults = Faults()
    assert faults.guarded("a.py", lambda: 1, 0) == 1
    assert not faults.of
    assert faults.guarded("a.py", lambda: 1 // 0, 7) == 7
    assert list(faults.until("b.py", count(3))) == [0, 1, 2]
    assert faults.of == {"a.py": "ZeroDivisionError", "b.py": "ValueError"}


@pytest.mark.parametrize(
    "ended", [pytest.param(KeyboardInterrupt, id="stopped"), pytest.param(MemoryError, id="memory")]
)
def test_what_ends_the_run_goes_through(ended: type[BaseException]) -> None:
    def ask() -> int:
        raise ended

    with pytest.raises(ended):
        Faults().guarded("a.py", ask, 0)
    with pytest.raises(ended):
        list(Faults().until("a.py", (ask() for _ in range(1))))


def test_a_fault_costs_its_question_alone() -> None:
    facts = {"a.py": Faulty(LOAD % b"one" + LOAD % b"FAULT" + LOAD % b"two"), "b.py": Faulty(LOAD % b"three")}
    resolved = resolve(facts, load_signatures())
    names = {path: [one.name for one in places] for path, places in resolved.found.items()}
    assert names == {"a.py": ["acme/one", "acme/two"], "b.py": ["acme/three"]}
    assert resolved.lost == {"a.py": "RecursionError"}


def scan(files: dict[str, bytes]) -> Scanned:
    sources = [SourceFile(path, "0" * 40, data) for path, data in files.items()]
    return map_repository("owner/repo", None, None, list(files), sources, load_signatures())


def test_no_fault_is_none_in_the_account() -> None:
    assert scan({"a.py": LOAD % b"one"}).unread == {}


def test_a_fault_in_python_is_in_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Facts.statement

    def statement(facts: Facts, place: int) -> object:
        if facts.data.startswith(b"FAULT", place + len("from_pretrained('acme/")):
            raise RecursionError
        return whole(facts, place)

    monkeypatch.setattr(Facts, "statement", statement)
    found = scan({"a.py": LOAD % b"one" + LOAD % b"FAULT", "b.py": LOAD % b"two"})
    assert [row["model_name"] for row in found.rows] == ["acme/one", "acme/two"]
    assert (found.files_scanned, found.unread) == (2, {"partly read (RecursionError)": 1})


def test_a_fault_in_another_file_is_in_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> list[Found]:
        raise KeyError("no such node")

    monkeypatch.setitem(others.READERS, "yaml", read)
    found = scan({"a.py": LOAD % b"one", "b.yaml": b"model: acme/two\n"})
    assert [row["model_name"] for row in found.rows] == ["acme/one"]
    assert found.unread == {"partly read (KeyError)": 1}


LOADS = {
    "javascript": b"import { pipeline } from '@huggingface/transformers';\npipeline('fill-mask', 'acme/%b');\n",
    "rust": b'use hf_hub::api::sync::Api;\nfn main() { Api::new().unwrap().model("acme/%b".to_string()); }\n',
}


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("lowered", id="syntax"),
        pytest.param("places", id="calls"),
        pytest.param("lists", id="lists"),
    ],
)
@pytest.mark.parametrize(("language", "ending"), [("javascript", "ts"), ("rust", "rs")])
def test_a_fault_in_a_script_costs_that_file(
    part: str, language: str, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: dict[str, tuple[object, str, Callable[..., object]]] = {
        "lowered": (modules.LOWER, language, lambda path, *_: path),
        "places": (Loading, "places", lambda _, file: file.path),
        "lists": (lists, "found", lambda file, *_: file.path),
    }
    owner, name, path_of = where[part]
    whole = owner[name] if isinstance(owner, dict) else getattr(owner, name)

    def faulty(*given: object) -> object:
        if path_of(*given) == f"a.{ending}":
            raise RecursionError
        return whole(*given)

    def failing(*given: object) -> Iterator[object]:
        yield from faulty(*given)  # type: ignore[misc]

    if isinstance(owner, dict):
        monkeypatch.setitem(owner, name, faulty)
    else:
        monkeypatch.setattr(owner, name, failing)
    monkeypatch.setattr(lists, "is_likely", lambda *_: True)
    found = scan({f"{letter}.{ending}": LOADS[language] % letter.encode() for letter in "abc"})
    names = {row["model_name"] for row in found.rows}
    assert {"acme/b", "acme/c"} <= names
    assert ("acme/a" in names) == (part == "lists")  # found by its call before
    assert found.unread == {"partly read (RecursionError)": 1}


# Files that take too long


def busy(seconds: float) -> int:
    """So much processor time, and no answer after more."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return 1


def test_a_file_that_takes_too_long_costs_that_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.mapping.faults.SECONDS", 0.2)
    faults = Faults()
    assert faults.guarded("slow.md", lambda: busy(600), 7) == 7
    assert faults.guarded("slow.md", lambda: 1, 7) == 7  # its time is over
    assert faults.guarded("quick.md", lambda: 1, 7) == 1
    assert faults.of == {"slow.md": "took too long"}


def test_all_questions_about_a_file_share_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.mapping.faults.SECONDS", 1.0)
    faults = Faults()
    answers = faults.until("a.md", (busy(0.05) for _ in range(10_000)))
    assert 0 < len(list(answers)) < 100
    assert faults.of == {"a.md": "took too long"}


def test_a_file_whose_time_is_used_up_between_two_questions_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.mapping.faults.SECONDS", 0.0)
    faults = Faults()
    assert list(faults.until("a.md", iter([1, 2]))) == []
    assert faults.of == {"a.md": "took too long"}


def test_an_end_that_the_work_swallows_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def stubborn() -> int:
        try:
            return busy(600)
        except Exception:
            return busy(600)

    monkeypatch.setattr("builder.mapping.faults.SECONDS", 0.1)
    monkeypatch.setattr("builder.mapping.faults.AGAIN_S", 0.1)
    faults = Faults()
    assert faults.guarded("a.md", stubborn, 7) == 7
    assert faults.of == {"a.md": "took too long"}


def test_a_pattern_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.mapping.faults.SECONDS", 0.2)
    faults = Faults()
    assert faults.guarded("a.md", lambda: re.match(r"(a+)+$", "a" * 64 + "b"), None) is None
    assert faults.of == {"a.md": "took too long"}


def test_within_a_limit_of_somebody_else_there_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also within one of our own: the outer one ends it."""
    monkeypatch.setattr("builder.mapping.faults.SECONDS", 0.2)
    outer, inner = Limit(600), Faults()
    with outer:
        assert inner.guarded("a.md", lambda: busy(0.5), 7) == 1
    assert inner.of == {}
    assert 500 < outer.left < 600
    assert inner.guarded("a.md", lambda: busy(600), 7) == 7


def test_another_thread_has_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.mapping.faults.SECONDS", 0.1)
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(Faults().guarded, "a.md", lambda: busy(0.3), 7).result() == 1


@pytest.mark.parametrize(
    ("path", "data"),
    [
        pytest.param("a.yaml", b"model: acme/two\n", id="settings"),
        pytest.param("a.sh", b"python train.py --model acme/two\n", id="commands"),
        pytest.param("a.md", b"`hf download acme/two`\n", id="pages"),
        pytest.param("requirements.txt", b"acme==2\n", id="requirements"),
        pytest.param("a.go", b'x := "acme/two"\n', id="literals"),
    ],
)
def test_every_kind_of_file_has_its_time(path: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.mapping.faults.SECONDS", 0.5)
    monkeypatch.setattr(others, "READERS", dict.fromkeys(others.READERS, lambda *_: busy(600)))
    found = scan({"a.py": LOAD % b"one", path: data})
    assert [row["model_name"] for row in found.rows] == ["acme/one"]
    assert (found.files_scanned, found.unread) == (2, {"partly read (took too long)": 1})


def test_a_file_that_takes_too_long_to_be_told_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.mapping.faults.SECONDS", 0.5)
    whole = files.as_utf8
    monkeypatch.setattr(files, "as_utf8", lambda data: busy(600) if data == b"slow" else whole(data))
    found = scan({"a.py": LOAD % b"one", "b.yaml": b"slow"})
    assert [row["model_name"] for row in found.rows] == ["acme/one"]
    assert (found.files_scanned, found.unread) == (1, {"took too long": 1})


@pytest.mark.parametrize(
    "path",
    [pytest.param("a.md", id="a page"), pytest.param("a.sh", id="a script"), pytest.param("a.ipynb", id="cells")],
)
def test_embedded_python_that_nests_too_deep_is_in_the_account(path: str) -> None:
    code = (
        (LOAD % b"two").decode() + "".join(" " * level + "if x:\n" for level in range(1, 500)) + " " * 500 + "x = 1\n"
    )
    texts = {
        "a.md": f"```python\n{code}```\n",
        "a.sh": f"python - <<'EOF'\n{code}EOF\n",
        "a.ipynb": json.dumps(
            {"cells": [{"cell_type": "code", "source": "%%writefile b.py\n" + code}], "nbformat": 4, "metadata": {}}
        ),
    }
    found = scan({"x.py": LOAD % b"one", path: texts[path].encode()})
    assert found.unread == {"partly read (nested too deep)": 1}
    assert [row["model_name"] for row in found.rows] == ["acme/one"]


def test_a_file_that_is_set_aside_after_a_place_was_found_in_it_is_named() -> None:
    text = '"vllm","serve","acme/net"' + "- " * 400 + "1"
    source = SourceFile("a.ts", "0" * 40, text.encode())
    found = map_repository("owner/repo", None, None, ["a.ts"], [source], load_signatures())
    assert (found.rows, found.unread_files) == ([], {"nested too deep": ["a.ts"]})
