"""Random profiled searches: the trees of queries, collectors, aggregations and phases as Elasticsearch shows them.

    python -m tools.oracle.profiles --seed 1 --requests 300 --elasticsearch URL --findling URL
    python -m tools.oracle.profiles --seed 1 --requests 120 --elasticsearch URL --findling URL --record FILE

Times and counts are left out: they say how each of both goes about its work. What differs else is printed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from pathlib import Path
from typing import Any, Final

from tools.oracle.client import Server

from tests.batteries.compare import differences

Json = dict[str, Any]

INDICES: Final = ("profiles-flat", "profiles-nested")
WORDS: Final = ("quick", "brown", "fox", "dog", "lazy", "bear")
PROPERTIES: Final[Json] = {
    "t": {"type": "text"}, "k": {"type": "keyword"}, "n": {"type": "integer"}, "x": {"type": "double"},
    "d": {"type": "date"}, "b": {"type": "boolean"}, "ip": {"type": "ip"},
}  # fmt: skip
NESTED: Final[Json] = {"type": "nested", "properties": {"x": {"type": "keyword"}, "y": {"type": "integer"}}}
# hash codes of objects
_HASH: Final = re.compile(r"@[0-9a-f]{5,8}")
_KEPT: Final = ("type", "description", "children", "name", "reason", "debug", "breakdown")


def documents(index: str, n: int = 30) -> list[Json]:
    """Returns the documents of an index, always the same."""
    rng = random.Random(5)
    found = []
    for _ in range(n):
        document: Json = {"t": " ".join(rng.choices(WORDS, k=rng.randint(1, 6))), "k": rng.choice("abcd")}
        document |= {"n": rng.randint(0, 9), "x": round(rng.random(), 2), "d": f"2024-0{rng.randint(1, 9)}-01"}
        document |= {"b": rng.random() < 0.5, "ip": f"10.0.0.{rng.randint(1, 9)}"}
        objects = [{"x": rng.choice("pq"), "y": rng.randint(0, 9)} for _ in range(rng.randint(0, 3))]
        found.append(document | {"o": objects} if index == INDICES[1] else document)
    return found


def fill(server: Server) -> None:
    """Makes the indices anew, each of one shard and one segment."""
    for index in INDICES:
        server.call("DELETE", f"/{index}", None)
        properties = PROPERTIES | ({"o": NESTED} if index == INDICES[1] else {})
        server.call("PUT", f"/{index}", {"settings": {"number_of_shards": 1}, "mappings": {"properties": properties}})
        lines = [json.dumps(line) for document in documents(index) for line in ({"index": {}}, document)]
        server.call("POST", f"/{index}/_bulk?refresh=true", "\n".join(lines) + "\n")


class Requests:
    """Draws searches."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def search(self, index: str) -> Json:
        """Returns a search of an index."""
        rng = self._rng
        body: Json = {"profile": True, "query": self._query(index)}
        choices: dict[str, tuple[float, tuple[Any, ...]]] = {
            "size": (0.3, (0, 3)),
            "sort": (0.25, (["n"], ["_doc"], ["_score"], [{"k": "desc"}], ["n", "_score"])),
            "track_scores": (0.05, (True,)),
            "min_score": (0.05, (0.1,)),
            "collapse": (0.08, ({"field": "k"},)),
            "_source": (0.08, (False, ["t"])),
            "fields": (0.08, (["k"],)),
            "docvalue_fields": (0.08, (["n"],)),
            "highlight": (0.06, ({"fields": {"t": {}}},)),
            "explain": (0.04, (True,)),
            "version": (0.04, (True,)),
            "stored_fields": (0.03, (["_source"], ["k"])),
        }
        body |= {name: rng.choice(values) for name, (share, values) in choices.items() if rng.random() < share}
        if rng.random() < 0.15:
            body["post_filter"] = self._leaf(index)
        if rng.random() < 0.08 and "sort" not in body and "collapse" not in body:
            body["rescore"] = {"window_size": 5, "query": {"rescore_query": self._leaf(index)}}
        if rng.random() < 0.2:
            kinds = ({"max": {"field": "n"}}, {"histogram": {"field": "n", "interval": 3}}, {"stats": {"field": "x"}})
            body["aggs"] = {"a": rng.choice((*kinds, {"missing": {"field": "n"}}, {"value_count": {"field": "k"}}))}
        return body

    def _query(self, index: str, depth: int = 0) -> Json:
        rng = self._rng
        if depth > 1 or rng.random() < 0.5:
            return self._leaf(index)
        if rng.random() < 0.2:
            return {"constant_score": {"filter": self._query(index, depth + 1)}}
        parts: dict[str, list[Json]] = {}
        for kind in ("must", "filter", "should", "must_not"):
            if rng.random() < 0.45:
                parts[kind] = [self._query(index, depth + 1) for _ in range(rng.randint(1, 2))]
        return {"bool": parts}

    def _leaf(self, index: str) -> Json:
        rng = self._rng
        leaves: list[Json] = [
            {"match": {"t": " ".join(rng.sample(WORDS, rng.randint(1, 3)))}},
            {"match": {"t": {"query": " ".join(rng.sample(WORDS, 2)), "operator": "and"}}},
            {"term": {"k": rng.choice("abz")}},
            {"terms": {"k": rng.sample("abcd", 2)}},
            {"term": {"n": rng.randint(0, 9)}},
            {"terms": {"n": [1, 2]}},
            {"range": {"n": {"gte": rng.randint(0, 9)}}},
            {"range": {"d": {"gte": "2024-03-01", "lt": "2024-06"}}},
            {"term": {"b": True}},
            {"match_all": {}},
            {"exists": {"field": rng.choice(("n", "t", "k", "nope"))}},
            {"prefix": {"k": "a"}},
            {"wildcard": {"t": "*o*"}},
            {"regexp": {"t": "f.*"}},
            {"match_phrase": {"t": "quick fox"}},
            {"ids": {"values": ["1", "2"]}},
            {"term": {"ip": "10.0.0.1"}},
            {"term": {"ip": "10.0.0.0/29"}},
            {"range": {"ip": {"gte": "10.0.0.3"}}},
            {"match_none": {}},
            {"term": {"t": {"value": "fox", "boost": 2}}},
        ]
        if index == INDICES[1] and rng.random() < 0.2:
            inner = rng.choice(({"term": {"o.x": "p"}}, {"range": {"o.y": {"gt": 3}}}))
            return {"nested": {"path": "o", "query": inner}}
        return rng.choice(leaves)


def shape(answer: Json) -> Any:
    """Returns what is compared of an answer's profile."""
    shards: list[Json] = answer["profile"]["shards"]
    return [
        {
            "queries": [_shape(query) for search in shard["searches"] for query in search["query"]],
            "collectors": [_shape(entry) for search in shard["searches"] for entry in search["collector"]],
            "aggregations": [_shape(entry) for entry in shard["aggregations"]],
            "fetch": _shape(shard["fetch"]) if "fetch" in shard else None,
        }
        for shard in shards
    ]


def _shape(value: Any) -> Any:
    if isinstance(value, str):
        return _HASH.sub("@", value)
    if not isinstance(value, dict):
        return value
    kept: Json = {}
    for name in _KEPT:
        if name == "children" and name in value:
            kept[name] = [_shape(child) for child in value[name]]
        elif name == "breakdown" and name in value:
            kept[name] = " ".join(sorted(kind for kind in value[name] if not kind.endswith("_count")))
        elif name in value:
            kept[name] = _shape(value[name]) if name != "debug" else value[name]
    return kept


def main() -> int:
    """Compares, or records; returns 1 if something differs."""
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.profiles", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--elasticsearch", required=True, help="URL")
    parser.add_argument("--findling", required=True, help="URL")
    parser.add_argument("--record", type=Path, help="file for the answers that both give, which tests look at")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    drawn, different, recorded = Requests(rng), 0, []
    servers = [Server("elasticsearch", options.elasticsearch), Server("findling", options.findling)]
    for server in servers:
        fill(server)
    for _ in range(options.requests):
        index = rng.choice(INDICES)
        body = drawn.search(index)
        answers = [server.call("POST", f"/{index}/_search", body)[1] for server in servers]
        shapes = [shape(answer) if "profile" in answer else answer["status"] for answer in answers]
        lines = list(differences(shapes[0], shapes[1]))
        if lines:
            different += 1
            print(index, json.dumps(body), *lines[:4], sep="\n  ")
        else:
            recorded.append([index, body, shapes[0]])
    for server in servers:
        server.call("DELETE", f"/{','.join(INDICES)}", None)
    if options.record:
        options.record.write_text("".join(f"{json.dumps(entry, sort_keys=True)}\n" for entry in recorded))
    print(f"{options.requests} asked, {options.requests - different} alike")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
