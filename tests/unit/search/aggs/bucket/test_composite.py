"""composite: combinations in order, page by page."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError, ParseError, XContentParseError
from findling.search.aggs import parse_aggregations
from tests.reference.aggs_case import AggsCase

TAG = {"t": {"terms": {"field": "tag"}}}
MONTH = {"m": {"date_histogram": {"field": "d", "calendar_interval": "1M", "format": "yyyy-MM"}}}


def pages(index: AggsCase, sources: list[Any], size: int) -> list[dict[str, Any]]:
    """Returns all buckets, page by page."""
    found: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    for _ in range(100):
        page = index.one({"composite": {"sources": sources, "size": size, **after}})
        found += page["buckets"]
        if "after_key" not in page:
            assert page == {"buckets": []}
            return found
        assert len(page["buckets"]) <= size
        after = {"after": page["after_key"]}
    raise AssertionError("no end")


def test_combinations(index: AggsCase) -> None:
    found = index.one({"composite": {"sources": [TAG, MONTH], "size": 2}, "aggs": {"x": {"sum": {"field": "n"}}}})
    assert found == {
        "after_key": {"t": "a", "m": "2024-02"},
        "buckets": [
            {"key": {"t": "a", "m": "2024-01"}, "doc_count": 2, "x": {"value": 6.0}},
            {"key": {"t": "a", "m": "2024-02"}, "doc_count": 1, "x": {"value": 4.0}},
        ],
    }


@pytest.mark.parametrize(
    "sources",
    [
        [TAG, MONTH],
        [{"t": {"terms": {"field": "tag", "order": "desc"}}}, MONTH],
        [{"b": {"terms": {"field": "b"}}}, {"h": {"histogram": {"field": "p", "interval": 0.5, "order": "desc"}}}],
        [{"ip": {"terms": {"field": "ip"}}}, {"x": {"terms": {"field": "nope", "missing_bucket": True}}}],
        [{"d": {"terms": {"field": "d"}}}, {"u": {"terms": {"field": "u", "order": "desc"}}}],
        [{"p": {"terms": {"field": "p", "order": "desc"}}}],
        [{"s": {"terms": {"field": "s"}}}],
    ],
)
def test_pages_are_the_whole(index: AggsCase, sources: list[Any]) -> None:
    whole = index.one({"composite": {"sources": sources, "size": 1000}})["buckets"]
    assert whole
    for size in (1, 3):
        assert pages(index, sources, size) == whole


def test_keys_of_all_types(index: AggsCase) -> None:
    sources = [{name: {"terms": {"field": name}}} for name in ("b", "d", "ip", "n", "p", "u")]
    key = index.one({"composite": {"sources": sources, "size": 1}})["buckets"][0]["key"]
    assert key == {"b": False, "d": 1704067200000, "ip": "10.0.0.0", "n": 0, "p": 0.0, "u": 2**63} or key["b"] is False
    dates = index.one(
        {"composite": {"sources": [{"d": {"date_histogram": {"field": "d", "calendar_interval": "1M"}}}]}}
    )
    assert dates["buckets"][0]["key"] == {"d": 1704067200000}


def test_missing_values(tmp_path: Path) -> None:
    docs: list[dict[str, Any]] = [{"k": "a", "n": 1}, {"k": ["b", "a"]}, {"n": 2}, {}]
    case = AggsCase(tmp_path, {"k": {"type": "keyword"}, "n": {"type": "long"}}, [[docs[:2]], [docs[2:]]])

    def found(*sources: Any) -> list[tuple[Any, ...]]:
        buckets = case.one({"composite": {"sources": list(sources), "size": 20}})["buckets"]
        return [(*bucket["key"].values(), bucket["doc_count"]) for bucket in buckets]

    k, n = (
        {"k": {"terms": {"field": "k", "missing_bucket": True}}},
        {"n": {"terms": {"field": "n", "missing_bucket": True}}},
    )
    assert found(k, n) == [(None, None, 1), (None, 2, 1), ("a", None, 1), ("a", 1, 1), ("b", None, 1)]
    assert found({"k": {"terms": {"field": "k"}}}, n) == [("a", None, 1), ("a", 1, 1), ("b", None, 1)]
    last = {"k": {"terms": {"field": "k", "missing_bucket": True, "missing_order": "last"}}}
    assert found(last) == [("a", 2), ("b", 1), (None, 2)]
    desc = {"k": {"terms": {"field": "k", "missing_bucket": True, "order": "desc"}}}
    assert found(desc) == [("b", 1), ("a", 2), (None, 2)]
    for sources in ([k, n], [last, n], [desc, n]):
        whole = case.one({"composite": {"sources": sources, "size": 20}})["buckets"]
        assert pages(case, sources, 2) == whole
    case.close()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sources": [{"a": {}}]},
        {"sources": [{"a": {"avg": {"field": "n"}}}]},
        {"sources": [{"a": {"terms": {}}}]},
        {"sources": [{"a": {"terms": {"field": "n", "order": "up"}}}]},
        {"sources": [{"a": {"terms": {"field": "n", "format": "0"}}}]},
        {"sources": [{"a": {"terms": {"field": "n", "missing": 5}}}]},
        {"sources": [{"a": {"terms": {"field": "n", "missing_bucket": True, "missing_order": "up"}}}]},
        {"sources": [{"a": {"histogram": {"field": "n"}}}]},
        {"sources": [{"a": {"terms": {"field": "n"}}}, {"a": {"terms": {"field": "p"}}}]},
        {"sources": [5]},
    ],
)
def test_errors(body: dict[str, Any]) -> None:
    with pytest.raises(FindlingError):
        parse_aggregations({"a": {"composite": body}})


@pytest.mark.parametrize(
    ("source", "after", "error", "reason"),
    [
        (TAG, {}, IllegalArgumentError, "[after] has 0 value(s) but [sources] has 1"),
        (TAG, {"x": 1}, IllegalArgumentError, "Missing value for [after.t]"),
        (TAG, {"t": None}, IllegalArgumentError, "Invalid value for [after.t], expected comparable, got [null]"),
        (TAG, {"t": [1]}, IllegalArgumentError, "Invalid value for [after.t], expected comparable, got [ArrayList]"),
        (TAG, {"t": {"q": 1}}, IllegalArgumentError, "Invalid value for [after.t], expected comparable, got [HashMap]"),
        (TAG, {"t": 5}, ParseError, "invalid value, expected string, got Integer"),
        (TAG, {"t": 1.5}, ParseError, "invalid value, expected string, got Double"),
        ({"h": {"histogram": {"field": "n", "interval": 5}}}, {"h": "x"}, ParseError, 'For input string: "x"'),
        ({"h": {"histogram": {"field": "n", "interval": 5}}}, {"h": True}, ParseError, 'For input string: "true"'),
        ({"n": {"terms": {"field": "n"}}}, {"n": "x"}, ParseError, 'For input string: "x"'),
        ({"p": {"terms": {"field": "p"}}}, {"p": True}, ParseError, 'For input string: "true"'),
        ({"b": {"terms": {"field": "b"}}}, {"b": 5}, ParseError, "Cannot parse boolean [5], expected either"),
        ({"i": {"terms": {"field": "ip"}}}, {"i": "x"}, ParseError, "'x' is not an IP string literal."),
        (MONTH, {"m": 5}, ParseError, "failed to parse date field [5] with format [yyyy-MM]"),
    ],
)
def test_keys_to_go_on_from_that_a_source_cannot_have(
    index: AggsCase, source: dict[str, Any], after: dict[str, Any], error: type[FindlingError], reason: str
) -> None:
    """The answers of Elasticsearch 9.1."""
    with pytest.raises(error) as raised:
        index.one({"composite": {"sources": [source], "after": after}})
    assert type(raised.value) is error
    assert reason in raised.value.reason
    if error is ParseError and source is not MONTH:
        place = "Cannot set after key in the composite aggregation [a] - incompatible value in the position 0: "
        assert raised.value.reason.startswith(place)


PLACES = [{"g": "52.1,4.3"}, {"g": "48.8,2.3"}, {"g": "-33.9,151.2"}, {}]


def test_tiles(tmp_path: Path) -> None:
    """Answers of Elasticsearch 9.1."""
    case = AggsCase(tmp_path, {"g": {"type": "geo_point"}, "n": {"type": "long"}}, [[PLACES[:2], PLACES[2:]]])

    def tiles(after: Any = None, **parameters: Any) -> dict[Any, int]:
        source = {"a": {"geotile_grid": {"field": "g", **parameters}}}
        more = {} if after is None else {"after": {"a": after}}
        found = case.one({"composite": {"sources": [source], **more}})
        return {bucket["key"]["a"]: bucket["doc_count"] for bucket in found["buckets"]}

    assert tiles(precision=3) == {"3/4/2": 2, "3/7/4": 1}
    assert list(tiles(precision="3", order="desc")) == ["3/7/4", "3/4/2"]
    assert tiles() == {"7/64/44": 1, "7/65/42": 1, "7/117/76": 1}
    assert tiles(precision=0) == {"0/0/0": 3}
    assert next(iter(tiles(precision=29))) == "29/271865464/184827060"
    assert tiles(precision=3, missing_bucket=True) == {None: 1, "3/4/2": 2, "3/7/4": 1}
    for bounds in ({"top_left": "60,0", "bottom_right": "40,10"}, {"top": 60, "left": 0, "bottom": 40, "right": 10}):
        assert tiles(precision=8, bounds=bounds) == {"8/129/88": 1, "8/131/84": 1}
    assert list(tiles("8/131/84", precision=8)) == ["8/235/153"]
    assert list(tiles("3/9/9", precision=8)) == ["8/129/88", "8/131/84", "8/235/153"]
    with pytest.raises(ParseError, match=r"Invalid geotile_grid hash string of 8/131\. Must be three integers"):
        tiles("8/131", precision=8)
    with pytest.raises(IllegalArgumentError, match=r"not supported for aggregation \[geotile_grid\]"):
        case.one({"composite": {"sources": [{"a": {"geotile_grid": {"field": "n"}}}]}})
    for wrong in ({"precision": 30}, {"precision": "x"}, {"bounds": "x"}, {"bad": 1}, {"format": "x"}):
        with pytest.raises(XContentParseError):
            tiles(**wrong)
    case.close()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ({"terms": {"field": "n", "missing_order": "first"}}, "missingOrder can only be set if missingBucket is true"),
        ({"date_histogram": {"field": "d"}}, "Invalid interval specified, must be non-null and non-empty"),
    ],
)
def test_errors_of_shards(index: AggsCase, source: dict[str, Any], reason: str) -> None:
    with pytest.raises(FindlingError, match=reason):
        index.one({"composite": {"sources": [{"a": source}]}})


@pytest.mark.parametrize(
    ("around", "name"),
    [
        ({"terms": {"field": "tag"}}, "TermsAggregatorFactory"),
        ({"diversified_sampler": {"field": "n"}}, "DiversifiedAggregatorFactory"),
        ({"geohash_grid": {"field": "g"}}, "GeoHashGridAggregatorFactory"),
        ({"filter": {"match_all": {}}, "aggs": {"t": {"terms": {"field": "tag"}}}}, None),
    ],
)
def test_places(index: AggsCase, around: dict[str, Any], name: str | None) -> None:
    own = {"c": {"composite": {"sources": [TAG]}}}
    around = {**around, "aggs": {**around.get("aggs", {}), **own}}
    if name is None:
        assert index.one(around)["c"]["buckets"]
        return
    with pytest.raises(FindlingError, match=rf"a parent aggregation of type: \[{name}\]"):
        index.one(around)
