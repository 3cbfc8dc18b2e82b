"""Pages of PyTorch Hub, and repositories beside them, as model records."""

import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from builder.errors import InputError
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.reference.signatures import load_signatures
from builder.sources.pytorch_hub import PytorchHub, front_matter, loads, summary

TAKEN_AT = datetime(2026, 11, 1)
DATA = Path(os.environ.get("PEATMOSS_DATA", Path(__file__).parents[2] / "../shared/data")) / "pytorch_hub/md"
HEAD = "---\ntitle: Moss\ntags: [vision]\n---\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("torch.hub.load('fen/moss', 'moss_utils')", [], id="utils"),
        pytest.param("torch.hub.load('fen/moss', name)", [], id="a name without a value"),
        pytest.param("torch.hub.load('./here', 'moss', source='local')", [], id="a folder"),
        pytest.param("torch.hub.load('fen/moss:v1', 'small', pretrained=True)", [("fen/moss", "small")], id="literals"),
        pytest.param("# model = torch.hub.load('fen/moss', 'large')", [("fen/moss", "large")], id="commented out"),
        pytest.param(
            "torch.hub.load(repo_or_dir='fen/moss',\n    model='stt', # how\n language='en')",
            [("fen/moss", "stt")],
            id="keywords",
        ),
        pytest.param(
            "kind = 'a'  # large\n#kind = \"b\"\nm = torch.hub.load('fen/moss', kind)",
            [("fen/moss", "a"), ("fen/moss", "b")],
            id="a name with two values",
        ),
    ],
)
def test_loads(text, expected):
    assert loads(text) == expected


@pytest.mark.parametrize("text", ["", "# none", "---\na: [\n---\n", "---\n- a\n---\n"])
def test_no_front_matter(text):
    assert front_matter(text) == {}


def rows(path: Path, **more: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    wanted = {"repositories": None, "taken_at": TAKEN_AT, "exclusions": Exclusions()} | more
    (page,) = PytorchHub("pytorch", str(path), **wanted).pages(0)
    return page.rows.to_pylist(), page.skipped.to_pylist()


def copy(folder: Path) -> Path:
    folder.mkdir()
    (folder / "README.md").write_text("# about this copy\n")
    (folder / "fen_moss.md").write_bytes(
        (HEAD + "torch.hub.load('fen/Moss', 'small')\n").replace("\n", "\r\n").encode()
    )
    (folder / "fen_none.md").write_text(HEAD + "nothing is loaded\n")
    return folder


def test_pages_and_repositories(tmp_path, commit_files):
    pages, repository = copy(tmp_path / "hub"), tmp_path / "repositories/fen/moss"
    repository.mkdir(parents=True)
    code = "def small(pretrained): pass\ndef large(pretrained): pass\nfor n in ['x']: globals()[n] = small\n"
    commit = commit_files(repository, {"hubconf.py": code})
    (tmp_path / "repositories/fen/bare").mkdir()
    (tmp_path / "repositories/fen/bare/setup.py").write_text("")
    found, skipped = rows(pages, repositories=str(tmp_path / "repositories"))
    assert {row["model_id"]: row["entrypoint_source"] for row in found} == {
        "fen/Moss#small": "card",
        "fen/Moss#large": "hubconf",
        "fen/Moss#x": "registry",
    }
    assert {(row["hub"], row["author"], row["revision"]) for row in found} == {("pytorch", "fen", commit)}
    assert (found[0]["domain"], bool(found[0]["card"])) == ("cv", True)
    assert {(one["item"], one["reason"]) for one in skipped} == {
        ("README.md", "no_front_matter"),
        ("fen_none.md", "no_entry_point"),
        ("fen/bare", "no_hubconf"),
    }
    counts = Counter(row["entrypoint_source"] for row in found)
    assert summary(counts) == "3 entry points: 1 by card, 1 by hubconf, 1 by registry (the paper's release: 362)"


def test_models_that_libraries_list(tmp_path):
    pages = tmp_path / "hub"
    pages.mkdir()
    (pages / "vision.md").write_text(f"{HEAD}torch.hub.load('pytorch/vision', 'resnet18')\n")
    found, _ = rows(pages, signatures=load_signatures())
    by_id = {row["model_id"]: row for row in found}
    counts = Counter((row["library"], row["entrypoint_source"], row["domain"]) for row in found)
    assert counts["torch", "card", "cv"] == 1
    assert counts["torchvision", "registry", "cv"] >= 120
    assert counts["torchaudio", "registry", "audio"] >= 37
    assert counts["torchtext", "registry", "nlp"] >= 4
    assert by_id["pytorch/vision#resnet18"]["entrypoint_source"] == "card"
    assert {"pytorch/vision#vit_h_14", "torchaudio/WAVLM_LARGE", "torchtext/XLMR_BASE_ENCODER"} <= by_id.keys()
    assert len(by_id) == len(found)


def test_an_excluded_repository(tmp_path):
    found, skipped = rows(copy(tmp_path / "hub"), exclusions=Exclusions(frozenset({fingerprint("fen/moss")})))
    assert (found, [one["item"] for one in skipped if one["reason"] == "excluded"]) == ([], ["pytorch#0"])


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        pytest.param("bi\u202erch", [], id="a direction"),
        pytest.param("bi\u200brch", [], id="no width"),
        pytest.param("bi\x1b[31mrch", [], id="an escape"),
        pytest.param("birch", ["fen/moss#birch"], id="a plain name"),
    ],
)
def test_ids_with_unseen_characters_are_skipped(tmp_path, entry, kept):
    (tmp_path / "a.md").write_text(f"{HEAD}```\ntorch.hub.load('fen/moss', '{entry}')\n```\n", encoding="utf-8")
    found, skipped = rows(tmp_path)
    assert [row["model_id"] for row in found] == kept
    assert [one["reason"] for one in skipped] == ([] if kept else ["bad_id"])


def test_unseen_characters_of_tags_are_written_out(tmp_path):
    head = '---\ntags: ["vi\\u202esion", vision]\n---\n'
    (tmp_path / "a.md").write_text(head + "```\ntorch.hub.load('fen/moss', 'birch')\n```\n", encoding="utf-8")
    assert rows(tmp_path)[0][0]["tags"] == [r"vi\u202esion", "vision"]


def test_a_folder_of_something_else(tmp_path):
    (tmp_path / "a.md").write_text("# nothing")
    with pytest.raises(InputError, match="no pages of PyTorch Hub"):
        rows(tmp_path)


@pytest.mark.skipif(not DATA.is_dir(), reason="the copy of PyTorch Hub is not here")
def test_every_page_of_the_real_hub_names_a_model():
    found, skipped = rows(DATA)
    assert skipped == []
    assert (len(found), len({row["model_id"].partition("#")[0] for row in found})) == (113, 27)
