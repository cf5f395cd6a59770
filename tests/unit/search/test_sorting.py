"""Sorting by fields: order, missing values, modes, pages, several shards."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError
from tests.reference.search_case import SearchCase, search

ORDERS: list[tuple[Any, str]] = [
    ("n", "34125"),
    ([{"n": "desc"}], "32145"),
    ([{"n": {"order": "asc", "mode": "max"}}], "41235"),
    ([{"n": {"order": "desc", "mode": "min"}}], "21435"),
    ([{"n": {"order": "asc", "mode": "avg"}}], "41325"),
    ([{"n": {"order": "asc", "mode": "sum"}}], "41235"),
    ([{"n": {"order": "asc", "mode": "median"}}], "41325"),
    ([{"n": {"missing": "_first"}}], "53412"),
    ([{"n": {"missing": 6}}], "34152"),
    ([{"n": {"order": "desc", "missing": "_first"}}], "53214"),
    (["price"], "41235"),
    ([{"price": {"order": "desc"}}], "21435"),
    ([{"price": {"missing": 2}}], "41352"),
    ([{"scaled": "desc"}], "14235"),
    (["day"], "12345"),
    ([{"day": "desc"}], "32145"),
    ([{"day": {"missing": 1673740800000, "order": "asc"}}], "14523"),
    (["tag"], "14235"),
    ([{"tag": "desc"}], "31245"),
    ([{"tag": {"order": "desc", "mode": "min"}}], "32145"),
    ([{"tag": {"missing": "_first"}}], "51423"),
    ([{"tag": {"missing": "bb"}}], "14253"),
    ([{"tag": {"missing": "bb", "order": "desc"}}], "35124"),
    (["also_tag"], "14235"),
    (["host"], "12345"),
    (["title.raw"], "45321"),
    ([{"ok": "asc"}], "21345"),
    ([{"ok": {"order": "desc", "missing": 0}}], "13245"),
    (["hidden"], "12345"),
    (["_doc"], "12345"),
    ([{"_doc": "desc"}], "54321"),
    ([{"_shard_doc": "desc"}], "54321"),
    (["tag", {"n": "desc"}], "14235"),
    ([{"tag": {"mode": "min"}}, "n"], "41235"),
    ([{"unknown": {"unmapped_type": "long"}}, {"n": "desc"}], "32145"),
    ([{"unknown": {"unmapped_type": "keyword"}}, {"n": "desc"}], "32145"),
    ([{"_geo_distance": {"place": [11, 48]}}], "21345"),
    ([{"_geo_distance": {"place": [11, 48], "order": "desc"}}], "34512"),
    ([{"_geo_distance": {"place": [[11, 48], [13.4, 52.5]], "unit": "km"}}], "12345"),
    ([{"comments.stars": {"nested": {"path": "comments"}}}], "14235"),
    ([{"comments.stars": {"order": "desc", "nested": {"path": "comments"}}}], "14235"),
    ([{"comments.stars": {"nested": {"path": "comments", "filter": {"term": {"comments.who": "ann"}}}}}], "41235"),
    ([{"comments.stars": {"mode": "max", "nested": {"path": "comments", "max_children": 1}}}], "41235"),
    ([{"comments.replies.who": {"order": "desc", "nested": {"path": "comments.replies"}}}], "12345"),
]


@pytest.mark.parametrize(("sort", "expected"), ORDERS, ids=[str(sort) for sort, _ in ORDERS])
def test_orders(catalogue: SearchCase, sort: Any, expected: str) -> None:
    assert "".join(catalogue.order({"sort": sort, "pit": {}})) == expected
    for size in (1, 3):
        assert "".join(catalogue.order({"sort": sort, "size": size, "pit": {}})) == expected[:size]


@pytest.mark.parametrize(("sort", "expected"), ORDERS, ids=[str(sort) for sort, _ in ORDERS])
def test_search_after_goes_through_all_pages(catalogue: SearchCase, sort: Any, expected: str) -> None:
    keys = [*(sort if isinstance(sort, list) else [sort]), "_doc"]
    body: dict[str, Any] = {"sort": keys, "size": 2, "pit": {}}
    found = ""
    for _ in range(4):
        hits = catalogue.search(body)["hits"]["hits"]
        found += "".join(hit["_id"] for hit in hits)
        if not hits:
            break
        body["search_after"] = hits[-1]["sort"]
    assert found == expected


VALUES: list[tuple[Any, list[Any]]] = [
    ([{"n": "desc"}], [[9], [7], [5], [3], [-(2**63)]]),
    (["price"], [[-1.0], [1.5], [2.5], ["Infinity"], ["Infinity"]]),
    ([{"price": "desc"}], [[2.5], [1.5], [-1.0], ["-Infinity"], ["-Infinity"]]),
    (["tag"], [["a"], ["a"], ["b"], ["c"], [None]]),
    (["scaled"], [[0.5], [1.25], ["Infinity"], ["Infinity"], ["Infinity"]]),
    ([{"host": {"missing": "::1"}}], [["::1"], ["::1"], ["10.0.0.1"], ["10.0.0.2"], ["2001:db8::1"]]),
    ([{"day": {"missing": 0}}], [[0], [0], [1672531200000], [1675254600000], [1677628800000]]),
    ([{"day": {"missing": 0, "format": "yyyy-MM"}}], [["1970-01"], ["1970-01"], ["2023-01"], ["2023-02"], ["2023-03"]]),
    ([{"ok": {"missing": 1}}], [[0], [1], [1], [1], [1]]),
]


def test_sort_values_are_shown(catalogue: SearchCase) -> None:
    for sort, expected in VALUES:
        values = [hit["sort"] for hit in catalogue.search({"sort": sort})["hits"]["hits"]]
        assert values == expected, sort


def test_sort_values_look_like_their_type(tmp_path: Path) -> None:
    types = ("integer", "float", "half_float", "unsigned_long", "date", "date_nanos", "boolean")
    case = SearchCase(tmp_path, {kind: {"type": kind} for kind in types})
    day = "2020-01-01T00:00:00Z"
    full = {"integer": 1, "float": 1.1, "half_float": 1.1, "unsigned_long": 2**64 - 1, "boolean": True}
    case.add({"1": {**full, "date": day, "date_nanos": day}, "2": {}})

    def shown(sort: Any) -> list[Any]:
        return [hit["sort"][0] for hit in case.search({"sort": [sort]})["hits"]["hits"]]

    assert shown("integer") == [1, 2**31 - 1]
    assert shown({"integer": "desc"}) == [1, -(2**31)]
    assert shown({"unknown": {"unmapped_type": "short"}}) == [2**31 - 1] * 2
    assert shown("float") == [1.1, "Infinity"]
    assert shown("half_float") == [1.0996094, "Infinity"]
    assert shown({"float": {"numeric_type": "double"}})[0] == 1.100000023841858
    assert shown("unsigned_long") == [2**64 - 1, 2**64 - 1]
    assert shown({"unsigned_long": "desc"}) == [2**64 - 1, 0]
    assert shown("boolean") == [1, 2**63 - 1]
    assert shown({"date": {"format": "yyyy"}}) == ["2020", "+292278994"]
    assert shown({"date": {"numeric_type": "date_nanos"}})[0] == 1577836800000000000
    assert shown({"date_nanos": {"numeric_type": "date"}})[0] == 1577836800000
    assert shown({"date_nanos": {"numeric_type": "date", "format": "yyyy-MM"}})[0] == "2020-01"
    assert shown({"_seq_no": "desc"}) == [1, 0]
    after = case.search({"sort": ["float"], "search_after": [1.1]})["hits"]["hits"]
    assert [hit["_id"] for hit in after] == ["2"]
    case.shard.close()


def test_scores_among_sort_keys(catalogue: SearchCase) -> None:
    query = {"match": {"title": "quick fox"}}
    response = catalogue.search({"query": query, "sort": ["_score", {"n": "desc"}]})["hits"]
    assert [hit["_id"] for hit in response["hits"]] == ["3", "1", "4"]
    assert response["hits"][0]["_score"] == response["hits"][0]["sort"][0]
    assert response["max_score"] is None  # known for all only where scores are tracked
    rising = catalogue.search({"query": query, "sort": [{"_score": "asc"}, {"n": "asc"}]})["hits"]["hits"]
    assert [hit["_id"] for hit in rising] == ["4", "1", "3"]
    silent = catalogue.search({"query": query, "sort": "n"})["hits"]
    assert silent["max_score"] is None
    assert {hit["_score"] for hit in silent["hits"]} == {None}
    tracked = catalogue.search({"query": query, "sort": "n", "track_scores": True})["hits"]
    assert tracked["max_score"] == response["hits"][0]["_score"]
    assert all(hit["_score"] > 0 for hit in tracked["hits"])
    above = catalogue.search({"query": query, "sort": "n", "min_score": 0.1})["hits"]
    assert {hit["_score"] for hit in above["hits"]} == {None}  # min_score alone shows none
    without = catalogue.search({"query": query, "size": 0, "from": 1})["hits"]
    assert (without["total"]["value"], without["max_score"]) == (3, None)


def test_sorting_by_score_alone_is_not_sorting(catalogue: SearchCase) -> None:
    query = {"match": {"title": "quick fox"}}
    plain = catalogue.search({"query": query})["hits"]["hits"]
    sorted_hits = catalogue.search({"query": query, "sort": "_score"})["hits"]["hits"]
    assert [hit["_score"] for hit in sorted_hits] == [hit["_score"] for hit in plain]
    assert all("sort" not in hit for hit in sorted_hits)
    after = catalogue.search({"query": query, "sort": ["_score", "_doc"], "search_after": [plain[0]["_score"], 0]})
    assert len(after["hits"]["hits"]) >= 2


def test_several_shards_sort_as_one(tmp_path: Path) -> None:
    properties = {"k": {"type": "keyword"}, "n": {"type": "long"}}
    cases = [SearchCase(tmp_path / str(i), properties, shard=i) for i in range(2)]
    cases[0].add({"a": {"k": "x", "n": 1}, "b": {"k": "z", "n": 2}, "c": {"n": 3}})
    cases[1].add({"d": {"k": "y", "n": 2}, "e": {"k": "w"}, "f": {"k": "z", "n": 1}})
    for sort, expected in (
        ("k", "eadbfc"),
        ([{"k": "desc"}], "bfdaec"),
        ([{"k": {"order": "desc", "missing": "_first"}}], "cbfdae"),
        ([{"n": "asc"}, {"k": "desc"}], "fabdce"),
        ([{"n": "desc"}], "cbdafe"),
    ):
        found = [hit["_id"] for hit in search(cases, {"sort": sort})["hits"]["hits"]]
        assert "".join(found) == expected, sort
        page = [hit["_id"] for hit in search(cases, {"sort": sort, "from": 2, "size": 3})["hits"]["hits"]]
        assert "".join(page) == expected[2:5]
    for case in cases:
        case.shard.close()


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"sort": "unknown"}, "No mapping found for [unknown] in order to sort on"),
    ({"sort": "title"}, "Fielddata is disabled on [title] in [test]. Text fields are not optimised"),
    (
        {"sort": "place"},
        "can't sort on geo_point or point field without using specific sorting feature, like",
    ),
    ({"sort": [{"tag": {"mode": "avg"}}]}, "we only support AVG, MEDIAN and SUM on number based fields"),
    ({"sort": [{"tag": {"numeric_type": "long"}}]}, "[numeric_type] option cannot be set on a non-numeric field"),
    ({"sort": [{"n": {"order": "up"}}]}, "[field_sort] failed to parse field [order]"),
    ({"sort": [{"n": "up"}]}, "No enum constant org.elasticsearch.search.sort.SortOrder.UP"),
    ({"sort": [{"n": {"mode": "x"}}]}, "[field_sort] failed to parse field [mode]"),
    ({"sort": [{"n": {"foo": 1}}]}, "[field_sort] unknown field [foo]"),
    ({"sort": [{"n": {"numeric_type": "x"}}]}, "[field_sort] failed to parse field [numeric_type]"),
    ({"sort": [5]}, "malformed sort format, within the sort array, an object, or an actual string are allowed"),
    ({"sort": [{"n": 5}]}, "[field_sort] Expected START_OBJECT but was: END_OBJECT"),
    ({"sort": [{"_script": {}}]}, "Required [script, type]"),
    ({"sort": [{"_geo_distance": {"unit": "m"}}]}, "Geo distance sorting needs at least one point."),
    ({"sort": [{"_geo_distance": {"place": [0, 0], "mode": "sum"}}]}, "sort_mode [sum] isn't supported"),
    ({"sort": [{"_geo_distance": {"none": [0, 0]}}]}, "failed to find mapper for [none] for geo distance based sort"),
    (
        {"sort": [{"_geo_distance": {"tag": [0, 0]}}]},
        "unable to apply geo distance sort to field [tag] of type [keyword]",
    ),
    ({"sort": [{"n": {"nested": {"max_children": "x"}}}]}, "[field_sort] failed to parse field [nested]"),
    ({"sort": [{"n": {"nested": {"path": "none"}}}]}, "[nested] failed to find nested object under path [none]"),
    ({"sort": "n", "search_after": [1, 2]}, "search_after has 2 value(s) but sort has 1."),
    ({"sort": "n", "search_after": ["x"]}, "Failed to parse search_after value for field [n]."),
    ({"search_after": [1]}, "Sort must contain at least one field."),
    ({"sort": "n", "search_after": [1], "from": 1}, "[from] parameter must be set to 0 when [search_after] is used"),
    ({"sort": "n", "search_after": []}, "Values must contains at least one value."),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED, ids=[str(body) for body, _ in REFUSED])
def test_refused(catalogue: SearchCase, body: dict[str, Any], reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        catalogue.search(body)
    assert reason in caught.value.reason
    assert caught.value.status == 400


def test_unmapped_distance_can_be_ignored(catalogue: SearchCase) -> None:
    body = {"sort": [{"_geo_distance": {"none": [0, 0], "ignore_unmapped": True}}, {"n": "desc"}]}
    assert catalogue.order(body)[0] == "3"
