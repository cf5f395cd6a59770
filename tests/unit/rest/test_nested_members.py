"""A member that nobody knows, put into every object of a body of every action, is an error."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.reference.api import Api

QUERY = {"bool": {"must": [{"match": {"t": {"query": "x"}}}], "filter": [{"range": {"n": {"gte": 1}}}]}}
BODIES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "POST",
        "/a/_search",
        {
            "query": QUERY,
            "aggs": {"h": {"terms": {"field": "n"}, "aggs": {"m": {"max": {"field": "n"}}}}},
            "sort": [{"n": {"order": "asc"}}],
            "_source": {"includes": ["t"]},
            "track_total_hits": True,
        },
    ),
    ("POST", "/a/_count", {"query": QUERY}),
    ("POST", "/a/_delete_by_query", {"query": QUERY, "slice": {"id": 0, "max": 2}}),
    ("POST", "/a/_update_by_query", {"query": QUERY}),
    ("POST", "/a/_explain/1", {"query": QUERY}),
    ("POST", "/_reindex", {"source": {"index": "a", "query": QUERY, "_source": ["t"]}, "dest": {"index": "b"}}),
    (
        "POST",
        "/_aliases",
        {"actions": [{"add": {"index": "a", "alias": "b", "filter": {"term": {"n": {"value": 1}}}}}]},
    ),
    ("POST", "/_mget", {"docs": [{"_index": "a", "_id": "1", "_source": {"includes": ["t"]}}]}),
    ("POST", "/a/_update/1", {"doc": {"n": 1}, "_source": {"includes": ["t"]}}),
    (
        "PUT",
        "/_index_template/t",
        {
            "index_patterns": ["t*"],
            "template": {
                "settings": {"index": {"number_of_shards": 1}},
                "mappings": {"properties": {"n": {"type": "long"}}},
                "aliases": {"z": {"is_hidden": False}},
            },
        },
    ),
    (
        "PUT",
        "/_component_template/t",
        {"template": {"settings": {"number_of_shards": 1}, "mappings": {"properties": {"n": {"type": "long"}}}}},
    ),
    (
        "PUT",
        "/c",
        {
            "settings": {"index": {"number_of_shards": 1}},
            "mappings": {"properties": {"o": {"type": "object", "properties": {"n": {"type": "long"}}}}},
            "aliases": {"z": {"filter": {"term": {"n": {"value": 1}}}}},
        },
    ),
    ("PUT", "/a/_mapping", {"properties": {"k": {"type": "text", "fields": {"raw": {"type": "keyword"}}}}}),
    ("PUT", "/a/_settings", {"index": {"refresh_interval": "1s"}}),
    ("POST", "/a/_rollover/x", {"conditions": {"max_docs": 1}}),
    ("PUT", "/_cluster/settings", {"persistent": {"search": {"max_buckets": 100}}}),
    ("POST", "/_analyze", {"tokenizer": {"type": "standard"}, "filter": [{"type": "lowercase"}], "text": "a"}),
    (
        "POST",
        "/_cluster/reroute",
        {"commands": [{"cancel": {"index": "a", "shard": 0, "node": "_local", "allow_primary": True}}]},
    ),
    ("POST", "/_field_caps?fields=*", {"index_filter": {"term": {"n": {"value": 1}}}}),
    ("POST", "/a/_terms_enum", {"field": "n", "string": "", "index_filter": {"term": {"n": {"value": 1}}}}),
]

# Elasticsearch passes over them too: what is beside the settings of the cluster; aliases of a template are only read
# once an index is made; parts of analysis take whatever parameters they are given
FREE = {
    ("/_cluster/settings", ()),
    ("/_index_template/t", ("template", "aliases")),
    ("/_index_template/t", ("template", "aliases", "z")),
    ("/_analyze", ("tokenizer",)),
    ("/_analyze", ("filter", 0)),
}


def objects(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yields the path of every object in a JSON value, itself included."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield path
    for key, inner in members:
        yield from objects(inner, (*path, key))


PLACES = [(number, path) for number, (_, _, body) in enumerate(BODIES) for path in objects(body)]


@pytest.mark.parametrize(("number", "path"), PLACES)
def test_unknown_members_anywhere(api: Api, number: int, path: tuple[Any, ...]) -> None:
    method, target, body = BODIES[number]
    api.put("/a", {"mappings": {"properties": {"n": {"type": "long"}, "t": {"type": "text"}}}})
    changed = copy.deepcopy(body)
    place: Any = changed
    for step in path:
        place = place[step]
    place["junk_member"] = {"x": 1}
    answer = api.call(method, target, changed)
    assert (answer.status < 400) == ((target, path) in FREE), answer.text
    assert answer.status < 500
