from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.redaction.privacy import mask
from builder.sources.columns import among, changed, joined, masked, masked_lists, pairs, tagged, times

TOKEN = "hf_" + "a" * 34
TEXTS = pa.list_(pa.string())
KINDS = ("adapter", "finetune")


def lists(*values: list[str | None] | None) -> pa.Array:
    """A column of lists that is a slice of a longer one, as pages of a file are."""
    return pa.array([["before", "license:no"], None, *values, ["license:after"]], TEXTS)[2:-1]


def bases(*tags: str) -> list[tuple[str, str | None]]:
    (found,) = pairs(lists(list(tags)), "base:", KINDS, ("model", "how")).to_pylist()
    return [(entry["model"], entry["how"]) for entry in found]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([], [], id="no rows"),
        pytest.param([None, "plain", ""], [None, "plain", ""], id="nothing to mask"),
        pytest.param([None, f"key {TOKEN}"], [None, "key <token>"], id="a token"),
        pytest.param(["x", "mail joe@example.org now"], ["x", "mail <email> now"], id="an address"),
        pytest.param(["icon@2x.png"], ["icon@2x.png"], id="suspicious and harmless"),
    ],
)
def test_text_is_masked(before, after):
    assert masked(pa.array(before, pa.string())).to_pylist() == after


def test_an_untouched_column_is_given_back_as_it_is():
    column = pa.array(["a", None])
    assert masked(column) is column
    assert changed(column, pa.array([None, None], pa.bool_()), str.upper) is column


@given(st.lists(st.none() | st.text() | st.just(f"login {TOKEN} joe@example.org")))
def test_masking_a_column_is_masking_its_values(values):
    expected = [None if value is None else mask(value) for value in values]
    assert masked(pa.array(values, pa.string())).to_pylist() == expected


def test_lists_are_masked_in_their_places():
    before = lists([], ["a", TOKEN], None, ["joe@example.org", "b"])
    assert masked_lists(before).to_pylist() == [[], ["a", "<token>"], None, ["<email>", "b"]]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        pytest.param([], [], id="no rows"),
        pytest.param([None], [None], id="no tags at all"),
        pytest.param([[]], [[]], id="no tags"),
        pytest.param([["mit"], ["xlicense:mit"]], [[], []], id="no such prefix"),
        pytest.param([["license:"]], [[]], id="a prefix with nothing behind it"),
        pytest.param([["license:mit"], None, ["en", "license:a", "license:b"]], [["mit"], None, ["a", "b"]], id="some"),
        pytest.param([["license:Größe", None]], [["Größe"]], id="a tag that is null is no tag"),
    ],
)
def test_tags_with_a_prefix_without_it(tags, expected):
    assert tagged(lists(*tags), "license:").to_pylist() == expected


def test_known_tags_keep_their_order():
    known = pa.array(["de", "en"])
    assert among(lists(["en", "x", "de"], None, []), known).to_pylist() == [["en", "de"], None, []]


@given(st.lists(st.none() | st.lists(st.sampled_from(["a", "k:a", "k:b", "k:k:", "k:", ""]), max_size=4), max_size=6))
def test_tags_stay_with_their_rows(rows):
    expected = [
        None if row is None else [tag[2:] for tag in row if tag.startswith("k:") and tag != "k:"] for row in rows
    ]
    assert tagged(lists(*rows), "k:").to_pylist() == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param(["other:a/b"], [], id="another prefix"),
        pytest.param(["base:", "base:finetune:"], [], id="nothing behind the prefix"),
        pytest.param(["base:a/b"], [("a/b", None)], id="no relation"),
        pytest.param(["base:finetune:a/b"], [("a/b", "finetune")], id="a relation"),
        pytest.param(["base:a/b", "base:finetune:a/b"], [("a/b", "finetune")], id="the relation beats none"),
        pytest.param(["base:finetune:a/b", "base:a/b"], [("a/b", "finetune")], id="whichever comes first"),
        pytest.param(["base:a/b", "base:a/b"], [("a/b", None)], id="twice"),
        pytest.param(["base:z/z", "base:a/a"], [("z/z", None), ("a/a", None)], id="in the order of the tags"),
        pytest.param(["base:made:a/b"], [("made:a/b", None)], id="a relation that nobody knows"),
        pytest.param(["base:finetuned/b"], [("finetuned/b", None)], id="an owner that begins like a relation"),
        pytest.param(["base:a\nb"], [("a\nb", None)], id="a line break"),
    ],
)
def test_bases_are_pairs_of_model_and_relation(tags, expected):
    assert bases(*tags) == expected


def test_bases_stay_with_their_rows():
    found = pairs(lists(["base:a", "base:b"], None, [], ["base:a"]), "base:", KINDS, ("model", "how")).to_pylist()
    assert [None if row is None else [entry["model"] for entry in row] for row in found] == [
        ["a", "b"],
        None,
        [],
        ["a"],
    ]


def test_no_row_has_a_base():
    found = pairs(lists(["x"], None), "base:", KINDS, ("model", "how"))
    assert found.to_pylist() == [[], None]
    assert found.type == pa.list_(pa.struct([("model", pa.string()), ("how", pa.string())]))


def test_lists_are_joined_and_empty_ones_are_nothing():
    assert joined(lists(["a"], ["a", "b"], [], None)).to_pylist() == ["a", "a, b", None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(None, None, id="null"),
        pytest.param("", None, id="empty"),
        pytest.param("yesterday", None, id="a word"),
        pytest.param("1720656000000", None, id="milliseconds"),
        pytest.param("2024-02-30T00:00:00Z", None, id="no such day"),
        pytest.param("2024-01-01T24:00:00Z", None, id="no such hour"),
        pytest.param("0000-01-01T00:00:00Z", None, id="no such year"),
        pytest.param("0001-01-01T00:00:00+01:00", None, id="before the first year, in UTC"),
        pytest.param("9999-12-31T23:59:59-01:00", None, id="after the last year, in UTC"),
        pytest.param("2024-07-11T08:08:11.000Z", datetime(2024, 7, 11, 8, 8, 11), id="as the Hub writes it"),
        pytest.param("2024-07-11T08:08:11Z", datetime(2024, 7, 11, 8, 8, 11), id="without fractions"),
        pytest.param("2024-07-11T08:08:11.123456Z", datetime(2024, 7, 11, 8, 8, 11, 123456), id="microseconds"),
        pytest.param("2024-07-11T08:08:11.123456789Z", datetime(2024, 7, 11, 8, 8, 11, 123456), id="nanoseconds"),
        pytest.param("2024-07-11T08:08:11", datetime(2024, 7, 11, 8, 8, 11), id="without a zone: UTC"),
        pytest.param("2024-07-11 08:08:11+00:00", datetime(2024, 7, 11, 8, 8, 11), id="with a blank"),
        pytest.param("2024-07-11T10:08:11+02:00", datetime(2024, 7, 11, 8, 8, 11), id="another zone"),
        pytest.param("2024-07-11T10:08:11+0200", datetime(2024, 7, 11, 8, 8, 11), id="another zone, without a colon"),
        pytest.param("2024-07-11", datetime(2024, 7, 11), id="a day"),
    ],
)
@pytest.mark.parametrize("neighbour", [None, "2024-07-11T08:08:11Z", "2024-07-11", "yesterday"])
def test_times_are_naive_utc_whatever_stands_beside_them(text, expected, neighbour):
    found = times(pa.array([text, neighbour], pa.string()))
    assert found.type == pa.timestamp("us")
    assert found[0].as_py() == expected


@given(st.datetimes(), st.sampled_from(["", "Z", "+00:00", "+05:30", "-0800"]), st.sampled_from(["T", " "]))
def test_a_time_does_not_depend_on_its_neighbours(moment, zone, between):
    text = moment.isoformat(between) + zone
    alone = times(pa.array([text]))[0]
    assert times(pa.array(["no time", text]))[1] == alone
    assert times(pa.array(["2024-07-11T08:08:11Z", text]))[1] == alone


def test_no_times_at_all():
    assert times(pa.array([], pa.string())).to_pylist() == []
    assert times(pa.nulls(2, pa.string())).to_pylist() == [None, None]
