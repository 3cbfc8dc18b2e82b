from collections.abc import Callable, Iterator

import pytest

from builder.mapping.faults import Faults
from builder.mapping.found import Found
from builder.mapping.outside import others
from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.mapping.repository import Scan, map_repository
from builder.mapping.scripts import lists, modules
from builder.mapping.scripts.loads import Loading
from builder.reference.signatures import load_signatures
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


def scan(files: dict[str, bytes]) -> Scan:
    sources = [SourceFile(path, "0" * 40, data) for path, data in files.items()]
    return map_repository("owner/repo", None, None, list(files), sources, load_signatures())


def test_no_fault_is_none_in_the_account() -> None:
    assert scan({"a.py": LOAD % b"one"}).files_skipped == {}


def test_a_fault_in_python_is_in_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Facts.statement

    def statement(facts: Facts, place: int) -> object:
        if facts.data.startswith(b"FAULT", place + len("from_pretrained('acme/")):
            raise RecursionError
        return whole(facts, place)

    monkeypatch.setattr(Facts, "statement", statement)
    found = scan({"a.py": LOAD % b"one" + LOAD % b"FAULT", "b.py": LOAD % b"two"})
    assert [row["model_name"] for row in found.rows] == ["acme/one", "acme/two"]
    assert (found.files_scanned, found.files_skipped) == (2, {"partly read (RecursionError)": 1})


def test_a_fault_in_another_file_is_in_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> list[Found]:
        raise KeyError("no such node")

    monkeypatch.setitem(others.READERS, "yaml", read)
    found = scan({"a.py": LOAD % b"one", "b.yaml": b"model: acme/two\n"})
    assert [row["model_name"] for row in found.rows] == ["acme/one"]
    assert found.files_skipped == {"partly read (KeyError)": 1}


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
    assert found.files_skipped == {"partly read (RecursionError)": 1}
