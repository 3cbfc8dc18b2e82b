"""benchmarks/paper_licences.py: the paper's numbers, exactly, and a sheet with misspelt columns."""

import os
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("PEATMOSS_DATA", ROOT / "../shared/data")) / "mappings" / "peatmoss"
LACKS_MODEL = "unknown: the sheet lacks the model's"
RELATION = {("mit", "mit"): "=", ("gpl-3.0-only", "mit"): "no", ("mit", "gpl-3.0-only"): "yes", ("x", "mit"): "?"}


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import paper_licences

    return paper_licences


@pytest.mark.skipif(not DATA.is_dir(), reason="no real input: PEATMOSS_DATA names its folder")
def test_the_papers_result_comes_out_exactly(paper: ModuleType) -> None:
    relation, faults = paper.sheet(DATA / paper.SHEET)
    pairs = paper.pairs(DATA)
    counts, unknown = paper.by_the_paper(pairs, relation)
    counts[f"incompatible by {paper.SECOND}"] = paper.by_the_second_table(pairs, DATA)
    assert {name: counts[name] for name in paper.PAPER} == paper.PAPER
    assert len(faults) == 3
    assert [paper.to_permissive(unknown, *family) for family in paper.FAMILIES] == [349, 238, 7]


@pytest.mark.parametrize(
    ("model", "repository", "expected"),
    [
        pytest.param("mit", None, {"unknown", "unknown: the repository has no licence"}, id="no licence"),
        pytest.param(
            "mit", ["unlicense"], {"unknown", "unknown: the repository has no licence"}, id="unlicense is none"
        ),
        pytest.param("mit", ["mit", "isc"], {"repositories with several licences"}, id="several are left out"),
        pytest.param("odd", ["odd"], {"unknown", "identical", LACKS_MODEL}, id="identical, and not in the sheet"),
        pytest.param("new", ["mit"], {"unknown", LACKS_MODEL}, id="the sheet lacks the model's"),
        pytest.param(
            "x", ["mit"], {"unknown", "unknown: the sheet does not say, or other"}, id="the sheet does not say"
        ),
        pytest.param("mit", ["x"], {"unknown", "unknown: the sheet lacks the repository's"}, id="the repository's"),
        pytest.param("other", ["mit"], {"unknown", "unknown: the sheet does not say, or other"}, id="other"),
        pytest.param("gpl-3.0", ["mit"], {"incompatible", "gpl-3.0-only to mit"}, id="a forbidden pair"),
        pytest.param("mit", ["gpl-3.0"], {"compatible"}, id="an allowed pair"),
        pytest.param("mit", ["mit"], {"compatible", "identical"}, id="the same licence"),
    ],
)
def test_one_pair(paper: ModuleType, model: str, repository: list[str] | None, expected: set[str]) -> None:
    counts, _ = paper.by_the_paper([(model, repository)], RELATION)
    assert {name for name, count in Counter(counts).items() if count} - {"pairs", "judged"} == expected


@pytest.mark.parametrize(
    ("columns", "rows", "found"),
    [
        pytest.param({"mit", "osl-3.0"}, {"mit", "bsl-1.0"}, 0, id="another licence"),
        pytest.param({"bls-1.0"}, {"bsl-1.0"}, 1, id="letters in another order"),
        pytest.param({"lib-png"}, {"libpng"}, 1, id="a hyphen too many"),
    ],
)
def test_misspelt_columns_are_named(paper: ModuleType, columns: set[str], rows: set[str], found: int) -> None:
    assert len(paper.misspelt(columns, rows)) == found
