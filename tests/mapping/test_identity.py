from pathlib import Path

import duckdb
import pytest

from builder.mapping.identity import hub_ids, identify
from builder.reference.signatures import load_signatures

SIGNATURES = load_signatures()
MODELS = """
CREATE TABLE models AS SELECT * FROM (VALUES
  ('google-bert/bert-base-uncased', [], 'present'),
  ('Oak/Elm', ['oak/sapling', 'ash/old'], 'present'),
  ('ash/old', [], 'renamed'),
  ('ash/gone', [], 'gone'),
  ('pine/new', ['pine/kept'], NULL),
  ('pine/kept', NULL, 'present'),
  ('spacy/en_core_web_sm', [], 'present'),
  ('timm/resnet50.a1_in1k', [], 'present'),
  ('timm/resnet50.other', [], 'present'),
  ('openai/whisper-small', [], 'present'),
  ('laion/CLIP-ViT-B-32-laion2B-s34B-b79K', [], 'present'),
  ('pytorch/vision#resnet50', [], 'present')
) AS t(model_id, former_ids, status)
"""


@pytest.mark.parametrize(
    ("library", "name", "ids"),
    [
        pytest.param("transformers", "oak/elm", [("oak/elm", "exact")], id="library without alias"),
        pytest.param("unknown", "oak/elm", [("oak/elm", "exact")], id="library without signatures"),
        pytest.param("timm", "oak/elm", [("oak/elm", "exact")], id="an owner needs no alias"),
        pytest.param("torch.hub", "oak/repo#entry", [("oak/repo#entry", "exact")], id="PyTorch Hub"),
        pytest.param(
            "unknown", "gpt2", [("gpt2", "exact"), ("openai-community/gpt2", "former_name")], id="moved to an owner"
        ),
        pytest.param(
            "spacy",
            "en_core_web_sm",
            [("en_core_web_sm", "exact"), ("spacy/en_core_web_sm", "alias")],
            id="bare name of a library with alias",
        ),
        pytest.param(
            "spacy",
            "en_healthsea",
            [("en_healthsea", "exact"), ("explosion/en_healthsea", "alias"), ("spacy/en_healthsea", "alias")],
            id="listed alias before the general one",
        ),
        pytest.param(
            "timm",
            "resnet50",
            [("resnet50", "exact"), ("timm/resnet50.a1_in1k", "alias"), ("timm/resnet50", "alias")],
            id="default weights of an architecture",
        ),
        pytest.param(
            "sentence-transformers",
            "bert-base-uncased",
            [
                ("bert-base-uncased", "exact"),
                ("google-bert/bert-base-uncased", "former_name"),
                ("sentence-transformers/bert-base-uncased", "alias"),
            ],
            id="a former name before an alias",
        ),
        pytest.param("whisper", "openai/whisper-tiny", [("openai/whisper-tiny", "alias")], id="short names alone"),
        pytest.param("flair", "flair/ner-english", [("flair/ner-english", "exact")], id="short names and full ones"),
        pytest.param(
            "clip",
            "clip:ViT-B/32",
            [("clip:ViT-B/32", "exact"), ("openai/clip-vit-base-patch32", "alias")],
            id="another library's copy",
        ),
        pytest.param(
            "torchvision",
            "pytorch/vision#alexnet",
            [("pytorch/vision#alexnet", "builder")],
            id="builder of torchvision",
        ),
    ],
)
def test_candidates_in_order_of_preference(library: str, name: str, ids: list[tuple[str, str]]) -> None:
    assert hub_ids(library, name, SIGNATURES) == ids


@pytest.mark.parametrize(
    ("library", "name", "found"),
    [
        pytest.param("transformers", "no/such", None, id="unknown"),
        pytest.param("transformers", "en_core_web_sm", None, id="another library's alias"),
        pytest.param("transformers", "Oak/Elm", ("Oak/Elm", "exact"), id="exact"),
        pytest.param("transformers", "oak/elm", ("Oak/Elm", "exact"), id="other letter case"),
        pytest.param("transformers", "ash/gone", ("ash/gone", "exact"), id="gone from its hub"),
        pytest.param("transformers", "Oak/Sapling", ("Oak/Elm", "former_name"), id="former name"),
        pytest.param("transformers", "ash/old", ("Oak/Elm", "former_name"), id="renamed model, still listed"),
        pytest.param("transformers", "pine/kept", ("pine/kept", "exact"), id="own id before a former one"),
        pytest.param(
            "transformers", "bert-base-uncased", ("google-bert/bert-base-uncased", "former_name"), id="without owner"
        ),
        pytest.param("spacy", "en_core_web_sm", ("spacy/en_core_web_sm", "alias"), id="package"),
        pytest.param("timm", "resnet50", ("timm/resnet50.a1_in1k", "alias"), id="default weights"),
        pytest.param("whisper", "openai/whisper-small", ("openai/whisper-small", "alias"), id="short name"),
        pytest.param(
            "open_clip",
            "open_clip:ViT-B-32/laion2b_s34b_b79k",
            ("laion/CLIP-ViT-B-32-laion2B-s34B-b79K", "alias"),
            id="open_clip",
        ),
        pytest.param("torchvision", "pytorch/vision#resnet50", ("pytorch/vision#resnet50", "builder"), id="builder"),
    ],
)
def test_the_model_that_a_name_means(library: str, name: str, found: tuple[str, str] | None) -> None:
    with duckdb.connect() as connection:
        connection.execute(MODELS)
        names = [(library, name), ("transformers", "ash/gone")]
        assert identify(connection, names, "models", SIGNATURES).get((library, name)) == found


def test_models_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "models.parquet"
    with duckdb.connect() as connection:
        connection.execute(MODELS)
        connection.execute(f"COPY models TO '{file}' (FORMAT parquet)")
        found = identify(connection, [("spacy", "en_core_web_sm")], f"read_parquet('{file}')", SIGNATURES)
    assert found == {("spacy", "en_core_web_sm"): ("spacy/en_core_web_sm", "alias")}


def test_no_names_are_no_models() -> None:
    with duckdb.connect() as connection:
        connection.execute(MODELS)
        assert identify(connection, [], "models", SIGNATURES) == {}
