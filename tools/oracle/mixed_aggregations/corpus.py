"""The indices and their documents."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any, Final

from tools.oracle.client import Server

Json = dict[str, Any]

ORDERS: Final = "aggs-orders"
OTHER: Final = "aggs-other"
EMPTY: Final = "aggs-empty"
BARE: Final = "aggs-bare"
INDICES: Final = (ORDERS, OTHER, EMPTY, BARE)
DELETED: Final = (3, 17, 40, 77, 121, 150)
WORDS: Final = ("apple", "pear", "plum", "quince", "melon", "grape", "peach", "kiwi", "fig", "lime", "date", "cherry")


def _keyword(**more: Any) -> Json:
    return {"type": "keyword", **more}


PROPERTIES: Final[Json] = {
    "kind": _keyword(), "sku": _keyword(), "tags": _keyword(), "low": _keyword(normalizer="lowercase"),
    "cut": _keyword(ignore_above=4), "hidden": _keyword(doc_values=False), "unset": _keyword(),
    "note": {"type": "text", "fields": {"raw": _keyword()}}, "words": {"type": "text", "fielddata": True},
    "big": {"type": "long"}, "qty": {"type": "integer"}, "small": {"type": "short"}, "tiny": {"type": "byte"},
    "price": {"type": "double"}, "tax": {"type": "float"}, "half": {"type": "half_float"}, "ok": {"type": "boolean"},
    "host": {"type": "ip"}, "placed": {"type": "date"}, "day": {"type": "date", "format": "dd/MM/yyyy||epoch_second"},
    "stamp": {"type": "date", "format": "epoch_second"}, "fine": {"type": "date_nanos"},
    "ages": {"type": "integer_range"}, "spans": {"type": "long_range"}, "rates": {"type": "double_range"},
    "window": {"type": "date_range"}, "nets": {"type": "ip_range"}, "place": {"type": "geo_point"},
    "attrs": {"type": "flattened"}, "other_name": {"type": "alias", "path": "kind"}, "blob": {"type": "binary"},
    "other_qty": {"type": "alias", "path": "qty"}, "vector": {"type": "dense_vector", "dims": 2},
    "who": {"properties": {"name": _keyword(), "age": {"type": "integer"}}},
    "items": {
        "type": "nested",
        "properties": {
            "sku": _keyword(), "price": {"type": "double"}, "n": {"type": "integer"}, "when": {"type": "date"},
            "parts": {"type": "nested", "properties": {"k": _keyword(), "n": {"type": "integer"}}},
        },
    },
}  # fmt: skip
RUNTIME: Final[Json] = {
    "twice": {"type": "long", "script": {"source": "if (doc['qty'].size() > 0) { emit(doc['qty'].value * 2) }"}},
    "label": {
        "type": "keyword",
        "script": {"source": "if (doc['kind'].size() > 0) { emit('k-' + doc['kind'].value) }"},
    },
    "ratio": {"type": "double", "script": {"source": "if (doc['price'].size() > 0) { emit(doc['price'].value / 4) }"}},
    "many": {"type": "boolean", "script": {"source": "emit(doc['qty'].size() > 1)"}},
}
OF_OTHER: Final[Json] = {
    "kind": {"type": "text", "fields": {"raw": _keyword()}}, "sku": {"type": "long"}, "tags": {"type": "ip"},
    "qty": {"type": "double"}, "price": {"type": "long"}, "placed": {"type": "date_nanos"}, "ok": _keyword(),
    "host": _keyword(), "big": {"type": "float"}, "place": _keyword(), "fine": {"type": "date"},
    "items": {"properties": {"sku": _keyword(), "price": {"type": "double"}}}, "tax": {"type": "double"},
    "day": {"type": "long"}, "words": {"type": "keyword"}, "half": {"type": "integer"},
}  # fmt: skip
FOR_OPENSEARCH: Final[Json] = {
    "exact": {"type": "unsigned_long"}, "scaled": {"type": "scaled_float", "scaling_factor": 100},
    "link": {"type": "join", "relations": {"order": "line"}}, "shape": {"type": "geo_shape"},
}  # fmt: skip


def _word(rng: random.Random) -> str:
    return rng.choices(WORDS, range(len(WORDS), 0, -1))[0]


def _when(rng: random.Random) -> str:
    day = f"{rng.randint(2022, 2024)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return f"{day}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}Z"


def _makers(rng: random.Random) -> dict[str, Callable[[], Any]]:
    low = rng.randint(0, 40)

    def host() -> str:
        return rng.choice([f"10.0.{rng.randint(0, 2)}.{rng.randint(0, 9)}", f"2001:db8::{rng.randint(1, 5)}"])

    return {
        "kind": lambda: rng.choice(("book", "film", "game", "map", "Été")),
        "sku": lambda: f"s{rng.randint(1, 60)}", "tags": lambda: rng.choice(("new", "Hot", "eco", "XL", "a b")),
        "low": lambda: rng.choice(("Aa", "aA", "bb", "Cc")), "cut": lambda: rng.choice(("abc", "abcdef", "xyz")),
        "hidden": lambda: "h", "note": lambda: " ".join(_word(rng) for _ in range(rng.randint(1, 8))),
        "words": lambda: " ".join(_word(rng) for _ in range(rng.randint(1, 6))),
        "big": lambda: rng.choice((2**53 + rng.randint(0, 9), rng.randint(-9, 9), -(2**60))),
        "qty": lambda: rng.randint(0, 12), "small": lambda: rng.randint(-300, 300), "tiny": lambda: rng.randint(-9,
            9),
        "price": lambda: round(rng.uniform(0, 99), 2), "tax": lambda: rng.choice((0.05, 0.1, 0.19)),
        "half": lambda: rng.randint(0, 50) / 4, "ok": lambda: rng.random() < 0.6, "host": host,
        "placed": lambda: _when(rng), "day": lambda: f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/2023",
        "stamp": lambda: rng.randint(1_600_000_000, 1_700_000_000),
        "fine": lambda: f"{_when(rng)[:-1]}.{rng.randint(0, 999_999_999):09}Z",
        "ages": lambda: {"gte": low, "lt": low + rng.randint(1, 30)},
        "spans": lambda: {"gt": low, "lte": low + rng.randint(1, 9)},
        "rates": lambda: {"gte": low / 4, "lt": low / 4 + 2.5},
        "window": lambda: {"gte": f"2023-0{rng.randint(1, 5)}-01", "lte": f"2023-{rng.randint(6, 12):02}-20"},
        "nets": lambda: f"10.0.{rng.randint(0, 3)}.0/{rng.randint(22, 30)}",
        "place": lambda: {"lat": round(rng.uniform(-60, 70), 3), "lon": round(rng.uniform(-170, 170), 3)},
        "attrs": lambda: {"color": rng.choice(("red", "blue")), "size": {"w": rng.randint(1, 3)}},
        "vector": lambda: [0.5, rng.randint(1, 3)],
        "who": lambda: {"name": rng.choice(("Ann", "Bob", "Cleo")), "age": rng.randint(20, 60)},
        "items": lambda: [_item(rng) for _ in range(rng.randint(1, 3))],
    }  # fmt: skip


def _item(rng: random.Random) -> Json:
    parts = [{"k": rng.choice("xyz"), "n": rng.randint(0, 5)} for _ in range(rng.randint(0, 2))]
    item = {"sku": f"s{rng.randint(1, 9)}", "price": rng.randint(1, 40), "n": rng.randint(1, 5), "when": _when(rng)}
    return {**item, **({"parts": parts} if parts else {})}


SEVERAL: Final = ("tags", "qty", "price", "host", "placed", "place", "ages", "words")


def document(rng: random.Random) -> Json:
    """Returns a document; a field has one value, several or none."""
    makers = _makers(rng)
    made = {name: make() for name, make in makers.items() if rng.random() < 0.85}
    for name in SEVERAL:
        if rng.random() < 0.2 and name in made:
            made[name] = [makers[name]() for _ in range(rng.randint(2, 3))]
    if rng.random() < 0.05:
        made["_doc_count"] = rng.randint(2, 5)
    return made


def _of_other(rng: random.Random) -> Json:
    made = {
        "kind": rng.choice(("book shelf", "map")), "sku": rng.randint(1, 60), "tags": f"10.0.0.{rng.randint(1, 9)}",
        "qty": rng.randint(0, 24) / 2, "price": rng.randint(0, 99), "placed": _when(rng)[:-1] + ".123456789Z",
        "ok": rng.choice(("true", "maybe")), "host": rng.choice(("web", "db")), "big": rng.random(), "place": "here",
        "fine": _when(rng), "items": {"sku": "s1", "price": 2.5}, "tax": 0.3, "day": rng.randint(1, 9),
        "words": rng.choice(("apple", "pear")), "half": rng.randint(0, 9),
    }  # fmt: skip
    return {name: value for name, value in made.items() if rng.random() < 0.8}


def _more(rng: random.Random, number: int, made: Json) -> tuple[Json, Json]:
    """Returns routing and a document with what OpenSearch alone has."""
    routing: Json = {}
    made["exact"] = rng.choice((2**64 - rng.randint(1, 4), rng.randint(0, 9)))
    made["scaled"] = round(rng.uniform(0, 9), 3)
    west, south = rng.randint(-100, 90), rng.randint(-60, 50)
    made["shape"] = {"type": "envelope", "coordinates": [[west, south + 9], [west + 9, south]]}
    made["link"] = "order"
    if number % 3 == 0:
        parent = str(rng.choice([n for n in range(200) if n % 3]))
        made["link"], routing = {"name": "line", "parent": parent}, {"routing": parent}
    return routing, made


def _lines(index: str, rng: random.Random, *, opensearch: bool) -> list[Json]:
    lines: list[Json] = []
    for number in range({ORDERS: 200, OTHER: 25, BARE: 3}.get(index, 0)):
        made = _of_other(rng) if index == OTHER else document(rng) if index == ORDERS else {"loose": number}
        routing: Json = {}
        if opensearch and index == ORDERS:
            routing, made = _more(rng, number, {k: v for k, v in made.items() if k in _properties(opensearch=True)})
        lines += [{"index": {"_index": index, "_id": str(number), **routing}}, made]
    return lines


NOT_OPENSEARCHS: Final = ("attrs", "vector")


def _properties(*, opensearch: bool) -> Json:
    if not opensearch:
        return PROPERTIES
    kept = {name: field for name, field in PROPERTIES.items() if name not in NOT_OPENSEARCHS}
    return {**kept, **FOR_OPENSEARCH}


def fill(server: Server, seed: int = 15, *, opensearch: bool = False) -> None:
    """Makes the indices anew."""
    orders: Json = {"properties": _properties(opensearch=opensearch)}
    if not opensearch:
        orders["runtime"] = RUNTIME
    mappings = {ORDERS: orders, OTHER: {"properties": OF_OTHER}, EMPTY: orders, BARE: {"dynamic": False}}
    rng = random.Random(seed)
    for index in INDICES:
        server.call("DELETE", f"/{index}")
        settings = {"number_of_shards": 3 if index == ORDERS else 1, "number_of_replicas": 0}
        status, answer = server.call("PUT", f"/{index}", {"settings": settings, "mappings": mappings[index]})
        assert status == 200, answer
        lines = _lines(index, rng, opensearch=opensearch)
        if lines:
            _, answer = server.call("POST", "/_bulk?refresh=true", "".join(json.dumps(line) + "\n" for line in lines))
            assert not answer["errors"], [item for item in answer["items"] if item["index"]["status"] > 201][:2]
    if not opensearch:
        _delete(server)


def _delete(server: Server) -> None:
    """Deletes some documents, and changes one."""
    for number in DELETED:
        server.call("DELETE", f"/{ORDERS}/_doc/{number}?refresh=true")
    server.call("PUT", f"/{ORDERS}/_doc/5?refresh=true", {"kind": "late", "qty": 99, "placed": "2025-01-01"})


def clear(server: Server) -> None:
    for index in INDICES:
        server.call("DELETE", f"/{index}")
