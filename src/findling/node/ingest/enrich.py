"""Policies to enrich documents: kept, and carried out, which makes an index that the processor `enrich` asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from findling.base.errors import (
    IllegalArgumentError,
    IllegalStateError,
    ResourceAlreadyExistsError,
    ResourceNotFoundError,
    XContentParseError,
)
from findling.base.json_values import json_text
from findling.base.object_parser import OBJECT, STRING, STRINGS, Member, parse_object
from findling.base.wildcards import matches
from findling.cluster.access import under
from findling.cluster.enrich_policies import PREFIX, enrich_policies, with_policies
from findling.cluster.index_names import name_fault
from findling.cluster.ingest_pipelines import ingest_pipelines
from findling.cluster.name_resolution import IndicesOptions, resolve_names
from findling.cluster.state import ClusterState
from findling.ingest.enrich import GEO_MATCH, KINDS, RANGE, EnrichIndex, Sources
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.by_query.reindex import reindex
from findling.node.by_query.reindex_request import parse_reindex
from findling.node.indices.create_index import create_index, parse_create_body
from findling.node.indices.delete_index import delete_index
from findling.node.search.search import SearchCall, search
from findling.node.services.node import Node
from findling.node.services.tasks import Task

_MEMBERS: Final = {
    "indices": Member(STRINGS),
    "match_field": Member(STRING),
    "enrich_fields": Member(STRINGS),
    "query": Member(OBJECT),
    "name": Member(STRING),
    "elasticsearch_version": Member(STRING),
}
_RANGES: Final = ("integer_range", "float_range", "long_range", "double_range", "date_range", "ip_range")


def put_policy(node: Node, name: str, body: Mapping[str, Any]) -> dict[str, bool]:
    """Keeps a policy. Raises what is wrong with it."""
    kind, policy = parse_policy(body)
    fault = name_fault(name)
    if fault is not None or name != name.lower():
        raise IllegalArgumentError(f"Invalid policy name [{name}], {fault or 'must be lowercase'}")
    for index in resolve_names(node.cluster.state, policy["indices"], IndicesOptions(), node.clock.now_ms()):
        mapping = node.indices.get(index).mapping
        for field in (policy["match_field"], *policy["enrich_fields"]):
            if mapping.field(field) is None and field not in _objects(mapping.to_json()):
                raise IllegalArgumentError(f"Could not traverse mapping to field [{field}]. "
                                           f"The [{field}] field was not found in index [{index.name}]")  # fmt: skip

    def change(state: ClusterState) -> ClusterState:
        if name in enrich_policies(state):
            raise ResourceAlreadyExistsError(f"policy [{name}] already exists")
        return with_policies(state, {**enrich_policies(state), name: {"kind": kind, "body": policy}})

    node.cluster.change(change)
    return {"acknowledged": True}


def _objects(mapping: Mapping[str, Any], before: str = "") -> set[str]:
    found = set()
    for name, field in (mapping.get("properties") or {}).items():
        if "properties" in field:
            found |= {before + name, *_objects(field, f"{before}{name}.")}
    return found


def parse_policy(body: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Returns the kind of a policy and its members. Raises IllegalArgumentError, XContentParseError."""
    if len(body) != 1:
        raise IllegalArgumentError("unexpected number of policy types" if body else "policy is missing")
    kind, given = next(iter(body.items()))
    if kind not in KINDS:
        raise IllegalArgumentError(f"unsupported policy type [{kind}], supported types are [{', '.join(KINDS)}]")
    if not isinstance(given, Mapping):
        raise XContentParseError("[1:1] unexpected token")
    policy = parse_object("policy", given, _MEMBERS)
    missing = [name for name in ("indices", "match_field", "enrich_fields") if not policy.get(name)]
    if missing:
        raise IllegalArgumentError(f"Required [{', '.join(missing)}]")
    for name in ("indices", "enrich_fields"):
        policy[name] = [policy[name]] if isinstance(policy[name], str) else list(policy[name])
    return kind, {key: value for key, value in policy.items() if key not in ("name", "elasticsearch_version")}


def get_policies(node: Node, names: list[str]) -> dict[str, Any]:
    """Returns the policies of some names that there are; all for none."""
    policies = enrich_policies(node.cluster.state)
    wanted = sorted(policies) if not names else [name for name in names if name in policies]
    shown = [{"config": {policies[name]["kind"]: {"name": name, **policies[name]["body"]}}} for name in wanted]
    return {"policies": shown}


def delete_policy(node: Node, name: str) -> dict[str, bool]:
    """Deletes a policy and what it made. Raises ResourceNotFoundError, IllegalArgumentError while it is in use."""
    if name not in enrich_policies(node.cluster.state):
        raise ResourceNotFoundError(f"policy [{name}] not found")
    users = [key for key, body in ingest_pipelines(node.cluster.state).items() if _uses(body, name)]
    if users:
        raise IllegalArgumentError(
            f"Could not delete policy [{name}] because a pipeline is referencing it [{', '.join(users)}]"
        )
    _delete_indices(node, name, None)
    node.cluster.change(
        lambda state: with_policies(state, {key: each for key, each in enrich_policies(state).items() if key != name})
    )
    return {"acknowledged": True}


def _uses(body: Any, name: str) -> bool:
    """Whether a pipeline has a processor that uses a policy."""
    if isinstance(body, Mapping):
        own = isinstance(body.get("enrich"), Mapping) and body["enrich"].get("policy_name") == name
        return own or any(_uses(entry, name) for entry in body.values())
    return isinstance(body, list) and any(_uses(entry, name) for entry in body)


def execute_policy(node: Node, name: str, task: Task) -> dict[str, Any]:
    """Makes the index of a policy anew of the documents that there are now."""
    policy = enrich_policies(node.cluster.state).get(name)
    if policy is None:
        raise ResourceNotFoundError(f"policy [{name}] does not exist")
    body, now_ms = policy["body"], node.clock.now_ms()
    sources = resolve_names(node.cluster.state, body["indices"], IndicesOptions(), now_ms)
    newest = _indices(node.cluster.state, name)
    if newest:
        now_ms = max(now_ms, 1 + int(newest[-1].rpartition("-")[2]))
    index = f"{PREFIX}{name}-{now_ms}"
    with under(None):
        mappings = [node.indices.get(each).mapping for each in sources]
        create_index(node, index, parse_create_body(_index_body(policy, mappings)))
        copied = reindex(node, parse_reindex(_copy_body(body, index), {"refresh": "true"}), task)
        if copied["failures"]:
            delete_index(node, index)
            raise IllegalStateError(f"Encountered bulk failures during policy execution of [{name}]")
        _delete_indices(node, name, index)
    return {"status": {"phase": "COMPLETE"}}


def _copy_body(body: Mapping[str, Any], index: str) -> dict[str, Any]:
    """Returns the request that copies the fields which a policy wants; documents get ids of their own."""
    wanted: list[Any] = [{"exists": {"field": body["match_field"]}}]
    if body.get("query"):
        wanted.append(body["query"])
    fields = [body["match_field"], *body["enrich_fields"]]
    return {
        "source": {"index": body["indices"], "query": {"bool": {"filter": wanted}}, "_source": fields},
        "dest": {"index": index, "op_type": "create"},
        "script": {"source": "ctx._id = null"},
    }


def _index_body(policy: Mapping[str, Any], mappings: Sequence[IndexMapping]) -> dict[str, Any]:
    field = policy["body"]["match_field"]
    definition: dict[str, Any] = {"type": "keyword", "doc_values": False}
    if policy["kind"] == GEO_MATCH:
        definition = {"type": "geo_shape"}
    elif policy["kind"] == RANGE:
        kinds = [found.type_name for found in (mapping.field(field) for mapping in mappings) if found is not None]
        definition = {"type": next((kind for kind in kinds if kind in _RANGES), "long_range")}
    properties: dict[str, Any] = definition
    for part in reversed(field.split(".")):
        properties = {"properties": {part: properties}}
    return {
        "settings": {"index.hidden": True, "index.number_of_replicas": 0},
        "mappings": {"dynamic": False, **properties},
    }


def _indices(state: ClusterState, name: str) -> list[str]:
    """Returns the indices that a policy made, the newest last."""
    return sorted(
        index for index in state.indices
        if matches(f"{PREFIX}{name}-*", index) and index[len(PREFIX) + len(name) + 1 :].isdecimal()
    )  # fmt: skip


def _delete_indices(node: Node, name: str, but: str | None) -> None:
    for index in _indices(node.cluster.state, name):
        if index != but:
            delete_index(node, index)


def enrich_index(node: Node, name: str) -> EnrichIndex | None:
    """Returns what a policy has made last, None if that is nothing."""
    policy = enrich_policies(node.cluster.state).get(name)
    made = _indices(node.cluster.state, name)
    if policy is None or not made:
        return None

    def find(query: Mapping[str, Any], most: int) -> Sources:
        asked = {"query": {"constant_score": {"filter": query}}, "size": most, "track_total_hits": False}
        with under(None):
            return [
                dict(orjson.loads(json_text(hit["_source"])))
                for hit in search(node, SearchCall([made[-1]], asked))["hits"]["hits"]
            ]

    return EnrichIndex(policy["kind"], policy["body"]["match_field"], find)


def serve_policies(node: Node) -> None:
    """Lets the processors of a node find what policies have made."""
    node.ingest.services.policy = lambda name: enrich_index(node, name)


def stats(node: Node) -> dict[str, Any]:
    """Returns what is going on: policies are carried out while their request waits."""
    own = {"node_id": node.id, "queue_size": 0, "remote_requests_current": 0, "remote_requests_total": 0,
           "executed_searches_total": 0}  # fmt: skip
    cache = {"node_id": node.id, "count": 0, "hits": 0, "hits_time_in_millis": 0, "misses": 0,
             "misses_time_in_millis": 0, "evictions": 0, "size_in_bytes": 0}  # fmt: skip
    return {"executing_policies": [], "coordinator_stats": [own], "cache_stats": [cache]}
