"""Asks a node for everything that `filling` has put there."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from findling.base.error_body import error_object
from findling.base.errors import FindlingError
from findling.cluster.system import SYSTEM_INDICES
from findling.cluster.system_index import SystemIndexDescriptor
from findling.node.services.node import Node
from tests.reference.api import Api
from tests.reference.every_kind.documents import N_DOCS
from tests.reference.every_kind.filling import METADATA

Body = dict[str, Any]
Ask = Callable[[], Any]
_IN_ORDER: Final[Body] = {"size": 500, "sort": ["_doc"], "seq_no_primary_term": True, "version": True}
_NAMES: Final = [
    "boolean",
    "byte",
    "short",
    "integer",
    "long",
    "float",
    "double",
    "half_float",
    "unsigned_long",
    "date",
    "date_nanos",
    "ip",
    "keyword",
    "wildcard",
    "version",
    "tags",
    "numbers",
    "scaled",
    "count",
    "relation",
    "flattened.a",
    "docs",
]


def _query(**query: Any) -> Body:
    return {"size": 20, "query": query}


QUERIES: Final[dict[str, Body]] = {
    "everything": _IN_ORDER,
    "by frequency": _query(match={"text": "fox river night"}),
    "by distance": _query(match_phrase={"text": {"query": "fox over", "slop": 3}}),
    "without norms": _query(match={"freqs": "red lazy"}),
    "without frequencies": _query(match={"docs": "dog"}),
    "every word": _query(query_string={"query": "text:(lazy AND dog) OR match_only_text:brown OR text:onl*"}),
    "as you type": _query(multi_match={"query": "red f", "type": "bool_prefix", "fields": ["search_as_you_type*"]}),
    "highlighted": {
        **_query(match={"offsets": "dog"}),
        "highlight": {"fields": {"offsets": {"type": "unified"}, "text": {"type": "fvh", "matched_fields": ["text"]}}},
    },
    "by term": _query(terms={"tags": ["tag1", "tag5"]}),
    "by exact value": _query(terms={"keyword": [f"value {n:05}" for n in range(0, N_DOCS, 7)]}),
    "by wildcard": _query(wildcard={"wildcard": "path/4*"}),
    "by number": _query(range={"integer": {"gte": 50, "lt": 9000}}),
    "by time": _query(range={"date_nanos": {"gte": "2020-01-05", "lt": "2020-01-12"}}),
    "by range": _query(range={"integer_range": {"gte": 7, "lt": 40}}),
    "by span of time": _query(range={"date_range": {"gte": "2020-01-15"}}),
    "by address": _query(term={"ip_range": "10.0.3.9"}),
    "by key": _query(term={"flattened.b.c": "7"}),
    "by point": _query(geo_distance={"distance": "2000km", "geo_point": [10, 10]}),
    "by shape": _query(geo_shape={"geo_shape": {"shape": {"type": "envelope", "coordinates": [[5, 40], [50, 5]]}}}),
    "by plane": _query(shape={"shape": {"shape": {"type": "envelope", "coordinates": [[5, 60], [70, 5]]}}}),
    "by vector": {"size": 9, "knn": {"field": "vector", "query_vector": [1, 2, 3, 4], "k": 9, "num_candidates": 50}},
    "by bytes": {"size": 9, "knn": {"field": "bytes", "query_vector": [1, 2, 3, 4], "k": 9, "num_candidates": 50}},
    "by bits": {"size": 9, "knn": {"field": "bits", "query_vector": "0f3c", "k": 9, "num_candidates": 50}},
    "by sparse vector": _query(sparse_vector={"field": "sparse_vector", "query_vector": {"t1": 2.0, "all": 0.5}}),
    "by feature": _query(rank_feature={"field": "rank_feature"}),
    "by one of the features": _query(rank_feature={"field": "rank_features.k2"}),
    "by part": _query(
        nested={"path": "parts", "query": {"term": {"parts.name": "part2"}}, "inner_hits": {}, "score_mode": "max"}
    ),
    "by parent": _query(has_child={"type": "child", "query": {"match": {"text": "fox"}}}),
    "by document": _query(percolate={"field": "query", "document": {"text": "a lazy dog"}}),
    "by runtime field": _query(range={"doubled": {"gte": 100, "lte": 5000}}),
    "existing": _query(exists={"field": "hidden"}),
    "sorted": {"size": 30, "sort": [{"double": "desc"}, "keyword", {"parts.n": {"nested": {"path": "parts"}}}]},
    "fields": {"size": 20, "sort": ["integer", "_doc"], "_source": False, "fields": ["*"]},
    "completed": {
        "suggest": {
            "s": {"prefix": "red", "completion": {"field": "suggest", "size": 9, "contexts": {"colour": ["red"]}}},
        }
    },
    "corrected": {"suggest": {"s": {"text": "laxy dgo", "term": {"field": "text"}}}},
    "counted": {
        "size": 0,
        "aggs": {
            **{f"of {name}": {"value_count": {"field": name}} for name in _NAMES},
            **{
                f"terms of {name}": {"terms": {"field": name, "size": 200}} for name in ("tags", "docs", "ip", "hidden")
            },
            "stats": {"extended_stats": {"field": "double"}},
            "dates": {"date_histogram": {"field": "date", "calendar_interval": "week"}},
            "box": {"geo_bounds": {"field": "geo_point"}},
            "parts": {"nested": {"path": "parts"}, "aggs": {"n": {"terms": {"field": "parts.name"}}}},
        },
    },
}
_OTHERS: Final[dict[str, list[Body]]] = {
    "sorted": [_IN_ORDER, {"sort": [{"points": "desc"}], "track_total_hits": False}],
    "synthetic": [_IN_ORDER, {"fields": ["*"], "stored_fields": ["title"]}],
    "meaning": [_IN_ORDER, _query(semantic={"field": "body", "query": "red fox"})],
    "packed": [
        {**_IN_ORDER, "_source": False},
        {**_query(match={"message": "river"}), "sort": ["n", "_doc"]},
    ],
    "graph": [
        {"size": 20, "sort": ["_doc"], "track_total_hits": True},
        {"knn": {"field": "near", "query_vector": [100, 50], "k": 10, "num_candidates": 20}},
        {"size": 0, "query": {"exists": {"field": "near"}}},
    ],
}
# made by a clock or by chance, or what a repair may change
_VOLATILE: Final = frozenset({"took", "_shards", "uuid", "creation_date", "timed_out"})


METADATA_GROUP: Final = "metadata"
SYSTEM_GROUP: Final = "system"
"""Groups of questions besides one for each index."""


def answers(node: Node) -> Iterator[tuple[str, Any]]:
    """Yields all that can be asked, and the answers as JSON."""
    for question, ask in questions(node):
        yield question, ask()


def questions(node: Node, only: str | None = None) -> Iterator[tuple[str, Ask]]:
    """Yields what can be asked, and what asks it: returns the answer without what is never the same twice.

    An error is answered as its body. only: the group of questions, all without
    """
    api = Api(node)
    there = [row["index"] for row in api.get("/_cat/indices?format=json&h=index").body]
    for group in [only] if only else [*there, METADATA_GROUP, SYSTEM_GROUP]:
        if group == METADATA_GROUP:
            for path in (*METADATA, "/_alias", "/_mapping", "/_inference/_all"):
                yield path, lambda path=path: api.get(path).body
        elif group == SYSTEM_GROUP:
            for descriptor in SYSTEM_INDICES:
                yield descriptor.name, lambda descriptor=descriptor: _system_documents(node, descriptor)
        elif group == "kinds":
            yield from _of_kinds(api)
        else:
            for number, body in enumerate(_OTHERS[group]):
                yield f"{group} {number}", partial(_searched, api, group, body)


def _of_kinds(api: Api) -> Iterator[tuple[str, Ask]]:
    for name, body in QUERIES.items():
        yield name, partial(_searched, api, "kinds", body)
    paths = [f"/kinds/_doc/{doc_id}?routing=r" for doc_id in ("doc-1", "doc-4", "doc-5")]
    paths += ["/kinds/_doc/late-3", "/kinds/_doc/logged-1"]
    for path in [*paths, "/kinds/_termvectors/doc-1?routing=r&fields=text,offsets"]:
        yield path, lambda path=path: _stable(api.get(path).body)


def _searched(api: Api, index: str, body: Body) -> Any:
    return _stable(api.post(f"/{index}/_search", body).body)


def _system_documents(node: Node, descriptor: SystemIndexDescriptor) -> Any:
    try:
        found = [[document.id, document.source] for document in node.system.index(descriptor).scan()]
    except FindlingError as error:
        return {"error": error_object(error)}
    return sorted(found, key=lambda document: document[0])


def _stable(body: Any) -> Any:
    if isinstance(body, dict):
        if body.get("_shards", {}).get("failed"):
            return body  # what failed belongs to the answer
        return {key: _stable(value) for key, value in body.items() if key not in _VOLATILE}
    return [_stable(item) for item in body] if isinstance(body, list) else body
