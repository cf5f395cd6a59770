"""Fills a node with everything: documents in merged and unmerged segments, some deleted, some only in the log."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from findling.codec.stored import source_merge
from findling.inference.functions import register_function
from findling.inference.provider import InferenceRequest
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from findling.security.roles.parse import parse_role
from tests.reference.api import Api, bulk_lines
from tests.reference.every_kind import documents, mappings

PASSWORD: Final = "a-password"


def letters(request: InferenceRequest) -> list[list[float]]:
    """Vectors of texts, for want of a model: how often some letters are in them."""
    return [[1.0 + text.count(letter) for letter in "aeo"] for text in request.inputs]


register_function("letters", letters)


def fill_directory(data: Path, graph: bool = True) -> None:
    """Fills a new data directory, users, roles and tokens included. graph: also with many vectors"""
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2, security=True)) as node:
        _write_security(node)
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2)) as node:
        fill(node, graph)


def fill(node: Node, graph: bool = True) -> None:
    """Fills a node that has no indices yet."""
    api = Api(node)
    _put(
        api, "/_inference/text_embedding/letters", {"service": "function", "service_settings": {"function": "letters"}}
    )
    for name, body in mappings.INDICES.items():
        _put(api, f"/{name}", body)
    _write_documents(api)
    _write_packed(api)
    if graph:
        _write_graph(api)
    _write_metadata(api)
    _write_async_search(api)


def _write_documents(api: Api) -> None:
    everything = documents.kinds()
    routing = dict.fromkeys(everything, "r")  # children are where their parents are
    halves = [dict(list(everything.items())[part::2]) for part in (0, 1)]
    for half in halves:
        _bulk(api, bulk_lines("kinds", half, routing))
        _post(api, "/kinds/_refresh")
    _post(api, "/kinds/_forcemerge?max_num_segments=1")
    _bulk(api, bulk_lines("kinds", {f"late-{n}": {"text": documents.words(n, 5), "integer": n} for n in range(20)}))
    _post(api, "/kinds/_refresh")
    others = {"sorted": documents.scores(), "synthetic": documents.stored_fields(), "meaning": documents.meanings()}
    for index, found in others.items():
        _bulk(api, bulk_lines(index, found))
    for doc_id in ("doc-4", "doc-9", "doc-40"):
        _ok(api.delete(f"/kinds/_doc/{doc_id}?routing=r"))
    _post(api, "/kinds,sorted,synthetic,meaning/_flush")
    _bulk(
        api, bulk_lines("kinds", {"logged-1": {"text": "only in the log", "integer": 7}, "late-3": {"text": "again"}})
    )


def _write_packed(api: Api) -> None:
    """Writes documents with made-up ids; sources that are few get a dictionary as many would."""
    half = len(documents.messages()) // 2
    for part in (documents.messages()[:half], documents.messages()[half:]):
        lines = [line for document in part for line in (b'{"create":{"_index":"packed"}}', orjson.dumps(document))]
        _bulk(api, b"\n".join(lines).decode() + "\n")
        _post(api, "/packed/_refresh")
    worth, source_merge._WORTH_A_DICTIONARY = source_merge._WORTH_A_DICTIONARY, 0
    try:
        _post(api, "/packed/_forcemerge?max_num_segments=1")
    finally:
        source_merge._WORTH_A_DICTIONARY = worth
    _post(api, "/packed/_flush")


def _write_graph(api: Api) -> None:
    _put(api, "/graph", mappings.GRAPH)
    half = mappings.GRAPH_ROWS // 2
    for numbers in (range(half), range(half, mappings.GRAPH_ROWS)):
        _bulk(api, bulk_lines("graph", {str(n): documents.near(n) for n in numbers}))
        _post(api, "/graph/_refresh")
    _post(api, "/graph/_forcemerge?max_num_segments=1")
    _post(api, "/graph/_flush")


METADATA: Final[dict[str, Mapping[str, Any]]] = {
    "/_index_template/logs": {"index_patterns": ["logs-*"], "priority": 5, "composed_of": ["base"]},
    "/_component_template/base": {"template": {"mappings": {"properties": {"level": {"type": "keyword"}}}}},
    "/_scripts/double": {"script": {"lang": "painless", "source": "return params.n * 2"}},
    "/_scripts/by-word": {"script": {"lang": "mustache", "source": {"query": {"match": {"text": "{{word}}"}}}}},
    "/_search/pipeline/few": {"request_processors": [{"oversample": {"sample_factor": 2}}]},
    "/_query_rules/rules": {
        "rules": [
            {
                "rule_id": "1",
                "type": "pinned",
                "criteria": [{"type": "exact", "metadata": "q", "values": ["fox"]}],
                "actions": {"ids": ["doc-1"]},
            }
        ]
    },
    "/_synonyms/animals": {"synonyms_set": [{"id": "1", "synonyms": "fox, reynard"}]},
    "/_cluster/settings": {"persistent": {"search.default_search_timeout": "50s"}},
}


def _write_metadata(api: Api) -> None:
    for path in sorted(METADATA):
        _put(api, path, METADATA[path])
    aliases = [{"add": {"index": "kinds", "alias": "some", "filter": {"term": {"tags": "tag1"}}}}]
    _ok(api.post("/_aliases", {"actions": aliases}))


def _write_async_search(api: Api) -> None:
    body = {"query": {"match": {"text": "fox"}}, "size": 3}
    _ok(api.post("/kinds/_async_search?keep_on_completion=true&keep_alive=400d&wait_for_completion_timeout=10s", body))


def _write_security(node: Node) -> None:
    security = node.security
    assert security is not None
    security.users.bootstrap(PASSWORD)
    for name in ("anna", "otto"):
        security.users.put(User(name, ("readers",), full_name=name.title()), f"{name}-password", None)
    role = {
        "cluster": ["monitor"],
        "indices": [{"names": ["kinds"], "privileges": ["read"], "query": '{"match_all":{}}'}],
    }
    security.roles.put(parse_role("readers", role))
    security.services.create("elastic/kibana", "token")


def _put(api: Api, target: str, body: Mapping[str, Any]) -> None:
    _ok(api.put(target, body))


def _post(api: Api, target: str) -> None:
    _ok(api.post(target))


def _bulk(api: Api, lines: str) -> None:
    answer = api.post("/_bulk", lines)
    _ok(answer)
    assert not answer.body["errors"], answer.text[:2000]


def _ok(answer: Any) -> None:
    assert answer.status < 300, answer.text[:2000]
