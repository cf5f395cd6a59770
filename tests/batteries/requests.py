"""The searches that follow from a feature's examples: what the judges are asked, and what is compared of answers."""

import copy
from typing import Any

from tests.batteries.features import Feature, Json

INDEX = "oracle-battery"  # as in terms lookups of the examples
PAGE = 50
UNKNOWN = "no_such_parameter"


def query_body(query: Any) -> Json:
    return {"query": query, "size": PAGE, "_source": False}


def aggs_body(aggs: Json, query: Any = None) -> Json:
    return {"size": 0, **({} if query is None else {"query": query}), "aggs": aggs}


def requests(feature: Feature) -> dict[str, Json]:
    """Returns the bodies of searches by label."""
    found: dict[str, Json] = {}
    for number, example in enumerate(feature.examples):
        found |= _of_example(feature, example, str(number))
    for number, refused in enumerate(feature.spec.get("refused", [])):
        found[f"refused {number}"] = _body(feature, refused)
    if "only_a_query" not in feature.spec:
        found["unknown parameter"] = _body(feature, with_parameter(feature, feature.examples[0], UNKNOWN, 1))
    return found


def _of_example(feature: Feature, example: Json, label: str) -> dict[str, Json]:
    if feature.kind == "queries":
        return {label: query_body(example)}
    aggs = feature.in_place(example)
    found = {label: aggs_body(aggs), f"{label} over nothing": aggs_body(aggs, {"match_none": {}})}
    if "nested_alone" not in feature.spec:
        found[f"{label} below terms"] = aggs_body({"t": {"terms": {"field": "tag"}, "aggs": aggs}})
    return found


def _body(feature: Feature, example: Json) -> Json:
    return query_body(example) if feature.kind == "queries" else aggs_body(feature.in_place(example))


def takes_parameters(feature: Feature, example: Json) -> bool:
    """Whether an example is written out, so that parameters can be added to it."""
    return not feature.spec.get("field_named") or isinstance(next(iter(example[feature.name].values())), dict)


def with_parameter(feature: Feature, example: Json, name: str, value: Any) -> Json:
    """Returns a copy of an example with one more parameter."""
    changed = copy.deepcopy(example)
    body = changed[feature.name]
    if feature.spec.get("field_named"):
        body = next(iter(body.values()))
    body[name] = value
    return changed


def outcome(status: int, answer: Json) -> Json:
    """Returns what is compared of an answer: status and type of an error; else hits, scores, aggregations."""
    if status >= 400:
        error = answer["error"]
        if isinstance(error, dict) and error.get("type") == "search_phase_execution_exception":
            error = (error.get("root_cause") or [error])[0]
        return {"status": status, "type": error.get("type") if isinstance(error, dict) else error}
    failures = answer.get("_shards", {}).get("failures")
    if failures:
        return {"status": status, "failed": failures[0]["reason"]["type"]}
    hits = answer["hits"]
    found: Json = {"status": status, "total": hits.get("total"), "max_score": hits.get("max_score")}
    found["hits"] = [hit_outcome(hit) for hit in hits["hits"]]
    if "aggregations" in answer:
        found["aggregations"] = shown(answer["aggregations"])
    return found


KEPT = ("_id", "_score", "sort", "fields", "highlight", "matched_queries", "_source", "_nested")


def hit_outcome(hit: Json) -> Json:
    found = {name: hit[name] for name in KEPT if name in hit}
    if "inner_hits" in hit:
        found["inner_hits"] = shown(hit["inner_hits"])
    return found


DROPPED = ("_index", "_version", "_seq_no", "_primary_term", "_shard", "_node", "_explanation")


def shown(value: Any) -> Any:
    """Returns a part of an answer without what says where it was found."""
    if isinstance(value, dict):
        return {key: shown(entry) for key, entry in value.items() if key not in DROPPED}
    return [shown(entry) for entry in value] if isinstance(value, list) else value
