"""Puts documents into an index of any of the servers, so that all of them score alike."""

import json
from collections.abc import Mapping
from typing import Any

from tools.oracle.client import Server

Json = dict[str, Any]


def fill(server: Server, index: str, corpus: Mapping[str, Any]) -> None:
    """Creates an index of one shard and one segment; corpus: settings, mappings, documents by id, routing of some."""
    server.call("DELETE", f"/{index}")
    settings = {**corpus.get("settings", {}), "number_of_shards": 1, "number_of_replicas": 0}
    mappings = corpus["mappings"]
    if server.name == "opensearch":
        settings, mappings = as_elasticsearch(settings, mappings)
    _succeed(server.call("PUT", f"/{index}", {"settings": settings, "mappings": mappings}))
    lines: list[str] = []
    routing = corpus.get("routing", {})
    for number, document in corpus["documents"].items():
        action = {"_id": number, **({"routing": routing[number]} if number in routing else {})}
        lines += [json.dumps({"index": action}), json.dumps(document)]
    if lines:
        answer = _succeed(server.call("POST", f"/{index}/_bulk", "\n".join(lines) + "\n"))
        assert not answer["errors"], answer
    _succeed(server.call("POST", f"/{index}/_forcemerge?max_num_segments=1"))
    _succeed(server.call("POST", f"/{index}/_refresh"))


def remove(server: Server, index: str) -> None:
    server.call("DELETE", f"/{index}")


def as_elasticsearch(settings: Json, mappings: Json) -> tuple[Json, Json]:
    """Returns settings and mappings by which OpenSearch 3 scores as Elasticsearch does.

    It dropped the factor k1 + 1 of BM25, and keyword fields score a constant unless told.
    """
    return {"index.similarity.default.type": "LegacyBM25", **settings}, scored_keywords(mappings)


def scored_keywords(mapping: Any) -> Any:
    """Returns a mapping whose keyword fields have scores."""
    if isinstance(mapping, list):
        return [scored_keywords(entry) for entry in mapping]
    if not isinstance(mapping, dict):
        return mapping
    changed = {name: scored_keywords(entry) for name, entry in mapping.items()}
    return {**changed, "use_similarity": True} if changed.get("type") == "keyword" else changed


def _succeed(answer: tuple[int, Any]) -> Any:
    status, body = answer
    assert status < 300, body
    return body
