"""dense_vector: definitions, vectors, their errors."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
import pytest

from findling.base.errors import IllegalArgumentError, MapperParsingError, ParsingError
from findling.search.vectors.query_vector import read_query_vector
from tests.unit.mapping.conftest import MakeMapping, Parse

THREE = {"type": "dense_vector", "dims": 3}


def test_vectors_become_a_matrix(parse: Parse) -> None:
    batch = parse({"v": THREE}, {"v": [1, 2, 3]}, {}, {"v": [0.5, 0.25, -1]})
    column = batch.columns["v"]
    assert column.docs.tolist() == [0, 2]
    assert column.values.dtype == np.float32
    assert column.values.tolist() == [[1, 2, 3], [0.5, 0.25, -1]]


def test_bytes_and_bits(parse: Parse) -> None:
    properties = {
        "b": {"type": "dense_vector", "dims": 2, "element_type": "byte"},
        "s": {"type": "dense_vector", "dims": 16, "element_type": "bit"},
    }
    batch = parse(properties, {"b": [-128, 127], "s": [1, -1]}, {"b": "7f80", "s": "00ff"})
    assert batch.columns["b"].values.dtype == np.int8
    assert batch.columns["b"].values.tolist() == [[-128, 127], [127, -128]]
    assert batch.columns["s"].values.tolist() == [[1, -1], [0, -1]]


@pytest.mark.parametrize(
    ("definition", "vector", "reason"),
    [
        (
            THREE,
            [1, 2],
            "The [dense_vector] field [v] in doc [document with id '1'] has a different number of "
            "dimensions "
            "[2] than defined in the mapping [3]",
        ),
        (
            THREE,
            [0, 0, 0],
            "The [cosine] similarity does not support vectors with zero magnitude. Preview of invalid "
            "vector: [0.0, 0.0, 0.0]",
        ),
        (THREE, [1, "a", 2], "Failed to parse object: expecting token of type [VALUE_NUMBER] but found [VALUE_STRING]"),
        (THREE, [1, None, 2], "Failed to parse object: expecting token of type [VALUE_NUMBER] but found [VALUE_NULL]"),
        (THREE, 5, "Failed to parse object: expecting token of type [VALUE_NUMBER] but found [END_OBJECT]"),
        (
            THREE,
            [1, 1e300, 0],
            "element_type [float] vectors do not support infinite values but found [Infinity] "
            "at dim "
            "[1]; Preview of invalid vector: [1.0, Infinity, 0.0]",
        ),
        (
            {**THREE, "similarity": "dot_product"},
            [1, 2, 3],
            "The [dot_product] similarity can only be used with unit-length vectors. Preview of invalid vector: "
            "[1.0, 2.0, 3.0]",
        ),
        (
            {**THREE, "element_type": "byte"},
            [1, 2, 128],
            "element_type [byte] vectors only support integers between [-128, 127] but found [128] at dim [2];",
        ),
        (
            {**THREE, "element_type": "byte"},
            [1, 2.5, 3],
            "element_type [byte] vectors only support non-decimal values but found decimal value [2.5] at dim [1];",
        ),
        ({**THREE, "element_type": "byte"}, "zz", 'not a hexadecimal digit: "z" = 122'),
    ],
)
def test_vectors_that_fail(parse: Parse, definition: dict[str, Any], vector: Any, reason: str) -> None:
    batch = parse({"v": definition}, {"v": vector}, {"v": [0, 1, 0]})
    assert list(batch.errors) == [0]
    assert batch.errors[0].reason.partition("] ")[2] == f"failed to parse: {reason}"
    assert isinstance(batch.errors[0].__cause__, (IllegalArgumentError, ParsingError))
    assert batch.columns["v"].docs.tolist() == [0]


def test_long_vectors_are_previewed(parse: Parse) -> None:
    batch = parse({"v": {"type": "dense_vector", "dims": 7}}, {"v": [0] * 7})
    assert str(batch.errors[0].__cause__).endswith("Preview of invalid vector: [0.0, 0.0, 0.0, 0.0, 0.0, ...]")


def test_zero_vectors_where_nothing_is_compared_by_angle(parse: Parse) -> None:
    for definition in ({**THREE, "similarity": "l2_norm"}, {**THREE, "index": False}):
        assert parse({"v": definition}, {"v": [0, 0, 0]}).errors == {}


def test_one_vector_per_document(parse: Parse) -> None:
    properties = {"o": {"properties": {"v": THREE}}, "n": {"type": "nested", "properties": {"v": THREE}}}
    vectors = [{"v": [1, 0, 0]}, {"v": [0, 1, 0]}]
    batch = parse(properties, {"o": vectors}, {"n": vectors})
    assert list(batch.errors) == [0]
    assert str(batch.errors[0].__cause__) == (
        "Field [o.v] of type [dense_vector] doesn't support indexing multiple values for the same field in the same "
        "document"
    )
    assert batch.columns["n.v"].values.tolist() == [[1, 0, 0], [0, 1, 0]]


def test_the_first_vector_tells_the_dimensions(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"v": {"type": "dense_vector"}}})
    assert mapping.parse_batch(["1"], [{"v": []}]).mapping_update is None
    update = mapping.parse_batch(["1"], [{"v": [1, 2, 3, 4]}]).mapping_update
    assert update is not None
    assert update["properties"]["v"]["dims"] == 4
    merged = mapping.merge(update, adding=True)
    assert merged.parse_batch(["1"], [{"v": [1, 2, 3, 4]}]).columns["v"].values.shape == (1, 4)
    with pytest.raises(IllegalArgumentError, match=r"Cannot update parameter \[dims\] from \[4\] to \[5\]"):
        merged.merge({"properties": {"v": {"type": "dense_vector", "dims": 5}}})


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"dims": 0}, "The number of dimensions should be in the range [1, 4096] but was [0]"),
        ({"dims": 4097}, "The number of dimensions should be in the range [1, 4096] but was [4097]"),
        ({"dims": 12, "element_type": "bit"}, "The number of dimensions for should be a multiple of 8 but was [12]"),
        ({"dims": "x"}, "Property [dims] on field [v] must be an integer but got [x]"),
        (
            {"element_type": "double"},
            "invalid element_type [double]; available types are [byte, bit, float]",
        ),
        ({"similarity": "hamming"}, "Unknown value [hamming] for field [similarity] - accepted values are [l2_norm, "),
        (
            {"index": False, "similarity": "cosine"},
            "Field [similarity] can only be specified for a field of type [dense_vector] when it is indexed",
        ),
        (
            {"element_type": "bit", "similarity": "cosine"},
            "The [l2_norm] similarity is the only supported similarity for bit vectors",
        ),
        ({"index_options": {"type": "tree"}}, "Unknown vector index options type [tree] for field [index_options]"),
        ({"index_options": {"m": 3}}, "[index_options] requires field [type] to be configured"),
        (
            {"index_options": {"type": "flat", "m": 3}},
            "Mapping definition for [index_options] has unsupported parameters:  [m : 3]",
        ),
        ({"index_options": {"type": "hnsw", "m": 0}}, "[m] must be in the range [1, 512] but was [0]"),
        (
            {"index_options": {"type": "int8_hnsw", "confidence_interval": 0.5}},
            "confidence_interval must be between 0.9 and 1.0 or 0 for dynamic; got [0.5]",
        ),
        (
            {"index_options": {"type": "int8_hnsw"}, "element_type": "byte"},
            "[element_type] cannot be [byte] when using index type [int8_hnsw]",
        ),
        (
            {"index_options": {"type": "bbq_flat", "rescore_vector": {"oversample": 11}}},
            "oversample must be greater than 1 and less than 10",
        ),
        (
            {"index_options": {"type": "bbq_flat", "rescore_vector": {}}},
            "Invalid rescore_vector value. Missing required field oversample",
        ),
        ({"index_options": 3}, "class java.lang.Integer cannot be cast to class java.util.Map "),
        ({"dims": 3, "index_options": {"type": "int4_flat"}}, "int4_flat only supports even dimensions; provided=3"),
        (
            {"dims": 3, "index_options": {"type": "bbq_hnsw"}},
            "bbq_hnsw does not support dimensions fewer than 64; provided=3",
        ),
        (
            {"index_options": {"type": "hnsw", "on_disk_rescore": True}},
            "on_disk_rescore is only supported for indexed and quantized vector types",
        ),
    ],
)
def test_definitions_that_fail(make_mapping: MakeMapping, definition: dict[str, Any], reason: str) -> None:
    with pytest.raises(MapperParsingError) as caught:
        make_mapping({"properties": {"v": {"type": "dense_vector", **definition}}})
    assert caught.value.reason.startswith(f"Failed to parse mapping: {reason}")


def test_printed_with_what_follows(make_mapping: MakeMapping) -> None:
    def printed(**parameters: Any) -> Any:
        return make_mapping({"properties": {"v": {**THREE, **parameters}}}).to_json()["properties"]["v"]

    hnsw = {"type": "int8_hnsw", "m": 16, "ef_construction": 100}
    assert printed() == {**THREE, "index": True, "similarity": "cosine", "index_options": hnsw}
    bbq = {"type": "bbq_hnsw", "m": 16, "ef_construction": 100, "rescore_vector": {"oversample": 3.0}}
    assert printed(dims=384)["index_options"] == printed(dims=64, index_options={"type": "bbq_hnsw"})["index_options"]
    assert printed(dims=384)["index_options"] == bbq
    assert "index_options" not in printed(element_type="byte")
    assert printed(index=False) == {**THREE, "index": False}
    assert printed(index_options={"type": "hnsw"})["index_options"] == {"type": "hnsw", "m": 16, "ef_construction": 100}
    options = {"type": "int4_hnsw", "m": 8, "ef_construction": 50, "confidence_interval": 0.95}
    assert printed(dims=4, index_options=options)["index_options"] == options
    assert printed(dims=8, element_type="bit")["similarity"] == "l2_norm"


def test_not_in_multi_fields_and_no_term_queries(make_mapping: MakeMapping) -> None:
    with pytest.raises(MapperParsingError, match=r"Field \[v\] of type \[dense_vector\] can't be used in multifields"):
        make_mapping({"properties": {"t": {"type": "text", "fields": {"v": THREE}}}})
    field = make_mapping({"properties": {"v": THREE}}).field("v")
    assert field is not None
    assert (field.is_searchable, field.is_aggregatable) == (True, False)
    with pytest.raises(IllegalArgumentError, match="doesn't support term queries"):
        field.type.index_term("x")


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ({"type": "hnsw"}, {"type": "int8_hnsw"}, True),
        ({"type": "hnsw"}, {"type": "hnsw", "m": 32}, True),
        ({"type": "hnsw"}, {"type": "hnsw", "m": 8}, False),
        ({"type": "hnsw"}, {"type": "flat"}, False),
        ({"type": "int8_hnsw"}, {"type": "hnsw"}, False),
        ({"type": "int8_hnsw"}, {"type": "bbq_hnsw", "m": 32}, True),
        ({"type": "int4_hnsw"}, {"type": "int8_hnsw"}, False),
        ({"type": "int8_hnsw"}, {"type": "int8_hnsw", "rescore_vector": {"oversample": 5}}, True),
    ],
)
def test_options_become_coarser_only(make_mapping: MakeMapping, old: Any, new: Any, allowed: bool) -> None:
    def properties(options: Any) -> dict[str, Any]:
        return {"properties": {"v": {"type": "dense_vector", "dims": 64, "index_options": options}}}

    mapping = make_mapping(properties(old))
    if allowed:
        mapping.merge(properties(new))
        return
    with pytest.raises(IllegalArgumentError, match=r"Cannot update parameter \[index_options\]"):
        mapping.merge(properties(new))


def calls(work: Callable[[], object]) -> int:
    """Returns how many calls of Python and C functions the work makes."""
    n = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal n
        n += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return n


def test_vectors_are_not_checked_number_by_number(make_mapping: MakeMapping) -> None:
    made: dict[int, tuple[int, int]] = {}
    for dims in (16, 1024):
        properties = {"v": {"type": "dense_vector", "dims": dims, "similarity": "dot_product"}}
        field = make_mapping({"properties": properties}).field("v")
        assert field is not None
        vectors = field.type.vectors
        assert vectors is not None
        row = [dims**-0.5] * dims
        made[dims] = (
            calls(lambda row=row, vectors=vectors: vectors.query_vector(read_query_vector(row))),  # type: ignore[misc]
            calls(lambda row=row, field=field: field.type.parse_value(row)),  # type: ignore[misc]
        )
    assert made[1024] == made[16]
