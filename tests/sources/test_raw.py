import pyarrow as pa
import pytest

from builder.sources.raw import FILES, RAW, SCHEMA, called, is_of_dataset, of_array, of_record

NOTHING = {"size": None, "oid": None, "lfs_sha256": None, "security": None}


@pytest.mark.parametrize(
    ("column", "names", "expected"),
    [
        pytest.param("id", ["name"], None, id="no such column"),
        pytest.param("id", ["modelId"], "modelId", id="an older name"),
        pytest.param("id", ["modelId", "_id", "id"], "id", id="the Hub's name goes first"),
    ],
)
def test_a_column_goes_by_several_names(column, names, expected):
    assert called(column, names) == expected
    assert called(column, dict.fromkeys(names)) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["_id", "id", "likes", "tags"], False, id="nothing tells"),
        pytest.param(["id", "modelId", "key"], False, id="a model all the same"),
        pytest.param(["id", "tags", "key"], True, id="a data set"),
        pytest.param(["id", "description"], True, id="a described data set"),
    ],
)
def test_records_of_data_sets_are_told_from_those_of_models(names, expected):
    assert is_of_dataset(names) is expected


def test_no_name_belongs_to_two_columns():
    names = [name for column, (_, others) in RAW.items() for name in (column, *others)]
    assert len(names) == len(set(names))


# columns of a table


@pytest.mark.parametrize(
    ("column", "values", "named"),
    [
        pytest.param("downloads", pa.array(["many"]), "int64", id="downloads as text"),
        pytest.param("downloads", pa.array(["7"]), "int64", id="downloads as text that is a number"),
        pytest.param("downloads", pa.array(["7"], pa.large_string()), "int64", id="downloads as large text"),
        pytest.param("downloads", pa.array([7.5]), "int64", id="downloads as fractions"),
        pytest.param("likes", pa.array([True]), "int64", id="likes as truth"),
        pytest.param("likes", pa.array([2**63], pa.uint64()), "int64", id="likes beyond 64 bits"),
        pytest.param("private", pa.array(["perhaps"]), "bool", id="private as text"),
        pytest.param("tags", pa.array(["a,b"]), "list", id="tags as text"),
        pytest.param("tags", pa.array([[{"a": 1}]]), "list", id="tags as structs"),
        pytest.param("siblings", pa.array(["README.md"]), "list", id="siblings as text"),
        pytest.param("siblings", pa.array([[1]]), "list", id="siblings as numbers"),
        pytest.param("siblings", pa.array([[{"name": "README.md"}]]), "list", id="siblings without names"),
        pytest.param("id", pa.array([["a/b"]]), "string", id="ids as lists"),
        pytest.param("id", pa.array([7]), "string", id="ids as numbers"),
        pytest.param("createdAt", pa.array([1.7e12]), "string", id="dates as seconds"),
        pytest.param("card", pa.array([b"\xff"]), "string", id="cards that are no UTF-8"),
    ],
)
def test_a_column_of_another_type_is_told_by_name(column, values, named):
    with pytest.raises(TypeError) as caught:
        of_array(values, column)
    assert str(caught.value).startswith(f"column '{column}' is {values.type}, expected {named}")


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        pytest.param("downloads", pa.array([7.0]), 7, id="whole numbers as floats"),
        pytest.param("downloads", pa.array([7], pa.int32()), 7, id="short integers"),
        pytest.param("tags", pa.array([["a"]], pa.large_list(pa.large_string())), ["a"], id="large lists"),
        pytest.param("library_name", pa.array(["x"]).dictionary_encode(), "x", id="categories"),
        pytest.param("library_name", pa.nulls(1, pa.float64()), None, id="nothing, called numbers"),
        pytest.param("siblings", pa.nulls(1), None, id="nothing at all"),
        pytest.param("gated", pa.array([False]), "false", id="gated as truth"),
        pytest.param("gated", pa.array(["manual"]).dictionary_encode(), "manual", id="gated as categories"),
        pytest.param("cardData", pa.array([{"license": "mit"}]), '{"license": "mit"}', id="structs"),
        pytest.param("cardData", pa.array([[1]]), "[1]", id="lists"),
        pytest.param("cardData", pa.array(["license: mit"]), "license: mit", id="text as it is"),
        pytest.param(
            "siblings",
            pa.array([["README.md", "a.bin"]]),
            [{"path": "README.md"} | NOTHING, {"path": "a.bin"} | NOTHING],
            id="files by name alone",
        ),
        pytest.param(
            "siblings",
            pa.array([[{"size": 5, "rfilename": "a.bin", "blob": "x"}]]),
            [{"path": "a.bin"} | NOTHING | {"size": 5}],
            id="files with sizes",
        ),
    ],
)
def test_columns_come_in_one_form(column, values, expected):
    made = of_array(values, column)
    assert made.type == SCHEMA.field(column).type
    assert made.to_pylist() == [expected]


@pytest.mark.parametrize("kind", [pa.string(), pa.struct([("rfilename", pa.string())])], ids=["names", "structs"])
def test_files_stay_with_their_records_in_a_slice(kind):
    rows = [["before"], None, ["a", "b"], [], ["c"], None, ["after"]]
    structs = [None if row is None else [{"rfilename": name} for name in row] for row in rows]
    column = pa.array(rows if kind == pa.string() else structs, pa.list_(kind))
    made = of_array(column[1:-1], "siblings")
    made.validate(full=True)
    assert [row and [file["path"] for file in row] for row in made.to_pylist()] == rows[1:-1]
    assert made.type == FILES


# fields of a JSON record


@pytest.mark.parametrize(
    ("column", "record", "expected"),
    [
        pytest.param("card", {}, None, id="nothing"),
        pytest.param("card", {"card": None}, None, id="null"),
        pytest.param("card", {"card": "x\ud800y"}, "x?y", id="half a surrogate pair in a text"),
        pytest.param("card", {"card": "Grüße \U0001f332"}, "Grüße \U0001f332", id="a whole pair"),
        pytest.param("card", {"card": "a\0b"}, "a\0b", id="a null character"),
        pytest.param("tags", {"tags": ["\udc00"]}, ["?"], id="half a pair in a tag"),
        pytest.param("gated", {"gated": "\udc00"}, "?", id="half a pair in gated"),
        pytest.param("gated", {"gated": True}, "true", id="gated as truth"),
        pytest.param("id", {"id": "a/b", "modelId": "c/d"}, "a/b", id="id goes before modelId"),
        pytest.param("cardData", {"cardData": "license: mit"}, "license: mit", id="text for JSON"),
        pytest.param("cardData", {"cardData": [1]}, "[1]", id="a list for a mapping"),
        pytest.param("likes", {"likes": 2**63 - 1}, 2**63 - 1, id="the greatest number"),
        pytest.param(
            "siblings",
            {"siblings": ["a", {"rfilename": "b", "size": 5}]},
            [{"path": "a", "size": None}, {"path": "b", "size": 5}],
            id="files by name and by mapping",
        ),
    ],
)
def test_a_field_in_the_form_of_raw(column, record, expected):
    assert of_record(record, column) == expected


@pytest.mark.parametrize("size", [None, True, 2**63, "5", 5.5, [5]])
def test_a_file_of_an_odd_size_is_a_file_of_unknown_size(size):
    assert of_record({"siblings": [{"rfilename": "x", "size": size}]}, "siblings") == [{"path": "x", "size": None}]


def test_a_field_of_another_type_is_told_without_its_secrets():
    token = "hf_" + "a" * 34
    with pytest.raises(TypeError, match=r"^likes: 'by <token> of <email>' is no int64$"):
        of_record({"likes": f"by {token} of joe@example.org"}, "likes")
    with pytest.raises(TypeError, match=r"^likes: a list is no int64$"):
        of_record({"likes": [token]}, "likes")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param({"lfs": None, "blobId": 5}, {}, id="none"),
        pytest.param({"lfs": {"sha256": "f0"}, "blobId": "x"}, {}, id="no hashes"),
        pytest.param({"blobId": "a" * 40}, {"oid": "a" * 40}, id="a text"),
        pytest.param(
            {"lfs": {"sha256": "b" * 64}, "blobId": "a" * 40},
            {"oid": "a" * 40, "lfs_sha256": "b" * 64},
            id="weights",
        ),
    ],
)
def test_hashes_of_files(entry, expected):
    assert of_record({"siblings": [{"rfilename": "x"} | entry]}, "siblings") == [{"path": "x", "size": None} | expected]
