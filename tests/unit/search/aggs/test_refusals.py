"""Types and words of refused parameters, with their causes, as Elasticsearch 9.1 answered them."""

from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase


def told(error: BaseException | None) -> list[str]:
    """Returns type and reason of an error and its causes."""
    found: list[str] = []
    while isinstance(error, FindlingError):
        found.append(f"{error.type}: {error.reason}")
        error = error.__cause__
    return found


def unparsed(where: str, *causes: str) -> list[str]:
    kind, _, member = where.partition(".")
    return [f"x_content_parse_exception: [{kind}] failed to parse field [{member}]", *causes]


def not_a_source(*causes: str) -> list[str]:
    return unparsed("composite.sources", *causes)


DISTANCE = {"field": "g", "origin": "52,4", "ranges": [{"to": 10}]}
AFTER_ALL = "x_content_parse_exception: Failed to build [{}] after last required field arrived"


@pytest.mark.parametrize(
    ("agg", "expected"),
    [
        ({"nested": {"path": "p", "bad": "x"}}, ["parsing_exception: Unknown key for a VALUE_STRING in [a]: [bad]."]),
        ({"nested": {"path": "p", "bad": 1}}, ["parsing_exception: Unexpected token VALUE_NUMBER in [a]."]),
        (
            {"terms": {"field": "k", "include": 5}},
            ["x_content_parse_exception: [terms] include doesn't support values of type: VALUE_NUMBER"],
        ),
        (
            {"terms": {"field": "k", "include": {"partition": 5, "num_partitions": 2}}},
            unparsed(
                "terms.include", "illegal_argument_exception: Partition must be >=0 and < numPartition which is 2"
            ),
        ),
        (
            {"date_histogram": {"field": "d", "fixed_interval": "1d", "calendar_interval": "1d"}},
            unparsed(
                "date_histogram.calendar_interval",
                "illegal_argument_exception: Cannot use [calendar_interval] with [fixed_interval] configuration "
                "option.",
            ),
        ),
        (
            {"date_histogram": {"field": "d", "calendar_interval": "month", "time_zone": "Mars/X"}},
            unparsed("date_histogram.time_zone", "zone_rules_exception: Unknown time-zone ID: Mars/X"),
        ),
        (
            {"histogram": {"field": "n", "interval": 1, "extended_bounds": {"min": "x"}}},
            unparsed(
                "histogram.extended_bounds",
                "x_content_parse_exception: [double_bounds] failed to parse field [min]",
                'number_format_exception: For input string: "x"',
            ),
        ),
        (
            {"range": {"field": "n", "ranges": [{"bad": 1}]}},
            unparsed("range.ranges", "x_content_parse_exception: [range] unknown field [bad]"),
        ),
        (
            {"date_range": {"field": "d", "ranges": [{"from": True}]}},
            unparsed(
                "date_range.ranges",
                "x_content_parse_exception: [range] from doesn't support values of type: VALUE_BOOLEAN",
            ),
        ),
        (
            {"ip_range": {"field": "ip", "ranges": [{"from": "few"}]}},
            unparsed("ip_range.ranges", "illegal_argument_exception: 'few' is not an IP string literal."),
        ),
        (
            {"ip_range": {"field": "ip", "ranges": [{"bad": 1}]}},
            unparsed("ip_range.ranges", "parsing_exception: Unexpected ip range parameter: [bad]"),
        ),
        (
            {"geo_distance": {**DISTANCE, "unit": "foo"}},
            unparsed("geo_distance.unit", "illegal_argument_exception: No distance unit match [foo]"),
        ),
        (
            {"geo_distance": {**DISTANCE, "distance_type": "foo"}},
            unparsed("geo_distance.distance_type", "illegal_argument_exception: No geo distance for [foo]"),
        ),
        (
            {"geo_distance": {**DISTANCE, "origin": 5}},
            ["x_content_parse_exception: [geo_distance] origin doesn't support values of type: VALUE_NUMBER"],
        ),
        (
            {"geo_distance": {**DISTANCE, "ranges": [{"from": "x"}]}},
            unparsed("geo_distance.ranges", 'number_format_exception: For input string: "x"'),
        ),
        (
            {"geo_distance": {"field": "g", "ranges": [{"to": 1}]}},
            ["illegal_argument_exception: Aggregation [a] must define an [origin]."],
        ),
        (
            {"percentile_ranks": {"field": "n"}},
            [AFTER_ALL.format("percentile_ranks"), "illegal_argument_exception: [values] must not be null: [a]"],
        ),
        ({"composite": {}}, ["illegal_argument_exception: Required [sources]"]),
        (
            {"composite": {"sources": "x"}},
            ["x_content_parse_exception: [composite] sources doesn't support values of type: VALUE_STRING"],
        ),
        (
            {"composite": {"sources": []}},
            not_a_source(
                AFTER_ALL.format("composite"),
                "illegal_argument_exception: Composite [sources] cannot be null or empty",
            ),
        ),
        (
            {"composite": {"sources": [{}]}},
            not_a_source(
                "parsing_exception: Failed to parse object: expecting token of type [FIELD_NAME] but found [END_OBJECT]"
            ),
        ),
        (
            {"composite": {"sources": [{"s": {"terms": {"field": "n", "order": "up"}}}]}},
            not_a_source(
                *unparsed(
                    "terms.order",
                    "illegal_argument_exception: No enum constant org.elasticsearch.search.sort.SortOrder.UP",
                )
            ),
        ),
        (
            {"composite": {"sources": [{"s": {"histogram": {"field": "n", "interval": 0}}}]}},
            not_a_source(
                *unparsed(
                    "histogram.interval",
                    "illegal_argument_exception: [interval] must be greater than 0 for [histogram] source",
                )
            ),
        ),
    ],
)
def test_of_requests(agg: dict[str, Any], expected: list[str]) -> None:
    with pytest.raises(FindlingError) as raised:
        parse_aggregations({"a": agg})
    assert told(raised.value) == expected


@pytest.mark.parametrize("include", ["[", "a("])
def test_of_regular_expressions(include: str) -> None:
    with pytest.raises(FindlingError) as raised:
        parse_aggregations({"a": {"terms": {"field": "k", "include": include}}})
    first, cause = told(raised.value)
    assert [first] == unparsed("terms.include")
    assert cause.startswith("illegal_argument_exception: unexpected end-of-string")


@pytest.mark.parametrize(
    ("agg", "expected"),
    [
        (
            {"range": {"field": "n", "ranges": [{"from": "few"}]}},
            'number_format_exception: For input string: "few"',
        ),
        ({"range": {"field": "n"}}, "illegal_argument_exception: No [ranges] specified for the [a] aggregation"),
        ({"ip_range": {"field": "ip"}}, "illegal_argument_exception: No [ranges] specified for the [a] aggregation"),
        ({"histogram": {"field": "n"}}, "illegal_argument_exception: interval must be positive, got: 0.0"),
        (
            {"terms": {"field": "tag", "order": {"nope": "asc"}}},
            "invalid_path: Invalid aggregation order path [nope]. The provided aggregation [nope] either does not "
            "exist, or is a pipeline aggregation and cannot be used to sort the buckets.",
        ),
    ],
)
def test_of_shards(index: AggsCase, agg: dict[str, Any], expected: str) -> None:
    with pytest.raises(FindlingError) as raised:
        index.one(agg)
    assert told(raised.value)[0] == expected


@pytest.mark.parametrize(
    ("sibling", "path", "builder"),
    [
        ({"avg": {"field": "n"}}, "s", "metrics.AvgAggregationBuilder"),
        ({"stats": {"field": "n"}}, "s.avg", "metrics.StatsAggregationBuilder"),
        ({"filter": {"match_all": {}}}, "s", "bucket.filter.FilterAggregationBuilder"),
        (
            {"filter": {"match_all": {}}, "aggs": {"a": {"avg": {"field": "n"}}}},
            "s>a",
            "metrics.AvgAggregationBuilder",
        ),
        ({"nested": {"path": "p"}}, "s", "bucket.nested.NestedAggregationBuilder"),
    ],
)
def test_of_paths_to_no_buckets(sibling: dict[str, Any], path: str, builder: str) -> None:
    with pytest.raises(FindlingError) as raised:
        parse_aggregations({"s": sibling, "p": {"max_bucket": {"buckets_path": path}}})
    assert told(raised.value) == [
        "action_request_validation_exception: Validation Failed: 1: Unable to find unqualified multi-bucket "
        "aggregation in buckets_path. Path must include a multi-bucket aggregation for aggregation [p] found "
        f":org.elasticsearch.search.aggregations.{builder} for buckets path: {path};"
    ]
