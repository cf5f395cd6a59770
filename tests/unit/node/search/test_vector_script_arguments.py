"""What scripts refuse as a vector of the request; classes and messages are those of Elasticsearch 9.1."""

import json
from typing import Any

import pytest

from tests.reference.api import Answer, Api

FLOATS, BYTES, BITS = "l2norm(params.q, 'vf')", "hamming(params.q, 'vb')", "dotProduct(params.q, 'bit')"
OF_A_LIST = 'because the return value of "java.util.List.get(int)" is null'
NO_NUMBER = (
    "class {name} cannot be cast to class java.lang.Number ({name} and java.lang.Number are in module java.base of "
    "loader 'bootstrap')"
)


@pytest.fixture
def vectors(api: Api) -> Api:
    vector = {"type": "dense_vector", "dims": 3, "index": False}
    properties = {
        "vf": vector,
        "vb": {**vector, "element_type": "byte"},
        "bit": {**vector, "element_type": "bit", "dims": 24},
    }
    api.put("/vectors", {"mappings": {"properties": properties}})
    api.put("/vectors/_doc/1?refresh=true", {"vf": [1, 2, 3], "vb": [1, 2, 3], "bit": [1, 2, 3]})
    return api


def scored(api: Api, source: str, given: Any) -> Answer:
    script = {"source": source, "params": {"q": given}}
    body = {"query": {"script_score": {"query": {"match_all": {}}, "script": script}}}
    return api.call("POST", "/vectors/_search", json.dumps(body).encode(), {"content-type": "application/json"})


@pytest.mark.parametrize(
    ("source", "given", "kind", "reason"),
    [
        (FLOATS, [1, 0.5, "x"], "class_cast_exception", NO_NUMBER.format(name="java.lang.String")),
        (FLOATS, [1, True, 2], "class_cast_exception", NO_NUMBER.format(name="java.lang.Boolean")),
        (BYTES, [1, [2], 3], "class_cast_exception", NO_NUMBER.format(name="java.util.ArrayList")),
        (BITS, [1, {}, 2], "class_cast_exception", NO_NUMBER.format(name="java.util.HashMap")),
        (BYTES, [1, None, 2], "null_pointer_exception", OF_A_LIST),
        (BITS, [1, None, 2], "null_pointer_exception", 'because "number" is null'),
        (FLOATS, None, "null_pointer_exception", 'Cannot invoke "Object.getClass()" because "queryVector" is null'),
        (FLOATS, [{}], "illegal_argument_exception", "of dimensions [1] than the document vectors [3]."),
        (FLOATS, "010203", "illegal_argument_exception", "input object for float vectors: java.lang.String"),
        (BYTES, {"a": 1}, "illegal_argument_exception", "input object for byte vectors: java.util.HashMap"),
        (BITS, True, "illegal_argument_exception", "Unsupported input object for bit vectors: java.lang.Boolean"),
        (BYTES, "50%", "illegal_argument_exception", "string length not even: 3"),
        (BYTES, "0g", "number_format_exception", 'not a hexadecimal digit: "g" = 103'),
        (BYTES, "01 203", "number_format_exception", 'not a hexadecimal digit: " " = 32'),
        (BYTES, "0102", "illegal_argument_exception", "vector dimensions differ: 2!=3"),
        (BYTES, "", "illegal_argument_exception", "vector dimensions differ: 0!=3"),
    ],
)
def test_faults(vectors: Api, source: str, given: Any, kind: str, reason: str) -> None:
    answer = scored(vectors, source, given)
    (failure,) = answer.body["error"]["failed_shards"]
    cause = failure["reason"]["caused_by"]
    assert (answer.status, cause["type"]) == (400, kind)
    assert cause["reason"].endswith(reason)


def test_a_number_beyond_all_floats_is_infinite(vectors: Api) -> None:
    answer = scored(vectors, "l2norm(params.q, 'vf') > 1e30 ? 1 : 0", [10**300, 1, 1])
    assert answer.body["hits"]["hits"][0]["_score"] == 1.0
