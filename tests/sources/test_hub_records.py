import hashlib
import json
from datetime import datetime
from typing import Any

import fsspec
import pyarrow as pa
import pytest
from dumps import RECORDS, encoded
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.reference.languages import load_languages
from builder.sources.dump_files import read
from builder.sources.hub_records import RECORDS as SCHEMA
from builder.sources.hub_records import normalise
from builder.sources.raw import RAW

NONE = Exclusions()
load_languages()  # once for all, since hypothesis measures each example
TAKEN_AT = datetime(2024, 7, 11)
TOKEN = "hf_" + "a" * 34
KEY = "sk-" + "b" * 40


def page(*records: Any, exclusions: Exclusions = NONE, form: str = "some.jsonl") -> Page:
    with fsspec.open(f"memory://records/{form}", "wb") as file:
        file.write(encoded(records, form))
    (raw,) = read(f"memory://records/{form}")
    return normalise(raw, "dump", TAKEN_AT, exclusions)


def row(record: dict[str, Any]) -> dict[str, Any]:
    """The one row of a record, whose id need not be given."""
    made = page({"id": "pine/birch", **record})
    assert made.skipped.num_rows == 0
    return made.rows.to_pylist()[0]


def skipped(*records: Any, **more: Any) -> list[tuple[str, str, str | None]]:
    return [tuple(entry.values()) for entry in page(*records, **more).skipped.to_pylist()]


def excluding(*identifiers: str) -> Exclusions:
    return Exclusions(frozenset(map(fingerprint, identifiers)))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param("text", "not_a_record", id="no record"),
        pytest.param({"id": "a/b", "key": "", "tags": []}, "not_a_model", id="a data set"),
        pytest.param({"downloads": 7}, "no_id", id="no id"),
        pytest.param({"id": None}, "no_id", id="an id that is null"),
        pytest.param({"id": ""}, "no_id", id="an empty id"),
        pytest.param({"id": 7}, "bad_value", id="an id that is a number"),
        pytest.param({"id": "pine/birch/bark"}, "bad_id", id="an id of three parts"),
        pytest.param({"id": "/birch"}, "bad_id", id="no owner before the slash"),
        pytest.param({"id": "pine/"}, "bad_id", id="no name behind the slash"),
        pytest.param({"id": "pine/my birch"}, "bad_id", id="a blank in the id"),
        pytest.param({"id": "pine/birch\n"}, "bad_id", id="a line break in the id"),
        pytest.param({"id": "pine/bir\x1b[31mch"}, "bad_id", id="a terminal's colour in the id"),
        pytest.param({"id": "pine/birch\u202e"}, "bad_id", id="a direction in the id"),
        pytest.param({"id": "pi\u200bne/birch"}, "bad_id", id="a character without a width in the id"),
        pytest.param({"id": f"pine/{TOKEN}"}, "secret_in_id", id="a token in the id"),
        pytest.param({"id": f"{KEY}/birch"}, "secret_in_id", id="a key in the owner"),
        pytest.param({"id": f"a b {TOKEN}"}, "secret_in_id", id="a token in a bad id"),
        pytest.param({"id": f"pine/{TOKEN}", "private": True}, "secret_in_id", id="a token in a private id"),
        pytest.param({"id": "secret/birch"}, "excluded", id="an excluded owner"),
        pytest.param({"id": "pine/Secret"}, "excluded", id="an excluded model, in other letters"),
        pytest.param({"id": "pine/birch", "downloads": TOKEN}, "bad_value", id="a token for a number"),
        pytest.param({"id": [TOKEN]}, "bad_value", id="a list with a token for an id"),
        pytest.param({"id": "pine/birch", "tags": TOKEN + "\ud800"}, "bad_value", id="a token beside half a pair"),
    ],
)
def test_what_gives_no_row_is_named_by_its_place_alone(record, reason):
    made = page({"id": "pine/before"}, record, {"id": "pine/after"}, exclusions=excluding("secret", "pine/secret"))
    assert made.rows["model_id"].to_pylist() == ["pine/before", "pine/after"]
    assert made.rows["position"].to_pylist() == [0, 2]
    assert made.skipped.schema == SKIPPED_SCHEMA
    ((item, why, _),) = [tuple(entry.values()) for entry in made.skipped.to_pylist()]
    assert (item, why) == ("some.jsonl#1", reason)
    shown = str(made.skipped.to_pylist()).lower()
    assert not any(word in shown for word in (TOKEN, KEY, "secret/", "/secret"))


def test_a_private_record_is_told_by_its_name():
    assert skipped({"id": "pine/mine", "private": True}) == [("pine/mine", "private", None)]


def test_skipped_records_of_parquet_are_named_by_their_file():
    found = skipped({"id": "a b"}, {"id": "pine/birch"}, {"id": "c d"}, form="some.parquet")
    assert found == [("some.parquet#0", "bad_id", None), ("some.parquet#2", "bad_id", None)]


@pytest.mark.parametrize("exclusions", [Exclusions(), excluding("pine")], ids=["no exclusions", "with exclusions"])
def test_a_page_without_records_is_a_page_without_rows(exclusions):
    made = page("text", exclusions=exclusions)
    assert (made.rows.num_rows, made.rows.schema, made.records) == (0, SCHEMA, 1)


def test_a_bare_id_gives_a_row_of_nulls():
    told = {name: value for name, value in row({}).items() if value is not None}
    assert told == {
        "model_id": "pine/birch",
        "hub": "huggingface",
        "author": "pine",
        "source": "dump",
        "collected_at": TAKEN_AT,
        "position": 0,
        "told": "record",
    }


def test_a_whole_record():
    made = page(RECORDS[0]).rows.to_pylist()[0]
    assert made == {
        "model_id": "pine/birch-small",
        "hub": "huggingface",
        "hub_id": "64a000000000000000000001",
        "revision": "1" * 40,
        "author": "pine",
        "created_at": datetime(2023, 2, 13, 16, 1, 41),
        "last_modified": datetime(2024, 3, 4, 5, 6, 7, 89000),
        "downloads": 120,
        "downloads_all_time": 1_000_000_000_000,
        "likes": 3,
        "task": "text-classification",
        "domain": "nlp",
        "library": "transformers",
        "tags": RECORDS[0]["tags"],
        "license": "mit",
        "license_name": None,
        "license_link": None,
        "license_spdx": "MIT",
        "languages": ["en", "de"],
        "datasets": ["rain"],
        "base_models": [{"model_id": "oak/acorn", "relation": "finetune"}],
        "architectures": ["BirchForSequenceClassification"],
        "model_type": "birch",
        "parameters": 7,
        "parameters_source": "safetensors",
        "gated": "no",
        "disabled": False,
        "used_storage": None,
        "trending_score": None,
        "children_model_count": None,
        "inference_providers": None,
        "spaces_count": None,
        "eval_results": None,
        "entrypoint_source": None,
        "source": "dump",
        "collected_at": TAKEN_AT,
        "position": 0,
        "files": [
            {"path": path, "size": None, "oid": None, "lfs_sha256": None, "security": None}
            for path in ("README.md", "model.safetensors")
        ],
        "config": '{"architectures": ["BirchForSequenceClassification"], "model_type": "birch"}',
        "card": "# Birch\n",
        "card_sha256": hashlib.sha256(b"# Birch\n").hexdigest(),
        "told": "record",
    }


def tags(*found: str) -> dict[str, Any]:
    return {"tags": list(found)}


def card_data(**found: Any) -> dict[str, Any]:
    return {"cardData": found}


def based_on(*pairs: tuple[str, str | None]) -> dict[str, Any]:
    return {"base_models": [{"model_id": model, "relation": relation} for model, relation in pairs]}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param({"id": "gpt2"}, {"author": None}, id="an id without an owner has no author"),
        pytest.param({"author": "Pine"}, {"author": "Pine"}, id="the author as the hub has it"),
        # licences
        pytest.param(tags("mit"), {"license": None, "license_spdx": None}, id="no licence"),
        pytest.param(tags("license:"), {"license": None, "license_spdx": None}, id="an empty licence"),
        pytest.param(card_data(license=None), {"license": None}, id="a licence that is null"),
        pytest.param(card_data(license={"a": 1}), {"license": None}, id="a licence that is a mapping"),
        pytest.param(tags("license:mit"), {"license": "mit", "license_spdx": "MIT"}, id="one licence"),
        pytest.param(
            tags("license:mit", "license:apache-2.0"),
            {"license": "mit, apache-2.0", "license_spdx": None},
            id="two licences: which of them, nobody says",
        ),
        pytest.param(card_data(license="mit"), {"license": "mit", "license_spdx": "MIT"}, id="of the card alone"),
        pytest.param(card_data(license=["mit", "isc"]), {"license": "mit, isc", "license_spdx": None}, id="of a list"),
        pytest.param(
            {**tags("license:mit"), **card_data(license="isc")}, {"license": "mit"}, id="the hub's tag beats the card"
        ),
        pytest.param(tags("license:llama2"), {"license_spdx": "LicenseRef-llama2"}, id="a licence of models"),
        pytest.param(
            card_data(license="other", license_name="birch", license_link="https://x.example"),
            {"license": "other", "license_spdx": None, "license_name": "birch", "license_link": "https://x.example"},
            id="other, with a name and a link",
        ),
        pytest.param(
            card_data(license="other", license_name=["a"], license_link=7),
            {"license_name": None, "license_link": None},
            id="other, with a name and a link of another type",
        ),
        # languages
        pytest.param(tags("pytorch", "region:us"), {"languages": []}, id="no language among the tags"),
        pytest.param({}, {"languages": None}, id="no tags at all"),
        pytest.param(tags("de", "en"), {"languages": ["de", "en"]}, id="languages of the tags"),
        pytest.param(tags("multilingual"), {"languages": ["multilingual"]}, id="of every language"),
        pytest.param(card_data(language="sw"), {"languages": ["sw"]}, id="one of the card"),
        pytest.param(card_data(language=["sw", 7, None, ""]), {"languages": ["sw"]}, id="those that are text"),
        pytest.param({**tags("de"), **card_data(language=False)}, {"languages": ["no"]}, id="'no' read as false"),
        pytest.param(
            {**tags("cv", "da", "yi", "sd"), **card_data(license="mit")},
            {"languages": []},
            id="bare tags beside card data",
        ),
        pytest.param(tags("kab", "yue", "fil", "eng"), {"languages": ["kab", "yue", "fil", "en"]}, id="three letters"),
        pytest.param(tags("ml", "cv", "trl", "jax", "ner"), {"languages": []}, id="words of the trade"),
        pytest.param(
            card_data(language=["English", "ru-RU", "Chinese"]), {"languages": ["en", "ru", "zh"]}, id="forms"
        ),
        pytest.param(card_data(languages=["python"]), {"languages": []}, id="a programming language"),
        # bases
        pytest.param(tags("base_model:oak/acorn"), based_on(("oak/acorn", None)), id="a base"),
        pytest.param(
            tags("base_model:oak/acorn", "base_model:quantized:oak/acorn"),
            based_on(("oak/acorn", "quantized")),
            id="a base and how",
        ),
        pytest.param(
            tags("base_model:merge:oak/a", "base_model:merge:oak/b"),
            based_on(("oak/a", "merge"), ("oak/b", "merge")),
            id="a merge",
        ),
        pytest.param(card_data(base_model="oak/acorn"), based_on(("oak/acorn", None)), id="a base of the card"),
        pytest.param(
            card_data(base_model=["oak/a", None, "oak/b"], base_model_relation="adapter"),
            based_on(("oak/a", "adapter"), ("oak/b", "adapter")),
            id="bases of the card and how",
        ),
        pytest.param(
            card_data(base_model="oak/a", base_model_relation="Distillation"),
            based_on(("oak/a", "distilled")),
            id="a word that the Hub does not know",
        ),
        pytest.param(
            card_data(base_model="oak/a", base_model_relation="inspired by"),
            based_on(("oak/a", None)),
            id="no relation",
        ),
        pytest.param(
            {**tags("base_model:oak/a"), **card_data(base_model="oak/b")},
            based_on(("oak/a", None), ("oak/b", None)),
            id="bases of tags and card",
        ),
        pytest.param(
            {**tags("base_model:oak/a", "base_model:merge:oak/a"), **card_data(base_model=["Oak/A", "oak/b"])},
            based_on(("oak/a", "merge"), ("oak/b", None)),
            id="the tag tells the relation",
        ),
        pytest.param(
            {"config": {"peft": {"base_model_name_or_path": "oak/a"}}},
            based_on(("oak/a", "adapter")),
            id="of an adapter",
        ),
        pytest.param(
            {"config": {"peft_type": "LORA", "base_model_name_or_path": "oak/a"}},
            based_on(("oak/a", "adapter")),
            id="of adapter_config.json itself",
        ),
        pytest.param(
            {"config": {"peft": {"base_model_name_or_path": "C:\\Models\\Base"}}},
            {"base_models": None},
            id="local base",
        ),
        pytest.param(
            card_data(base_model="https://huggingface.co/oak/a/tree/main"), based_on(("oak/a", None)), id="an address"
        ),
        pytest.param(
            card_data(base_model=[{"name": "A", "repo_url": "https://huggingface.co/oak/a"}]),
            based_on(("oak/a", None)),
            id="a mapping",
        ),
        pytest.param(card_data(base_models="oak/a, oak/b"), based_on(("oak/a", None), ("oak/b", None)), id="one text"),
        pytest.param(tags("base_model:/srv/models/base"), {"base_models": []}, id="a path among the tags"),
        pytest.param({"base_models": ["oak/a"]}, based_on(("oak/a", None)), id="Python's ModelInfo, a list"),
        pytest.param(
            {"baseModels": {"relation": "finetune", "models": [{"_id": "1", "id": "oak/a"}, "oak/b", 7]}},
            based_on(("oak/a", "finetune"), ("oak/b", "finetune")),
            id="bases of the info endpoint",
        ),
        pytest.param({"baseModels": {"models": "oak/a"}}, {"base_models": None}, id="bases of another type"),
        # data sets
        pytest.param(tags("dataset:a", "dataset:b/c", "dataset:"), {"datasets": ["a", "b/c"]}, id="data sets"),
        # gated
        pytest.param({"gated": False}, {"gated": "no"}, id="gated: false"),
        pytest.param({"gated": True}, {"gated": "auto"}, id="gated: true"),
        pytest.param({"gated": "auto"}, {"gated": "auto"}, id="gated: auto"),
        pytest.param({"gated": "manual"}, {"gated": "manual"}, id="gated: manual"),
        pytest.param({"gated": "False"}, {"gated": "no"}, id="gated: false as pandas writes it"),
        pytest.param({"gated": None}, {"gated": None}, id="gated: not told"),
        # numbers of parameters
        pytest.param({"safetensors": {"parameters": {}}}, {"parameters": None}, id="neither total nor types"),
        pytest.param({"safetensors": {"parameters": {"F32": "5"}}}, {"parameters": None}, id="a count as text"),
        pytest.param({"safetensors": {"parameters": {"F32": 5, "I8": 2.0}}}, {"parameters": 7}, id="no total: the sum"),
        pytest.param(
            {"safetensors": {"parameters": {"F32": 5}, "total": "5"}}, {"parameters": 5}, id="a total as text"
        ),
        pytest.param({"safetensors": {"total": True}}, {"parameters": None}, id="a total that is a truth"),
        pytest.param({"safetensors": {"total": 2**63}}, {"parameters": None}, id="a total beyond 64 bits"),
        pytest.param({"safetensors": {"total": -1}}, {"parameters": None}, id="a negative total"),
        pytest.param({"safetensors": [5]}, {"parameters": None, "parameters_source": None}, id="a list for a mapping"),
        pytest.param({"gguf": {"total": 5}}, {"parameters": 5, "parameters_source": "gguf"}, id="of gguf"),
        pytest.param(
            {"gguf": {"total": 5}, "safetensors": {"total": 0}},
            {"parameters": 0, "parameters_source": "safetensors"},
            id="safetensors beat gguf",
        ),
        # the Hub of today
        pytest.param(
            {"usedStorage": 9, "trendingScore": 2, "childrenModelCount": 4.0},
            {"used_storage": 9, "trending_score": 2, "children_model_count": 4},
            id="counts",
        ),
        pytest.param(
            {"used_storage": 9, "spaces": ["a/b", "c/d"]}, {"used_storage": 9, "spaces_count": 2}, id="Spaces"
        ),
        pytest.param({"spaces": "a/b"}, {"spaces_count": None}, id="Spaces of another type"),
        pytest.param(
            {"inferenceProviderMapping": {"novita": {"status": "live"}, "groq": {}}},
            {"inference_providers": ["groq", "novita"]},
            id="providers of a single model",
        ),
        pytest.param(
            {"inference_provider_mapping": [{"provider": "groq"}, {"provider": 7}, "x"]},
            {"inference_providers": ["groq"]},
            id="providers of a list",
        ),
        pytest.param(
            {"evalResults": [{"filename": "a.yaml", "data": {"dataset": {"id": "o/d", "task_id": "t"}, "value": 0.5}}]},
            {
                "eval_results": [
                    {"dataset": "o/d", "task": "t", "value": "0.5", "date": None, "source": None, "notes": None}
                ]
            },
            id="results",
        ),
        # config
        pytest.param({"config": "{"}, {"architectures": None, "config": "{"}, id="a config that is not JSON"),
        pytest.param({"config": {"architectures": "Birch"}}, {"architectures": ["Birch"]}, id="one architecture"),
        pytest.param({"config": {"model_type": 7}}, {"model_type": None}, id="a model type of another type"),
        # JSON text for a mapping
        pytest.param({"cardData": '{"license": "mit"}'}, {"license": "mit"}, id="card data as JSON text"),
        pytest.param({"cardData": "license: mit"}, {"license": None}, id="card data as YAML text"),
        pytest.param({"cardData": ""}, {"license": None}, id="card data as nothing"),
        pytest.param({"cardData": '"' + "\\ud800" + '"'}, {"license": None}, id="card data as half a pair"),
        pytest.param(card_data(license="\ud800"), {"license": "?"}, id="half a surrogate pair in card data"),
        pytest.param({"config": {"model_type": "\udc00x"}}, {"model_type": "?x"}, id="in the config"),
        pytest.param({"cardData": "[" * 5000}, {"license": None}, id="card data of 5,000 lists"),
        # tasks
        pytest.param({"pipeline_tag": "no-such-task"}, {"task": "no-such-task", "domain": None}, id="an unknown task"),
        # times, see test_columns.py
        pytest.param({"createdAt": "yesterday"}, {"created_at": None}, id="no time"),
        # files
        pytest.param({"siblings": []}, {"files": []}, id="no files"),
        pytest.param({}, {"files": None}, id="files not told"),
        pytest.param({"card": ""}, {"card_sha256": hashlib.sha256(b"").hexdigest()}, id="an empty card is a card"),
    ],
)
def test_a_field_of_the_record_as_columns_of_the_row(record, expected):
    made = row(record)
    assert {name: made[name] for name in expected} == expected


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({"author": f"pine {TOKEN}"}, id="author"),
        pytest.param({"pipeline_tag": TOKEN}, id="task"),
        pytest.param({"library_name": TOKEN}, id="library"),
        pytest.param({"sha": TOKEN}, id="revision"),
        pytest.param({"gated": TOKEN}, id="gated"),
        pytest.param(tags(f"license:{TOKEN}", f"dataset:{TOKEN}", f"base_model:pine/{TOKEN}"), id="tags"),
        pytest.param(card_data(license=TOKEN), id="licence of the card"),
        pytest.param(card_data(license_name=TOKEN, license_link=f"https://x.example/{TOKEN}"), id="name and link"),
        pytest.param(card_data(license=TOKEN, language=TOKEN, base_model=f"pine/{TOKEN}"), id="all of the card"),
        pytest.param(
            {"author": TOKEN, "baseModels": {"models": ["oak/a", f"oak/{TOKEN}"], "relation": TOKEN}}, id="bases"
        ),
        pytest.param({"config": {"architectures": [TOKEN], "model_type": TOKEN, "token": TOKEN}}, id="config"),
        pytest.param({"config": f"token = {TOKEN}"}, id="config that is not JSON"),
        pytest.param({"config": {"a": f"first line\n{TOKEN}"}}, id="behind a line end in the config"),
        pytest.param({"config": {f"ü{TOKEN}": 1}}, id="behind a letter that JSON escapes"),
        pytest.param({"config": {"api_key": "0123456789" * 4}}, id="a key that only its name tells"),
        pytest.param(card_data(license_name=f"first line\n{TOKEN}"), id="behind a line end in the card's data"),
        pytest.param({"siblings": [{"rfilename": f"{TOKEN}.bin"}]}, id="a file's name"),
        pytest.param({"card": f"login with {TOKEN}\n"}, id="card"),
    ],
)
def test_no_secret_gets_through(record):
    made = row(record)
    assert TOKEN not in str(made)
    assert "0123456789" not in str(made)
    assert "<token>" in str(made)


def test_addresses_are_masked_in_card_tags_and_config():
    made = row({"card": "joe@example.org", "tags": ["joe@example.org"], "config": {"by": "joe@example.org"}})
    assert (made["card"], made["tags"], made["config"]) == ("<email>", ["<email>"], '{"by": "<email>"}')


def test_the_hash_of_a_card_is_that_of_what_is_published():
    made = row({"card": f"login with {TOKEN}"})
    assert made["card_sha256"] == hashlib.sha256(b"login with <token>").hexdigest()


def test_rows_keep_their_own_values_among_others():
    """Every record alone gives the row that it gives among others: no column slips against another."""
    records = [*RECORDS, {"id": "a b"}, {"id": "pine/masked", "tags": [TOKEN], "siblings": [{"rfilename": TOKEN}]}]
    together = page(*records).rows.to_pylist()
    alone = [made for record in records for made in page(record).rows.to_pylist()]
    assert [{**made, "position": None} for made in together] == [{**made, "position": None} for made in alone]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()), max_size=6),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=3), children, max_size=3),
    max_leaves=5,
)
TAG = st.sampled_from(
    ["license:mit", "license:", "base_model:a", "base_model:merge:a", "de", "dataset:x", TOKEN, "\ud800"]
)
INNER = st.dictionaries(
    st.sampled_from(
        ["license", "license_name", "language", "base_model", "architectures", "total", "models", "relation"]
    ),
    ANY_JSON | TAG | st.lists(TAG, max_size=2),
    max_size=4,
)
FIELDS = {
    "id": st.sampled_from(["pine/birch", "gpt2", "", "a b", f"pine/{TOKEN}", "secret/x"]),
    "tags": st.lists(TAG, max_size=4),
    "private": st.booleans(),
    "siblings": st.lists(st.fixed_dictionaries({"rfilename": st.sampled_from(["a", TOKEN, "\udc00"])}), max_size=2),
    **dict.fromkeys(("cardData", "config", "safetensors", "gguf", "baseModels"), INNER),
}
RECORD = st.fixed_dictionaries({}, optional={name: FIELDS.get(name, st.nothing()) | ANY_JSON for name in RAW})


@given(st.lists(RECORD | ANY_JSON, min_size=1, max_size=4))
@settings(deadline=None)
def test_any_records_are_rows_and_skipped_and_hide_every_secret(records):
    made = page(*records, exclusions=excluding("secret"))
    assert made.records == len(records)
    made.rows.validate(full=True)
    found = made.rows.to_pylist() + made.skipped.to_pylist()
    assert TOKEN not in json.dumps(found, default=str)
    assert not any(str(entry.get("model_id")).startswith("secret/") for entry in found)


@given(st.sampled_from([*RAW]), st.text(max_size=5), st.text(max_size=5))
@settings(deadline=None)
def test_a_token_in_any_text_of_any_field_is_in_no_answer(field, before, after):
    value = f"{before}\n{TOKEN} {after}"
    made = page(
        *({"id": "pine/birch", field: form} for form in (value, [value], {value: value}, [{"rfilename": value}]))
    )
    assert made.records == 4
    assert TOKEN not in str(made.rows.to_pylist()) + str(made.skipped.to_pylist())


def test_records_have_the_columns_of_models_but_for_those_of_the_merge():
    made = page(*RECORDS)
    assert made.rows.schema == SCHEMA
    assert pa.types.is_timestamp(SCHEMA.field("created_at").type)


def test_an_excluded_model_is_known_by_the_hubs_id_and_named_by_no_other() -> None:
    other = {"id": "oak/base", "tags": ["base_model:secret/birch", "x"], "card": "See secret/birch.", "sha": "1" * 40}
    made = page({"id": "secret/birch", "_id": "5f0"}, other, exclusions=excluding("secret"))
    assert made.skipped.to_pylist() == [{"item": "some.jsonl#0", "reason": "excluded", "detail": "5f0"}]
    (row,) = made.rows.to_pylist()
    assert row["tags"] == ["x"]
    assert row["base_models"] == []
    assert row["card"] == "See ••••••••••••."
    assert row["card_sha256"] == hashlib.sha256(row["card"].encode()).hexdigest()
