"""What docs/articles.md says of the two articles about search engines; and every test that the page names is there."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.reference.api import Api, bulk_lines

ROOT = Path(__file__).parents[3]
SENTENCE = "The 3 BIG Rock-Pools near Anna's cliff."


def tokens(api: Api, **how: Any) -> list[str]:
    return [token["token"] for token in api.post("/_analyze", {"text": SENTENCE, **how}).body["tokens"]]


def found(api: Api, index: str, query: Any) -> list[str]:
    return sorted(hit["_id"] for hit in api.post(f"/{index}/_search", {"query": query}).body["hits"]["hits"])


@pytest.fixture
def weather(api: Api) -> Api:
    texts = {"1": "fog at sea", "2": "sea is calm", "3": "snow is late"}
    api.post("/_bulk?refresh=true", bulk_lines("weather", {key: {"text": text} for key, text in texts.items()}))
    return api


def test_every_test_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "articles.md").read_text()
    known = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in re.findall(r"`(test_\w+)`", page) if f"def {name}(" not in known] == []
    assert [path for path in re.findall(r"`(tests/[\w/.]+)`", page) if not (ROOT / path).exists()] == []


def test_types_are_gone(api: Api) -> None:
    first = api.put("/shop/phone/1", {"name": "a"})
    assert (first.status, "types removal" in first.headers.get("warning", "")) == (201, True)
    assert api.put("/shop/shoe/2", {"name": "b"}).status == 400


def test_terms_lead_to_documents(weather: Api) -> None:
    assert found(weather, "weather", {"match": {"text": "sea snow"}}) == ["1", "2", "3"]
    assert found(weather, "weather", {"match": {"text": {"query": "sea is", "operator": "and"}}}) == ["2"]
    vector = weather.get("/weather/_termvectors/2?fields=text").body["term_vectors"]["text"]["terms"]
    assert list(vector) == ["calm", "is", "sea"]


def test_documents_are_routed_by_a_hash(api: Api) -> None:
    api.put("/a", {"settings": {"number_of_shards": 4}})
    one, same, other = (
        [shard[0]["shard"] for shard in api.get(f"/a/_search_shards?routing={key}").body["shards"]]
        for key in ("x", "x", "y,z,w,v,u")
    )
    assert one == same
    assert len(one) == 1
    assert len(other) > 1
    for i in range(8):
        api.put(f"/a/_doc/{i}?routing=x&refresh", {})
    assert api.get(f"/a/_count?preference=_shards:{one[0]}").body["count"] == 8


def test_segments_do_not_change(weather: Api) -> None:
    before = weather.get("/weather/_segments").body["indices"]["weather"]["shards"]["0"][0]["segments"]
    weather.call("DELETE", "/weather/_doc/1?refresh")
    after = weather.get("/weather/_segments").body["indices"]["weather"]["shards"]["0"][0]["segments"]
    (name,) = before
    assert after[name]["deleted_docs"] == 1
    assert after[name]["num_docs"] == before[name]["num_docs"] - 1


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"analyzer": "standard"}, ["the", "3", "big", "rock", "pools", "near", "anna's", "cliff"]),
        ({"analyzer": "simple"}, ["the", "big", "rock", "pools", "near", "anna", "s", "cliff"]),
        ({"analyzer": "whitespace"}, ["The", "3", "BIG", "Rock-Pools", "near", "Anna's", "cliff."]),
        ({"analyzer": "stop"}, ["big", "rock", "pools", "near", "anna", "s", "cliff"]),
        ({"analyzer": "keyword"}, [SENTENCE]),
        ({"tokenizer": "letter"}, ["The", "BIG", "Rock", "Pools", "near", "Anna", "s", "cliff"]),
        ({"tokenizer": "lowercase"}, ["the", "big", "rock", "pools", "near", "anna", "s", "cliff"]),
        ({"tokenizer": "uax_url_email", "text": "to ann@sea.com now"}, ["to", "ann@sea.com", "now"]),
        (
            {"tokenizer": {"type": "ngram", "min_gram": 2, "max_gram": 3}, "text": "fog"},
            ["fo", "fog", "og"],
        ),
        ({"tokenizer": {"type": "edge_ngram", "min_gram": 1, "max_gram": 3}, "text": "fog"}, ["f", "fo", "fog"]),
    ],
)
def test_analyzers_and_tokenizers(api: Api, how: dict[str, Any], expected: list[str]) -> None:
    assert tokens(api, **how) == expected


def test_another_analyzer_for_searches(api: Api) -> None:
    grams = {"type": "custom", "tokenizer": "two", "filter": ["lowercase"]}
    analysis = {
        "analyzer": {"grams": grams},
        "tokenizer": {"two": {"type": "edge_ngram", "min_gram": 1, "max_gram": 9}},
    }
    field = {"type": "text", "analyzer": "grams", "search_analyzer": "standard"}
    api.put("/a", {"settings": {"analysis": analysis}, "mappings": {"properties": {"name": field}}})
    api.put("/a/_doc/1?refresh", {"name": "Harbour"})
    assert found(api, "a", {"match": {"name": "harb"}}) == ["1"]
    assert found(api, "a", {"match": {"name": "harbourmaster"}}) == []


def test_a_bare_query_in_bool_is_refused(weather: Api) -> None:
    ask = {"multi_match": {"query": "sea", "fields": ["text"]}}
    refused = weather.post("/weather/_search", {"query": {"bool": ask}})
    assert refused.error[:2] == (400, "x_content_parse_exception")
    assert "[bool] unknown field [multi_match]" in refused.text
    filtered = weather.post("/weather/_search", {"query": {"bool": {"filter": ask}}}).body["hits"]["hits"]
    assert [hit["_score"] for hit in filtered] == [0.0, 0.0]


def test_a_mapping_grows_but_does_not_change(weather: Api) -> None:
    assert weather.put("/weather/_mapping", {"properties": {"day": {"type": "date"}}}).status == 200
    refused = weather.put("/weather/_mapping", {"properties": {"text": {"type": "keyword"}}})
    assert refused.error == (
        400,
        "illegal_argument_exception",
        "mapper [text] cannot be changed from type [text] to [keyword]",
    )


def test_a_new_index_under_the_old_name(weather: Api) -> None:
    """The recipe: no refreshes, no replicas, larger batches; then one step for the alias."""
    settings = {"refresh_interval": "-1", "number_of_replicas": 0}
    weather.put("/weather-2", {"settings": settings, "mappings": {"properties": {"text": {"type": "keyword"}}}})
    copied = weather.post("/_reindex", {"source": {"index": "weather", "size": 5000}, "dest": {"index": "weather-2"}})
    assert (copied.body["created"], copied.body["batches"]) == (3, 1)
    weather.put("/weather-2/_settings", {"refresh_interval": None, "number_of_replicas": 1})
    weather.post("/weather-2/_refresh")
    steps = [{"remove_index": {"index": "weather"}}, {"add": {"index": "weather-2", "alias": "weather"}}]
    assert weather.post("/_aliases", {"actions": steps}).status == 200
    assert found(weather, "weather", {"term": {"text": "fog at sea"}}) == ["1"]


def test_what_is_known_of_every_document(weather: Api) -> None:
    assert found(weather, "weather", {"term": {"_index": "weather"}}) == ["1", "2", "3"]
    assert found(weather, "weather", {"term": {"_id": "2"}}) == ["2"]
    assert weather.get("/weather/_doc/2").body["_source"] == {"text": "sea is calm"}
    assert weather.post("/weather/_search", {"query": {"term": {"_source": "x"}}}).status == 400


def test_a_schema_is_guessed(api: Api) -> None:
    api.put("/a/_doc/1", {"day": "2024-02-29", "size": "3", "n": 3, "x": 1.5, "ok": True})
    properties = api.get("/a/_mapping").body["a"]["mappings"]["properties"]
    kinds = {name: field["type"] for name, field in properties.items()}
    assert kinds == {"day": "date", "size": "text", "n": "long", "x": "float", "ok": "boolean"}


def test_names_are_lower_case(api: Api) -> None:
    assert api.put("/Shop").error[:2] == (400, "invalid_index_name_exception")


def test_texts_are_not_sorted_and_keywords_are(weather: Api) -> None:
    assert "Fielddata is disabled on [text]" in weather.post("/weather/_search", {"sort": ["text"]}).text
    hits = weather.post("/weather/_search", {"sort": ["text.keyword"]}).body["hits"]["hits"]
    assert [hit["_id"] for hit in hits] == ["1", "2", "3"]


@pytest.mark.parametrize("value", [True, False, "true", "false", ""])
def test_booleans(api: Api, value: object) -> None:
    api.put("/a", {"mappings": {"properties": {"b": {"type": "boolean"}}}})
    assert api.put("/a/_doc/1", {"b": value}).status == 201


@pytest.mark.parametrize("value", ["on", "off", "yes", 1, 0, "1"])
def test_booleans_of_old(api: Api, value: object) -> None:
    api.put("/a", {"mappings": {"properties": {"b": {"type": "boolean"}}}})
    assert api.put("/a/_doc/1", {"b": value}).error[:2] == (400, "document_parsing_exception")


def test_inner_objects_and_nested_ones(api: Api) -> None:
    api.put("/a", {"mappings": {"properties": {"nested": {"type": "nested"}}}})
    crew = [{"name": "ann", "role": "cook"}, {"name": "ben", "role": "mate"}]
    api.put("/a/_doc/1?refresh", {"flat": crew, "nested": crew})
    mixed = [{"term": {"flat.name": "ann"}}, {"term": {"flat.role": "mate"}}]
    assert found(api, "a", {"bool": {"must": mixed}}) == ["1"]
    apart = [{"term": {"nested.name": "ann"}}, {"term": {"nested.role": "mate"}}]
    assert found(api, "a", {"nested": {"path": "nested", "query": {"bool": {"must": apart}}}}) == []


def test_numbers_of_shards_and_replicas(api: Api) -> None:
    api.put("/a")
    index = api.get("/a/_settings").body["a"]["settings"]["index"]
    assert (index["number_of_shards"], index["number_of_replicas"]) == ("1", "1")
    assert api.put("/a/_settings", {"number_of_shards": 5}).status == 400
    assert api.put("/a/_settings", {"number_of_replicas": 2}).status == 200
    api.put("/a/_settings", {"index.blocks.write": True})
    assert api.put("/a/_split/b", {"settings": {"index.number_of_shards": 4}}).status == 200
