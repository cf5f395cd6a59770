"""rank_feature, rank_features, sparse_vector, percolator; types that are refused."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping.types.percolator import read_queries_with
from findling.mapping.types.rank_features import decode_feature, encode_feature
from findling.mapping.types.refused import REFUSED
from findling.mapping.value_range import ValueRange
from findling.search.query.percolating.stored_query import read_stored_query
from tests.unit.mapping.conftest import MakeMapping, Parse


def test_rank_feature(parse: Parse) -> None:
    batch = parse({"f": {"type": "rank_feature"}}, {"f": 8}, {"f": "2.5"}, {"f": None}, {"f": 0.1}, {"f": 1e300})
    assert batch.columns["f"].docs.tolist() == [0, 1, 3, 4]
    largest = pytest.approx(3.4028235e38, rel=1e-7)
    assert batch.columns["f"].values.tolist() == [8.0, 2.5, pytest.approx(0.1, rel=1e-7), largest]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (0, "featureValue must be a positive normal float, got: 0.0 for feature f on field _feature"),
        (-1, "featureValue must be a positive normal float, got: -1.0"),
        ("x", 'For input string: "x"'),
        ([1, 2], "[rank_feature] fields do not support indexing multiple values for the same field [f] in the same"),
        ({"a": 1}, "[rank_feature] fields take hashes that map a feature to a strictly positive float"),
    ],
)
def test_rank_feature_values_that_fail(parse: Parse, value: Any, reason: str) -> None:
    batch = parse({"f": {"type": "rank_feature"}}, {"f": value}, {"f": 1})
    assert list(batch.errors) == [0]
    assert str(batch.errors[0].__cause__).startswith(reason)
    assert batch.columns["f"].values.tolist() == [1.0]


def test_rank_feature_is_for_its_own_query(make_mapping: MakeMapping) -> None:
    field = make_mapping({"properties": {"f": {"type": "rank_feature", "positive_score_impact": False}}}).field("f")
    assert field is not None
    assert (field.is_searchable, field.is_aggregatable) == (True, False)
    assert field.type.positive_score_impact is False  # type: ignore[attr-defined]
    with pytest.raises(IllegalArgumentError, match=r"Queries on \[rank_feature\] fields are not supported"):
        field.type.column_value(1)
    with pytest.raises(IllegalArgumentError, match=r"Queries on \[rank_feature\] fields are not supported"):
        field.type.column_range(ValueRange(gte=1))


@pytest.mark.parametrize("type_name", ["rank_features", "sparse_vector"])
def test_features_are_terms(parse: Parse, type_name: str) -> None:
    batch = parse({"f": {"type": type_name}}, {"f": {"politics": 20, "econ": "50.5", "none": None}}, {"f": {"econ": 1}})
    decoded = [decode_feature(term) for term in batch.columns["f"].values]
    assert decoded == [("politics", 20.0), ("econ", 50.5), ("econ", 1.0)]
    assert batch.columns["f"].docs.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("x", "[rank_features] fields must be json objects, expected a START_OBJECT but got: VALUE_STRING"),
        (3, "[rank_features] fields must be json objects, expected a START_OBJECT but got: VALUE_NUMBER"),
        ({"a.b": 1}, "[rank_features] fields do not support dots in feature names but found [a.b]"),
        (
            {"a": [1]},
            "[rank_features] fields take hashes that map a feature to a strictly positive float, but got "
            "unexpected token START_ARRAY",
        ),
        ({"a": 0}, "featureValue must be a positive normal float, got: 0.0 for feature a on field f"),
        (
            {"a": True},
            "[rank_features] fields take hashes that map a feature to a strictly positive float, but got "
            "unexpected token VALUE_BOOLEAN",
        ),
    ],
)
def test_features_that_fail(parse: Parse, value: Any, reason: str) -> None:
    error = parse({"f": {"type": "rank_features"}}, {"f": value}).errors[0]
    assert error.reason.partition("] ")[2].startswith(f"failed to parse: {reason}")


def test_one_feature_as_queries_name_it(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"o": {"properties": {"f": {"type": "rank_features"}}}}})
    feature = mapping.field("o.f.politics")
    assert feature is not None
    assert feature.name == "o.f"
    assert encode_feature("politics", 3).startswith(feature.type.key_prefix)  # type: ignore[attr-defined]
    assert not encode_feature("politicsx", 3).startswith(feature.type.key_prefix)  # type: ignore[attr-defined]
    whole = mapping.field("o.f")
    assert whole is not None
    assert whole.type.from_term(encode_feature("a", 2)) == {"a": 2.0}
    for field in (feature, whole):
        assert not field.is_aggregatable
        with pytest.raises(IllegalArgumentError, match="fields are not supported"):
            field.type.index_term("x")


def test_terms_of_a_feature_sort_by_value() -> None:
    values = [1e-30, 0.5, 1, 1.5, 2, 1e30]
    assert sorted(values, key=lambda value: encode_feature("a", value)) == values


def test_queries_are_checked(parse: Parse) -> None:
    read_queries_with(read_stored_query)
    batch = parse(
        {"q": {"type": "percolator"}, "a": {"type": "long"}}, {"q": {"term": {"a": 1}}}, {"q": {"nope": {}}}, {"q": 3}
    )
    assert batch.columns["q"].values == [b'{"term":{"a":1}}']
    assert batch.errors[1].reason == "[1:16] failed to parse: unknown query [nope]"
    assert "query malformed, must start with start_object" in batch.errors[2].reason


def test_percolator_field(make_mapping: MakeMapping) -> None:
    field = make_mapping({"properties": {"q": {"type": "percolator"}}}).field("q")
    assert field is not None
    assert (field.is_searchable, field.is_aggregatable) == (False, False)
    assert field.type.from_term(b'{"match_all":{}}') == {"match_all": {}}


@pytest.mark.parametrize("type_name", sorted(REFUSED))
def test_types_that_are_refused(make_mapping: MakeMapping, type_name: str) -> None:
    for definition in (
        {"properties": {"f": {"type": type_name}}},
        {"properties": {"t": {"type": "text", "fields": {"f": {"type": type_name}}}}},
    ):
        with pytest.raises(MapperParsingError) as caught:
            make_mapping(definition)
        assert f"The mapper type [{type_name}] declared on field [f] is not supported: " in caught.value.reason


def test_unknown_types(make_mapping: MakeMapping) -> None:
    with pytest.raises(MapperParsingError, match=r"The mapper type \[strange\] declared on field \[f\] does not exist"):
        make_mapping({"properties": {"f": {"type": "strange"}}})
