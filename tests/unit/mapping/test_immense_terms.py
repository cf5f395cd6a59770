"""Terms of analysed texts that no index takes: faults of the document, found after all its values are parsed."""

import json
from typing import Any

from tests.reference.api import Api

GREATEST = "a" * 32_766
IMMENSE = GREATEST + "a"
REASON = (
    'Document contains at least one immense term in field="{field}" (whose UTF8 encoding is longer than the max length '
    "32766), all of which were skipped.  Please correct the analyzer to not produce such terms.  The prefix of the "
    "first immense term is: '[" + ", ".join(["97"] * 30) + "]...', original message: {length}"
)
LENGTH = "bytes can be at most 32766 in length; got 32767"


def _make(api: Api) -> None:
    whole = {"type": "text", "analyzer": "keyword"}
    number = {"type": "integer", "ignore_malformed": True, "fields": {"t": whole}}
    properties = {"k": {"type": "keyword"}, "n": {"type": "long"}, "t": whole, "i": number}
    assert api.put("/limits", {"mappings": {"properties": properties}}).status == 200


def _error(field: str) -> dict[str, Any]:
    reason = REASON.format(field=field, length=LENGTH)
    cause = {"type": "max_bytes_length_exceeded_exception", "reason": LENGTH}
    return {"type": "illegal_argument_exception", "reason": reason, "caused_by": cause}


def test_the_error_is_that_of_the_document(api: Api) -> None:
    _make(api)
    assert api.put("/limits/_doc/1", {"t": GREATEST}).status == 201
    answer = api.put("/limits/_doc/2", {"t": ["fox", IMMENSE]})
    assert answer.status == 400
    assert {key: answer.body["error"][key] for key in ("type", "reason", "caused_by")} == _error("t")


def test_of_a_multi_field(api: Api) -> None:
    _make(api)
    assert api.put("/limits/_doc/2", {"i": IMMENSE}).body["error"]["reason"] == _error("i.t")["reason"]


def test_a_value_that_cannot_be_parsed_is_told_first(api: Api) -> None:
    _make(api)
    assert api.put("/limits/_doc/2", {"t": IMMENSE, "n": "many"}).error[1] == "document_parsing_exception"


def test_nothing_of_the_document_is_indexed(api: Api) -> None:
    _make(api)
    lines = [{"index": {"_id": "1"}}, {"t": "ok"}, {"index": {"_id": "2"}}, {"k": "half", "t": IMMENSE}]
    lines += [{"update": {"_id": "1"}}, {"doc": {"t": IMMENSE}}]
    body = "".join(json.dumps(line) + "\n" for line in lines).encode()
    answer = api.call("POST", "/limits/_bulk?refresh=true", body, {"content-type": "application/x-ndjson"})
    first, second, third = answer.body["items"]
    assert first["index"]["status"] == 201
    assert (second["index"]["status"], second["index"]["error"]) == (400, _error("t"))
    assert third["update"]["error"]["type"] == "illegal_argument_exception"
    assert api.post("/limits/_search", {"query": {"term": {"k": "half"}}}).body["hits"]["total"]["value"] == 0
    assert api.get("/limits/_doc/1").body["_source"] == {"t": "ok"}
