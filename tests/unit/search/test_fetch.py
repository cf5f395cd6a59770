"""What hits show: source, fields, versions, names, inner hits, explanations."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.base.errors import FindlingError, QueryShardError
from findling.search.fetch import hits
from findling.search.query.base import parse_query
from findling.search.query.creation import weight_of
from findling.search.source_filter import SourceFilter, parse_source_filter, source_filter_of_parameters
from tests.reference.search_case import SearchCase


def hit(case: SearchCase, id_: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    found = case.search({"query": {"ids": {"values": [id_]}}, **(body or {})})["hits"]["hits"]
    assert [entry["_id"] for entry in found] == [id_]
    result: dict[str, Any] = found[0]
    return result


def test_a_plain_hit(catalogue: SearchCase) -> None:
    assert hit(catalogue, "2") == {"_index": "test", "_id": "2", "_score": 1.0, "_source": catalogue.sources["2"]}


def test_versions_only_if_asked_for(catalogue: SearchCase) -> None:
    shown = hit(catalogue, "2", {"version": True, "seq_no_primary_term": True, "_source": False})
    assert shown == {"_index": "test", "_id": "2", "_version": 1, "_seq_no": 1, "_primary_term": 1, "_score": 1.0}


DOCUMENT = {"a": 1, "b": {"c": [1, 2], "d": {"e": 5}}, "bc": {"x": 1}, "l": [{"p": 1, "q": 2}, {"q": 3}], "n": {}}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (True, DOCUMENT),
        ("true", {}),
        ("a", {"a": 1}),
        (["a", "b.c"], {"a": 1, "b": {"c": [1, 2]}}),
        ("b", {"b": DOCUMENT["b"]}),
        ("b.*", {"b": DOCUMENT["b"]}),
        ("b*", {"b": DOCUMENT["b"], "bc": {"x": 1}}),
        ("*.e", {"b": {"d": {"e": 5}}}),
        ("l.p", {"l": [{"p": 1}]}),
        ("l.q", {"l": [{"q": 2}, {"q": 3}]}),
        ("none", {}),
        ("n", {"n": {}}),
        ({"excludes": ["b", "l.p"]}, {"a": 1, "bc": {"x": 1}, "l": [{"q": 2}, {"q": 3}], "n": {}}),
        ({"excludes": "*.e"}, {**DOCUMENT, "b": {"c": [1, 2], "d": {}}}),
        ({"includes": ["b"], "excludes": ["b.d"]}, {"b": {"c": [1, 2]}}),
        ({"include": "b.*", "exclude": "*.c"}, {"b": {"d": {"e": 5}}}),
        ({}, DOCUMENT),
        ([], DOCUMENT),
    ],
)
def test_source_filters(source: Any, expected: Any) -> None:
    chosen = parse_source_filter(source)
    assert orjson.loads(orjson.dumps(chosen.apply(orjson.dumps(DOCUMENT)))) == expected


def test_whole_sources_are_not_decoded() -> None:
    spaced = b'{"a" :   1}'
    assert orjson.dumps(SourceFilter().apply(spaced)) == spaced


@pytest.mark.parametrize(("source", "reason"), [
    (5, "Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found [VALUE_NUMBER]"),
    (None, "Unknown key for a VALUE_NULL in [_source]."),
    ({"foo": "a"}, "Unknown key for a VALUE_STRING in [foo]."),
    ([None], "Expected text at 1:1 but found VALUE_NULL"),
    ({"includes": [5]}, "Unknown key for a VALUE_NUMBER in [includes]."),
])  # fmt: skip
def test_wrong_source_filters(source: Any, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        parse_source_filter(source)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, None),
        ({"_source": "false"}, SourceFilter(enabled=False)),
        ({"_source": "true"}, SourceFilter()),
        ({"_source": "a,b"}, SourceFilter(includes=("a", "b"))),
        ({"_source_includes": "a", "_source_excludes": "b,c"}, SourceFilter(includes=("a",), excludes=("b", "c"))),
    ],
)
def test_source_parameters(params: dict[str, str], expected: SourceFilter | None) -> None:
    assert source_filter_of_parameters(params) == expected


def test_fields_come_from_the_source_formatted(catalogue: SearchCase) -> None:
    fields = [
        "title*",
        "n",
        {"field": "day", "format": "yyyy"},
        "place",
        "host",
        "ok",
        "author.*",
        "also_tag",
        "none",
        "_id",
    ]
    assert hit(catalogue, "1", {"fields": fields, "_source": False})["fields"] == {
        "title": ["the quick brown fox"],
        "title.raw": ["the quick brown fox"],
        "n": [5],
        "day": ["2023"],
        "place": [{"type": "Point", "coordinates": [13.4, 52.5]}],
        "host": ["10.0.0.1"],
        "ok": [True],
        "author.name": ["ann"],
        "author.age": [30],
        "also_tag": ["a", "b"],
        "_id": ["1"],
    }
    assert "fields" not in hit(catalogue, "5", {"fields": ["n"]})


def test_docvalue_fields_come_from_columns(catalogue: SearchCase) -> None:
    fields = ["n", "tag", {"field": "day", "format": "epoch_millis"}, "price", "scaled", "host", "ok", "place", "hid*"]
    assert hit(catalogue, "1", {"docvalue_fields": fields, "_source": False})["fields"] == {
        "n": [5],
        "tag": ["a", "b"],
        "day": ["1672531200000"],
        "price": [1.5],
        "scaled": [1.25],
        "host": ["10.0.0.1"],
        "ok": [True],
        "place": ["52.49999997206032, 13.399999989196658"],
        "hidden": ["h1"],
    }
    assert hit(catalogue, "3", {"docvalue_fields": ["n", "day"]})["fields"] == {
        "n": [1, 9],
        "day": ["2023-03-01T00:00:00.000Z"],
    }
    with pytest.raises(FindlingError, match="Fielddata is disabled on"):
        hit(catalogue, "1", {"docvalue_fields": ["title"]})


def test_stored_fields_hide_the_source(catalogue: SearchCase) -> None:
    assert "_source" not in hit(catalogue, "1", {"stored_fields": ["title"]})
    assert "_source" in hit(catalogue, "1", {"stored_fields": ["_source"]})
    bare = catalogue.search({"query": {"ids": {"values": ["1"]}}, "stored_fields": "_none_"})["hits"]["hits"][0]
    assert set(bare) == {"_index", "_score"}
    for refused in ({"_source": True}, {"stored_fields": ["_none_", "title"]}):
        with pytest.raises(FindlingError):
            hit(catalogue, "1", {"stored_fields": "_none_", **refused})


def test_stored_fields_are_shown(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"kept": {"type": "date", "store": True}, "other": {"type": "keyword"}})
    case.add({"1": {"kept": "2020-01-01", "other": "x"}})
    for names in (["kept", "other"], ["*"]):
        shown = case.search({"stored_fields": names})["hits"]["hits"][0]
        assert shown["fields"] == {"kept": ["2020-01-01T00:00:00.000Z"]}
        assert "_source" not in shown
    case.shard.close()


def test_fields_of_nested_objects_stay_together(catalogue: SearchCase) -> None:
    shown = hit(catalogue, "1", {"fields": ["comments.*"]})["fields"]
    assert list(shown) == ["comments"]
    first, second = shown["comments"]
    assert first["who"] == ["ann"]
    assert first["stars"] == [5]
    assert first["replies"] == [{"who": ["bob"]}, {"who": ["cid"]}]
    assert second["replies"] == [{"who": ["ann"]}]


def test_formats_of_fields(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"f": {"type": "float"}, "n": {"type": "integer", "ignore_malformed": True}})
    case.add({"1": {"f": 1.1, "n": "foo"}})
    shown = case.search({"fields": ["*"]})["hits"]["hits"][0]
    assert shown["fields"] == {"f": [1.1]}
    assert shown["ignored_field_values"] == {"n": ["foo"]}
    with pytest.raises(FindlingError, match="doesn't support formats"):
        case.search({"fields": [{"field": "f", "format": "yyyy"}]})
    with pytest.raises(FindlingError, match="Trying to retrieve too many docvalue_fields"):
        case.search({"docvalue_fields": ["f"] * 101})
    case.shard.close()


def test_inner_hits_show_more_than_the_source(catalogue: SearchCase) -> None:
    found = inner(
        catalogue, "1", name="more", version=True, seq_no_primary_term=True, _source=False, explain=True, size=1,
        docvalue_fields=["comments.stars"], fields=["comments.who"],
    )["hits"][0]  # fmt: skip
    assert found["fields"] == {"comments.stars": [5], "comments": [{"who": ["ann"]}]}
    assert found["_version"] == 1
    assert found["_primary_term"] == 1
    assert found["_explanation"]["value"] == found["_score"]


def test_names_of_matching_queries(catalogue: SearchCase) -> None:
    query = {
        "bool": {
            "should": [
                {"match": {"title": {"query": "quick", "_name": "q"}}},
                {"term": {"tag": {"value": "a", "_name": "t"}}},
                {"range": {"n": {"gte": 100, "_name": "never"}}},
            ]
        }
    }
    hits = catalogue.search({"query": query, "post_filter": {"exists": {"field": "price", "_name": "p"}}})["hits"][
        "hits"
    ]
    assert {h["_id"]: h["matched_queries"] for h in hits} == {"1": ["p", "q", "t"], "4": ["p", "q", "t"]}
    scored = catalogue.search({"query": query, "size": 1}, {"include_named_queries_score": "true"})["hits"]["hits"][0]
    assert scored["matched_queries"].keys() <= {"q", "t"}
    assert sum(scored["matched_queries"].values()) == pytest.approx(scored["_score"], rel=1e-6)


def inner(case: SearchCase, id_: str, **options: Any) -> dict[str, Any]:
    query = {"nested": {"path": "comments", "query": {"match_all": {}}, "inner_hits": options}}
    hits = case.search({"query": {"bool": {"must": query, "filter": {"ids": {"values": [id_]}}}}})["hits"]["hits"]
    result: dict[str, Any] = hits[0]["inner_hits"][options.get("name", "comments")]["hits"]
    return result


def test_inner_hits_show_the_nested_objects(catalogue: SearchCase) -> None:
    found = inner(catalogue, "1")
    assert found["total"] == {"value": 2, "relation": "eq"}
    assert found["max_score"] == 1.0
    assert [h["_nested"] for h in found["hits"]] == [
        {"field": "comments", "offset": 0},
        {"field": "comments", "offset": 1},
    ]
    assert [h["_source"]["who"] for h in found["hits"]] == ["ann", "bob"]
    assert {(h["_index"], h["_id"], h["_score"]) for h in found["hits"]} == {("test", "1", 1.0)}


def test_inner_hits_are_sorted_paged_and_filtered(catalogue: SearchCase) -> None:
    found = inner(catalogue, "1", name="c", sort=[{"comments.stars": "asc"}], size=1, _source=["comments.who"])
    assert [(h["_source"], h["sort"], h["_score"]) for h in found["hits"]] == [({"who": "bob"}, [1], None)]
    assert found["max_score"] is None
    second = inner(catalogue, "1", **{"from": 1, "size": 1, "_source": False})
    assert [h["_nested"]["offset"] for h in second["hits"]] == [1]
    assert "_source" not in second["hits"][0]


def test_inner_hits_of_deeper_levels(catalogue: SearchCase) -> None:
    query = {
        "nested": {
            "path": "comments.replies",
            "query": {"term": {"comments.replies.who": "ann"}},
            "inner_hits": {},
        }
    }
    found = catalogue.search({"query": query})["hits"]["hits"][0]["inner_hits"]["comments.replies"]["hits"]["hits"]
    assert [(h["_nested"], h["_source"]) for h in found] == [
        ({"field": "comments", "offset": 1, "_nested": {"field": "replies", "offset": 0}}, {"who": "ann"})
    ]


def test_inner_hits_within_inner_hits(catalogue: SearchCase) -> None:
    by_ann = {"term": {"comments.replies.who": "ann"}}
    replies = {"nested": {"path": "comments.replies", "query": by_ann, "inner_hits": {"name": "r"}}}
    comments = {"nested": {"path": "comments", "query": replies, "inner_hits": {"name": "c"}}}
    hit = catalogue.search({"query": comments})["hits"]["hits"][0]
    assert list(hit["inner_hits"]) == ["c"]
    (comment,) = hit["inner_hits"]["c"]["hits"]["hits"]
    assert comment["_nested"] == {"field": "comments", "offset": 1}
    (reply,) = comment["inner_hits"]["r"]["hits"]["hits"]
    assert reply["_nested"] == {"field": "comments", "offset": 1, "_nested": {"field": "replies", "offset": 0}}
    assert reply["_source"] == {"who": "ann"}
    del comments["nested"]["inner_hits"]
    assert "inner_hits" not in catalogue.search({"query": comments})["hits"]["hits"][0]


def test_inner_hits_without_matches(catalogue: SearchCase) -> None:
    nested = {"nested": {"path": "comments", "query": {"term": {"comments.who": "bob"}}, "inner_hits": {}}}
    hits = catalogue.search({"query": {"bool": {"should": [nested, {"match_all": {}}]}}})["hits"]["hits"]
    counts = {h["_id"]: h["inner_hits"]["comments"]["hits"]["total"]["value"] for h in hits}
    assert counts == {"1": 1, "2": 0, "3": 0, "4": 0, "5": 0}


def test_wrong_inner_hits(catalogue: SearchCase) -> None:
    nested = {"nested": {"path": "comments", "query": {"match_all": {}}, "inner_hits": {"size": 101}}}
    with pytest.raises(FindlingError, match="Inner result window is too large"):
        catalogue.search({"query": nested})
    nested["nested"]["inner_hits"] = {}
    with pytest.raises(FindlingError, match=r"\[inner_hits\] already contains an entry for key \[comments\]"):
        catalogue.search({"query": {"bool": {"must": [nested, nested]}}})


def test_explanations_stand_in_hits(catalogue: SearchCase) -> None:
    query = {"bool": {"must": {"match": {"title": "lazy"}}, "filter": {"term": {"n": 7}}}}
    found = catalogue.search({"query": query, "explain": True})["hits"]["hits"][0]
    explanation = found["_explanation"]
    assert explanation["value"] == found["_score"]
    assert explanation["description"] == "sum of:"
    assert explanation["details"][0]["description"].startswith("weight(title:lazy in ")
    assert explanation["details"][1] == {
        "value": 0.0,
        "description": "match on required clause, product of:",
        "details": [
            {"value": 0.0, "description": "# clause", "details": []},
            {"value": 1.0, "description": "n:[7 TO 7]", "details": []},
        ],
    }
    assert found["_shard"] == "[test][0]"


def test_explanation_of_a_document(catalogue: SearchCase) -> None:
    ctx, weight = catalogue.weight({"match": {"title": "lazy"}})
    explained = {}
    for segment in ctx.segments:
        for doc in range(segment.max_doc):
            explained[segment.reader.ids.get(doc)] = weight.explain(segment, doc)
    assert explained[b"2"].value == pytest.approx(catalogue.scores({"match": {"title": "lazy"}})["2"])
    assert (explained[b"1"].matches, explained[b"1"].description) == (False, "no matching term")


DESCRIPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"match_all": {}}, "*:*"),
    ({"match": {"title": "quick fox"}}, "title:quick title:fox"),
    ({"match_phrase": {"title": {"query": "quick fox", "slop": 1}}}, 'title:"quick fox"~1'),
    ({"term": {"n": 5}}, "n:[5 TO 5]"),
    ({"terms": {"n": [5, 7]}}, "n:{5 7}"),
    ({"terms": {"tag": ["b", "a"]}}, "tag:(a b)"),
    ({"term": {"ok": True}}, "ok:T"),
    ({"range": {"tag": {"gt": "a"}}}, "tag:{a TO *]"),
    ({"exists": {"field": "n"}}, "ConstantScore(FieldExistsQuery [field=n])"),
    ({"ids": {"values": ["1"]}}, "_id:([fe 1f])"),
    ({"prefix": {"tag": "a"}}, "tag:a*"),
    ({"wildcard": {"tag": "a?"}}, "tag:a?"),
    ({"regexp": {"tag": "a."}}, "tag:/a./"),
    ({"match": {"none": "x"}}, 'MatchNoDocsQuery("unmapped fields [none]")'),
    (
        {"bool": {"must": {"term": {"tag": "a"}}, "filter": {"term": {"n": 1}}, "must_not": {"term": {"n": 2}}}},
        "+tag:a -n:[2 TO 2] #n:[1 TO 1]",
    ),
    ({"constant_score": {"filter": {"term": {"tag": "a"}}}}, "ConstantScore(tag:a)"),
    ({"dis_max": {"queries": [{"term": {"tag": "a"}}, {"term": {"tag": "b"}}]}}, "(tag:a | tag:b)"),
    ({"nested": {"path": "comments", "query": {"term": {"comments.who": "x"}}}},
     "ToParentBlockJoinQuery (comments.who:x)"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), DESCRIPTIONS, ids=[str(query) for query, _ in DESCRIPTIONS])
def test_descriptions(catalogue: SearchCase, query: dict[str, Any], expected: str) -> None:
    assert weight_of(parse_query(query), catalogue.context(), True).describe() == expected


def test_what_is_wrong_with_a_query(catalogue: SearchCase) -> None:
    with pytest.raises(QueryShardError, match=r'^failed to create query: For input string: "x"$'):
        weight_of(parse_query({"term": {"n": "x"}}), catalogue.context(), True)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"_source": False},
        {"_source": ["name"]},
        {"sort": [{"n": "desc"}]},
        {"sort": [{"n": "asc"}], "_source": {"excludes": ["n"]}},
    ],
)
@pytest.mark.parametrize("deleted", [False, True])
def test_few_hits_are_those_of_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any], deleted: bool
) -> None:
    """Pages of few hits are made hit by hit, others segment by segment."""
    case = SearchCase(tmp_path / "shard", {"name": {"type": "text"}, "n": {"type": "long"}})
    for segment in range(4):
        case.add({f"{segment}-{n}é": {"name": "a " * (1 + n % 5), "n": 7 * n % 11 + segment} for n in range(12)})
    if deleted:
        case.delete("1-3é", "3-0é")
    search = {"query": {"match": {"name": "a"}}, "size": 40, **body}
    few = case.search(search)
    monkeypatch.setattr(hits, "_FEW", 0)
    assert case.search(search) == few
    assert len(few["hits"]["hits"]) == 40
