"""The indices, templates and documents that requests are about: the same on both servers."""

from __future__ import annotations

import json
import random
from collections.abc import Collection
from typing import Any, Final

from tools.oracle.operations.drawing import PREFIX, Request, request

PLAIN: Final = f"{PREFIX}-a"
SHARDED: Final = f"{PREFIX}-m"
ROUTED: Final = f"{PREFIX}-r"
STRICT: Final = f"{PREFIX}-s"
NESTED: Final = f"{PREFIX}-n"
CLOSED: Final = f"{PREFIX}-c"
WRITTEN: Final = f"{PREFIX}-w1"
INDICES: Final = (PLAIN, SHARDED, ROUTED, STRICT, NESTED, WRITTEN, f"{PREFIX}-w2")
ALIASES: Final = (f"{PREFIX}-al", f"{PREFIX}-write", f"{PREFIX}-two", f"{PREFIX}-rt", f"{PREFIX}-f")
PROPERTIES: Final = {
    "t": {"type": "text", "term_vector": "with_positions_offsets"},
    "k": {"type": "keyword"},
    "n": {"type": "integer"},
    "f": {"type": "double"},
    "d": {"type": "date"},
    "b": {"type": "boolean"},
    "ip": {"type": "ip"},
    "o": {"properties": {"a": {"type": "integer"}, "b": {"type": "keyword"}}},
}


def clean() -> list[Request]:
    return [
        request("PUT", "/_cluster/settings", {"transient": {"action.destructive_requires_name": False}}),
        # an index that takes no changes is not deleted either; each block goes by itself
        *(
            request("PUT", f"/{PREFIX}*/_settings?expand_wildcards=all", {f"index.blocks.{name}": None})
            for name in ("metadata", "read_only", "read_only_allow_delete")
        ),
        request("DELETE", f"/_data_stream/{PREFIX}*"),
        request("DELETE", f"/{PREFIX}*?expand_wildcards=all&ignore_unavailable=true"),
        request("DELETE", f"/_index_template/{PREFIX}*"),
        request("DELETE", f"/_component_template/{PREFIX}*"),
        request("DELETE", f"/_template/{PREFIX}*"),
        *(request("DELETE", f"/_ingest/pipeline/{PREFIX}-p{n}") for n in range(3)),
        *(request("DELETE", f"/_scripts/{PREFIX}-{n}") for n in range(2)),
    ]


def made(rng: random.Random, needed: Collection[str] = (*INDICES, CLOSED)) -> list[Request]:
    """Returns the requests that make the world of a seed. needed: which of the indices"""
    lines = [line for name, line in _definitions().items() if name in needed]
    targets = {
        ALIASES[0]: [(PLAIN, {})],
        ALIASES[1]: [(WRITTEN, {"is_write_index": True}), (INDICES[-1], {})],
        ALIASES[2]: [(PLAIN, {}), (SHARDED, {})],
        ALIASES[3]: [(SHARDED, {"routing": "x"})],
        ALIASES[4]: [(PLAIN, {"filter": {"term": {"k": "a"}}})],
    }
    actions = [
        {"add": {"index": index, "alias": alias, **more}}
        for alias, found in targets.items()
        for index, more in found
        if index in needed
    ]
    lines.append(request("POST", "/_aliases", {"actions": actions}))
    lines.append(_documents(rng, [index for index in INDICES if index in needed]))
    return [*lines, *([request("POST", f"/{CLOSED}/_close")] if CLOSED in needed else [])]


def _definitions() -> dict[str, Request]:
    nested = {"comments": {"type": "nested", "properties": {"author": {"type": "keyword"}, "stars": {"type": "byte"}}}}
    found = [
        _index(PLAIN, {}),
        _index(SHARDED, {}, 3),
        _index(ROUTED, {"_routing": {"required": True}}),
        _index(STRICT, {"dynamic": "strict"}),
        _index(NESTED, {"properties": {**PROPERTIES, **nested}}),
        _index(CLOSED, {}),
        _index(WRITTEN, {}),
        _index(INDICES[-1], {}, 2),
    ]
    return {one.path[1:]: one for one in found}


def _index(name: str, mappings: dict[str, Any], shards: int = 1) -> Request:
    settings = {"number_of_shards": shards, "number_of_replicas": 0}
    return request("PUT", f"/{name}", {"settings": settings, "mappings": {"properties": PROPERTIES, **mappings}})


def _documents(rng: random.Random, indices: list[str]) -> Request:
    lines = []
    for index in indices:
        for number in range(1, 4):
            about = {"_index": index, "_id": str(number), **({"routing": "x"} if index == ROUTED else {})}
            lines += [json.dumps({"index": about}), json.dumps(source(rng))]
    return request("POST", "/_bulk?refresh=true", "\n".join(lines) + "\n")


def source(rng: random.Random) -> dict[str, Any]:
    """Returns a document that every index takes."""
    values = {
        "t": rng.choice(["hello world", "the quick brown fox", "", ["one", "two words"]]),
        "k": rng.choice(["a", "b", ["a", "c"], ""]),
        "n": rng.choice([1, 2, 7, "3", 4.0, [1, 2]]),
        "f": rng.choice([0.5, -1, "2.5", 1e10]),
        "d": rng.choice(["2024-02-03", "2024-02-03T04:05:06Z", 1700000000000]),
        "b": rng.choice([True, False, "true", ""]),
        "ip": rng.choice(["10.0.0.1", "::1"]),
        "o": rng.choice([{"a": 1}, {"a": 2, "b": "x"}, [{"a": 1}, {"b": "y"}], {}]),
    }
    return {name: value for name, value in values.items() if rng.random() < 0.6}
