"""maxSimDotProduct and maxSimInvHamming: documents of several vectors, compared with several of a query."""

from typing import Any

import pytest

from tests.reference.api import Api

FLOATS = {"1": [[3, 0], [1, 1], [0, -1]], "2": [[0.5, 2]], "3": None}
BITS = {"1": [[1, -1], "0f00"], "2": ["ffff"]}


def index(api: Api, definition: dict[str, Any], documents: dict[str, Any]) -> None:
    api.put("/v", {"mappings": {"properties": {"v": {"type": "rank_vectors", **definition}}}})
    for key, vectors in documents.items():
        api.put(f"/v/_doc/{key}?refresh=true", {} if vectors is None else {"v": vectors})


def scores(api: Api, source: str, vectors: Any) -> dict[str, float]:
    script = {"source": source, "params": {"q": vectors}}
    query = {"script_score": {"query": {"exists": {"field": "v"}}, "script": script}}
    answer = api.post("/v/_search", {"query": query})
    assert answer.status == 200, answer.text
    return {hit["_id"]: hit["_score"] for hit in answer.body["hits"]["hits"]}


def fault(api: Api, source: str, vectors: Any) -> str:
    script = {"source": source, "params": {"q": vectors}}
    answer = api.post("/v/_search", {"query": {"script_score": {"query": {"match_all": {}}, "script": script}}})
    assert answer.status == 400, answer.text
    return str(answer.body["error"]["failed_shards"][0]["reason"]["caused_by"]["reason"])


def test_every_vector_of_the_query_counts_with_its_best(api: Api) -> None:
    index(api, {"dims": 2}, FLOATS)
    assert scores(api, "maxSimDotProduct(params.q, 'v')", [[1, 0], [0, 2]]) == {"1": 5.0, "2": 4.5}


def test_bits(api: Api) -> None:
    index(api, {"element_type": "bit", "dims": 16}, BITS)
    # 0001: one bit in common with 01ff and with ffff; f000: none, none with 0f00, four with ffff
    assert scores(api, "maxSimDotProduct(params.q, 'v')", ["0001", "f000"]) == {"1": 1.0, "2": 5.0}
    numbers = [[0.5] * 8 + [1.0] * 8]
    assert scores(api, "maxSimDotProduct(params.q, 'v')", numbers) == {"1": 8.5, "2": 12.0}
    assert scores(api, "maxSimInvHamming(params.q, 'v')", ["01ff", "0f00"]) == {"1": 2.0, "2": 9 / 16 + 4 / 16}


@pytest.mark.parametrize(
    ("vectors", "reason"),
    [
        ([[1, 2], [1]], "inconsistent number of dimensions"),
        ([], "The query vector is empty."),
        ([[1, 2, 3]], "different number of dimensions [3] than the document vectors [2]"),
        ("x", "Unsupported input object for float vectors"),
        ([[1, 2]], "A document doesn't have a value for a multi-vector field!"),
    ],
)
def test_what_cannot_be_compared(api: Api, vectors: Any, reason: str) -> None:
    index(api, {"dims": 2}, FLOATS)
    assert reason in fault(api, "maxSimDotProduct(params.q, 'v')", vectors)


def test_floats_have_no_bits(api: Api) -> None:
    index(api, {"dims": 2}, FLOATS)
    assert "only supported for byte or bit vectors" in fault(api, "maxSimInvHamming(params.q, 'v')", [[1, 2]])


def test_a_vector_of_the_request_is_read_once_others_for_each_document(api: Api) -> None:
    """What a script changes in its parameter is not seen afterwards in a segment; a vector made anew is."""
    index(api, {"dims": 2}, {})
    for key in ("1", "2"):
        api.put(f"/v/_doc/{key}", {"v": [[1, 0]], "n": int(key)})
    api.post("/v/_refresh")
    changing = "double s = maxSimDotProduct(params.q, 'v'); params.q[0][0] = 7.0; return s"
    assert scores(api, changing, [[2, 0]]) == {"1": 2.0, "2": 2.0}
    made_anew = "double n = doc['n'].value; return maxSimDotProduct([[n, 0]], 'v')"
    assert scores(api, made_anew, None) == {"1": 1.0, "2": 2.0}
