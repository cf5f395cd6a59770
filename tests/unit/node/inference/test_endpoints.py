"""Inference endpoints through the REST API: functions of this process, and servers of others on a real socket."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from findling.inference.functions import register_function
from findling.inference.provider import RERANK, TEXT_EMBEDDING, InferenceRequest
from findling.security.keystore import Keystore
from tests.reference.api import Api

DIMS = 16
Answer = Callable[[dict[str, Any]], tuple[int, Any]]


def vector_of(text: str) -> list[float]:
    """A vector of the letters that a text has: texts of the same words are near."""
    counts = np.zeros(DIMS)
    for letter in text.lower():
        counts[ord(letter) % DIMS] += 1
    length = np.linalg.norm(counts)
    return (counts / length if length else counts).tolist()


def letters(request: InferenceRequest) -> Sequence[Any]:
    """A model that knows nothing but letters."""
    if request.task_type == TEXT_EMBEDDING:
        return [vector_of(text) for text in request.inputs]
    if request.task_type == RERANK:
        return [float(np.dot(vector_of(text), vector_of(request.query or ""))) for text in request.inputs]
    if request.task_type == "sparse_embedding":
        return [dict.fromkeys(text.split(), 1.5) for text in request.inputs]
    return [text.upper() for text in request.inputs]


# functions are known to the whole process: the golden directories have one that is called letters
FUNCTION = "letters of test_endpoints"
register_function(FUNCTION, letters)


class Peer:
    """A server that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.answers: list[Answer] = []
        self.url = ""


@contextmanager
def served() -> Iterator[Peer]:
    peer = Peer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            peer.asked.append((body, {name.lower(): value for name, value in self.headers.items()}))
            status, answer = peer.answers[min(len(peer.asked), len(peer.answers)) - 1](body)
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    peer.url = f"http://127.0.0.1:{server.server_port}/ask"
    try:
        yield peer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def peer() -> Iterator[Peer]:
    with served() as found:
        yield found


def function(task_type: str = TEXT_EMBEDDING) -> dict[str, Any]:
    return {"service": "function", "service_settings": {"function": FUNCTION}, "task_type": task_type}


def test_an_endpoint_comes_and_goes(api: Api) -> None:
    made = api.put("/_inference/text_embedding/mine", function())
    assert made.status == 200, made.text
    assert made.body == {
        "inference_id": "mine",
        "task_type": "text_embedding",
        "service": "function",
        "service_settings": {"function": FUNCTION, "similarity": "cosine", "dimensions": DIMS},
        "task_settings": {},
        "chunking_settings": {"strategy": "sentence", "max_chunk_size": 250, "sentence_overlap": 1},
    }
    assert api.get("/_inference/mine").body == {"endpoints": [made.body]}
    assert api.get("/_inference/text_embedding/_all").body == api.get("/_inference").body
    assert api.get("/_inference/rerank/_all").body == {"endpoints": []}
    again = api.put("/_inference/text_embedding/mine", function())
    assert (again.status, again.body["error"]["type"]) == (400, "resource_already_exists_exception")
    assert api.delete("/_inference/mine").body == {"acknowledged": True, "pipelines": []}
    gone = api.get("/_inference/mine")
    assert (gone.status, gone.body["error"]["reason"]) == (404, "Inference endpoint not found [mine]")


def test_each_task_has_its_answer(api: Api) -> None:
    for task_type in ("text_embedding", "sparse_embedding", "rerank", "completion"):
        assert api.put(f"/_inference/{task_type}/{task_type}", function(task_type)).status == 200
    vectors = api.post("/_inference/text_embedding", {"input": ["ab", "b"]}).body["text_embedding"]
    assert [entry["embedding"] for entry in vectors] == [vector_of("ab"), vector_of("b")]
    assert api.post("/_inference/sparse_embedding", {"input": "a b"}).body == {
        "sparse_embedding": [{"is_truncated": False, "embedding": {"a": 1.5, "b": 1.5}}]
    }
    assert api.post("/_inference/completion/completion", {"input": "say"}).body == {"completion": [{"result": "SAY"}]}
    asked = {"input": ["zzz", "fox", "fo"], "query": "fox", "top_n": 2, "return_documents": True}
    ranked = api.post("/_inference/rerank/rerank", asked).body["rerank"]
    assert [(entry["index"], entry["text"]) for entry in ranked] == [(1, "fox"), (2, "fo")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "missing the [service] setting"),
        ({"service": "nope", "service_settings": {}}, "Unknown service [nope]"),
        ({"service": "openai"}, "Missing required field [service_settings]"),
        ({"service": "openai", "service_settings": {}}, "does not contain the required setting [api_key]"),
        ({"service": "function", "service_settings": {"function": "os.system"}}, "No inference function [os.system]"),
        ({"service": "function", "service_settings": {"function": 5}}, "cannot be converted to a [String]"),
        ({"service": "function", "service_settings": {"function": FUNCTION, "x": 1}}, "unknown settings [{x=1}]"),
        ({**function(), "chunking_settings": {"strategy": "word", "overlap": 200}}, "[overlap] must be between"),
        ({**function(), "chunking_settings": {"strategy": "page"}}, "must be one of [none, sentence, word]"),
        (function("rerank"), "conflicting task_type"),
    ],
)
def test_refused_endpoints(api: Api, body: dict[str, Any], reason: str) -> None:
    answer = api.put("/_inference/text_embedding/refused", body)
    assert answer.status == 400, answer.text
    assert reason in answer.text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "Field [input] cannot be null"),
        ({"input": []}, "Field [input] cannot be an empty array"),
        ({"input": ["a"], "query": "b"}, "Field [query] cannot be specified for task type [text_embedding]"),
        ({"input": "a", "input_type": "dinner"}, "Field [input_type] must be one of"),
        ({"inputs": "a"}, "unknown field [inputs]"),
    ],
)
def test_refused_questions(api: Api, body: dict[str, Any], reason: str) -> None:
    api.put("/_inference/text_embedding/mine", function())
    answer = api.post("/_inference/mine", body)
    assert answer.status == 400, answer.text
    assert reason in answer.text
    assert api.post("/_inference/rerank/mine", {"input": "a"}).status == 400


def openai(peer: Peer, **settings: Any) -> dict[str, Any]:
    return {
        "service": "openai",
        "service_settings": {"api_key": "s3cret", "model_id": "m", "url": peer.url, **settings},
    }


def embedded(body: dict[str, Any]) -> tuple[int, Any]:
    data = [{"index": place, "embedding": vector_of(text)} for place, text in enumerate(body["input"])]
    return 200, {"data": data[::-1]}


def test_a_server_that_speaks_like_openai(api: Api, peer: Peer) -> None:
    peer.answers = [embedded]
    made = api.put("/_inference/text_embedding/far", openai(peer))
    assert made.status == 200, made.text
    assert "s3cret" not in made.text + api.get("/_inference").text + api.get("/_cluster/state").text
    assert made.body["service_settings"] == {
        "model_id": "m", "url": peer.url, "similarity": "dot_product", "dimensions": DIMS,
    }  # fmt: skip
    answer = api.post("/_inference/far", {"input": ["one", "two"], "task_settings": {"user": "u"}})
    assert [entry["embedding"] for entry in answer.body["text_embedding"]] == [vector_of("one"), vector_of("two")]
    body, headers = peer.asked[-1]
    assert body == {"input": ["one", "two"], "model": "m", "user": "u"}
    assert headers["authorization"] == "Bearer s3cret"
    # a key may change, and is what is sent from then on
    assert api.put("/_inference/far/_update", {"service_settings": {"api_key": "n3w"}}).status == 200
    api.post("/_inference/far", {"input": "one"})
    assert peer.asked[-1][1]["authorization"] == "Bearer n3w"


def test_a_server_that_fails_is_asked_again(api: Api, peer: Peer) -> None:
    peer.answers = [embedded, lambda body: (503, {"error": "busy"}), embedded]
    api.put("/_inference/text_embedding/far", openai(peer))
    assert api.post("/_inference/far", {"input": "x"}).status == 200
    assert len(peer.asked) == 3
    peer.answers = [lambda body: (401, {"error": "who are you"})]
    refused = api.post("/_inference/far", {"input": "x"})
    assert (refused.status, refused.body["error"]["type"]) == (401, "status_exception")
    assert "status [401]" in refused.body["error"]["reason"]
    assert "n3w" not in refused.text
    assert len(peer.asked) == 4
    peer.answers = [lambda body: (200, b"<html>")]
    assert api.post("/_inference/far", {"input": "x"}).status == 502
    peer.answers = [lambda body: (200, {"data": []})]
    assert "gave 0 results for 1 inputs" in api.post("/_inference/far", {"input": "x"}).text


def test_a_server_that_is_not_there(api: Api) -> None:
    with served() as peer:
        peer.answers = [embedded]
        assert api.put("/_inference/text_embedding/far", openai(peer)).status == 200
    answer = api.post("/_inference/far?timeout=50ms", {"input": "x"})
    assert answer.status in (503, 504)
    assert "far" in answer.text or "m" in answer.body["error"]["reason"]


def test_servers_that_speak_like_cohere_and_hugging_face(api: Api, peer: Peer) -> None:
    peer.answers = [lambda body: (200, {"embeddings": {"float": [vector_of(text) for text in body["texts"]]}})]
    settings = {"api_key": "k", "url": peer.url}
    assert api.put("/_inference/text_embedding/c", {"service": "cohere", "service_settings": settings}).status == 200
    api.post("/_inference/c", {"input": "x", "input_type": "search"})
    assert peer.asked[-1][0] == {"texts": ["x"], "input_type": "search_query", "embedding_types": ["float"]}
    assert api.put("/_inference/rerank/cr", {"service": "cohere", "service_settings": settings}).status == 200
    results = [{"index": 1, "relevance_score": 0.9}, {"index": 0, "relevance_score": 0.2}]
    peer.answers = [lambda body: (200, {"results": results})]
    ranked = api.post("/_inference/cr", {"input": ["a", "b"], "query": "q"}).body["rerank"]
    assert ranked == [{"index": 1, "relevance_score": 0.9}, {"index": 0, "relevance_score": 0.2}]
    peer.answers = [lambda body: (200, [vector_of(text) for text in body["inputs"]])]
    hugging = {"service": "hugging_face", "service_settings": settings}
    assert api.put("/_inference/text_embedding/h", hugging).status == 200
    peer.answers = [lambda body: (200, [{"index": 1, "score": 0.8}, {"index": 0, "score": 0.1}])]
    assert api.put("/_inference/rerank/hr", hugging).status == 200
    assert api.post("/_inference/hr", {"input": ["a", "b"], "query": "q"}).body["rerank"][0]["index"] == 1


def test_services_are_listed(api: Api) -> None:
    names = [service["service"] for service in api.get("/_inference/_services").body]
    assert names == ["cohere", "function", "hugging_face", "openai"]
    reranking = api.get("/_inference/_services/rerank").body
    assert [service["service"] for service in reranking] == ["cohere", "function", "hugging_face"]
    key = api.get("/_inference/_services/completion").body[0]["configurations"]["api_key"]
    assert (key["required"], key["sensitive"]) == (True, True)


@pytest.fixture
def texts(api: Api) -> Api:
    vector = {"type": "dense_vector", "dims": DIMS, "similarity": "cosine", "index_options": {"type": "flat"}}
    mapping = {"properties": {"text": {"type": "text"}, "v": vector}}
    assert api.put("/texts", {"settings": {"number_of_shards": 2}, "mappings": mapping}).status == 200
    for number, text in enumerate(["a red fox", "foxes", "an old dog", "xof"]):
        api.put(f"/texts/_doc/{number}?refresh=true", {"text": text, "v": vector_of(text)})
    assert api.put("/_inference/text_embedding/letters", function()).status == 200
    assert api.put("/_inference/rerank/judge", function("rerank")).status == 200
    return api


def test_vectors_of_texts_in_searches(texts: Api) -> None:
    builder = {"text_embedding": {"model_id": "letters", "model_text": "fox"}}
    near = {"field": "v", "k": 2, "num_candidates": 4}
    given = {"knn": {**near, "query_vector": vector_of("fox")}}
    built = {"knn": {**near, "query_vector_builder": builder}}
    expected = texts.post("/texts/_search", given).body["hits"]
    assert texts.post("/texts/_search", built).body["hits"] == expected
    for body in ({"query": built}, {"retriever": built}):
        assert texts.ids("/texts/_search", body)[:2] == [hit["_id"] for hit in expected["hits"]]
    missing = {"knn": {**near, "query_vector_builder": {"text_embedding": {"model_id": "no", "model_text": "x"}}}}
    assert "Inference endpoint not found [no]" in texts.post("/texts/_search", missing).text
    both = {"retriever": {"knn": {**near, "query_vector": [1.0] * DIMS, "query_vector_builder": builder}}}
    assert "only one of [query_vector] and [query_vector_builder]" in texts.post("/texts/_search", both).text


def test_weights_of_texts_in_searches(api: Api) -> None:
    api.put("/_inference/sparse_embedding/words", {"service": "function", "service_settings": {"function": FUNCTION}})
    api.put("/tokens", {"mappings": {"properties": {"w": {"type": "sparse_vector"}}}})
    api.put("/tokens/_doc/1?refresh=true", {"w": {"fox": 2.0, "red": 1.0}})
    given = {"sparse_vector": {"field": "w", "query_vector": {"red": 1.5, "fox": 1.5}}}
    asked = {"sparse_vector": {"field": "w", "inference_id": "words", "query": "red fox"}}
    expected = api.post("/tokens/_search", {"query": given}).body["hits"]
    assert expected["max_score"] == 4.5
    assert api.post("/tokens/_search", {"query": asked}).body["hits"] == expected
    missing = {"sparse_vector": {**asked["sparse_vector"], "inference_id": "no"}}
    assert api.post("/tokens/_search", {"query": missing}).status == 404


def test_lists_put_in_order_by_a_model(texts: Api) -> None:
    everything = {"standard": {"query": {"match_all": {}}}}
    reranker = {"retriever": everything, "field": "text", "inference_id": "judge", "inference_text": "fox"}
    hits = texts.post("/texts/_search", {"retriever": {"text_similarity_reranker": reranker}}).body["hits"]["hits"]
    expected = sorted(
        ((float(np.dot(vector_of(text), vector_of("fox"))), id_) for id_, text in
         (("0", "a red fox"), ("1", "foxes"), ("2", "an old dog"), ("3", "xof"))), reverse=True,
    )  # fmt: skip
    assert [hit["_id"] for hit in hits] == [id_ for _, id_ in expected]
    # scores of models may be below zero: those of hits are one more
    assert [hit["_score"] for hit in hits] == pytest.approx([score + 1 for score, _ in expected])
    least = {**reranker, "min_score": hits[1]["_score"]}
    assert len(texts.ids("/texts/_search", {"retriever": {"text_similarity_reranker": least}})) == 2
    gone = {"text_similarity_reranker": {**reranker, "inference_id": "gone"}}
    assert texts.post("/texts/_search", {"retriever": gone}).status == 404
    allowed = {"text_similarity_reranker": {**gone["text_similarity_reranker"], "allow_rerank_failures": True}}
    assert len(texts.ids("/texts/_search", {"retriever": allowed})) == 4


def test_lists_without_what_is_alike(texts: Api) -> None:
    texts.put("/texts/_doc/9?refresh=true", {"text": "fox", "v": vector_of("xof")})
    everything = {"knn": {"field": "v", "query_vector": vector_of("fox"), "k": 5, "num_candidates": 5}}
    mmr = {"type": "mmr", "field": "v", "lambda": 0.3, "size": 2, "retriever": everything}
    found = texts.ids("/texts/_search", {"retriever": {"diversify": mmr}})
    # of the two that are the same, one is enough
    assert len(found) == 2
    assert len({"3", "9"} & set(found)) == 1
    for change, fault in (({"lambda": 2}, "between 0.0 and 1.0"), ({"size": 0}, "greater than zero")):
        assert fault in texts.post("/texts/_search", {"retriever": {"diversify": {**mmr, **change}}}).text


def test_a_key_may_be_left_to_the_keystore(api: Api, peer: Peer) -> None:
    peer.answers = [lambda body: (200, {"data": [{"embedding": [1.0, 2.0]} for _ in body["input"]]})]
    settings = {"model_id": "m", "url": peer.url}
    body = {"service": "openai", "service_settings": settings}
    assert "required setting [api_key]" in api.put("/_inference/text_embedding/kept", body).text
    for key in ("first-key", "second-key"):
        Keystore(api.node.secrets.path, {"inference.openai.api_key": key.encode()}).save(None)
        assert api.post("/_nodes/reload_secure_settings").status == 200
        if key == "first-key":
            assert api.put("/_inference/text_embedding/kept", body).status == 200
        assert api.post("/_inference/text_embedding/kept", {"input": "a"}).status == 200
        assert peer.asked[-1][1]["authorization"] == f"Bearer {key}"
        assert key.encode() not in api.node.data.state_file.read_bytes()
