"""Parsing of the aggs object, and Elasticsearch's errors for what is wrong in it."""

from typing import Any

import pytest

from findling.base.errors import (
    CircuitBreakingError,
    FindlingError,
    IllegalArgumentError,
    ParsingError,
    XContentParseError,
)
from findling.base.work.breakers import CircuitBreaker, MemoryAccount
from findling.search.aggs import parse_aggregations
from findling.search.aggs.base.aggregation import aggregation_names
from tests.reference.aggs_case import AggsCase

TERMS = {"terms": {"field": "tag"}}


@pytest.mark.parametrize(
    ("body", "error", "reason"),
    [
        ([], ParsingError, "Expected [START_OBJECT] but found [START_ARRAY] in [aggs]"),
        (
            {"a[b]": TERMS},
            ParsingError,
            "Invalid aggregation name [a[b]]. Aggregation names can contain any character except '[', ']', and '>'",
        ),
        (
            {"a": 1},
            ParsingError,
            "Aggregation definition for [a starts with a [VALUE_NUMBER], expected a [START_OBJECT].",
        ),
        ({"a": {}}, ParsingError, "Missing definition for aggregation [a]"),
        ({"a": {"aggs": {}}}, ParsingError, "Missing definition for aggregation [a]"),
        ({"a": {"term": {}}}, ParsingError, "Unknown aggregation type [term] did you mean [terms]?"),
        ({"a": {"xyzzy": {}}}, ParsingError, "Unknown aggregation type [xyzzy]"),
        ({"a": {"terms": 1}}, ParsingError, "Expected [START_OBJECT] under [terms], but got a [VALUE_NUMBER] in [a]"),
        (
            {"a": {**TERMS, "avg": {"field": "n"}}},
            ParsingError,
            "Found two aggregation type definitions in [a]: [terms] and [avg]",
        ),
        (
            {"a": {**TERMS, "aggs": {}, "aggregations": {}}},
            ParsingError,
            "Found two sub aggregation definitions under [a]",
        ),
        (
            {"a": {"avg": {"field": "n"}, "aggs": {"b": TERMS}}},
            IllegalArgumentError,
            "Aggregator [a] of type [avg] cannot accept sub-aggregations",
        ),
        (
            {"a": {"avg": {}}},
            IllegalArgumentError,
            "Required one of fields [field, script], but none were specified.",
        ),
        (
            {"a": {"terms": {"field": "n", "sizes": 1}}},
            XContentParseError,
            "[terms] unknown field [sizes] did you mean [size]?",
        ),
        (
            {"a": {"terms": {"field": "n", "size": 0}}},
            IllegalArgumentError,
            "[size] must be greater than 0. Found [0] in [a]",
        ),
        (
            {"a": {"terms": {"field": "n", "size": {}}}},
            XContentParseError,
            "[terms] size doesn't support values of type: START_OBJECT",
        ),
        ({"a": {"terms": {"field": "n", "size": "x"}}}, XContentParseError, "[terms] failed to parse field [size]"),
        (
            {"a": {"terms": {"field": ["n"]}}},
            XContentParseError,
            "[terms] field doesn't support values of type: START_ARRAY",
        ),
        ({"a": {"terms": {"field": "n", "order": {"_count": "up"}}}}, ParsingError, "Unknown order direction [up]"),
        (
            {"a": {"histogram": {"field": "n", "interval": -1}}},
            IllegalArgumentError,
            "[interval] must be >0 for histogram aggregation [a]",
        ),
        (
            {"a": {"date_histogram": {"field": "d", "calendar_interval": "2d"}}},
            IllegalArgumentError,
            "The supplied interval [2d] could not be parsed as a calendar interval.",
        ),
        (
            {"a": {"date_histogram": {"field": "d", "calendar_interval": "1d", "fixed_interval": "1d"}}},
            IllegalArgumentError,
            "Cannot use [fixed_interval] with [calendar_interval] configuration option.",
        ),
        (
            {"a": {"range": {"field": "n", "ranges": [{"fron": 1}]}}},
            XContentParseError,
            "[range] unknown field [fron] did you mean [from]?",
        ),
        (
            {"a": {"filter": {"terms_": {}}}},
            ParsingError,
            "unknown query [terms_] did you mean any of [terms, term, terms_set]?",
        ),
        ({"a": {"filters": {"filters": {}}}}, IllegalArgumentError, "[filters] cannot be empty."),
        (
            {"a": {"cardinality": {"field": "n", "precision_threshold": -1}}},
            IllegalArgumentError,
            "[precisionThreshold] must be greater than or equal to 0. Found [-1] in [a]",
        ),
        (
            {"a": {"percentile_ranks": {"field": "n"}}},
            IllegalArgumentError,
            "[values] must not be null: [a]",
        ),
        (
            {"a": {"percentiles": {"field": "n", "percents": [101]}}},
            IllegalArgumentError,
            "percent must be in [0,100], got [101.0]: [a]",
        ),
    ],
)
def test_errors(body: Any, error: type[FindlingError], reason: str) -> None:
    with pytest.raises(FindlingError) as raised:
        parse_aggregations(body)
    told = raised.value
    if told.reason != reason:
        # as the cause of what Elasticsearch's object parser makes of it
        assert isinstance(told, XContentParseError)
        assert "failed to parse field" in told.reason or "Failed to build" in told.reason
        told = told.__cause__
    assert isinstance(told, error)
    assert told.reason == reason


def test_numbers_and_booleans_may_be_text() -> None:
    aggregations = parse_aggregations(
        {"a": {"terms": {"field": "n", "size": "3", "show_term_doc_count_error": "true"}}}
    )
    assert aggregations.items[0].size == 3  # type: ignore[attr-defined]
    assert aggregations.items[0].show_error  # type: ignore[attr-defined]


def test_too_deep() -> None:
    body: dict[str, Any] = {"a": TERMS}
    for _ in range(101):
        body = {"a": {**TERMS, "aggs": body}}
    with pytest.raises(ParsingError, match="exceeds the maximum nested depth"):
        parse_aggregations(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"avg": {"field": "tag"}}, "Field [tag] of type [keyword] is not supported for aggregation [avg]"),
        ({"sum": {"field": "ip"}}, "Field [ip] of type [ip] is not supported for aggregation [sum]"),
        (
            {"date_histogram": {"field": "tag", "fixed_interval": "1d"}},
            "Field [tag] of type [keyword] is not supported for aggregation [date_histogram]",
        ),
        ({"terms": {"field": "g"}}, "Field [g] of type [geo_point] is not supported for aggregation [terms]"),
        ({"geo_bounds": {"field": "n"}}, "Field [n] of type [long] is not supported for aggregation [geo_bounds]"),
        (
            {"ip_range": {"field": "n", "ranges": [{"to": "1.2.3.4"}]}},
            "Field [n] of type [long] is not supported for aggregation [ip_range]",
        ),
        ({"reverse_nested": {}}, "Reverse nested aggregation [a] can only be used inside a [nested] aggregation"),
        ({"avg": {"field": "n", "missing": "x"}}, 'For input string: "x"'),
        ({"terms": {"field": "n", "include": "a.*"}}, None),
        ({"terms": {"field": "n", "format": "#"}}, ""),
    ],
)
def test_fields_that_do_not_fit(index: AggsCase, body: Any, reason: str | None) -> None:
    if reason == "":
        assert index.one(body)["buckets"][0]["key_as_string"] == "0"
        return
    with pytest.raises(IllegalArgumentError) as raised:
        index.one(body)
    if reason is not None:
        assert raised.value.reason == reason


def test_text_has_no_fielddata(index: AggsCase) -> None:
    with pytest.raises(IllegalArgumentError) as raised:
        index.one({"terms": {"field": "t"}})
    assert raised.value.reason.startswith("Fielddata is disabled on [t] in [idx]. Text fields are not optimised")


@pytest.mark.parametrize("type_name", aggregation_names())
def test_unknown_parameters_are_refused(type_name: str) -> None:
    body: dict[str, Any] = {"field": "n", "no_such_parameter": 1, "buckets_path": "x", "path": "p", "interval": 1}
    with pytest.raises((XContentParseError, ParsingError, IllegalArgumentError)):
        parse_aggregations({"a": {type_name: body}})


def test_meta_is_given_back(index: AggsCase) -> None:
    assert index.one({"max": {"field": "n"}, "meta": {"color": "red"}}) == {"meta": {"color": "red"}, "value": 9.0}


def test_needs_scores() -> None:
    hits = {"top_hits": {}}
    assert parse_aggregations({"a": {**TERMS, "aggs": {"h": hits}}}).needs_scores
    assert not parse_aggregations({"a": TERMS}).needs_scores
    assert not parse_aggregations({"a": {"top_hits": {"sort": "n"}}}).needs_scores


def test_check_is_called_and_may_stop(index: AggsCase) -> None:
    with pytest.raises(RuntimeError, match="late"):
        index.partials({"a": TERMS}, check=_late)


def _late() -> None:
    raise RuntimeError("late")


def test_memory_is_accounted_for_and_may_be_refused(index: AggsCase) -> None:
    breaker = CircuitBreaker("request", 1 << 20)
    with MemoryAccount(breaker, step=0) as account:
        index.partials({"a": {**TERMS, "aggs": {"n": {"terms": {"field": "n"}}}}}, account=account)
        assert breaker.used >= 32 * (3 + 3)
    assert breaker.used == 0
    with (
        MemoryAccount(CircuitBreaker("request", 10), step=0) as account,
        pytest.raises(CircuitBreakingError, match=r"<agg \[a\]>"),
    ):
        index.partials({"a": {"histogram": {"field": "p", "interval": 0.001}}}, account=account)
