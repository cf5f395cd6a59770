"""What score scripts compute of vectors of bits; numbers and messages are those of Elasticsearch 9.1."""

import pytest

from tests.reference.api import Api

COUNTING = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]"


@pytest.fixture
def bits(api: Api) -> Api:
    vector = {"type": "dense_vector", "element_type": "bit", "dims": 16, "index": False}
    api.put("/bits", {"mappings": {"properties": {"v": vector}}})
    api.put("/bits/_doc/1?refresh=true", {"v": [5, -127]})
    return api


def search(api: Api, source: str):
    script = {"script_score": {"query": {"match_all": {}}, "script": {"source": source}}}
    return api.post("/bits/_search", {"query": script}).body


@pytest.mark.parametrize(
    ("source", "score"),
    [
        ("dotProduct([5, -1], 'v')", 4.0),
        ("dotProduct('05ff', 'v')", 4.0),
        (f"dotProduct({COUNTING}, 'v')", 39.0),
        ("dotProduct([0.5, 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 'v')", 4.0),
        ("l1norm([5, -1], 'v')", 6.0),
        ("l2norm([5, -1], 'v')", 2.4494898),
        ("hamming('05ff', 'v')", 6.0),
    ],
)
def test_scores(bits: Api, source: str, score: float) -> None:
    assert search(bits, source)["hits"]["hits"][0]["_score"] == score


WRONG = "The query vector has an incorrect number of dimensions. Must be "
OTHER = "The query vector has a different number of dimensions [128] than the document vectors [16]."


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("cosineSimilarity([5, -1], 'v')", "cosineSimilarity is not supported for bit vectors."),
        (f"cosineSimilarity({COUNTING}, 'v')", OTHER),
        (f"l1norm({COUNTING}, 'v')", OTHER),
        ("dotProduct([0.5, 1.5], 'v')", WRONG + "[16] for float wise operations: provided [2]."),
        ("dotProduct([5], 'v')", WRONG + "[2] for bitwise operations, or [16] for byte wise operations: provided [1]."),
    ],
)
def test_what_fails(bits: Api, source: str, reason: str) -> None:
    cause = search(bits, source)["error"]["failed_shards"][0]["reason"]["caused_by"]
    assert cause["reason"] == reason
