"""semantic_text fields: texts that are embedded before they are logged, and the queries that find them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.inference.errors import InferenceError
from findling.inference.functions import register_function
from findling.inference.provider import InferenceRequest
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

# a model that counts these words; one more number keeps vectors from being null
WORDS = ("fox", "river", "bond", "share")
ASKED: list[Sequence[str]] = []


def words(request: InferenceRequest) -> list[list[float]]:
    ASKED.append(list(request.inputs))
    if any("unspeakable" in text for text in request.inputs):
        raise InferenceError("the model is gone", 503)
    return [[float(text.count(word)) for word in WORDS] + [0.1] for text in request.inputs]


register_function("words of test_semantic_text", words)
FIELD = {"type": "semantic_text", "inference_id": "meaning"}
SETTINGS = {
    "service": "function",
    "task_type": "text_embedding",
    "dimensions": 5,
    "similarity": "cosine",
    "element_type": "float",
}
NOTES = {
    "fox": {"text": "a fox", "n": 1},
    "river": {"text": "a river", "n": 2},
    "both": {"text": ["a river and a bond", "the fox fox fox"], "n": 3},
    "money": {"text": "bond share", "n": 4},
    "none": {"n": 5},
}


@contextmanager
def served(path: Path) -> Iterator[Api]:
    node = Node(NodeConfig(data=path, sync=False, background=False)).start()
    try:
        yield Api(node)
    finally:
        node.close()


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with served(tmp_path) as api:
        body = {"service": "function", "service_settings": {"function": "words of test_semantic_text"}}
        assert api.put("/_inference/text_embedding/meaning", body).status == 200
        ASKED.clear()
        yield api


def make(api: Api, n_shards: int = 1, **properties: Any) -> None:
    body = {
        "settings": {"number_of_shards": n_shards},
        "mappings": {"properties": {"text": FIELD, **properties}},
    }
    answer = api.put("/notes", body)
    assert answer.status == 200, answer.text


def fill(api: Api, refresh: bool = True) -> None:
    lines = [line for name, note in NOTES.items() for line in ({"index": {"_id": name}}, note)]
    answer = api.post(
        f"/notes/_bulk?refresh={str(refresh).lower()}", b"\n".join(map(orjson.dumps, lines)).decode() + "\n"
    )
    assert not answer.body["errors"], answer.text


def search(api: Api, query: dict[str, Any], **more: Any) -> list[tuple[str, float]]:
    answer = api.post("/notes/_search", {"query": query, **more})
    assert answer.status == 200, answer.text
    return [(hit["_id"], hit["_score"]) for hit in answer.body["hits"]["hits"]]


def found(api: Api, text: str) -> list[str]:
    hits = search(api, {"semantic": {"field": "text", "query": text}})
    assert hits == search(api, {"match": {"text": text}})
    return [name for name, _ in hits]


def score(left: Sequence[float], right: Sequence[float]) -> float:
    """The score of two vectors, by hand."""
    product = sum(a * b for a, b in zip(left, right, strict=True))
    lengths = sum(a * a for a in left) ** 0.5 * sum(b * b for b in right) ** 0.5
    return (1 + product / lengths) / 2


@pytest.mark.parametrize("n_shards", [1, 3])
def test_documents_are_found_by_their_best_piece(api: Api, n_shards: int) -> None:
    make(api, n_shards)
    fill(api)
    ASKED.clear()
    hits = search(api, {"semantic": {"field": "text", "query": "fox"}})
    assert ASKED == [["fox"]]
    fox, query = [1, 0, 0, 0, 0.1], [1, 0, 0, 0, 0.1]
    expected = {
        "fox": score(fox, query),
        "both": score([3, 0, 0, 0, 0.1], query),
        "river": score([0, 1, 0, 0, 0.1], query),
        "money": score([0, 0, 1, 1, 0.1], query),
    }
    assert dict(hits) == pytest.approx(expected, abs=1e-6)
    assert [name for name, _ in hits] == sorted(expected, key=lambda name: -expected[name])
    boosted = search(api, {"semantic": {"field": "text", "query": "fox", "boost": 3}})
    assert [value for _, value in boosted] == pytest.approx([3 * value for _, value in hits])


def test_a_bulk_is_embedded_at_once_and_shows_what_the_model_is(api: Api) -> None:
    make(api)
    assert found(api, "fox") == []
    assert api.get("/notes/_mapping").body["notes"]["mappings"]["properties"]["text"] == FIELD
    ASKED.clear()
    fill(api)
    assert ASKED == [["a fox", "a river", "a river and a bond", "the fox fox fox", "bond share"]]
    shown = api.get("/notes/_mapping").body["notes"]["mappings"]["properties"]["text"]
    assert shown == {**FIELD, "model_settings": SETTINGS}
    assert api.put("/notes/_mapping", {"properties": {"text": FIELD}}).status == 200
    assert api.get("/notes/_mapping").body["notes"]["mappings"]["properties"]["text"] == shown
    assert api.delete("/_inference/meaning").status == 409


def test_the_source_is_the_document_alone(api: Api) -> None:
    make(api)
    raw = '{"text" : "a fox", "n":1.50 }'
    api.call("PUT", "/notes/_doc/1", raw.encode(), {"content-type": "application/json"})
    assert api.get("/notes/_source/1").body == {"text": "a fox", "n": 1.5}
    api.post("/notes/_refresh")
    hit = api.post("/notes/_search", {"fields": ["text"]}).body["hits"]["hits"][0]
    assert hit["_source"] == {"text": "a fox", "n": 1.5}
    assert hit["fields"] == {"text": ["a fox"]}


def test_members_of_that_name_within_a_document_are_its_own(api: Api) -> None:
    document = {"a": {"n": 1, "_inference_fields": {"text": "AAAA"}}}
    api.put("/odd", {"mappings": {"dynamic": False, "properties": {"text": FIELD}}})
    assert api.put("/odd/_doc/1", document).status == 201
    assert api.put("/odd/_doc/2", {"text": "a fox", **document}).status == 201
    assert api.get("/odd/_source/1").body == document
    assert api.get("/odd/_source/2").body == {"text": "a fox", **document}


def test_updates_embed_anew(api: Api) -> None:
    make(api)
    fill(api)
    assert api.post("/notes/_update/fox?refresh=true", {"doc": {"n": 9}}).body["result"] == "updated"
    assert found(api, "fox")[:2] == ["fox", "both"] or found(api, "fox")[:2] == ["both", "fox"]
    api.post("/notes/_update/fox?refresh=true", {"doc": {"text": "share share"}})
    assert found(api, "share")[0] == "fox"
    assert found(api, "fox")[0] == "both"
    script = {"script": {"source": "ctx._source.text = 'a river river'"}}
    api.post("/notes/_update/money?refresh=true", script)
    assert set(found(api, "river")[:2]) == {"river", "money"}
    api.post("/notes/_update/money?refresh=true", {"doc": {"text": None}})
    assert "money" not in found(api, "river")
    api.post("/notes/_update/new?refresh=true", {"doc": {"text": "bond"}, "doc_as_upsert": True})
    assert found(api, "bond")[0] == "new"


def test_the_log_has_the_vectors(api: Api, tmp_path: Path) -> None:
    make(api)
    fill(api, refresh=False)
    api.node.close()
    ASKED.clear()
    with served(tmp_path) as again:
        assert ASKED == []
        assert again.get("/notes/_doc/both").body["_source"] == NOTES["both"]
        assert found(again, "fox")[0] in ("fox", "both")
        assert {name for name, _ in search(again, {"exists": {"field": "text"}})} == {"fox", "river", "both", "money"}


def test_a_model_that_fails_does_so_for_the_documents_concerned(api: Api) -> None:
    make(api)
    bulk = '{"index":{"_id":"1"}}\n{"n":1}\n{"index":{"_id":"2"}}\n{"text":"unspeakable"}\n{"delete":{"_id":"3"}}\n'
    answer = api.post("/notes/_bulk", bulk).body
    first, second, third = (next(iter(item.values())) for item in answer["items"])
    assert (first["status"], second["status"], third["status"]) == (201, 503, 404)
    assert second["error"]["type"] == "inference_exception"
    assert second["error"]["reason"] == "Exception when running inference id [meaning] on field [text]"
    assert second["error"]["caused_by"] == {"type": "status_exception", "reason": "the model is gone"}


def test_an_endpoint_may_be_missing_until_a_text_comes(api: Api) -> None:
    assert api.put("/notes", {"mappings": {"properties": {"text": {**FIELD, "inference_id": "no"}}}}).status == 200
    assert api.put("/notes/_doc/1", {"n": 1}).status == 201
    assert api.put("/notes/_doc/2", {"text": "a"}).error == (
        404,
        "resource_not_found_exception",
        "Inference id [no] not found for field [text]",
    )
    assert api.put("/notes/_doc/3", {"text": " "}).status == 201


def test_texts_are_cut_as_the_field_says(api: Api) -> None:
    cut = {"strategy": "word", "max_chunk_size": 10, "overlap": 0}
    api.put("/notes", {"mappings": {"properties": {"text": {**FIELD, "chunking_settings": cut}}}})
    ASKED.clear()
    api.put("/notes/_doc/1", {"text": "fox " * 15})
    assert [len(piece.split()) for piece in ASKED[0]] == [10, 5]


def test_other_fields_may_feed_one(api: Api) -> None:
    properties = {
        "title": {"type": "text", "copy_to": "text", "fields": {"meaning": FIELD}},
        "deep": {"properties": {"text": FIELD}},
    }
    make(api, **properties)
    api.put("/notes/_doc/1?refresh=true", {"title": "a fox", "deep": {"text": "bond"}})
    api.put("/notes/_doc/2?refresh=true", {"title": "a river", "deep.text": "share"})
    for field, text, expected in (
        ("text", "fox", "1"),
        ("title.meaning", "river", "2"),
        ("deep.text", "bond", "1"),
        ("deep.text", "share", "2"),
    ):
        assert search(api, {"semantic": {"field": field, "query": text}})[0][0] == expected, field
    shown = api.get("/notes/_mapping").body["notes"]["mappings"]["properties"]
    assert shown["title"]["fields"]["meaning"] == {**FIELD, "model_settings": SETTINGS}
    assert shown["deep"]["properties"]["text"] == {**FIELD, "model_settings": SETTINGS}


def test_reindexed_documents_are_found(api: Api) -> None:
    make(api)
    fill(api)
    api.put("/copies", {"mappings": {"properties": {"text": FIELD}}})
    body = {"source": {"index": "notes"}, "dest": {"index": "copies"}}
    assert api.post("/_reindex?refresh=true", body).body["created"] == 5
    answer = api.post("/copies/_search", {"query": {"semantic": {"field": "text", "query": "share"}}})
    assert answer.body["hits"]["hits"][0]["_id"] == "money"
    assert api.post("/copies/_update_by_query?refresh=true").body["updated"] == 5
    answer = api.post("/copies/_search", {"query": {"match": {"text": "share"}}})
    assert answer.body["hits"]["hits"][0]["_id"] == "money"


def test_only_the_best_of_each_shard_are_hits(api: Api) -> None:
    make(api)
    lines = [line for i in range(30) for line in ({"index": {"_id": str(i)}}, {"text": "fox " * (i + 1)})]
    api.post("/notes/_bulk?refresh=true", b"\n".join(map(orjson.dumps, lines)).decode() + "\n")
    query = {"semantic": {"field": "text", "query": "fox"}}
    for size, hits in ((0, 10), (3, 10), (20, 20)):
        answer = api.post("/notes/_search", {"query": query, "size": size}).body
        assert answer["hits"]["total"]["value"] == hits
    api.delete("/notes/_doc/29?refresh=true")
    assert "29" not in found(api, "fox")


def test_what_is_refused(api: Api) -> None:
    def create(definition: dict[str, Any]) -> tuple[int, str, str]:
        return api.put("/other", {"mappings": {"properties": definition}}).error

    assert "[inference_id] is required" in create({"text": {"type": "semantic_text"}})[2]
    assert (
        "semantic_text field [a.text] cannot be nested"
        in create({"a": {"type": "nested", "properties": {"text": FIELD}}})[2]
    )
    make(api, plain={"type": "keyword"})
    fill(api)

    def fault(query: dict[str, Any]) -> str:
        answer = api.post("/notes/_search", {"query": query})
        assert answer.status == 400
        return str(answer.body["error"]["root_cause"][0]["reason"])

    assert fault({"semantic": {"field": "plain", "query": "a"}}) == (
        "Field [plain] of type [keyword] does not support semantic queries"
    )
    assert "Required [query]" in fault({"semantic": {"field": "text"}})
    assert "semantic_text fields do not support term query" in fault({"term": {"text": "fox"}})
    assert search(api, {"semantic": {"field": "plain", "query": "a", "lenient": True}}) == []
    assert search(api, {"semantic": {"field": "nowhere", "query": "a"}}) == []
    assert api.put("/notes/_doc/x", {"text": {"a": 1}}).status == 400
    assert api.put("/notes/_doc/x", {"text": "a", "_inference_fields": {"text": "AAAA"}}).status == 400
    assert api.put("/notes/_mapping", {"properties": {"text": {**FIELD, "inference_id": "other"}}}).status == 400
    caps = api.get("/notes/_field_caps?fields=text").body["fields"]["text"]["text"]
    assert (caps["searchable"], caps["aggregatable"]) == (True, False)
