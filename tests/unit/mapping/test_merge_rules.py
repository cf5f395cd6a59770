"""Updates of mappings: what may change, what may not, and in which words."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, MapperError
from tests.unit.mapping.conftest import MakeMapping


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "keyword"}, {"type": "keyword", "ignore_above": 5}),
        ({"type": "keyword", "ignore_above": 5}, {"type": "keyword"}),
        ({"type": "keyword"}, {"type": "keyword", "eager_global_ordinals": True}),
        ({"type": "keyword", "norms": True}, {"type": "keyword", "norms": False}),
        ({"type": "text"}, {"type": "text", "norms": False}),
        ({"type": "text"}, {"type": "text", "fielddata": True}),
        ({"type": "text", "analyzer": "simple"}, {"type": "text", "analyzer": "simple", "search_analyzer": "stop"}),
        ({"type": "long"}, {"type": "long", "coerce": False, "ignore_malformed": True}),
        ({"type": "date"}, {"type": "date", "ignore_malformed": True}),
        ({"type": "long"}, {"type": "long", "meta": {"unit": "s"}}),
        ({"type": "geo_point"}, {"type": "geo_point", "ignore_z_value": False}),
        ({"type": "geo_shape"}, {"type": "geo_shape", "orientation": "left"}),
        ({"type": "flattened"}, {"type": "flattened", "depth_limit": 3}),
        ({"type": "completion"}, {"type": "completion", "max_input_length": 10}),
        ({"type": "dense_vector"}, {"type": "dense_vector", "dims": 3}),
        ({"type": "constant_keyword"}, {"type": "constant_keyword", "value": "x"}),
        ({"type": "keyword"}, {"type": "keyword", "copy_to": ["g"]}),
    ],
)
def test_what_may_change(make_mapping: MakeMapping, old: dict[str, Any], new: dict[str, Any]) -> None:
    updated = make_mapping({"properties": {"f": old}}).merge({"properties": {"f": new}})
    assert updated.to_json() == make_mapping({"properties": {"f": new}}).to_json()


@pytest.mark.parametrize(
    ("old", "new", "conflict"),
    [
        ({"type": "text"}, {"type": "text", "analyzer": "stop"}, "[analyzer] from [default] to [stop]"),
        ({"type": "text", "norms": False}, {"type": "text", "norms": True}, "[norms] from [false] to [true]"),
        ({"type": "text"}, {"type": "text", "index": False}, "[index] from [true] to [false]"),
        ({"type": "text"}, {"type": "text", "store": True}, "[store] from [false] to [true]"),
        ({"type": "text"}, {"type": "text", "similarity": "boolean"}, "[similarity] from [null] to [boolean]"),
        ({"type": "text"}, {"type": "text", "index_options": "docs"}, "[index_options] from [positions] to [docs]"),
        ({"type": "text"}, {"type": "text", "term_vector": "yes"}, "[term_vector] from [no] to [yes]"),
        (
            {"type": "text"},
            {"type": "text", "position_increment_gap": 1},
            "[position_increment_gap] from [100] to [1]",
        ),
        (
            {"type": "text", "index_prefixes": {}},
            {"type": "text", "index_prefixes": {"max_chars": 9}},
            "[index_prefixes] from [{min_chars=2, max_chars=5}] to [{min_chars=2, max_chars=9}]",
        ),
        ({"type": "keyword"}, {"type": "keyword", "doc_values": False}, "[doc_values] from [true] to [false]"),
        (
            {"type": "keyword"},
            {"type": "keyword", "normalizer": "lowercase"},
            "[normalizer] from [null] to [lowercase]",
        ),
        ({"type": "long"}, {"type": "long", "null_value": 1}, "[null_value] from [null] to [1]"),
        (
            {"type": "date", "format": "yyyy"},
            {"type": "date"},
            "[format] from [yyyy] to [strict_date_optional_time||epoch_millis]",
        ),
        ({"type": "date"}, {"type": "date", "locale": "de"}, "[locale] from [en] to [de]"),
        (
            {"type": "scaled_float", "scaling_factor": 10},
            {"type": "scaled_float", "scaling_factor": 100},
            "[scaling_factor] from [10.0] to [100.0]",
        ),
        (
            {"type": "constant_keyword", "value": "x"},
            {"type": "constant_keyword", "value": "y"},
            "[value] from [x] to [y]",
        ),
        (
            {"type": "search_as_you_type"},
            {"type": "search_as_you_type", "max_shingle_size": 4},
            "[max_shingle_size] from [3] to [4]",
        ),
        (
            {"type": "dense_vector", "dims": 3},
            {"type": "dense_vector", "dims": 3, "element_type": "byte"},
            "[element_type] from [float] to [byte]",
        ),
    ],
)
def test_what_may_not(make_mapping: MakeMapping, old: dict[str, Any], new: dict[str, Any], conflict: str) -> None:
    mapping = make_mapping({"properties": {"o": {"properties": {"f": old}}}})
    with pytest.raises(IllegalArgumentError) as caught:
        mapping.merge({"properties": {"o": {"properties": {"f": new}}}})
    assert caught.value.reason == (
        f"Mapper for [o.f] conflicts with existing mapper:\n\tCannot update parameter {conflict}"
    )
    assert mapping.to_json() == make_mapping({"properties": {"o": {"properties": {"f": old}}}}).to_json()


def test_all_conflicts_are_named(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"f": {"type": "keyword"}}})
    with pytest.raises(IllegalArgumentError) as caught:
        mapping.merge({"properties": {"f": {"type": "keyword", "index": False, "store": True}}})
    assert caught.value.reason.split("\n\t")[1:] == [
        "Cannot update parameter [index] from [true] to [false]",
        "Cannot update parameter [store] from [false] to [true]",
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ({"type": "long"}, {"type": "text"}, "mapper [f] cannot be changed from type [long] to [text]"),
        ({"type": "long"}, {"properties": {}}, "can't merge a non object mapping [f] with an object mapping"),
        ({"properties": {}}, {"type": "long"}, "can't merge a non object mapping [f] with an object mapping"),
        ({"properties": {}}, {"type": "nested"}, "can't merge a non-nested mapping [f] with a nested mapping"),
        (
            {"type": "nested"},
            {"type": "nested", "include_in_root": True},
            "the [include_in_root] parameter can't be updated on a nested object mapping",
        ),
        (
            {"properties": {}},
            {"type": "object", "enabled": False},
            "the [enabled] parameter can't be updated for the object mapping [f]",
        ),
        (
            {"properties": {}},
            {"subobjects": False, "properties": {}},
            "the [subobjects] parameter can't be updated for the object mapping [f]",
        ),
    ],
)
def test_kinds_stay(make_mapping: MakeMapping, old: dict[str, Any], new: dict[str, Any], reason: str) -> None:
    with pytest.raises((IllegalArgumentError, MapperError)) as caught:
        make_mapping({"properties": {"f": old}}).merge({"properties": {"f": new}})
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("source", "target", "where"),
    [("a", "n.t", "[null] to [n]"), ("n.a", "n.m.t", "[n] to [n.m]"), ("n.a", "o.t", "[n] to [o]")],
)
def test_copies_stay_in_their_document(make_mapping: MakeMapping, source: str, target: str, where: str) -> None:
    nested = {"type": "nested", "properties": {"m": {"type": "nested"}}}
    properties = {"n": nested, "o": {"type": "nested"}, target: {"type": "text"}}
    properties[source] = {"type": "text", "copy_to": target}
    with pytest.raises(IllegalArgumentError) as caught:
        make_mapping({"properties": properties})
    assert caught.value.reason == (
        "Illegal combination of [copy_to] and [nested] mappings: [copy_to] may only copy data to the current nested "
        "document or any of its parents, however one [copy_to] directive is trying to copy data from nested object "
        f"{where}"
    )


def test_copies_go_up(make_mapping: MakeMapping) -> None:
    inner = {"type": "nested", "properties": {"b": {"type": "keyword", "copy_to": ["n.t", "n.m.u", "t"]}}}
    nested = {"type": "nested", "properties": {"m": inner, "t": {"type": "keyword"}}}
    mapping = make_mapping({"properties": {"n": nested, "t": {"type": "keyword"}, "n.m.u": {"type": "keyword"}}})
    batch = mapping.parse_batch(["1"], [{"n": [{"m": [{"b": "x"}, {"b": "y"}]}, {"m": {"b": "z"}}]}])
    docs = {name: column.docs.tolist() for name, column in batch.columns.items()}
    # 0, 1: n.m; 2: n; 3: n.m; 4: n; 5: root
    assert (docs["n.m.b"], docs["n.m.u"], docs["n.t"], docs["t"]) == ([0, 1, 3], [0, 1, 3], [2, 2, 4], [5, 5, 5])
